"""The outermost layer of the service: cache, rate limit, request log."""

import asyncio
import json
import sys
from collections import OrderedDict
from functools import lru_cache
from time import monotonic

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from iccis.service.cache import CacheKey, Request, ResponseCache, cache_key
from iccis.service.log import log
from iccis.service.reply import error_response, refusal
from iccis.service.sparql import METHODS, Endpoint

MAX_CLIENTS = 10_000  # whose requests are counted; the one that was silent longest is dropped first
SPARQL_PATH = "/sparql"
LOG_DELAY_SECONDS = 0.1  # for which lines of the log wait, to be written together
json_string = lru_cache(1000)(json.dumps)  # the same paths are requested again and again


class Gateway:
    """An ASGI application that limits, caches and logs requests to the endpoint and to another application.

    Queries go straight to the endpoint, without routing. No traceback ever reaches a client.
    """

    def __init__(self, app: ASGIApp, endpoint: Endpoint, rate: float, cache: ResponseCache) -> None:
        """Let each client through `rate` times a second, with bursts of twice as many; 0 is no limit."""
        self.app, self.endpoint, self.rate, self.cache = app, endpoint, rate, cache
        self.clients: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.requests: list[tuple[str, str, int, float]] = []  # that the log does not have yet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return self._write_log()
        now, key = monotonic(), cache_key(scope)
        if self._exceeds_rate((scope.get("client") or ("",))[0], now):
            message = f"More than {self.rate:g} requests per second. Slow down."
            status = await self._respond(error_response(refusal(429, message, "rate")), scope, receive, send)
        elif response := self.cache.get(key):
            for part in response:
                await send(part)
            status = 200
            self.cache.remember(scope, key, response)
        else:
            status = await self._respond(self._answer, scope, receive, send, key)
        self._log(scope, status, now)

    def repeat(self, request: Request) -> tuple[bytes, bytes] | None:
        """Return headers and body of the response to a request that has come before, if it is cached."""
        if (known := self.cache.known.get(request)) is None:
            return None
        now, response = monotonic(), self.cache.get(known.key)
        if response is None or self._exceeds_rate(known.scope["client"][0], now):
            return None  # the request then goes the usual way
        self._log(known.scope, 200, now)
        return known.head, response[1]["body"]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app, is_query = self.app, scope["path"].rstrip("/") == SPARQL_PATH
        if scope["method"] == "OPTIONS":  # scripts of any site may send anything: all is public
            methods = METHODS if is_query else "GET, HEAD, OPTIONS"
            allow = {"Allow": methods, "Access-Control-Allow-Methods": methods}
            app = Response(None, 204, allow | {"Access-Control-Allow-Headers": "*, Authorization"})
        elif is_query:
            app = await self.endpoint.answer(scope, receive)
        await app(scope, receive, send)

    async def _respond(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, key: CacheKey | None = None
    ) -> int:
        """Have a request answered, cache a response that comes in one piece, and return its status."""
        start: Message = {"status": 0}

        async def forward(message: Message) -> None:
            nonlocal start, key
            if message["type"] == "http.response.start":
                start = message
            elif message.get("more_body"):
                key = None
            elif scope["method"] == "GET":
                self.cache.put(key, (start, message))
            await send(message)

        try:
            await app(scope, receive, forward)
        except Exception:
            log.exception("a request failed")
            if not start["status"]:
                await error_response(refusal(500, "Internal error.", "internal"))(scope, receive, forward)
        return int(start["status"])

    def _log(self, scope: Scope, status: int, start: float) -> None:
        if not self.requests:
            asyncio.get_running_loop().call_later(LOG_DELAY_SECONDS, self._write_log)
        self.requests.append((scope["method"], scope["path"], status, (monotonic() - start) * 1000))

    def _write_log(self) -> None:
        requests, self.requests = self.requests, []
        lines = (
            f'{{"method": "{method}", "path": {json_string(path)}, "status": {status}, "ms": {ms:.1f}}}\n'
            for method, path, status, ms in requests
        )
        sys.stderr.write("".join(lines))
        sys.stderr.flush()

    def _exceeds_rate(self, client: str, now: float) -> bool:
        """Tell whether a client has used up its requests, and count this one."""
        if not self.rate:
            return False
        burst = 2 * self.rate
        left, then = self.clients.pop(client, (burst, now))
        left = min(burst, left + (now - then) * self.rate)
        self.clients[client] = (max(left - 1, 0.0), now)
        if len(self.clients) > MAX_CLIENTS:
            self.clients.popitem(last=False)
        return left < 1
