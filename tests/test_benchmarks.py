"""Benchmarks: the programs that they run in processes of their own work, so that `make bench` does."""

import subprocess
import sys

from documents import ROOT, load_program


def program(benchmark: str, name: str) -> str:
    """Return a program that a benchmark holds as text."""
    module = load_program(ROOT / "benchmarks" / f"{benchmark}.py")
    return str(vars(module)[name])


def test_the_closure_is_measured_in_seconds() -> None:
    """The program closes the Code, and prints how long that took."""
    done = subprocess.run(
        [sys.executable, "-c", program("compare", "CLOSE"), "own"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 0


def test_the_bare_script_answers_a_question() -> None:
    """What the query command is compared with finds what the command finds."""
    script = ROOT / "benchmarks" / "plain_query.py"
    (query,) = (ROOT / "queries").glob("*/036-*.rq")
    done = subprocess.run(
        [sys.executable, str(script), str(ROOT), str(query)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 4
