"""How the work on a project grows with its instruments: `make bench-growth`.

The instruments come from `generator.py`. Each size is a process of its own, and the whole command another;
seconds are processor time. An exponent compares with the size before, and is 1 for twice the time on
twice the triples. Of a project of more than MOST_WHOLE instruments, only one is checked.
"""

import gc
import os
import resource
import subprocess
import sys
from functools import cache
from itertools import pairwise
from math import log, nan
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from generator import path, project, rename
from pyoxigraph import NamedNode, Store

from iccis.check.shapes import validate
from iccis.closure.reason import closure
from iccis.core.namespaces import ID
from iccis.core.project import AS_WRITTEN, BESIDE, graphs
from iccis.data.store import load, triples
from iccis.questions.engines import evaluate, oxigraph
from iccis.questions.question import Question, questions
from iccis.questions.scopes import unite, with_closure, with_labels

SIZES = (1, 10, 60)
MOST_WHOLE = 300
"""Instruments of the largest project that is read whole; of larger ones, only one instrument is checked."""
BARS = {"read": 1.1, "closure": 1.2, "shapes": 1.2, "questions": 0.25, "check": 1.2, "one": 0.25}
"""Greatest exponents: of reading the files, closure, shapes, questions about one instrument, the check, and
the check of one instrument."""


@cache
def about_one() -> list[Question]:
    """Return the questions about one thing, or what belongs to it, which take the thing as a parameter.

    A question with words to search for is about all instruments.
    """
    return [q for q in questions() if q.params and all(param.kind != "string" for param in q.params)]


def measure(folder: Path) -> list[float]:
    """Return the triples of a project, seconds of each step on it, and peak memory (MB)."""
    gc.set_threshold(100_000)  # as the command line has it
    times = [process_time()]
    store = load(base=folder)
    times.append(process_time())
    layers = graphs((*AS_WRITTEN, *BESIDE), folder)
    statements = list(triples(store, layers))
    closed = closure(statements)
    times.append(process_time())
    report = validate(statements, inferred=closed.triples, clashes=closed.clashes, base=folder)
    times.append(process_time())
    if not report.conforms:
        raise SystemExit(f"{len(report.problems)} problems, the first: {report.problems[0]}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = [after - before for before, after in pairwise(times)]
    return [len(statements), *seconds, ask_about_one(store, layers), memory]


def ask_about_one(store: Store, layers: tuple[str, ...]) -> float:
    """Return the seconds of all questions about the first instrument, in a store that is ready."""
    engine = oxigraph(unite(with_labels(with_closure(store, layers))), (*layers, "closure", "labels"))
    bound = [
        (q.text, {param.name: NamedNode(rename(ID + param.default, path(1))) for param in q.params})
        for q in about_one()
    ]
    start = process_time()
    empty = [text for text, values in bound if evaluate(engine, text, values).is_empty]
    if len(empty) > len(bound) / 2:
        raise SystemExit(f"{len(empty)} of {len(bound)} questions find nothing")
    return process_time() - start


def lines(folder: Path) -> float:
    """Return the number of triples in files that have one a line."""
    return sum(file.read_bytes().count(b" .\n") for file in folder.rglob("*.ttl"))


def seconds_of(*command: str) -> float:
    """Return the processor time of a command."""
    before = os.times()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def main() -> None:
    """Print a row for each size, and under it the exponents."""
    heads = "".join(f"{f'{name} s':>12}" for name in BARS)
    print(f"{'instruments':<12}{'triples':>10}{heads}{'MB':>7}")
    last: list[float] = []
    for size in map(int, sys.argv[1:]) if sys.argv[1:] else SIZES:
        with TemporaryDirectory() as folder:
            project(Path(folder), range(1, size + 1))
            command = ["-m", "iccis", "check", "--no-cache", "--project", folder]
            count, times, memory = size * lines(Path(folder, "kg", path(1))), [nan] * (len(BARS) - 1), nan
            if size <= MOST_WHOLE:
                own = [sys.executable, __file__, "--project", folder]
                output = subprocess.run(own, check=True, stdout=subprocess.PIPE, text=True).stdout
                count, *times, memory = map(float, output.split())
                times.append(seconds_of(*command))
            times.append(seconds_of(*command, "--instrument", path(1)))
        print(f"{size:<12}{count:>10,.0f}{''.join(f'{t:>12.3f}' for t in times)}{memory:>7.0f}", flush=True)
        if last:
            pairs = zip(times, last[1:], strict=True)
            growth = [log(now / before) / log(count / last[0]) for now, before in pairs]
            print(f"{'exponent':<22}{''.join(f'{value:>12.2f}' for value in growth)}", flush=True)
        last = [count, *times]
    print(f"{'bar':<22}{''.join(f'{bar:>12}' for bar in BARS.values())}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--project"]:
        print(*measure(Path(sys.argv[2])))
    else:
        main()
