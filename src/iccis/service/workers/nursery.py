"""The process that workers are forked from: it holds the data, and does nothing else.

What two processes write to after a fork is copied page by page, and a fork beside threads can hang. In the
process that answers requests, everybody would wait for that.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable

from iccis.service.workers.process import cut_off

FORK = multiprocessing.get_context("fork")
LONGEST = 32
"""Bytes of a message, either way: a number."""
FAILED = 0
"""Instead of the number of a process, if there is none."""


class Nursery:
    """A process that forks workers when it is told to, and knows how they end."""

    def __init__(self, work: Callable[[int, int], None]) -> None:
        """Start it; each worker does `work` with two pipes, that of queries and that of answers."""
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.channel.setblocking(False)
        self.process = FORK.Process(target=_tend, args=(theirs, work), daemon=True)
        self.process.start()
        theirs.close()
        self.lock = asyncio.Lock()

    async def fork(self, queries: int, answers: int) -> int:
        """Number of the process of a new worker; raises OSError if there can be none."""
        pid = await self._told(b"0", [queries, answers])
        if pid == FAILED:
            raise OSError("a worker could not be forked")
        return pid

    async def ended(self, pid: int) -> int:
        """Exit code of a worker, once it has ended; raises OSError if that is not known."""
        return await self._told(b"%d" % pid, [])

    async def _told(self, message: bytes, pipes: list[int]) -> int:
        async with self.lock:
            socket.send_fds(self.channel, [message], pipes)
            data = await asyncio.get_running_loop().sock_recv(self.channel, LONGEST)
        if not data:
            raise ConnectionResetError("the process that forks workers has ended")
        return int(data)

    async def end(self) -> None:
        """Let it end, with all its workers."""
        self.channel.close()
        while self.process.exitcode is None:
            await asyncio.sleep(0.005)


def _tend(channel: socket.socket, work: Callable[[int, int], None]) -> None:
    cut_off({channel.fileno()})
    workers = set[int]()
    while True:
        message, pipes, _, _ = socket.recv_fds(channel, LONGEST, 2)
        if pipes:
            workers.add(answer := _forked(channel, work, pipes))
        elif message:
            workers.discard(int(message))
            answer = _ended(int(message))
        else:
            break
        channel.send(b"%d" % answer)
    for pid in workers - {FAILED}:
        os.kill(pid, signal.SIGKILL)  # if the service was killed, nobody else ends a query that runs away
        os.waitpid(pid, 0)


def _forked(channel: socket.socket, work: Callable[[int, int], None], pipes: list[int]) -> int:
    try:
        pid = os.fork()
    except OSError:
        pid = FAILED
    else:
        if pid == 0:
            try:
                channel.close()
                work(*pipes)
            finally:
                os._exit(0)
    for pipe in pipes:
        os.close(pipe)
    return pid


def _ended(pid: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # it came from a nursery before this one
        return -signal.SIGKILL
