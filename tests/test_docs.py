"""The documentation: paths and links in it lead somewhere."""

import re
from pathlib import Path

import pytest

from documents import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FOLDERS = "kg|ontology|queries|shapes|tests|src|docs|benchmarks|web"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    """Each relative link, and each path in code marks below a folder of the project, exists."""
    text = re.sub(r"^\s*```.*?^\s*```", "", page.read_text("utf-8"), flags=re.S | re.M)
    text = re.sub(r"Write\s`[^`]+`", "", text)  # a recipe makes it
    links = [page.parent / link for link in re.findall(r"\]\(([^):#]+)(?:#[\w-]+)?\)", text)]
    named = [ROOT / path for path in re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", text)]
    if page.name == "architecture.md":
        room = r"(?:core|data|closure|questions|check|publication|service|cli)"
        named += [ROOT / "src" / "iccis" / path for path in re.findall(rf"`({room}/[\w./]+)`", text)]
    assert [str(path) for path in {*links, *named} if not path.exists() and path.name != "VERSION"] == []


def test_every_page_is_in_the_index() -> None:
    """`docs/README.md` names each page of the folder."""
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").iterdir() if path.suffix in (".md", ".ipynb")} - {
        "README.md"
    }
    assert {name for name in pages if f"({name})" not in index} == set()


def test_every_room_is_in_the_architecture() -> None:
    """The table of rooms has each room of the package, in the order of imports."""
    from test_rooms import ROOMS

    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `src/iccis/(\w+)/` \|", page, re.M)) == ROOMS
