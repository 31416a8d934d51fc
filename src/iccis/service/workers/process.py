"""The process of a worker: forked with the data, isolated from all else, answering one query after the other.

Queries arrive through one pipe, and replies leave through another. What a query does to this process (it may
abort it, or never end) is handled by `iccis.service.workers.pool`.
"""

import json
import os
import resource
import signal
import struct
from collections.abc import Iterator
from contextlib import suppress
from select import select
from threading import Thread
from time import monotonic

from pyoxigraph import Store

from iccis.service.reply import Reply
from iccis.service.settings import Settings
from iccis.service.workers.answer import Job, answer

LENGTH = struct.Struct(">I")  # of the message that follows in a pipe, in either direction
SPIN_SECONDS = 0.0005  # for which a worker polls for the next job before it sleeps
CHUNK_BYTES = 65_536  # read from a pipe at once


def work(queries: int, replies: int, store: Store, settings: Settings) -> None:
    """Say that this process is ready, and answer until its pipe of queries ends.

    It answers in a thread of its own, because that has a heap of its own. The heap that came with the fork is
    fragmented, and searching it takes a fifth of the time of a small query.
    """
    detach({queries, replies})
    thread = Thread(target=_work, args=(queries, replies, store, settings))
    thread.start()
    thread.join()


def _work(queries: int, replies: int, store: Store, settings: Settings) -> None:
    answer(store, Job("SELECT * { ?s ?p ?o } LIMIT 1"), settings)  # warms up
    _limit_resources(settings.memory)
    _write(replies, Reply(200, "", b""))
    for job in jobs(queries):
        _write(replies, answer(store, job, settings))


def _write(pipe: int, reply: Reply) -> None:
    left = memoryview(framed(encode_reply(reply)))
    while left:
        left = left[os.write(pipe, left) :]


def jobs(pipe: int) -> Iterator[Job]:
    """Yield the jobs that arrive through a pipe, until it ends."""
    buffer = bytearray()
    while data := _read(pipe):
        buffer += data
        yield from map(decode_job, messages(buffer))


def framed(message: bytes) -> bytes:
    """Return a message as it goes through a pipe.

    >>> list(messages(bytearray(framed(b"one") + framed(b"two") + b"half")))
    [b'one', b'two']
    """
    return LENGTH.pack(len(message)) + message


def messages(buffer: bytearray) -> Iterator[bytes]:
    """Yield the messages in a buffer that are complete, and remove them from it."""
    while len(buffer) >= LENGTH.size:
        end = LENGTH.size + LENGTH.unpack_from(buffer)[0]
        if len(buffer) < end:
            return
        message = bytes(buffer[LENGTH.size : end])
        del buffer[:end]
        yield message


def _read(pipe: int) -> bytes:
    """Read from a pipe: poll for a while, letting others run in between, since waking up takes longer."""
    until = monotonic() + SPIN_SECONDS
    while not select([pipe], [], [], 0)[0] and monotonic() < until:
        os.sched_yield()
    return os.read(pipe, CHUNK_BYTES)


def encode_job(job: Job) -> bytes:
    r"""Encode a job: `Accept` header, its graphs as JSON or nothing for all, and the query.

    >>> encode_job(Job("ASK {}", "text/csv")), encode_job(Job("ASK {}", "*/*", (["urn:x:g"], [])))
    (b'text/csv\x00\x00ASK {}', b'*/*\x00[[["urn:x:g"], []], null]\x00ASK {}')
    """
    graphs = "" if job.graphs is None else json.dumps([job.graphs, job.instead])
    return "\0".join((job.accept.replace("\0", " "), graphs, job.query)).encode()


def decode_job(data: bytes) -> Job:
    """Decode a job."""
    accept, graphs, query = data.decode().split("\0", 2)
    return Job(query, accept, *(json.loads(graphs) if graphs else ()))


def encode_reply(reply: Reply) -> bytes:
    r"""Encode a reply: HTTP status, media type, failure, and the body.

    >>> encode_reply(Reply(200, "text/csv", b"n\r\n"))
    b'200\x00text/csv\x00\x00n\r\n'
    """
    return b"%d\0%s\0%s\0%s" % (reply.status, reply.media_type.encode(), reply.failure.encode(), reply.body)


def decode_reply(data: bytes) -> Reply:
    """Decode a reply."""
    status, media_type, failure, body = data.split(b"\0", 3)
    return Reply(int(status), media_type.decode(), body, failure.decode())


def detach(pipes: set[int]) -> None:
    """Release what came with the fork but `pipes`: signal handlers, terminal, listener, connections."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setpgid(0, 0)  # an interrupt at the terminal lets running queries finish
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    for number in map(int, os.listdir("/proc/self/fd")):
        if number > 2 and number not in pipes:
            with suppress(OSError):  # the listed directory itself is closed already
                os.close(number)


def _limit_resources(megabytes: int) -> None:
    """Limit the memory on top of the data, and allow no more files or connections."""
    with open("/proc/self/statm", encoding="ascii") as sizes:
        current = int(sizes.read().split()[0]) * resource.getpagesize()
    most = current + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
