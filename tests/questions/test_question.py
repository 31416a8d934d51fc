"""Questions: their headers, the names they go by, and the bundled ones with their recorded answers."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID
from iccis.core.project import SCOPES, root, scope
from iccis.core.rdf import Term
from iccis.data.members import members
from iccis.questions.ask import answer_file, bindings, compare
from iccis.questions.engines import ENGINES, Answer, Engine, evaluate
from iccis.questions.params import WORK
from iccis.questions.question import (
    Param,
    Question,
    executable,
    question,
    question_iri,
    questions,
)
from iccis.questions.scopes import open_scope
from iccis.questions.sparql import tokens, uses
from small_tree import make_tree

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


def test_questions_are_read_with_their_headers(tree: Path) -> None:
    """Title, question, why over two lines, graph and parameter come from the comment lines."""
    first = questions(base=tree)[0]
    assert (first.number, first.title, first.graph) == ("1", "Norms of a pledge", "as written")
    assert first.why == "The first thing that a reader asks."
    assert [(p.name, p.kind, p.default, p.what) for p in first.params] == [
        ("pledge", "Pledge", "code/pledge/1", "the pledge")
    ]


NAMES = [
    "1",
    "01",
    "001",
    "01-find-norms",
    "001-find-norms",
    "1-find",
    "find-norms",
    "d-nor",
    "001-find-norms.rq",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_many_names(tree: Path, name: str) -> None:
    """The number, the name, that of release 0.1.0 with two digits, or a part that no other name has."""
    assert question(name, base=tree).name == "001-find-norms"


def test_a_whole_name_is_not_a_part_of_a_longer_one() -> None:
    """`list-norms` is a question, although another name begins with it."""
    assert question("list-norms").name == "029-list-norms"


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("test-baerer", "no such question", "test-bearer"),
        ("find", "matches more than one", "005-find-order"),
        ("9", "no such question", "iccis query"),
    ],
)
def test_what_is_no_one_question_gets_a_hint(tree: Path, name: str, message: str, hint: str) -> None:
    """Near names, or those that the name could stand for."""
    with pytest.raises(IccisError, match=message) as caught:
        question(name, base=tree)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("# title: Norms of a pledge\n", "", "the header lacks title", 1),
        ("# keywords: obligations, clause\n", "", "the header lacks keywords", 1),
        ("graph: as written", "graph: written", "no such set of graphs", 6),
        ("# graph", "# grapf", 'no key "grapf"', 6),
        (" — the pledge", "", "cannot be read", 7),
        ("code/pledge/1", '"a\\q"', "not a string", 7),
    ],
)
def test_errors_of_a_header_name_the_line(tree: Path, old: str, new: str, message: str, line: int) -> None:
    """Each fault of a header is an error at its line."""
    path = tree / "queries/norms/001-find-norms.rq"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(IccisError, match=message) as caught:
        question("1", base=tree)
    assert caught.value.place == f"{path}:{line}"


@pytest.mark.parametrize(
    ("new", "message", "hint"),
    [
        ("norms/003-find-more.rq", "003-find-more has the same number", "006"),
        ("verbs/006-find-more.rq", "not in the folder of a layer", "norms"),
        ("006-find-more.rq", "not in the folder of a layer", "norms"),
        ("norms/deep/006-find-more.rq", "not in the folder of a layer", "norms"),
        ("norms/find-more.rq", "three-digit number", "NNN-verb-object.rq"),
        ("norms/06-find-more.rq", "three-digit number", "three digits"),
    ],
)
def test_a_misplaced_question_is_an_error(tree: Path, new: str, message: str, hint: str) -> None:
    """A number used twice, an unknown folder and a name without a number are named with what to do."""
    path = tree / "queries" / new
    path.parent.mkdir(exist_ok=True)
    path.write_text((tree / "queries/norms/001-find-norms.rq").read_text())
    with pytest.raises(IccisError, match=message) as caught:
        questions(base=tree)
    assert caught.value.place.endswith(".rq")
    assert hint in caught.value.hint


def test_keywords_are_published(tree: Path) -> None:
    """Each keyword is a value of schema:keywords."""
    asked = question("1", base=tree)
    assert asked.keywords == ("obligations", "clause")
    words = [t.object for t in executable(asked) if t.predicate.value == "https://schema.org/keywords"]
    assert words == [Literal("obligations", language="en"), Literal("clause", language="en")]


# The bundled questions: each file, its answer recorded from the text, and both engines.

BUNDLED = questions()
IDS = [asked.name for asked in BUNDLED]
CLOSED = [asked for asked in BUNDLED if asked.graph == "closure"]
MOST = 12
"""How many values of a parameter are tried at most, spread over all that there are."""


@cache
def opened(engine: str, scope: str) -> tuple[Store, Engine]:
    """Open an engine once on a set of graphs, with their store."""
    store, layers = open_scope(scope)
    return store, ENGINES[engine](store, layers)


def answered(
    asked: Question, engine: str, scope: str = "", params: Mapping[str, Term] | None = None
) -> Answer:
    """Answer a bundled question; parameters not given have their defaults."""
    store, run = opened(engine, scope or asked.graph)
    return evaluate(run, asked.text, bindings(asked, params or {}, store), place=asked.place)


def test_the_names_of_the_questions() -> None:
    """Numbers are consecutive from 001, and each name is known by what follows its number."""
    assert [name.split("-")[0] for name in IDS] == [f"{number:03}" for number in range(1, len(IDS) + 1)]
    assert [name for name in IDS if not re.fullmatch(r"\d{3}-[a-z]+(-[a-z]+)+", name)] == []
    assert [question(name.split("-", 1)[1]).name for name in IDS] == IDS


@pytest.mark.parametrize("name", ["36", "36-count-norms-by-kind", "036-count-norms-by-kind", "norms-by-kind"])
def test_names_and_addresses_of_release_0_1_0_still_work(name: str) -> None:
    """The file has three digits, the published IRI keeps two."""
    asked = question(name)
    assert asked.name == "036-count-norms-by-kind"
    assert question_iri(asked.name) == "https://w3id.org/iccis/id/question/36-count-norms-by-kind"


def test_each_question_has_its_answer_and_each_answer_its_question() -> None:
    """The folder of answers holds one file for each question, and nothing else."""
    found = {path.name for path in (root() / "tests" / "answers").iterdir()}
    assert found == {answer_file(asked).name for asked in BUNDLED}


@pytest.mark.parametrize("asked", BUNDLED, ids=IDS)
def test_a_question_is_written_for_readers(asked: Question) -> None:
    """It asks, says why, is ordered if it has rows, and runs anywhere: it declares the prefixes it uses."""
    assert asked.question.endswith("?")
    assert asked.why.endswith(".")
    assert asked.graph in SCOPES
    assert Path(asked.place).parent.name in scope(asked.graph), "move it to a layer that it runs on"
    assert asked.keywords
    assert [word for word in asked.keywords if word.lower() in asked.title.lower()] == []
    assert uses(asked.text, "SELECT") == uses(asked.text, "ORDER")
    words = [token.word for token in tokens(asked.text)]
    assert not {("SELECT", "*"), ("DISTINCT", "*")} & set(pairwise(words))
    declared = re.findall(r"^PREFIX (\w+):", asked.text, re.MULTILINE)
    assert declared == sorted(declared)
    body = re.sub(r"^(#|PREFIX|BASE).*$", "", asked.text, flags=re.MULTILINE)
    assert [prefix for prefix in declared if f"{prefix}:" not in body] == []
    Store().query(asked.text)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("asked", BUNDLED, ids=IDS)
def test_a_question_has_its_recorded_answer(asked: Question, engine: str) -> None:
    """Rows, order and all; no answer is empty, and no row comes twice, so the order is total."""
    answer = answered(asked, engine)
    assert compare(answer, answer_file(asked)) == []
    assert answer.kind == "ask" or answer.rows or answer.triples
    assert len(set(answer.rows)) == len(answer.rows)


@pytest.mark.parametrize("asked", CLOSED, ids=[asked.name for asked in CLOSED])
def test_the_closure_adds_to_the_answer(asked: Question) -> None:
    """A question that asks for the closure finds less in what is written."""
    with_closure, without = answered(asked, "oxigraph"), answered(asked, "oxigraph", scope="as written")
    assert len(without.rows) + len(without.triples) < len(with_closure.rows) + len(with_closure.triples)


def values(param: Param, store: Store) -> list[Term]:
    """Return values of a parameter: some members of its class, or some words of the text."""
    if param.kind == "string":
        return [Literal(words) for words in ("ICTs", "UN charter", "peaceful means", "no such words")]
    if param.kind == WORK:
        return [NamedNode(ID + param.default)]
    names = sorted(members(param.kind, store))
    return [NamedNode(name) for name in names[:: len(names) // MOST + 1]]


@pytest.mark.parametrize("asked", [q for q in BUNDLED if q.params], ids=[q.name for q in BUNDLED if q.params])
def test_engines_agree_on_other_values_of_parameters(asked: Question) -> None:
    """Both give the same rows, or the same graph, for every value."""
    for param in asked.params:
        for value in values(param, opened("oxigraph", asked.graph)[0]):
            found = [answered(asked, engine, params={param.name: value}) for engine in ENGINES]
            assert found[0] == found[1], f"{asked.name} with {param.name}={value}"
