"""One interface to the SPARQL engines.

`ENGINES[name](store, layers)` opens an engine on some graphs of a store; `evaluate` answers a query with it.

Answers can be compared literally, whatever the engine: terms are pyoxigraph's, language tags in lower case,
numbers in the canonical spelling of XSD 1.1 with at most 12 decimals. The engines are known to differ where
an OPTIONAL stands alone in a group of its own, in `(a|^a)*` from a bound end, and in a filter of a group
that is nested in EXISTS: rdflib is wrong in all three.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES, graph_name
from iccis.core.project import Layers
from iccis.core.rdf import Term, from_rdflib, rdflib_graph
from iccis.data.store import triples
from iccis.questions import ENGINE_NAMES
from iccis.questions.binding import with_values
from iccis.questions.scopes import union_of
from iccis.questions.sparql import columns, refuse_unsafe, syntax_error, tokens

if TYPE_CHECKING:
    import pyparsing
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
    note: str = ""
    """What to know about an empty answer; never part of the data."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found: no row, no triple, false, or counts that are all 0.

        >>> Answer("select", ("c",), ((Literal(0),),)).is_empty, Answer("ask", boolean=True).is_empty
        (True, False)
        """
        cells = [term for row in self.rows for term in row if term is not None]
        counted = len(self.rows) == 1 and all(isinstance(t, Literal) and t.value == "0" for t in cells)
        return not (self.boolean or self.triples or (self.rows and not counted))


Engine = Callable[[str], Answer]
"""An engine opened on some graphs, for queries that are safe and bound; columns in an order of its own."""

Opener = Callable[[Store, Layers], Engine]


def evaluate(engine: Engine, text: str, bindings: Bindings, *, place: str = "") -> Answer:
    """Answer a query with an engine; `place` is the file named in errors.

    >>> evaluate(oxigraph(Store(), ()), "SELECT * { VALUES ?b { 1 } VALUES ?a { 2 } }", {}).variables
    ('b', 'a')
    """
    try:
        answer = engine(prepare(text, bindings, place=place))
    except RecursionError as error:
        raise IccisError("the query is nested too deeply", place=place) from error
    except RuntimeError as error:
        raise IccisError(f"the query cannot be evaluated: {error}", place=place) from error
    names = tuple(columns(text, answer.variables))
    if names == answer.variables:
        return answer
    places = [answer.variables.index(name) for name in names]
    return Answer("select", names, tuple(tuple(row[i] for i in places) for row in answer.rows))


def prepare(text: str, bindings: Bindings, *, place: str = "") -> str:
    """Refuse what is unsafe or malformed, the same for all engines, and bind the parameters.

    >>> prepare("ASK {", {}, place="my.rq")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: my.rq:1:6: the query is malformed: it ends too early
    """
    if not tokens(text):
        raise IccisError("the query is empty", place=place, hint="write SELECT, ASK, CONSTRUCT or DESCRIBE")
    refuse_unsafe(text, place=place)
    if message := syntax_error(text):
        raise malformed(text, message, place)
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
    >>> oxigraph(load(["ontology"]), ("ontology",))("ASK { ?class a owl:Class }").boolean
    True
    """
    store = union_of(store, layers)
    return lambda query: read_answer(store.query(query, base_iri=ID, prefixes=PREFIXES))


def read_answer(result: QuerySolutions | QueryBoolean | QueryTriples) -> Answer:
    """Convert the results of a query from Oxigraph, or from its parser of results."""
    if isinstance(result, QueryBoolean):
        return Answer("ask", boolean=bool(result))
    if isinstance(result, QueryTriples):
        return graph_answer(result)
    names = [variable.value for variable in result.variables]
    return _select(names, ([solution[name] for name in names] for solution in result))


def parse_answer(data: bytes, *, is_graph: bool) -> Answer:
    """Read an answer as stores send it: N-Triples if it is a graph, else results in JSON.

    Raises what the parsers of pyoxigraph do.
    """
    if is_graph:
        return graph_answer(quad.triple for quad in parse(input=data, format=RdfFormat.N_TRIPLES))
    return read_answer(parse_query_results(input=data, format=QueryResultsFormat.JSON))


def graph_answer(triples: Iterable[Triple]) -> Answer:
    """Return an answer that is a graph: distinct triples, sorted, with canonical literals."""
    canonical = {Triple(t.subject, t.predicate, cast(Term, _canonical(t.object))) for t in triples}
    return Answer("graph", triples=tuple(sorted(canonical, key=str)))


