"""Remote stores: the same questions, by the SPARQL Protocol, which SPARQLWrapper speaks."""

import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, cast
from urllib.error import HTTPError, URLError

from pyoxigraph import (
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES, graph_name
from iccis.core.project import Layers
from iccis.questions.engines import Answer, Bindings, Engine, graph_answer, prepare, read_answer
from iccis.questions.sparql import tokens

SECONDS = 60
CUT = "X-SPARQL-MaxRows"
"""Header by which Virtuoso tells that an answer has as many rows as it gives at most."""
NODE = re.compile(rb'("type":\s*"bnode",\s*"value":\s*")nodeID://')
"""A blank node as Virtuoso writes it in results: no label may have such marks."""
GRAPH_FORMS = {"CONSTRUCT", "DESCRIBE"}


def remote(url: str) -> Callable[[Store, Layers], Engine]:
    """Engine that asks the endpoint at `url`; of what it is opened on, only the layers matter."""

    def opened(_store: Store, layers: Layers) -> Engine:
        def run(text: str, bindings: Bindings, *, place: str = "") -> Answer:
            return _ask(url, text, prepare(text, bindings, place=place), layers)

        return run

    return opened


def _ask(url: str, text: str, query: str, layers: Layers) -> Answer:
    graph = any(token.word in GRAPH_FORMS for token in tokens(text))
    data = fetch(url, standalone(query), layers, graph=graph)
    if graph:
        return graph_answer(quad.triple for quad in parse(input=data, format=RdfFormat.N_TRIPLES))
    return read_answer(parse_query_results(input=data, format=QueryResultsFormat.JSON), text)


def fetch(url: str, text: str, layers: Layers, *, graph: bool) -> bytes:
    """Body of the answer to a query on some graphs: JSON results, or N-Triples for a graph.

    Raises IccisError if the endpoint cannot be reached or refuses the query.
    """
    from SPARQLWrapper import POST, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

    wrapper = SPARQLWrapper(url)
    wrapper.setMethod(POST)
    wrapper.setTimeout(SECONDS)
    wrapper.setQuery(text)
    wrapper.queryType = "SELECT"  # it takes a word of a comment, as "copy", for an update
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader(
        "Accept", "application/n-triples" if graph else "application/sparql-results+json"
    )
    for layer in layers:
        wrapper.addDefaultGraph(graph_name(layer))
        wrapper.addParameter("named-graph-uri", graph_name(layer))
    if user := os.environ.get("ICCIS_USER"):
        wrapper.setCredentials(user, os.environ.get("ICCIS_PASSWORD", ""))
    try:
        with wrapper.query().response as response:
            data, most = bytes(response.read()), response.headers.get(CUT)
        if most:
            hint = "ask for less, or raise ResultSetMaxRows in its virtuoso.ini"
            raise IccisError(f"the endpoint cuts answers after {most} rows", place=url, hint=hint)
        return NODE.sub(rb"\1", data)
    except SPARQLWrapperException as error:
        words = str(error).split("Response:")[-1].strip().strip("b'\"\\n")
        raise IccisError(f"the endpoint refuses the query: {words}", place=url) from error
    except HTTPError as error:
        with error:
            words = error.read()[:300].decode(errors="replace").strip()
        raise IccisError(f"the endpoint answers {error.code}: {words or error.reason}", place=url) from error
    except (URLError, OSError) as error:
        hint = "is it running, and is this the address of its SPARQL endpoint?"
        raise IccisError(f"the endpoint cannot be reached: {error}", place=url, hint=hint) from error


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


def fetched(url: str, layers: Layers) -> dict[str, list[Triple]]:
    """The triples of each named graph of some layers, from the endpoint at `url`."""
    text = "SELECT ?s ?p ?o { ?s ?p ?o }"  # of a CONSTRUCT, Virtuoso does not tell that it cuts it short
    return {layer: list(_rows(fetch(url, text, (layer,), graph=False))) for layer in layers}


def _rows(data: bytes) -> Iterator[Triple]:
    found = parse_query_results(input=data, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    for row in found:
        subject, predicate, object_ = (cast(Any, row[name]) for name in "spo")
        yield Triple(subject, predicate, object_)
