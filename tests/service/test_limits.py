"""The service: what it refuses, and that it stays up."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from serving import PLEDGES, TIMEOUT, Got, ask, descendants, free_port, get, left, running

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ABORTS = "SELECT ?x { VALUES ?x { " + " ".join(f'{n} "{n + 1}"' for n in range(40)) + " } } ORDER BY ?x"
SPENT = "took longer than 2 seconds|took more than 200 MB"
"""Which limit a query meets first that takes both time and memory depends on the machine."""
REFUSED = [
    ("SELECT * {\n ?s ?p", 400, "query:2:"),
    ("", 400, "malformed"),
    ("INSERT DATA { <a> <b> <c> }", 400, "only read"),
    ("LOAD <file:///etc/passwd>", 400, "only read"),
    ("ASK { " + "{" * 5000 + "}" * 5000 + " }", 400, "nested too deeply"),
    ("ASK { FILTER(" + "!" * 15_000 + "true) }", 400, "more than 1,000 operators"),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 403, "larger than"),
    ("SELECT ?a { ?a ?b ?c }", 403, "larger than"),
    (RUNAWAY, 503, "longer than 2 seconds"),
    (ABORTS, 503, "SIGABRT"),
    ("SELECT (COUNT(*) AS ?n) { ?s (<p>|!<p>)* ?o . ?o (<q>|!<q>)* ?x }", 503, SPENT),
    ('SELECT ?o { ?s ?p ?o FILTER(REGEX(STR(?o), "(((a+)+)+)+$", "[")) }', 200, "o"),
]


@pytest.mark.parametrize(("query", "status", "words"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_is_refused_is_said(port: int, query: str, status: int, words: str) -> None:
    """In plain words, without a traceback, and the next query is answered at once."""
    start = time.monotonic()
    found = ask(port, query)
    took = time.monotonic() - start
    assert found.status == status
    assert found.text.strip() == words if status == 200 else re.search(words, found.text)
    assert took < TIMEOUT + 0.5
    assert "Traceback" not in found.text
    start = time.monotonic()
    assert ask(port, PLEDGES + f" # {start}").text.split() == ["n", "11"]
    assert time.monotonic() - start < 1


def test_the_memory_of_a_query_is_bounded(port: int) -> None:
    """A query that takes more than its share ends its own worker, or its time, and nothing else."""
    found = ask(
        port, "SELECT (GROUP_CONCAT(CONCAT(STR(?o), STR(?f), STR(?s))) AS ?x) { ?s ?p ?o . ?d ?e ?f }"
    )
    assert (found.status, found.headers["retry-after"]) == (503, "1")
    assert ask(port, PLEDGES).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE ?a\u00b7b {{ ?s ?p ?o }} VALUES ?a\u00b7b {{ <http://127.0.0.1:{port}/> }} }}",
        "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * {{{{ SELECT * {{ service # hid\n silent <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }} }}}}",
        "SELECT * {{ \\u0053ERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "PREFIX x: <http://127.0.0.1:{port}/> SELECT * {{ SERVICE x:y {{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND(<http://127.0.0.1:{port}/> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
        "SELECT * {{ FILTER(1<2)#>'''\nSERVICE<http://127.0.0.1:{port}/>{{ ?s ?p ?o }} #'''\n }}",
    ],
)
def test_service_is_refused(port: int, query: str) -> None:
    """However it is written; a listener on this machine is never called."""
    found = ask_with_listener(port, query)
    assert (found.status, "SERVICE is refused" in found.text) == (400, True)


@pytest.mark.parametrize("source", ["http://127.0.0.1:{port}/", "file:///etc/passwd"])
def test_a_graph_elsewhere_is_empty(port: int, source: str) -> None:
    """Neither is a listener called for FROM, nor a file read."""
    found = ask_with_listener(port, f"SELECT ?s ?p ?o FROM <{source}> {{{{ ?s ?p ?o }}}}")
    assert (found.status, found.text) == (200, "s,p,o\r\n")


def ask_with_listener(port: int, query: str) -> Got:
    """Ask a query that names the port of a listener, which must not be called."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.3)
        found = ask(port, query.format(port=listener.getsockname()[1]))
        with pytest.raises(TimeoutError):
            listener.accept()
    return found


