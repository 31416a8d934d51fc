"""One interface to the SPARQL engines.

`ENGINES[name](store, layers)` opens an engine on some graphs of a store. It returns a function from the text
of a query and bindings to an `Answer`.

Answers can be compared literally, whatever the engine: terms are pyoxigraph's, language tags in lower case,
numbers in the canonical spelling of XSD 1.1 with at most 12 decimals. The engines are known to differ where
an OPTIONAL stands alone in a group of its own, in `(a|^a)*` from a bound end, and in a filter of a group
that is nested in EXISTS: rdflib is wrong in all three.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES, graph_name
from iccis.core.project import Layers
from iccis.core.rdf import Term, from_rdflib, rdflib_graph
from iccis.data.store import triples
from iccis.questions.binding import with_values
from iccis.questions.choices import ENGINE_NAMES
from iccis.questions.scopes import union_of
from iccis.questions.sparql import refuse_unsafe, tokens

if TYPE_CHECKING:
    import rdflib

Bindings = Mapping[str, Term]
Row = tuple[Term | None, ...]
XSD = PREFIXES["xsd"]


class Answer(NamedTuple):
    """The result of a query: the rows of a SELECT, the truth value of an ASK, or the triples of a graph."""

    kind: str
    """`select`, `ask` or `graph`: which of the fields below holds the result."""
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool = False
    triples: tuple[Triple, ...] = ()


class Engine(Protocol):
    """An engine opened on some graphs."""

    def __call__(self, text: str, bindings: Bindings, *, place: str = "") -> Answer:
        """Answer a query; `place` is the file named in errors."""


def prepare(text: str, bindings: Bindings, *, place: str = "") -> str:
    """Refuse what is unsafe or malformed, the same for all engines, and bind the parameters.

    >>> prepare("ASK {", {}, place="my.rq")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: my.rq:1:6: the query is malformed: it ends too early
    """
    if not tokens(text):
        raise IccisError("the query is empty", place=place, hint="write SELECT, ASK, CONSTRUCT or DESCRIBE")
    refuse_unsafe(text, place=place)
    try:
        Store().query(text, base_iri=ID, prefixes=PREFIXES)
    except SyntaxError as error:
        raise malformed(text, str(error), place) from error
    return with_values(text, bindings, place=place)


def malformed(text: str, message: str, place: str) -> IccisError:
    """Return the error for a malformed query, with the line and column that Oxigraph names."""
    match = re.match(r"error at (\d+):(\d+): expected (.*)", message, re.DOTALL)
    if not match:
        return IccisError(f"the query is malformed: {message}", place=place)
    line, column = int(match[1]), int(match[2])
    rest = (*text.splitlines(), "")[line - 1][column - 1 :].strip()
    what = f'it cannot be read from "{rest[:40]}" on' if rest else "it ends too early"
    if "Prefix not found" in match[3]:
        what = f'a prefix before "{rest[:40]}" is not declared'
    return IccisError(f"the query is malformed: {what}", place=f"{place or 'query'}:{line}:{column}")


def oxigraph(store: Store, layers: Layers) -> Engine:
    """Answer with Oxigraph, in this process: the default, because it is the fastest by far.

    >>> from iccis.data.store import load
    >>> oxigraph(load(["ontology"]), ("ontology",))("ASK { ?class a owl:Class }", {}).boolean
    True
    """
    store = union_of(store, layers)
    return _engine(lambda query, text: read_answer(store.query(query, base_iri=ID, prefixes=PREFIXES), text))


def _engine(evaluate: Callable[[str, str], Answer]) -> Engine:
    """Return an engine that prepares a query, and passes it on together with its original text."""

    def run(text: str, bindings: Bindings, *, place: str = "") -> Answer:
        try:
            return evaluate(prepare(text, bindings, place=place), text)
        except RecursionError as error:
            raise IccisError("the query is nested too deeply", place=place) from error

    return run


def read_answer(result: QuerySolutions | QueryBoolean | QueryTriples, text: str) -> Answer:
    """Convert the results of the query `text` from Oxigraph, or from its parser of results."""
    if isinstance(result, QueryBoolean):
        return Answer("ask", boolean=bool(result))
    if isinstance(result, QueryTriples):
        return graph_answer(result)
    names = [variable.value for variable in result.variables]
    return _select(names, ([solution[name] for name in names] for solution in result), text)


def graph_answer(triples: Iterable[Triple]) -> Answer:
    """Return an answer that is a graph: distinct triples, sorted, with canonical literals."""
    canonical = {Triple(t.subject, t.predicate, cast(Term, _canonical(t.object))) for t in triples}
    return Answer("graph", triples=tuple(sorted(canonical, key=str)))


def rdflib_engine(store: Store, layers: Layers) -> Engine:
    """Answer with rdflib: the reference, slower, in Python throughout.

    >>> from iccis.data.store import load
    >>> rdflib_engine(load(["ontology"]), ("ontology",))("ASK { ?class a owl:Class }", {}).boolean
    True
    """
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    for layer in layers:
        rdflib_graph(triples(store, [layer]), into=dataset.graph(rdflib.URIRef(graph_name(layer))))

    def evaluate(query: str, text: str) -> Answer:
        with _literals_as_spelled():
            return _from_rdflib(dataset.query(query, initNs=PREFIXES, base=ID), text)

    return _engine(evaluate)


@contextmanager
def _literals_as_spelled() -> Iterator[None]:
    # rdflib rewrites literals in the text of a query too: they would not match the data, spelled as written.
    # Its Dataset warns of its own use of what it deprecates.
    import rdflib

    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _from_rdflib(result: "rdflib.query.Result", text: str) -> Answer:
    if result.type == "ASK":
        return Answer("ask", boolean=bool(result.askAnswer))
    if result.type != "SELECT":
        return graph_answer(Triple(*map(cast(Any, from_rdflib), triple)) for triple in result.graph or ())
    names = [str(name) for name in result.vars or ()]
    rows = ([None if node is None else from_rdflib(node) for node in row] for row in cast(Any, result))
    return _select(names, rows, text)


def _select(names: list[str], rows: Iterable[Iterable[Term | None]], text: str) -> Answer:
    columns = _ordered(names, text)
    places = [names.index(name) for name in columns]
    cells = tuple(tuple(_canonical(row[i]) for i in places) for row in map(list, rows))
    return Answer("select", variables=tuple(columns), rows=cells)


def _ordered(names: list[str], text: str) -> list[str]:
    # What SELECT * names is a set: each engine has an order of its own.
    words = [token.word for token in tokens(text)]
    if "*" not in words[words.index("SELECT") :][:3]:
        return names
    order = list(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "variable"))
    return sorted(names, key=order.index)


def _canonical(term: Term | None) -> Term | None:
    if not isinstance(term, Literal) or term.language:
        return term
    spell = SPELLING.get(term.datatype.value.removeprefix(XSD))
    return Literal(spell(term.value), datatype=term.datatype) if spell else term


def canonical_decimal(text: str) -> str:
    """Canonical spelling of a number without exponent; what is none stays as it is.

    >>> canonical_decimal("02.500"), canonical_decimal("3.0"), canonical_decimal("many")
    ('2.5', '3', 'many')
    """
    from decimal import Decimal, InvalidOperation

    try:
        plain = f"{round(Decimal(text), 12):f}"
    except InvalidOperation:
        return text
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def canonical_double(text: str) -> str:
    """Canonical spelling of a floating point number; what is none stays as it is.

    >>> canonical_double("10"), canonical_double("1e-3"), canonical_double("INF")
    ('1.0E1', '1.0E-3', 'INF')
    """
    try:
        mantissa, exponent = f"{float(text):.14E}".split("E")
    except ValueError:
        return text
    return f"{mantissa.rstrip('0') + ('0' if mantissa.rstrip('0').endswith('.') else '')}E{int(exponent)}"


SPELLING: dict[str, Callable[[str], str]] = {
    "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
    "integer": canonical_decimal,
    "decimal": canonical_decimal,
    "double": canonical_double,
    "float": canonical_double,
}

ENGINES: dict[str, Callable[[Store, Layers], Engine]] = dict(
    zip(ENGINE_NAMES, (oxigraph, rdflib_engine), strict=True)
)
"""Every engine by its name on the command line."""
