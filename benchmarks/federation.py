"""The same questions over four endpoints and one store that has everything: `make bench-federation`.

The first endpoint holds the Code; the others hold the instruments that are described beside it, each with one
that is made, and what all share. Every question that names no graph is asked both ways, and the answers are
compared; then an endpoint is killed while questions are asked.
"""

import os
import signal
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from holding import Holders, holders
from iccis.core.errors import IccisError
from iccis.questions.ask import ask, canonical_lines
from iccis.questions.engines import Answer
from iccis.questions.question import Question, question, questions
from iccis.questions.sparql import uses

COMUNICA = Path(__file__).parents[1] / "tests" / "clients" / "node_modules" / ".bin"
UNDER_LOAD, WAIT_SECONDS = "036", 3
"""Question that is asked while an endpoint is killed, and when that happens."""


def key(answer: Answer) -> object:
    """Return what two equal answers have in common: rows in any order, triples with canonical labels."""
    return answer.boolean, sorted(map(str, answer.rows)), canonical_lines(answer.triples)


def compare(asked: Question, found: Holders) -> float | None:
    """Return the ratio of times, and print it with any difference."""
    start = perf_counter()
    alone = ask(asked, endpoint=found.merged.query)
    middle = perf_counter()
    try:
        together = ask(asked, endpoint=found.urls)
    except IccisError as error:
        print(f"{asked.name:<45} no answer: {error}"[:300], flush=True)
        return None
    seconds = perf_counter() - middle
    same = key(together) == key(alone)
    print(f"{asked.name:<45}{seconds:>8.1f} s {'equal' if same else 'DIFFERENT'}", flush=True)
    return seconds / (middle - start) if same else None


def main() -> None:
    """Print a line for each question, the ratio of times, and what became of questions under load."""
    names = sys.argv[1:]
    asked = [q for q in questions() if not uses(q.text, "GRAPH") and (not names or q.name[:3] in names)]
    os.environ["PATH"] = f"{COMUNICA}{os.pathsep}{os.environ['PATH']}"
    with holders("all") as found:
        os.environ.pop("ICCIS_USER", None)
        ratios = [ratio for one in asked if (ratio := compare(one, found))]
        median = statistics.median(ratios)
        print(f"{len(ratios)} of {len(asked)} answers equal, in {median:.0f} times the time (median)")
        with ThreadPoolExecutor() as pool:
            answers = [pool.submit(ask, question(UNDER_LOAD), endpoint=found.urls) for _ in range(4)]
            sleep(WAIT_SECONDS)
            os.kill(found.spread[1].pid, signal.SIGKILL)
        errors = [error for answer in answers if (error := answer.exception())]
        print(f"killed {found.urls[1]}: {len(answers) - len(errors)} whole answers", *errors, sep="\n")


if __name__ == "__main__":
    main()
