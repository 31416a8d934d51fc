"""Worker processes of the SPARQL service: a query that runs away or kills its worker harms no other.

Each worker answers one query at a time. One that takes too long is killed, one that has died is replaced, and
the client of that query alone gets an error.

While queries are quick, a few lie ready in the pipe of a busy worker, so that it need not sleep between them.
As answers come in the order of queries, it is always known which one runs. When that one is not quick after
all, or ends its worker, those behind it have not begun, and go to another.
"""

import asyncio
import gc
import logging
import os
import signal
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import NamedTuple

from pyoxigraph import Store

from iccis.service.reply import Reply, refusal
from iccis.service.workers.nursery import Nursery
from iccis.service.workers.process import ANSWER, QUERY, work

log = logging.getLogger("iccis.serve")
TICK = 0.05
"""Seconds between two looks at what takes too long."""
MOST = 4
"""Queries in the pipe of a worker, with the one that runs."""
QUICK = 0.005
"""Seconds within which a query is quick."""
START = 10.0
"""Seconds that a worker may take to start."""
AGAIN = 1.0
"""Seconds until a worker that did not start is tried again."""


class Turn(NamedTuple):
    """A query that waits or runs, when it has waited too long, and what takes its answer."""

    data: bytes
    until: float
    end: Callable[[Reply], None]


class Worker(asyncio.Protocol):
    """One process, the pipes to it, and the queries in the first: the oldest runs."""

    def __init__(self, pool: "Pool", pid: int) -> None:
        """Take a process that was forked."""
        self.pool, self.pid = pool, pid
        self.queries: asyncio.WriteTransport
        self.answers: asyncio.ReadTransport
        self.turns: deque[Turn] = deque()
        self.since = monotonic()
        self.ready, self.quick, self.spoiled = False, False, False
        self.got = bytearray()

    def takes(self, now: float) -> bool:
        """Whether it may get one more query."""
        if not self.turns:
            return self.ready and not self.spoiled
        return self.quick and len(self.turns) < MOST and now - self.since < QUICK and not self.spoiled

    def run(self, turn: Turn) -> None:
        """Send a query."""
        if not self.turns:
            self.since = monotonic()
        self.turns.append(turn)
        self.queries.write(turn.data)

    def data_received(self, data: bytes) -> None:
        """Take what has come of the answers."""
        self.got += data
        while len(self.got) >= ANSWER.size:
            status, kind, body = ANSWER.unpack_from(self.got)
            start = ANSWER.size + kind
            if len(self.got) < start + body:
                return
            whole = bytes(self.got[: start + body])
            del self.got[: start + body]
            self._answered(Reply(status, whole[ANSWER.size : start].decode(), whole[start:]))
        self.pool.fill(self)

    def _answered(self, reply: Reply) -> None:
        now = monotonic()
        self.ready, self.quick, self.since = True, now - self.since < QUICK, now
        if self.turns:
            self.turns.popleft().end(reply)
        if self.spoiled:
            self.answers.close()

    def back(self) -> list[Turn]:
        """Queries that have not begun, oldest first; the process is of no use after the one that runs."""
        found = list(self.turns)[1:]
        if found:
            self.turns, self.spoiled = deque([self.turns[0]]), True
        return found

    def stop(self, reply: Reply) -> None:
        """Give up on the process, with this answer for whoever waits for the query that runs."""
        self.spoiled = True
        self.turns.popleft().end(reply)
        self.answers.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Have the process ended, and another put in its place."""
        self.queries.abort()
        if not self.pool.closing:
            self.kill()
            self.pool.lost(self)

    def end(self) -> None:
        """Give up on the process for good."""
        self.kill()
        self.tell(-signal.SIGKILL)
        self.queries.abort()
        self.answers.close()

    def kill(self) -> None:
        """Kill the process; its number is not given to another before `ended` was asked for."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def tell(self, code: int) -> None:
        """Tell whoever waits how the process ended."""
        if self.turns:
            name = signal.Signals(-code).name if code < 0 else f"status {code}"
            log.warning("a query ended its worker", extra={"ended": name})
            memory = f"it took more than {self.pool.memory} MB, or met a fault"
            self.turns.popleft().end(
                refusal(503, "worker", f"The query ended its worker ({name}): {memory}.")
            )


