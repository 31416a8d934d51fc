"""Values that formats cannot hold as they are: every character comes back, or an error names it."""

import csv
import io
import json
from xml.etree import ElementTree

import pandas
import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, Triple, parse_query_results

from iccis.core.errors import IccisError
from iccis.core.jsonld import Context
from iccis.publication.dumps import serialize_triples
from iccis.publication.forms import GRAPHS
from iccis.questions.engines import Answer
from iccis.questions.export_xml import graphml
from iccis.questions.output import render, to_dataframe
from serving import ask

TEXTS = [
    "a\rb",
    "a\r\nb\n",
    "\ttab",
    '"say"',
    "<&>'\"]]>",
    "\\n",
    "  ",
    "",
    "\x85\u2028\x7f",
    "\U0010ffff",
    "é安",
]
XML = "application/sparql-results+xml"
FORMATS = {"xml": QueryResultsFormat.XML, "tsv": QueryResultsFormat.TSV, "json": QueryResultsFormat.JSON}


def rows(text: str) -> Answer:
    """An answer of one value."""
    return Answer("select", ("x",), ((Literal(text),),))


def literals(data: bytes) -> list[str]:
    """The literals of results in XML, by a parser that knows nothing of SPARQL."""
    return [e.text or "" for e in ElementTree.fromstring(data).iter() if e.tag.endswith("}literal")]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("format", FORMATS)
def test_every_string_comes_back(text: str, format: str) -> None:
    """As it was, quotation marks and line ends too."""
    data = render(rows(text), format).encode()
    (row,) = parse_query_results(data, format=FORMATS[format])  # type: ignore[misc]
    assert row["x"].value == text
    if format == "xml":
        assert literals(data) == [text]


@pytest.mark.parametrize("text", TEXTS)
def test_every_string_comes_back_from_csv(text: str) -> None:
    """Also to readers that leave out blank lines."""
    table = render(rows(text), "csv")
    assert list(csv.reader(io.StringIO(table, newline=""))) == [["x"], [text]]
    frame = pandas.read_csv(io.StringIO(table, newline=""), keep_default_na=False, dtype=str)
    assert frame["x"].tolist() == [text]


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_an_error(port: int, character: str) -> None:
    """Results, GraphML, RDF/XML and the service name the character; other formats hold it."""
    text = f"a{character}b"
    code = f"U\\+{ord(character):04X}"
    note = Triple(NamedNode("urn:a"), NamedNode("urn:x/p"), Literal(text))
    (rdf,) = (offer for offer in GRAPHS if offer.extension == "rdf")
    with pytest.raises(IccisError, match=code):
        render(rows(text), "xml")
    with pytest.raises(IccisError, match=code):
        graphml("a graph", {"a": text}, {}, [("a", "to", "b")])
    with pytest.raises(IccisError, match=code):
        serialize_triples([note], rdf, Context())
    assert json.loads(render(rows(text), "json"))["results"]["bindings"][0]["x"]["value"] == text
    escape = f"\\u{ord(character):04x}"
    for query, accept in (
        (f'SELECT ("a{escape}b" AS ?x) {{}}', XML),
        (f'CONSTRUCT {{ <a> rdfs:label "a{escape}b" }} WHERE {{}}', rdf.type),
    ):
        answer = ask(port, query, accept=accept)
        assert (answer.status, code.replace("\\", "") in answer.text) == (400, True), answer
    assert ask(port, f'SELECT ("a{escape}b" AS ?x) {{}}', accept="text/csv").status == 200


def test_the_service_keeps_every_character(port: int) -> None:
    """Carriage returns in XML, and rows of one empty value in CSV."""
    assert literals(ask(port, 'SELECT ("a\\r\\nb" AS ?x) {}', accept=XML).body) == ["a\r\nb"]
    table = ask(port, 'SELECT ?x { VALUES ?x { "" UNDEF "a" } }').text
    assert list(csv.reader(io.StringIO(table, newline=""))) == [["x"], [""], [""], ["a"]]


def test_a_frame_has_its_columns_whatever_is_found() -> None:
    """Also without any row, and with a value in none of them."""
    assert to_dataframe(Answer("select", ("a", "b"))).columns.tolist() == ["a", "b"]
    frame = to_dataframe(Answer("select", ("a", "b"), ((Literal(1), None), (None, None))))
    assert frame["a"].tolist() == [1, None]
    assert frame["b"].tolist() == [None, None]
