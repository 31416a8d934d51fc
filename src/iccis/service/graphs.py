"""The Graph Store Protocol, read only: the default graph or a named one, as a whole."""

from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from iccis.core.namespaces import graph_name
from iccis.core.project import LABELS
from iccis.publication.dumps import of_triples
from iccis.publication.files import Publication
from iccis.publication.forms import GRAPHS, Offer, choose, listed, type_of
from iccis.service.documents import Documents
from iccis.service.request import header
from iccis.service.sparql import Endpoint


class Graphs:
    """The graphs that queries run on, each by its name, and their union."""

    def __init__(self, documents: Documents, endpoint: Endpoint) -> None:
        """Serve the graphs of `documents`, which are those of `endpoint`."""
        self.documents, self.endpoint = documents, endpoint

    async def respond(self, request: Request) -> Response:
        """Respond to `?default` or `?graph=IRI`."""
        name, is_default = request.query_params.get("graph"), "default" in request.query_params
        if is_default == (name is not None):
            return PlainTextResponse("Add ?default or ?graph=IRI to the address.\n", 400)
        if name is not None and name not in self.endpoint.graphs:
            return PlainTextResponse(self.endpoint.no_graph(name) + "\n", 404)
        offer = choose(header(request.scope, b"accept"), GRAPHS)
        if offer is None:
            return PlainTextResponse(listed(GRAPHS) + "\n", 406, {"Vary": "Accept"})
        key = f"graph {name} {offer.type}"
        body = await self.documents.run(key, partial(serialize_graph, name=name, offer=offer))
        return self.endpoint.starlette_response(request, type_of("." + offer.extension), body)


def serialize_graph(publication: Publication, *, name: str | None, offer: Offer) -> bytes:
    """Serialize one graph, or the union of all, each triple once."""
    triples = {
        triple
        for layer, graph in publication.edition.graphs.items()
        if layer != LABELS and name in (None, graph_name(layer))
        for triple in graph
    }
    return of_triples(sorted(triples, key=str), offer, publication.edition.context)
