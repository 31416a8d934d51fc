"""One question, one answer, whichever door: command line, Python, service, endpoint, both SPARQL pages."""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

import iccis
from documents import ROOT
from iccis.core.project import DEFAULT, scope
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.site.data import editor as site_editor
from iccis.questions.ask import table
from iccis.questions.engines import ENGINES, evaluate
from iccis.questions.scopes import open_scope
from serving import ask

Table = list[list[str]]
Door = Callable[[str], Table]
EVERYTHING = "SELECT (COUNT(*) AS ?c) { ?s ?p ?o }"
QUERIES = {
    "norms, all stated by kind": (
        "SELECT (COUNT(?n) AS ?c) { ?n a iccis:Norm }",
        "49",
    ),
    "clauses": ("SELECT (COUNT(?p) AS ?c) { ?p a iccis:Provision }", "30"),
    "readings": ("SELECT (COUNT(?r) > 20 AS ?c) { ?r a iccis:Reading }", "true"),
    "labels for tools": ("SELECT ?l { <actor/china> rdfs:label ?l }", "China"),
    "named graphs": ("SELECT (COUNT(DISTINCT ?g) AS ?c) { GRAPH ?g { ?s ?p ?o } }", str(len(scope(DEFAULT)))),
    "columns": ("SELECT * { ?z iccis:statedIn ?a ; skos:prefLabel ?l } ORDER BY STR(?z) ?l LIMIT 3", ""),
    "columns of distinct rows": (
        "SELECT DISTINCT * { ?z iccis:statedIn <code/pledge/3> BIND(1 AS ?a) } ORDER BY STR(?z)",
        "",
    ),
    "everything": (EVERYTHING, ""),
}
NODE = """
import { Store } from "ROOT/web/node_modules/oxigraph/node.js";
import { answer } from "ROOT/web/src/answer.js";
import { byGraph, union } from "ROOT/web/src/quads.js";
const { data, names, prefixes, queries } = JSON.parse(await new Response(process.stdin).text());
const store = new Store();
store.load(union(byGraph(data), names), { format: "application/n-quads", lenient: true });
console.log(JSON.stringify(queries.map((query) => JSON.parse(answer(store, { query, prefixes }).body))));
"""


@pytest.fixture(scope="module")
def editor(given: Edition) -> dict[str, Any]:
    """What the editor of both pages knows: the prefixes, and the default set of graphs by name."""
    return site_editor(given)


@pytest.fixture(scope="module")
def doors(port: int, given: Edition, editor: dict[str, Any]) -> dict[str, Door]:
    """Every door, as a function from a query to its table."""
    names = editor["graphs"][editor["default"]]
    endpoint = f"http://127.0.0.1:{port}/sparql"
    by_rdflib = ENGINES["rdflib"](*open_scope())
    return {
        "command line": command_line,
        "Python": lambda query: list(table(iccis.query(query))),
        "Python, rdflib engine": lambda query: list(table(evaluate(by_rdflib, query, {}))),
        "service": lambda query: rows(ask(port, query).text),
        "endpoint": lambda query: list(table(iccis.query(query, endpoint=endpoint))),
        "page of the service": lambda query: rows(
            ask(port, query, default_graph_uri=names, named_graph_uri=names).text
        ),
        "static page": static_page(given, editor, names),
    }


def rows(text: str) -> Table:
    """Rows of CSV, the header first."""
    return list(csv.reader(StringIO(text, newline="")))


def command_line(query: str) -> Table:
    """Answer of `iccis query -`."""
    command = [sys.executable, "-m", "iccis", "query", "-", "--format", "csv"]
    return rows(subprocess.run(command, input=query, capture_output=True, text=True, check=True).stdout)


def static_page(given: Edition, editor: dict[str, Any], names: list[str]) -> Door:
    """The scripts of the page, on the files that it loads, in one run of Node for all queries."""
    node = shutil.which("node")
    if node is None or not (ROOT / "web" / "node_modules" / "oxigraph").exists():
        pytest.skip("needs node and the packages of web/")
    files = publication(given)
    data = b"".join(files[f"latest/{name}.nq"] for name in ("iccis", "closure")).decode()
    queries = [query for query, _ in QUERIES.values()]
    message = {"data": data, "names": names, "prefixes": editor["prefixes"], "queries": queries}
    command = [node, "--input-type=module", "--eval", NODE.replace("ROOT", ROOT.as_uri())]
    done = subprocess.run(command, input=json.dumps(message), capture_output=True, text=True, check=True)
    answers = dict(zip(queries, json.loads(done.stdout), strict=True))

    def door(query: str) -> Table:
        names, bindings = answers[query]["head"]["vars"], answers[query]["results"]["bindings"]
        return [names, *([row.get(name, {"value": ""})["value"] for name in names] for row in bindings)]

    return door


@pytest.mark.parametrize("name", QUERIES)
def test_every_door_gives_the_same_answer(doors: dict[str, Door], name: str) -> None:
    """The same columns in the same order, the same rows, and where it is known, the right value."""
    query, expected = QUERIES[name]
    answers = {door: answer(query) for door, answer in doors.items()}
    first = answers["command line"]
    assert answers == dict.fromkeys(answers, first)
    assert expected in ("", first[1][0])


def test_the_graphs_of_the_request_win_over_those_of_the_query(port: int, editor: dict[str, Any]) -> None:
    """As the protocol says; also where the request names every graph, as the page does."""
    query = EVERYTHING.replace("{", "FROM <https://w3id.org/iccis/graph/norms> {", 1)
    names = editor["graphs"][DEFAULT]
    everything = ask(port, EVERYTHING).text
    assert ask(port, query).text != everything
    assert ask(port, query, default_graph_uri=names, named_graph_uri=names).text == everything


def test_the_default_is_everything(doors: dict[str, Door]) -> None:
    """Python's graph, the default set of graphs and the union of the service hold the same triples."""
    assert DEFAULT == "all"
    assert [[str(len(iccis.graph()))]] == doors["service"](EVERYTHING)[1:]


@pytest.mark.parametrize(
    ("query", "wider"),
    [
        ("SELECT (COUNT(?n) AS ?c) { ?n a iccis:Norm }", "closure"),
        ("ASK { ?r a iccis:Reading }", "with readings"),
        ("SELECT ?l { <norm/3.1> rdfs:label ?l }", "all"),
        ("SELECT ?x { ?x a <urn:nothing> }", ""),
        ("SELECT ?x { ?x a iccis:Obligation }", ""),
    ],
)
def test_a_note_names_the_graphs_that_would_fill_an_empty_answer(query: str, wider: str) -> None:
    """The smallest set of graphs that has an answer; no note where none has, or nothing is missing."""
    note = iccis.query(query, scope="as written").note
    assert (f'on "{wider}"' in note) if wider else not note


def test_the_note_is_not_in_the_data() -> None:
    """The command line writes it to stderr."""
    command = [sys.executable, "-m", "iccis", "query", "-", "--format", "csv", "--graph", "as written"]
    done = subprocess.run(command, input=QUERIES["clauses"][0], capture_output=True, text=True, check=True)
    assert done.stdout == "c\n0\n"
    assert done.stderr.startswith('note: nothing on the set of graphs "as written"')
