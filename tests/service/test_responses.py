"""Responses are the same whether cached or not, and keep their order on a connection."""

import socket
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

import pytest

from iccis.service.workers.answer import Job
from iccis.service.workers.process import decode_job, encode_job
from serving import PLEDGES, Got, ask, free_port, get, running


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A service without a rate limit."""
    free = free_port()
    log = tmp_path_factory.mktemp("fast") / "log"
    with running(["iccis", "serve", "--port", str(free), "--rate", "0"], free, "/health/ready", log):
        yield free
    assert "Traceback" not in log.read_text("utf-8")


def ask_for(port: int, path: str, accept: str, **headers: str) -> Got:
    """One answer."""
    return get(port, path, body=None, Accept=accept, **headers)


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (f"/sparql?query={quote(PLEDGES)}", "application/sparql-results+json"),
        (f"/sparql?query={quote('CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 90')}", "text/turtle"),
        (f"/sparql?query={quote('SELECT nothing')}", "*/*"),
        (f"/sparql?query={quote('ASK {}')}", "image/png"),
        ("/sparql?query=%FF", "*/*"),
        ("/sparql?query=ASK+%7B%7D&query=ASK+%7B%7D", "*/*"),
        ("/sparql?default-graph-uri=urn:x:none&query=ASK+%7B%7D", "*/*"),
        ("/sparql", "text/turtle"),
        ("/sparql", "text/html"),
        ("/id/code/pledge/3.html", "text/html"),
        ("/id/code/pledge/3.ttl", "*/*"),
        ("/id/code/pledge/3", "text/turtle"),
        ("/id/code/nothing", "*/*"),
        ("/api/clauses/3", "application/json"),
        ("/id/%63ode/pledge/3.ttl", "*/*"),
    ],
)
def test_a_cached_response_is_the_same(port: int, path: str, accept: str) -> None:
    """Status, headers and body; a client that has it already is told so."""
    responses = [ask_for(port, path, accept) for _ in range(4)]
    for found in responses:
        found.headers.pop("date")
    assert [found for found in responses if found != responses[0]] == []
    if tag := responses[0].headers.get("etag"):
        both = [ask_for(port, path, accept, If_None_Match=tag) for _ in range(2)]
        assert [found.status for found in both] == [304, 304]
        assert both[0].headers.keys() == both[1].headers.keys()


def test_the_description_names_the_scheme_that_the_client_used(port: int) -> None:
    """Behind a proxy that speaks TLS it is https, whoever asked before, and without it http."""
    for scheme in ("https", "http", "http", "http", "https", "https", "https", "http"):
        found = get(port, "/sparql", Accept="text/turtle", X_Forwarded_Proto=scheme)
        assert f"<{scheme}://127.0.0.1:{port}/sparql>" in found.text
    assert f"<http://127.0.0.1:{port}/sparql>" in get(port, "/sparql", Accept="text/turtle").text


def test_answers_come_in_the_order_of_requests(port: int) -> None:
    """Many requests sent at once on one connection: queries, cached files, and what takes longer."""
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?c ?d ?e }"
    paths = [
        f"/sparql?query={quote(text)}"
        for number in range(5)
        for text in (f"SELECT ?x {{ VALUES ?x {{ {number} }} }}", f"{slow} # {number}", PLEDGES)
    ]
    paths[7:7] = ["/id/code/pledge/3.txt", "/latest/norms.csv", "/sparql", "/id/code/pledge/3.txt"]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for path in paths:
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode()
            )
        with connection.makefile("rb") as source:
            found = [answer(source) for _ in paths]
    assert found == [get(port, path, Accept="*/*").body for path in paths]


def answer(source: BinaryIO) -> bytes:
    """Body of the next answer on a connection."""
    size = 0
    while (line := source.readline().lower()) != b"\r\n":
        size = int(line.split()[1]) if line.startswith(b"content-length:") else size
    return source.read(size)


def test_a_query_longer_than_an_address_may_be(port: int) -> None:
    """Too long for GET; what to do is said."""
    found = ask(port, "# SELECT\n" * 4200)
    assert (found.status, found.text) == (414, "The URL is longer than 50000 bytes: POST the query.\n")


def test_no_byte_in_a_header_reaches_the_worker_as_more_than_a_header(port: int) -> None:
    """Not even the one that separates the header from the graphs and the query."""
    assert decode_job(encode_job(Job("ASK {}", "a\0[nothing\0b"))) == Job("ASK {}", "a [nothing b")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        path = f"/sparql?query={quote(PLEDGES)}"
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: a\0[b\0c\r\n\r\n".encode())
        with connection.makefile("rb") as source:
            assert int(source.readline().split()[1]) in (400, 406)
    assert ask(port, PLEDGES).text.split() == ["n", "11"]


def test_a_client_that_leaves_is_no_trouble(port: int) -> None:
    """Also in the middle of its query: its answer is thrown away, others get theirs, nothing has failed."""
    query = f"GET /sparql?query={quote(PLEDGES)} HTTP/1.1\r\nHost: x\r\n\r\n"
    half = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    half += "Content-Length: 9\r\n\r\nASK"
    for number in range(40):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall((query, half)[number % 2].encode())
    assert ask(port, PLEDGES).text.split() == ["n", "11"]
