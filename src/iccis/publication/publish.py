"""Publishing: a publication built aside, then moved into place as a whole.

A folder that is a publication has `publication.json`, which says its base and which versions in it are
released.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from iccis.core.base import checked_base
from iccis.core.errors import IccisError
from iccis.core.instruments import refuse_other_text
from iccis.core.namespaces import SITE
from iccis.core.project import record_file
from iccis.publication import contents
from iccis.publication.edition import Edition, edition
from iccis.publication.files import SUMS, Publication
from iccis.publication.rebase import check_things
from iccis.publication.writing import write

MANIFEST = "publication.json"
Report = Callable[[int, int, int], object]
"""Told after each few files: how many are done, out of how many, and how many of these differ from before."""


def publish(
    out: Path,
    *,
    site: str = SITE,
    host: str = "",
    release: str = "",
    base: Path | None = None,
    pdf: bool = False,
    report: Report = lambda done, total, changed: None,
) -> Publication:
    """Write everything into the folder `out`, which is new, empty or an earlier publication.

    A file whose bytes are those of the earlier publication is kept as it is, with its time. `site` is the
    base of all IRIs, `host` the address of the files, `release` the date of a release; `pdf` adds the Code as
    PDF; `report` follows the work. Raises IccisError for a folder with other files, a version that is already
    released with other content, a base that is not an IRI, another text than the Code's under the Code's
    base, and if the files cannot be written; nothing is changed then.
    """
    releases = check_target(out, site, base)
    current = edition(base=base)
    check_project(current)
    version = current.version
    day = _day(release, releases.get(version, ""), current)
    earlier = {name: date for name, date in releases.items() if name != version}
    publication = contents.publication(
        current, site=site, host=host, released=day, earlier=earlier, pdf=pdf, folder=out
    )
    _check_unchanged(out, publication, releases)
    dates = releases | ({version: day} if day else {})
    with _replacement(out) as folder:
        done = changed = 0
        for files, new in write(publication, folder, out):
            done, changed = done + files, changed + new
            report(done, len(publication), changed)
        for name in earlier:
            shutil.copytree(out / name, folder / name)
        manifest = {"base": site, "version": version, "released": dates}
        if host:
            manifest["host"] = publication.root
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", "utf-8")
    return publication


def check_target(out: Path, site: str, base: Path | None = None) -> dict[str, str]:
    """Return the versions that are released in `out`; raises IccisError if nothing can be published there.

    Nor can a text be published under a base that promises another.
    """
    if checked_base(site) == SITE:
        refuse_other_text(base)
    return released(out)


STATED = {
    "owl:versionInfo": 'owl:versionInfo "0.1.0"',
    "dcterms:title": 'dcterms:title "..."@en',
    "dcterms:modified": 'dcterms:modified "2026-01-31T00:00:00Z"^^xsd:dateTime',
    "dcterms:license": "dcterms:license <https://creativecommons.org/licenses/by/4.0/>, for example",
    "dcterms:publisher": "dcterms:publisher catalog:editor, and a foaf:name of catalog:editor",
}
"""What the record of a project has to say, and how."""


def check_project(edition: Edition) -> None:
    """Raise IccisError if a project of one's own does not say what it is, or a thing would not move."""
    if not edition.is_project:
        return
    for name, words in STATED.items():
        if not edition.said(name):
            place = str(record_file(edition.base))
            raise IccisError(f"the catalogue has no {name}", place=place, hint=f"say of it: {words}")
    check_things(edition.base)


def manifest(out: Path) -> dict[str, object]:
    """Read the manifest of a publication: base, version, released versions with their dates."""
    try:
        return dict(json.loads((out / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError) as error:
        hint = f"a folder that `iccis publish` wrote contains {MANIFEST}"
        raise IccisError("not a publication", place=str(out), hint=hint) from error


def released(out: Path) -> dict[str, str]:
    """Return the released versions in `out` with their dates; none if there is nothing yet."""
    if out.is_dir() and not any(out.iterdir()):
        return {}
    if out.is_dir() and not (out / MANIFEST).exists():
        hint = "name a new or empty folder with --out, or one that an earlier `iccis publish` wrote"
        raise IccisError("the folder holds other files", place=str(out), hint=hint)
    if out.exists() and not out.is_dir():
        raise IccisError("this is a file, not a folder", place=str(out), hint="name a folder with --out")
    return dict(manifest(out)["released"]) if out.exists() else {}  # type: ignore[call-overload]


def _raise_version(edition: Edition) -> str:
    """Say where the version of an edition stands."""
    files = (
        f"owl:versionInfo in {record_file(edition.base)}"
        if edition.is_project
        else "the version in pyproject.toml and ontology/ontology.ttl"
    )
    return f"raise {files}"


def _day(release: str, earlier: str, edition: Edition) -> str:
    """Return the date of the release: as requested, or that of the earlier release."""
    if release and earlier and release != earlier:
        message = f"version {edition.version} was released on {earlier}"
        raise IccisError(message, hint=_raise_version(edition))
    try:
        return date.fromisoformat(release).isoformat() if release else earlier
    except ValueError as error:
        raise IccisError(f"not a date: {release}", hint="write it as 2026-11-24") from error


def _check_unchanged(out: Path, publication: Publication, releases: dict[str, str]) -> None:
    """Raise IccisError if a released version would change."""
    version = publication.edition.version
    if version in releases and (out / version / SUMS).read_bytes() != publication[f"{version}/{SUMS}"]:
        message = f"version {version} was released on {releases[version]}, and its files would change"
        raise IccisError(message, place=str(out / version), hint=_raise_version(publication.edition))


@contextmanager
def _replacement(out: Path) -> Iterator[Path]:
    """Make a folder beside `out` that takes its place at the end; an error before leaves `out` alone."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent, ignore_cleanup_errors=True) as aside:
            new, old = Path(aside, "new"), Path(aside, "old")
            new.mkdir()
            yield new
            if out.exists():
                out.rename(old)
            try:
                new.rename(out)
            except OSError:
                if old.exists():
                    old.rename(out)
                raise
    except OSError as error:
        hint = "nothing was changed; name another folder with --out, or free some space"
        raise IccisError(f"cannot be written: {error.strerror}", place=str(out), hint=hint) from error
