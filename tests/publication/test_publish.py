"""Publishing: nothing half written, released versions kept, any base."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from iccis.core.base import checked_base
from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.files import BINARY
from iccis.publication.publish import MANIFEST, publish, released
from sources import VERSION, copy_of_sources, digests


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with one label changed."""
    copy = copy_of_sources(tmp_path_factory.mktemp("tree"))
    path = copy / "kg" / "actors.ttl"
    path.write_text(path.read_text("utf-8").replace('"China"@en', '"china"@en'), "utf-8")
    return copy


@pytest.fixture
def copied(published: Path, tmp_path: Path) -> Path:
    """The publication again, by links: a test may replace its files, and does not write into them."""
    return Path(shutil.copytree(published, tmp_path / "dist", copy_function=os.link))


def release(folder: Path) -> None:
    """Turn a publication into that of a version that was released on 24 November 2026."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).unlink()  # it is a link
    (folder / MANIFEST).write_text(json.dumps(manifest | {"released": {VERSION: "2026-11-24"}}), "utf-8")


def command(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `iccis publish`."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "iccis"), "publish", *args],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    """What is not a publication is not replaced."""
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    done = command("--out", str(tmp_path))

    assert (done.returncode, done.stdout) == (2, "")
    assert "the folder holds other files" in done.stderr
    assert "hint:" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """A file is not replaced either."""
    (tmp_path / "dist").write_text("a file", "utf-8")

    with pytest.raises(IccisError, match="this is a file, not a folder"):
        publish(tmp_path / "dist")
    assert (tmp_path / "dist").read_text("utf-8") == "a file"


def test_a_place_that_cannot_be_written() -> None:
    """Without permission, the error says so and where."""
    with pytest.raises(IccisError, match="/proc/dist: cannot be written"):
        publish(Path("/proc/dist"))


def test_no_space(copied: Path, tree: Path) -> None:
    """When the disk is full in the middle, the earlier publication stands, and nothing beside it."""
    before = digests(copied)
    program = "import sys; from pathlib import Path; from iccis.publication.publish import publish"
    program += "; publish(Path(sys.argv[1]), base=Path(sys.argv[2]))"
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh", sys.executable, "-c", program, str(copied), str(tree)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "cannot be written: File too large" in done.stderr
    assert digests(copied) == before
    assert [path.name for path in copied.parent.iterdir()] == ["dist"]


@pytest.mark.parametrize(
    "base",
    [
        "",
        "iccis",
        "example.org/",
        "https://example.org",
        "https://exa mple.org/",
        "https:///",
        "ftp://a/",
        "https://a/#b/",
        "https://w3id.org/iccis/draft/",
    ],
)
def test_a_base_that_is_no_address(base: str) -> None:
    """A base that cannot be one is refused, with an example of one that can."""
    with pytest.raises(IccisError) as caught:
        checked_base(base)
    assert "https://example.org/" in caught.value.hint


def test_another_base(given: Edition, published: Path) -> None:
    """A private copy has no IRI of the public one in any file, and all files; of those about things, some."""
    copy = publication(given, site="https://example.org/code/", folder=published)
    things = [path for path in copy if path.startswith("id/")]
    others = [path for path in copy if not path.startswith("id/") and not path.endswith(BINARY)]
    assert len(things) > 10_000
    assert [path for path in [*others, *things[::50]] if SITE.encode() in copy[path]] == []
    assert b"https://example.org/code/id/norm/6.1" in copy["id/norm/6.1.nt"]
    assert {*copy, MANIFEST} == digests(published).keys()


def test_what_does_not_conform_is_not_published(tree: Path, tmp_path: Path) -> None:
    """The Code is checked first: exit status 1, the problem named, nothing written."""
    broken = Path(shutil.copytree(tree, tmp_path / "tree"))
    path = broken / "kg" / "norms" / "pledge-06.ttl"
    path.write_text(path.read_text("utf-8").replace("iccis:bearer", "iccis:bearrer"), "utf-8")
    done = command("--out", str(tmp_path / "dist"), ICCIS_ROOT=str(broken))

    assert (done.returncode, done.stdout) == (1, "")
    assert "bearrer" in done.stderr
    assert not (tmp_path / "dist").exists()


def test_a_released_version_stays(copied: Path, tree: Path) -> None:
    """A release cannot be published again with other content, or on another day."""
    release(copied)
    before = digests(copied)
    message = f"version {re.escape(VERSION)} was released on 2026-11-24"
    with pytest.raises(IccisError, match=f"{message}, and its files would change"):
        publish(copied, base=tree)
    with pytest.raises(IccisError, match=message):
        publish(copied, release="2026-11-25")
    assert digests(copied) == before


def test_a_later_version_keeps_the_released_one(copied: Path, tree: Path, tmp_path: Path) -> None:
    """Beside a new version, the released one lies as it was; one that was never released goes.

    Only files whose bytes change are written, and in the end they are all as if made from nothing.
    """
    later = Path(shutil.copytree(tree, tmp_path / "tree"))
    path = later / "ontology" / "ontology.ttl"
    path.write_text(path.read_text("utf-8").replace(VERSION, "99.0.0"), "utf-8")
    release(copied)
    old = digests(copied / VERSION)
    kept, lost = copied / "id/norm/6.1.ttl", copied / "id/norm/6.1.nt"
    inode = kept.stat().st_ino
    lost.unlink()
    lost.write_text("not what was published")
    reports = list[tuple[int, int, int]]()
    made = publish(copied, base=later, release="2026-11-25", report=lambda *numbers: reports.append(numbers))
    total = len(made)

    some = [path for path in made if not path.startswith("id/")] + [*made][::50]
    assert [path for path in some if (copied / path).read_bytes() != made[path]] == []
    assert all((copied / path).is_file() for path in made)
    assert kept.stat().st_ino == inode
    assert [row[:2] for row in reports if row[0] == row[1]] == [(total, total)]
    assert reports == sorted(reports)
    assert 0 < reports[-1][2] < total // 2

    assert digests(copied / VERSION) == old
    assert digests(copied / "99.0.0") == digests(copied / "latest")
    assert released(copied) == {VERSION: "2026-11-24", "99.0.0": "2026-11-25"}
    assert digests(copied / "latest") != old


def test_a_release_has_a_date(tmp_path: Path) -> None:
    """What is no date is refused."""
    with pytest.raises(IccisError, match="not a date: today"):
        publish(tmp_path / "dist", release="today")


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-25"])
def test_a_version_is_released_on_one_day(tmp_path: Path, day: str) -> None:
    """Neither an earlier nor a later day takes the place of the first."""
    (tmp_path / MANIFEST).write_text(json.dumps({"released": {VERSION: "2026-11-24"}}), "utf-8")
    with pytest.raises(IccisError, match=f"{re.escape(VERSION)} was released on 2026-11-24$"):
        publish(tmp_path, release=day)
