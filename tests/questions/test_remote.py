"""Other stores: the same questions have the recorded answers there."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from iccis.check.run import check_endpoint
from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.core.project import Layers, scope
from iccis.publication.push import parts, push, read_lines
from iccis.questions.ask import answer_file, ask, canonical_lines, compare
from iccis.questions.engines import graph_answer
from iccis.questions.question import Question, questions
from iccis.questions.remote import fetch_graphs
from iccis.questions.scopes import open_scope
from serving import free_port
from storing import SCRIPTS, Address

ICCIS = [sys.executable, "-m", "iccis"]


@pytest.fixture(scope="session")
def whole() -> tuple[Store, Layers]:
    """All graphs."""
    return open_scope("all")


@pytest.fixture(scope="session")
def graphs(whole: tuple[Store, Layers]) -> dict[str, set[str]]:
    """The lines of every graph, with canonical blank nodes."""
    return {layer: lines(read_lines(graph)) for layer, graph in parts(*whole)}


@pytest.fixture(scope="session")
def endpoint(store: Address, whole: tuple[Store, Layers]) -> str:
    """Endpoint of each store, with the data pushed into it unless it has them."""
    if store.store:
        found = list(push(store.store, *whole))
        assert [one.layer for one in found] == list(scope("all"))
    return store.query


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.name)
def test_a_question_has_its_recorded_answer_on_another_store(asked: Question, endpoint: str) -> None:
    """Through SPARQLWrapper, on the graphs of the same names."""
    assert compare(ask(asked, endpoint=endpoint), answer_file(asked)) == []


def test_the_command_line_asks_another_store(endpoint: str) -> None:
    """With parameters and formats as ever."""
    command = [*ICCIS, "query", "read-pledge", "-p", "pledge=4", "--format", "csv"]
    here = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    there = subprocess.run(
        [*command, "--endpoint", endpoint], capture_output=True, text=True, check=True
    ).stdout
    assert here == there


def test_the_data_of_another_store_are_those_of_the_files(endpoint: str, graphs: dict[str, set[str]]) -> None:
    """Every graph, blank nodes and all."""
    for layer, expected in graphs.items():
        assert expected <= lines(fetch_graphs(endpoint, (layer,))[layer]), layer


def lines(triples: Iterable[Triple]) -> set[str]:
    """Triples as lines that can be compared."""
    return set(canonical_lines(graph_answer(triples).triples))


def test_the_data_of_another_store_are_checked(endpoint: str, store: Address) -> None:
    """Closure, shapes and questions, over every graph."""
    if store.name != "oxigraph":
        pytest.skip("one store is enough, since the data of all are compared")
    found = check_endpoint(endpoint)
    assert [step.name for step in found.steps if step.passed] == ["closure", "shapes", "questions"]
    assert {*found.layers, "labels"} == set(scope("all"))


def test_an_answer_that_a_store_cuts_short_is_an_error(store: Address) -> None:
    """Virtuoso gives 10,000 rows at most, and says so in a header; the others give all."""
    if not store.store:
        pytest.skip("this store takes no data")
    name, many = NamedNode(graph_name("test-many")), Store()
    many.extend(Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal("many"), name) for n in range(10_001))
    list(push(store.store, many, ("test-many",)))
    if store.name == "virtuoso":
        with pytest.raises(IccisError, match="truncates answers after 10000 rows") as error:
            fetch_graphs(store.query, ("test-many",))
        assert "ResultSetMaxRows" in error.value.hint
    else:
        assert len(fetch_graphs(store.query, ("test-many",))["test-many"]) == 10_001


def test_every_store_is_documented() -> None:
    """The page about stores names each script, and each script says how its store is installed."""
    page = (Path(__file__).parents[2] / "docs" / "stores.md").read_text("utf-8")
    for script in SCRIPTS:
        assert f"`{script.name}`" in page
        assert re.search(r"^# .*(Install:|this project)", script.read_text("utf-8"), re.M)


def test_a_store_that_is_not_there_is_an_error() -> None:
    """With the address and what to look at."""
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(IccisError, match="cannot be reached") as error:
        ask("1", endpoint=url)
    assert url in str(error.value)


@pytest.mark.parametrize(
    ("status", "body", "message", "hint"),
    [
        (
            200,
            "<html>Welcome</html>",
            "that is no answer",
            "the address of its SPARQL",
        ),
        (400, "no such relation", "refuses the query: no such relation", ""),
        (401, "who is there?", "answers 401: who is there?", "ICCIS_USER"),
        (404, "not here", "answers 404: not here", "the address of its SPARQL"),
        (500, 'it\'s "broken" in b', 'answers 500: it\'s "broken" in b', ""),
        (503, "try again", "answers 503: try again", ""),
    ],
)
def test_what_an_endpoint_says_comes_whole(status: int, body: str, message: str, hint: str) -> None:
    """With the status, the words of the endpoint and what to do."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        for text in ("ASK {}", "CONSTRUCT {} WHERE {}"):
            with pytest.raises(IccisError) as error:
                ask(text, endpoint=url)
            assert str(error.value).startswith(f"{url}: ")
            assert message in str(error.value)
            assert hint in error.value.hint
        server.shutdown()
