"""The SPARQL 1.1 Protocol, query operation: requests in, answers of the pool out."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import formatdate
from gzip import compress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from iccis.negotiation import GRAPHS, choose, listed
from iccis.serve_pool import Job, Pool, Reply, refusal

if TYPE_CHECKING:
    from iccis.serve import Settings

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
LONGEST_URL = 50_000
"""Bytes after the question mark; the parser of requests itself takes 64 kB."""
SMALLEST_ZIPPED = 1000
METHODS = "GET, HEAD, POST, OPTIONS"
CROSS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Retry-After",
}
"""Any page may read what is public; nothing here knows cookies."""
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Counted(Protocol):
    """What counts answers."""

    def __call__(self, reply: Reply) -> None:
        """Count one."""


class RefusedError(Exception):
    """A request that gets no answer: the reply says why."""

    def __init__(self, reply: Reply) -> None:
        """Take the reply."""
        self.reply = reply


class Endpoint:
    """One SPARQL endpoint over a pool of workers."""

    def __init__(
        self, pool: Pool, settings: "Settings", *, version: str, modified: float, graphs: frozenset[str]
    ) -> None:
        """Serve what the pool holds: `version` names its data, `graphs` are its named graphs."""
        self.pool, self.settings, self.version, self.graphs = pool, settings, version, graphs
        self.modified = modified
        self.count: Counted = lambda reply: None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request; without a query, describe the service."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except RefusedError as refused:
            self.count(refused.reply)
            response = plain(refused.reply)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": METHODS})
        pairs = await self._parameters(request)
        query = _one(pairs, "query")
        if query is None:
            return self.respond(request, self._description(request), "description")
        job = self._job(query, pairs, request.headers.get("accept", "*/*"))
        key = sha256(f"{self.version}{job}".encode("utf-8", "replace")).hexdigest()
        if matches(request, key):
            return Response(status_code=304, headers=self.headers(key))
        reply = await self.pool.ask(job)
        self.count(reply)
        return self.respond(request, reply, key)

    async def _parameters(self, request: Request) -> list[tuple[str, str]]:
        text = request.scope["query_string"].decode("ascii", "replace")
        if request.method in ("GET", "HEAD"):
            if len(text) > LONGEST_URL:
                raise RefusedError(refusal(414, "long", f"More than {LONGEST_URL} bytes: POST the query."))
            return pairs_of(text)
        if request.method != "POST":
            raise RefusedError(refusal(405, "method", f"Use one of {METHODS}."))
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind == UPDATE:
            raise RefusedError(refusal(403, "update", "Updates are refused: this service is read only."))
        if kind not in (FORM, DIRECT):
            raise RefusedError(refusal(415, "type", f"POST {FORM} or {DIRECT}."))
        body = await self._body(request)
        if kind == DIRECT:
            return [*pairs_of(text), ("query", body)]
        found = pairs_of(body)
        if any(name == "update" for name, _ in found):
            raise RefusedError(refusal(403, "update", "Updates are refused: this service is read only."))
        return found

    async def _body(self, request: Request) -> str:
        parts, size = [], 0
        try:
            async with asyncio.timeout(self.settings.timeout):
                async for part in request.stream():
                    parts.append(part)
                    size += len(part)
                    if size > self.settings.max_query:
                        limit = f"The request is larger than {self.settings.max_query} bytes."
                        raise RefusedError(refusal(413, "long", limit))
        except TimeoutError:
            raise RefusedError(refusal(408, "slow", "The request did not arrive in time.")) from None
        try:
            return b"".join(parts).decode()
        except UnicodeDecodeError:
            raise RefusedError(refusal(400, "malformed", "The request is not UTF-8.")) from None

    def _job(self, query: str, pairs: list[tuple[str, str]], accept: str) -> Job:
        default = [value for name, value in pairs if name == "default-graph-uri"]
        named = [value for name, value in pairs if name == "named-graph-uri"]
        if unknown := sorted({*default, *named} - self.graphs):
            message = f"There is no graph {unknown[0]} here. There is: {', '.join(sorted(self.graphs))}."
            raise RefusedError(refusal(400, "graph", message))
        chosen = bool(default or named)
        graphs = (default, named) if chosen else (None, None)
        return query, accept, *graphs

    def respond(self, request: Request, reply: Reply, key: str) -> Response:
        """Turn a reply into a response; what succeeded can be asked for conditionally."""
        if reply.status != 200:
            return plain(reply)
        if matches(request, key):
            return Response(status_code=304, headers=self.headers(key))
        body, headers = reply.body, self.headers(key)
        if len(body) >= SMALLEST_ZIPPED and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = compress(body, 5), "gzip"
        return Response(body, 200, headers, reply.type)

    def headers(self, key: str) -> dict[str, str]:
        """Headers of what the data of one version say to one question."""
        age = self.settings.max_age
        return {
            "ETag": f'W/"{self.version[:12]}-{key[:24]}"',
            "Last-Modified": formatdate(self.modified, usegmt=True),
            "Cache-Control": f"public, max-age={age}" if age else "no-cache",
            "Vary": "Accept, Accept-Encoding",
        }

    def _description(self, request: Request) -> Reply:
        offer = choose(request.headers.get("accept", "*/*"), GRAPHS)
        if offer is None:
            return refusal(406, "type", listed(GRAPHS))
        from iccis.serve_description import description

        text = description(str(request.url.replace(query="")), self.settings, sorted(self.graphs))
        return Reply(200, offer.type, converted(text, offer.type))


def converted(turtle: str, media_type: str) -> bytes:
    """Turtle in another form."""
    from pyoxigraph import Quad, RdfFormat, parse, serialize

    if media_type == "text/turtle":
        return turtle.encode()
    quads = parse(input=turtle.encode(), format=RdfFormat.TURTLE)
    triples: list[Quad] = list(quads)
    return bytes(serialize((q.triple for q in triples), format=RdfFormat.from_media_type(media_type)) or b"")


def plain(reply: Reply) -> Response:
    """Response to what failed: never kept, and with a time to try again where that helps."""
    headers = {"Cache-Control": "no-store"}
    if reply.status in (429, 503):
        headers["Retry-After"] = "1"
    return Response(reply.body, reply.status, headers, reply.type)


def pairs_of(text: str) -> list[tuple[str, str]]:
    """Names and values of a query string or form."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise RefusedError(refusal(400, "malformed", "The parameters cannot be read.")) from None


def _one(pairs: list[tuple[str, str]], name: str) -> str | None:
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise RefusedError(refusal(400, "malformed", f"Give one {name}."))
    return values[0] if values else None


def matches(request: Request, key: str) -> bool:
    """Whether the client has this already."""
    given = request.headers.get("if-none-match", "")
    return bool(given) and any(part.strip().rstrip('"').endswith(key[:24]) for part in given.split(","))
