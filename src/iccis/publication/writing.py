"""Writing the files of a publication, in several processes where there are processors for them."""

import os
import signal
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, SITE

THINGS = ID.removeprefix(SITE)
"""Start of the paths of the documents about things; no other file is made from one of them."""
MOST = 4
"""Processes that write, at most: the other files take one of them nearly half of the time."""


class Writer:
    """Makes files and writes them into a folder."""

    def __init__(self, publication: Mapping[str, bytes], folder: Path, earlier: Path) -> None:
        """`earlier` is an earlier publication, or not there: what has the same bytes in it is linked."""
        self._publication, self._folder = publication, folder
        self._earlier = earlier if earlier.exists() else None

    def write(self, paths: Iterable[str]) -> tuple[int, int]:
        """Write files, and return how many, and how many of them are new or changed."""
        changes = [self._write(path) for path in paths]
        return len(changes), sum(changes)

    def _write(self, path: str) -> bool:
        data, file = self._publication[path], f"{self._folder}/{path}"
        if self._earlier and _link(f"{self._earlier}/{path}", file, data):
            return False
        _create(file, data)
        return True


def write(publication: Mapping[str, bytes], folder: Path, earlier: Path) -> Iterator[tuple[int, int]]:
    """Write every file into `folder`; yield, for a few at a time, how many and how many new or changed ones.

    Raises OSError if a file cannot be written, and IccisError if one cannot be made.
    """
    for parent in {path.rpartition("/")[0] for path in publication}:
        (folder / parent).mkdir(parents=True, exist_ok=True)
    writer, helpers = Writer(publication, folder, earlier), _processes() - 1
    things, others = defaultdict[str, list[str]](list), list[str]()
    for path in publication:
        if helpers and path.startswith(THINGS):
            things[path.rpartition(".")[0]].append(path)  # the page of a thing is made from its data
        else:
            others.append(path)
    if things:  # what all need is made once, with the first
        yield writer.write(things.pop(min(things)))
    with ExitStack() as stack:
        shares = ([*things.values()][start::helpers] for start in range(helpers))
        answers = [stack.enter_context(_helper(writer, share)) for share in shares]
        for path in others:
            yield writer.write([path])
            yield from _received(answers, 0)
        yield from _received(answers, None)


def _processes() -> int:
    """Return how many processes may write: one where a fork is not safe, or nothing is gained by it."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


@contextmanager
def _helper(writer: Writer, share: list[list[str]]) -> Iterator[Connection]:
    """Let another process write files; the connection gives its answers, or the error that ends it."""
    fork = get_context("fork")
    answers, sender = fork.Pipe(duplex=False)

    def work() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # this process hears it, too, and ends the other
        answers.close()
        with suppress(BrokenPipeError):  # this process has ended
            try:
                for paths in share:
                    sender.send(writer.write(paths))
            except Exception as error:
                sender.send(error)

    process = fork.Process(target=work, daemon=True)
    process.start()
    sender.close()
    try:
        yield answers
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
    if process.exitcode:
        raise IccisError(f"a process that wrote files ended with {process.exitcode}", hint="run it again")


def _received(answers: list[Connection], timeout: float | None) -> Iterator[tuple[int, int]]:
    """Yield what has arrived: with a `timeout` of 0 by now, with None until all connections are closed."""
    while answers and (ready := wait(answers, timeout)):
        for connection in [connection for connection in answers if connection in ready]:
            try:
                answer = connection.recv()
            except EOFError:
                answers.remove(connection)
                continue
            if isinstance(answer, Exception):
                raise answer
            yield answer


def _create(file: str, data: bytes) -> None:
    """Write a new file; what `open` does beside that takes as long again, for thousands of small files."""
    descriptor, left = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), memoryview(data)
    try:
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def _link(earlier: str, file: str, data: bytes) -> bool:
    """Link to an earlier file if it has these bytes; return whether that is so and the file system can."""
    with suppress(OSError):
        if Path(earlier).stat().st_size == len(data) and Path(earlier).read_bytes() == data:
            Path(file).hardlink_to(earlier)
            return True
    return False
