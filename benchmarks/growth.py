"""How closure and check grow with copies of the Code: `make bench`.

The copies stand under other addresses, and their actors have other names, so that they conform as the Code
does. Mappings, events and what is said of the ontology are there once. Each size is a process of its own; an
exponent compares a time with that of the size before, and is 1 for twice the time on twice the triples.
"""

import gc
import re
import resource
import subprocess
import sys
from math import log
from time import process_time

SIZES = (1, 10, 60)
BAR = 1.2
ONCE = re.compile(r"<https://w3id\.org/iccis/id/(event|mapping)")
NAME = re.compile(r'(/actor/\S+ \S+prefLabel> ".*)("@en .)')


def measure(size: int) -> str:
    """Close and validate some copies; return triples, seconds of both, and peak memory (MB)."""
    from pyoxigraph import RdfFormat, parse

    from iccis.check.shapes import validate
    from iccis.closure.reason import closure
    from iccis.core.namespaces import ID
    from iccis.core.project import AS_WRITTEN, BESIDE
    from iccis.data.store import load, triples

    gc.set_threshold(100_000)  # as the command line has it
    lines = [f"{triple} .\n" for triple in triples(load(), (*AS_WRITTEN, *BESIDE))]
    data = dict.fromkeys(lines)
    own = [line for line in lines if line.startswith(f"<{ID}") and not ONCE.search(line)]
    for n in range(1, size):
        data |= dict.fromkeys(
            NAME.sub(rf"\1 ({n})\2", line.replace(f"<{ID}", f"<{ID}copy-{n}/")) for line in own
        )
    statements = [quad.triple for quad in parse("".join(data), RdfFormat.N_TRIPLES)]
    start = process_time()
    closed = closure(statements)
    middle = process_time()
    report = validate(statements, inferred=closed.triples, clashes=closed.clashes)
    seconds = middle - start, process_time() - start
    if not report.conforms:
        raise SystemExit(f"{len(report.problems)} problems, the first: {report.problems[0]}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return " ".join(map(str, (len(statements), *seconds, memory)))


def main() -> None:
    """Print a row for each size."""
    heads = f"{'closure s':>11}{'exponent':>9}{'check s':>9}{'exponent':>9}{'MB':>7}"
    print(f"{'copies':<8}{'triples':>10}{heads}  (bar of exponents: {BAR})")
    last: tuple[float, ...] = ()
    for size in map(int, sys.argv[1:]) if sys.argv[1:] else SIZES:
        command = [sys.executable, __file__, "--size", str(size)]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        count, *times, memory = map(float, output.split())
        row = f"{size:<8}{count:>10,.0f}"
        for place, seconds in enumerate(times):
            growth = log(seconds / last[place + 1]) / log(count / last[0]) if last else 0
            row += f"{seconds:>{11 - 2 * place}.2f}{f'{growth:.2f}' if last else '':>9}"
        print(f"{row}{memory:>7.0f}", flush=True)
        last = count, *times


if __name__ == "__main__":
    if sys.argv[1:2] == ["--size"]:
        print(measure(int(sys.argv[2])))
    else:
        main()
