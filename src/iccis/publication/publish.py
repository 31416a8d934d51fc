"""Publishing: a publication built aside, then moved into place as a whole.

A folder that is a publication has `publication.json`, which says its base and which versions in it are
released.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.publication.contents import publication
from iccis.publication.edition import edition
from iccis.publication.files import SUMS, Publication

MANIFEST = "publication.json"


def publish(
    out: Path, *, site: str = SITE, host: str = "", release: str = "", base: Path | None = None
) -> Publication:
    """Write everything into the folder `out`, which is new, empty or an earlier publication.

    `site` is the base of all IRIs, `host` the address where the files will lie, `release` the date of a
    release. Raises IccisError for a folder with other files, a version that is released already with other
    content, a base that is no IRI, and if the files cannot be written; nothing is then changed.
    """
    site, before = checked_base(site), released(out)
    given = edition(base=base)
    day = _day(release, before.get(given.version, ""), given.version)
    made = publication(given, site=site, host=host, released=day)
    _keep_released(out, made, before)
    with _aside(out) as folder:
        _write(folder, made)
        _carry(out, folder, [version for version in before if version != given.version])
        manifest = {
            "base": site,
            "version": given.version,
            "released": before | ({given.version: day} if day else {}),
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    return made


def checked_base(site: str) -> str:
    """The base of all IRIs, checked.

    >>> checked_base("https://example.org/code/")
    'https://example.org/code/'
    """
    hint = "give an address that ends in a slash, for example https://example.org/code/"
    try:
        parts = urlsplit(NamedNode(site).value)
    except ValueError as error:
        raise IccisError(f"the base is no IRI: {site}", hint=hint) from error
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise IccisError(f"the base is no address of a site: {site}", hint=hint)
    if site != SITE and site.startswith(SITE):
        raise IccisError(f"the base lies below the one of the Code itself: {site}", hint=hint)
    if not site.endswith("/"):
        raise IccisError(f"the base does not end in a slash: {site}", hint=hint)
    return site


def manifest(out: Path) -> dict[str, object]:
    """What a publication says of itself: base, version, released versions with their dates."""
    try:
        found = json.loads((out / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        hint = f"a folder that `iccis publish` wrote has a {MANIFEST}"
        raise IccisError("this is no publication", place=str(out), hint=hint) from error
    return dict(found)


def released(out: Path) -> dict[str, str]:
    """Released versions in `out` with their dates; none where there is nothing yet."""
    if out.is_dir() and not any(out.iterdir()):
        return {}
    if out.is_dir() and not (out / MANIFEST).exists():
        hint = "name a new or empty folder with --out, or one that an earlier `iccis publish` wrote"
        raise IccisError("the folder holds other files", place=str(out), hint=hint)
    if out.exists() and not out.is_dir():
        raise IccisError("this is a file, not a folder", place=str(out), hint="name a folder with --out")
    return dict(manifest(out)["released"]) if out.exists() else {}  # type: ignore[call-overload]


def _day(release: str, before: str, version: str) -> str:
    """Date of the release: as asked, or as it was."""
    if release and before and release != before:
        hint = "raise the version in pyproject.toml and ontology/ontology.ttl"
        raise IccisError(f"version {version} was released on {before}", hint=hint)
    try:
        return date.fromisoformat(release).isoformat() if release else before
    except ValueError as error:
        raise IccisError(f"no date: {release}", hint="write it as 2026-11-24") from error


def _keep_released(out: Path, made: Publication, before: dict[str, str]) -> None:
    """A version that is released stays what it is."""
    version = made.edition.version
    if version in before and (out / version / SUMS).read_bytes() != made[f"{version}/{SUMS}"]:
        message = f"version {version} was released on {before[version]}, and its files would change"
        hint = "raise the version in pyproject.toml and ontology/ontology.ttl"
        raise IccisError(message, place=str(out / version), hint=hint)


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place in the end; what goes wrong before leaves `out` alone."""
    folder = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        yield folder
        folder.chmod(0o755)
        _swap(folder, out)
    except OSError as error:
        hint = "nothing was changed; name another folder with --out, or make room"
        raise IccisError(f"cannot be written: {error.strerror}", place=str(out), hint=hint) from error
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _swap(folder: Path, out: Path) -> None:
    """Move `folder` to `out`; what was there is put back if that fails, and deleted if not."""
    old = folder.with_name(folder.name + ".old")
    if out.exists():
        out.rename(old)
    try:
        folder.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write(folder: Path, made: Publication) -> None:
    for parent in {(folder / path).parent for path in made}:
        parent.mkdir(parents=True, exist_ok=True)
    for path in made:
        (folder / path).write_bytes(made[path])


def _carry(out: Path, folder: Path, versions: list[str]) -> None:
    """Take released versions over as they are."""
    for version in versions:
        shutil.copytree(out / version, folder / version)
