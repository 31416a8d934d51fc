"""How long publishing takes beside parsing the data with rdflib, and how it grows: `make bench-publish`.

Instruments of `generator.py` stand beside the Code. Each publication is made in a process of its
own, rdflib parses the same Turtle in another, in turn; medians are compared of the time that they take and of
processor time, since publishing uses two processors.

No folder is deleted before the end: for some minutes after 10,000 files were deleted, ext4 takes 0.7 ms of
processor time to make a file anew, ten times as long as before.
"""

import statistics
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from compare import run
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


Ratios = tuple[float, float, float]


def beside(files: list[str], commands: Iterable[tuple[str, ...]]) -> Ratios:
    """Median seconds of some commands, and the ratios of time and processor time to rdflib's, in turn."""
    pairs = [(run(sys.executable, *command), run(sys.executable, PARSE, *files)) for command in commands]
    taken, parsing = (statistics.median(one.elapsed for one in runs) for runs in zip(*pairs, strict=True))
    used, plain = (statistics.median(one.seconds for one in runs) for runs in zip(*pairs, strict=True))
    return taken, taken / parsing, used / plain


def measured(folder: Path, times: int) -> Ratios:
    """Publishing beside parsing with rdflib, the data being there `times` times."""
    tree = multiplied(folder / f"tree-{times}", times)
    made = (("-c", PUBLISH, str(folder / f"{times}-{number}"), str(tree)) for number in range(RUNS))
    return beside([str(path) for _, path in data_files(tree)], made)


def command(folder: Path) -> Ratios:
    """The command as it is used, which checks the Code too, beside parsing with rdflib."""
    made = (("-m", "iccis", "publish", "--out", str(folder / f"run-{number}")) for number in range(RUNS))
    return beside([str(path) for _, path in data_files()], made)


def main() -> None:
    """Print a row for the command, and one for the publication of each multiple."""
    with TemporaryDirectory() as name:
        runs: dict[str, Callable[[Path], Ratios]] = {"iccis": command}
        runs |= {str(times): partial(measured, times=times) for times in TIMES}
        print("times  publish s  ratio  ratio of processor times")
        for label, measure in runs.items():
            taken, ratio, processors = measure(Path(name))
            print(f"{label:>5}  {taken:>9.2f}  {ratio:>5.1f}  {processors:>24.1f}", flush=True)


if __name__ == "__main__":
    main()
