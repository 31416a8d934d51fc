"""The process that workers are forked from: it holds the data, and does nothing else.

After a fork, pages that either process writes to are copied, and a fork beside threads can deadlock. In the
process that speaks HTTP, every request would wait for that.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from iccis.service.workers.process import detach

FORK = multiprocessing.get_context("fork")
MESSAGE_BYTES = 32  # of a message in either direction, at most: a number
NO_PROCESS = 0  # sent in place of a process ID if the fork failed
Work = Callable[[int, int], None]


class Nursery:
    """A process that forks workers on request, and reports their exit codes."""

    def __init__(self, work: Work) -> None:
        """Start the process; each worker runs `work` with two pipes, for queries and replies."""
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.channel.setblocking(False)
        self.process = FORK.Process(target=_run, args=(theirs, work), daemon=True)
        self.process.start()
        theirs.close()
        self.lock = asyncio.Lock()

    async def fork(self, queries: int, replies: int) -> int:
        """Fork a worker, and return its process ID; raises OSError if that fails."""
        pid = await self._request(b"0", [queries, replies])
        if pid == NO_PROCESS:
            raise OSError("a worker could not be forked")
        return pid

    async def exit_code(self, pid: int) -> int:
        """Wait for a worker to end, and return its exit code; raises OSError if it is unknown."""
        return await self._request(b"%d" % pid, [])

    async def _request(self, message: bytes, pipes: list[int]) -> int:
        async with self.lock:
            socket.send_fds(self.channel, [message], pipes)
            data = await asyncio.get_running_loop().sock_recv(self.channel, MESSAGE_BYTES)
        if not data:
            raise ConnectionResetError("the process that forks workers has ended")
        return int(data)

    async def shut_down(self) -> None:
        """End the process and all its workers."""
        self.channel.close()
        while self.process.exitcode is None:
            await asyncio.sleep(0.005)


def _run(channel: socket.socket, work: Work) -> None:
    detach({channel.fileno()})
    workers = set[int]()
    with suppress(ConnectionError):  # the service may end before it has a result
        while True:
            message, pipes, _, _ = socket.recv_fds(channel, MESSAGE_BYTES, 2)
            if pipes:
                workers.add(result := _fork(channel, work, pipes))
            elif message:
                workers.discard(int(message))
                result = _wait(int(message))
            else:
                break
            channel.send(b"%d" % result)
    for pid in workers - {NO_PROCESS}:
        os.kill(pid, signal.SIGKILL)  # if the service was killed, nothing else ends a runaway query
        os.waitpid(pid, 0)


def _fork(channel: socket.socket, work: Work, pipes: list[int]) -> int:
    try:
        pid = os.fork()
    except OSError:
        pid = NO_PROCESS
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


def _wait(pid: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # an earlier nursery forked it
        return -signal.SIGKILL
