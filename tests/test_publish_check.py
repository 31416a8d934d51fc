"""Checking a publication: each kind of damage is found, and its file named."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from iccis.errors import IccisError
from iccis.publish_check import check_publication


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


def test_a_publication_is_sound(published: Path) -> None:
    """Every step passes, and none of them looked at nothing."""
    report = check_publication(published)

    assert [(step.name, step.problems) for step in report.steps if not step.passed] == []
    assert [step.found for step in report.steps if step.found.startswith("0 ")] == []


DAMAGE = {
    "a file of a version": ("sums", "latest/norms.csv", replaced(b"norm", b"form")),
    "a table": ("files", "latest/norms.csv", replaced(b"norm,", b"")),
    "a compressed file": ("files", "latest/norms.ttl.gz", lambda data: data[:-20]),
    "a compressed file of another": ("files", "latest/norms.ttl.gz", lambda data: data),
    "Turtle": ("forms", "id/norm/6.1.ttl", replaced(b" a ", b" a a ")),
    "a statement": ("forms", "id/norm/6.1.rdf", replaced(b"strength/firm", b"strength/soft")),
    "a dataset": ("forms", "latest/iccis.trig", replaced(b"graph/norms", b"graph/forms")),
    "JSON-LD": ("forms", "id/norm/6.1.jsonld", lambda data: data[:-3]),
    "a size": ("catalogue", "catalog.ttl", replaced(b"dcat:byteSize ", b"dcat:byteSize 1")),
    "a link": ("links", "id/code/pledge/6.html", replaced(b'href="', b'href="nowhere/')),
    "a place": ("links", "id/norm/6.1.html", replaced(b"ontology.html#", b"ontology.html#un")),
    "embedded data": (
        "embedded",
        "id/code/pledge/6.html",
        replaced(b'"schema:Legislation"', b'"schema:Person"'),
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(copied: Path, what: str) -> None:
    """The step that looks for it fails, and names the file."""
    step, path, change = DAMAGE[what]
    target = copied / path
    whole = target.read_bytes()
    other = (copied / "latest" / "text.ttl.gz").read_bytes()
    target.write_bytes(other if change(whole) == whole else change(whole))
    try:
        report = check_publication(copied)
    finally:
        target.write_bytes(whole)
    found = next(one for one in report.steps if one.name == step)

    assert not report.passed
    named = [problem for problem in found.problems if path.rpartition(".")[0] in str(problem)]
    assert named or step == "catalogue", found.problems
    assert found.problems


def test_a_file_that_is_missing(copied: Path) -> None:
    """A dump that is gone is missed by the checksums and by the catalogue."""
    gone = copied / "latest" / "norms.ttl"
    whole = gone.read_bytes()
    gone.unlink()
    report = check_publication(copied)
    gone.write_bytes(whole)

    assert {"sums", "catalogue"} <= {step.name for step in report.steps if not step.passed}


def test_a_folder_that_is_no_publication(tmp_path: Path) -> None:
    """What was not published cannot be checked."""
    with pytest.raises(IccisError, match="this is no publication"):
        check_publication(tmp_path)
