"""The Graph Store Protocol, read only: the default graph or a named one, as a whole."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from iccis.core.namespaces import graph_name
from iccis.core.project import LABELS
from iccis.publication.dumps import serialize_triples
from iccis.publication.files import Publication
from iccis.publication.forms import GRAPHS, Offer, choose, listed, type_of
from iccis.service.documents import Documents
from iccis.service.request import header
from iccis.service.sparql import Endpoint


def graph_store(documents: Documents, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of `?default` and `?graph=IRI`, for the graphs of `documents`."""

    async def respond(request: Request) -> Response:
        name, is_default = request.query_params.get("graph"), "default" in request.query_params
        if is_default == (name is not None):
            return PlainTextResponse("Add ?default or ?graph=IRI to the address.\n", 400)
        if name is not None and name not in endpoint.graphs:
            return PlainTextResponse(endpoint.no_graph(name) + "\n", 404)
        offer = choose(header(request.scope, b"accept"), GRAPHS)
        if offer is None:
            return PlainTextResponse(listed(GRAPHS) + "\n", 406, {"Vary": "Accept"})
        work = partial(serialize_graph, name=name, offer=offer)
        body = await documents.run(f"graph {name} {offer.type}", work)
        return endpoint.starlette_response(request, type_of("." + offer.extension), body)

    return respond


def serialize_graph(publication: Publication, *, name: str | None, offer: Offer) -> bytes:
    """Serialize one graph, or the union of all, each triple once."""
    triples = {
        triple
        for layer, graph in publication.edition.graphs.items()
        if layer != LABELS and name in (None, graph_name(layer))
        for triple in graph
    }
    return serialize_triples(sorted(triples, key=str), offer, publication.edition.context)
