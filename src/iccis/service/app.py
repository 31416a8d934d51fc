"""The web application: SPARQL, every IRI of the edition, and the state of the service.

`application(settings)` is an ASGI application; `serve` runs it. Queries run in the processes of
`iccis.service.workers.pool`, never in this one.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from pyoxigraph import DefaultGraph, Triple
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from iccis.core.base import Base
from iccis.core.digest import digest
from iccis.core.instruments import own_paths
from iccis.core.project import data_files, mapping_files
from iccis.publication.contents import publication
from iccis.publication.edition import edition
from iccis.publication.files import Publication
from iccis.publication.rebase import moved_store, unmoved
from iccis.questions.scopes import open_scope
from iccis.service.agents.http import Agents
from iccis.service.api import Api
from iccis.service.cache import ResponseCache
from iccis.service.conditional import Responder
from iccis.service.description import metadata
from iccis.service.documents import Documents
from iccis.service.gateway import Gateway
from iccis.service.log import JsonFormatter, log
from iccis.service.metrics import Metrics
from iccis.service.settings import Settings
from iccis.service.sparql import Endpoint
from iccis.service.wire import COMMON_HEADERS, HttpProtocol
from iccis.service.workers.pool import Pool

if TYPE_CHECKING:
    from iccis.service.agents.tools import Tools


def application(
    settings: Settings, ready: Callable[[], None] = lambda: None, data: Iterable[Triple] = ()
) -> Gateway:
    """Return the application; its workers start and end with it, and `ready` is called once they run.

    `data` are statements of a user, which stand beside the edition.
    """
    own = unmoved(data, settings.base)
    store, _ = open_scope(data=own)
    files = [*(path for _, path in data_files()), *(path for _, path in mapping_files())]
    # With and without such statements, what is served at one address differs by no date: only by its ETag.
    modified = None if own else max(file.stat().st_mtime for file in files)
    served = moved_store(store, Base(own_paths(), settings.base))
    pool = Pool(served, settings)
    graphs = [graph.value for graph in served.named_graphs()]
    quads = sorted(str(q) for q in served if not isinstance(q.graph_name, DefaultGraph))
    version = digest("\n".join(quads))
    cache, responder = ResponseCache(), Responder(modified, settings.max_age)
    metrics = Metrics(pool, cache)
    released = f"{settings.released:%Y-%m-%d}" if settings.released else ""

    def open_publication() -> Publication:
        return publication(edition(store=store), site=settings.base, endpoint="sparql", released=released)

    documents = Documents(open_publication, responder)

    async def open_tools() -> "Tools":
        from iccis.service.agents.tools import Tools

        whole = (await documents.open()).edition
        return await asyncio.to_thread(Tools.ready, whole, store, pool, settings.base)

    agents = Agents(open_tools, settings)
    described = partial(documents.run, "description", metadata)
    endpoint = Endpoint(
        pool,
        responder,
        metrics.count,
        version=version,
        graphs=graphs,
        metadata=described,
        own=len(set(own)),
    )

    async def report_ready(request: Request) -> Response:
        up = bool(pool.workers) and not pool.closing
        return JSONResponse({"ready": up, "idle": pool.idle}, 200 if up else 503)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await pool.start()
        ready()
        opening = asyncio.create_task(documents.open())  # after the workers: no query waits for it
        try:
            yield
        finally:
            opening.cancel()
            await agents.stop()
            await pool.stop()

    app = Starlette(
        routes=[
            *Api(documents, endpoint).routes(),
            Route("/mcp", agents),
            Route("/health/live", JSONResponse({"status": "up"}), methods=["GET"]),
            Route("/health/ready", report_ready),
            Route("/metrics", metrics.respond),
            Route("/{path:path}", documents.respond),
        ],
        lifespan=lifespan,
    )
    return Gateway(app, endpoint, settings.rate, cache)


def serve(
    settings: Settings, host: str, port: int, ready: Callable[[str], None], data: Iterable[Triple] = ()
) -> None:
    """Serve until interrupted; call `ready` with the address once it answers. Port 0 takes a free one.

    `data` is as in `application`.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.INFO)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:  # from now on, clients wait in line
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # send at once, wait for no more data
        address = f"http://{host}:{listener.getsockname()[1]}/"
        gateway = application(settings, partial(ready, address), data)
        config = uvicorn.Config(
            gateway,
            http=partial(HttpProtocol, gateway.repeat),  # type: ignore[arg-type]
            ws="none",  # a request to upgrade the connection is answered as any other
            access_log=False,
            log_level="warning",
            server_header=False,
            headers=COMMON_HEADERS,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=int(settings.timeout) + 1,
        )
        uvicorn.Server(config).run(sockets=[listener])
