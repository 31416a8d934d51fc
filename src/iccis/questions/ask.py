"""Asking: a question or any query, on an engine, over a set of graphs; its answer against the record."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from io import StringIO
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, Store, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import Layers, root
from iccis.core.rdf import Term, plain
from iccis.core.turtle import read, read_text, replace
from iccis.core.turtle_writer import write
from iccis.questions.engines import ENGINES, Answer, Engine, oxigraph
from iccis.questions.params import resolve
from iccis.questions.question import (
    Param,
    Question,
    parse_question,
    question,
    questions,
)
from iccis.questions.scopes import open_scope
from iccis.questions.sparql import uses


def ask(
    query: str | Question,
    *,
    params: Mapping[str, str | int | Term] | None = None,
    engine: str = "oxigraph",
    scope: str | None = None,
    endpoint: str | None = None,
    base: Path | None = None,
) -> Answer:
    """Answer a question of the project, by its name, or any SPARQL text.

    It runs on the graphs that its header names, or on those that `scope` names. Parameters are bound as RDF
    terms; those not given have the values of the recorded answer. With `endpoint`, the address of a SPARQL
    endpoint, the graphs of the same names there are asked.

    >>> ask("ASK { iccis:Pledge a owl:Class }").boolean
    True
    """
    asked = query if isinstance(query, Question) else _asked(query, base)
    if engine not in ENGINES:
        raise IccisError(f"no such engine: {engine}", hint="choose one of: " + ", ".join(ENGINES))
    named = engine != "oxigraph" or uses(asked.text, "GRAPH")
    store, layers = open_scope(scope or asked.graph, named=named, base=base)
    bound = bindings(asked, params or {}, store)
    opened = _remote(endpoint) if endpoint else ENGINES[engine]
    return opened(store, layers)(asked.text, bound, place=asked.place)


def asker(*, endpoint: str | None = None, base: Path | None = None) -> Callable[[Question], Answer]:
    """What answers one question after the other, and opens each set of graphs once for all of them.

    >>> answer = asker()
    >>> answer(question("36")).variables
    ('kind', 'norms')
    """
    opened, engine = cache(partial(open_scope, base=base)), _remote(endpoint) if endpoint else oxigraph

    def answer(asked: Question) -> Answer:
        store, layers = opened(asked.graph)
        return engine(store, layers)(asked.text, bindings(asked, {}, store), place=asked.place)

    return answer


def _remote(url: str) -> Callable[[Store, Layers], Engine]:
    from iccis.questions.remote import remote_engine

    return remote_engine(url)


def _asked(query: str, base: Path | None) -> Question:
    if re.search(r"[\s{]", query.strip()) or not query.strip():
        return parse_question(query, name="query", strict=False)
    return question(query, base=base)


def bindings(asked: Question, params: Mapping[str, str | int | Term], store: Store) -> dict[str, Term]:
    """RDF terms for the parameters of a question, as given or else by default.

    >>> bindings(Question("q", "ASK { ?s ?p ?words }"), {"words": "war"}, Store())["words"].value
    'war'
    """
    kinds = {param.name: param for param in asked.params}
    if unknown := [name for name in params if kinds and name not in kinds]:
        hint = "it has " + ", ".join(kinds)
        raise IccisError(f"the question has no parameter {unknown[0]}", place=asked.place, hint=hint)
    values = {name: param.default for name, param in kinds.items()} | dict(params)
    return {name: _bound(name, value, kinds, store) for name, value in values.items()}


def _bound(name: str, value: str | int | Term, kinds: Mapping[str, Param], store: Store) -> Term:
    try:
        return resolve(value, kinds[name].kind if name in kinds else "term", store)
    except IccisError as error:
        raise IccisError(error.message, place=f"parameter {name}", hint=error.hint) from error


def recorded(asked: Question, *, base: Path | None = None) -> Path:
    """File that holds the recorded answer: a table, or a graph for a question that makes one.

    >>> recorded(Question("007-list-pledges", "SELECT * {}")).name
    '007-list-pledges.csv'
    """
    graph = uses(asked.text, "CONSTRUCT") or uses(asked.text, "DESCRIBE")
    return (base or root()) / "tests" / "answers" / f"{asked.name}.{'ttl' if graph else 'csv'}"


def compare(answer: Answer, path: Path) -> list[str]:
    """Differences between an answer and the recorded one: `- ` what is missing, `+ ` what is new.

    >>> compare(Answer("ask", boolean=True), Path("missing.csv"))
    ['no recorded answer: run `iccis query missing --record`, and read the answer against the text']
    """
    if not path.is_file():
        return [unrecorded(path)]
    if answer.kind == "graph":
        return _changes(canonical_lines(read(path)), canonical_lines(answer.triples))
    return _changes(*([str(row) for row in rows] for rows in (_recorded_rows(path), table(answer))))


def unrecorded(path: Path) -> str:
    """Message for a question whose answer has no file, with the command that writes it.

    >>> unrecorded(Path("tests/answers/007-list-pledges.csv"))
    'no recorded answer: run `iccis query 007-list-pledges --record`, and read the answer against the text'
    """
    return f"no recorded answer: run `iccis query {path.stem} --record`, and read the answer against the text"


def record(asked: Question, answer: Answer, *, base: Path | None = None) -> Path:
    """Write an answer where `compare` looks for it, and return the file.

    Raises IccisError for a query that is no question of the project.

    >>> record(Question("mine", "ASK {}"), Answer("ask", boolean=True))
    Traceback (most recent call last):
    iccis.core.errors.IccisError: mine: only a question of the project has a recorded answer
    """
    if not any((asked.name, asked.text) == (known.name, known.text) for known in questions(base=base)):
        hint = "save the query as queries/LAYER/NNN-verb-object.rq"
        raise IccisError("only a question of the project has a recorded answer", place=asked.name, hint=hint)
    path = recorded(asked, base=base)
    if answer.kind == "graph":
        text = write(answer.triples, base=ID, prefixes=PREFIXES, order="alphabetical")
    else:
        out = StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows(table(answer))
        text = out.getvalue()
    replace(path, text)
    return path


def _recorded_rows(path: Path) -> list[list[str]]:
    return [row for row in csv.reader(StringIO(read_text(path), newline="")) if row]


def table(answer: Answer) -> Iterator[list[str]]:
    """Header and rows of an answer as plain strings; what is unbound is empty.

    >>> list(table(Answer("ask", boolean=True)))
    [['answer'], ['true']]
    """
    if answer.kind == "ask":
        yield from (["answer"], [str(answer.boolean).lower()])
    elif answer.kind == "select":
        yield list(answer.variables)
        yield from (list(map(plain, row)) for row in answer.rows)


def canonical_lines(triples: Iterable[Triple]) -> list[str]:
    """Triples as sorted lines, blank nodes named by what is said of them (RDFC-1.0): equal for equal graphs.

    >>> from pyoxigraph import BlankNode, NamedNode
    >>> canonical_lines([Triple(BlankNode("x"), NamedNode("urn:p"), BlankNode("y"))])
    ['_:c14n1 <urn:p> _:c14n0']
    """
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def _changes(expected: list[str], found: list[str]) -> list[str]:
    from difflib import ndiff

    return [line for line in ndiff(expected, found) if line[0] in "+-"]
