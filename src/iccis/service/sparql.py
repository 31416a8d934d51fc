"""The query operation of the SPARQL 1.1 Protocol: requests in, replies of the pool out."""

import asyncio
from collections.abc import Callable
from email.utils import formatdate

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope

from iccis.publication.forms import GRAPHS, HTML, choose, listed, type_of
from iccis.service.conditional import conditional_status, weak_etag
from iccis.service.description import description
from iccis.service.reply import (
    RawResponse,
    Reply,
    error_response,
    refusal,
    success_response,
)
from iccis.service.request import (
    Parameters,
    RefusedError,
    accepts_gzip,
    form_parameters,
    header,
    parameter,
    url_parameters,
)
from iccis.service.settings import Settings
from iccis.service.workers.answer import Job
from iccis.service.workers.pool import Pool
from iccis.service.workers.process import encode_job

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
ALLOW = [(b"allow", METHODS.encode()), (b"access-control-allow-methods", METHODS.encode())]
OPTIONS = RawResponse(204, [*ALLOW, (b"access-control-allow-headers", b"*")], b"")
"""Scripts of any site may send anything: all is public, and there are no cookies."""
EDITOR = [(b"location", b"/sparql.html"), (b"vary", b"Accept"), (b"content-length", b"0")]
NO_UPDATES = 403, "Updates are refused: this service is read-only.", "update"


class Endpoint:
    """One SPARQL endpoint over a pool of workers.

    The path of a query is kept short here: no routing, no objects for request or response.
    """

    def __init__(
        self, pool: Pool, settings: Settings, *, version: str, modified: float, graphs: frozenset[str]
    ) -> None:
        """Serve what the pool holds: `version` identifies its data, `graphs` are its named graphs."""
        self.pool, self.settings, self.version, self.graphs = pool, settings, version, graphs
        self.modified = modified
        self.count: Callable[[Reply], None] = lambda reply: None
        age = settings.max_age
        self.common_headers = [
            (b"last-modified", formatdate(modified, usegmt=True).encode()),
            (b"cache-control", b"public, max-age=%d" % age if age else b"no-cache"),
            (b"vary", b"Accept, Accept-Encoding"),
        ]

    async def answer(self, scope: Scope, receive: Receive) -> RawResponse:
        """Respond to a request; without a query, describe the service."""
        if scope["method"] == "OPTIONS":
            return OPTIONS
        try:
            if scope["method"] in ("GET", "HEAD"):
                return await self._ask(scope, url_parameters(scope))
            return await self._ask(scope, await self._posted(scope, receive))
        except RefusedError as error:
            self.count(error.reply)
            return error_response(error.reply)

    async def _ask(self, scope: Scope, parameters: Parameters) -> RawResponse:
        query = parameter(parameters, "query")
        if query is None:
            return self._describe(scope)
        job = encode_job(self._job(query, parameters, header(scope, b"accept")))
        etag = ""
        if header(scope, b"if-none-match") not in ("", "*"):
            etag = self._etag(job)
            if conditional_status(scope, etag, self.modified) != 200:  # the query need not run
                return self._response(scope, Reply(200, "", b""), etag)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.pool.submit(job, lambda reply: None if future.done() else future.set_result(reply))
        etag = etag or self._etag(job)  # computed while the query runs
        reply = await future
        self.count(reply)
        return self._response(scope, reply, etag)

    def _etag(self, job: bytes) -> str:
        return weak_etag(self.version.encode() + job)

    def _job(self, query: str, parameters: Parameters, accept: str) -> Job:
        default = [value for name, value in parameters if name == "default-graph-uri"]
        named = [value for name, value in parameters if name == "named-graph-uri"]
        if not default and not named:
            return Job(query, accept)
        if unknown := sorted({*default, *named} - self.graphs):
            raise RefusedError(400, self.no_graph(unknown[0]), "graph")
        return Job(query, accept, default, named)

    def no_graph(self, name: str) -> str:
        """Say that there is no graph of some name, and which graphs there are."""
        return f"There is no graph {name}. Use one of: {', '.join(sorted(self.graphs))}."

    async def _posted(self, scope: Scope, receive: Receive) -> Parameters:
        if scope["method"] != "POST":
            raise RefusedError(405, f"Use one of {METHODS}.", "method")
        kind = header(scope, b"content-type").split(";")[0].strip().lower()
        if kind == UPDATE:
            raise RefusedError(*NO_UPDATES)
        if kind not in (FORM, QUERY):
            raise RefusedError(415, f"POST {FORM} or {QUERY}.", "type")
        body = await self._body(Request(scope, receive))
        if kind == QUERY:
            return [*form_parameters(scope["query_string"].decode("ascii", "replace")), ("query", body)]
        parameters = form_parameters(body)
        if any(name == "update" for name, _ in parameters):
            raise RefusedError(*NO_UPDATES)
        return parameters

    async def _body(self, request: Request) -> str:
        body, limit = bytearray(), self.settings.max_query
        try:
            async with asyncio.timeout(self.settings.timeout):
                async for part in request.stream():
                    body += part
                    if len(body) > limit:
                        raise RefusedError(413, f"The request is larger than {limit} bytes.", "long")
            return body.decode()
        except TimeoutError:
            raise RefusedError(408, "The request did not arrive in time.", "slow") from None
        except UnicodeDecodeError:
            raise RefusedError(400, "The request is not UTF-8.", "malformed") from None

    def _describe(self, scope: Scope) -> RawResponse:
        """Return the service description, or send people to the editor."""
        accept = header(scope, b"accept")
        if choose(accept, (*GRAPHS, HTML)) is HTML:
            return RawResponse(303, EDITOR, b"")
        offer = choose(accept, GRAPHS)
        if offer is None:
            return error_response(refusal(406, listed(GRAPHS), "type"))
        body = description(str(Request(scope).url.replace(query="")), self.settings, self.graphs, offer.type)
        return self._response(scope, Reply(200, type_of("." + offer.extension), body), weak_etag(body))

    def starlette_response(self, request: Request, media_type: str, body: bytes) -> Response:
        """Respond with a body made in this process to a request that Starlette has routed."""
        raw = self._response(request.scope, Reply(200, media_type, body), weak_etag(body))
        response = Response(raw.body, raw.status)
        response.raw_headers = raw.headers
        return response

    def _response(self, scope: Scope, reply: Reply, etag: str) -> RawResponse:
        """Turn a reply into a response; one that succeeded may be conditional, and compressed."""
        if reply.status != 200:
            return error_response(reply)
        headers = [(b"etag", etag.encode()), *self.common_headers]
        status = conditional_status(scope, etag, self.modified)
        if status == 412:
            return error_response(refusal(412, "A precondition of the request failed."))
        if status == 304:
            return RawResponse(304, headers, b"")
        return success_response(reply, headers, compressed=accepts_gzip(scope))
