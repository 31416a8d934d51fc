"""The protocol over standard input and output: one client, the same workers and limits as the service."""

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator
from typing import Any

import uvloop
from mcp.server.stdio import stdio_server

from iccis.core.base import Base
from iccis.publication.edition import edition
from iccis.publication.rebase import moved_store
from iccis.questions.scopes import open_scope
from iccis.service.agents.protocol import Door, server
from iccis.service.agents.tools import Tools
from iccis.service.settings import Settings
from iccis.service.workers.pool import Pool

LINE_BYTES = 2**26
"""Size of a message, from which on it is dropped."""


class Output(asyncio.Protocol):
    """Standard output as a pipe of the event loop, with the methods that the SDK calls."""

    def __init__(self) -> None:
        """Write when there is a pipe."""
        self.pipe: Any = None
        self.ready = asyncio.Event()
        self.ready.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the pipe."""
        self.pipe = transport

    def pause_writing(self) -> None:
        """Wait for a client that does not read."""
        self.ready.clear()

    def resume_writing(self) -> None:
        """Go on."""
        self.ready.set()

    def connection_lost(self, _error: Exception | None) -> None:
        """Wait no longer for a client that went away."""
        self.ready.set()

    async def write(self, line: str) -> None:
        """Write a message."""
        self.pipe.write(line.encode())

    async def flush(self) -> None:
        """Wait until the pipe takes more."""
        await self.ready.wait()


async def pipes() -> tuple[Any, Any]:
    """Return standard input and output as the SDK takes them, or what has it open them itself.

    It would have threads read each line, write it and flush it, which takes as long as a short answer. Pipes
    need none; but what is no pipe, as a file or terminal, has to be left to it.
    """
    if not all(_is_pipe(stream.fileno()) for stream in (sys.stdin, sys.stdout)):
        return None, None
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(limit=LINE_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    wire = os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)  # nothing else may write between messages
    _, output = await loop.connect_write_pipe(Output, wire)
    return _lines(reader), output


def _is_pipe(descriptor: int) -> bool:
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


async def _lines(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while True:
        try:
            line = await reader.readline()
        except ValueError:  # too long
            continue
        if not line:
            return
        yield line


def run(settings: Settings) -> None:
    """Answer one client until it closes standard input."""
    uvloop.run(_run(settings))


async def _run(settings: Settings) -> None:
    store, _ = open_scope()
    whole = edition(store=store)
    pool = Pool(moved_store(store, Base(whole.own, settings.base)), settings)

    async def open_tools() -> Tools:
        return await asyncio.to_thread(Tools.ready, whole, store, pool, settings.base)

    await pool.start()  # before there are threads, since it forks
    try:
        app = server(Door(open_tools), whole.version, whole.titles)
        async with stdio_server(*await pipes()) as (receive, send):
            await app.run(receive, send, app.create_initialization_options())
    finally:
        await pool.stop()
