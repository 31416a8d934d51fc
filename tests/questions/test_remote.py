"""Other stores: the same questions have the recorded answers there."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from iccis.check.run import check_endpoint
from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.core.project import scope
from iccis.publication.push import parts, push
from iccis.questions.ask import ask, canonical_lines, compare, recorded
from iccis.questions.engines import graph_answer
from iccis.questions.question import Question, questions
from iccis.questions.remote import fetched
from iccis.questions.scopes import open_scope
from serving import free_port
from storing import SCRIPTS, Address

ICCIS = [sys.executable, "-m", "iccis"]


@pytest.fixture(scope="session")
def endpoint(store: Address) -> str:
    """Endpoint of each store, with the data pushed into it unless it has them."""
    if store.store:
        found = list(push(store.store, *open_scope("all")))
        assert [one.layer for one in found] == list(scope("all"))
    return store.query


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.name)
def test_a_question_has_its_recorded_answer_on_another_store(asked: Question, endpoint: str) -> None:
    """Through SPARQLWrapper, on the graphs of the same names."""
    assert compare(ask(asked, endpoint=endpoint), recorded(asked)) == []


def test_the_command_line_asks_another_store(endpoint: str) -> None:
    """With parameters and formats as ever."""
    command = [*ICCIS, "query", "read-pledge", "-p", "pledge=4", "--format", "csv"]
    here = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    there = subprocess.run(
        [*command, "--endpoint", endpoint], capture_output=True, text=True, check=True
    ).stdout
    assert here == there


def test_the_data_of_another_store_are_those_of_the_files(endpoint: str) -> None:
    """Every graph, blank nodes and all."""
    for layer, given in parts(*open_scope("all")).items():
        found = fetched(endpoint, (layer,))[layer]
        assert len(found) >= len(given), layer
        assert set(lines(given)) <= set(lines(found)), layer


def lines(triples: Iterable[Triple]) -> list[str]:
    """Triples as lines that can be compared."""
    return canonical_lines(graph_answer(triples).triples)


def test_the_data_of_another_store_are_checked(endpoint: str, store: Address) -> None:
    """Closure, shapes and questions, over every graph."""
    if store.name != "oxigraph":
        pytest.skip("one store is enough, since the data of all are compared")
    found = check_endpoint(endpoint)
    assert [step.name for step in found.steps if step.passed] == ["closure", "shapes", "questions"]
    assert set(found.layers) == set(scope("all"))


def test_an_answer_that_a_store_cuts_short_is_an_error(store: Address) -> None:
    """Virtuoso gives 10,000 rows at most, and says so in a header; the others give all."""
    if not store.store:
        pytest.skip("this store takes no data")
    name, many = NamedNode(graph_name("test-many")), Store()
    many.extend(Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal("many"), name) for n in range(10_001))
    list(push(store.store, many, ("test-many",)))
    if store.name == "virtuoso":
        with pytest.raises(IccisError, match="cuts answers after 10000 rows") as error:
            fetched(store.query, ("test-many",))
        assert "ResultSetMaxRows" in error.value.hint
    else:
        assert len(fetched(store.query, ("test-many",))["test-many"]) == 10_001


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
