"""The process of a worker: forked with the data, cut off from all else, answering one query after the other.

Queries come in over one pipe, and answers go out over another. What a query does to this process (it may
abort it, or never end) is the business of `iccis.service.workers.pool`.
"""

import json
import os
import resource
import signal
import struct
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from time import monotonic

from pyoxigraph import Store

from iccis.service.workers.answer import Job, Reply, answer

QUERY = struct.Struct(">I")
"""Before a query: its length."""
ANSWER = struct.Struct(">HHI")
"""Before an answer: HTTP status, lengths of media type and body."""
AWAKE = 0.0005
"""Seconds that a worker looks for the next query before it sleeps."""
CHUNK = 65_536
"""Bytes read from a pipe at once."""


def work(queries: int, answers: int, store: Store, memory: int, max_rows: int, max_bytes: int) -> None:
    """Say that this process is ready, and answer until its pipe of queries ends; they may take `memory` MB.

    It answers in a thread of its own, because that has a heap of its own. The heap that came with the fork is
    full of holes, and to search them takes a fifth of the time of a small query.
    """
    cut_off({queries, answers})
    thread = Thread(target=_work, args=(queries, answers, store, memory, max_rows, max_bytes))
    thread.start()
    thread.join()


def _work(queries: int, answers: int, store: Store, memory: int, max_rows: int, max_bytes: int) -> None:
    answer(store, Job("SELECT * { ?s ?p ?o } LIMIT 1", "*/*", None, None, max_rows, max_bytes))  # warms up
    _limit(memory)
    _write(answers, packed(Reply(200, "", b"")))
    for job in Jobs(queries, max_rows, max_bytes):
        _write(answers, packed(answer(store, job)))


def _write(pipe: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(pipe, left) :]


class Jobs:
    """Queries out of a pipe, to its end.

    Before it sleeps, the process looks for the next one again and again for a while, and lets others run in
    between: to be woken takes longer than a small query.
    """

    def __init__(self, pipe: int, max_rows: int, max_bytes: int) -> None:
        """Take the pipe over; the limits are those of every answer."""
        self.pipe, self.limits, self.got = pipe, (max_rows, max_bytes), b""
        os.set_blocking(pipe, False)

    def __iter__(self) -> Iterator[Job]:
        """Yield one after the other."""
        while more := self._read():
            self.got += more
            while (end := self._end()) <= len(self.got):
                yield self._job(self.got[QUERY.size : end])
                self.got = self.got[end:]

    def _end(self) -> int:
        """Bytes of the next query and of what is before it."""
        if len(self.got) < QUERY.size:
            return QUERY.size + 1
        return QUERY.size + int(QUERY.unpack_from(self.got)[0])

    def _job(self, data: bytes) -> Job:
        accept, graphs, query = data.decode().split("\0", 2)
        default, named = json.loads(graphs) if graphs else (None, None)
        return Job(query, accept, default, named, *self.limits)

    def _read(self) -> bytes:
        until = monotonic() + AWAKE
        while monotonic() < until:
            with suppress(BlockingIOError):
                return os.read(self.pipe, CHUNK)
            os.sched_yield()
        os.set_blocking(self.pipe, True)
        try:
            return os.read(self.pipe, CHUNK)
        finally:
            os.set_blocking(self.pipe, False)


def asked(query: str, accept: str, graphs: tuple[list[str], list[str]] | None) -> bytes:
    r"""A query as bytes: `Accept` header, default and named graphs as JSON or nothing for all, and its text.

    >>> asked("ASK {}", "text/csv", None), asked("ASK {}", "*/*", (["urn:x:g"], []))
    (b'text/csv\x00\x00ASK {}', b'*/*\x00[["urn:x:g"], []]\x00ASK {}')
    """
    parts = accept.replace("\0", " "), json.dumps(graphs) if graphs else "", query
    return "\0".join(parts).encode()


def packed(reply: Reply) -> bytes:
    r"""An answer as bytes.

    >>> packed(Reply(200, "text/csv", b"n\r\n"))
    b'\x00\xc8\x00\x08\x00\x00\x00\x03text/csvn\r\n'
    """
    kind = reply.type.encode()
    return ANSWER.pack(reply.status, len(kind), len(reply.body)) + kind + reply.body


def cut_off(pipes: set[int]) -> None:
    """Let go of what came with the fork but `pipes`: signals of the service, terminal, listener, clients."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setpgid(0, 0)  # an interrupt at the terminal lets queries that run end
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2 and number not in pipes:
            with suppress(OSError):  # the folder that was listed is closed already
                os.close(number)


def _limit(megabytes: int) -> None:
    """Bound the memory that may come on top of the data, and open no more files or connections."""
    with open("/proc/self/statm", encoding="ascii") as sizes:
        now = int(sizes.read().split()[0]) * resource.getpagesize()
    most = now + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
