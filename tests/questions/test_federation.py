"""Several endpoints, asked together: the answers of one store that has everything, or an error."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal

from faulty import Call, Reaction, faulty
from holding import Holders, holders
from iccis.core.errors import IccisError
from iccis.questions.ask import ask, canonical_lines
from iccis.questions.question import question
from serving import BIN

JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def spread(from_npm: Path) -> Iterator[Holders]:
    """Four endpoints with an instrument each, and Comunica on the path."""
    with pytest.MonkeyPatch.context() as patch, holders("as written") as found:
        patch.delenv("ICCIS_USER")
        patch.setenv("PATH", os.pathsep.join(map(str, (from_npm / ".bin", BIN, os.environ["PATH"]))))
        yield found


UNASSISTED = (
    "SELECT ?n { ?n a iccis:Obligation FILTER NOT EXISTS { ?n iccis:action ?a . ?a iccis:verb 'assist' } }"
)

BETWEEN = (
    "SELECT (COUNT(*) AS ?n)"
    "{ <norm/4.1> (iccis:action/iccis:verb|iccis:bearer) ?between_0 . ?v ?q ?between_0 }"
)
"""A variable with the name of one that a path gets for what stands between its steps."""


@pytest.mark.parametrize(
    "asked",
    [
        "036",
        "082",
        UNASSISTED,
        "DESCRIBE <norm/4.1>",
        "SELECT (COUNT(*) AS ?n) { <norm/4.1> ?p ?v . ?v ?q ?w }",
        "SELECT (COUNT(*) AS ?n) { <norm/4.1> ^(^(iccis:action/iccis:verb)|^iccis:bearer) ?v . ?w ?q ?v }",
        "SELECT (COUNT(*) AS ?n) { <norm/4.1> iccis:action? ?p . ?p ?q ?r }",
        BETWEEN,
    ],
)
def test_endpoints_answer_together_as_one_store_does(spread: Holders, asked: str) -> None:
    """Counts over all instruments, though each endpoint has what they share; a table, and graphs.

    The last four need more statements than an endpoint gives at once, and are answered step by step.
    """
    together, alone = (ask(asked, endpoint=where) for where in (spread.urls, spread.merged.query))
    assert not together.is_empty
    assert sorted(map(str, together.rows)) == sorted(map(str, alone.rows))
    assert canonical_lines(together.triples) == canonical_lines(alone.triples)


def test_rows_are_in_the_order_of_one_store(spread: Holders) -> None:
    """By code points, not as in a dictionary: what comes first with a LIMIT depends on it."""
    asked = 'SELECT ?x { VALUES ?x { "b" "a" "é" "B" "z" <urn:h> "A" "_" } } ORDER BY STR(?x)'
    together, alone = (ask(asked, endpoint=where) for where in (spread.urls, spread.merged.query))
    assert together.rows == alone.rows


def test_an_endpoint_is_asked_once_for_a_pattern_not_for_a_row(spread: Holders) -> None:
    """A filter that looks at every row had requests for each of them; they are counted on their way."""

    def forward(call: Call) -> Reaction:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": JSON}
        reply = httpx.post(spread.urls[0], content=call.body, headers=headers)
        return Reaction(reply.status_code, reply.content, {"Content-Type": JSON})

    with faulty(forward) as (url, calls):
        assert not ask(UNASSISTED, endpoint=[url, spread.urls[1]]).is_empty
    assert len(calls) == 3


@pytest.mark.usefixtures("spread")
def test_blank_nodes_of_an_endpoint_stay_apart() -> None:
    """However alike their labels are."""
    labels = ["a-b", "a_b", "a.b"]
    rows = [{"s": {"type": "bnode", "value": label}} for label in labels]
    body = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": rows}}).encode()
    with faulty(lambda _: Reaction(200, body, {"Content-Type": JSON})) as (url, _):
        answer = ask("SELECT (COUNT(*) AS ?n) { ?s a iccis:Norm }", endpoint=[url, url + "other"])
    assert answer.rows == ((Literal(6),),)


@pytest.mark.parametrize(
    "asked", ["SELECT ?o { <norm/4.1> !rdf:type ?o }", "DESCRIBE ?n { ?n iccis:verb 'assist' }"]
)
def test_what_cannot_be_asked_step_by_step_is_refused(spread: Holders, asked: str) -> None:
    """Rather than answered with less."""
    with pytest.raises(IccisError, match="too many statements for"):
        ask(asked, endpoint=spread.urls)


def test_no_answer_is_given_without_one_of_the_endpoints(spread: Holders) -> None:
    """The message names the endpoint that is missing."""
    os.kill(spread.spread[1].pid, signal.SIGKILL)
    with pytest.raises(IccisError, match="missing from the answer") as error:
        ask(question("036"), endpoint=spread.urls)
    assert error.value.place == spread.urls[1]


def test_without_comunica_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single endpoint needs nothing."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(IccisError, match="is not on the path") as error:
        ask("ASK {}", endpoint=["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"])
    assert "npm install" in error.value.hint
