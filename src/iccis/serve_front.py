"""Outermost layer of the service: what is kept, security headers, a limit on requests per client, a log."""

import asyncio
import json
import logging
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic

from iccis.serve_kept import Answer, Kept, question
from iccis.serve_pool import refusal
from iccis.serve_sparql import CROSS, Message, Receive, Send, plain

log = logging.getLogger("iccis.serve")
App = Callable[[Message, Receive, Send], Awaitable[None]]
HEADERS = [
    *((name.lower().encode(), value.encode()) for name, value in CROSS.items()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
]
CLIENTS = 10_000
"""Clients whose requests are counted at most; the one longest silent is forgotten first."""
LATE = 0.1
"""Seconds that lines of the log wait, to be written together."""


class Front:
    """One request after the other: let through, answered from memory or by `app`, logged; no traceback."""

    def __init__(self, app: App, shortcuts: dict[str, App], rate: float, kept: Kept) -> None:
        """Let each client through `rate` times a second, with bursts of twice as many; 0 is no limit.

        Paths in `shortcuts` have an application of their own, which is called without routing.
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
        if self._spent((scope.get("client") or ("",))[0], start):
            reply = refusal(429, "rate", f"More than {self.rate:g} requests a second. Slow down.")
            status = await self._ask(plain(reply), scope, receive, send, None)
        elif found := self.kept.get(key := question(scope)):
            status = found.status
            await send({"type": "http.response.start", "status": status, "headers": found.headers})
            await send({"type": "http.response.body", "body": found.body})
        else:
            app = self.shortcuts.get(scope["path"], self.app)
            status = await self._ask(app, scope, receive, send, key if scope["method"] == "GET" else None)
        took, path = (monotonic() - start) * 1000, json.dumps(scope["path"])
        self._log(
            f'{{"method": "{scope["method"]}", "path": {path}, "status": {status}, "ms": {took:.1f}}}\n'
        )

    async def _ask(
        self, app: App, scope: Message, receive: Receive, send: Send, key: tuple[object, ...] | None
    ) -> int:
        """Have `app` answer, keep its answer under `key`, and return its status."""
        status, headers = 0, HEADERS

        async def sent(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], [*message["headers"], *HEADERS]
                message["headers"] = headers
            elif key is not None and not message.get("more_body"):
                self.kept.keep(key, Answer(status, headers, message.get("body", b"")))
            await send(message)

        try:
            await app(scope, receive, sent)
        except Exception:
            log.exception("a request failed")
            if not status:
                await plain(refusal(500, "internal", "Something went wrong here."))(scope, receive, sent)
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
