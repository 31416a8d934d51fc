"""The cheat sheet: every query runs and finds something, every table says what the program says."""

import re

import pytest

import iccis
from documents import ROOT, Block, blocks, load_program
from iccis.core.namespaces import SITE
from iccis.core.project import SCOPES

PAGE = (ROOT / "docs" / "cheatsheet.md").read_text("utf-8")
PATTERNS = [block for block in blocks(PAGE) if block.language == "sparql"]


def test_there_are_twelve_patterns() -> None:
    """As the heading says."""
    assert "## Twelve patterns" in PAGE
    assert len(PATTERNS) == 12


@pytest.mark.parametrize("block", PATTERNS, ids=lambda block: block.lead[:30])
def test_a_pattern_finds_something(block: Block) -> None:
    """Each query has an answer on the set of graphs that its heading names."""
    named = re.search(r'`--graph "([^"]+)"`', block.lead)
    assert iccis.query(block.text, scope=named[1] if named else "as written").rows


def test_what_is_made_from_the_ontology_is_up_to_date() -> None:
    """Picture, properties and prefixes are what ontology and data give."""
    model = load_program(ROOT / "docs" / "model.py")
    assert model.renewed(PAGE) == PAGE, "run `python docs/model.py`"


def test_the_sets_of_graphs_are_all_there() -> None:
    """The table has each name that `--graph` takes, in its order."""
    section = PAGE.partition("## Sets of graphs")[2].partition("\n## ")[0]
    assert tuple(re.findall(r"^\| `([a-z ]+)` \|", section, re.M)) == SCOPES


def test_every_environment_variable_is_documented() -> None:
    """The table has each variable that the program reads."""
    section = PAGE.partition("## Environment variables")[2].partition("\n## ")[0]
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', sources)) | set(
        re.findall(r'"([A-Z_]+)" (?:not )?in os\.environ', sources)
    )
    internal = {"_ICCIS_COMPLETE"}
    assert len(read) > 3
    assert set(re.findall(r"`([A-Z_]+)`", section)) == read - internal


def test_every_iri_in_the_table_exists() -> None:
    """Each example of an IRI is one of the graph."""
    section = PAGE.partition("## IRIs")[2].partition("\n## ")[0]
    paths = set(re.findall(r"`((?:id|ontology)[/#][^`]+)`", section))
    names = " ".join(f"<{SITE}{path}>" for path in paths if "/question/" not in path)
    rows = iccis.query(
        f"SELECT DISTINCT ?thing {{ VALUES ?thing {{ {names} }} ?thing ?p ?o }}", scope="all"
    ).rows
    assert len(rows) == len(names.split()) > 10
