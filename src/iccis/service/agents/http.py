"""The protocol over HTTP, under /mcp: requests stand alone, so nothing is kept of a client that leaves."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from iccis.service.reply import error_response, refusal
from iccis.service.request import RefusedError, read_body
from iccis.service.settings import Settings

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from iccis.service.agents.tools import Tools

ENVELOPE_BYTES = 20_000
"""Size of a request besides the query in it."""


class Agents:
    """The protocol as an application, which is made at the first request."""

    def __init__(self, open_tools: "Callable[[], Awaitable[Tools]]", settings: Settings) -> None:
        """Answer with the tools that `open_tools` returns, within the limits of the service."""
        self.open_tools, self.settings = open_tools, settings
        self.lock, self.stopped = asyncio.Lock(), asyncio.Event()
        self.running: asyncio.Task[None] | None = None
        self.manager: StreamableHTTPSessionManager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; only POST has a meaning, as no message is ever sent unasked."""
        problem = None
        if find_spec("mcp") is None:
            problem = refusal(501, 'This needs the extra: `pip install "iccis[mcp]"`.', "missing")
        elif scope["method"] != "POST":
            problem = refusal(
                405, "POST messages of the Model Context Protocol: see docs/agents.md.", "method"
            )
        if problem:
            return await error_response(problem)(scope, receive, send)
        try:
            limit, seconds = self.settings.max_query + ENVELOPE_BYTES, self.settings.timeout
            body = await read_body(Request(scope, receive), limit=limit, seconds=seconds)
        except RefusedError as error:
            return await error_response(error.reply)(scope, receive, send)
        await self._start()
        parts = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def replay() -> Message:
            return next(parts, None) or await receive()

        await self.manager.handle_request(scope, replay, send)

    async def _start(self) -> None:
        async with self.lock:
            if self.running is None:
                self.manager = await asyncio.to_thread(self._manager, await self.open_tools())
                started = asyncio.Event()
                self.running = asyncio.create_task(self._run(started))
                await started.wait()

    def _manager(self, tools: "Tools") -> "StreamableHTTPSessionManager":
        from importlib.metadata import version

        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from iccis.service.agents.protocol import Door, server

        async def opened() -> "Tools":
            return tools

        app = server(Door(opened), version("iccis"), tools.edition_data.titles)
        return StreamableHTTPSessionManager(app, json_response=True, stateless=True)

    async def _run(self, started: asyncio.Event) -> None:
        async with self.manager.run():
            started.set()
            await self.stopped.wait()

    async def stop(self) -> None:
        """End what runs."""
        self.stopped.set()
        if self.running:
            await self.running
