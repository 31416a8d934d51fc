"""Workers of the service: queries that share one are not lost when another ends it or runs away."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from iccis.service.reply import Reply
from iccis.service.settings import Settings
from iccis.service.workers.answer import Job
from iccis.service.workers.pool import MAX_PIPELINED, Pool
from iccis.service.workers.process import encode_job

ABORTS = "SELECT ?x { VALUES ?x { " + " ".join(f'{n} "{n + 1}"' for n in range(40)) + " } } ORDER BY ?x"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TIMEOUT = 1.0


def store() -> Store:
    """Return a few hundred triples."""
    triples = Store()
    triples.extend(
        Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), NamedNode("urn:o"), DefaultGraph())
        for n in range(300)
    )
    return triples


def job(query: str) -> bytes:
    """Encode a query as the pool takes it."""
    return encode_job(Job(query, "text/csv"))


def quick(number: int) -> bytes:
    """Encode a query that takes no time, and has an answer of its own."""
    return job(f"SELECT ?x {{ VALUES ?x {{ {number} }} }}")


async def ask(pool: Pool, job: bytes) -> Reply:
    """Return the reply of a pool to a job."""
    return await pool.submit(job)


def in_pool(check: Callable[[Pool], Awaitable[None]], *, size: int, queue: int = 100) -> None:
    """Run a check with a pool."""

    async def run() -> None:
        pool = Pool(store(), Settings(workers=size, memory=200, timeout=TIMEOUT, queue=queue, max_rows=1000))
        await pool.start()
        try:
            await asyncio.gather(*(ask(pool, quick(n)) for n in range(20)))  # workers are known as quick now
            await check(pool)
        finally:
            await pool.stop()

    asyncio.run(run())


def right(replies: list[Reply], numbers: range) -> bool:
    """Tell whether each quick query got its own answer."""
    return [reply.body for reply in replies] == [f"x\r\n{number}\r\n".encode() for number in numbers]


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize(("bad", "failure"), [(ABORTS, "worker"), (RUNAWAY, "timeout")])
def test_queries_behind_a_bad_one_are_answered(size: int, bad: str, failure: str) -> None:
    """Those that wait in the same pipe go to another worker; only the bad one gets an error."""

    async def check(pool: Pool) -> None:
        start = time.monotonic()
        first = asyncio.gather(*(ask(pool, quick(n)) for n in range(MAX_PIPELINED * size - 1)))
        worst = asyncio.create_task(ask(pool, job(bad)))
        # What waits as long as a query may run is refused, and it takes time to replace a worker.
        await asyncio.sleep(0 if size > 1 else TIMEOUT / 2)
        rest = asyncio.gather(*(ask(pool, quick(n)) for n in range(40)))
        assert right(await first, range(MAX_PIPELINED * size - 1))
        assert right(await rest, range(40))
        if size > 1:  # they did not wait for the end of the bad one
            assert time.monotonic() - start < TIMEOUT
        reply = await worst
        assert (reply.status, reply.failure) == (503, failure)
        assert time.monotonic() - start < TIMEOUT + 0.5
        assert right([await ask(pool, quick(7))], range(7, 8))

    in_pool(check, size=size)


def test_the_queue_is_bounded() -> None:
    """One query runs, as many as may wait do, the rest is refused at once."""

    async def check(pool: Pool) -> None:
        replies = await asyncio.gather(ask(pool, job(RUNAWAY)), *(ask(pool, quick(n)) for n in range(10)))
        assert replies[0].failure == "timeout"
        assert sum(b"already waiting" in reply.body for reply in replies) == 10 - 5
        assert pool.waiting == 0

    in_pool(check, size=1, queue=5)


def test_a_worker_that_is_killed_from_outside_is_replaced() -> None:
    """And the next query is answered."""

    async def check(pool: Pool) -> None:
        killed = set(pool.workers)
        for worker in killed:
            worker.kill()
        while killed & pool.workers:
            await asyncio.sleep(0.01)
        assert right([await ask(pool, quick(n)) for n in range(3)], range(3))

    in_pool(check, size=2)
