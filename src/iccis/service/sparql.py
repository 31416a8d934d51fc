"""The SPARQL 1.1 Protocol, query operation: requests in, answers of the pool out."""

import asyncio
import logging
from collections.abc import Callable
from email.utils import formatdate
from gzip import compress
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from starlette.requests import Request
from starlette.responses import Response

from iccis.publication.forms import GRAPHS, HTML, choose, listed, type_of
from iccis.service.cache import Answer, Header
from iccis.service.reply import Reply, refusal
from iccis.service.request import (
    Message,
    Pairs,
    Receive,
    RefusedError,
    header,
    matches,
    of_address,
    one,
    pairs_of,
)
from iccis.service.workers.pool import Pool
from iccis.service.workers.process import asked

if TYPE_CHECKING:
    from iccis.service.settings import Settings

log = logging.getLogger("iccis.serve")
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
SMALLEST_ZIPPED = 1000
METHODS = "GET, HEAD, POST, OPTIONS"
PREFLIGHT = [
    (b"access-control-allow-methods", METHODS.encode()),
    (b"access-control-allow-headers", b"*"),
]
"""What a page of another site may send: anything that is public; nothing here knows cookies."""
EDITOR = [(b"location", b"/sparql.html"), (b"vary", b"Accept"), (b"content-length", b"0")]
"""Where people are led who come without a query."""
Give = Callable[[Answer], None]
"""What takes an answer."""


class Counted(Protocol):
    """What counts answers."""

    def __call__(self, reply: Reply) -> None:
        """Count one."""


class Endpoint:
    """One SPARQL endpoint over a pool of workers.

    The way of a query is kept short here: no object for request or response, no routing.
    """

    def __init__(
        self, pool: Pool, settings: "Settings", *, version: str, modified: float, graphs: frozenset[str]
    ) -> None:
        """Serve what the pool holds: `version` names its data, `graphs` are its named graphs."""
        self.pool, self.settings, self.version, self.graphs = pool, settings, version, graphs
        self.count: Counted = lambda reply: None
        age = settings.max_age
        self.same = {
            "Last-Modified": formatdate(modified, usegmt=True),
            "Cache-Control": f"public, max-age={age}" if age else "no-cache",
            "Vary": "Accept, Accept-Encoding",
        }
        self.same_pairs = pairs_of_headers(self.same)

    async def answer(self, scope: Message, receive: Receive) -> Answer:
        """Answer a request; without a query, describe the service."""
        try:
            return await self._answer(scope, receive)
        except RefusedError as refused:
            self.count(refused.reply)
            return plain(refused.reply)

    async def _answer(self, scope: Message, receive: Receive) -> Answer:
        if scope["method"] == "OPTIONS":
            return Answer(204, [(b"allow", METHODS.encode()), *PREFLIGHT], b"")
        if scope["method"] in ("GET", "HEAD"):
            pairs = of_address(scope)
        else:
            pairs = await self._posted(scope, receive)
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def give(answer: Answer) -> None:
            if not waiting.done():  # the client may have gone
                waiting.set_result(answer)

        self._ask(scope, pairs, give)
        return await waiting

    def quick(self, scope: Message, give: Give) -> None:
        """Answer a request by GET without waiting: `give` gets the answer, now or later."""
        try:
            self._ask(scope, of_address(scope), give)
        except RefusedError as refused:
            self.count(refused.reply)
            give(plain(refused.reply))

    def _ask(self, scope: Message, pairs: Pairs, give: Give) -> None:
        query, accept = one(pairs, "query"), header(scope, b"accept") or "*/*"
        if query is None:
            give(self._described(scope, accept))
            return
        job, tagged = self._job(query, pairs, accept), list[Header]()

        def tag() -> str:
            key = sha256(self.version.encode() + job).hexdigest()
            tagged.extend(self._tagged(key))
            return key

        def end(reply: Reply) -> None:
            try:
                answer = sent(scope, reply, tagged)
            except Exception:
                log.exception("an answer could not be sent")
                answer = INTERNAL
            give(answer)
            self.count(reply)

        if header(scope, b"if-none-match") and matches(scope, tag()):
            give(Answer(304, tagged, b""))
            return
        self.pool.ask(job, end)
        if not tagged:
            tag()  # while the query runs

    def _described(self, scope: Message, accept: str) -> Answer:
        """What is said without a query: what the service is, or where its editor is."""
        if choose(accept, (*GRAPHS, HTML)) is HTML:
            return Answer(303, EDITOR, b"")
        return self.whole(scope, self._description(Request(scope)), "description")

    async def _posted(self, scope: Message, receive: Receive) -> Pairs:
        text, method = scope["query_string"].decode("ascii", "replace"), scope["method"]
        if method != "POST":
            raise RefusedError(refusal(405, "method", f"Use one of {METHODS}."))
        kind = header(scope, b"content-type").split(";")[0].strip().lower()
        if kind == UPDATE:
            raise RefusedError(refusal(403, "update", "Updates are refused: this service is read only."))
        if kind not in (FORM, DIRECT):
            raise RefusedError(refusal(415, "type", f"POST {FORM} or {DIRECT}."))
        body = await self._body(Request(scope, receive))
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

    def _job(self, query: str, pairs: Pairs, accept: str) -> bytes:
        default = [value for name, value in pairs if name == "default-graph-uri"]
        named = [value for name, value in pairs if name == "named-graph-uri"]
        if not default and not named:
            return asked(query, accept, None)
        if unknown := sorted({*default, *named} - self.graphs):
            message = f"There is no graph {unknown[0]} here. There is: {', '.join(sorted(self.graphs))}."
            raise RefusedError(refusal(400, "graph", message))
        return asked(query, accept, (default, named))

    def whole(self, scope: Message, reply: Reply, key: str) -> Answer:
        """Turn a reply into an answer; what succeeded can be asked for conditionally."""
        headers = self._tagged(key)
        if reply.status == 200 and matches(scope, key):
            return Answer(304, headers, b"")
        return sent(scope, reply, headers)

    def respond(self, request: Request, reply: Reply, key: str) -> Response:
        """The same as a response, for the pages that Starlette routes to."""
        status, headers, body = self.whole(request.scope, reply, key)
        response = Response(body, status)
        response.raw_headers = headers
        return response

    def headers(self, key: str) -> dict[str, str]:
        """Headers of what the data of one version say to one question."""
        return self.same | {"ETag": self._tag(key)}

    def _tag(self, key: str) -> str:
        return f'W/"{self.version[:12]}-{key[:24]}"'

    def _tagged(self, key: str) -> list[Header]:
        return [(b"etag", self._tag(key).encode()), *self.same_pairs]

    def _description(self, request: Request) -> Reply:
        offer = choose(request.headers.get("accept", "*/*"), GRAPHS)
        if offer is None:
            return refusal(406, "type", listed(GRAPHS))
        from iccis.service.description import description

        text = description(str(request.url.replace(query="")), self.settings, sorted(self.graphs))
        return Reply(200, type_of("." + offer.extension), converted(text, offer.type))


