"""Pushing to stores that fail: "sent" is said only of what is there, whatever the store answers."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from time import monotonic

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from faulty import HANG_UP, Call, Reaction, faulty
from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.publication import stores as module
from iccis.publication.push import PART_TRIPLES, UNVERIFIED, Transfer, push

LAYER = "test-one"
SIZE = 12
NT = {"Content-Type": "application/n-triples"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
LOGIN = b"<html><h1>Please log in</h1><form action=/login><input type=password></form></html>"
Reacting = Callable[[Call], Reaction]


def small() -> Store:
    """A store of one graph."""
    store, graph = Store(), NamedNode(graph_name(LAYER))
    store.extend(Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal(n), graph) for n in range(SIZE))
    return store


def sent(
    url: str, *, update: bool = False, verify: bool = True, endpoint: str | None = None
) -> list[Transfer]:
    """Every step of a push."""
    store = small()
    return list(push(url, store, (LAYER,), batch=5, endpoint=endpoint, update=update, verify=verify))


class Keeping:
    """A Graph Store that keeps what it is sent, except where `fault` reacts first."""

    def __init__(self, fault: Callable[[Call, int], Reaction | None] = lambda call, n: None) -> None:
        """Begin empty."""
        self.data, self.fault, self.count = b"", fault, 0

    def __call__(self, call: Call) -> Reaction:
        """Answer a request."""
        self.count += 1
        if reaction := self.fault(call, self.count):
            return reaction
        if call.method == "GET":
            return Reaction(200, self.data, NT) if self.data else Reaction(404)
        self.data = call.body if call.method == "PUT" else self.data + call.body
        return Reaction(204)


def test_a_graph_that_is_there_is_sent() -> None:
    """The store is asked before and after, and a second push sends nothing."""
    with faulty(Keeping()) as (url, calls):
        assert sent(url) == [Transfer(LAYER, SIZE, SIZE, "sent")]
        assert [call.method for call in calls] == ["GET", "PUT", "GET"]
        assert sent(url) == [Transfer(LAYER, SIZE, SIZE, "there already")]


def test_a_new_graph_arrives_in_parts_and_a_changed_one_whole() -> None:
    """The larger a request, the more a triple of it costs a store; what readers have is replaced at once."""
    graph, size = NamedNode(graph_name(LAYER)), PART_TRIPLES + 1
    with faulty(Keeping()) as (url, calls):
        for word in ("old", "new"):
            large = Store()
            large.bulk_extend(Quad(graph, graph, Literal(f"{word} {n}"), graph) for n in range(size))
            steps = list(push(url, large, (LAYER,)))
            assert steps[-1] == Transfer(LAYER, size, size, "sent")
    assert [call.method for call in calls] == ["GET", "PUT", "POST", "GET", "GET", "PUT", "GET"]
    assert [call.body.count(b"\n") for call in calls if call.body] == [PART_TRIPLES, 1, size]


def on_put(reaction: Reaction) -> Callable[[Call, int], Reaction | None]:
    """A fault of every PUT."""
    return lambda call, _: reaction if call.method == "PUT" else None


@pytest.mark.parametrize(
    ("reaction", "message", "hint"),
    [
        (
            Reaction(301, b"", {"Location": "http://127.0.0.1:1/other"}),
            "answers 301",
            "http://127.0.0.1:1/other",
        ),
        (Reaction(302, b"", {"Location": "/login"}), "answers 302", "/login"),
        (Reaction(307, b"", {"Location": "/store/"}), "answers 307", "/store/"),
        (Reaction(200, LOGIN, HTML), "asks for input: Please log in", "ICCIS_USER"),
        (
            Reaction(200, b"OK", {"Content-Type": "text/plain"}),
            "holds 0 triples of it instead of 12",
            "address",
        ),
        (Reaction(204), "holds 0 triples of it instead of 12", "--no-verify"),
        (Reaction(206, b"some"), "answers 206", ""),
        (Reaction(401, b"who?", {"WWW-Authenticate": 'Basic realm="x"'}), "answers 401: who?", "ICCIS_USER"),
        (Reaction(413, b"too large"), "answers 413: too large", "--batch"),
        (Reaction(429, b"slow down"), "answers 429: slow down", ""),
        (Reaction(429, b"", {"Retry-After": "3600"}), "answers 429", "Retry-After: 3600"),
        (Reaction(503, b"", {"Retry-After": "soon"}), "answers 503", "Retry-After: soon"),
        (
            Reaction(500, b"\x1b[31mNullPointer\x00Exception"),
            "answers 500: [31mNullPointer Exception",
            "resumes",
        ),
        (Reaction(507, b"disk full"), "answers 507: disk full", "make room"),
        (HANG_UP, "cannot be reached", "resumes"),
    ],
)
def test_what_is_not_there_is_an_error(reaction: Reaction, message: str, hint: str) -> None:
    """With the status, the words of the store and what to do; nothing is reported as sent."""
    with faulty(Keeping(on_put(reaction))) as (url, calls), pytest.raises(IccisError) as error:
        sent(url)
    assert message in str(error.value)
    assert hint in error.value.hint
    assert {call.path.split("?")[0] for call in calls} == {"/"}


def moved(status: int) -> Reacting:
    """A store that has moved, to an address where everything is answered with success."""
    return lambda call: Reaction(200) if call.path == "/new" else Reaction(status, b"", {"Location": "/new"})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("way", ["store", "update", "update and endpoint"])
def test_a_redirect_is_never_followed(status: int, way: str) -> None:
    """Neither as it was sent nor as a GET: the message names the new address."""
    with faulty(moved(status)) as (url, calls), pytest.raises(IccisError, match=f"answers {status}") as error:
        sent(url, update="update" in way, endpoint=url if "endpoint" in way else None)
    assert "/new" in error.value.hint
    assert {call.path.split("?")[0] for call in calls} == {"/"}


def test_the_command_line_does_not_report_what_was_redirected() -> None:
    """It exits with status 2, and says nothing of triples."""
    with faulty(moved(301)) as (url, _):
        command = [sys.executable, "-m", "iccis", "push", url, "--update"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "triples" in done.stderr) == (2, False), done.stderr


def test_a_store_that_keeps_half_or_something_else_is_an_error() -> None:
    """The count is compared, and the triples."""

    class Half(Keeping):
        def __call__(self, call: Call) -> Reaction:
            reaction = super().__call__(call._replace(body=b"".join(call.body.splitlines(True)[:7])))
            return reaction

    class Other(Keeping):
        def __call__(self, call: Call) -> Reaction:
            return super().__call__(call._replace(body=call.body.replace(b"urn:7", b"urn:x")))

    with faulty(Half()) as (url, _), pytest.raises(IccisError, match="holds 7 triples of it instead of 12"):
        sent(url)
    with faulty(Other()) as (url, _), pytest.raises(IccisError, match="holds other triples in it"):
        sent(url)


NOTHING = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}'


@pytest.mark.parametrize(
    ("reaction", "message", "hint"),
    [
        (Reaction(200, b"", HTML), "holds 0 triples of it instead of 12", "SPARQL Update"),
        (
            Reaction(400, b"Missing parameter: query"),
            "answers 400: Missing parameter: query",
            "SPARQL Update",
        ),
        (Reaction(415, b""), "answers 415: Unsupported Media Type", "SPARQL Update"),
    ],
)
def test_an_update_that_does_not_arrive_is_an_error(reaction: Reaction, message: str, hint: str) -> None:
    """An address that accepts updates and forgets them, or that is that of queries."""

    def react(call: Call) -> Reaction:
        results = {"Content-Type": "application/sparql-results+json"}
        return Reaction(200, NOTHING, results) if call.path == "/query" else reaction

    with faulty(react) as (url, _), pytest.raises(IccisError, match=message) as error:
        sent(f"{url}update", update=True, endpoint=f"{url}query")
    assert hint in error.value.hint


@pytest.mark.parametrize(
    ("reaction", "message"),
    [
        (Reaction(200, LOGIN, HTML), "asks for input"),
        (Reaction(200, b"<p>Welcome</p>", HTML), "text/html; charset=utf-8 that is no graph .*: Welcome"),
        (Reaction(200, b"<urn:0> <urn:p> ", NT), "application/n-triples that is no graph"),
        (Reaction(200, b"<urn:0> <urn:p> <urn:o> .\n", NT, length=1000), "cannot be reached"),
        (Reaction(200, b"<a> <b> " + b"<<( <a> <b> " * 30_000, NT), "nested too deeply"),
        (Reaction(500, b"lost"), "answers 500: lost"),
        (HANG_UP, "cannot be reached"),
    ],
)
def test_a_store_that_does_not_give_what_it_took_is_an_error(reaction: Reaction, message: str) -> None:
    """Another type, half a graph, a lost connection: nobody knows whether the graph is there."""
    later = Keeping(lambda call, n: reaction if n == 3 else None)
    with faulty(later) as (url, calls), pytest.raises(IccisError, match=message):
        sent(url)
    assert [call.method for call in calls] == ["GET", "PUT", "GET"]


def test_without_verification_the_store_is_not_asked_again() -> None:
    """Nor is anything said to be sent; likewise for updates without an address for queries."""
    with faulty(Keeping()) as (url, calls):
        assert sent(url, verify=False)[-1].state == UNVERIFIED
        assert [call.method for call in calls] == ["GET", "PUT"]
    with faulty(lambda call: Reaction(204)) as (url, calls):
        assert sent(url, update=True)[-1].state == UNVERIFIED
        assert {call.method for call in calls} == {"POST"}


def second_and_third(reaction: Reaction, _: Call, n: int) -> Reaction | None:
    """A fault of two requests."""
    return reaction if n in (2, 3) else None


def test_a_busy_store_is_asked_again_after_the_time_that_it_names() -> None:
    """In seconds or as a date; five times at most."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    for status, wait in ((429, "1"), (503, "0"), (503, date)):
        busy = Reaction(status, b"busy", {"Retry-After": wait})
        start = monotonic()
        with faulty(Keeping(partial(second_and_third, busy))) as (url, calls):
            assert sent(url)[-1].state == "sent"
        assert [call.method for call in calls] == ["GET", "PUT", "PUT", "PUT", "GET"]
        assert monotonic() - start >= (2 if wait == "1" else 0)
    with faulty(Keeping(on_put(Reaction(503, b"", {"Retry-After": "0"})))) as (url, calls):
        with pytest.raises(IccisError, match="answers 503"):
            sent(url)
        assert len([call for call in calls if call.method == "PUT"]) == module.TRIES


def test_a_store_that_never_answers_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some time."""
    monkeypatch.setattr(module, "TIMEOUT_SECONDS", 0.2)
    with (
        faulty(Keeping(on_put(Reaction(204, seconds=1)))) as (url, _),
        pytest.raises(IccisError, match="cannot be reached: timed out"),
    ):
        sent(url)
