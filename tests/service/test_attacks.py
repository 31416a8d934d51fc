"""The service, attacked: after each attack a query is answered within a second, no worker is left over."""

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pytest

from attacks import BREAKING, EXPLODES, HUGE, MALFORMED, OUTSIDE, RUNS_AWAY, STRANGE, TARGETS
from serving import PLEDGES, Got, ask, descendants, free_port, get, running

TIMEOUT, WORKERS = 1.0, 2
DIRECT = {"Content_Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
SLACK = 2.0
"""Seconds beyond its limit in which a query that runs away must have got its answer."""


class Service(NamedTuple):
    """The service under attack: where it listens, its process, and its log."""

    port: int
    pid: int
    log: Path


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose queries have a second, and 200 MB."""
    log, port = tmp_path_factory.mktemp("attacked") / "log", free_port()
    limits = ["--timeout", str(TIMEOUT), "--memory", "200", "--workers", str(WORKERS), "--rate", "0"]
    with running(["iccis", "serve", "--port", str(port), *limits], port, "/health/live", log) as process:
        yield Service(port, process.pid, log)
    assert "Traceback" not in log.read_text()


def well(service: Service) -> None:
    """A health query is answered within a second; soon there are as many workers as before, all idle."""
    start = time.monotonic()
    assert ask(service.port, f"{PLEDGES} # {start}").text.split() == ["n", "11"]
    assert time.monotonic() - start < 1
    until = start + 3
    while time.monotonic() < until:
        ready = json.loads(get(service.port, "/health/ready").text)
        if ready == {"ready": True, "idle": WORKERS} and len(descendants(service.pid)) == WORKERS + 1:
            return
        time.sleep(0.05)
    raise AssertionError((ready, descendants(service.pid)))


@pytest.fixture(autouse=True)
def _well(service: Service) -> Iterator[None]:
    """After each attack the service is as it was before."""
    well(service)
    yield
    well(service)


def refused(found: Got, *statuses: int) -> None:
    """One of the statuses, in words, and nothing of the inside."""
    assert found.status in statuses, (found.status, found.text[:300])
    assert "Traceback" not in found.text
    assert "site-packages" not in found.text


@pytest.mark.parametrize("query", MALFORMED.values(), ids=MALFORMED)
def test_malformed_queries(service: Service, query: str) -> None:
    """Each is told what is wrong with it."""
    refused(ask(service.port, query), 400)


@pytest.mark.parametrize("query", HUGE.values(), ids=HUGE)
def test_huge_and_deep_queries(service: Service, query: str) -> None:
    """Each is answered, refused or stopped within its time; none ends the service."""
    start = time.monotonic()
    found = get(service.port, "/sparql", method="POST", body=query.encode(), **DIRECT)
    if found.status != 200:
        refused(found, 400, 503)
    assert time.monotonic() - start < TIMEOUT + SLACK


def test_more_than_the_service_takes(service: Service) -> None:
    """Ten megabytes are refused before they are read, with or without a length."""
    refused(get(service.port, "/sparql", method="POST", body=b"#" * 10_000_000, **DIRECT), 413)
    with talking(service.port) as client:
        head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        client.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        assert b" 413 " in flood(client, b"10000\r\n" + b"#" * 65536 + b"\r\n", 200)


@pytest.mark.parametrize("query", RUNS_AWAY.values(), ids=RUNS_AWAY)
def test_queries_that_run_away(service: Service, query: str) -> None:
    """Products, paths over everything, strings that grow, orders that abort: stopped within the limit."""
    start = time.monotonic()
    found = ask(service.port, query)
    assert time.monotonic() - start < TIMEOUT + SLACK
    if found.status != 200:
        refused(found, 400, 403, 503)
    if found.status == 503:
        assert found.headers["retry-after"] == "1"


@pytest.mark.parametrize("pattern", EXPLODES.values(), ids=EXPLODES)
def test_regular_expressions_that_explode(service: Service, pattern: str) -> None:
    """On every literal, and on one of a thousand letters."""
    start = time.monotonic()
    for tested in ("STR(?o)", f'"{"a" * 1000}"'):
        found = ask(
            service.port, f'SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(REGEX({tested}, "{pattern}")) }}'
        )
        if found.status != 200:
            refused(found, 400, 503)
    assert time.monotonic() - start < 2 * (TIMEOUT + SLACK)


@pytest.mark.parametrize("query", OUTSIDE)
def test_no_query_reaches_a_listener_or_a_file(service: Service, query: str) -> None:
    """Nobody calls the listener, and nothing of the file is in the answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        found = ask(service.port, query.format(url=url), accept="text/csv, text/turtle")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert "root:" not in found.text
    if found.status == 200:
        assert (
            set(found.text.split()) <= {"s,p,o", "o,p,s", "g,s,p,o", "g,o,p,s", "o,s,p", "false"}
            or not found.text
        )
    for name in ("default-graph-uri", "named-graph-uri"):
        for address in (url, "file:///etc/passwd"):
            refused(ask(service.port, "ASK {}", **{name: address}), 400)


@pytest.mark.parametrize("target", TARGETS)
def test_no_path_leads_out_of_the_publication(service: Service, target: str) -> None:
    """As it stands in the request, not as a client would tidy it."""
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = raw(
            service.port, f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
        assert re.match(rb"HTTP/1\.1 (20[04]|30\d|4\d\d) ", answer), answer[:200]
        assert b"root:" not in answer
        assert b"[project]" not in answer
        assert b"Traceback" not in answer


@contextmanager
def talking(port: int) -> Iterator[socket.socket]:
    """A connection to the service."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        yield client


def raw(port: int, request: bytes) -> bytes:
    """What the service answers to some bytes, until it closes the connection."""
    with talking(port) as client:
        client.sendall(request)
        return b"".join(iter(lambda: part(client), b""))


def part(client: socket.socket) -> bytes:
    """The next bytes; none, if the service has hung up."""
    try:
        return client.recv(65536)
    except ConnectionError:
        return b""


def flood(client: socket.socket, data: bytes, times: int) -> bytes:
    """Send the same again and again until the service has had enough; what it says then."""
    try:
        for _ in range(times):
            client.sendall(data)
    except (ConnectionError, TimeoutError):
        pass
    return part(client)


@pytest.mark.parametrize(
    "host", ["127.%0.0.1", "%", "a<b>", "[::1", "x y", "x:port", "\u00e9", "a\\b", "x/y?z"]
)
def test_a_malformed_host_is_refused_or_ignored(service: Service, host: str) -> None:
    """Also where its name would get into the answer."""
    for path in ("/sparql", "/api/openapi.json", "/id/code/pledge/3", "/data?default", "/nothing/"):
        head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        answer = raw(service.port, head.encode())
        assert re.match(rb"HTTP/1.1 (200|303|308|400|404) ", answer), answer


@pytest.mark.parametrize("path", BREAKING)
def test_no_header_can_be_put_into_an_answer(service: Service, path: str) -> None:
    """Nor markup into a page, whatever is asked for."""
    for accept in ("text/html", "*/*"):
        answer = raw(
            service.port,
            f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n".encode(),
        )
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"x-evil" not in head.lower()
        assert b"nosniff" in head
        assert b"<script>" not in body.partition(b"<body")[0] or b"text/html" not in head.lower()


@pytest.mark.parametrize("request_", STRANGE.values(), ids=STRANGE)
def test_requests_that_are_no_http(service: Service, request_: bytes) -> None:
    """Refused or hung up on; nothing that follows in the same bytes is taken for a request of its own."""
    with talking(service.port) as client:
        client.settimeout(0.5)
        try:
            client.sendall(request_)
            answer = client.recv(65536)
        except (ConnectionError, TimeoutError):
            answer = b""
    assert answer == b"" or answer.startswith(b"HTTP/1.1 "), answer[:100]
    assert not re.match(rb"HTTP/1\.1 5(?!03)", answer), answer[:300]
    assert b"Traceback" not in answer
    time.sleep(0.15)
    assert '"/evil"' not in service.log.read_text()


def test_slow_clients(service: Service) -> None:
    """A hundred that send letter by letter, or never fetch their answer, keep nobody waiting."""
    everything = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 3000"})
    assert len(get(service.port, everything, Accept="text/csv").body) > 200_000
    head, post = (
        b"GET /sparql?query=ASK",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nASK",
    )
    fetch = f"GET {everything} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()
    slow = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(100)]
    try:
        for n, one in enumerate(slow):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall((head, post, fetch)[n % 3])
        for _ in range(5):
            for one in slow[::3]:
                one.sendall(b"a")
            start = time.monotonic()
            assert ask(service.port, f"{PLEDGES} # {start}").status == 200
            assert time.monotonic() - start < SLACK  # other tests share the processors
    finally:
        for one in slow:
            one.close()


def test_two_hundred_connections_with_attacks_among_them(service: Service) -> None:
    """Everybody gets an answer; most of those who ask for little get what they ask for."""
    attacks = (RUNS_AWAY["a product"], RUNS_AWAY["mixed order"], HUGE["brackets"], MALFORMED["a null"])

    def one(n: int) -> tuple[bool, int]:
        harmless = n % 20 >= len(attacks)
        query = f"{PLEDGES} # {n}" if harmless else attacks[n % 20]
        found = get(service.port, "/sparql", method="POST", body=query.encode(), **DIRECT)
        return harmless, found.status

    with ThreadPoolExecutor(200) as threads:
        found = list(threads.map(one, range(200)))
    assert {status for harmless, status in found if harmless} <= {200, 503}
    assert {status for harmless, status in found if not harmless} <= {400, 503}


def test_many_addresses_that_do_not_exist(service: Service) -> None:
    """Looking for what was meant takes no time that others need."""
    with ThreadPoolExecutor(20) as threads:
        paths = [f"/id/{quote('ö' * 200)}{n}" for n in range(100)]
        found = list(threads.map(lambda path: get(service.port, path).status, paths))
        assert set(found) == {404}
