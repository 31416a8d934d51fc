"""The generated files: what they hold, who writes them, and how they are marked."""

import subprocess
from pathlib import Path

import pytest

from iccis.check import consistency
from iccis.core.project import data_files, generated_folder, root
from iccis.core.turtle import read
from iccis.data.generated import drift, generated_files
from small_tree import run
from sources import copy_of_sources


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the sources, one of whose quotations has changed."""
    path = copy_of_sources(tmp_path) / "kg/norms/pledge-07.ttl"
    text = path.read_text("utf-8")
    assert 'iccis:quote "To promote the establishment of"' in text
    path.write_text(
        text.replace('quote "To promote the establishment of"', 'quote "To promote the"'), "utf-8"
    )
    return tmp_path


def test_generated_files_are_current() -> None:
    """They are, byte for byte, what the source and the quotations give."""
    assert drift()[:2] == ({}, []), "run `iccis text`"


def test_every_generated_file_is_in_one_folder_of_its_own() -> None:
    """What `iccis text` writes is all that is in `kg/generated/`, and nothing of it is elsewhere."""
    assert set(generated_files()) == {path for path in generated_folder().rglob("*") if path.is_file()}
    assert len(generated_files()) > 5


def test_diff_viewers_are_told() -> None:
    """Git marks the files as generated, and no other Turtle file."""
    if not (root() / ".git").exists():
        pytest.skip("not a git checkout")
    paths = [str(path) for _, path in data_files()]
    command = ["git", "check-attr", "linguist-generated", *paths]
    lines = subprocess.run(
        command, cwd=root(), capture_output=True, text=True, check=True
    ).stdout.splitlines()
    marked = {line.rsplit(": ", 2)[0] for line in lines if line.endswith(": set")}
    assert marked == set(map(str, generated_files()))


def test_stale_files_are_named_with_the_command_that_writes_them(tree: Path) -> None:
    """`iccis text --check` and the check say `iccis text`, which repairs the file."""
    path = tree / "kg/generated/anchors/norms.ttl"
    before = path.read_bytes()
    done = run(tree, "text", "--check")
    assert (done.returncode, done.stdout, path.read_bytes()) == (1, f"{path}\n", before)
    assert "hint: run `iccis text`" in done.stderr
    assert any("run `iccis text`" in problem.message for problem in consistency.anchors(base=tree)[1])

    assert run(tree, "text").stdout == f"{path}\n"
    assert run(tree, "text", "--check").returncode == 0
    assert path.read_bytes() != before


def test_a_file_that_nothing_needs_is_named(tree: Path) -> None:
    """Anchors of a layer without quotations are left over: the command says so and deletes nothing."""
    path = tree / "kg/generated/anchors/alignments.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    done = run(tree, "text")
    assert done.returncode == 1
    assert str(path) in done.stderr
    assert "delete" in done.stderr
    assert read(path)
