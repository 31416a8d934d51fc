"""Outermost layer of the service: what is kept, security headers, a limit on requests per client, a log."""

import asyncio
import json
import logging
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import lru_cache
from time import monotonic

from iccis.service.cache import Answer, Header, Kept, Key, question
from iccis.service.reply import refusal
from iccis.service.request import Message, Receive, Send
from iccis.service.sparql import INTERNAL, Endpoint, Give, plain

log = logging.getLogger("iccis.serve")
App = Callable[[Message, Receive, Send], Awaitable[None]]
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load and do: nothing from elsewhere; the editor draws with images that it holds itself."""
HEADERS = [  # of every answer
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Link, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", POLICY.encode()),
]
HEAD = b"".join(b"%b: %b\r\n" % header for header in HEADERS)
"""The same as they are sent."""
CLIENTS = 10_000
"""Clients whose requests are counted at most; the one longest silent is forgotten first."""
QUERIES = "/sparql"
"""Path of the endpoint."""
quoted = lru_cache(1000)(json.dumps)
"""The same paths come again and again."""
LATE = 0.1
"""Seconds that lines of the log wait, to be written together."""


class Front:
    """One request after the other: let through, answered from memory or by `app`, logged; no traceback."""

    def __init__(self, app: App, endpoint: Endpoint, rate: float, kept: Kept) -> None:
        """Let each client through `rate` times a second, with bursts of twice as many; 0 is no limit.

        Queries are answered by `endpoint`, without routing; all else by `app`.
        """
        self.app, self.endpoint, self.rate, self.kept = app, endpoint, rate, kept
        self.clients: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lines: list[str] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return self._write()
        start, key = monotonic(), question(scope)
        if answer := self._at_once(scope, key, start):
            status = await give(answer, send)
        else:
            status = await self._ask(scope, receive, send, key if scope["method"] == "GET" else None)
        self._log(scope, status, start)

    def quick(self, scope: Message, give: Give) -> bool:
        """Answer a GET without waiting, if it is a query or its answer is kept: `give` gets it, now or later.

        Return whether it is one of these.
        """
        start, key = monotonic(), question(scope)
        if scope["path"] != QUERIES and key not in self.kept:
            return False

        def done(answer: Answer) -> None:
            give(answer)  # first: nobody waits for the rest
            self.kept.keep(key, answer)
            self._log(scope, answer.status, start)

        if answer := self._at_once(scope, key, start):
            give(answer)
            self._log(scope, answer.status, start)
            return True
        try:
            self.endpoint.quick(scope, done)
        except Exception:
            log.exception("a request failed")
            done(INTERNAL)
        return True

    def _at_once(self, scope: Message, key: Key | None, now: float) -> Answer | None:
        """An answer that takes no work: one that is kept, or that there were too many requests."""
        if self._spent((scope.get("client") or ("",))[0], now):
            reply = refusal(429, "rate", f"More than {self.rate:g} requests a second. Slow down.")
            return plain(reply)
        return self.kept.get(key)

    async def _ask(self, scope: Message, receive: Receive, send: Send, key: Key | None) -> int:
        """Have a request answered, keep the answer under `key`, and return its status."""
        try:
            if scope["path"] == QUERIES:
                answer = await self.endpoint.answer(scope, receive)
                self.kept.keep(key, answer)
                return await give(answer, send)
            return await self._route(scope, receive, send, key)
        except Exception:
            log.exception("a request failed")
            return await give(INTERNAL, send)

    async def _route(self, scope: Message, receive: Receive, send: Send, key: Key | None) -> int:
        """Have `app` answer; what it sends in one piece can be kept."""
        status, headers = 0, list[Header]()

        async def sent(message: Message) -> None:
            nonlocal status, headers, key
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message["headers"])
                message["headers"] = headers + HEADERS
            elif message.get("more_body"):
                key = None
            else:
                self.kept.keep(key, Answer(status, headers, message.get("body", b"")))
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception:
            if not status:
                raise
            log.exception("a request failed on the way")
        return status

    def _log(self, scope: Message, status: int, start: float) -> None:
        took, path = (monotonic() - start) * 1000, quoted(scope["path"])
        self.lines.append(
            f'{{"method": "{scope["method"]}", "path": {path}, "status": {status}, "ms": {took:.1f}}}\n'
        )
        if len(self.lines) == 1:
            asyncio.get_running_loop().call_later(LATE, self._write)

    def _write(self) -> None:
        lines, self.lines = self.lines, []
        sys.stderr.write("".join(lines))
        sys.stderr.flush()

    def _spent(self, client: str, now: float) -> bool:
        """Whether a client has used up what it may ask for now."""
        if not self.rate:
            return False
        burst = 2 * self.rate
        left, then = self.clients.pop(client, (burst, now))
        left = min(burst, left + (now - then) * self.rate)
        self.clients[client] = (max(left - 1, 0.0), now)
        if len(self.clients) > CLIENTS:
            self.clients.popitem(last=False)
        return left < 1


async def give(answer: Answer, send: Send) -> int:
    """Send an answer with the headers that all have, and return its status."""
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers + HEADERS})
    await send({"type": "http.response.body", "body": body})
    return status
