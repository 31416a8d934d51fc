"""Random answers to `--endpoint` and `push`: no crash, and nothing is "sent" that is not there."""

from collections.abc import Callable
from functools import partial
from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from faulty import HANG_UP, Call, Reaction, faulty
from fuzzing import mutate, rounds
from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.data.store import triples
from iccis.publication.push import UNVERIFIED, push
from iccis.questions.ask import ask, canonical_lines
from iccis.questions.remote import fetch_graphs

LAYER = "fuzz"
TYPES = (
    *("application/sparql-results+json", "application/json", "application/n-triples", "text/plain"),
    *("text/html; charset=utf-8", "application/sparql-results+xml", "text/csv", "text/turtle"),
    *("", "x/\x7f", ";"),
)
STATUSES = (200,) * 5 + (201, 202, 204, 206, 301, 302, 307, 400, 401, 403, 404, 413, 429, 500, 503, 507, 999)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Retry-After": "0"},
    {"Retry-After": "-1"},
    {"Retry-After": "Wed, 99 Foo"},
    {"Location": "http://[::1"},
    {"Location": "/new\x1b"},
    {"WWW-Authenticate": "Digest realm=x"},
    {"WWW-Authenticate": 'Digest realm="x", nonce="y", algorithm=none, qop="auth-int"'},
    {"WWW-Authenticate": "Basic"},
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "identity, deflate"},
    {"Transfer-Encoding": "chunked"},
    {"X-SPARQL-MaxRows": "10000"},
    {"Set-Cookie": "\x80=; ;;"},
)
JSON = b"""{"head":{"vars":["s","p","o"]},"results":{"bindings":[
{"s":{"type":"uri","value":"urn:a"},"p":{"type":"uri","value":"urn:p"},"o":{"type":"literal","value":"1.50",
"datatype":"http://www.w3.org/2001/XMLSchema#decimal"}},{"s":{"type":"bnode","value":"b"},"p":{"type":"uri",
"value":"urn:p"},"o":{"type":"literal","value":"x","xml:lang":"en-GB"}}]}}"""
LINES = b'<urn:a> <urn:p> "x"@en .\n_:b <urn:p> <<( <urn:a> <urn:p> _:b )>> .\n'
BODIES = (
    *(JSON, LINES, b'{"head":{},"boolean":true}', b"", b"{}", b"<html><form>Log in</form></html>"),
    *(
        b"s,p,o\r\nurn:a,urn:p,x\r\n",
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/></sparql>',
    ),
)
TOKENS = (
    *(b'"1e999999999"', b"1E400", b'{"type":"triple","value":', b"<<( ", b"\\ud800", b'"\\u0000"', b"null"),
    *(b"[" * 300, b'"xml:lang":"a--ltr"', b"_:", b"<", b'"', b"}", b"\x1b", b"2001/XMLSchema#double"),
)
QUERIES = (
    "SELECT ?s ?p ?o { ?s ?p ?o }",
    "SELECT * { ?o ?s ?p }",
    "ASK { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "SELECT (COUNT(?s) AS ?c) { ?s ?p ?o }",
)


def reaction(random: Random, bodies: tuple[bytes, ...] = BODIES) -> Reaction:
    """Anything that a server could say."""
    body = random.choice(bodies)
    if random.random() < 0.7:
        body = mutate(body, random, tokens=TOKENS)
    headers = random.choice(HEADERS)
    if kind := random.choice(TYPES):
        headers = {**headers, "Content-Type": kind}
    length = random.choice((None, None, None, len(body) + 7, max(len(body) - 7, 0)))
    status = random.choice(STATUSES)
    return random.choice((*[Reaction(status, body, headers, length)] * 9, HANG_UP))


def small() -> Store:
    """A store of one graph, with a blank node and numbers."""
    store, graph = Store(), NamedNode(graph_name(LAYER))
    store.extend(Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal(n), graph) for n in range(7))
    return store


STORE = small()
TRIPLES = list(triples(STORE, (LAYER,)))


class Stage:
    """What a server plays: a reaction to each request, changed from round to round."""

    react: Callable[[Call], Reaction]

    def __call__(self, call: Call) -> Reaction:
        """Answer a request."""
        return self.react(call)


