"""Metrics of the service for Prometheus."""

from functools import lru_cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from starlette.requests import Request
from starlette.responses import Response

from iccis.service.cache import ResponseCache
from iccis.service.reply import Reply
from iccis.service.workers.pool import Pool

BUCKET_BYTES = (1e3, 1e4, 1e5, 1e6, 1e7)
"""Upper bounds of the histogram of the sizes of answers."""


class Metrics:
    """What Prometheus is told about a pool and a cache."""

    def __init__(self, pool: Pool, cache: ResponseCache) -> None:
        """Count nothing yet."""
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the time when each counter began
        self.registry = registry = CollectorRegistry()
        labels, size = ["failure", "status"], "Size of answers"
        queries = Counter("iccis_queries", "Queries by status", labels, registry=registry)
        self.queries = lru_cache(queries.labels)  # to look up a counter takes longer than to count
        self.sizes = Histogram("iccis_answer_bytes", size, registry=registry, buckets=BUCKET_BYTES)
        registry.register(cache.hits)
        idle, waiting = "Workers that wait for a query", "Queries that wait for a worker"
        Gauge("iccis_workers_idle", idle, registry=registry).set_function(lambda: pool.idle)
        Gauge("iccis_queries_waiting", waiting, registry=registry).set_function(lambda: pool.waiting)

    def count(self, reply: Reply) -> None:
        """Count one reply."""
        self.queries(reply.failure, reply.status).inc()
        self.sizes.observe(len(reply.body))

    async def respond(self, request: Request) -> Response:
        """Respond in the text format of Prometheus."""
        return Response(generate_latest(self.registry), media_type="text/plain; version=0.0.4; charset=utf-8")
