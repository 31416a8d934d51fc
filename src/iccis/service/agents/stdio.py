"""The protocol over standard input and output: one client, the same workers and limits as the service."""

import asyncio

from mcp.server.stdio import stdio_server

from iccis.publication.edition import edition
from iccis.questions.scopes import open_scope
from iccis.service.agents.protocol import Door, server
from iccis.service.agents.tools import Tools
from iccis.service.settings import Settings
from iccis.service.workers.pool import Pool


def run(settings: Settings) -> None:
    """Answer one client until it closes standard input."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    store, _ = open_scope()
    pool = Pool(store, settings)
    whole = edition(store=store)

    async def open_tools() -> Tools:
        return await asyncio.to_thread(Tools.ready, whole, store, pool)

    await pool.start()  # before there are threads, since it forks
    try:
        app = server(Door(open_tools), whole.version)
        async with stdio_server() as (receive, send):
            await app.run(receive, send, app.create_initialization_options())
    finally:
        await pool.stop()
