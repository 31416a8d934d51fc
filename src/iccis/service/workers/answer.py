"""What a worker of the SPARQL service answers to a query; `process.py` is the process around it."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from pyoxigraph import (
    BlankNode,
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
from iccis.questions.sparql import DEEPEST, UPDATES, decoded, depth, tokens

GAP = r"(?:\s|#[^\r\n]*[\r\n])*"
SERVICE = re.compile(rf"service{GAP}(?:silent{GAP})?(?:<[^<>]*>|[?$]\w+|[^\s{{<]*:[^\s{{]*){GAP}\{{", re.I)
"""Every clause that the grammar calls SERVICE; in a comment or a string it is refused too."""
STRINGS = {"csv": re.compile(rb'"[^"]*"'), "srj": re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)}


chosen = lru_cache(64)(choose)
"""The same few `Accept` headers come again and again."""
PARTS: dict[tuple[tuple[str, ...], tuple[str, ...]], Store] = {}
"""Stores of the graphs that were asked for together, oldest first."""
MOST_PARTS = 8


class Job(NamedTuple):
    """A query with what it runs on, and what the client takes."""

    query: str
    accept: str
    default: list[str] | None
    named: list[str] | None
    max_rows: int
    max_bytes: int


class Reply(NamedTuple):
    """An answer: HTTP status, media type, body."""

    status: int
    type: str
    body: bytes


class TooMuchError(Exception):
    """The answer is larger than the service gives out."""


class Output:
    """Bytes written so far; more than a limit is refused."""

    def __init__(self, limit: int) -> None:
        """Start with nothing."""
        self.parts: list[bytes] = []
        self.left = limit

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self.left -= len(data)
        if self.left < 0:
            raise TooMuchError
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is in memory."""


def answer(store: Store, job: Job) -> Reply:
    """Answer a query, or say what is wrong with it.

    >>> job = Job("ASK {}", "*/*", None, None, 10, 1000)
    >>> answer(Store(), job).body
    b'{"head":{},"boolean":true}'
    """
    try:
        refuse(job.query)
        default, named = dataset(job)
        if default is None:
            return _reply(_found(store, job.query), job)
        graphs: list[NamedNode | BlankNode] = [NamedNode(name) for name in named]
        part = only(store, default, named)
        return _reply(_found(part, job.query, default_graph=[DefaultGraph()], named_graphs=graphs), job)
    except IccisError as error:
        return _text(400, str(error))
    except SyntaxError as error:
        return _unread(job.query, str(error))
    except (TooMuchError, MemoryError):
        limit = f"{job.max_rows} rows or {job.max_bytes} bytes"
        return _text(403, f"The answer is larger than {limit}: add LIMIT, or take the dumps.")
    except (RuntimeError, ValueError, OSError) as error:
        return _text(400, f"The query cannot be answered: {error}")


