"""Worker processes of the SPARQL service: a query that runs away or kills its worker harms no other.

Each worker answers one query at a time. One that takes too long is killed, one that has died is replaced, and
the client of that query alone gets an error.
"""

import asyncio
import json
import logging
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

Job = tuple[object, ...]
"""What `iccis.serve_worker.Job` is made of."""

log = logging.getLogger("iccis.serve")


class Reply(NamedTuple):
    """What a query led to: HTTP status, media type, body, and why it failed in a word, or nothing."""

    status: int
    type: str
    body: bytes
    failure: str = ""


def refusal(status: int, failure: str, message: str) -> Reply:
    """An answer in plain words."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)


class Worker:
    """One process, and the pipes to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take a started process."""
        self.process = process

    async def read(self) -> tuple[list[Any], bytes]:
        """Next head and body; raises asyncio.IncompleteReadError when the process has ended."""
        source = self.process.stdout
        assert source is not None
        head, body = struct.unpack(">II", await source.readexactly(8))
        data = await source.readexactly(head + body)
        return json.loads(data[:head]), data[head:]

    async def ask(self, job: Job) -> tuple[list[Any], bytes]:
        """Answer to one query."""
        data = json.dumps(job).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(struct.pack(">I", len(data)) + data)
        return await self.read()

    async def stop(self) -> int:
        """Kill the process, and return how it ended."""
        with suppress(ProcessLookupError):
            self.process.kill()
        return await self.process.wait()


class Pool:
    """A fixed number of workers, and the queries that wait for one."""

    def __init__(self, data: Path, *, size: int, memory: int, timeout: float, queue: int) -> None:
        """Serve the N-Quads file `data` with `size` workers of `memory` MB; `timeout` is in seconds."""
        self.data, self.size, self.memory, self.timeout, self.queue = data, size, memory, timeout, queue
        self.idle: asyncio.Queue[Worker] = asyncio.Queue()
        self.workers: set[Worker] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.waiting = 0
        self.closing = False

    async def start(self) -> None:
        """Start the workers, and wait until each has loaded the data."""
        await asyncio.gather(*(self._add() for _ in range(self.size)))

    async def stop(self) -> None:
        """End every worker."""
        self.closing = True
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*(worker.stop() for worker in list(self.workers)))
        self.workers.clear()

    async def _add(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "iccis.serve_worker", str(self.data), str(self.memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # an interrupt at the terminal lets queries that run end
        )
        worker = Worker(process)
        self.workers.add(worker)
        await asyncio.wait_for(worker.read(), 60)
        self.idle.put_nowait(worker)

    async def _replace(self, worker: Worker) -> None:
        self.workers.discard(worker)
        await worker.stop()
        while not self.closing:
            try:
                return await self._add()
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                log.exception("a worker does not start")
                await asyncio.sleep(1)

    def replace(self, worker: Worker) -> None:
        """Put a new worker in the place of one that is lost."""
        task = asyncio.create_task(self._replace(worker))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def ask(self, job: Job) -> Reply:
        """Answer a query within the limits, or say why not."""
        if self.waiting >= self.queue:
            return refusal(503, "queue", f"{self.queue} queries wait already. Try again in a moment.")
        self.waiting += 1
        try:
            async with asyncio.timeout(self.timeout):
                worker = await self.idle.get()
        except TimeoutError:
            return refusal(503, "queue", "Every worker is busy. Try again in a moment.")
        finally:
            self.waiting -= 1
        return await self._ask(worker, job)

    async def _ask(self, worker: Worker, job: Job) -> Reply:
        done = False
        try:
            async with asyncio.timeout(self.timeout):
                (status, kind), body = await worker.ask(job)
            done = True
            return Reply(status, kind, body)
        except TimeoutError:
            message = f"The query took longer than {self.timeout:g} seconds and was stopped. Ask for less."
            return refusal(503, "timeout", message)
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await worker.process.wait()
            name = signal.Signals(-code).name if code < 0 else f"status {code}"
            log.warning("a query ended its worker", extra={"ended": name})
            message = (
                f"The query ended its worker ({name}): it took more than {self.memory} MB, or met a fault."
            )
            return refusal(503, "worker", message)
        finally:
            if done:
                self.idle.put_nowait(worker)
            else:
                self.replace(worker)
