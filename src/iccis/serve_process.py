"""The process of a worker: forked from the service with its data, cut off from all else, answering in turn.

Queries come in over one pipe, and answers go out over another. A query is JSON: its text, the `Accept`
header, the default and the named graphs that it runs on, or null for all. What a query does to this process
(it may abort it, or never end) is the business of `iccis.serve_pool`.
"""

import json
import os
import resource
import signal
import struct
from contextlib import suppress
from threading import Thread
from typing import BinaryIO

from pyoxigraph import Store

from iccis.serve_worker import Job, Reply, answer

QUERY = struct.Struct(">I")
"""Before a query: its length."""
ANSWER = struct.Struct(">HHI")
"""Before an answer: HTTP status, lengths of media type and body."""


def work(queries: int, answers: int, store: Store, memory: int, max_rows: int, max_bytes: int) -> None:
    """Say that this process is ready, and answer until its pipe of queries ends; they may take `memory` MB.

    It answers in a thread of its own, because that has a heap of its own. The heap that came with the fork is
    full of holes, and to search them takes a fifth of the time of a small query.
    """
    _cut_off({queries, answers})
    thread = Thread(target=_work, args=(queries, answers, store, memory, max_rows, max_bytes))
    thread.start()
    thread.join()


def _work(queries: int, answers: int, store: Store, memory: int, max_rows: int, max_bytes: int) -> None:
    answer(store, Job("SELECT * { ?s ?p ?o } LIMIT 1", "*/*", None, None, max_rows, max_bytes))  # warms up
    _limit(memory)
    with open(queries, "rb") as source, open(answers, "wb") as target:
        target.write(packed(Reply(200, "", b"")))
        target.flush()
        while (data := read_query(source)) is not None:
            query, accept, default, named = json.loads(data)
            job = Job(query, accept, default, named, max_rows, max_bytes)
            target.write(packed(answer(store, job)))
            target.flush()


def read_query(source: BinaryIO) -> bytes | None:
    """Next query; None at the end.

    >>> import io
    >>> read_query(io.BytesIO(QUERY.pack(2) + b"{}"))
    b'{}'
    """
    head = source.read(QUERY.size)
    return source.read(QUERY.unpack(head)[0]) if len(head) == QUERY.size else None


def packed(reply: Reply) -> bytes:
    r"""An answer as bytes.

    >>> packed(Reply(200, "text/csv", b"n\r\n"))
    b'\x00\xc8\x00\x08\x00\x00\x00\x03text/csvn\r\n'
    """
    kind = reply.type.encode()
    return ANSWER.pack(reply.status, len(kind), len(reply.body)) + kind + reply.body


def _cut_off(pipes: set[int]) -> None:
    """Let go of what came with the fork: signals of the service, its terminal, listener and clients."""
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
