"""Worker processes of the SPARQL service: a query that runs away or kills its worker harms no other.

Each worker answers one query at a time. One that takes too long is killed, one that has died is replaced, and
only the client of that query gets an error.

While queries are quick, a few wait in the pipe of a busy worker, so that it need not sleep between them. As
replies arrive in the order of queries, it is always known which one runs. When that one turns out to be slow,
or ends its worker, those behind it have not begun, and go to another worker.
"""

import asyncio
import gc
import os
import signal
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import NamedTuple

from pyoxigraph import Store

from iccis.service.log import log
from iccis.service.reply import Reply, refusal
from iccis.service.settings import Settings
from iccis.service.workers.nursery import Nursery
from iccis.service.workers.process import decode_reply, framed, messages, work

POLL_SECONDS = 0.05  # between two looks for queries that take too long
MAX_PIPELINED = 8  # queries in the pipe of a worker, including the one that runs
QUICK_SECONDS = 0.005  # within which a query counts as quick
START_SECONDS = 10.0  # that a worker may take to start
RETRY_SECONDS = 1.0  # until a worker that did not start is tried again


class Task(NamedTuple):
    """A query in the pool: its bytes, the time until which it may wait, and its reply to come."""

    data: bytes
    deadline: float
    reply: asyncio.Future[Reply]

    def finish(self, reply: Reply) -> None:
        """Set the reply, unless the client has left."""
        if not self.reply.done():
            self.reply.set_result(reply)


class Worker(asyncio.Protocol):
    """One process, the pipes to it, and the queries in the first, of which the oldest runs."""

    def __init__(self, pool: "Pool", pid: int) -> None:
        """Manage a process that was forked."""
        self.pool, self.pid = pool, pid
        self.queries: asyncio.WriteTransport
        self.replies: asyncio.ReadTransport
        self.tasks: deque[Task] = deque()
        self.since = monotonic()
        self.ready, self.quick, self.retiring = False, False, False
        self.buffer = bytearray()

    def accepts(self, now: float) -> bool:
        """Tell whether the worker may be sent one more query."""
        if not self.tasks:
            return self.ready and not self.retiring
        is_quick = self.quick and now - self.since < QUICK_SECONDS
        return is_quick and len(self.tasks) < MAX_PIPELINED and not self.retiring

    def send(self, task: Task) -> None:
        """Send a query to the process."""
        if not self.tasks:
            self.since = monotonic()
        self.tasks.append(task)
        self.queries.write(task.data)

    def data_received(self, data: bytes) -> None:
        """Handle the replies that are complete."""
        self.buffer += data
        for message in messages(self.buffer):
            self._finish(decode_reply(message))
            self.pool.fill(self)

    def _finish(self, reply: Reply) -> None:
        now = monotonic()
        self.ready, self.quick, self.since = True, now - self.since < QUICK_SECONDS, now
        if self.tasks:
            self.tasks.popleft().finish(reply)
        if self.retiring:
            self.replies.close()

    def take_back(self) -> list[Task]:
        """Remove and return the queries that have not begun, oldest first.

        As they are still in its pipe, the worker ends after the one that runs.
        """
        waiting = list(self.tasks)[1:]
        if waiting:
            self.tasks, self.retiring = deque([self.tasks[0]]), True
        return waiting

    def abort(self, reply: Reply) -> None:
        """Give up on the process, with `reply` for the client of the query that runs."""
        self.retiring = True
        self.tasks.popleft().finish(reply)
        self.replies.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Kill the process, and have it replaced."""
        if not self.pool.closing:  # else `shut_down` has closed both pipes
            self.queries.abort()
            self.kill()
            self.pool.replace(self)

    def shut_down(self) -> None:
        """End the process for good."""
        self.kill()
        self.report_exit(-signal.SIGKILL)
        self.queries.abort()
        self.replies.close()

    def kill(self) -> None:
        """Kill the process; its ID is not reused before the nursery has asked for its exit code."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def report_exit(self, code: int) -> None:
        """Tell the client of the query that ran how the process ended."""
        if self.tasks:
            name = signal.Signals(-code).name if code < 0 else f"status {code}"
            log.warning("a query ended its worker", extra={"ended": name})
            reason = f"it took more than {self.pool.settings.memory} MB, or crashed"
            message = f"The query killed its worker ({name}): {reason}."
            self.tasks.popleft().finish(refusal(503, message, "worker"))


