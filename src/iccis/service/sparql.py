"""The query operation of the SPARQL 1.1 Protocol: requests in, replies of the pool out."""

from collections.abc import Awaitable, Callable, Collection

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope

from iccis.publication.forms import GRAPHS, HTML, choose, listed, type_of
from iccis.service.conditional import Responder, conditional_status, weak_etag
from iccis.service.description import description
from iccis.service.reply import Reply, error_response, refusal
from iccis.service.request import (
    Parameters,
    RefusedError,
    form_parameters,
    header,
    parameter,
    read_body,
    url_parameters,
)
from iccis.service.workers.answer import Job
from iccis.service.workers.pool import Pool
from iccis.service.workers.process import encode_job

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
NO_UPDATES = 403, "Updates are refused: this service is read-only.", "update"


class Endpoint:
    """One SPARQL endpoint over a pool of workers.

    The path of a query is kept short here: no routing, no objects for request or response.
    """

    def __init__(
        self,
        pool: Pool,
        responder: Responder,
        count: Callable[[Reply], None],
        *,
        version: str,
        graphs: Collection[str],
        metadata: Callable[[], Awaitable[list[Triple]]],
        own: int = 0,
    ) -> None:
        """Serve what the pool holds: `version` identifies its data, `graphs` are its named graphs.

        `count` is called with each reply; `metadata` gives the statements that complete the description;
        `own` is the number of statements of a user beside the edition.
        """
        self.pool, self.responder, self.count = pool, responder, count
        self.version, self.graphs, self.settings = version, sorted(graphs), pool.settings
        self.metadata, self.beside, self.own = metadata, list[Triple](), own
        self.headers = responder.headers({"Vary": "Accept, Accept-Encoding"})

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        """Respond to a request; without a query, describe the service."""
        try:
            parameters = url_parameters(scope)
            if scope["method"] not in ("GET", "HEAD"):
                for name, values in (await self._posted(scope, receive)).items():
                    parameters.setdefault(name, []).extend(values)
            return await self._ask(scope, parameters)
        except RefusedError as error:
            self.count(error.reply)
            return error_response(error.reply)

    async def _ask(self, scope: Scope, parameters: Parameters) -> Response:
        if any(parameters.get("update", ())):
            raise RefusedError(*NO_UPDATES)
        query = parameter(parameters, "query")
        if query is None and scope["method"] == "POST":
            raise RefusedError(400, "Give exactly one query.", "malformed")
        if query is None:
            return await self._describe(scope)
        job = encode_job(self._job(query.removeprefix("\ufeff"), parameters, header(scope, b"accept")))
        etag = ""
        if header(scope, b"if-none-match") not in ("", "*"):
            etag = self._etag(job)
            if conditional_status(scope, etag, self.responder.modified) != 200:  # the query need not run
                return self.respond(scope, Reply(200, "", b""), etag)
        future = self.pool.submit(job)
        etag = etag or self._etag(job)  # computed while the query runs
        reply = await future
        self.count(reply)
        return self.respond(scope, reply, etag) if reply.status == 200 else error_response(reply)

    def _etag(self, job: bytes) -> str:
        return weak_etag(self.version.encode() + job)

    def _job(self, query: str, parameters: Parameters, accept: str) -> Job:
        default, named = parameters.get("default-graph-uri", []), parameters.get("named-graph-uri", [])
        default, named = [name for name in default if name], [name for name in named if name]
        if not default and not named:
            return Job(query, accept)
        if unknown := sorted({*default, *named}.difference(self.graphs)):
            raise RefusedError(400, self.no_graph(unknown[0]), "graph")
        return Job(query, accept, (default, named))

    def no_graph(self, name: str) -> str:
        """Say that there is no graph of some name, and which graphs there are."""
        return f"There is no graph {name}. Use one of: {', '.join(self.graphs)}."

    async def _posted(self, scope: Scope, receive: Receive) -> Parameters:
        if scope["method"] != "POST":
            raise RefusedError(405, f"Use one of {METHODS}.", "method")
        kind = header(scope, b"content-type").split(";")[0].strip().lower()
        if kind == UPDATE:
            raise RefusedError(*NO_UPDATES)
        if kind not in (FORM, QUERY):
            raise RefusedError(415, f"POST {FORM} or {QUERY}.", "type")
        limit, seconds = self.settings.max_query, self.settings.timeout
        body = await read_body(Request(scope, receive), limit=limit, seconds=seconds)
        try:
            return {"query": [body.decode()]} if kind == QUERY else form_parameters(body)
        except UnicodeDecodeError:
            raise RefusedError(400, "The request is not UTF-8.", "malformed") from None

    async def _describe(self, scope: Scope) -> Response:
        """Return the service description, or send people to the editor."""
        accept = header(scope, b"accept")
        if choose(accept, (*GRAPHS, HTML)) is HTML:
            return RedirectResponse("/sparql.html", 303, {"Vary": "Accept"})
        offer = choose(accept, GRAPHS)
        if offer is None:
            return error_response(refusal(406, listed(GRAPHS), "type"))
        address = str(Request(scope).url.replace(query="")).rstrip("/")
        try:
            NamedNode(address)
        except ValueError:
            raise RefusedError(400, "The header Host names no host.", "malformed") from None
        self.beside = self.beside or await self.metadata()
        body = description(
            address,
            offer.type,
            limits=self.settings,
            graphs=self.graphs,
            beside=self.beside,
            own=self.own,
        )
        return self.respond(scope, Reply(200, type_of("." + offer.extension), body), weak_etag(body))

    def respond(self, scope: Scope, reply: Reply, etag: str) -> Response:
        """Turn a reply that succeeded into a response, which may be conditional, and compressed."""
        return self.responder.respond(scope, reply, etag, self.headers, compressible=True)
