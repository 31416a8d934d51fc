"""The same questions over four endpoints and one store that has everything: `make bench-federation`.

The first endpoint holds the Code; the others hold the instruments that are described beside it, each with one
that is made, and what all share. Every question that names no graph is asked both ways, and the answers are
compared; then an endpoint is killed while questions are asked.
"""

import os
import signal
import statistics
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from loading import processor_seconds

from holding import Holders, holders
from iccis.core.errors import IccisError
from iccis.questions.ask import ask, canonical_lines
from iccis.questions.engines import Answer
from iccis.questions.question import Question, question, questions
from iccis.questions.sparql import uses

COMUNICA = Path(__file__).parents[1] / "tests" / "clients" / "node_modules" / ".bin"
UNDER_LOAD, WAIT_SECONDS = "036", 2
"""Question that is asked while an endpoint is killed, and when that happens."""


def key(answer: Answer) -> object:
    """Return what two equal answers have in common: rows in any order, triples with canonical labels."""
    return answer.boolean, sorted(map(str, answer.rows)), canonical_lines(answer.triples)


def spent(found: Holders) -> float:
    """Return the processor time (s) of this process, of those that it has waited for, and of the stores."""
    stores = (processor_seconds(address.pid) for address in (*found.spread, found.merged))
    return sum(os.times()[:4]) + sum(stores)


def compare(asked: Question, found: Holders) -> tuple[str, float, float]:
    """Return how the answers compare, and the processor time of both; print them."""
    start = spent(found)
    alone = ask(asked, endpoint=found.merged.query)
    middle = spent(found)
    try:
        together = ask(asked, endpoint=found.urls)
        result = "equal" if key(together) == key(alone) else "DIFFERENT"
    except IccisError as error:
        result = f"refused: {error}"
    end = spent(found)
    print(f"{asked.name:<45}{middle - start:>6.2f} s {end - middle:>6.2f} s {result}"[:300], flush=True)
    return result, middle - start, end - middle


def main() -> None:
    """Print a line for each question, what they cost, and what became of questions under load."""
    names = sys.argv[1:]
    asked = [q for q in questions() if not uses(q.text, "GRAPH") and (not names or q.name[:3] in names)]
    os.environ["PATH"] = f"{COMUNICA}{os.pathsep}{os.environ['PATH']}"
    with holders("all") as found:
        os.environ.pop("ICCIS_USER", None)
        results, alone, together = zip(*(compare(one, found) for one in asked), strict=True)
        counts = Counter(result.partition(":")[0] for result in results)
        print(f"{len(asked)} questions:", ", ".join(f"{count} {what}" for what, count in counts.items()))
        ratio, median = sum(together) / sum(alone), statistics.median(together)
        print(f"processor time: {ratio:.0f} times that of one store")
        print(f"{median:.1f} s for the median question, {max(together):.1f} s for the slowest")
        with ThreadPoolExecutor() as pool:
            answers = [pool.submit(ask, question(UNDER_LOAD), endpoint=found.urls) for _ in range(4)]
            sleep(WAIT_SECONDS)
            os.kill(found.spread[1].pid, signal.SIGKILL)
        errors = [error for answer in answers if (error := answer.exception())]
        print(f"killed {found.urls[1]}: {len(answers) - len(errors)} whole answers", *errors, sep="\n")
    sys.exit(counts["DIFFERENT"])


if __name__ == "__main__":
    main()
