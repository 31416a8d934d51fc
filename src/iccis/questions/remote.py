"""Remote stores: the same questions, by the SPARQL Protocol, which SPARQLWrapper speaks."""

import http.client
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from functools import partial
from http.client import HTTPException, responses
from itertools import pairwise
from traceback import clear_frames
from typing import Any, NamedTuple, cast
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pyoxigraph import QueryResultsFormat, Triple, parse_query_results

from iccis.core.base import HERE, Base
from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES, graph_name
from iccis.core.project import Layers
from iccis.questions.engines import Answer, Opener, parse_answer
from iccis.questions.sparql import GRAPH_FORMS, form, resolve_escapes, tokens

TIMEOUT_SECONDS = 60
MAX_ROWS_HEADER = "X-SPARQL-MaxRows"
"""Header by which Virtuoso says that it has cut an answer to its greatest number of rows."""
VIRTUOSO_NODE = re.compile(rb'("type":\s*"bnode",\s*"value":\s*")nodeID://')
"""A blank node as Virtuoso writes it in results: labels must not contain such characters."""
DEEPEST_TERM = 1000
"""Triple terms in one another."""
TYPES = {
    False: ("application/sparql-results+json", "application/json"),
    True: ("application/n-triples", "text/plain"),
}
"""Media types of an answer, by whether it is a graph; the first is asked for."""
ADDRESS = "is it running, and is this the address of its SPARQL endpoint?"
USER = "set ICCIS_USER and ICCIS_PASSWORD to those of a user who may read"
HINTS = {401: USER, 403: USER, 404: ADDRESS, 405: ADDRESS}
"""What to do about a status."""
MOST_HEADERS = 100_000
"""Headers of a response: Virtuoso repeats each graph of a query in one, and Python reads 100."""


class Reply(NamedTuple):
    """A response that could be an answer: the address it came from, its media type, and its body."""

    url: str
    type: str
    data: bytes


def remote_engine(url: str, base: Base = HERE) -> Opener:
    """Answer by the endpoint at `url`; of what the engine is opened on, only the layers matter.

    There, the things of a project are below a `base` of its own; in queries and answers they are as here.
    """
    return lambda _store, layers: partial(_answer, url, base, layers)


def _answer(url: str, base: Base, layers: Layers, query: str) -> Answer:
    is_graph = form(query) in GRAPH_FORMS
    reply = _back(fetch(url, standalone(query, base), graph_names(layers, base), graph=is_graph), base)
    with _readable(reply):
        answer = parse_answer(reply.data, is_graph=is_graph)
    return answer if is_graph else _check_kind(answer, query, reply)


def _check_kind(answer: Answer, query: str, reply: Reply) -> Answer:
    """Refuse the answer to another query: of another form, or with variables that the query does not have."""
    names = {token.text[1:] for token in tokens(resolve_escapes(query)) if token.kind == "variable"}
    if (answer.kind == "ask") != (form(query) == "ASK") or not names.issuperset(answer.variables):
        raise _unreadable(reply, "it is the answer to another query")
    return answer


def _back(reply: Reply, base: Base) -> Reply:
    return reply._replace(data=base.back(reply.data.decode(errors="replace")).encode()) if base.own else reply


def graph_names(layers: Layers, base: Base = HERE) -> list[str]:
    """Return the IRIs of the graphs of layers.

    >>> graph_names(("norms",))
    ['https://w3id.org/iccis/graph/norms']
    """
    return [base.out(graph_name(layer)) for layer in layers]


@contextmanager
def _readable(reply: Reply) -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError, TypeError, KeyError, RecursionError) as error:
        clear_frames(error.__traceback__)  # rows of pyoxigraph must end in the thread that read them
        raise _unreadable(reply, str(error)) from error


def _unreadable(reply: Reply, reason: str) -> IccisError:
    message = f"the endpoint answers 200 with {reply.type or 'no media type'} that is no answer ({reason}): "
    words = first_words(reply.data) or "nothing"
    return IccisError(one_line(message + words), place=reply.url, hint=ADDRESS)


def first_words(data: bytes) -> str:
    """Return how a response begins, in one line without markup and control characters.

    >>> first_words(b"<html><b>Log in</b>\\n first</html>")
    'Log in first'
    """
    return one_line(re.sub(r"<[^<>]*>", " ", data[:2000].decode(errors="replace")))[:300]


def one_line(text: str) -> str:
    r"""Return text that a server sent without its control characters, which terminals would obey.

    >>> one_line("a\x1b[31m\r\nb")
    'a [31m b'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirects: urllib would follow them by a GET without the query, and with the password."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing; the response is then an error like any other."""


