"""Metrics of the service for Prometheus."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from iccis.service.cache import ResponseCache
from iccis.service.reply import Reply
from iccis.service.workers.pool import Pool

BUCKET_BYTES = (1e3, 1e4, 1e5, 1e6, 1e7)
"""Upper bounds of the histogram of the sizes of answers."""


class Metrics(Collector):
    """Plain counters, converted for Prometheus only when it asks, so that no query waits for that."""

    def __init__(self, pool: Pool, cache: ResponseCache) -> None:
        """Report on a pool and a cache besides what is counted here."""
        self.pool, self.cache = pool, cache
        self.queries: Counter[tuple[int, str]] = Counter()
        self.sizes, self.bytes = [0] * (len(BUCKET_BYTES) + 1), 0
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def count(self, reply: Reply) -> None:
        """Count one reply."""
        self.queries[reply.status, reply.failure] += 1
        self.sizes[bisect_left(BUCKET_BYTES, len(reply.body))] += 1
        self.bytes += len(reply.body)

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        queries = CounterMetricFamily("iccis_queries", "Queries by status", labels=["failure", "status"])
        for (status, failure), number in self.queries.items():
            queries.add_metric([failure, str(status)], number)
        yield queries
        buckets = zip([*map(str, BUCKET_BYTES), "+Inf"], accumulate(self.sizes), strict=True)
        yield HistogramMetricFamily("iccis_answer_bytes", "Size of answers", list(buckets), self.bytes)
        yield CounterMetricFamily("iccis_kept", "Responses served from the cache", self.cache.hits)
        yield GaugeMetricFamily("iccis_workers_idle", "Workers that wait for a query", self.pool.idle)
        yield GaugeMetricFamily("iccis_queries_waiting", "Queries that wait for a worker", self.pool.waiting)

    async def respond(self, request: Request) -> Response:
        """Respond in the text format of Prometheus."""
        return Response(generate_latest(self.registry), media_type="text/plain; version=0.0.4; charset=utf-8")
