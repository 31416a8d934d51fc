"""Ratios to the plain rdflib path, measured in one run: `make bench`.

Each pair is run in turn, and medians of processor time are compared: what else the machine does counts
little. Only publishing, which uses two processors, is also compared by the time that it takes. Times on
different machines, or days, say little; the ratios hold better. The plain path of the check takes minutes, so
it is run less often; `spread` is how far apart the runs of a peer are, over their median.
"""

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from iccis.core.project import data_files

ROOT = Path(__file__).parents[1]
HERE = ROOT / "benchmarks"
PYTHON = sys.executable
ICCIS = str(Path(PYTHON).parent / "iccis")
PLAIN = str(HERE / "plain_check.py")
ROUNDS = 5
SLOW_ROUNDS = 3
"""Runs of the plain path of the check."""
THING = "https://w3id.org/iccis/id/"
CLOSE = """
import sys
from time import process_time
from iccis.core.project import AS_WRITTEN
from iccis.core.rdf import rdflib_graph
from iccis.data.store import load, triples
store = load(list(AS_WRITTEN))
if sys.argv[1] == "own":
    from iccis.closure.reason import closure
    given = list(triples(store, AS_WRITTEN))
    start = process_time()
    closure(given)
else:
    from owlrl import DeductiveClosure, OWLRL_Semantics
    graph = rdflib_graph(triples(store, AS_WRITTEN))
    start = process_time()
    DeductiveClosure(OWLRL_Semantics).expand(graph)
print(process_time() - start)
"""


class Run(NamedTuple):
    """Processor time (s) and peak memory (MB) of a process, what it printed, the time that it took (s)."""

    seconds: float
    memory: float
    output: str
    elapsed: float


def run(*command: str) -> Run:
    """Run one process to its end, as its own child, so that its peak memory can be told."""
    reader, writer = os.pipe()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    child = subprocess.Popen(command, stdout=writer, cwd=ROOT, env=environment)
    os.close(writer)
    with os.fdopen(reader) as stream:
        output = stream.read()
    _, status, usage = os.wait4(child.pid, 0)
    elapsed = perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {child.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output, elapsed)


def pair(ours: list[str], plain: list[str], times: int) -> tuple[list[Run], list[Run]]:
    """Runs of two commands, in turn."""
    run(*ours)  # writes what Python caches
    both = [(run(*ours), run(*plain)) for _ in range(times)]
    return [mine for mine, _ in both], [theirs for _, theirs in both]


def line(
    name: str,
    bar: str,
    ours: list[Run],
    plain: list[Run],
    *,
    time: Callable[[Run], float] = lambda run: run.seconds,
    most: bool = False,
) -> None:
    """One row: medians, their ratio, the bar, peak memory, spread and runs; with `most` less is better."""
    times = [[time(run) for run in runs] for runs in (ours, plain)]
    mine, theirs = map(statistics.median, times)
    spread = (max(times[1]) - min(times[1])) / theirs
    memory = [max(r.memory for r in runs) for runs in (ours, plain)]
    ratio = mine / theirs if most else theirs / mine
    row = f"{mine:>8.3f} {theirs:>9.3f} {ratio:>7.1f} {bar:>5} {memory[0]:>7.0f} {memory[1]:>9.0f}"
    print(f"{name:<34}{row} {spread:>7.0%} {len(ours):>2} {len(plain):>2}", flush=True)


def own_time(run: Run) -> float:
    """The time that a process measured itself and printed."""
    return float(run.output)


def question(name: str, *params: str) -> None:
    """A question as a whole process, against a bare rdflib script that parses the same files."""
    (file,) = (ROOT / "queries").glob(f"*/{name}.rq")
    own = [word for param in params for word in ("--param", param)]
    ours, plain = pair(
        [ICCIS, "query", name, *own],
        [
            PYTHON,
            str(HERE / "plain_query.py"),
            str(ROOT),
            str(file),
            *(p.replace("=", f"={THING}", 1) for p in params),
        ],
        9,
    )
    line(f"query {name}"[:33], "10", ours, plain)


def publishing() -> None:
    """Publish, at first with nothing kept of a check; all is deleted at the end (see `publish.py`)."""
    parse = [PYTHON, str(HERE / "plain_parse.py"), *(str(path) for _, path in data_files(ROOT))]
    with TemporaryDirectory() as folder:
        anew, kept, plain = list[Run](), list[Run](), list[Run]()
        for number in range(ROUNDS):
            command = ["env", f"XDG_CACHE_HOME={folder}/cache-{number}", ICCIS, "publish", "--out"]
            anew.append(run(*command, f"{folder}/{number}-anew"))
            plain.append(run(*parse))
            kept.append(run(*command, f"{folder}/{number}-kept"))
    for how, runs in (("anew", anew), ("its check kept", kept)):
        line(f"publish, {how}: time taken", "<12", runs, plain, time=lambda run: run.elapsed, most=True)
        line(f"publish, {how}: processors", "", runs, plain, most=True)


def main() -> None:
    """Print the table."""
    heads = (
        f"{'ours s':>8} {'plain s':>9} {'ratio':>7} {'bar':>5} {'ours MB':>7} {'plain MB':>9} {'spread':>7}"
    )
    print(f"{'':<34}{heads}  runs")
    for name, *params in QUESTIONS:
        question(name, *params)
    close = [PYTHON, "-c", CLOSE]
    line("closure, against owlrl", "100", *pair([*close, "own"], [*close, "owlrl"], ROUNDS), time=own_time)
    anew, plain = pair([ICCIS, "check", "--no-cache"], [PYTHON, PLAIN, str(ROOT)], SLOW_ROUNDS)
    line("check, against the plain path", "60", anew, plain)
    run(ICCIS, "check")
    line("... with nothing changed", "200", [run(ICCIS, "check") for _ in range(9)], plain)
    publishing()
    shapes = [ICCIS, "check", "--no-cache", "--step", "shapes"]
    line("shapes, against pySHACL on rdflib", "", *pair(shapes, [*shapes, "--shacl", "pyshacl"], ROUNDS))
    line("--help, against an empty Python", "", *pair([ICCIS, "--help"], [PYTHON, "-c", "pass"], 9))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"seconds are medians; MB the peak of each process (this one: {own:.0f})", file=sys.stderr)


QUESTIONS = [
    ("030-read-pledge", "pledge=code/pledge/4"),
    ("032-list-prohibitions",),
    ("036-count-norms-by-kind",),
]

if __name__ == "__main__":
    main()
