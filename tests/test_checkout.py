"""A checkout or copy on another system, and other versions of Python."""

import filecmp
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from iccis.data.inputs import read_inputs
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from small_tree import make_tree, run

ROOT = Path(__file__).parents[1]
COMPILE = """
import pathlib, sys
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    compile(path.read_bytes(), str(path), "exec")
"""
NOT_ON_WINDOWS = re.compile(r'[<>:"\\|?*]|[. ](/|$)|(^|/)(con|prn|aux|nul|(com|lpt)\d)(\.|/|$)', re.I)


def git(*args: str) -> str:
    """Output of git in this checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a checkout")
    return subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_line_ends_are_the_same_on_every_system(tmp_path: Path) -> None:
    """Git for Windows turns LF into CR and LF where nothing forbids it; quotations and checksums need LF."""
    names = git("ls-files", "kg", "ontology", "shapes", "queries", "tests/answers").splitlines()
    for setting in ("true", "false"):
        git("-c", f"core.autocrlf={setting}", "checkout-index", f"--prefix={tmp_path}/{setting}/", *names)

    _, different, missing = filecmp.cmpfiles(tmp_path / "true", tmp_path / "false", names, shallow=False)
    assert len(names) > 300
    assert (different, missing) == ([], [])


def test_no_path_is_lost_where_letters_have_no_case(given: Edition) -> None:
    """No two files of the checkout or of the publication have the same name but for capitals."""
    for paths in (git("ls-files").splitlines(), list(publication(given))):
        assert len(paths) > 900
        assert [path for path, count in Counter(map(str.casefold, paths)).items() if count > 1] == []
        assert [path for path in paths if NOT_ON_WINDOWS.search(path)] == []


@pytest.mark.parametrize("name", ["python3.11", "python3.12", "python3.13", "python3.14"])
def test_the_source_compiles_without_a_warning(name: str) -> None:
    """Escapes that are none, and what else a version of Python warns of when it compiles."""
    python = shutil.which(name)
    if not python or subprocess.run([python, "--version"], capture_output=True).returncode:
        pytest.skip(f"there is no {name}")
    command = [python, "-W", "error", "-c", COMPILE, str(ROOT / "src")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "name", ["with space", "Völkerrecht 行为准则", "#1 100%20?", os.fsdecode(b"latin-\xe9")]
)
def test_a_project_may_lie_in_any_folder(name: str, tmp_path: Path) -> None:
    """Spaces, letters of any script, signs that mean something in IRIs, bytes that are no UTF-8."""
    tree = make_tree(tmp_path / name)
    path = tree / "kg" / "actors.ttl"
    path.write_text("<#a> <urn:p> <b.ttl> .\n", "utf-8")
    [(triple, place)] = read_inputs([path])
    assert [str(term) for term in triple][::2] == [f"<{path.as_uri()}#a>", f"<{path.parent.as_uri()}/b.ttl>"]
    assert place == f"{path}:1"

    path.write_text("<urn:a> <urn:p> .\n", "utf-8")
    done = run(tree, "query", "find-norms")
    assert done.returncode == 2
    assert "actors.ttl:1: malformed Turtle" in done.stderr
    path.unlink()
    assert run(tree, "query", "find-norms", "--format", "csv").stdout.startswith("norm,label")
