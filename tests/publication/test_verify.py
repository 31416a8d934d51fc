"""Checking a publication: each kind of damage is found, and its file named."""

import gzip
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from iccis.check.shapes import Problem
from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.publication.verify import STEPS, Files, check_publication
from sources import VERSION


@pytest.fixture(scope="module")
def copied(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the publication that each test damages and mends."""
    return Path(shutil.copytree(published, tmp_path_factory.mktemp("damaged") / "dist"))


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A change of some bytes that are surely there."""

    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


def test_a_publication_is_sound(publication_check: Path) -> None:
    """Every step passes, and none of them looked at nothing."""
    steps = re.findall(r"^(\S+) +ok +[\d.]+ s  (.+)$", publication_check.read_text("utf-8"), re.M)

    assert [name for name, _ in steps] == list(STEPS)
    assert [found for _, found in steps if found.startswith("0 ")] == []


def swapped(data: bytes) -> bytes:
    """Another file that can be read just as well."""
    return gzip.compress(data)


DAMAGE = {
    "a file of a version": ("sums", "latest/norms.csv", replaced(b"norm", b"form")),
    "a table": ("files", "latest/norms.csv", replaced(b"norm,", b"")),
    "a compressed file": ("files", "latest/norms.ttl.gz", lambda data: data[:-20]),
    "a compressed file of another": ("files", "latest/norms.ttl.gz", swapped),
    "Turtle": ("forms", "id/norm/6.1.ttl", replaced(b" a ", b" a a ")),
    "a statement": ("forms", "id/norm/6.1.rdf", replaced(b"strength/firm", b"strength/soft")),
    "a dataset": ("forms", "latest/iccis.trig", replaced(b"graph/norms", b"graph/forms")),
    "JSON-LD": ("forms", "id/norm/6.1.jsonld", lambda data: data[:-3]),
    "a catalogue": ("catalogue", "catalog.ttl", replaced(b" a ", b" a a ")),
    "a link": ("links", "id/code/pledge/6.html", replaced(b"site.css", b"sight.css")),
    "a place": ("links", "id/norm/6.1.html", replaced(b"ontology.html#", b"ontology.html#un")),
    "embedded data": ("embedded", "id/code/pledge/6.html", replaced(b"org/Legislation", b"org/Person")),
}


def step(name: str, folder: Path, stem: str = "") -> tuple[Problem, ...]:
    """What one step finds, of all files or of those whose path begins in some way."""
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    paths = {path for path in files if path.startswith(stem)}
    return tuple(STEPS[name](Files(folder, paths, SITE))[1])


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(copied: Path, what: str) -> None:
    """The step that looks for it fails, and names the file and what to do."""
    name, path, change = DAMAGE[what]
    target = copied / path
    whole = target.read_bytes()
    target.write_bytes(change(whole))
    stem = path.partition(".")[0]
    try:
        found = step(name, copied, stem if name == "forms" else "")
    finally:
        target.write_bytes(whole)

    assert found
    assert [problem.subject for problem in found if not problem.subject.startswith(stem)] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (rb'(latest/iccis.ttl> ;\s+dcat:byteSize ")', rb"\g<1>1", "the size of"),
        (rb'(iccis.ttl-sha256\n    a (?:.*\n)*?    spdx:checksumValue ")..', rb"\g<1>00", "the checksum of"),
        (rb"dcat:downloadURL <(\S+)>", rb"dcat:downloadURL <\1x>", "is not there"),
    ],
)
def test_the_catalogue_is_held_to_the_files(copied: Path, old: bytes, new: bytes, message: str) -> None:
    """Each size, checksum and address in it is that of a file."""
    target = copied / "catalog.ttl"
    whole = target.read_bytes()
    target.write_bytes(re.sub(old, new, whole, count=1))
    try:
        found = step("catalogue", copied)
    finally:
        target.write_bytes(whole)

    assert [message in problem.message for problem in found] == [True]


def test_a_file_that_is_missing(copied: Path) -> None:
    """A dump that is gone is missed by the checksums and by the catalogue."""
    gone = copied / "latest" / "norms.ttl"
    whole = gone.read_bytes()
    gone.unlink()
    found = [step(name, copied) for name in ("sums", "catalogue")]
    gone.write_bytes(whole)

    assert all("latest/norms.ttl" in str(problems) for problems in found)


def test_a_folder_that_is_no_publication(tmp_path: Path) -> None:
    """What was not published cannot be checked."""
    with pytest.raises(IccisError, match="not a publication"):
        check_publication(tmp_path)


def test_addresses_of_files_are_those_of_the_host(published: Path, tmp_path: Path) -> None:
    """The catalogue of a copy whose address was given is compared with the files below that address."""
    host, catalogue = "https://files.example/code/", (published / "catalog.ttl").read_text("utf-8")
    for folder in ("latest", VERSION):
        catalogue = catalogue.replace(f"<{SITE}{folder}/", f"<{host}{folder}/")
        (tmp_path / folder).symlink_to(published / folder)
    (tmp_path / "catalog.ttl").write_text(catalogue, "utf-8")
    paths = {path.relative_to(published).as_posix() for path in published.glob("*/*")} | {"catalog.ttl"}
    assert STEPS["catalogue"](Files(tmp_path, paths, SITE, host))[1] == []
    assert STEPS["catalogue"](Files(tmp_path, paths, SITE))[1] != []
