"""Sending the data: graphs arrive whole, an interrupted push goes on, errors say what to do."""

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.core.project import scope
from iccis.data.store import triples
from iccis.publication.push import LOADING, Transfer, parts, push, put, read_lines
from iccis.publication.stores import client
from iccis.questions.ask import canonical_lines
from iccis.questions.engines import graph_answer
from iccis.questions.remote import fetch_graphs
from serving import free_port
from storing import OXIGRAPH, Address, started
from terminals import read_all

ICCIS = [sys.executable, "-m", "iccis", "push"]
LAYERS = ("test-one", "test-two")
P = NamedNode("urn:p")


def small(word: str = "old", size: int = 35) -> Store:
    """A store of two graphs with the terms that are spelled in many ways."""
    store = Store()
    one, two = (NamedNode(graph_name(layer)) for layer in LAYERS)
    words = ('say "no"\\ and\n\tthen', "sécurité 安全", "<&>'''", word)
    store.extend(Quad(NamedNode(f"urn:{n}"), P, Literal(f"{word} {n}"), one) for n in range(size - 4))
    store.extend(Quad(NamedNode("urn:s"), P, Literal(text, language="en-gb"), one) for text in words)
    date = Literal("2011-09-12", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    for term in (Literal(7), Literal(True), Literal(0.5), date, BlankNode("x"), NamedNode("urn:é")):
        store.add(Quad(BlankNode("x"), P, term, two))
    return store


def sent(address: Address, store: Store, way: str, **more: int) -> Iterator[Transfer]:
    """Push two small graphs by one of the protocols."""
    if not getattr(address, way):
        pytest.skip("this store takes no data")
    if way == "store":
        return push(address.store, store, LAYERS)
    return push(
        address.update, store, LAYERS, update=True, endpoint=address.query, batch=more.get("batch", 10)
    )


def there(address: Address, layer: str) -> list[str]:
    """What a store has in a graph."""
    return canonical_lines(graph_answer(fetch_graphs(address.query, (layer,))[layer]).triples)


@pytest.mark.parametrize("way", ["store", "update"])
def test_graphs_arrive_whole_and_are_not_sent_again(store: Address, way: str) -> None:
    """By the Graph Store Protocol and by SPARQL Update; a graph that has changed is."""
    list(sent(store, small("before"), way))
    for state in ("sent", "there already"):
        found = [one for one in sent(store, small(), way) if one.triples == one.total]
        assert [(one.layer, one.total, one.state) for one in found] == [
            ("test-one", 35, state),
            ("test-two", 6, "there already"),
        ]
    for layer, lines in parts(small(), LAYERS):
        assert there(store, layer) == canonical_lines(graph_answer(read_lines(lines)).triples)
        assert there(store, layer + LOADING) == []
    changed = {one.layer: one.state for one in sent(store, small("new"), way)}
    assert changed == {"test-one": "sent", "test-two": "there already"}


def test_an_interrupted_update_goes_on_where_it_stopped(store: Address) -> None:
    """Readers find the old graph until the last batch is there; batches of other data are not taken over."""
    list(sent(store, small("before"), "update"))
    before = there(store, "test-one")
    pushing = sent(store, small("half"), "update")
    assert [next(pushing).triples, next(pushing).triples] == [10, 20]
    del pushing
    assert there(store, "test-one") == before
    assert [one.triples for one in sent(store, small("half"), "update")][:2] == [30, 35]
    pushing = sent(store, small("left behind"), "update")
    next(pushing)
    assert [one.triples for one in sent(store, small(), "update")][:4] == [10, 20, 30, 35]
    assert there(store, "test-one") == canonical_lines(triples(small(), LAYERS[:1]))


@pytest.mark.parametrize("way", ["store", "update"])
def test_a_reader_finds_the_old_graph_or_the_new_one(store: Address, way: str) -> None:
    """Never one that is half there, nor none; only Virtuoso commits row by row."""
    list(sent(store, small("before", 900), way, batch=300))
    seen, done = set[int](), threading.Event()

    def read() -> None:
        host, _, path = store.query.removeprefix("http://").partition("/")
        graph = graph_name("test-one")
        count = f"/{path}?query=SELECT(COUNT(*)AS?n)%7BGRAPH%3C{graph}%3E%7B?s?p?o%7D%7D"
        connection = HTTPConnection(host, timeout=30)
        while not done.is_set():
            connection.request(
                "GET", count, headers={"Accept": "text/csv, application/sparql-results+json;q=0.5"}
            )
            text = connection.getresponse().read().decode()
            seen.add(int("".join(c for c in text.partition("value")[2] or text.split()[1] if c.isdigit())))

        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for word, size in (("new", 600), ("newer", 900)):
            list(sent(store, small(word, size), way, batch=300))
    finally:
        done.set()
        reader.join()
    assert seen <= ({600, 900} if store.name != "virtuoso" else set(range(901))), seen


def test_a_store_that_is_lost_half_way_is_an_error_and_the_push_goes_on(tmp_path: Path) -> None:
    """The message says so; what was sent is not sent again once the store is back."""
    port = free_port()
    with started(OXIGRAPH, tmp_path, port) as address:
        pushing = sent(address, small(), "update")
        assert next(pushing).triples == 10
    with pytest.raises(IccisError, match="cannot be reached") as error:
        next(pushing)
    assert "resumes where this one stopped" in error.value.hint
    with started(OXIGRAPH, tmp_path, port) as address:
        assert [one.triples for one in sent(address, small(), "update")][:3] == [20, 30, 35]


def test_a_user_is_needed_where_the_store_wants_one(store: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ICCIS_USER and ICCIS_PASSWORD, or with a wrong one, the hint names them."""
    if not store.user:
        pytest.skip("this store asks for no user")
    for way in ("store", "update"):
        monkeypatch.setenv("ICCIS_PASSWORD", "wrong")
        with pytest.raises(IccisError, match="answers 401") as error:
            list(sent(store, small("unseen"), way))
        assert "ICCIS_PASSWORD" in error.value.hint
        monkeypatch.delenv("ICCIS_USER", raising=False)
        with pytest.raises(IccisError, match="answers 401"):
            list(sent(store, small("unseen"), way))
        monkeypatch.setenv("ICCIS_USER", store.user)


def test_a_password_is_sent_when_the_store_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """To a store that asks for a basic password it goes with the second request and all that follow."""
    received: list[tuple[str, str | None]] = []

    class Guarded(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, self.headers["Authorization"]))
            self.send_response(204 if self.headers["Authorization"] else 401)
            self.send_header("WWW-Authenticate", 'Basic realm="digest of data"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv("ICCIS_USER", "user")
    monkeypatch.setenv("ICCIS_PASSWORD", "secret")
    with ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        threading.Thread(target=server.serve_forever).start()
        with client() as http:
            for layer, path in zip(LAYERS, ("", "?store=x"), strict=True):
                put(http, f"http://127.0.0.1:{server.server_port}/{path}", graph_name(layer), [])
        server.shutdown()
    assert [header for _, header in received] == [None, *["Basic dXNlcjpzZWNyZXQ="] * 2]
    first, second = (quote(graph_name(layer), safe="") for layer in LAYERS)
    assert [path for path, _ in received[1:]] == [f"/?graph={first}", f"/?store=x&graph={second}"]


@pytest.mark.parametrize("way", ["store", "update"])
def test_a_large_graph_arrives(store: Address, way: str) -> None:
    """Eight megabytes, also where the store first asks who is there."""
    large, graph = Store(), NamedNode(graph_name("test-one"))
    large.extend(Quad(NamedNode(f"urn:{n}"), P, Literal("x " * 500), graph) for n in range(8000))
    list(sent(store, large, way))
    assert len(fetch_graphs(store.query, ("test-one",))["test-one"]) == 8000


@pytest.mark.parametrize(
    ("path", "update", "words"),
    [
        ("/sparql", False, "answers 405"),
        ("/sparql", True, "answers 403"),
        ("/health/live", False, "answers 405"),
        ("/nothing", False, "answers 40[45]"),
        ("/nothing", True, "answers 40[45]"),
    ],
)
def test_a_store_that_refuses_is_an_error(port: int, path: str, update: bool, words: str) -> None:
    """With its status, its words, and what to do."""
    with pytest.raises(IccisError, match=words) as error:
        list(push(f"http://127.0.0.1:{port}{path}", small(), LAYERS, update=update))
    assert error.value.hint
    assert str(port) in error.value.place


@pytest.mark.parametrize("url", ["127.0.0.1:7878", "file:///etc/passwd", "ftp://127.0.0.1/", "http:///x", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    """Before anything is read or sent."""
    with pytest.raises(IccisError, match="not the address of a store"):
        list(push(url, small(), LAYERS))


def test_a_dry_run_sends_nothing() -> None:
    """It needs no store, and says what would be sent."""
    url = f"http://127.0.0.1:{free_port()}/"
    done = subprocess.run([*ICCIS, url, "--dry-run"], capture_output=True, text=True, check=True)
    assert done.stderr.count("would be sent") == len(scope("all"))
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    lost = subprocess.run([*ICCIS, url], capture_output=True, text=True, check=False)
    assert (lost.returncode, "cannot be reached" in lost.stderr) == (2, True)


def test_a_terminal_sees_how_far_the_push_is(tmp_path: Path) -> None:
    """A bar on stderr, that goes when all is there; the lines stay."""
    with started(OXIGRAPH, tmp_path) as address:
        ours, theirs = pty.openpty()
        command = [*ICCIS, address.store]
        env = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
        with subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE, env=env) as process:
            os.close(theirs)
            shown = read_all(ours)
            assert process.wait(60) == 0
    text = shown.decode()
    assert "━" in text
    assert "closure" in text
    assert text.count("triples sent") == len(scope("all"))
