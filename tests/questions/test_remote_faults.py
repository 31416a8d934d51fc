"""Answers of endpoints that are no answers: the error says what came, and the status is that of bad input."""

import gc
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from threading import Thread

import pytest

from faulty import HANG_UP, Call, Reaction, faulty
from iccis.core.errors import IccisError
from iccis.questions.ask import ask
from iccis.questions.remote import fetch_graphs

JSON = {"Content-Type": "application/sparql-results+json"}
NT = {"Content-Type": "application/n-triples"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}'
RDF = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/></sparql>'
DEEP = (
    b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":' + b'{"type":"triple","value":{"object":' * 30_000
)
TRACE = (
    b"java.util.concurrent.TimeoutException\n\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)"
)
SELECT, CONSTRUCT = "SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"


def the_same(reaction: Reaction, _: Call) -> Reaction:
    """The same for every request."""
    return reaction


def test_an_answer_is_an_answer() -> None:
    """With the type that was asked for or that of JSON in general, or none, and with a byte order mark."""
    types: list[dict[str, str]] = [JSON, {"Content-Type": "application/json; charset=utf-8"}, {}]
    for reaction in (Reaction(200, b"\xef\xbb\xbf" + ROWS, headers) for headers in types):
        with faulty(partial(the_same, reaction)) as (url, calls):
            assert [str(term) for (term,) in ask(SELECT, endpoint=url).rows] == ["<urn:a>"]
        assert b"default-graph-uri" in calls[0].body
    with faulty(lambda call: Reaction(200, b"", NT)) as (url, _):
        assert ask(CONSTRUCT, endpoint=url, scope="all").triples == ()


def test_a_response_may_have_a_header_for_each_graph() -> None:
    """As those of Virtuoso have: a project of many texts has thousands of graphs."""
    headers = JSON | {f"X-SPARQL-default-graph-{n}": f"https://example.org/graph/{n}" for n in range(500)}
    with faulty(partial(the_same, Reaction(200, ROWS, headers))) as (url, _):
        assert len(ask(SELECT, endpoint=url).rows) == 1


def test_terms_are_read_as_stores_write_them() -> None:
    """A language with the datatype that goes without saying, and the type of literals of the first draft."""
    lang = b'"value":"Ch\xc3\xa2teau","xml:lang":"fr","datatype":"' + RDF + b'langString"'
    for term, expected in (
        (b'{"type":"literal",' + lang + b"}", '"Ch\u00e2teau"@fr'),
        (b'{"type":"typed-literal","value":"1","datatype":"urn:d"}', '"1"^^<urn:d>'),
    ):
        body = ROWS.replace(b'{"type":"uri","value":"urn:a"}', term)
        with faulty(partial(the_same, Reaction(200, body, JSON))) as (url, _):
            assert [str(row[0]) for row in ask(SELECT, endpoint=url).rows] == [expected]


def test_a_query_with_a_control_character_is_malformed() -> None:
    """As it is copied from slides; no request is made."""
    with (
        faulty(partial(the_same, Reaction(200, ROWS, JSON))) as (url, calls),
        pytest.raises(IccisError, match="malformed"),
    ):
        ask("SELECT ?s { ?s ?p ?o } ORDER BY ?s\x0b\nLIMIT 10", endpoint=url)
    assert calls == []


