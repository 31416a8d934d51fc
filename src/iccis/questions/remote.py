"""Stores somewhere else: the same questions, by the SPARQL Protocol.

A remote store does not pre-bind parameters, so each SELECT that uses one is joined with its value (VALUES).
"""

import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, cast
from urllib.error import HTTPError, URLError

from pyoxigraph import (
    BlankNode,
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
from iccis.questions.sparql import Bound, Token, tokens

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
            query = prepare(text, bindings, place=place)
            return _ask(url, query, bindings, layers)

        return run

    return opened


def _ask(url: str, query: Bound, bindings: Bindings, layers: Layers) -> Answer:
    graph = any(token.word in GRAPH_FORMS for token in tokens(query.text))
    data = fetch(url, standalone(query.text, bindings), layers, graph=graph)
    if graph:
        return graph_answer(quad.triple for quad in parse(input=data, format=RdfFormat.N_TRIPLES))
    return read_answer(parse_query_results(input=data, format=QueryResultsFormat.JSON), query)


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


def standalone(text: str, bindings: Bindings) -> str:
    """Query that needs nothing from outside: base, prefixes and the values of parameters stand in it.

    >>> from pyoxigraph import NamedNode
    >>> print(standalone("SELECT ?n { ?n <p> ?x }", {"x": NamedNode("urn:x")}).splitlines()[-1])
    SELECT ?n { VALUES ?x { <urn:x> } ?n <p> ?x }
    """
    found = tokens(text)
    declared = {after.text for before, after in pairwise(found) if before.word == "PREFIX"}
    head = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" not in declared]
    based = found[1].end if found[0].word == "BASE" else 0  # Virtuoso takes one BASE, before the prefixes
    for name, term in bindings.items():
        if isinstance(term, BlankNode):
            raise IccisError(f"?{name} is a blank node, which no other store knows")
    text = with_values(text, bindings)
    first = text[:based] or f"BASE <{ID}>"
    return "\n".join([first, *head, text[based:].lstrip("\n")])


def with_values(text: str, bindings: Bindings) -> str:
    """Query in which the values of parameters stand.

    >>> from pyoxigraph import Literal
    >>> with_values("ASK { ?n <urn:p> ?x }", {"x": Literal(1)})
    'ASK { VALUES ?x { "1"^^<http://www.w3.org/2001/XMLSchema#integer> } ?n <urn:p> ?x }'
    """
    edits = [(brace.end, _values(group, bindings)) for brace, group in _groups(tokens(text))]
    for offset, added in sorted(edits, reverse=True):
        text = text[:offset] + added + text[offset:]
    return text


def _values(group: list[Token], bindings: Bindings) -> str:
    used = {token.text[1:] for token in group if token.kind == "variable"}
    return "".join(f" VALUES ?{name} {{ {term} }}" for name, term in bindings.items() if name in used)


def _groups(found: list[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Opening brace of the pattern of each query and sub-SELECT, with the tokens that it reaches."""
    for i, token in enumerate(found):
        if token.word in ("SELECT", "ASK", *GRAPH_FORMS):
            rest = found[i:]
            start = _template_end(rest) if token.word == "CONSTRUCT" else 0
            brace = next((n for n, one in enumerate(rest) if n >= start and one.word == "{"), None)
            if brace is not None:
                yield rest[brace], rest[: _closing(rest, brace)]


def _template_end(rest: list[Token]) -> int:
    """Place after the template of a CONSTRUCT, if it has one."""
    return _closing(rest, 1) if len(rest) > 1 and rest[1].word == "{" else 0


def _closing(rest: list[Token], brace: int) -> int:
    depth = 0
    for n in range(brace, len(rest)):
        depth += {"{": 1, "}": -1}.get(rest[n].word, 0)
        if depth == 0:
            return n + 1
    return len(rest)


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