class Pool:
    """A fixed number of workers, and the queries that wait for one."""

    def __init__(
        self, store: Store, *, size: int, memory: int, timeout: float, queue: int, limits: tuple[int, int]
    ) -> None:
        """Ask `size` workers of `memory` MB; `timeout` is in seconds, `limits` are rows and bytes."""
        self.store, self.size, self.memory, self.timeout, self.queue = store, size, memory, timeout, queue
        self.limits = limits
        self.workers: set[Worker] = set()
        self.waiting: deque[Turn] = deque()
        self.tasks: set[asyncio.Task[None]] = set()
        self.nursery: Nursery
        self.closing = False

    async def start(self) -> None:
        """Start the workers, and wait until each is ready."""
        gc.collect()
        gc.freeze()  # a collection would write to pages that the processes share, and take time
        self.nursery = self._nursery()
        for _ in range(self.size):
            await self._add()
        async with asyncio.timeout(60):
            while self.idle < self.size:
                await asyncio.sleep(0.002)
        self._spawn(self._watch())

    async def stop(self) -> None:
        """End every worker."""
        self.closing = True
        for task in self.tasks:
            task.cancel()
        for worker in self.workers:
            worker.end()
        self.workers.clear()
        await self.nursery.end()

    def _nursery(self) -> Nursery:
        max_rows, max_bytes = self.limits
        made = partial(work, store=self.store, memory=self.memory, max_rows=max_rows, max_bytes=max_bytes)
        return Nursery(made)

    async def _add(self) -> None:
        if not self.nursery.process.is_alive():
            self.nursery = self._nursery()
        queries, ours = os.pipe()
        theirs, answers = os.pipe()  # a socket for both ways would wake the worker when its answer is read
        try:
            worker = Worker(self, await self.nursery.fork(queries, answers))
        except BaseException:
            os.close(ours)
            os.close(theirs)
            raise
        finally:
            os.close(queries)
            os.close(answers)
        loop = asyncio.get_running_loop()
        worker.queries, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(ours, "wb", 0))
        worker.answers, _ = await loop.connect_read_pipe(lambda: worker, os.fdopen(theirs, "rb", 0))
        self.workers.add(worker)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    @property
    def idle(self) -> int:
        """Number of workers that wait for a query."""
        return sum(worker.ready and not worker.turns for worker in self.workers)

    @property
    def behind(self) -> int:
        """Number of queries that wait for a worker."""
        return len(self.waiting) + sum(max(len(worker.turns) - 1, 0) for worker in self.workers)

    def lost(self, worker: Worker) -> None:
        """Put a new worker in the place of one that is lost."""
        self.workers.discard(worker)
        self._again(worker)
        self._spawn(self._replace(worker))

    def _again(self, worker: Worker) -> None:
        """Give what has not begun in a worker to others."""
        self.waiting.extendleft(reversed(worker.back()))
        for other in self.workers:
            self.fill(other)

    async def _replace(self, worker: Worker) -> None:
        try:
            worker.tell(await self.nursery.ended(worker.pid))
        except OSError:
            log.exception("it is not known how a worker ended")
            worker.tell(-signal.SIGKILL)
        if not worker.ready:
            log.error("a worker does not start")
            await asyncio.sleep(AGAIN)
        while not self.closing:
            try:
                return await self._add()
            except OSError:
                log.exception("a worker does not start")
                await asyncio.sleep(AGAIN)

    async def _watch(self) -> None:
        """Stop what takes too long; one look at all costs less than a timer for each."""
        while True:
            await asyncio.sleep(TICK)
            now = monotonic()
            message = f"The query took longer than {self.timeout:g} seconds and was stopped. Ask for less."
            for worker in list(self.workers):
                took = now - worker.since
                if worker.turns and took > self.timeout:
                    worker.stop(refusal(503, "timeout", message))
                elif len(worker.turns) > 1 and took > TICK:
                    self._again(worker)
                elif not worker.ready and took > START:
                    worker.answers.close()
            while self.waiting and self.waiting[0].until < now:
                busy = "Every worker is busy. Try again in a moment."
                self.waiting.popleft().end(refusal(503, "queue", busy))

    def fill(self, worker: Worker) -> None:
        """Give a worker the queries that wait longest."""
        while self.waiting and worker.takes(monotonic()):
            worker.run(self.waiting.popleft())

    def ask(self, job: bytes, end: Callable[[Reply], None]) -> None:
        """Have a query answered, as `process.py` reads it, within the limits; or say why not.

        `end` gets the answer, now or later.
        """
        now = monotonic()
        turn = Turn(QUERY.pack(len(job)) + job, now + self.timeout, end)
        takes = [worker for worker in self.workers if worker.takes(now)]
        best = None if self.waiting else min(takes, key=_load, default=None)
        if (best is None or best.turns) and self.behind >= self.queue:
            end(refusal(503, "queue", f"{self.queue} queries wait already. Try again in a moment."))
        elif best:
            best.run(turn)
        else:
            self.waiting.append(turn)


def _load(worker: Worker) -> int:
    return len(worker.turns)