class Pool:
    """A fixed number of workers, and the queries that wait for one."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Answer from `store`, within the limits of `settings`."""
        self.settings = settings
        self.work = partial(work, store=store, settings=settings)
        self.workers: set[Worker] = set()
        self.queue: deque[Task] = deque()
        self.background: set[asyncio.Task[None]] = set()
        self.nursery: Nursery
        self.closing = False

    async def start(self) -> None:
        """Start the workers, and wait until each is ready."""
        gc.collect()
        gc.freeze()  # a collection would write to pages that the processes share, and take time
        self.nursery = Nursery(self.work)
        for _ in range(self.settings.workers):
            await self._add()
        async with asyncio.timeout(60):
            while self.idle < self.settings.workers:
                await asyncio.sleep(0.002)
        self._spawn(self._watch())

    async def stop(self) -> None:
        """End every worker."""
        self.closing = True
        for task in self.background:
            task.cancel()
        for worker in self.workers:
            worker.shut_down()
        self.workers.clear()
        await self.nursery.shut_down()
        await asyncio.sleep(0)  # the pipes tell that they are closed, which needs the event loop

    async def _add(self) -> None:
        if not self.nursery.process.is_alive():
            self.nursery = Nursery(self.work)
        queries, our_queries = os.pipe()
        our_replies, replies = os.pipe()  # one socket for both would wake the worker when its reply is read
        try:
            worker = Worker(self, await self.nursery.fork(queries, replies))
        except BaseException:
            os.close(our_queries)
            os.close(our_replies)
            raise
        finally:
            os.close(queries)
            os.close(replies)
        loop = asyncio.get_running_loop()
        writer, reader = os.fdopen(our_queries, "wb", 0), os.fdopen(our_replies, "rb", 0)
        worker.queries, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, writer)
        worker.replies, _ = await loop.connect_read_pipe(lambda: worker, reader)
        self.workers.add(worker)

    def _spawn(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(coroutine)
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    @property
    def idle(self) -> int:
        """Number of workers that wait for a query."""
        return sum(worker.ready and not worker.tasks for worker in self.workers)

    @property
    def waiting(self) -> int:
        """Number of queries that wait for a worker."""
        return len(self.queue) + sum(max(len(worker.tasks) - 1, 0) for worker in self.workers)

    def replace(self, worker: Worker) -> None:
        """Start a new worker in place of one that is lost."""
        self.workers.discard(worker)
        self._requeue(worker)
        self._spawn(self._replace(worker))

    def _requeue(self, worker: Worker) -> None:
        """Give what has not begun in a worker to others."""
        self.queue.extendleft(reversed(worker.take_back()))
        for other in self.workers:
            self.fill(other)

    async def _replace(self, worker: Worker) -> None:
        try:
            worker.report_exit(await self.nursery.exit_code(worker.pid))
        except OSError:
            log.exception("the exit code of a worker is unknown")
            worker.report_exit(-signal.SIGKILL)
        if not worker.ready:
            log.error("a worker does not start")
            await asyncio.sleep(RETRY_SECONDS)
        while not self.closing:
            try:
                return await self._add()
            except OSError:
                log.exception("a worker does not start")
                await asyncio.sleep(RETRY_SECONDS)

    async def _watch(self) -> None:
        """Stop what takes too long; one regular look at all costs less than a timer for each."""
        limit = self.settings.timeout
        while True:
            await asyncio.sleep(POLL_SECONDS)
            now = monotonic()
            for worker in list(self.workers):
                elapsed = now - worker.since
                if worker.tasks and elapsed > limit:
                    message = f"The query took longer than {limit:g} seconds and was stopped. Simplify it."
                    worker.abort(refusal(503, message, "timeout"))
                elif len(worker.tasks) > 1 and elapsed > POLL_SECONDS:
                    self._requeue(worker)
                elif not worker.ready and elapsed > START_SECONDS:
                    worker.replies.close()
            while self.queue and self.queue[0].deadline < now:
                message = "Every worker is busy. Try again in a moment."
                self.queue.popleft().finish(refusal(503, message, "queue"))

    def fill(self, worker: Worker) -> None:
        """Send a worker the queries that wait longest."""
        while self.queue and worker.accepts(monotonic()):
            worker.send(self.queue.popleft())

    def submit(self, job: bytes) -> asyncio.Future[Reply]:
        """Have an encoded job answered within the limits, and return its reply to come."""
        now, reply = monotonic(), asyncio.get_running_loop().create_future()
        task = Task(framed(job), now + self.settings.timeout, reply)
        accepting = [worker for worker in self.workers if worker.accepts(now)]
        best = None if self.queue else min(accepting, key=lambda worker: len(worker.tasks), default=None)
        if (best is None or best.tasks) and self.waiting >= self.settings.queue:
            message = f"{self.settings.queue} queries are already waiting. Try again in a moment."
            task.finish(refusal(503, message, "queue"))
        elif best:
            best.send(task)
        else:
            self.queue.append(task)
        return reply
