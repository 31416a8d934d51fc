"""Evaluation of one query in a worker; `process.py` is the process around it."""

import re
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import layer_of_graph
from iccis.core.rdf import serialized
from iccis.core.xml import well_formed
from iccis.publication.forms import GRAPHS, RESULTS, Offer, choose, listed
from iccis.questions.engines import malformed
from iccis.questions.output import mark_empty_rows
from iccis.questions.scopes import DERIVE
from iccis.questions.sparql import columns, dataset, refuse_deep, refuse_service, refuse_update, star, tokens
from iccis.service.reply import Reply, refusal
from iccis.service.settings import Settings

STRINGS = {
    "csv": re.compile(rb'"[^"]*(?:"|\Z)'),
    "srj": re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)', re.S),
}
"""Patterns of strings, of which the last may have no end yet."""
MAX_SUBSETS = 8  # stores of selected graphs that a worker holds at once
negotiate = lru_cache(64)(choose)  # clients send the same few `Accept` headers again and again
Graphs = tuple[list[str], list[str]]
Results = QuerySolutions | QueryBoolean | QueryTriples


class Job(NamedTuple):
    """A query, the `Accept` header of its client, and the default and named graphs of the request, if any."""

    query: str
    accept: str = "*/*"
    graphs: Graphs | None = None
    instead: str | None = None
    """N-Quads in place of graphs of the store; unless None, what is computed, as closure, is made anew."""


class TooLargeError(Exception):
    """An answer that exceeds a limit of the service."""