def check_address(url: str) -> None:
    """Raise IccisError for what is not the address of a store.

    >>> check_address("127.0.0.1:7878")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: 127.0.0.1:7878: not the address of a store
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and url.isprintable()
    except ValueError:
        valid = False
    if not valid or " " in url:
        hint = "give the whole address, for example http://127.0.0.1:7878/store"
        raise IccisError("not the address of a store", place=url, hint=hint)


def fetch(url: str, text: str, names: Iterable[str], *, graph: bool) -> Reply:
    """Return the answer to a query on the graphs of some names: JSON results, or N-Triples for a graph.

    Raises IccisError if the endpoint cannot be reached, answers with anything else, or cuts the answer.
    """
    from SPARQLWrapper import POST, SPARQLWrapper

    check_address(url)
    wrapper = SPARQLWrapper(url)
    wrapper.setMethod(POST)
    wrapper.setQuery(text)
    wrapper.queryType = "SELECT"  # it takes a word of a comment, as "copy", for an update
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader("Accept", TYPES[graph][0])
    for name in names:
        wrapper.addDefaultGraph(name)
        wrapper.addNamedGraph(name)
    if user := os.environ.get("ICCIS_USER"):
        wrapper.setCredentials(user, os.environ.get("ICCIS_PASSWORD", ""))
    try:
        status, headers, data = _send(wrapper._createRequest())  # its query() follows redirects
    except (HTTPException, OSError, ValueError) as error:
        message = f"the endpoint cannot be reached: {getattr(error, 'reason', error)}"
        raise IccisError(one_line(message), place=url, hint=ADDRESS) from error
    kind = headers.get_content_type() if "Content-Type" in headers else ""
    if status != 200:
        raise _refusal(status, headers, data, url)
    if kind not in TYPES[graph] and (kind or not data):
        raise _unreadable(Reply(url, kind, data), f"{TYPES[graph][0]} was asked for")
    if max_rows := headers.get(MAX_ROWS_HEADER):
        hint = "ask for less, or raise ResultSetMaxRows in its virtuoso.ini"
        raise IccisError(f"the endpoint truncates answers after {max_rows} rows", place=url, hint=hint)
    refuse_deep_terms(data, url)
    return Reply(url, kind, VIRTUOSO_NODE.sub(rb"\1", data))


def _send(request: Request) -> tuple[int, Message, bytes]:
    vars(http.client)["_MAXHEADERS"] = MOST_HEADERS
    try:
        response = build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS)
    except HTTPError as error:  # it is the response
        response = error
    with response:
        return response.status, response.headers, response.read()


def _refusal(status: int, headers: Message, data: bytes, url: str) -> IccisError:
    words = first_words(data) or responses.get(status, "")
    verb = "refuses the query" if status == 400 else f"answers {status}"
    return IccisError(f"the endpoint {verb}: {words}", place=url, hint=hint_for(status, headers.get, HINTS))


def hint_for(status: int, header: Callable[[str], str | None], hints: Mapping[int, str]) -> str:
    """Return what to do about a response that is a refusal."""
    if location := header("Location") if 300 <= status < 400 else None:
        return one_line(f"redirects are not followed: give the address that it names, {location}")
    if wait := header("Retry-After"):
        return one_line(f"it asks to wait (Retry-After: {wait})")
    return hints.get(status, "")


def refuse_deep_terms(data: bytes, url: str) -> None:
    """Raise IccisError for triple terms in triple terms, thousands deep: they end the process of a parser."""
    is_deep = any(line.count(b"<<(") > DEEPEST_TERM for line in data.splitlines())
    if data.count(b"triple") > DEEPEST_TERM:
        import json

        try:
            json.loads(data)
        except RecursionError:
            is_deep = True
        except ValueError:
            pass  # the parser of results says what is wrong
    if is_deep:
        raise IccisError("the answer is nested too deeply", place=url, hint=ADDRESS)


def standalone(text: str, base: Base = HERE) -> str:
    """Query that needs nothing from outside: the base and all prefixes stand in it.

    >>> standalone("PREFIX x: <urn:x> ASK { ?n <p> ?x }").splitlines()[0]
    'BASE <https://w3id.org/iccis/id/>'
    >>> standalone("ASK { <lakes> ?p ?o }", Base(("lakes",), "https://example.org/")).splitlines()[-1]
    'ASK { <https://example.org/id/lakes> ?p ?o }'
    """
    text = moved_query(text, base)
    found = tokens(text)
    declared = {after.text for before, after in pairwise(found) if before.word == "PREFIX"}
    head = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" not in declared]
    based = found[1].end if found[0].word == "BASE" else 0  # Virtuoso takes one BASE, before the prefixes
    first = text[:based] or f"BASE <{ID}>"
    return "\n".join([first, *head, text[based:].lstrip("\n")])


def moved_query(text: str, base: Base) -> str:
    """Return a query with the IRIs of a project of one's own below its base, however they are written.

    >>> moved_query("ASK { id:lakes ?p ?o }", Base(("lakes",), "https://example.org/"))
    'ASK { <https://example.org/id/lakes> ?p ?o }'
    """
    return base.out(_whole_iris(resolve_escapes(text))) if base.own else text


def _whole_iris(text: str) -> str:
    """Write out the IRIs of things that a query gives relative to their base, or with the prefix `id`."""
    found = tokens(text)
    if found[0].word == "BASE":
        return text
    for before, token in reversed([*pairwise(found)]):
        if token.kind == "iri" and ":" not in token.text:
            name = token.text[1:-1]
        elif token.text.startswith("id:") and before.word != "PREFIX":
            name = token.text[3:].replace("\\", "")
        else:
            continue
        text = f"{text[: token.start]}<{ID}{name}>{text[token.end :]}"
    return text


def fetch_graphs(url: str, layers: Layers, base: Base = HERE) -> dict[str, list[Triple]]:
    """Return the triples of the named graph of each layer at `url`, with the IRIs that they have here."""
    return {layer: fetch_graph(url, base.out(graph_name(layer)), base) for layer in layers}


def fetch_graph(url: str, name: str, base: Base = HERE) -> list[Triple]:
    """Return the triples of a named graph at `url`; literals keep their spelling."""
    text = "SELECT ?s ?p ?o { ?s ?p ?o }"  # of a CONSTRUCT, Virtuoso does not say that it cuts it short
    reply = _back(fetch(url, text, (name,), graph=False), base)
    with _readable(reply):
        return _read_triples(reply.data)


def _read_triples(data: bytes) -> list[Triple]:
    rows = cast(Iterable[Any], parse_query_results(input=data, format=QueryResultsFormat.JSON))
    return [Triple(*(row[name] for name in "spo")) for row in rows]
