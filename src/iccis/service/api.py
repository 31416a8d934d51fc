"""Interfaces besides SPARQL: JSON for programs that do not read RDF, and the Graph Store Protocol."""

import asyncio
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from iccis.core.namespaces import ID, graph_name
from iccis.data.clauses import in_order
from iccis.data.facts import Facts
from iccis.data.search import Index, phrases
from iccis.data.verdict import VERDICTS, Verifier
from iccis.publication.dumps import serialize_triples
from iccis.publication.files import Publication
from iccis.publication.forms import GRAPHS, HTML, Offer, choose, listed, type_of
from iccis.publication.site import verify
from iccis.publication.things.documents import plain_data
from iccis.questions.find import Finder
from iccis.service.conditional import weak_etag
from iccis.service.documents import Documents
from iccis.service.reply import Reply
from iccis.service.request import header
from iccis.service.sparql import Endpoint

MAX_WORDS = 10  # of a search
MAX_SEARCH_LENGTH = 200  # in characters
AMONG = ("everything", "questions")
MAX_QUOTATION_LENGTH = 4000  # in characters, which an address can hold
JSON = Offer("application/json", "json")


class Api:
    """The interfaces over one publication."""

    def __init__(self, documents: Documents, endpoint: Endpoint) -> None:
        """Answer from `documents`; `endpoint` adds the headers that caches need."""
        self.documents, self.endpoint = documents, endpoint
        self.index: Index | None = None
        self.finder: Finder | None = None
        self.verifier: Verifier | None = None

    async def facts(self) -> Facts:
        """Return the facts of the edition."""
        return await self.documents.run("facts", lambda publication: publication.edition.facts)

    def routes(self) -> list[Route]:
        """Return the paths, each with its handler."""
        return [
            Route("/api/clauses", self.clauses),
            Route("/api/clauses/{number}", self.clause),
            Route("/api/clauses/{work}/{number}", self.clause),
            Route("/api/norms/{number:path}", self.norm),
            Route("/api/search", self.search),
            Route("/api/verify", self.verify),
            Route("/api/openapi.json", self.description),
            Route("/data", self.graph),
        ]

    async def clauses(self, request: Request) -> Response:
        """Return every provision with its number and text, in the order of the text."""
        facts = await self.facts()
        return self._json(request, [_summary(facts, iri) for iri in in_order(facts)])

    async def clause(self, request: Request) -> Response:
        """Return one provision with its norms, readings and correspondences."""
        facts, number = await self.facts(), request.path_params["number"]
        found = _numbered(facts, number, request.path_params.get("work", ""))
        if len(found) > 1:
            names = ", ".join(f"{_work(iri)}/{number}" for iri in found)
            return _error(404, f"Several texts have a clause {number}: name one of {names}.")
        if not found:
            return _error(404, f"There is no clause {number}: see /api/clauses.")
        [iri] = found
        return self._json(request, _summary(facts, iri) | plain_data(facts, iri, readings=True))

    async def norm(self, request: Request) -> Response:
        """Return one norm with its positions and qualifiers."""
        facts, number = await self.facts(), request.path_params["number"]
        iri = f"{ID}norm/{number}"
        if iri not in facts.out:
            return _error(404, f"There is no norm {number}: each clause lists its norms.")
        return self._json(request, plain_data(facts, iri, readings=False))

    async def search(self, request: Request) -> Response:
        """Return what holds all words and quoted phrases of the search, or else some, the nearest first."""
        text = request.query_params.get("q", "")
        words = phrases(text)
        if not words or len(words) > MAX_WORDS or len(text) > MAX_SEARCH_LENGTH:
            return _error(400, f"Give the parameter q, of one to {MAX_WORDS} words.")
        among = request.query_params.get("among", AMONG[0])
        if among not in AMONG:
            return _error(400, f"Search among one of: {', '.join(AMONG)}.")
        if among == "questions":
            if self.finder is None:
                self.finder = await self.documents.run("finder", lambda opened: opened.edition.finder)
            return self._json(request, [hit._asdict() for hit in self.finder.hits(text)])
        if self.index is None:
            self.index = await self.documents.run("index", lambda opened: opened.edition.index)
        return self._json(request, [hit._asdict() for hit in self.index.search(words)])

    async def verify(self, request: Request) -> Response:
        """Return the verdict on a quotation, as a page to those who prefer HTML to JSON."""
        words, at = (request.query_params.get(name, "") for name in ("words", "at"))
        is_page = choose(header(request.scope, b"accept"), (JSON, HTML)) is HTML
        if not is_page and not 0 < len(words) <= MAX_QUOTATION_LENGTH:
            return _error(400, f"Give the parameter words, of one to {MAX_QUOTATION_LENGTH} characters.")
        if self.verifier is None:
            self.verifier = await self.documents.run("verifier", lambda opened: opened.edition.verifier)
        verdict = await asyncio.to_thread(self.verifier.verify, words, at=at)
        if is_page:
            publication = await self.documents.open()
            page = await asyncio.to_thread(verify.answer, publication.edition, words, at, verdict)
            return self._respond(request, HTML.type + "; charset=utf-8", page)
        return self._json(request, verdict)

    async def description(self, request: Request) -> Response:
        """Return the OpenAPI description."""
        edition = (await self.documents.open()).edition
        works = [work.removeprefix(ID) for work in edition.works]
        address = str(request.base_url).rstrip("/")
        return self._json(request, description(address, edition.licence, works))

    async def graph(self, request: Request) -> Response:
        """Return the default graph (`?default`) or a named one (`?graph=IRI`), whole."""
        name, is_default = request.query_params.get("graph"), "default" in request.query_params
        if is_default == (name is not None):
            return PlainTextResponse("Add ?default or ?graph=IRI to the address.\n", 400)
        if name is not None and name not in self.endpoint.graphs:
            return PlainTextResponse(self.endpoint.no_graph(name) + "\n", 404)
        offer = choose(header(request.scope, b"accept"), GRAPHS)
        if offer is None:
            return PlainTextResponse(listed(GRAPHS) + "\n", 406, {"Vary": "Accept"})
        work = partial(_serialize_graph, name=name, offer=offer)
        body = await self.documents.run(f"graph {name} {offer.type}", work)
        return self._respond(request, type_of("." + offer.extension), body)

    def _json(self, request: Request, data: object) -> Response:
        body = self.documents.rebased(bytes(JSONResponse(data).body))
        return self._respond(request, "application/json", body)

    def _respond(self, request: Request, media_type: str, body: bytes) -> Response:
        return self.endpoint.respond(request.scope, Reply(200, media_type, body), weak_etag(body))


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)


