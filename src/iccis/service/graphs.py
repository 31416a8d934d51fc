"""The Graph Store Protocol, read only: the default graph or a named one, as a whole."""

from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from iccis.core.namespaces import graph_name
from iccis.publication.dumps import of_triples
from iccis.publication.edition import LABELS
from iccis.publication.files import Publication
from iccis.publication.forms import GRAPHS, Offer, choose, listed, type_of
from iccis.service.documents import Documents
from iccis.service.reply import Reply

if TYPE_CHECKING:
    from iccis.service.sparql import Endpoint


class Graphs:
    """The graphs that queries run on, each by its name, and all as one."""

    def __init__(self, documents: Documents, endpoint: "Endpoint") -> None:
        """`endpoint` has the names of the graphs, and the headers that go with their version."""
        self.documents, self.endpoint = documents, endpoint

    async def __call__(self, request: Request) -> Response:
        """Answer `?default` or `?graph=IRI`."""
        name, is_default = request.query_params.get("graph"), "default" in request.query_params
        if is_default == (name is not None):
            return PlainTextResponse("Say ?default or ?graph=IRI.\n", 400)
        if name is not None and name not in self.endpoint.graphs:
            graphs = ", ".join(sorted(self.endpoint.graphs))
            return PlainTextResponse(f"There is no graph {name} here. There is: {graphs}.\n", 404)
        offer = choose(request.headers.get("accept", "*/*"), GRAPHS)
        if offer is None:
            return PlainTextResponse(listed(GRAPHS) + "\n", 406, {"Vary": "Accept"})
        body = await self.documents.run(f"graph {name} {offer.type}", partial(_whole, name=name, offer=offer))
        reply = Reply(200, type_of("." + offer.extension), body)
        return self.endpoint.respond(request, reply, sha256(f"{name} {offer.type}".encode()).hexdigest())


def _whole(made: Publication, *, name: str | None, offer: Offer) -> bytes:
    """One graph, or the union of all: each triple once."""
    wanted = (
        graph
        for layer, graph in made.edition.graphs.items()
        if layer != LABELS and name in (None, graph_name(layer))
    )
    found = sorted({triple for graph in wanted for triple in graph}, key=str)
    return of_triples(found, offer, made.edition.context)
