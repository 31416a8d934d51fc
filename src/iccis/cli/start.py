"""Where the program starts: a plain question is answered at once, everything else by `iccis.cli.main`.

Importing the command-line library takes as long as loading the Code and answering a question. So a question
with nothing but parameters and a format goes past it; whatever is not that plain, and whatever goes wrong,
takes the long way, which has all options and says what is wrong.
"""

import gc
import os
import sys
from collections.abc import Sequence


def main() -> None:
    """Run the command line, and exit with its status."""
    answered = quick(sys.argv[1:])
    if answered is None:
        from iccis.cli.main import main as whole

        whole()
    else:
        _finish(answered)


def _finish(answered: str) -> None:
    """Write the answer, and leave at once: there is nothing to clean up but memory."""
    status = 0
    try:
        sys.stdout.buffer.write(answered.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        status = 141
    os._exit(status)


def quick(args: Sequence[str]) -> str | None:
    """Answer to `query NAME [--param NAME=VALUE]... [--format FORMAT]` in a pipe; None if it is not plain.

    >>> quick(["query", "36", "--format", "csv"]).splitlines()[0]
    'kind,norms'
    >>> quick(["query", "36", "--engine", "rdflib"]) is None
    True
    """
    options = list(zip(args[2::2], args[3::2], strict=False))
    names = {name for name, _ in options}
    plain = (
        len(args) >= 2 and len(args) % 2 == 0 and args[0] == "query" and args[1].replace("-", "").isalnum()
    )
    if not plain or args[1].startswith("-") or names - {"--param", "--format"} or sys.stdout.isatty():
        return None
    gc.disable()
    try:
        from iccis.questions.ask import ask
        from iccis.questions.output import render

        params = dict(value.split("=", 1) for name, value in options if name == "--param")
        return render(ask(args[1], params=params), dict(options).get("--format"))
    except Exception:  # the long way says what is wrong
        return None
    finally:
        gc.enable()
