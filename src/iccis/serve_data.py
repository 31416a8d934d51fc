"""Every thing of the publication under the path of its IRI, and the graphs whole, read only.

`/id/...` answers 303 to a document with an extension, by `Accept`; the document answers 200. The ontology and
the graphs are documents themselves.
"""

import html
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, serialize
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from iccis.files import GRAPH, ID, PREFIXES, SITE
from iccis.negotiation import GRAPHS, PAGES, Offer, choose, listed
from iccis.pages import Facts, about, view
from iccis.pages_commentary import commentary_text
from iccis.pages_readings import commentary
from iccis.pages_text import page
from iccis.serve_pool import Reply

if TYPE_CHECKING:
    from iccis.serve_sparql import Endpoint

EXTENSIONS = {offer.extension: offer for offer in PAGES}


class Things:
    """What can be looked up, each by its path."""

    def __init__(self, given: list[Triple], store: Store, endpoint: "Endpoint") -> None:
        """Index the triples of a store; `endpoint` has the headers that go with their version."""
        self.given, self.store, self.endpoint = given, store, endpoint
        self.facts = Facts(given)
        self.paths = sorted(iri.removeprefix(SITE) for iri in self.facts.out if iri.startswith(ID))
        self.kept: dict[tuple[str, str], bytes] = {}

    async def thing(self, request: Request) -> Response:
        """A thing (303 to a document) or a document about it (200)."""
        path = request.path_params["path"]
        if ID + path in self.facts.out:
            return self._see_other(request, path)
        name, _, extension = path.rpartition(".")
        offer = EXTENSIONS.get(extension)
        if offer is None or ID + name not in self.facts.out:
            return PlainTextResponse(self.hint(request.url.path) + "\n", 404)
        return self._document(request, f"id/{name}", offer, lambda: self._render(ID + name, offer))

    def _see_other(self, request: Request, path: str) -> Response:
        offer = choose(request.headers.get("accept", "*/*"), PAGES)
        if offer is None:
            return PlainTextResponse(listed(PAGES) + "\n", 406, {"Vary": "Accept"})
        target = f"/id/{path}.{offer.extension}"
        return RedirectResponse(target, 303, {"Vary": "Accept", "Link": _links(f"id/{path}")})

    def _render(self, iri: str, offer: Offer) -> bytes:
        if offer.extension in ("txt", "html"):
            return self._words(iri, offer.extension)
        return _serialized(about(self.given, self.facts, iri), offer)

    def _words(self, iri: str, extension: str) -> bytes:
        text = page(view(self.facts, iri))
        if self.facts.one(iri, "text"):
            text += "\n\n" + commentary_text(commentary(self.facts, iri))
        if extension == "txt":
            return (text + "\n").encode()
        title = html.escape(self.facts.label(iri))
        head = f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        body = f"<body><main><h1>{title}</h1>\n<pre>{html.escape(text)}</pre></main></body>"
        return f"<!DOCTYPE html>\n{head}\n{body}</html>\n".encode()

    async def ontology(self, request: Request) -> Response:
        """The ontology, negotiated, or by extension."""
        return self._graph_document(request, "ontology", request.path_params.get("dot", ""), "ontology")

    async def graph(self, request: Request) -> Response:
        """One named graph at its own IRI, negotiated, or by extension."""
        name, dot, extension = request.path_params["path"].partition(".")
        return self._graph_document(request, f"graph/{name}", dot + extension, name)

    def _graph_document(self, request: Request, path: str, dotted: str, layer: str) -> Response:
        node = NamedNode(GRAPH + layer)
        by_name = {f".{offer.extension}": offer for offer in GRAPHS}
        if node not in set(self.store.named_graphs()) or (dotted and dotted not in by_name):
            return PlainTextResponse(self.hint(request.url.path) + "\n", 404)
        offer = by_name.get(dotted) or choose(request.headers.get("accept", "*/*"), GRAPHS)
        if offer is None:
            return PlainTextResponse(listed(GRAPHS) + "\n", 406, {"Vary": "Accept"})
        return self._document(request, path, offer, lambda: self._whole(node, offer))

    async def store_protocol(self, request: Request) -> Response:
        """The Graph Store Protocol, read only: `?default` or `?graph=IRI`."""
        name, is_default = request.query_params.get("graph"), "default" in request.query_params
        if is_default == (name is not None):
            return PlainTextResponse("Say ?default or ?graph=IRI.\n", 400)
        node = DefaultGraph() if name is None else NamedNode(name)
        if name is not None and node not in set(self.store.named_graphs()):
            graphs = ", ".join(sorted(self.endpoint.graphs))
            return PlainTextResponse(f"There is no graph {name} here. There is: {graphs}.\n", 404)
        offer = choose(request.headers.get("accept", "*/*"), GRAPHS)
        if offer is None:
            return PlainTextResponse(listed(GRAPHS) + "\n", 406, {"Vary": "Accept"})
        return self._document(request, f"data?{name or 'default'}", offer, lambda: self._whole(node, offer))

    def _whole(self, node: NamedNode | DefaultGraph, offer: Offer) -> bytes:
        quads = self.store.quads_for_pattern(None, None, None, node)
        return _serialized(sorted((quad.triple for quad in quads), key=str), offer)

    def _document(self, request: Request, path: str, offer: Offer, make: Callable[[], bytes]) -> Response:
        key = (path, offer.extension)
        if key not in self.kept:
            self.kept[key] = make()
        charset = "; charset=utf-8" if offer.type.startswith("text/") else ""
        reply = Reply(200, offer.type + charset, self.kept[key])
        response = self.endpoint.respond(request, reply, _key(key))
        if "?" not in path:
            response.headers["Link"] = _links(path)
        return response

    def hint(self, path: str) -> str:
        """What a reader may have meant who asked for a path that does not exist."""
        near = get_close_matches(path.strip("/").rpartition(".")[0] or path.strip("/"), self.paths, 3)
        return "There is nothing here." + (
            f" Did you mean {', '.join('/' + p for p in near)}?" if near else ""
        )


def _key(parts: tuple[str, str]) -> str:
    from hashlib import sha256

    return sha256(" ".join(parts).encode()).hexdigest()


def _links(path: str) -> str:
    """Value of a Link header: the IRI, and its other forms."""
    offers = PAGES if path.startswith("id/") else GRAPHS
    forms = [f'</{path}.{offer.extension}>; rel="alternate"; type="{offer.type}"' for offer in offers]
    return ", ".join([f'<{SITE}{path}>; rel="canonical"', *forms])


def _serialized(found: Iterable[Triple], offer: Offer) -> bytes:
    if offer.extension == "ttl":
        from iccis.turtle_writer import write

        return write(list(found), base=ID, prefixes=PREFIXES, order="document").encode()
    form = RdfFormat.from_media_type(offer.type)
    prefixes = PREFIXES if offer.extension in ("trig", "rdf") else None
    return bytes(serialize(found, format=form, prefixes=prefixes) or b"")
