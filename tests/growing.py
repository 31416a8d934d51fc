"""Projects of few and of many made instruments, and what a query goes through there.

That is counted in the rows that the parts of Oxigraph's plan yield together: they are the same in every run,
and seconds are not.
"""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Store, serialize

from documents import ROOT, load_program
from iccis.core.project import AS_WRITTEN, BESIDE, graphs
from iccis.data.store import load
from iccis.questions.scopes import unite, with_closure, with_labels
from iccis.questions.sparql import GRAPH_FORMS, form
from serving import BIN

GENERATOR = load_program(ROOT / "benchmarks" / "generator.py")
OXIGRAPH = BIN / "oxigraph"
FEW, MANY = 1, 4
SLACK = 1.1
"""How much more than expected the rows may be."""


def made(folder: Path, size: int) -> Store:
    """Return the graphs of a project of made instruments, with their closure, as one graph."""
    project = GENERATOR.project(folder / "project", range(1, size + 1))
    layers = graphs((*AS_WRITTEN, *BESIDE), project)
    store = unite(with_labels(with_closure(load(base=project), layers)))
    for name in [*store.named_graphs()]:
        store.remove_graph(name)
    return store


def kept(folder: Path, quads: Iterable[Quad]) -> Path:
    """Write statements to a store on disk."""
    file, place = folder / "data.nq", folder / "store"
    serialize(quads, str(file), format=RdfFormat.N_QUADS)
    _run("load", "--location", place, "--file", file)
    return place


def rows(store: Path, text: str) -> int:
    """Return how many rows the parts of the plan of a query yield together."""
    plan = store.parent / "plan.json"
    kind = "nt" if form(text) in GRAPH_FORMS else "json"
    words = ("--query", text, "--results-format", kind, "--stats", "--explain-file", plan)
    _run("query", "--location", store, *words)
    return _total(json.loads(plan.read_text())["plan"])


def _total(node: dict[str, Any]) -> int:
    return int(node.get("number of results", 0)) + sum(map(_total, node.get("children", ())))


def _run(*words: str | Path) -> None:
    done = subprocess.run([OXIGRAPH, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
