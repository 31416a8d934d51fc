"""Remote stores: the same questions, by the SPARQL Protocol, which SPARQLWrapper speaks."""

import os
import re
from ast import literal_eval
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from itertools import pairwise
from typing import Any, cast
from urllib.error import HTTPError

from pyoxigraph import QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES, graph_name
from iccis.core.project import Layers
from iccis.questions.engines import Answer, Opener, graph_answer, read_answer
from iccis.questions.sparql import GRAPH_FORMS, form, tokens

TIMEOUT_SECONDS = 60
MAX_ROWS_HEADER = "X-SPARQL-MaxRows"
"""Header by which Virtuoso says that it has cut an answer to its greatest number of rows."""
VIRTUOSO_NODE = re.compile(rb'("type":\s*"bnode",\s*"value":\s*")nodeID://')
"""A blank node as Virtuoso writes it in results: labels must not contain such characters."""
ADDRESS = "is it running, and is this the address of its SPARQL endpoint?"
USER = "set ICCIS_USER and ICCIS_PASSWORD to those of a user who may read"
HINTS = {401: USER, 403: USER, 404: ADDRESS, 405: ADDRESS}
"""What to do about a status."""


def remote_engine(url: str) -> Opener:
    """Answer by the endpoint at `url`; of what the engine is opened on, only the layers matter."""

    return lambda _store, layers: partial(_answer, url, layers)


def _answer(url: str, layers: Layers, query: str) -> Answer:
    is_graph = form(query) in GRAPH_FORMS
    data = fetch(url, standalone(query), layers, graph=is_graph)
    with _readable(url):
        if is_graph:
            return graph_answer(quad.triple for quad in parse(input=data, format=RdfFormat.N_TRIPLES))
        return read_answer(parse_query_results(input=data, format=QueryResultsFormat.JSON))


@contextmanager
def _readable(url: str) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        message = f"the answer of the endpoint cannot be read: {error}"
        raise IccisError(message, place=url, hint=ADDRESS) from error


def fetch(url: str, text: str, layers: Layers, *, graph: bool) -> bytes:
    """Return the body of the answer to a query on some graphs: JSON results, or N-Triples for a graph.

    Raises IccisError if the endpoint cannot be reached, refuses the query, or cuts the answer.
    """
    from SPARQLWrapper import POST, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    wrapper = SPARQLWrapper(url)
    wrapper.setMethod(POST)
    wrapper.setTimeout(TIMEOUT_SECONDS)
    wrapper.setQuery(text)
    wrapper.queryType = "SELECT"  # it takes a word of a comment, as "copy", for an update
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader(
        "Accept", "application/n-triples" if graph else "application/sparql-results+json"
    )
    for layer in layers:
        wrapper.addDefaultGraph(graph_name(layer))
        wrapper.addNamedGraph(graph_name(layer))
    if user := os.environ.get("ICCIS_USER"):
        wrapper.setCredentials(user, os.environ.get("ICCIS_PASSWORD", ""))
    try:
        with wrapper.query().response as response:
            data, max_rows = bytes(response.read()), response.headers.get(MAX_ROWS_HEADER)
    except (SPARQLWrapperException, HTTPError) as error:
        raise _refusal(error, url) from error
    except (HTTPException, OSError) as error:
        raise IccisError(
            f"the endpoint cannot be reached: {getattr(error, 'reason', error)}", place=url, hint=ADDRESS
        ) from error
    if max_rows:
        hint = "ask for less, or raise ResultSetMaxRows in its virtuoso.ini"
        raise IccisError(f"the endpoint truncates answers after {max_rows} rows", place=url, hint=hint)
    return VIRTUOSO_NODE.sub(rb"\1", data)


def _refusal(error: Exception, url: str) -> IccisError:
    """Error for a response whose status is not 200; SPARQLWrapper has read and quoted the body of some."""
    response = error if isinstance(error, HTTPError) else error.__context__
    assert isinstance(response, HTTPError)
    with response:
        quoted = str(error).partition("Response:\n")[2]
        body = response.read() if error is response else literal_eval(quoted or "b''")
    words = body[:300].decode(errors="replace").strip() or response.reason
    verb = "refuses the query" if response.code == 400 else f"answers {response.code}"
    return IccisError(f"the endpoint {verb}: {words}", place=url, hint=HINTS.get(response.code, ""))


def standalone(text: str) -> str:
    """Query that needs nothing from outside: the base and all prefixes stand in it.

    >>> standalone("PREFIX x: <urn:x> ASK { ?n <p> ?x }").splitlines()[0]
    'BASE <https://w3id.org/iccis/id/>'
    """
    found = tokens(text)
    declared = {after.text for before, after in pairwise(found) if before.word == "PREFIX"}
    head = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" not in declared]
    based = found[1].end if found[0].word == "BASE" else 0  # Virtuoso takes one BASE, before the prefixes
    first = text[:based] or f"BASE <{ID}>"
    return "\n".join([first, *head, text[based:].lstrip("\n")])


def fetch_graphs(url: str, layers: Layers) -> dict[str, list[Triple]]:
    """Return the triples of the named graph of each layer at `url`; literals keep their spelling."""
    text = "SELECT ?s ?p ?o { ?s ?p ?o }"  # of a CONSTRUCT, Virtuoso does not say that it cuts it short
    graphs = {}
    for layer in layers:
        data = fetch(url, text, (layer,), graph=False)
        with _readable(url):
            rows = cast(Iterable[Any], parse_query_results(input=data, format=QueryResultsFormat.JSON))
            graphs[layer] = [Triple(*(row[name] for name in "spo")) for row in rows]
    return graphs
