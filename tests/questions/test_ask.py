"""Asking: parameters, graphs, engines, and recorded answers."""

import csv
import io
from pathlib import Path

import pytest
from pyoxigraph import Literal

from iccis.core.errors import IccisError
from iccis.core.namespaces import GRAPH, ID
from iccis.questions.ask import answer_file, ask, compare, record
from iccis.questions.engines import ENGINES, Answer
from iccis.questions.output import render
from iccis.questions.question import question
from small_tree import make_tree

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


def cells(answer: Answer) -> list[list[str]]:
    """Rows of an answer as its CSV has them, IRIs of things relative to their base."""
    rows = list(csv.reader(io.StringIO(render(answer, "csv"), newline="")))[1:]
    return [[cell.removeprefix(ID) for cell in row] for row in rows]


@pytest.mark.parametrize("engine", ENGINES)
def test_defaults_and_values_of_parameters(tree: Path, engine: str) -> None:
    """Each kind of parameter has its default, and takes a value."""
    assert cells(ask("1", engine=engine, base=tree)) == [["norm/1.1", "to comply"]]
    assert cells(ask("1", params={"pledge": 2}, engine=engine, base=tree)) == [["norm/2.1", "not to use"]]
    assert cells(ask("2", engine=engine, base=tree)) == [["code/pledge/1"]]
    assert cells(ask("2", params={"words": "ICTs"}, engine=engine, base=tree)) == [["code/pledge/2"]]
    assert cells(ask("5", engine=engine, base=tree)) == [["code/pledge/2"]]
    assert cells(ask("5", params={"place": "10"}, engine=engine, base=tree)) == [["code/pledge/10"]]


def test_an_injection_changes_nothing(tree: Path) -> None:
    """A string that would close the filter and add a pattern finds nothing, and harms nothing."""
    hostile = '")) } UNION { ?pledge ?p ?o } #'
    for engine in ENGINES:
        assert ask("2", params={"words": hostile}, engine=engine, base=tree).rows == ()


@pytest.mark.parametrize(
    ("params", "engine", "scope", "message"),
    [
        ({"plegde": "1"}, "oxigraph", None, "no parameter plegde"),
        ({"pledge": "99"}, "oxigraph", None, 'parameter pledge: no Pledge "99"'),
        ({}, "virtuoso", None, "no such engine"),
        ({}, "oxigraph", "some", "no such set of graphs"),
    ],
)
def test_wrong_use_of_ask(
    tree: Path, params: dict[str, str], engine: str, scope: str | None, message: str
) -> None:
    """Unknown parameters, values, engines and graphs are errors."""
    with pytest.raises(IccisError, match=message):
        ask("1", params=params, engine=engine, scope=scope, base=tree)


def test_a_question_runs_on_its_graphs(tree: Path) -> None:
    """Readings are seen only where the scope has them, what follows only in the closure."""
    reads = "ASK { ?r iccis:reads ?p }"
    follows = "ASK { <code/pledge/1> a iccis:Provision }"
    assert [ask(reads, scope=name, base=tree).boolean for name in ("as written", "with readings", "all")] == [
        False,
        True,
        True,
    ]
    assert [ask(follows, scope=name, base=tree).boolean for name in ("as written", "closure")] == [
        False,
        True,
    ]
    assert ask(f"# graph: closure\n{follows}", base=tree).boolean


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["1", "3", "4"])
def test_recorded_answers_are_met(tree: Path, name: str, engine: str) -> None:
    """A table, a truth value and a graph each equal their record, on both engines."""
    asked = question(name, base=tree)
    assert compare(ask(asked, engine=engine, base=tree), answer_file(asked, base=tree)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "difference"),
    [
        ("1", "to comply", "to obey", "to obey"),
        ("1", "norm,label", "label,norm", "['label', 'norm']"),
        ("3", "true", "false", "false"),
        ("4", "<norm/2.1>", "<norm/9>", "norm/9"),
    ],
)
def test_differences_from_the_record_are_told(
    tree: Path, name: str, old: str, new: str, difference: str
) -> None:
    """What the record has and the answer lacks starts with a minus."""
    asked = question(name, base=tree)
    path = answer_file(asked, base=tree)
    path.write_text(path.read_text().replace(old, new))
    found = compare(ask(asked, base=tree), path)
    assert any(line.startswith("-") and difference in line for line in found)
    assert any(line.startswith("+") for line in found)