def converted(turtle: str, media_type: str) -> bytes:
    """Turtle in another form."""
    from pyoxigraph import Quad, RdfFormat, parse, serialize

    if media_type == "text/turtle":
        return turtle.encode()
    quads = parse(input=turtle.encode(), format=RdfFormat.TURTLE)
    triples: list[Quad] = list(quads)
    return bytes(serialize((q.triple for q in triples), format=RdfFormat.from_media_type(media_type)) or b"")


def sent(scope: Message, reply: Reply, tagged: list[Header]) -> Answer:
    """A reply as it is sent: what succeeded with the headers `tagged`, compressed if that helps."""
    if reply.status != 200:
        return plain(reply)
    headers, body = list(tagged), reply.body
    if len(body) >= SMALLEST_ZIPPED and "gzip" in header(scope, b"accept-encoding"):
        body = compress(body, 5)
        headers.append((b"content-encoding", b"gzip"))
    headers += (b"content-type", reply.type.encode()), (b"content-length", b"%d" % len(body))
    return Answer(200, headers, body)


def plain(reply: Reply) -> Answer:
    """What failed: never kept, and with a time to try again where that helps."""
    again = [(b"retry-after", b"1")] if reply.status in (429, 503) else []
    size = b"%d" % len(reply.body)
    kind = (b"content-type", reply.type.encode()), (b"content-length", size)
    return Answer(reply.status, [(b"cache-control", b"no-store"), *again, *kind], reply.body)


INTERNAL = plain(refusal(500, "internal", "Something went wrong here."))


def pairs_of_headers(headers: dict[str, str]) -> list[Header]:
    """Headers as the server takes them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