def rdflib_engine(store: Store, layers: Layers) -> Engine:
    """Answer with rdflib: the reference, slower, in Python throughout.

    >>> from iccis.data.store import load
    >>> rdflib_engine(load(["ontology"]), ("ontology",))("ASK { ?class a owl:Class }").boolean
    True
    """
    import rdflib
    from rdflib.plugins.sparql.algebra import translateQuery

    dataset = rdflib.Dataset(default_union=True)
    for layer in layers:
        rdflib_graph(triples(store, [layer]), into=dataset.graph(rdflib.URIRef(graph_name(layer))))

    def run(query: str) -> Answer:
        with _settings():
            tree = _parse_for_rdflib(query)
            try:
                return _from_rdflib(dataset.query(translateQuery(tree, base=ID, initNs=PREFIXES)))
            except Exception as error:  # it raises whatever its functions raise
                message = f"rdflib cannot evaluate the query: {type(error).__name__}: {error}"
                raise IccisError(message, hint="use the default engine, Oxigraph") from error

    return run


def _parse_for_rdflib(query: str) -> "pyparsing.ParseResults":
    """Parse a query; refuse what rdflib, which reads escapes and comments its own way, takes for a clause."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        tree = parseQuery(query)
    except ParseException as error:
        hint = "use the default engine, Oxigraph, which reads SPARQL 1.2"
        raise IccisError(f"rdflib cannot read the query: {error}", hint=hint) from error
    todo = list(tree)
    while todo:
        node = todo.pop()
        if getattr(node, "name", "") in ("ServiceGraphPattern", "DatasetClause"):
            hint = "remove escapes, and carriage returns in comments"
            raise IccisError("rdflib finds SERVICE or FROM in the query", hint=hint)
        if not isinstance(node, str) and hasattr(node, "__iter__"):
            todo.extend(node.values() if isinstance(node, dict) else node)
    return tree


@contextmanager
def _settings() -> Iterator[None]:
    # rdflib rewrites literals in the text of a query too: they would not match the data, spelled as written.
    # Its Dataset warns of its own use of what it deprecates; it logs tracebacks for literals and IRIs.
    import logging

    import rdflib

    log = logging.getLogger("rdflib.term")
    before, rdflib.NORMALIZE_LITERALS = (rdflib.NORMALIZE_LITERALS, log.level), False
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before[0]
        log.setLevel(before[1])


def _from_rdflib(result: "rdflib.query.Result") -> Answer:
    if result.type == "ASK":
        return Answer("ask", boolean=bool(result.askAnswer))
    if result.type != "SELECT":
        return graph_answer(Triple(*map(cast(Any, from_rdflib), triple)) for triple in result.graph or ())
    names = [str(name) for name in result.vars or ()]
    rows = ([None if node is None else from_rdflib(node) for node in row] for row in cast(Any, result))
    return _select(names, rows)


def _select(names: Iterable[str], rows: Iterable[Iterable[Term | None]]) -> Answer:
    return Answer("select", tuple(names), tuple(tuple(map(_canonical, row)) for row in rows))


def _canonical(term: Term | None) -> Term | None:
    if not isinstance(term, Literal) or term.language:
        return term
    spell = SPELLING.get(term.datatype.value.removeprefix(XSD))
    try:
        return Literal(spell(term.value), datatype=term.datatype) if spell else term
    except (ArithmeticError, ValueError):  # not a number: it stays as it is
        return term


def canonical_decimal(text: str) -> str:
    """Return the canonical spelling of a number without exponent.

    >>> canonical_decimal("02.500"), canonical_decimal("3.0")
    ('2.5', '3')
    """
    from decimal import Decimal

    return f"{round(Decimal(text), 12).normalize():f}"


def canonical_double(text: str) -> str:
    """Return the canonical spelling of a floating point number.

    >>> canonical_double("10"), canonical_double("1e-3")
    ('1.0E1', '1.0E-3')
    """
    mantissa, exponent = f"{float(text):.14E}".split("E")
    return f"{mantissa.rstrip('0') + ('0' if mantissa.rstrip('0').endswith('.') else '')}E{int(exponent)}"


SPELLING: dict[str, Callable[[str], str]] = {
    "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
    "integer": canonical_decimal,
    "decimal": canonical_decimal,
    "double": canonical_double,
    "float": canonical_double,
}

ENGINES: dict[str, Opener] = dict(zip(ENGINE_NAMES, (oxigraph, rdflib_engine), strict=True))
"""Every engine by its name on the command line."""
