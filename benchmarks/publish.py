"""How long publishing takes beside parsing the data with rdflib, and how it grows: `make bench-publish`.

Instruments of `generator.py` stand beside the Code. Each publication is made in a process of its
own, rdflib parses the same Turtle in another, in turn; medians of processor time are compared.

No folder is deleted before the end: for some minutes after 10,000 files were deleted, ext4 takes 0.7 ms of
processor time to make a file anew, ten times as long as before.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import make, path, template

from iccis.core.project import AS_WRITTEN, BESIDE, data_files
from iccis.data.store import load, triples

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from sources import copy_of_sources

TIMES = (1, 2, 4, 8)
RUNS = 3
PARSE = str(Path(__file__).parent / "plain_parse.py")
PUBLISH = """
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from iccis.publication.publish import publish
publish(Path(sys.argv[1]), base=Path(sys.argv[2]))
"""


def multiplied(folder: Path, times: int) -> Path:
    """A copy of the sources with instruments beside the Code: `times` as much data."""
    copy_of_sources(folder)
    store = load()
    for layer, text in template({layer: triples(store, [layer]) for layer in (*AS_WRITTEN, *BESIDE)}).items():
        for number in range(1, times):
            target = folder / "kg" / layer / f"{path(number)}.ttl"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(make(text, number))
    return folder


def seconds(*command: str) -> float:
    """Processor time of one process."""
    child = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"a process exited with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def beside(files: list[str], commands: Iterable[tuple[str, ...]]) -> tuple[float, float]:
    """Median seconds of some commands, and of parsing files with rdflib, in turn."""
    rows = [(seconds(*command), seconds(PARSE, *files)) for command in commands]
    return statistics.median(a for a, _ in rows), statistics.median(b for _, b in rows)


def measured(folder: Path, times: int) -> tuple[float, float]:
    """Seconds of publishing and of parsing with rdflib, the data being there `times` times."""
    tree = multiplied(folder / f"tree-{times}", times)
    made = (("-c", PUBLISH, str(folder / f"{times}-{run}"), str(tree)) for run in range(RUNS))
    return beside([str(path) for _, path in data_files(tree)], made)


def command(folder: Path) -> tuple[float, float]:
    """Seconds of the command as it is used, which checks the Code too, and of parsing with rdflib."""
    made = (("-m", "iccis", "publish", "--out", str(folder / f"run-{run}")) for run in range(RUNS))
    return beside([str(path) for _, path in data_files()], made)


def main() -> None:
    """Print a row for the command, and one for the publication of each multiple."""
    with TemporaryDirectory() as name:
        runs: dict[str, Callable[[Path], tuple[float, float]]] = {"iccis": command}
        runs |= {str(times): partial(measured, times=times) for times in TIMES}
        print("times  publish s  rdflib s  ratio")
        for label, run in runs.items():
            ours, theirs = run(Path(name))
            print(f"{label:>5}  {ours:>9.2f}  {theirs:>8.2f}  {ours / theirs:>5.1f}", flush=True)


if __name__ == "__main__":
    main()
