"""Requests that come again byte for byte: answered before HTTP is parsed, and otherwise as ever."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import BinaryIO

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from iccis.service.cache import REQUEST, Request, ResponseCache
from iccis.service.reply import Headers
from iccis.service.wire import HttpProtocol, Repeat
from serving import cache_hits, free_port, running

NUMBERS = count()


def request(path: str, *headers: str, method: str = "GET") -> bytes:
    """Return a request as it is sent."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


def fresh(word: str) -> str:
    """Return the address of a query that nobody has sent yet, with a word in its answer."""
    return f"/sparql?query=SELECT%20('{word}'%20AS%20?w)%20{{}}%20%23{next(NUMBERS)}"


@contextmanager
def connected(port: int, source: str = "127.0.0.1") -> Iterator[tuple[socket.socket, BinaryIO]]:
    """Open a connection, to write to and to read from."""
    with (
        socket.create_connection(("127.0.0.1", port), 20, (source, 0)) as client,
        client.makefile("rb") as answers,
    ):
        yield client, answers


def read(answers: BinaryIO, *, body: bool = True) -> tuple[bytes, bytes]:
    """Read a response, and return its head without the date, and its body."""
    head = b"".join(iter(answers.readline, b"\r\n"))
    length = re.search(rb"(?m)^content-length: (\d+)\r$", head)
    return re.sub(rb"(?m)^date: .*\r\n", b"", head), answers.read(int(length[1])) if length and body else b""


def known(port: int, data: bytes) -> tuple[bytes, bytes]:
    """Send a request until the service knows it, and return the response, the same each time."""
    with connected(port) as (client, answers):
        found = []
        for _ in range(4):
            client.sendall(data)
            found.append(read(answers))
    assert found == [found[0]] * 4
    assert found[0][0].startswith(b"HTTP/1.1 200 OK\r\n")
    return found[0]


def test_a_known_request_gets_the_same_response(port: int, log: Path) -> None:
    """Over new connections and old; from the cache, and in the log."""
    path = "/id/code/pledge/7.ttl"
    data = request(path + "?known")
    response = known(port, data)
    time.sleep(0.3)  # lines of the log are written together
    before, lines = cache_hits(port), log.read_text("utf-8").count(path)
    with connected(port) as (client, answers):
        for _ in range(3):
            client.sendall(data)
            assert read(answers) == response
    time.sleep(0.3)
    assert cache_hits(port) == before + 3
    assert log.read_text("utf-8").count(path) == lines + 3


def test_a_known_request_gets_the_date_of_now(port: int) -> None:
    """It is renewed once a second."""
    data, dates = request(fresh("date")), set[bytes]()
    known(port, data)
    with connected(port) as (client, answers):
        for _ in range(2):
            client.sendall(data)
            head = b"".join(iter(answers.readline, b"\r\n"))
            dates.update(re.findall(rb"(?m)^date: .*$", head))
            answers.read(int(re.findall(rb"(?m)^content-length: (\d+)\r$", head)[0]))
            time.sleep(2.1)
    assert len(dates) == 2


def test_known_requests_may_be_sent_together(port: int) -> None:
    """Several at once, after another, or in pieces: each is answered, in order."""
    one, other = (request(fresh(word)) for word in ("one", "other"))
    expected = known(port, one), known(port, other)
    with connected(port) as (client, answers):
        client.sendall(request(fresh("new")) + one + other)
        assert b"new" in read(answers)[1]
        assert (read(answers), read(answers)) == expected
        for piece in (one[:9], one[9:], other):
            client.sendall(piece)
            time.sleep(0.05)
        assert (read(answers), read(answers)) == expected
        for _ in range(5):
            client.sendall(one + other)
            assert (read(answers), read(answers)) == expected


def test_a_known_request_waits_for_the_one_before(port: int) -> None:
    """Responses have the order of requests."""
    data = request(fresh("known"))
    expected = known(port, data)
    for _ in range(5):
        slow = "SELECT (COUNT(*) AS ?slow) { ?s ?p ?o . ?o ?q ?r } #"
        with connected(port) as (client, answers):
            client.sendall(request(f"/sparql?query={slow.replace(' ', '+')}%23{next(NUMBERS)}"))
            time.sleep(0.002)
            client.sendall(data)
            assert b'"slow"' in read(answers)[1]
            assert read(answers) == expected


def test_what_looks_known_may_end_another_request(port: int) -> None:
    """The end of a head may equal a known request; nor is what came in that way remembered."""
    inner, outer = request(fresh("inner")), fresh("outer")
    expected = known(port, inner)
    for _ in range(5):
        with connected(port) as (client, answers):
            for _ in range(2):
                client.sendall(f"GET {outer} HTTP/1.1\r\nX-Inner: ".encode())
                time.sleep(0.02)
                client.sendall(inner)
                assert b"outer" in read(answers)[1]
                client.sendall(inner)
                assert read(answers) == expected


