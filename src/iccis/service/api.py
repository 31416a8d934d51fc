"""A small JSON interface for programs that do not read RDF: clauses, norms and search."""

from dataclasses import asdict
from typing import Any

from pyoxigraph import Store
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from iccis.core.namespaces import ID
from iccis.data.facts import Facts
from iccis.data.search import search
from iccis.publication.things.documents import plain_data
from iccis.service.documents import Documents
from iccis.service.openapi import MAX_SEARCH_LENGTH, MAX_WORDS, description
from iccis.service.sparql import Endpoint


class Api:
    """The JSON interface over one set of facts."""

    def __init__(self, documents: Documents, store: Store, endpoint: Endpoint) -> None:
        """Answer from `documents`, and search in `store`; `endpoint` adds the headers that caches need."""
        self.documents, self.store, self.endpoint = documents, store, endpoint

    async def facts(self) -> Facts:
        """Return the facts of the edition."""
        return await self.documents.run("facts", lambda publication: publication.edition.facts)

    def routes(self) -> list[Route]:
        """Return the paths, each with its handler."""
        return [
            Route("/api/clauses", self.clauses),
            Route("/api/clauses/{number}", self.clause),
            Route("/api/norms/{number}", self.norm),
            Route("/api/search", self.search),
            Route("/api/openapi.json", self.description),
        ]

    async def clauses(self, request: Request) -> Response:
        """Return every provision with its number and text, in the order of the Code."""
        facts = await self.facts()
        iris = sorted(_notations(facts).values(), key=lambda iri: int(facts.one(iri, "order")))
        return self._json(request, [_summary(facts, iri) for iri in iris])

    async def clause(self, request: Request) -> Response:
        """Return one provision with its norms, readings and correspondences."""
        facts = await self.facts()
        iri = _notations(facts).get(request.path_params["number"].upper())
        if iri is None:
            return _error(404, f"There is no clause {request.path_params['number']}: see /api/clauses.")
        return self._json(request, _summary(facts, iri) | plain_data(facts, iri, readings=True))

    async def norm(self, request: Request) -> Response:
        """Return one norm with its positions and qualifiers."""
        facts, number = await self.facts(), request.path_params["number"]
        iri = f"{ID}norm/{number}"
        if iri not in facts.out:
            return _error(404, f"There is no norm {number}: a clause lists its norms.")
        return self._json(request, plain_data(facts, iri, readings=False))

    async def search(self, request: Request) -> Response:
        """Return the things whose texts contain all words of the search."""
        text = request.query_params.get("q", "")
        words = text.split()
        if not words or len(words) > MAX_WORDS or len(text) > MAX_SEARCH_LENGTH:
            return _error(400, f"Give q, one to {MAX_WORDS} words.")
        return self._json(request, [asdict(hit) for hit in search(words, self.store)])

    async def description(self, request: Request) -> Response:
        """Return the OpenAPI description."""
        return self._json(request, description())

    def _json(self, request: Request, data: object) -> Response:
        body = bytes(JSONResponse(data).body)
        return self.endpoint.starlette_response(request, "application/json", body)


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)


def _notations(facts: Facts) -> dict[str, str]:
    """Return the IRIs of the provisions by their numbers."""
    provisions = [iri for iri in list(facts.out) if facts.one(iri, "text")]
    numbered = {facts.one(iri, "skos:notation"): iri for iri in provisions}
    return {number: iri for number, iri in numbered.items() if number}


def _summary(facts: Facts, iri: str) -> dict[str, Any]:
    return {"number": facts.one(iri, "skos:notation"), "iri": iri, "text": facts.one(iri, "text")}
