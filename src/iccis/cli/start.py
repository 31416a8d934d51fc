"""Entry point of the program, with a fast path for queries whose output goes to a pipe or file.

Importing click takes as long as loading the Code and answering a question. A query that `iccis.cli.query` can
read by itself is therefore answered without click; `iccis.cli.main` handles everything else.
"""

import gc
import os
import sys
from typing import Any

from iccis.cli.query import answer, find_question, parse
from iccis.cli.terminal import emit, run_guarded, silence_libraries, use_utf8


def main() -> None:
    """Run the command line, and exit with its status."""
    options = None if sys.stdout.isatty() else parse(sys.argv[1:])
    if options is None:
        from iccis.cli.main import main as run_with_click

        run_with_click()
    else:
        gc.disable()  # the process is short-lived
        use_utf8()
        silence_libraries()
        status = run_guarded(lambda: _query(**options))
        sys.stderr.flush()
        os._exit(status)  # nothing is left to clean up but memory


def _query(*, name: str, format: str | None, **options: Any) -> int:
    from iccis.questions.output import render

    emit(render(answer(find_question(name), **options), format))
    return 0
