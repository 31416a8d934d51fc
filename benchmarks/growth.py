"""Growth of the closure with copies of the Code: `make bench`.

The copies stand under other addresses. Each size is a process of its own; the exponent is that of its time
beside the size before it, 1 for twice the time on twice the triples.
"""

import gc
import resource
import subprocess
import sys
from math import log
from time import process_time

SIZES = (1, 10, 46)
BAR = 1.2


def measure(size: int) -> str:
    """Close some copies; return triples, seconds of processor time, and peak memory (MB)."""
    from pyoxigraph import RdfFormat, parse

    from iccis.closure.reason import closure
    from iccis.core.namespaces import ID
    from iccis.core.project import AS_WRITTEN, BESIDE
    from iccis.data.store import load, triples

    gc.set_threshold(100_000)  # as the command line has it
    lines = [f"{triple} .\n" for triple in triples(load(), (*AS_WRITTEN, *BESIDE))]
    data = dict.fromkeys(lines)
    for n in range(1, size):
        data |= dict.fromkeys(line.replace(f"<{ID}", f"<{ID}copy-{n}/") for line in lines)
    statements = [quad.triple for quad in parse("".join(data), RdfFormat.N_TRIPLES)]
    start = process_time()
    closure(statements)
    seconds = process_time() - start
    return f"{len(statements)} {seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}"


def main() -> None:
    """Print a row for each size."""
    print(f"{'copies':<8}{'triples':>10}{'closure s':>11}{'MB':>7}  exponent (bar {BAR})")
    last = (0.0, 0.0)
    for size in map(int, sys.argv[1:]) if sys.argv[1:] else SIZES:
        command = [sys.executable, __file__, "--size", str(size)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        count, seconds, memory = map(float, output.split())
        exponent = f"{log(seconds / last[1]) / log(count / last[0]):.2f}" if last[0] else ""
        print(f"{size:<8}{count:>10,.0f}{seconds:>11.2f}{memory:>7.0f}  {exponent}", flush=True)
        last = count, seconds


if __name__ == "__main__":
    if sys.argv[1:2] == ["--size"]:
        print(measure(int(sys.argv[2])))
    else:
        main()
