"""A small JSON interface for programs that know no RDF: clauses, norms and search, described by OpenAPI."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pyoxigraph import Store
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from iccis.core.namespaces import ID
from iccis.data.facts import Facts
from iccis.data.search import search
from iccis.publication.things.commentary import commentary
from iccis.publication.things.view import view
from iccis.service.documents import Documents
from iccis.service.openapi import LONGEST_SEARCH, MOST_WORDS, description
from iccis.service.reply import Reply

if TYPE_CHECKING:
    from iccis.service.sparql import Endpoint

Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """The interface over one set of facts."""

    def __init__(self, documents: Documents, store: Store, endpoint: "Endpoint") -> None:
        """Answer from `documents`, and search in `store`; `endpoint` has the headers of their version."""
        self.documents, self.store, self.endpoint = documents, store, endpoint

    async def facts(self) -> Facts:
        """Everything that is said."""
        return await self.documents.run("facts", lambda made: made.edition.facts)

    def routes(self) -> list[Route]:
        """The paths, each with what answers it."""
        found: dict[str, Handler] = {
            "/api/clauses": self.clauses,
            "/api/clauses/{number}": self.clause,
            "/api/norms/{number}": self.norm,
            "/api/search": self.search,
            "/api/openapi.json": self.description,
        }
        return [Route(path, handler, methods=["GET", "HEAD"]) for path, handler in found.items()]

    async def clauses(self, request: Request) -> Response:
        """Every provision with its number and words, in the order of the text."""
        facts = await self.facts()
        iris = sorted(_notations(facts).values(), key=lambda iri: int(facts.one(iri, "order")))
        return self._json(request, [_short(facts, iri) for iri in iris])

    async def clause(self, request: Request) -> Response:
        """One provision: words, norms, readings, correspondences."""
        facts = await self.facts()
        iri = _notations(facts).get(request.path_params["number"].upper())
        if iri is None:
            return self._missing(f"There is no clause {request.path_params['number']}: see /api/clauses.")
        return self._json(request, _short(facts, iri) | view(facts, iri) | commentary(facts, iri))

    async def norm(self, request: Request) -> Response:
        """One norm, with its positions and qualifiers."""
        facts, iri = await self.facts(), ID + "norm/" + request.path_params["number"]
        if iri not in facts.out:
            return self._missing(
                f"There is no norm {request.path_params['number']}: a clause lists its norms."
            )
        return self._json(request, {"iri": iri} | view(facts, iri))

    async def search(self, request: Request) -> Response:
        """Things whose words hold all that is asked for."""
        text = request.query_params.get("q", "")
        words = text.split()
        if not words or len(words) > MOST_WORDS or len(text) > LONGEST_SEARCH:
            return JSONResponse({"error": f"Give q, one to {MOST_WORDS} words."}, 400)
        return self._json(request, [asdict(hit) for hit in search(words, self.store)])

    async def description(self, request: Request) -> Response:
        """The OpenAPI description."""
        return self._json(request, description())

    def _json(self, request: Request, data: object) -> Response:
        body = JSONResponse(data).body
        key = sha256(body).hexdigest()
        return self.endpoint.respond(request, Reply(200, "application/json", bytes(body)), key)

    def _missing(self, message: str) -> Response:
        return JSONResponse({"error": message}, 404)


def _notations(facts: Facts) -> dict[str, str]:
    there = [iri for iri in list(facts.out) if facts.one(iri, "text")]
    found = {facts.one(iri, "skos:notation"): iri for iri in there}
    return {number: iri for number, iri in found.items() if number}


def _short(facts: Facts, iri: str) -> dict[str, Any]:
    return {"number": facts.one(iri, "skos:notation"), "iri": iri, "text": facts.one(iri, "text")}
