"""Outermost layer of the service: what is kept, security headers, a limit on requests per client, a log."""

import asyncio
import json
import logging
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic

from iccis.serve_kept import Answer, Kept, Key, question
from iccis.serve_pool import refusal
from iccis.serve_sparql import Message, Receive, Send, plain

log = logging.getLogger("iccis.serve")
App = Callable[[Message, Receive, Send], Awaitable[None]]
Shortcut = Callable[[Message, Receive], Awaitable[Answer]]
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load and do: nothing from elsewhere; the editor draws with images that it holds itself."""
HEADERS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Link, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", POLICY.encode()),
]
CLIENTS = 10_000
"""Clients whose requests are counted at most; the one longest silent is forgotten first."""
LATE = 0.1
"""Seconds that lines of the log wait, to be written together."""


class Front:
    """One request after the other: let through, answered from memory or by `app`, logged; no traceback."""

    def __init__(self, app: App, shortcuts: dict[str, Shortcut], rate: float, kept: Kept) -> None:
        """Let each client through `rate` times a second, with bursts of twice as many; 0 is no limit.

        Paths in `shortcuts` are answered there, without routing; all others by `app`.
        """
        self.app, self.shortcuts, self.rate, self.kept = app, shortcuts, rate, kept
        self.clients: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lines: list[str] = []

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return self._write()
        start = monotonic()
        key = question(scope)
        if self._spent((scope.get("client") or ("",))[0], start):
            reply = refusal(429, "rate", f"More than {self.rate:g} requests a second. Slow down.")
            status = await self._give(plain(reply), send)
        elif found := self.kept.get(key):
            status = await give(found, send)
        else:
            status = await self._ask(scope, receive, send, key if scope["method"] == "GET" else None)
        took, path = (monotonic() - start) * 1000, json.dumps(scope["path"])
        self._log(
            f'{{"method": "{scope["method"]}", "path": {path}, "status": {status}, "ms": {took:.1f}}}\n'
        )

    async def _ask(self, scope: Message, receive: Receive, send: Send, key: Key | None) -> int:
        """Have a request answered, keep the answer under `key`, and return its status."""
        try:
            if shortcut := self.shortcuts.get(scope["path"]):
                return await self._give(await shortcut(scope, receive), send, key)
            return await self._route(scope, receive, send, key)
        except Exception:
            log.exception("a request failed")
            return await self._give(plain(refusal(500, "internal", "Something went wrong here.")), send)

    async def _give(self, answer: Answer, send: Send, key: Key | None = None) -> int:
        status, headers, body = answer
        whole = Answer(status, headers + HEADERS, body)
        if key is not None:
            self.kept.keep(key, whole)
        return await give(whole, send)

    async def _route(self, scope: Message, receive: Receive, send: Send, key: Key | None) -> int:
        """Have `app` answer; what it sends in one piece can be kept."""
        status, headers = 0, HEADERS

        async def sent(message: Message) -> None:
            nonlocal status, headers, key
            if message["type"] == "http.response.start":
                status, headers = message["status"], [*message["headers"], *HEADERS]
                message["headers"] = headers
            elif message.get("more_body"):
                key = None
            elif key is not None:
                self.kept.keep(key, Answer(status, headers, message.get("body", b"")))
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception:
            if not status:
                raise
            log.exception("a request failed on the way")
        return status

    def _log(self, line: str) -> None:
        self.lines.append(line)
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
    """Send an answer, and return its status."""
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    return status
