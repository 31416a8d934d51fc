"""What the service counts for Prometheus."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from iccis.service.cache import Kept
from iccis.service.reply import Reply
from iccis.service.workers.pool import Pool

SIZES = (1e3, 1e4, 1e5, 1e6, 1e7)
"""Upper bounds of the sizes of answers that are counted together, in bytes."""


class Metrics(Collector):
    """Plain counts, put in the form of Prometheus only when it asks: a query waits for none of that."""

    def __init__(self, pool: Pool, kept: Kept) -> None:
        """Count the answers of a pool, and those that are kept."""
        self.pool, self.kept = pool, kept
        self.queries: Counter[tuple[int, str]] = Counter()
        self.sizes, self.bytes = [0] * (len(SIZES) + 1), 0
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def count(self, reply: Reply) -> None:
        """Count one answer."""
        self.queries[reply.status, reply.failure] += 1
        self.sizes[bisect_left(SIZES, len(reply.body))] += 1
        self.bytes += len(reply.body)

    def collect(self) -> Iterator[Metric]:
        """All that is counted."""
        queries = CounterMetricFamily("iccis_queries", "Queries by status", labels=["failure", "status"])
        for (status, failure), number in self.queries.items():
            queries.add_metric([failure, str(status)], number)
        yield queries
        bounds = zip([*map(str, SIZES), "+Inf"], accumulate(self.sizes), strict=True)
        yield HistogramMetricFamily("iccis_answer_bytes", "Size of answers", list(bounds), self.bytes)
        yield CounterMetricFamily("iccis_kept", "Answers given from memory", self.kept.hits)
        yield GaugeMetricFamily("iccis_workers_idle", "Workers that wait for a query", self.pool.idle)
        yield GaugeMetricFamily("iccis_queries_waiting", "Queries that wait for a worker", self.pool.behind)

    async def __call__(self, request: Request) -> Response:
        """Answer what Prometheus asks."""
        return Response(generate_latest(self.registry), media_type="text/plain; version=0.0.4; charset=utf-8")
