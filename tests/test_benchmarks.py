"""Benchmarks: the programs that they run in processes of their own work, so that `make bench` does."""

import subprocess
import sys
from pathlib import Path

from documents import ROOT, load_program
from iccis.check.run import check
from iccis.core.rdf import iri, plain
from iccis.core.turtle import read


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


def test_an_instrument_has_its_own_names_and_words(tmp_path: Path) -> None:
    """The same bytes for the same number, other words for another; both together conform as one project."""
    generator = load_program(ROOT / "benchmarks" / "generator.py")
    both, second = generator.project(tmp_path / "both", (1, 2)), generator.project(tmp_path / "second", (2,))
    norms = [folder / "kg" / "made-0002" / "norms.ttl" for folder in (both, second)]
    assert norms[0].read_bytes() == norms[1].read_bytes()
    labels = [
        {
            plain(t.object)
            for t in read(both / "kg" / name / "norms.ttl")
            if t.predicate == iri("skos:prefLabel")
        }
        for name in ("made-0001", "made-0002")
    ]
    assert len(labels[0]) == len(labels[1]) > 100
    assert not labels[0] & labels[1]
    assert check(base=both).passed
