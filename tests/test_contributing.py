"""Each recipe of CONTRIBUTING.md, followed as it stands in a copy of the project."""

import re
import shutil
from pathlib import Path

import pytest

from documents import ROOT, Block, as_pattern, blocks, examples, run

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = dict(re.findall(r"^## (An? [^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M))
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "build", "built", "dist", "__pycache__")


def follow(block: Block, project: Path) -> None:
    """Do what a block says: write, extend or change a file, or run commands and compare their output."""
    if block.language == "console":
        return _run(block, project)
    verb, name = re.findall(r"(?:(Write)|In) `([^`]+)`", block.lead)[-1]
    path = project / name
    if block.language == "diff":
        return _change(path, block.text)
    before = "" if verb else path.read_text("utf-8") + "\n"
    assert not (verb and path.exists())
    path.write_text(before + block.text, "utf-8")


def _change(path: Path, diff: str) -> None:
    lines = [(line[:1], line[1:]) for line in diff.splitlines(keepends=True)]
    old, new = ("".join(text for mark, text in lines if mark != skipped) for skipped in "+-")
    before = path.read_text("utf-8")
    assert before.count(old) == 1, f"{path.name} does not have once: {old}"
    path.write_text(before.replace(old, new), "utf-8")


def _run(block: Block, project: Path) -> None:
    for command, expected in examples(block.text):
        done = run(f"{{ {command}; }} 2>&1", project, PYTHONPATH=str(project / "src"), PYTHONWARNINGS="")
        shown = done.stdout.replace(f"{project}/", "")
        assert re.fullmatch(as_pattern(expected), shown), f"{command}\n{shown}"


def test_there_is_a_recipe_for_each_row_of_the_table() -> None:
    """The table at the top links each recipe, and the index of kinds is whole."""
    linked = re.findall(r"^\| \[[^\]]+\]\(#([\w-]+)\)", PAGE, re.M)
    assert linked == [name.lower().replace(" ", "-") for name in RECIPES]
    assert len(linked) == 7


@pytest.mark.parametrize("name", RECIPES)
def test_recipe(name: str, tmp_path: Path) -> None:
    """Whoever follows a recipe gets what it says."""
    project = tmp_path / "project"
    shutil.copytree(ROOT, project, ignore=LEFT_OUT)
    steps = list(blocks(RECIPES[name]))
    assert any(step.language == "console" for step in steps)
    lead = ""
    for step in steps:
        lead = step.lead or lead
        follow(step._replace(lead=lead), project)