@pytest.mark.parametrize(
    ("query", "reaction", "message"),
    [
        (SELECT, Reaction(200, b"<h1>Log in</h1>", HTML), "answers 200 with text/html .*asked for.*: Log in"),
        (CONSTRUCT, Reaction(200, b"<h1>Log in</h1>", HTML), "answers 200 with text/html .*: Log in"),
        (CONSTRUCT, Reaction(200, b"", HTML), "answers 200 with text/html .*: nothing"),
        (CONSTRUCT, Reaction(200), "answers 200 with no media type .*: nothing"),
        (SELECT, Reaction(200, XML, {"Content-Type": "application/sparql-results+xml"}), "results.xml"),
        (SELECT, Reaction(200, b"s\r\nurn:a\r\n", {"Content-Type": "text/csv"}), "text/csv .*: s urn:a"),
        (SELECT, Reaction(200, ROWS[:60], JSON), "Unexpected end of file.*: {.head"),
        (SELECT, Reaction(200, ROWS[:-3] + TRACE, JSON), "no answer"),
        (SELECT, Reaction(200, TRACE, JSON), "no answer .*: java.util.concurrent.TimeoutException at"),
        (SELECT, Reaction(200, b"", JSON), "results.json that is no answer .*: nothing"),
        (SELECT, Reaction(200, b"{}", JSON), "'boolean' or a 'results'"),
        (SELECT, Reaction(200, b'{"head":{},"boolean":true}', JSON), "the answer to another query"),
        ("ASK {}", Reaction(200, ROWS, JSON), "the answer to another query"),
        ("SELECT * { ?a ?b ?c }", Reaction(200, ROWS, JSON), "the answer to another query"),
        (SELECT, Reaction(200, ROWS.replace(b"urn:a", b"\xe9t\xe9"), JSON), "Invalid UTF-8"),
        (SELECT, Reaction(200, ROWS.decode().encode("utf-16"), JSON), "no answer"),
        (SELECT, Reaction(200, b"\x1f\x8b\x08\x00", {**JSON, "Content-Encoding": "gzip"}), "no answer"),
        (SELECT, Reaction(200, ROWS.replace(b"urn:a", b"no iri"), JSON), "Invalid uri value"),
        (SELECT, Reaction(200, DEEP, JSON), "nested too deeply"),
        (CONSTRUCT, Reaction(200, b"<urn:a> <urn:b> " + b"<<( <a> <b> " * 30_000, NT), "nested too deeply"),
        (CONSTRUCT, Reaction(200, b"<urn:a> <urn:b>", NT), "n-triples that is no answer"),
        (SELECT, Reaction(200, ROWS, JSON, length=500), "cannot be reached"),
        (CONSTRUCT, Reaction(200, b"<urn:a> <urn:b> <urn:c> .\n", NT, length=500), "cannot be reached"),
        (SELECT, Reaction(204, b"", {}), "answers 204: No Content"),
        (SELECT, Reaction(301, b"", {"Location": "/new"}), "answers 301: Moved Permanently"),
        (SELECT, Reaction(307, b"", {"Location": "/new"}), "answers 307"),
        (SELECT, Reaction(429, b"slow down", {"Retry-After": "7"}), "answers 429: slow down"),
        (SELECT, Reaction(599, b"", {}), "answers 599"),
        (SELECT, HANG_UP, "cannot be reached"),
    ],
)
def test_what_is_no_answer_is_an_error(query: str, reaction: Reaction, message: str) -> None:
    """With status, media type and first words; nothing follows a redirect, and nothing comes out as data."""
    with (
        faulty(partial(the_same, reaction)) as (url, calls),
        pytest.raises(IccisError, match=message) as error,
    ):
        ask(query, endpoint=url)
    assert error.value.place.startswith(url)
    assert {call.path for call in calls} == {"/"}
    if location := reaction.headers.get("Location"):
        assert location in error.value.hint
    if wait := reaction.headers.get("Retry-After"):
        assert wait in error.value.hint


@pytest.mark.parametrize(
    "binding", [b'"s":{"type":"uri","value":"urn:a"}', b'"s":{"type":"literal","value":"a"}', b'"x":1']
)
def test_rows_that_are_no_triples_are_an_error(binding: bytes) -> None:
    """A variable that is not bound, or a subject that is a literal."""
    body = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[{' + binding + b"}]}}"
    with (
        faulty(lambda call: Reaction(200, body, JSON)) as (url, _),
        pytest.raises(IccisError, match="no answer"),
    ):
        fetch_graphs(url, ("norms",))


@pytest.mark.parametrize(
    "fails", [lambda url: fetch_graphs(url, ("norms",)), lambda url: ask(SELECT, endpoint=url)]
)
def test_an_error_may_end_in_another_thread(fails: Callable[[str], object]) -> None:
    """It holds no rows, which pyoxigraph cannot free there; what cannot be freed fails the test."""
    errors: list[IccisError] = []
    body = ROWS.replace(b'"uri"', b'"literal"').replace(b"]}}", b',{"s":{"type":"uri","value":"no iri"}}]}}')
    with faulty(lambda call: Reaction(200, body, JSON)) as (url, _):
        try:
            fails(url)
        except IccisError as error:
            errors.append(error)
    assert len(errors) == 1
    for step in (errors.clear, gc.collect):
        thread = Thread(target=step)
        thread.start()
        thread.join()


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "127.0.0.1:80", "http://", "http://127.0.0.1:port/", "x"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """Before anything is opened."""
    with pytest.raises(IccisError, match="not the address of a store"):
        ask("ASK {}", endpoint=url)


@pytest.mark.parametrize(
    "reaction", [Reaction(200, b"<h1>Log in</h1>", HTML), Reaction(200, DEEP, JSON), HANG_UP]
)
def test_the_command_line_ends_with_the_status_of_bad_input(reaction: Reaction) -> None:
    """Never with that of an internal error, and never by a signal."""
    with faulty(partial(the_same, reaction)) as (url, _):
        command = [sys.executable, "-m", "iccis", "query", "1", "--endpoint", url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {url}")
    assert "internal" not in done.stderr
