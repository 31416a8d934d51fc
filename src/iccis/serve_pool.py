"""Worker processes of the SPARQL service: a query that runs away or kills its worker harms no other.

Each worker answers one query at a time. One that takes too long is killed, one that has died is replaced, and
the client of that query alone gets an error.
"""

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Coroutine
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import NamedTuple

from pyoxigraph import Store

from iccis.serve_process import ANSWER, QUERY, work

log = logging.getLogger("iccis.serve")
FORK = multiprocessing.get_context("fork")
"""A fork shares the data that are loaded already: a worker costs milliseconds and little memory."""
TICK = 0.05
"""Seconds between two looks at what takes too long."""
START = 10.0
"""Seconds that a worker may take to start: a fork beside other threads can hang, if rarely."""
AGAIN = 1.0
"""Seconds until a worker that did not start is tried again."""


class Reply(NamedTuple):
    """What a query led to: HTTP status, media type, body, and why it failed in a word, or nothing."""

    status: int
    type: str
    body: bytes
    failure: str = ""


def refusal(status: int, failure: str, message: str) -> Reply:
    """An answer in plain words."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)


class Turn:
    """A query that waits or runs, and the answer that its client waits for."""

    def __init__(self, job: bytes, until: float) -> None:
        """Take a query; `until` is when it has waited, or run, too long."""
        self.data, self.until = QUERY.pack(len(job)) + job, until
        self.answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

    def end(self, reply: Reply) -> None:
        """Give the client its answer, if it still waits."""
        if not self.answer.done():
            self.answer.set_result(reply)


class Worker(asyncio.Protocol):
    """One process, the pipes to it, and the query that it runs."""

    def __init__(self, pool: "Pool", process: BaseProcess) -> None:
        """Take a started process."""
        self.pool, self.process = pool, process
        self.queries: asyncio.WriteTransport
        self.answers: asyncio.ReadTransport
        self.turn: Turn | None = None
        self.ready, self.started = False, monotonic()
        self.got = bytearray()

    def run(self, turn: Turn) -> None:
        """Send a query."""
        self.turn = turn
        self.queries.write(turn.data)

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer; when it is whole the worker is free."""
        self.got += data
        if len(self.got) < ANSWER.size:
            return
        status, kind, body = ANSWER.unpack_from(self.got)
        start = ANSWER.size + kind
        if len(self.got) == start + body:
            whole, self.got = bytes(self.got), bytearray()
            self._done(Reply(status, whole[ANSWER.size : start].decode(), whole[start:]))
            self.ready = True
            self.pool.free(self)

    def _done(self, reply: Reply) -> None:
        turn, self.turn = self.turn, None
        if turn:
            turn.end(reply)

    def stop(self, reply: Reply) -> None:
        """Give up on the process, with this answer for whoever waits."""
        self._done(reply)
        self.answers.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Have the process ended, and another put in its place."""
        self.queries.abort()
        self.pool.lost(self)

    async def end(self) -> None:
        """Kill the process if it still runs, and tell whoever waits how it ended."""
        self.process.kill()
        while (code := self.process.exitcode) is None:
            await asyncio.sleep(0.005)
        if self.turn:
            name = signal.Signals(-code).name if code < 0 else f"status {code}"
            log.warning("a query ended its worker", extra={"ended": name})
            memory = f"it took more than {self.pool.memory} MB, or met a fault"
            self._done(refusal(503, "worker", f"The query ended its worker ({name}): {memory}."))


class Pool:
    """A fixed number of workers, and the queries that wait for one."""

    def __init__(
        self, store: Store, *, size: int, memory: int, timeout: float, queue: int, limits: tuple[int, int]
    ) -> None:
        """Ask `size` workers of `memory` MB; `timeout` is in seconds, `limits` are rows and bytes."""
        self.store, self.size, self.memory, self.timeout, self.queue = store, size, memory, timeout, queue
        self.limits = limits
        self.idle: list[Worker] = []
        self.workers: set[Worker] = set()
        self.waiting: deque[Turn] = deque()
        self.tasks: set[asyncio.Task[None]] = set()
        self.closing = False

    async def start(self) -> None:
        """Start the workers, and wait until each is ready."""
        gc.collect()
        gc.freeze()  # a collection would write to pages that the workers share, and take time
        for _ in range(self.size):
            await self._add()
        async with asyncio.timeout(60):
            while len(self.idle) < self.size:
                await asyncio.sleep(0.002)
        self._spawn(self._watch())

    async def stop(self) -> None:
        """End every worker."""
        self.closing = True
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*(worker.end() for worker in self.workers))
        self.workers.clear()

    async def _add(self) -> None:
        queries, ours = os.pipe()
        theirs, answers = os.pipe()  # a socket for both ways would wake the worker when its answer is read
        args = (queries, answers, self.store, self.memory, *self.limits)
        process = FORK.Process(target=work, args=args, daemon=True)
        try:
            process.start()
        finally:
            os.close(queries)
            os.close(answers)
        worker, loop = Worker(self, process), asyncio.get_running_loop()
        worker.queries, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(ours, "wb", 0))
        worker.answers, _ = await loop.connect_read_pipe(lambda: worker, os.fdopen(theirs, "rb", 0))
        self.workers.add(worker)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def lost(self, worker: Worker) -> None:
        """Put a new worker in the place of one that is lost."""
        if worker in self.idle:
            self.idle.remove(worker)
        if not self.closing:
            self._spawn(self._replace(worker))

    async def _replace(self, worker: Worker) -> None:
        await worker.end()
        self.workers.discard(worker)
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
                if worker.turn and worker.turn.until < now:
                    worker.stop(refusal(503, "timeout", message))
                elif not worker.ready and worker.started + START < now:
                    worker.answers.close()
            while self.waiting and self.waiting[0].until < now:
                busy = "Every worker is busy. Try again in a moment."
                self.waiting.popleft().end(refusal(503, "queue", busy))

    def free(self, worker: Worker) -> None:
        """Give a worker the query that waits longest, or let it wait."""
        if self.waiting:
            turn = self.waiting.popleft()
            turn.until = monotonic() + self.timeout
            worker.run(turn)
        else:
            self.idle.append(worker)

    async def ask(self, job: bytes) -> Reply:
        """Answer a query, as `iccis.serve_process` reads it, within the limits; or say why not."""
        if len(self.waiting) >= self.queue:
            return refusal(503, "queue", f"{self.queue} queries wait already. Try again in a moment.")
        turn = Turn(job, monotonic() + self.timeout)
        if self.idle:
            self.idle.pop().run(turn)
        else:
            self.waiting.append(turn)
        return await turn.answer
