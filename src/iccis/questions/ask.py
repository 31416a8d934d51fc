"""Answers to questions and other queries, on an engine and a set of graphs, and their records."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from io import StringIO
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from iccis.core.csv_text import csv_text
from iccis.core.errors import IccisError
from iccis.core.instruments import instruments
from iccis.core.namespaces import ID, PREFIXES, SITE
from iccis.core.project import CLOSURE, DEFAULT, SCOPES, Layers, graphs, own_folders, root
from iccis.core.project import scope as layers_of
from iccis.core.rdf import Term, plain
from iccis.core.turtle import read, read_text, replace
from iccis.data.store import canonical
from iccis.questions.engines import ENGINES, Answer, Engine, Opener, evaluate
from iccis.questions.missing import missing
from iccis.questions.params import WORK, resolve, resolve_work
from iccis.questions.question import Param, Question, parse_question, questions
from iccis.questions.question import question as find_question
from iccis.questions.scopes import open_scope, unions
from iccis.questions.sparql import GRAPH_FORMS, form, uses

Params = Mapping[str, str | int | Term]
"""Values of parameters by name, as people write them or as RDF terms."""


def ask(
    query: str | Question,
    *,
    params: Params | None = None,
    engine: str = "oxigraph",
    scope: str | None = None,
    endpoint: str | Sequence[str] | None = None,
    site: str = SITE,
    base: Path | None = None,
    data: Iterable[Triple] = (),
    instrument: str = "",
) -> Answer:
    """Answer a question of the project, by its name, or any SPARQL text.

    It runs on the graphs that `scope` names, or else its header, or else on all. Parameters are bound as RDF
    terms; those not given have the values of the recorded answer. With `endpoint`, the address of a SPARQL
    endpoint or of several together, the graphs of the same names are queried there; `site` is the base of the
    IRIs there of a project of one's own. `data` are statements of your own beside the graphs, from which more
    may follow. `instrument` leaves out what only the other instruments of a project have. The `note` of an
    empty answer names the set of graphs on which it would not be empty, or else the terms that the data do
    not have, with the nearest; several endpoints are not asked for it.

    >>> ask("ASK { iccis:Pledge a owl:Class }").boolean
    True
    """
    question = query if isinstance(query, Question) else _parse(query, base)
    if endpoint and instrument:
        _check_graphs(instrument, scope or question.graph, base)
    beside = list(data)
    named = engine != "oxigraph" or uses(question.text, "GRAPH")
    open_engine = _choose_engine(engine, endpoint, site, base)
    name = scope or question.graph

    @cache
    def open_graphs(name: str) -> tuple[Store, Layers]:
        if endpoint and not (params or question.params):  # the data here are for the values of parameters
            return Store(), graphs(layers_of(name), base, instrument=instrument)
        return open_scope(name, named=named, base=base, data=beside, instrument=instrument)

    store, layers = open_graphs(name)
    values = bindings(question, params or {}, store, base=base, instrument=instrument)
    answer = _answer(question, values, open_engine(store, layers))

    if not answer.is_empty or (endpoint and not isinstance(endpoint, str)):
        return answer

    def fills(other: str) -> bool:
        others = open_graphs(other)
        return not _answer(question, values, open_engine(*others)).is_empty

    if name != DEFAULT and fills(DEFAULT):
        wider = [other for other in SCOPES if {*layers_of(name)} < {*layers_of(other)} and other != DEFAULT]
        other = next(filter(fills, wider), DEFAULT)
        note = f'nothing on the set of graphs "{name}"; there is an answer on "{other}" (`--graph`, `scope=`)'
        return answer._replace(note=note)
    declared = {param.name for param in question.params}
    strings = [name for name, term in values.items() if isinstance(term, Literal) and name not in declared]
    if strings:
        return answer._replace(note=f"nothing for the literal {values[strings[0]]} as ?{strings[0]}")
    whole = (store, layers) if name == DEFAULT else open_graphs(DEFAULT)
    open_whole = open_engine if endpoint else ENGINES["oxigraph"]
    return answer._replace(note=missing(question.text, open_whole(*whole)))


def _check_graphs(instrument: str, scope: str, base: Path | None) -> None:
    """Raise IccisError if a set of graphs has one with statements of other instruments, too."""
    if CLOSURE in layers_of(scope):
        sets = ", ".join(name for name in SCOPES if CLOSURE not in layers_of(name))
        hint = f"choose another set of graphs with --graph: {sets}; or leave out --endpoint or --instrument"
        raise IccisError("the closure at an endpoint is that of all instruments", hint=hint)
    own = own_folders(base)
    if instrument in own and (taken_in := [of.path for of in instruments(base) if of.path not in own]):
        hint = "leave out --endpoint or --instrument"
        raise IccisError(f"the graphs of {taken_in[0]} at an endpoint have what is shared, too", hint=hint)


def answers(
    asked: Iterable[Question],
    *,
    endpoint: str | None = None,
    site: str = SITE,
    base: Path | None = None,
) -> Iterator[tuple[Question, Answer | IccisError]]:
    """Yield questions with their answers, or with why there is none; one set of graphs after the other.

    The files are read once for all of them, and once more for a question that names a graph.

    >>> [answer.variables for _, answer in answers([find_question("36")])]
    [('kind', 'norms')]
    """
    open_engine = _choose_engine("oxigraph", endpoint, site, base)
    by_graph = defaultdict[str, list[Question]](list)
    for question in asked:
        if uses(question.text, "GRAPH"):
            store, layers = open_scope(question.graph, base=base)
            yield question, _attempt(question, open_engine(store, layers), store, base)
        else:
            by_graph[question.graph].append(question)
    for name, store in unions(by_graph, base=base):
        engine = open_engine(store, graphs(layers_of(name), base))
        yield from ((question, _attempt(question, engine, store, base)) for question in by_graph[name])


def _attempt(question: Question, engine: Engine, store: Store, base: Path | None) -> Answer | IccisError:
    try:
        return _answer(question, bindings(question, {}, store, base=base), engine)
    except IccisError as error:
        return error


def _answer(question: Question, values: Mapping[str, Term], engine: Engine) -> Answer:
    return evaluate(engine, question.text, values, place=question.place)


def _choose_engine(name: str, endpoint: str | Sequence[str] | None, site: str, tree: Path | None) -> Opener:
    if name not in ENGINES:
        raise IccisError(f"no such engine: {name}", hint="choose one of: " + ", ".join(ENGINES))
    if not endpoint:
        return ENGINES[name]
    from iccis.core.base import HERE, open_base
    from iccis.questions.federation import federated_engine
    from iccis.questions.remote import remote_engine

    there = HERE if site == SITE else open_base(site, tree)
    if isinstance(endpoint, str):
        return remote_engine(endpoint, there)
    return federated_engine(endpoint, there)


def _parse(query: str, base: Path | None) -> Question:
    if re.search(r"[\s{]", query.strip()) or not query.strip():
        return parse_question(query, name="query", strict=False)
    return find_question(query, base=base)


def bindings(
    question: Question, params: Params, store: Store, *, base: Path | None = None, instrument: str = ""
) -> dict[str, Term]:
    """Return RDF terms for the parameters of a question; those not in `params` have their defaults.

    Any variable of a query without a header can be a parameter; a header declares those that there are. The
    default of a text is the only one of the edition, or `instrument`.

    >>> bindings(Question("q", "ASK { ?s ?p ?words }"), {"words": "war"}, Store())["words"].value
    'war'
    """
    kinds = {param.name: param for param in question.params}
    if unknown := [name for name in params if (kinds or question.title) and name not in kinds]:
        declare = f"it has none; a header declares one: # param: {unknown[0]} KIND DEFAULT — what it is"
        hint = "it has " + ", ".join(kinds) if kinds else declare
        raise IccisError(f"the question has no parameter {unknown[0]}", place=question.place, hint=hint)
    defaults = {name: "" if param.kind == WORK else param.default for name, param in kinds.items()}
    values: Params = defaults | dict(params)
    works = partial(resolve_work, base=base, instrument=instrument)
    return {name: _resolve(name, value, kinds, store, works) for name, value in values.items()}


def _resolve(
    name: str,
    value: str | int | Term,
    kinds: Mapping[str, Param],
    store: Store,
    works: Callable[[str], Term],
) -> Term:
    try:
        if name in kinds and kinds[name].kind == WORK and not isinstance(value, NamedNode):
            return works(str(value))
        return resolve(value, kinds[name].kind if name in kinds else "term", store)
    except IccisError as error:
        raise type(error)(error.message, place=f"parameter {name}", hint=error.hint) from error


def answer_file(question: Question, *, base: Path | None = None) -> Path:
    """Return the file of the recorded answer: a table, or Turtle for a query that constructs a graph.

    >>> answer_file(Question("007-list-pledges", "SELECT * {}")).name
    '007-list-pledges.csv'
    """
    extension = "ttl" if form(question.text) in GRAPH_FORMS else "csv"
    return (base or root()) / "tests" / "answers" / f"{question.name}.{extension}"


def compare(answer: Answer, path: Path) -> list[str]:
    """Return the lines in which an answer differs from its record: `- ` only recorded, `+ ` only answered.

    >>> compare(Answer("ask", boolean=True), Path("missing.csv"))
    ['no recorded answer: run `iccis query missing --record`, and read the answer against the text']
    """
    if not path.is_file():
        return [missing_answer(path)]
    from difflib import ndiff

    if answer.kind == "graph":
        expected, actual = (canonical_lines(triples) for triples in (read(path), answer.triples))
    else:
        expected, actual = (list(map(str, rows)) for rows in (recorded_rows(path), table(answer)))
    return [line for line in ndiff(expected, actual) if line[0] in "+-"]


def missing_answer(path: Path) -> str:
    """Return the message for a question without a recorded answer, with the command that writes it.

    >>> missing_answer(Path("tests/answers/007-list-pledges.csv"))
    'no recorded answer: run `iccis query 007-list-pledges --record`, and read the answer against the text'
    """
    return f"no recorded answer: run `iccis query {path.stem} --record`, and read the answer against the text"


def record(question: Question, answer: Answer, *, base: Path | None = None) -> Path:
    """Write an answer where `compare` looks for it, and return the file.

    Raises IccisError for a query that is no question of the project.

    >>> record(Question("mine", "ASK {}"), Answer("ask", boolean=True))
    Traceback (most recent call last):
    iccis.core.errors.IccisError: mine: only a question of the project has a recorded answer
    """
    if not any((question.name, question.text) == (q.name, q.text) for q in questions(base=base)):
        hint = "save the query as queries/LAYER/NNN-verb-object.rq"
        raise IccisError(
            "only a question of the project has a recorded answer", place=question.name, hint=hint
        )
    path = answer_file(question, base=base)
    if answer.kind == "graph":
        from iccis.core.turtle_writer import write

        text = write(answer.triples, base=ID, prefixes=PREFIXES, order="alphabetical")
    else:
        text = csv_text(table(answer))
    replace(path, text)
    return path


def recorded_rows(path: Path) -> list[list[str]]:
    """Return the header and the rows of a recorded table."""
    import csv

    return [row for row in csv.reader(StringIO(read_text(path), newline="")) if row]


def table(answer: Answer) -> Iterator[list[str]]:
    """Yield the header and the rows of an answer as plain strings; an unbound variable is empty.

    >>> list(table(Answer("ask", boolean=True)))
    [['answer'], ['true']]
    """
    if answer.kind == "ask":
        yield from (["answer"], [str(answer.boolean).lower()])
    elif answer.kind == "select":
        yield list(answer.variables)
        yield from (list(map(plain, row)) for row in answer.rows)


def canonical_lines(triples: Iterable[Triple]) -> list[str]:
    """Return triples as sorted lines with canonical blank nodes (RDFC-1.0): equal for equal graphs.

    >>> from pyoxigraph import BlankNode, NamedNode
    >>> canonical_lines([Triple(BlankNode("x"), NamedNode("urn:p"), BlankNode("y"))])
    ['_:c14n1 <urn:p> _:c14n0']
    """
    return [str(quad) for quad in canonical(Quad(*triple) for triple in triples)]