def _numbered(facts: Facts, number: str, work: str) -> list[str]:
    """Return the provisions with a number, of a text if one is named."""
    return [
        iri
        for iri in in_order(facts)
        if facts.one(iri, "skos:notation").casefold() == number.casefold() and work in ("", _work(iri))
    ]


def _work(iri: str) -> str:
    """Return the path of the text that a provision is part of, as its IRI has it."""
    return iri.removeprefix(ID).partition("/")[0]


def _summary(facts: Facts, iri: str) -> dict[str, Any]:
    return {"number": facts.one(iri, "skos:notation"), "iri": iri, "text": facts.one(iri, "text")}


def _serialize_graph(publication: Publication, *, name: str | None, offer: Offer) -> bytes:
    """Serialize one graph, or the union of all, each triple once."""
    wanted = name and publication.base.back(name)
    triples = {
        triple
        for graph, triples in publication.edition.graphs.items()
        if wanted in (None, graph_name(graph))
        for triple in triples
    }
    data = serialize_triples(sorted(triples, key=str), offer, publication.edition.context)
    return publication.rebased(data, "." + offer.extension)


def description(address: str, licence: str = "", works: Sequence[str] = ()) -> dict[str, Any]:
    """Describe the interface at an address by OpenAPI 3.1: of which texts, under which licence.

    >>> sorted(description("http://127.0.0.1:7878")["paths"])[:2]
    ['/api/clauses', '/api/clauses/{number}']
    """
    summary = _object("number", "iri", "text")
    summary["properties"]["text"] = {"type": "string", "minLength": 1}
    hit = _object("kind", "iri", "label", "snippet")
    hit["properties"]["missing"] = {"type": "array", "items": {"type": "string"}}
    hits = {"type": "array", "items": hit}
    clause, norm = _parameter("number", "path", "P6"), _parameter("number", "path", "3.2")
    of = _parameter("work", "path", *works[:1], **({"enum": [*works]} if works else {}))
    words = _parameter("q", "query", "terrorism", minLength=1, maxLength=MAX_SEARCH_LENGTH)
    among = _parameter("among", "query", "questions", enum=list(AMONG)) | {"required": False}
    quoted = _parameter(
        "words", "query", "To comply with the UN Charter", minLength=1, maxLength=MAX_QUOTATION_LENGTH
    )
    at = _parameter("at", "query", "pledge 1", maxLength=500) | {"required": False}
    verdict = _object("outcome", "verdict")
    verdict["properties"] |= {
        "outcome": {"enum": ["found", "ambiguous", "not in this edition", "refused"]},
        "verdict": {"enum": list(VERDICTS)},
        "places": {"type": "array", "items": {"type": "object"}},
        "differences": {"type": "array", "items": {"type": "object"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The edition as JSON",
            "version": version("iccis"),
            **({"license": {"name": "licence of the data", "url": licence}} if licence else {}),
        },
        "servers": [{"url": address}],
        "paths": {
            "/api/clauses": _path(
                "listClauses", "All clauses, in order", {"type": "array", "items": summary}
            ),
            "/api/clauses/{number}": _path(
                "getClause", "One clause, as 3, P6 or S1", summary, clause, error=404
            ),
            "/api/clauses/{work}/{number}": _path(
                "getClauseOfText", "One clause of one of several texts", summary, of, clause, error=404
            ),
            "/api/norms/{number}": _path("getNorm", "One norm, as 3.2", _object("iri"), norm, error=404),
            "/api/search": _path(
                "search",
                "What holds all words, or else some, the nearest first",
                hits,
                words,
                among,
                error=400,
            ),
            "/api/verify": _path(
                "verify", "Whether words stand in the text, or what differs", verdict, quoted, at, error=400
            ),
        },
    }


def _object(*properties: str) -> dict[str, Any]:
    """Describe an object that has some properties, all of them strings."""
    types = {name: {"type": "string"} for name in properties}
    return {"type": "object", "required": [*properties], "properties": types}


def _parameter(name: str, place: str, *examples: str, **schema: object) -> dict[str, Any]:
    kind = {"type": "string", "examples": [*examples], **schema}
    return {"name": name, "in": place, "required": True, "schema": kind}


def _path(
    name: str, summary: str, schema: object, *parameters: object, error: int | None = None
) -> dict[str, Any]:
    answers = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    if error:
        content = {"application/json": {"schema": _object("error")}}
        answers[str(error)] = {"description": "What is wrong with the request", "content": content}
    operation = {"operationId": name, "summary": summary, "parameters": [*parameters], "responses": answers}
    return {"get": operation}
