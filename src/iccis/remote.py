"""Stores somewhere else: the same questions by the SPARQL Protocol, data sent by the Graph Store Protocol.

A remote store does not pre-bind parameters, so each SELECT that uses one is joined with its value (VALUES).
"""

import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from urllib.error import HTTPError, URLError

from pyoxigraph import (
    BlankNode,
    Literal,
    QueryResultsFormat,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from iccis.engines import Answer, Bindings, Engine, graph_answer, prepare, read_answer
from iccis.errors import IccisError
from iccis.files import ID, PREFIXES, graph_name
from iccis.graphs import Layers, triples
from iccis.sparql import Bound, Token, tokens

SECONDS = 60
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
        return bytes(wrapper.query().response.read())
    except SPARQLWrapperException as error:
        words = str(error).split("Response:")[-1].strip().strip("b'\"\\n")
        raise IccisError(f"the endpoint refuses the query: {words}", place=url) from error
    except HTTPError as error:
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
    head = [f"BASE <{ID}>"]
    head += [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" not in declared]
    for name, term in bindings.items():
        if isinstance(term, BlankNode):
            raise IccisError(f"?{name} is a blank node, which no other store knows")
    return "\n".join([*head, with_values(text, bindings)])


def with_values(text: str, bindings: Bindings) -> str:
    """Query in which the values of parameters stand.

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
    text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    return {
        layer: [
            quad.triple
            for quad in parse(input=fetch(url, text, (layer,), graph=True), format=RdfFormat.N_TRIPLES)
        ]
        for layer in layers
    }


def push(url: str, store: Store, layers: Layers, *, dry: bool = False) -> Iterator[tuple[str, int]]:
    """Put each layer into its named graph of the store behind `url`, a Graph Store Protocol address.

    Yields each layer and its number of triples once it is there. A graph is replaced as a whole by one
    request. Run it again after a failure: a graph that is there already is replaced by the same.

    What several layers hold goes into the first: some stores count a triple once for each graph that they
    unite, and every set of graphs that a question can name has the earlier layers too.
    """
    seen = set[str]()
    for layer in layers:
        found = sorted({str(triple) for triple in triples(store, [layer])} - seen)
        seen.update(found)
        if not dry:
            _put(url, graph_name(layer), "".join(f"{line} .\n" for line in found).encode())
        yield layer, len(found)


def _put(url: str, name: str, data: bytes) -> None:
    from urllib.parse import quote
    from urllib.request import Request

    mark = "&" if "?" in url else "?"
    headers = {"Content-Type": "application/n-triples"}
    request = Request(f"{url}{mark}graph={quote(name, safe='')}", data=data, headers=headers, method="PUT")
    try:
        with _opener(url).open(request, timeout=SECONDS) as response:
            response.read()
    except HTTPError as error:
        words = error.read()[:200].decode(errors="replace").strip()
        hint = "set ICCIS_USER and ICCIS_PASSWORD" if error.code in (401, 403) else ""
        raise IccisError(f"{name} is refused: {error.code} {words}", place=url, hint=hint) from error
    except (URLError, OSError) as error:
        hint = "is it running, and is this the address of its Graph Store Protocol?"
        raise IccisError(f"the store cannot be reached: {error}", place=url, hint=hint) from error


def _opener(url: str) -> Any:
    """Opener that answers a request for a password, basic or digest, from the environment."""
    from urllib.request import (
        HTTPBasicAuthHandler,
        HTTPDigestAuthHandler,
        HTTPPasswordMgrWithDefaultRealm,
        build_opener,
    )

    passwords = HTTPPasswordMgrWithDefaultRealm()
    if user := os.environ.get("ICCIS_USER"):
        passwords.add_password(None, url, user, os.environ.get("ICCIS_PASSWORD", ""))
    return build_opener(HTTPBasicAuthHandler(passwords), HTTPDigestAuthHandler(passwords))