def failure(action: Callable[[], object]) -> str:
    """Message of the error that a user would see; empty if all goes well. Nothing else is raised."""
    try:
        action()
    except IccisError as error:
        return f"{error} {error.hint}"
    return ""


def test_answers_to_queries() -> None:
    """Each form of query, and the graphs that a check fetches."""
    stage = Stage()
    with faulty(stage) as (url, _):
        for random in rounds("remote-queries", share=0.4):
            answer = reaction(random)
            stage.react = partial(the_same, answer)
            for action in (
                partial(ask, random.choice(QUERIES), endpoint=url),
                partial(fetch_graphs, url, ("a",)),
            ):
                assert failure(action).isprintable(), answer


def the_same(answer: Reaction, _: Call) -> Reaction:
    """The same for every request."""
    return answer


class Fickle:
    """A Graph Store that keeps what it is sent, and at random reacts in other ways or loses some of it."""

    def __init__(self, random: Random) -> None:
        """Begin empty."""
        self.random, self.data, self.gave = random, b"", b""

    def __call__(self, call: Call) -> Reaction:
        """Answer a request; `gave` is what it has given last."""
        answer = self.answer(call)
        if call.method == "GET":
            self.gave = answer.body if answer.status == 200 else b""
        return answer

    def answer(self, call: Call) -> Reaction:
        """Answer a request."""
        if self.random.random() < 0.3:
            return reaction(self.random, (*BODIES, self.data))
        if call.method != "GET":
            loses = self.random.random() < 0.3
            self.data = mutate(call.body, self.random, tokens=TOKENS) if loses else call.body
            return Reaction(204)
        kind = {"Content-Type": "application/n-triples"}
        return Reaction(200, self.data, kind) if self.data else Reaction(404)


def states(url: str, out: list[str], *, update: bool = False, endpoint: str | None = None) -> None:
    """Push, and add to `out` what is said of the graph."""
    for step in push(url, STORE, (LAYER,), update=update, endpoint=endpoint, batch=3):
        if step.triples == step.total:
            out.append(step.state)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pauses, and a password for whoever asks."""
    monkeypatch.setattr("iccis.publication.stores.time.sleep", lambda seconds: None)
    monkeypatch.setenv("ICCIS_USER", "user")


@pytest.mark.usefixtures("impatient")
def test_sent_is_what_is_there() -> None:
    """Whatever the store answers: a graph is there only if the store gave it when last asked."""
    stage, expected = Stage(), sorted(f"{line} ." for line in canonical_lines(TRIPLES))
    with faulty(stage) as (url, _):
        for random in rounds("remote-push", share=0.4):
            store = stage.react = Fickle(random)
            out: list[str] = []
            assert failure(partial(states, url, out)).isprintable()
            assert set(out) <= {"sent", "there already"}
            if out:
                assert sorted(set(store.gave.decode().splitlines())) == expected


@pytest.mark.usefixtures("impatient")
def test_nothing_is_sent_that_no_query_has_confirmed() -> None:
    """Through SPARQL Update, with an address for queries and without."""
    stage = Stage()
    with faulty(stage) as (url, _):
        for random in rounds("remote-updates", share=0.2):
            stage.react = partial(anything, random)
            out: list[str] = []
            endpoint = random.choice((None, url))
            assert failure(partial(states, url, out, update=True, endpoint=endpoint)).isprintable()
            assert set(out) <= ({"sent"} if endpoint else {UNVERIFIED})


def anything(random: Random, _: Call) -> Reaction:
    """Something else for every request, success mostly."""
    return reaction(random) if random.random() < 0.2 else Reaction(204)


def test_a_store_without_faults_is_sent_to() -> None:
    """What the other tests look for is possible."""
    out: list[str] = []
    store = Fickle(Steady())
    with faulty(store) as (url, _):
        states(url, out)
        states(url, out)
    assert out == ["sent", "there already"]


class Steady(Random):
    """Never chooses a fault."""

    def random(self) -> float:
        """Return the same number each time."""
        return 0.5
