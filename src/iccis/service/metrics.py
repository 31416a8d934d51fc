"""Metrics of the service for Prometheus."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from math import inf

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString
from starlette.requests import Request
from starlette.responses import Response

from iccis.service.cache import ResponseCache
from iccis.service.reply import Reply
from iccis.service.workers.pool import Pool

BUCKET_BYTES = (1e3, 1e4, 1e5, 1e6, 1e7)
"""Upper bounds of the histogram of the sizes of answers."""


class Metrics(Collector):
    """What Prometheus is told about a pool and a cache; it is put together only when Prometheus asks."""

    def __init__(self, pool: Pool, cache: ResponseCache) -> None:
        """Count nothing yet."""
        self.pool, self.cache = pool, cache
        self.replies = Counter[tuple[str, int]]()
        self.sizes, self.bytes = [0] * (len(BUCKET_BYTES) + 1), 0
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def count(self, reply: Reply) -> None:
        """Count one reply."""
        size = len(reply.body)
        self.replies[reply.failure, reply.status] += 1
        self.sizes[bisect_left(BUCKET_BYTES, size)] += 1
        self.bytes += size

    def collect(self) -> Iterator[Metric]:
        """Yield each metric."""
        queries = CounterMetricFamily("iccis_queries", "Queries by status", labels=["failure", "status"])
        for (failure, status), number in self.replies.items():
            queries.add_metric([failure, str(status)], number)
        yield queries
        bounds = map(floatToGoString, (*BUCKET_BYTES, inf))
        buckets = list(zip(bounds, accumulate(self.sizes), strict=True))
        yield HistogramMetricFamily("iccis_answer_bytes", "Size of answers", buckets, self.bytes)
        yield CounterMetricFamily("iccis_kept", "Responses served from the cache", self.cache.hits)
        idle, waiting = "Workers that wait for a query", "Queries that wait for a worker"
        yield GaugeMetricFamily("iccis_workers_idle", idle, self.pool.idle)
        yield GaugeMetricFamily("iccis_queries_waiting", waiting, self.pool.waiting)

    async def respond(self, request: Request) -> Response:
        """Respond in the text format of Prometheus."""
        return Response(generate_latest(self.registry), media_type="text/plain; version=0.0.4; charset=utf-8")
