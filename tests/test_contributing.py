"""Each recipe of CONTRIBUTING.md, followed as it stands in a copy of the project."""

import re
import shutil
from pathlib import Path

import pytest

from documents import ROOT, blocks, follow

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = dict(re.findall(r"^## (An? [^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M))
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "build", "built", "dist", "__pycache__")


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
