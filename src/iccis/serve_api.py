"""A small JSON interface for programs that know no RDF: clauses, norms and search, described by OpenAPI."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pyoxigraph import Store
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from iccis.files import ID
from iccis.pages import Facts, view
from iccis.pages_readings import commentary
from iccis.search import search
from iccis.serve_documents import Documents
from iccis.serve_pool import Reply

if TYPE_CHECKING:
    from iccis.serve_sparql import Endpoint

Handler = Callable[[Request], Awaitable[Response]]
MOST_WORDS = 10
LONGEST_SEARCH = 200


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


def description() -> dict[str, Any]:
    """OpenAPI 3.1 of the interface.

    >>> sorted(description()["paths"])[:2]
    ['/api/clauses', '/api/clauses/{number}']
    """
    text = {"type": "string"}
    short = {
        "type": "object",
        "required": ["number", "iri", "text"],
        "properties": {"number": text, "iri": text, "text": {"type": "string", "minLength": 1}},
    }
    hit = {
        "type": "object",
        "required": ["kind", "iri", "label", "snippet"],
        "properties": {"kind": text, "iri": text, "label": text, "snippet": text},
    }
    thing = {"type": "object", "required": ["iri"], "properties": {"iri": text}}
    clause, norm = _parameter("number", "path", "P6"), _parameter("number", "path", "3.2")
    words = _parameter("q", "query", "terrorism", minLength=1, maxLength=LONGEST_SEARCH)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The Code as JSON", "version": version("iccis"), "license": {"name": "CC BY 4.0"}},
        "paths": {
            "/api/clauses": _path("All clauses, in order", {"type": "array", "items": short}),
            "/api/clauses/{number}": _path("One clause, as 3, P6 or S1", short, clause, missing=404),
            "/api/norms/{number}": _path("One norm, as 3.2", thing, norm, missing=404),
            "/api/search": _path("Things with words", {"type": "array", "items": hit}, words, missing=400),
        },
    }


def _parameter(name: str, place: str, example: str, **schema: object) -> dict[str, Any]:
    kind = {"type": "string", "examples": [example], **schema}
    return {"name": name, "in": place, "required": True, "schema": kind}


def _path(summary: str, schema: object, *parameters: object, missing: int | None = None) -> dict[str, Any]:
    error = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    answers = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    if missing:
        content = {"application/json": {"schema": error}}
        answers[str(missing)] = {"description": "What is wrong", "content": content}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}