def dataset(job: Job) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Default and named graphs that a request asks for, or else its query with FROM; None for all there is.

    >>> dataset(Job("SELECT * FROM <a> FROM NAMED id:b {}", "", None, None, 0, 0))[1]
    ('https://w3id.org/iccis/id/b',)
    """
    if job.default is not None:
        return tuple(job.default), tuple(job.named or ())
    if "from" not in job.query.casefold():  # in most there is none, and this is the quick way to know
        return None, ()
    found = tokens(job.query)
    known = PREFIXES | {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.word == "PREFIX"
    }
    default, named, level = list[str](), list[str](), 0
    for i, token in enumerate(found):
        level += {"{": 1, "}": -1}.get(token.word, 0)
        if token.word == "FROM" and level == 0:
            is_named = found[i + 1 : i + 2] != [] and found[i + 1].word == "NAMED"
            source = found[i + 2 if is_named else i + 1 :][:1]
            (named if is_named else default).extend(_expanded(one.text, known) for one in source)
    return (tuple(default), tuple(named)) if default or named else (None, ())


def _expanded(text: str, known: dict[str, str]) -> str:
    if text.startswith("<"):
        iri = text[1:-1]
        return iri if ":" in iri else ID + iri
    prefix, _, local = text.partition(":")
    return known.get(prefix, "") + local


def only(store: Store, default: tuple[str, ...], named: tuple[str, ...]) -> Store:
    """Store whose default graph is the union of some graphs; Oxigraph by itself repeats what two hold."""
    key = (tuple(sorted(set(default))), tuple(sorted(set(named))))
    if key not in PARTS:
        part = Store()
        for names, unite_them in ((key[0], True), (key[1], False)):
            for name in names:
                quads = store.quads_for_pattern(None, None, None, NamedNode(name))
                part.extend(Quad(q.subject, q.predicate, q.object) if unite_them else q for q in quads)
        if len(PARTS) >= MOST_PARTS:
            PARTS.pop(next(iter(PARTS)))
        PARTS[key] = part
    return PARTS[key]


def _found(store: Store, query: str, **graphs: Any) -> QuerySolutions | QueryBoolean | QueryTriples:
    """What a query finds; the prefixes of the project are known if it needs them."""
    try:  # most queries declare what they use, and to hand over prefixes takes as long as to find a row
        return store.query(query, base_iri=ID, **graphs)
    except SyntaxError:
        return store.query(query, base_iri=ID, prefixes=PREFIXES, **graphs)


def refuse(query: str) -> None:
    r"""Raise IccisError for a query that would write, reach for the network, or is nested too deeply.

    >>> refuse(r"ASK { \u0053ERVICE <http://127.0.0.1/> {} }")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: SERVICE is refused: this service asks no other
    """
    if query.count("{") + query.count("(") + query.count("[") > DEEPEST < depth(query):
        raise IccisError("the query is nested too deeply")
    text = decoded(query) if "\\" in query else query
    if "service" in text.casefold() and (SERVICE.search(text) or SERVICE.search(query)):
        raise IccisError("SERVICE is refused: this service asks no other")


def _unread(query: str, message: str) -> Reply:
    """What is said of a query that cannot be read: that it is an update, or where it goes wrong."""
    words = (token.word for token in tokens(query) if token.kind == "word" and ":" not in token.text)
    first = next((word for word in words if word not in ("BASE", "PREFIX")), "")
    if first in UPDATES:
        return _text(400, f"{first} is refused: this service is read only")
    return _text(400, str(malformed(query, message, "query")))


def _text(status: int, message: str) -> Reply:
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode())


def _reply(found: QuerySolutions | QueryBoolean | QueryTriples, job: Job) -> Reply:
    offers = GRAPHS if isinstance(found, QueryTriples) else RESULTS
    offer = chosen(job.accept, offers)
    if offer is None:
        return _text(406, listed(offers))
    body = _graph(found, offer, job) if isinstance(found, QueryTriples) else _rows(found, offer, job)
    return Reply(200, offer.type + ("; charset=utf-8" if offer.type.startswith("text/") else ""), body)


def _graph(found: QueryTriples, offer: Offer, job: Job) -> bytes:
    triples = []
    for triple in found:
        triples.append(triple)
        if len(triples) > job.max_rows:
            raise TooMuchError
    form = RdfFormat.from_media_type(offer.type)
    prefixes = PREFIXES if offer.extension in ("ttl", "trig", "rdf") else None
    data = bytes(serialize(dict.fromkeys(triples), format=form, prefixes=prefixes) or b"")
    if len(data) > job.max_bytes:
        raise TooMuchError
    return data


def _rows(found: QuerySolutions | QueryBoolean, offer: Offer, job: Job) -> bytes:
    out = Output(job.max_bytes)
    form = QueryResultsFormat.from_media_type(offer.type)
    if isinstance(found, QueryBoolean) and offer.extension in ("csv", "tsv"):
        return b"true\n" if found else b"false\n"
    found.serialize(out, form)  # type: ignore[arg-type]
    body = b"".join(out.parts)
    if len(body) > job.max_rows and rows(body, offer.extension) > job.max_rows:  # a row is at least a byte
        raise TooMuchError
    return body


def rows(body: bytes, extension: str) -> int:
    r"""Number of rows in a serialized answer.

    >>> rows(b"a\r\nx\r\ny\r\n", "csv")
    2
    >>> rows(b'{"head":{"vars":[]},"results":{"bindings":[{},{}]}}', "srj")
    2
    """
    if extension == "srx":
        return body.count(b"<result>")
    if extension == "tsv":
        return body.count(b"\n") - 1
    bare = STRINGS[extension].sub(b"", body)
    if extension == "csv":
        return bare.count(b"\n") - 1
    found = bare.partition(b"[")[2].partition(b":[")[2]
    return found.count(b"},{") + 1 if b"{" in found else 0