def test_the_word_service_alone_does_no_harm(port: int) -> None:
    """In a comment, a string, or the name of a variable or prefix."""
    query = (
        "PREFIX service: <urn:x:> # a SERVICE\nASK { BIND('service <urn:x>' AS ?service) ?s service:p ?o }"
    )
    assert ask(port, query).text == "false\n"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/sparql?query=" + "x" * 55_000, {}, None, 414),
        ("POST", "/sparql", {"Content_Type": "application/sparql-query"}, b"#" * 200_000, 413),
        ("POST", "/sparql", {"Content_Type": "text/plain"}, b"ASK {}", 415),
        ("POST", "/sparql", {"Content_Type": "application/sparql-update"}, b"DROP ALL", 403),
        ("POST", "/sparql", {"Content_Type": "application/sparql-query"}, b"\xff", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", {}, None, 400),
        ("GET", "/sparql?query=ASK%20%7B%7D", {"Accept": "image/png"}, None, 406),
        ("GET", "/id/code/pledge/3", {"Accept": "image/png"}, None, 406),
        ("DELETE", "/sparql", {}, None, 405),
    ],
)
def test_requests_that_are_refused(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    """Each with its own status, and nothing of the inside."""
    found = get(port, path, method=method, body=body, **headers)
    assert found.status == status
    assert "Traceback" not in found.text


# It stays up.


def test_queries_of_others_are_not_lost(port: int) -> None:
    """While queries run away and kill their workers, the others are answered."""
    with ThreadPoolExecutor(16) as threads:
        bad = [threads.submit(ask, port, query) for query in (RUNAWAY, ABORTS, ABORTS)]
        good = [threads.submit(ask, port, PLEDGES + f" # {n}") for n in range(200)]
        assert [found.result().status for found in bad] == [503, 503, 503]
        assert {found.result().text for found in good} == {"n\r\n11\r\n"}


def test_two_hundred_connections_at_once(port: int) -> None:
    """Each is answered, or told to come again; slow ones harm nobody."""
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for one in slow:
        one.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n")
    with ThreadPoolExecutor(200) as threads:
        found = list(threads.map(lambda n: ask(port, f"{PLEDGES} # {n % 7}").status, range(200)))
    for one in slow:
        one.close()
    assert set(found) <= {200, 503}
    assert found.count(200) > 100


def test_health_and_metrics(port: int, log: Path) -> None:
    """Alive, ready, counted; the log has no query in it, and each line is JSON."""
    assert json.loads(get(port, "/health/live").text) == {"status": "up"}
    assert [ask(port, query).status for query in ("SELECT nothing", RUNAWAY)] == [400, 503]
    assert ask(port, "ASK { <urn:secret> ?p ?o }").status == 200
    time.sleep(1)
    assert json.loads(get(port, "/health/ready").text) == {"ready": True, "idle": 2}
    metrics = get(port, "/metrics").text
    assert re.search(r'iccis_queries_total\{failure="timeout",status="503"\} [1-9]', metrics)
    assert re.search(r'iccis_queries_total\{failure="query",status="400"\} [1-9]', metrics)
    assert not re.search(r'iccis_queries_total\{failure="",status="[45]', metrics)
    assert re.search(r"iccis_answer_bytes_count [1-9]", metrics)
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    assert {json.loads(line)["status"] for line in lines if "status" in line} >= {200, 400, 503}
    assert "urn:secret" not in log.read_text()


def test_a_client_that_asks_too_often_is_slowed_down(tmp_path: Path) -> None:
    """429; and what runs when the service is stopped is finished, with no worker left over."""
    free = free_port()
    command = ["iccis", "serve", "--port", str(free), "--rate", "5", "--timeout", "1"]
    with running(command, free, "/health/live", tmp_path / "log") as process:
        found = [get(free, "/health/live").status for _ in range(30)]
        assert found.count(429) > 10
        time.sleep(1)
        children = descendants(process.pid)
        assert len(children) == 3
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(ask(free, RUNAWAY).status))
        asking.start()
        time.sleep(0.3)
        process.terminate()
        asking.join()
        process.wait(10)
    assert answers == [503]
    assert left(children, 0) == []


def test_a_service_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    """Its processes end, also the one whose query runs away."""
    free = free_port()
    command = ["iccis", "serve", "--port", str(free), "--timeout", "60"]
    with running(command, free, "/health/ready", tmp_path / "log") as process:
        children = descendants(process.pid)
        with socket.create_connection(("127.0.0.1", free)) as client:
            client.sendall(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.5)
            process.kill()
            process.wait(10)
    assert len(children) == 3
    assert left(children) == []


def test_the_process_that_forks_is_replaced(tmp_path: Path) -> None:
    """Killed from outside, it takes no query with it; the next worker comes from another."""
    free = free_port()
    with running(["iccis", "serve", "--port", str(free)], free, "/health/ready", tmp_path / "log") as process:
        nursery, *workers = descendants(process.pid)
        os.kill(nursery, signal.SIGKILL)
        assert ask(free, PLEDGES).text.split() == ["n", "11"]
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        until = time.monotonic() + 8
        old = {nursery, *workers}  # on a busy machine, they take a while to end
        while len({*descendants(process.pid)} - old) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        assert ask(free, f"{PLEDGES} # again").text.split() == ["n", "11"]
        assert nursery not in descendants(process.pid)


def test_a_port_that_is_taken_is_an_error(port: int, tmp_path: Path) -> None:
    """With what to do about it."""
    command = [sys.executable, "-m", "iccis", "serve", "--port", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_xml_of_results_is_well_formed(port: int) -> None:
    """Control characters and markup in literals do no harm."""
    found = ask(port, 'SELECT ("<&]]>" AS ?x) {}', accept="application/sparql-results+xml")
    assert "".join(ET.fromstring(found.text).itertext()).strip() == "<&]]>"


def test_the_service_without_its_packages_is_an_error() -> None:
    """It says which extra has them."""
    for name in ("starlette", "uvicorn"):
        code = f"import sys; sys.modules['{name}'] = None\n"
        code += "from iccis.cli.main import run; sys.exit(run(['serve']))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert f"{name} is not installed" in done.stderr
        assert 'pip install "iccis[serve]"' in done.stderr