def test_order_counts_in_a_record(tree: Path) -> None:
    """The same rows in another order are a difference."""
    rows = ((Literal("a"),), (Literal("b"),))
    path = tree / "record.csv"
    path.write_text("x\na\nb\n")
    assert compare(Answer("select", ("x",), rows), path) == []
    assert compare(Answer("select", ("x",), rows[::-1]), path)


@pytest.mark.parametrize("name", ["1", "2", "3", "4", "5"])
def test_an_answer_is_recorded_where_it_is_compared(tree: Path, name: str) -> None:
    """A table, a truth value and a graph are each met by the file that was written."""
    asked = question(name, base=tree)
    answer_file(asked, base=tree).unlink(missing_ok=True)
    answer = ask(asked, base=tree)
    (unmet,) = compare(answer, answer_file(asked, base=tree))
    assert f"`iccis query {asked.name} --record`" in unmet

    path = record(asked, answer, base=tree)
    assert path == answer_file(asked, base=tree)
    assert compare(answer, path) == []
    assert b"\r" not in path.read_bytes()


def test_a_query_of_ones_own_is_not_recorded(tree: Path) -> None:
    """Not even under the name of a bundled question."""
    mine = question("1", base=tree)._replace(text="ASK {}")
    with pytest.raises(IccisError, match="only a question of the project"):
        record(mine, Answer("ask", boolean=True), base=tree)


def test_a_bare_text_may_have_a_parameter(tree: Path) -> None:
    """Without a header, an IRI relative to the base of things is bound as an IRI."""
    text = "SELECT ?n { ?n iccis:statedIn ?p }"
    assert cells(ask(text, params={"p": "code/pledge/2"}, base=tree)) == [["norm/2.1"]]


def test_a_question_takes_only_the_parameters_that_it_declares(tree: Path) -> None:
    """One without parameters takes none, whatever its variables; the hint shows how one is declared."""
    with pytest.raises(IccisError, match="the question has no parameter norm") as caught:
        ask("4", params={"norm": "1.1"}, base=tree)
    assert "# param: norm KIND DEFAULT" in caught.value.hint
    mine = "# title: Mine\n# param: p Pledge 1 — the pledge\nSELECT ?n { ?n iccis:statedIn ?p }"
    assert cells(ask(mine, params={"p": "pledge 2"}, base=tree)) == [["norm/2.1"]]
    with pytest.raises(IccisError, match="no parameter n") as caught:
        ask(mine, params={"n": "norm/1.1"}, base=tree)
    assert caught.value.hint == "it has p"


def test_a_literal_that_finds_nothing_is_named(tree: Path) -> None:
    """A value that is no path of a thing is a literal: the note of an empty answer says so."""
    text = "SELECT ?n { ?n iccis:statedIn ?p }"
    assert ask(text, params={"p": "pledge 2"}, base=tree).note == 'nothing for the literal "pledge 2" as ?p'
    assert ask(text, params={"p": "code/pledge/2"}, base=tree).note == ""


MINE = """@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:x:norm> a iccis:Prohibition ; skos:prefLabel "not to damage"@en ;
    iccis:directedTo <https://w3id.org/iccis/id/actor/developing-countries> .
"""


def test_own_files_stand_beside_the_graphs(tmp_path: Path) -> None:
    """More follows from both together; the file is a graph of its own, and nothing of it is kept."""
    from iccis.data.inputs import read_inputs

    (tmp_path / "mine.ttl").write_text(MINE, "utf-8")
    data = [statement.triple for statement in read_inputs([tmp_path / "mine.ttl"])]
    query = "SELECT ?g { GRAPH ?g { <urn:x:norm> a iccis:Norm } }"
    assert render(ask(query, scope="closure", data=data), "csv").split()[1:] == [f"{GRAPH}closure"]
    assert render(ask(query.replace("Norm", "Prohibition"), data=data), "csv").split()[1:] == [f"{GRAPH}data"]
    beside = "ASK { <urn:x:norm> iccis:directedTo/skos:prefLabel ?label }"
    assert ask(beside, scope="as written", data=data).boolean
    assert not ask(beside, scope="as written").boolean