class BoundedOutput:
    """A binary file in memory that raises TooLargeError soon after the limits of an answer are exceeded."""

    def __init__(self, limits: Settings, extension: str) -> None:
        """Start empty, for rows in the form with some extension."""
        self.limits, self.extension = limits, extension
        self.parts, self.size = list[bytes](), 0
        self.next_count = min(limits.max_rows, limits.max_bytes)  # bytes; a row is at least one

    def write(self, data: bytes) -> int:
        """Append some bytes, and return how many; rows are counted only now and then, which takes time."""
        size = self.size + len(data)
        if size > self.next_count:
            self.check_rows()
            if size > self.limits.max_bytes:
                raise TooLargeError
            self.next_count = min(4 * self.next_count + len(data), self.limits.max_bytes)
        self.parts.append(data)
        self.size = size
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is in memory."""

    def check_rows(self) -> None:
        """Raise TooLargeError if there are too many rows; short answers need no count."""
        most = self.limits.max_rows
        if self.size > most and count_rows(self.getvalue(), self.extension) > most:
            raise TooLargeError

    def getvalue(self) -> bytes:
        """Return what was written."""
        return b"".join(self.parts)


def answer(store: Store, job: Job, limits: Settings) -> Reply:
    """Answer a query, or say what is wrong with it.

    >>> answer(Store(), Job("ASK {}"), Settings()).body
    b'{"head":{},"boolean":true}'
    """
    try:
        refuse_deep(job.query)
        refuse_service(job.query)
        graphs = dataset(job.query) if job.graphs is None else job.graphs
        return _reply(_results(store, job.query, graphs, job.instead), job, limits)
    except IccisError as error:
        return refusal(400, str(error), "query")
    except MemoryError:
        message = f"The query took more than {limits.memory} MB and was stopped. Simplify it."
        return refusal(503, message, "memory")
    except TooLargeError:
        limit = f"{limits.max_rows} rows or {limits.max_bytes} bytes"
        return refusal(403, f"The answer is larger than {limit}: add LIMIT, or download the data.", "size")
    except (RuntimeError, ValueError, OSError) as error:
        return refusal(400, f"The query cannot be evaluated: {error}", "evaluation")


@lru_cache(MAX_SUBSETS)
def subset(store: Store, default: tuple[str, ...], named: tuple[str, ...]) -> Store:
    """Copy some graphs into a store of their own, whose default graph is the union of those in `default`.

    Oxigraph's own union repeats the triples that several graphs hold.
    """
    part = Store()
    for names, unite in ((default, True), (named, False)):
        for name in names:
            quads = store.quads_for_pattern(None, None, None, NamedNode(name))
            part.extend(Quad(*quad.triple) if unite else quad for quad in quads)
    return part


@lru_cache(MAX_SUBSETS)
def alone(store: Store, names: tuple[str, ...], instead: str) -> Store:
    """Copy some graphs, or take them from N-Quads, and make those of them that are computed of the others.

    The closure in `store` has what follows from everything there.
    """
    part, given = Store(), Store()
    given.load(instead.encode(), RdfFormat.N_QUADS)
    computed = {layer: name for name in names if (layer := layer_of_graph(name)) in DERIVE}
    for graph in map(NamedNode, {*names} - {*computed.values()}):
        source = given if given.contains_named_graph(graph) else store
        part.extend(source.quads_for_pattern(None, None, None, graph))
    for layer, derive in DERIVE.items():
        if layer in computed:
            part.extend(derive(part, NamedNode(computed[layer])))
    return part


def _results(store: Store, query: str, graphs: Graphs | None, instead: str | None = None) -> Results:
    """Evaluate a query on some graphs, or on all; the columns of SELECT * have the order of its text."""
    options: dict[str, Any] = {}
    if graphs is not None:
        default, named = (tuple(sorted(set(names))) for names in graphs)
        if instead is not None:
            store = alone(store, default, instead)
        if instead is not None or not _are_all(store, graphs):
            store = subset(store, default, named)
        options = {"default_graph": [DefaultGraph()], "named_graphs": [*map(NamedNode, named)]}
    results = _evaluate(store, query, options)
    if "*" not in query or not isinstance(results, QuerySolutions):
        return results
    names = [variable.value for variable in results.variables]
    if (order := columns(query, names)) == names or (place := star(tokens(query))) is None:
        return results
    words = " ".join(f"?{name}" for name in order)
    return _evaluate(store, f"{query[: place.start]} {words} {query[place.end :]}", options)


def _are_all(store: Store, graphs: Graphs) -> bool:
    """Tell whether a request names every graph, as the page and `--endpoint` do unless a set is chosen."""
    names = {graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    return bool(names) and all(names == set(part) for part in graphs)


def _evaluate(store: Store, query: str, options: dict[str, Any]) -> Results:
    """Evaluate a query; it may use the prefixes of the project without declaring them."""
    with suppress(SyntaxError):  # most queries declare what they use, and passing prefixes takes time
        return store.query(query, base_iri=ID, **options)
    try:
        return store.query(query, base_iri=ID, prefixes=PREFIXES, **options)
    except SyntaxError as error:
        refuse_update(query)
        raise malformed(query, str(error), "query") from error


def _reply(results: Results, job: Job, limits: Settings) -> Reply:
    offers = GRAPHS if isinstance(results, QueryTriples) else RESULTS
    offer = negotiate(job.accept, offers)
    if offer is None:
        return refusal(406, listed(offers), "type")
    serialize_as = _graph if isinstance(results, QueryTriples) else _rows
    body = serialize_as(results, offer, limits)  # type: ignore[arg-type]
    return Reply(200, offer.type + ("; charset=utf-8" if offer.type.startswith("text/") else ""), body)


def _graph(results: QueryTriples, offer: Offer, limits: Settings) -> bytes:
    triples = list(islice(results, limits.max_rows + 1))
    form = RdfFormat.from_media_type(offer.type)
    data = serialized(dict.fromkeys(triples), form, PREFIXES)
    if len(triples) > limits.max_rows or len(data) > limits.max_bytes:
        raise TooLargeError
    return data


def _rows(results: QuerySolutions | QueryBoolean, offer: Offer, limits: Settings) -> bytes:
    if isinstance(results, QueryBoolean) and offer.extension in ("csv", "tsv"):
        return b"true\n" if results else b"false\n"
    output = BoundedOutput(limits, offer.extension)
    results.serialize(output, QueryResultsFormat.from_media_type(offer.type))  # type: ignore[arg-type]
    output.check_rows()
    body = output.getvalue()
    if offer.extension == "srx":
        return well_formed(body.decode()).encode()
    if offer.extension == "csv" and isinstance(results, QuerySolutions) and len(results.variables) == 1:
        return mark_empty_rows(body.decode()).encode()
    return body


def count_rows(body: bytes, extension: str) -> int:
    r"""Count the rows of a serialized answer, or of its beginning.

    >>> count_rows(b"a\r\nx\r\ny\r\n", "csv")
    2
    >>> count_rows(b'{"head":{"vars":[]},"results":{"bindings":[{},{}]}}', "srj")
    2
    >>> count_rows(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"value":"},{},{', "srj")
    1
    """
    if extension in STRINGS:
        body = STRINGS[extension].sub(b"", body)
    if extension == "srj":
        return body.count(b"},{") + body.count(b"[{")
    return body.count(b"<result>") if extension == "srx" else body.count(b"\n") - 1
