"""The web application: the SPARQL service, every thing under its own path, and how it is doing.

`application(settings)` is a Starlette application; `serve` runs it. Queries run in the processes of
`iccis.serve_pool`, never in this one.
"""

import json
import logging
import sys
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from pyoxigraph import DefaultGraph, Store
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from iccis.files import data_files, mapping_file, root
from iccis.graphs import open_scope, triples
from iccis.serve_api import Api
from iccis.serve_data import Things
from iccis.serve_pool import Pool, Reply, refusal
from iccis.serve_sparql import CROSS, Endpoint, Message, Receive, Send, plain

log = logging.getLogger("iccis.serve")
HEADERS = {name.lower().encode(): value.encode() for name, value in CROSS.items()} | {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}
CLIENTS = 10_000
"""Clients whose requests are counted at most; the one longest silent is forgotten first."""


@dataclass(frozen=True)
class Settings:
    """Limits of the service: times in seconds, memory in MB, lengths in bytes."""

    timeout: float = 10.0
    max_rows: int = 100_000
    max_bytes: int = 50_000_000
    max_query: int = 100_000
    memory: int = 1024
    workers: int = 2
    queue: int = 64
    rate: float = 100.0
    max_age: int = 0


class Guard:
    """Outermost layer: security headers, a limit on requests per client, a log, and no traceback."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], rate: float) -> None:
        """Let each client through `rate` times a second, with bursts of twice as many; 0 is no limit."""
        self.app, self.rate, self.log = app, rate, sys.stderr.write
        self.clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, status = time.monotonic(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *HEADERS.items()]
            await send(message)

        if self._spent((scope.get("client") or ("",))[0]):
            reply = plain(refusal(429, "rate", f"More than {self.rate:g} requests a second. Slow down."))
            await reply(scope, receive, sent)
        else:
            try:
                await self.app(scope, receive, sent)
            except Exception:
                log.exception("a request failed")
                if not status:
                    await plain(refusal(500, "internal", "Something went wrong here."))(scope, receive, sent)
        took = (time.monotonic() - start) * 1000
        path = json.dumps(scope["path"])
        self.log(f'{{"method": "{scope["method"]}", "path": {path}, "status": {status}, "ms": {took:.1f}}}\n')

    def _spent(self, client: str) -> bool:
        """Whether a client has used up what it may ask for now."""
        if not self.rate:
            return False
        now, burst = time.monotonic(), 2 * self.rate
        left, then = self.clients.pop(client, (burst, now))
        left = min(burst, left + (now - then) * self.rate)
        self.clients[client] = (max(left - 1, 0.0), now)
        if len(self.clients) > CLIENTS:
            self.clients.popitem(last=False)
        return left < 1


class Lines(logging.Formatter):
    """One JSON object a line; never the text of a query."""

    FIELDS = ("ended", "failure")

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        known = {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        head = {"time": self.formatTime(record), "level": record.levelname, "message": record.getMessage()}
        fault = {"fault": self.formatException(record.exc_info)} if record.exc_info else {}
        return json.dumps(head | known | fault)


class Metrics:
    """What is counted for Prometheus."""

    def __init__(self, pool: Pool) -> None:
        """Count the answers of a pool."""
        self.registry = CollectorRegistry()
        self.queries = Counter(
            "iccis_queries", "Queries by status", ["status", "failure"], registry=self.registry
        )
        self.size = Histogram(
            "iccis_answer_bytes", "Size of answers", buckets=(1e3, 1e4, 1e5, 1e6, 1e7), registry=self.registry
        )
        for name, text, value in (
            ("iccis_workers_idle", "Workers that wait for a query", pool.idle.qsize),
            ("iccis_queries_waiting", "Queries that wait for a worker", lambda: pool.waiting),
        ):
            Gauge(name, text, registry=self.registry).set_function(value)

    def count(self, reply: Reply) -> None:
        """Count one answer."""
        self.queries.labels(str(reply.status), reply.failure).inc()
        self.size.observe(len(reply.body))

    async def __call__(self, request: Request) -> Response:
        """Answer what Prometheus asks."""
        return Response(generate_latest(self.registry), media_type="text/plain; version=0.0.4; charset=utf-8")


def dump(store: Store, path: Path) -> str:
    """Write the named graphs to N-Quads, and return their SHA-256."""
    quads = sorted(str(q) for q in store if not isinstance(q.graph_name, DefaultGraph))
    data = "".join(f"{quad} .\n" for quad in quads).encode()
    path.write_bytes(data)
    return sha256(data).hexdigest()


def application(settings: Settings) -> Starlette:
    """Return the application; its workers start and end with it."""
    folder = TemporaryDirectory(prefix="iccis-")
    store, layers = open_scope("all")
    path = Path(folder.name) / "data.nq"
    version = dump(store, path)
    files = [*(p for _, p in data_files(root())), mapping_file(root())]
    modified = max(file.stat().st_mtime for file in files if file.exists())
    pool = Pool(
        path, size=settings.workers, memory=settings.memory, timeout=settings.timeout, queue=settings.queue
    )
    graphs = frozenset(graph.value for graph in store.named_graphs() if hasattr(graph, "value"))
    endpoint = Endpoint(pool, settings, version=version, modified=modified, graphs=graphs)
    metrics = Metrics(pool)
    endpoint.count = metrics.count
    things = Things(list(triples(store, layers)), store, endpoint)

    async def live(request: Request) -> Response:
        return JSONResponse({"status": "up"})

    async def ready(request: Request) -> Response:
        up = bool(pool.workers) and not pool.closing
        return JSONResponse({"ready": up, "idle": pool.idle.qsize()}, 200 if up else 503)

    async def missing(request: Request, error: Exception) -> Response:
        return PlainTextResponse(things.hint(request.url.path) + "\n", 404)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            await pool.stop()
            folder.cleanup()

    read = ["GET", "HEAD"]
    return Starlette(
        routes=[
            Route("/sparql", endpoint),
            *Api(things.facts, store, endpoint).routes(),
            Route("/data", things.store_protocol, methods=read),
            Route("/health/live", live, methods=read),
            Route("/health/ready", ready, methods=read),
            Route("/metrics", metrics.__call__, methods=read),
            Route("/ontology{dot:str}", things.ontology, methods=read),
            Route("/ontology", things.ontology, methods=read),
            Route("/graph/{path:path}", things.graph, methods=read),
            Route("/id/{path:path}", things.thing, methods=read),
        ],
        middleware=[
            Middleware(Guard, rate=settings.rate),
        ],
        exception_handlers={404: missing},
        lifespan=lifespan,
    )


def serve(settings: Settings, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` gets the address once it answers. Port 0 takes a free one."""
    import asyncio
    import socket

    import uvicorn

    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.INFO)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # head and body are two packets
        listener.bind((host, port))
        bound = listener.getsockname()
        config = uvicorn.Config(
            application(settings),
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=int(settings.timeout) + 1,
        )
        server = uvicorn.Server(config)

        async def run() -> None:
            task = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started and not task.done():
                await asyncio.sleep(0.01)
            if server.started:
                ready(f"http://{host}:{bound[1]}/")
            await task

        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(run())
