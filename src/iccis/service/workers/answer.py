"""Evaluation of one query in a worker; `process.py` is the process around it."""

import re
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
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
    serialize,
)

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES
from iccis.publication.forms import GRAPHS, RESULTS, Offer, choose, listed
from iccis.questions.engines import malformed
from iccis.questions.sparql import refuse_deep, refuse_service, refuse_update, tokens
from iccis.service.reply import Reply, refusal
from iccis.service.settings import Settings

STRINGS = {"csv": re.compile(rb'"[^"]*"'), "srj": re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)}
MAX_SUBSETS = 8  # stores of selected graphs that a worker holds at once
negotiate = lru_cache(64)(choose)  # clients send the same few `Accept` headers again and again
Results = QuerySolutions | QueryBoolean | QueryTriples


class Job(NamedTuple):
    """A query, the graphs it runs on (None for all), and the `Accept` header of its client."""

    query: str
    accept: str = "*/*"
    default: list[str] | None = None
    named: list[str] | None = None


class TooLargeError(Exception):
    """An answer that exceeds a limit of the service."""


class BoundedOutput(BytesIO):
    """A binary file in memory that raises TooLargeError beyond a number of bytes."""

    def __init__(self, max_bytes: int) -> None:
        """Start empty."""
        super().__init__()
        self.max_bytes = max_bytes

    def write(self, data: Any) -> int:
        """Append some bytes, and return how many."""
        if self.tell() + len(data) > self.max_bytes:
            raise TooLargeError
        return super().write(data)


def answer(store: Store, job: Job, limits: Settings) -> Reply:
    """Answer a query, or say what is wrong with it.

    >>> answer(Store(), Job("ASK {}"), Settings()).body
    b'{"head":{},"boolean":true}'
    """
    try:
        refuse_deep(job.query)
        refuse_service(job.query)
        default, named = dataset(job)
        if default is None:
            return _reply(_results(store, job.query), job, limits)
        part, graphs = subset(store, frozenset(default), frozenset(named)), [*map(NamedNode, named)]
        results = _results(part, job.query, default_graph=[DefaultGraph()], named_graphs=graphs)
        return _reply(results, job, limits)
    except IccisError as error:
        return refusal(400, str(error))
    except (TooLargeError, MemoryError):
        limit = f"{limits.max_rows} rows or {limits.max_bytes} bytes"
        return refusal(403, f"The answer is larger than {limit}: add LIMIT, or download the data.")
    except (RuntimeError, ValueError, OSError) as error:
        return refusal(400, f"The query cannot be evaluated: {error}")


def dataset(job: Job) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the default and named graphs of a request, or else of FROM in its query; None for all graphs.

    >>> dataset(Job("SELECT * FROM <a> FROM NAMED id:b {}"))[1]
    ('https://w3id.org/iccis/id/b',)
    """
    if job.default is not None:
        return tuple(job.default), tuple(job.named or ())
    if "from" not in job.query.casefold():  # a fast check that most queries pass
        return None, ()
    words = tokens(job.query)
    prefixes = PREFIXES | {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(words, words[1:], words[2:], strict=False)
        if word.word == "PREFIX"
    }
    default, named, level = list[str](), list[str](), 0
    for i, token in enumerate(words):
        level += {"{": 1, "}": -1}.get(token.word, 0)
        if token.word == "FROM" and level == 0:
            is_named = words[i + 1 : i + 2] != [] and words[i + 1].word == "NAMED"
            source = words[i + 2 if is_named else i + 1 :][:1]
            (named if is_named else default).extend(_expand(name.text, prefixes) for name in source)
    return (tuple(default), tuple(named)) if default or named else (None, ())


def _expand(text: str, prefixes: dict[str, str]) -> str:
    if text.startswith("<"):
        iri = text[1:-1]
        return iri if ":" in iri else ID + iri
    prefix, _, local = text.partition(":")
    return prefixes.get(prefix, "") + local


@lru_cache(MAX_SUBSETS)
def subset(store: Store, default: frozenset[str], named: frozenset[str]) -> Store:
    """Copy some graphs into a store of their own, whose default graph is the union of those in `default`.

    Oxigraph's own union repeats the triples that several graphs hold.
    """
    part = Store()
    for names, unite in ((default, True), (named, False)):
        for name in names:
            quads = store.quads_for_pattern(None, None, None, NamedNode(name))
            part.extend(Quad(q.subject, q.predicate, q.object) if unite else q for q in quads)
    return part


def _results(store: Store, query: str, **graphs: Any) -> Results:
    """Evaluate a query; it may use the prefixes of the project without declaring them."""
    with suppress(SyntaxError):  # most queries declare what they use, and passing prefixes takes time
        return store.query(query, base_iri=ID, **graphs)
    try:
        return store.query(query, base_iri=ID, prefixes=PREFIXES, **graphs)
    except SyntaxError as error:
        refuse_update(query)
        raise malformed(query, str(error), "query") from error


def _reply(results: Results, job: Job, limits: Settings) -> Reply:
    offers = GRAPHS if isinstance(results, QueryTriples) else RESULTS
    offer = negotiate(job.accept, offers)
    if offer is None:
        return refusal(406, listed(offers))
    serialize_as = _graph if isinstance(results, QueryTriples) else _rows
    body = serialize_as(results, offer, limits)  # type: ignore[arg-type]
    return Reply(200, offer.type + ("; charset=utf-8" if offer.type.startswith("text/") else ""), body)


def _graph(results: QueryTriples, offer: Offer, limits: Settings) -> bytes:
    triples = list(islice(results, limits.max_rows + 1))
    form = RdfFormat.from_media_type(offer.type)
    data = bytes(serialize(dict.fromkeys(triples), format=form, prefixes=PREFIXES) or b"")
    if len(triples) > limits.max_rows or len(data) > limits.max_bytes:
        raise TooLargeError
    return data


def _rows(results: QuerySolutions | QueryBoolean, offer: Offer, limits: Settings) -> bytes:
    if isinstance(results, QueryBoolean) and offer.extension in ("csv", "tsv"):
        return b"true\n" if results else b"false\n"
    output = BoundedOutput(limits.max_bytes)
    results.serialize(output, QueryResultsFormat.from_media_type(offer.type))
    body = output.getvalue()
    # A row is at least a byte, so short answers need no count.
    if len(body) > limits.max_rows and count_rows(body, offer.extension) > limits.max_rows:
        raise TooLargeError
    return body


def count_rows(body: bytes, extension: str) -> int:
    r"""Count the rows of a serialized answer.

    >>> count_rows(b"a\r\nx\r\ny\r\n", "csv")
    2
    >>> count_rows(b'{"head":{"vars":[]},"results":{"bindings":[{},{}]}}', "srj")
    2
    """
    if extension == "srx":
        return body.count(b"<result>")
    if extension == "tsv":
        return body.count(b"\n") - 1
    bare = STRINGS[extension].sub(b"", body)
    if extension == "csv":
        return bare.count(b"\n") - 1
    bindings = bare.partition(b"[")[2].partition(b":[")[2]
    return bindings.count(b"},{") + 1 if b"{" in bindings else 0
