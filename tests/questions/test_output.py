"""Output: every format holds the whole answer, and can be read back."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pandas
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.questions.ask import ask
from iccis.questions.engines import Answer
from iccis.questions.output import render, to_dataframe
from small_tree import make_tree

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


MIXED = Answer(
    "select",
    ("iri", "text", "number", "none"),
    (
        (
            NamedNode("urn:a"),
            Literal('tab\t"q", «всё»', language="en"),
            Literal("3", datatype=NamedNode(XSD + "integer")),
            None,
        ),
    ),
)


def test_a_piped_table_quotes_and_cuts_nothing() -> None:
    """One line a row, tabs between cells, control characters written out."""
    assert render(MIXED) == 'iri\ttext\tnumber\tnone\nurn:a\ttab\\t"q", «всё»\t3\t\n'


def test_base_direction_is_kept() -> None:
    """In every format that can hold it, as the engine has it."""
    answer = ask('SELECT ("x"@ar--rtl AS ?x) {}')
    literal = json.loads(render(answer, "json"))["results"]["bindings"][0]["x"]
    assert literal == {"type": "literal", "value": "x", "xml:lang": "ar", "its:dir": "rtl"}
    assert render(answer, "tsv") == '?x\n"x"@ar--rtl\n'
    assert 'its:dir="rtl"' in render(answer, "xml")


def test_sparql_formats_hold_the_same_answer() -> None:
    """CSV, TSV, JSON and XML can be read back by other readers."""
    assert list(csv.reader(io.StringIO(render(MIXED, "csv"), newline="")))[1] == [
        "urn:a",
        'tab\t"q", «всё»',
        "3",
        "",
    ]
    assert render(MIXED, "tsv").splitlines()[1].split("\t")[0] == "<urn:a>"
    bindings = json.loads(render(MIXED, "json"))["results"]["bindings"]
    assert bindings[0]["text"] == {"type": "literal", "value": 'tab\t"q", «всё»', "xml:lang": "en"}
    assert bindings[0]["number"]["datatype"] == XSD + "integer"
    assert "none" not in bindings[0]
    literals = ElementTree.fromstring(render(MIXED, "xml")).iter(
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert [literal.text for literal in literals] == ['tab\t"q", «всё»', "3"]


def test_a_graph_is_written_as_turtle() -> None:
    """Turtle with the prefixes that it uses, and the same triples when read back."""
    triple = Triple(NamedNode(ID + "norm/1.1"), NamedNode(ONTOLOGY + "has"), Literal("всё"))
    text = render(Answer("graph", triples=(triple,)))
    assert "@prefix iccis:" in text
    assert "@prefix skos:" not in text
    assert [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)] == [triple]


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "json", "xml"])
def test_a_graph_is_no_table(format: str) -> None:
    """Formats of tables are refused for a graph, and Turtle for a table."""
    with pytest.raises(IccisError, match="is a graph"):
        render(Answer("graph"), format)
    with pytest.raises(IccisError, match="not a graph"):
        render(MIXED, "turtle")


def test_a_truth_value_in_every_format() -> None:
    """ASK answers in all formats of tables."""
    yes = Answer("ask", boolean=True)
    assert [render(yes, name).split() for name in ("table", "csv", "tsv")] == [
        ["true"],
        ["answer", "true"],
        ["?answer", "true"],
    ]
    assert json.loads(render(yes, "json"))["boolean"] is True
    assert "<boolean>true</boolean>" in render(yes, "xml")


def test_a_dataframe_has_python_values() -> None:
    """Numbers, truth values and dates are cast; what is unbound is None, and spoils no other cell."""
    typed = [
        ("3", "integer"),
        ("1.5", "decimal"),
        ("true", "boolean"),
        ("2011-09-12", "date"),
        ("soon", "date"),
    ]
    row = tuple(Literal(value, datatype=NamedNode(XSD + kind)) for value, kind in typed)
    frame = to_dataframe(
        Answer("select", ("i", "d", "b", "day", "bad"), (row, (Literal(4), None, None, None, None)))
    )
    assert frame["i"].tolist() == [3, 4]
    assert pandas.api.types.is_integer_dtype(frame["i"])
    assert frame.iloc[0].tolist() == [3, 1.5, True, date(2011, 9, 12), "soon"]
    assert frame["d"].tolist() == [1.5, None]


@pytest.mark.parametrize(("form", "truth"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_truth_values_have_two_forms(form: str, truth: bool) -> None:
    """XML Schema has words and digits for them; anything else stays a string."""
    cells = tuple(Literal(text, datatype=NamedNode(XSD + "boolean")) for text in (form, "yes"))
    assert to_dataframe(Answer("select", ("a", "b"), (cells,))).iloc[0].tolist() == [truth, "yes"]


def test_dataframes_of_graphs_and_truth_values(tree: Path) -> None:
    """Every kind of answer has a frame."""
    assert list(to_dataframe(ask("4", base=tree)).columns) == ["subject", "predicate", "object"]
    assert to_dataframe(ask("3", base=tree))["answer"].tolist() == [True]