def test_what_looks_known_may_be_a_body(port: int) -> None:
    """It belongs to a request that was answered before its body came."""
    inner, outer = request(fresh("inner")), fresh("outer")
    expected = known(port, inner)
    for _ in range(5):
        with connected(port) as (client, answers):
            client.sendall(request(outer, f"Content-Length: {len(inner)}"))
            assert b"outer" in read(answers)[1]
            client.sendall(inner)
            time.sleep(0.02)
            client.sendall(inner)
            assert read(answers) == expected
            client.shutdown(socket.SHUT_WR)
            assert answers.read() == b""


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", ["Connection: close"]),
        ("GET", ["Connection: upgrade", "Upgrade: h2c"]),
        ("GET", ['If-None-Match: "x"']),
        ("HEAD", []),
    ],
)
def test_other_requests_are_answered_as_ever(port: int, method: str, headers: list[str]) -> None:
    """However often they come: a connection is closed, a body left out."""
    path, found, closes = fresh("other"), set(), headers == ["Connection: close"]
    known(port, request(path))
    for _ in range(5):
        with connected(port) as (client, answers):
            client.sendall(request(path, *headers, method=method))
            found.add(read(answers, body=method == "GET"))
            if not closes:
                client.shutdown(socket.SHUT_WR)
            assert answers.read() == b""
    [(head, body)] = found
    assert (b"\r\nconnection: close\r\n" in head) == closes
    assert (b"other" in body) == (method == "GET")


def test_the_rate_limit_holds_for_known_requests(tmp_path: Path) -> None:
    """Of each client by itself, although another sends the same."""
    port, data = free_port(), request("/sparql?query=ASK%20%7B%7D")
    command = ["iccis", "serve", "--port", str(port), "--rate", "10"]
    with running(command, port, "/health/live", tmp_path / "log"):
        known(port, data)
        with connected(port, "127.0.0.2") as (client, answers):
            statuses = []
            for _ in range(60):
                client.sendall(data)
                statuses.append(read(answers)[0].split()[1])
        with connected(port) as (client, answers):
            client.sendall(data)
            assert read(answers)[0].split()[1] == b"200"
    assert set(statuses[:15]) == {b"200"}
    assert b"429" in statuses[15:]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Respond to what is not known."""
    await Response("parsed")(scope, receive, send)


@contextmanager
def uvicorn_with(repeat: Repeat) -> Iterator[int]:
    """Run uvicorn with the protocol, and yield its port; idle connections are closed after a second."""
    port, http = free_port(), partial(HttpProtocol, repeat)
    config = uvicorn.Config(
        app,
        port=port,
        http=http,  # type: ignore[arg-type]
        lifespan="off",
        timeout_keep_alive=1,
        log_level="error",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield port
    finally:
        server.should_exit = True
        thread.join()


def test_a_connection_that_is_used_stays_open() -> None:
    """Known requests count as use; without any, it is closed."""

    def repeat(request: Request) -> tuple[bytes, bytes] | None:
        return (b"content-length: 5\r\n", b"known") if request[1].startswith(b"GET /known ") else None

    with uvicorn_with(repeat) as port, connected(port) as (client, answers):
        client.sendall(request("/new"))
        assert read(answers)[1] == b"parsed"
        for _ in range(5):
            time.sleep(0.5)
            client.sendall(request("/known"))
            assert read(answers)[1] == b"known"
        start = time.monotonic()
        assert answers.read() == b""
        assert 0.5 < time.monotonic() - start < 10


def test_nothing_is_piled_up_for_a_client_that_does_not_read() -> None:
    """While it takes nothing, its requests wait, known or not."""
    offered, body = count(), bytes(1_000_000)

    def repeat(request: Request) -> tuple[bytes, bytes]:
        next(offered)
        return b"content-length: 1000000\r\n", body

    with uvicorn_with(repeat) as port, connected(port) as (client, answers):
        for _ in range(60):
            client.sendall(request("/known"))
            time.sleep(0.005)
        assert next(offered) < 30
        assert read(answers)[1] == body


def test_few_requests_are_remembered_and_none_that_is_long() -> None:
    """A thousand of up to 4,000 bytes; not HEAD, and none whose response does not say how long it is."""
    cache, length = ResponseCache(), [(b"content-length", b"0")]

    def offer(data: bytes, method: str = "GET", headers: Headers = length) -> None:
        scope = {"method": method, "extensions": {REQUEST: ("127.0.0.1", data)}}
        cache.remember(scope, (b"/x", b"", ()), ({"headers": headers}, {"body": b""}))

    for number in range(1500):
        offer(b"GET /%04d" % number)
        assert len(cache.known) <= 1000
    offer(b"x" * 4000)
    offer(b"x" * 4001)
    offer(b"HEAD /x", "HEAD")
    offer(b"GET /chunks", headers=[])
    assert {len(data) for _, data in cache.known} == {len("GET /0000"), 4000}
