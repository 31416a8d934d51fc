"""Output and exit status of every command: data go to stdout, messages to stderr."""

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from iccis.core.errors import IccisError


def use_utf8() -> None:
    """Write UTF-8 to stdout and stderr, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def silence_libraries() -> None:
    """Keep the warnings of libraries off the terminal, unless Python was told to show them."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def complain(message: str, hint: str, *, status: int = 2) -> int:
    """Write an error and what to do about it to stderr, and return the exit status."""
    sys.stderr.write(f"error: {message}\n" + (f"\nhint: {hint}\n" if hint else ""))
    return status


def read_stdin() -> str:
    """Return what stands on standard input; raises IccisError if that is nothing, binary or not UTF-8."""
    from iccis.core.errors import IccisError
    from iccis.core.turtle import decode

    data = sys.stdin.buffer.read()
    if not data.strip():
        raise IccisError("standard input is empty", hint="write to it, or give an argument other than -")
    return decode(data, place="stdin")


def emit(text: str) -> None:
    """Write data to stdout, as UTF-8, line ends unchanged, and names of files byte for byte."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode(errors="surrogateescape"))
    sys.stdout.buffer.flush()


def emit_json(data: object) -> None:
    """Write data to stdout as JSON."""
    from iccis.core.jsonld import to_json

    emit(to_json(data))


def emit_rows(rows: Iterable[Iterable[str]]) -> None:
    """Write rows to stdout, one a line, cells separated by tabs."""
    emit("".join("\t".join(row) + "\n" for row in rows))


@contextmanager
def progress(label: str) -> Iterator[Callable[[float, float], object]]:
    """Show a bar on a terminal; the function that it gives takes how much is done, and of how much."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    # It refreshes itself only from a thread, and what it tells of may fork.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task, shown = bar.add_task(label, total=None), -1

        def advance(done: float, total: float) -> None:
            nonlocal shown
            percent = int(100 * done / total)
            bar.update(task, completed=done, total=total, refresh=percent != shown)
            shown = percent

        yield advance


def run_guarded(action: Callable[[], int]) -> int:
    """Run an action, and return its exit status; a failure is one short message on stderr.

    >>> run_guarded(lambda: 1)
    1
    """
    try:
        return action()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of the output has stopped; Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except IccisError as error:
        return complain(str(error), error.hint)
    except Exception as error:
        if isinstance(error, PermissionError | NotADirectoryError) and error.filename:
            hint = "check the path, and its permissions"
            return complain(f"{error.filename}: {error.strerror}", hint)
        if os.environ.get("ICCIS_DEBUG"):
            import traceback

            traceback.print_exception(error)
        hint = "run it again with ICCIS_DEBUG=1 in the environment for the traceback, and report it"
        return complain(f"internal: {type(error).__name__}: {error}", hint, status=3)
