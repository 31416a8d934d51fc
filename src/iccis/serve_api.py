"""A small JSON interface for programs that know no RDF: clauses, norms and search, described by OpenAPI."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
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

if TYPE_CHECKING:
    from iccis.serve_sparql import Endpoint

Handler = Callable[[Request], Awaitable[Response]]
MOST_WORDS = 10
LONGEST_SEARCH = 200


class Api:
    """The interface over one set of facts."""

    def __init__(self, facts: Facts, store: Store, endpoint: "Endpoint") -> None:
        """Answer from `facts`, and search in `store`; `endpoint` has the headers of their version."""
        self.facts, self.store, self.endpoint = facts, store, endpoint

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
        notations = self._notations()
        iris = sorted(notations.values(), key=lambda iri: int(self.facts.one(iri, "order")))
        return self._json([self._short(iri) for iri in iris])

    async def clause(self, request: Request) -> Response:
        """One provision: words, norms, readings, correspondences."""
        iri = self._notations().get(request.path_params["number"].upper())
        if iri is None:
            return self._missing(f"There is no clause {request.path_params['number']}: see /api/clauses.")
        return self._json(self._short(iri) | view(self.facts, iri) | commentary(self.facts, iri))

    async def norm(self, request: Request) -> Response:
        """One norm, with its positions and qualifiers."""
        iri = ID + "norm/" + request.path_params["number"]
        if iri not in self.facts.out:
            return self._missing(
                f"There is no norm {request.path_params['number']}: a clause lists its norms."
            )
        return self._json({"iri": iri} | view(self.facts, iri))

    async def search(self, request: Request) -> Response:
        """Things whose words hold all that is asked for."""
        text = request.query_params.get("q", "")
        words = text.split()
        if not words or len(words) > MOST_WORDS or len(text) > LONGEST_SEARCH:
            return JSONResponse({"error": f"Give q, one to {MOST_WORDS} words."}, 400)
        return self._json([asdict(hit) for hit in search(words, self.store)])

    async def description(self, request: Request) -> Response:
        """The OpenAPI description."""
        return self._json(description())

    def _notations(self) -> dict[str, str]:
        there = [iri for iri in list(self.facts.out) if self.facts.one(iri, "text")]
        found = {self.facts.one(iri, "skos:notation"): iri for iri in there}
        return {number: iri for number, iri in found.items() if number}

    def _short(self, iri: str) -> dict[str, Any]:
        facts = self.facts
        return {"number": facts.one(iri, "skos:notation"), "iri": iri, "text": facts.one(iri, "text")}

    def _json(self, data: object) -> Response:
        headers = self.endpoint.headers("")
        del headers["ETag"]  # one version has many answers
        return JSONResponse(data, headers=headers)

    def _missing(self, message: str) -> Response:
        return JSONResponse({"error": message}, 404)


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
    number = {"name": "number", "in": "path", "required": True, "schema": text}
    words = {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "minLength": 1}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "The Code as JSON", "version": version("iccis"), "license": {"name": "CC BY 4.0"}},
        "paths": {
            "/api/clauses": _path("All clauses, in order", {"type": "array", "items": short}),
            "/api/clauses/{number}": _path("One clause, as 3, P6 or S1", short, number, missing=404),
            "/api/norms/{number}": _path("One norm, as 3.2", thing, number, missing=404),
            "/api/search": _path("Things with words", {"type": "array", "items": hit}, words, missing=400),
        },
    }


def _path(summary: str, schema: object, *parameters: object, missing: int | None = None) -> dict[str, Any]:
    error = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    answers = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    if missing:
        content = {"application/json": {"schema": error}}
        answers[str(missing)] = {"description": "What is wrong", "content": content}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}
