"""The service through the clients that people have: curl, SPARQLWrapper, rdflib and Comunica."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper

from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from serving import BIN, with_programs

HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("iccis", "skos"))
PLEDGE = "?pledge a iccis:Pledge ; skos:notation ?number ; iccis:text ?text"
PLEDGES = f"{HEAD}SELECT ?pledge ?number ?text {{ {PLEDGE} ; iccis:order ?order }} ORDER BY ?order"
RECITALS = f"CONSTRUCT {{ ?s a ?c }} WHERE {{ ?s a ?c FILTER(?c = <{ONTOLOGY}Recital>) }}"

Rows = list[list[str]]


@pytest.fixture(scope="session")
def pledges() -> Rows:
    """The rows that the command line gives."""
    command = [str(BIN / "iccis"), "query", "-", "--format", "csv"]
    rows = table(
        subprocess.run(command, input=PLEDGES.encode(), capture_output=True, check=True).stdout.decode()
    )
    assert len(rows) == 11
    return rows


def table(text: str) -> Rows:
    """Rows of a CSV document, without its header."""
    return list(csv.reader(io.StringIO(text)))[1:]


def curl(*arguments: str) -> str:
    """What curl prints."""
    if not shutil.which("curl"):
        pytest.skip("needs curl")
    command = ["curl", "--silent", "--show-error", "--fail", "--max-time", "30", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize(
    "how",
    [
        ("--get", "--data-urlencode", f"query={PLEDGES}"),
        ("--data-urlencode", f"query={PLEDGES}"),
        ("--data-binary", PLEDGES, "--header", "Content-Type: application/sparql-query"),
    ],
    ids=["get", "form", "direct"],
)
def test_curl_asks_in_each_form(port: int, pledges: Rows, how: tuple[str, ...]) -> None:
    """The rows of the command line, compressed on the way."""
    url = f"http://127.0.0.1:{port}/sparql"
    assert table(curl("--compressed", "--header", "Accept: text/csv", *how, url)) == pledges


def test_curl_follows_a_thing_to_its_document(port: int) -> None:
    """From the address of a pledge to Turtle that rdflib reads."""
    turtle = curl(
        "--location", "--header", "Accept: text/turtle", f"http://127.0.0.1:{port}/id/code/pledge/3"
    )
    assert URIRef(ID + "code/pledge/3") in set(Graph().parse(data=turtle, format="turtle").subjects())


def test_sparqlwrapper_asks(port: int, pledges: Rows) -> None:
    """JSON by GET, CSV by POST, and a graph."""
    wrapper = SPARQLWrapper(f"http://127.0.0.1:{port}/sparql")
    wrapper.setQuery(PLEDGES)
    wrapper.setReturnFormat(JSON)
    found = json.loads(wrapper.query().response.read())["results"]["bindings"]
    assert [[row[name]["value"] for name in ("pledge", "number", "text")] for row in found] == pledges
    wrapper.setReturnFormat(CSV)
    wrapper.setMethod(POST)
    assert table(bytes(wrapper.query().response.read()).decode()) == pledges
    wrapper.setQuery(RECITALS)
    wrapper.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=wrapper.query().response.read(), format="turtle")) == 8


def test_rdflib_takes_the_service_for_a_graph(port: int, pledges: Rows) -> None:
    """By queries, and by patterns of triples."""
    graph = Graph(SPARQLStore(f"http://127.0.0.1:{port}/sparql", returnFormat="json"))
    assert [[str(term) for term in row] for row in graph.query(PLEDGES)] == pledges  # type: ignore[union-attr]
    pledge = URIRef(pledges[2][0])
    assert [str(text) for text in graph.objects(pledge, URIRef(ONTOLOGY + "text"))] == [pledges[2][2]]
    assert (pledge, None, None) in graph


@pytest.fixture(scope="session")
def comunica(from_npm: Path) -> Path:
    """Comunica's command line."""
    return from_npm / ".bin" / "comunica-sparql"


def run(comunica: Path, source: str, query: str, media_type: str) -> str:
    """What Comunica finds at a source."""
    command = [str(comunica), source, query, "-t", media_type]
    return subprocess.run(
        command, capture_output=True, check=True, env=with_programs(), timeout=120
    ).stdout.decode()


def test_comunica_finds_out_that_it_is_a_service(comunica: Path, port: int, pledges: Rows) -> None:
    """From the description at its address."""
    assert table(run(comunica, f"http://127.0.0.1:{port}/sparql", PLEDGES, "text/csv")) == pledges


def test_comunica_takes_a_graph_from_the_service(comunica: Path, port: int) -> None:
    """By CONSTRUCT."""
    found = run(comunica, f"sparql@http://127.0.0.1:{port}/sparql", RECITALS, "application/n-triples")
    assert len(found.splitlines()) == 8


def test_comunica_reads_a_thing_as_linked_data(comunica: Path, port: int, pledges: Rows) -> None:
    """From its address, over the redirection, to its statements."""
    source = f"http://127.0.0.1:{port}/id/code/pledge/3"
    found = run(comunica, source, f"{HEAD}SELECT * {{ {PLEDGE} }}", "application/sparql-results+json")
    (row,) = json.loads(found)["results"]["bindings"]
    assert [row[name]["value"] for name in ("pledge", "number", "text")] == pledges[2]
