"""How the work of questions grows with the instruments of a project: in rows of Oxigraph's plans.

Rows are the same in every run, and seconds are not.
"""

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from documents import ROOT, load_program
from iccis.core.namespaces import ID
from iccis.core.project import AS_WRITTEN, BESIDE, graphs
from iccis.data.store import load
from iccis.questions.binding import with_values
from iccis.questions.question import Question, questions
from iccis.questions.remote import standalone
from iccis.questions.scopes import unite, with_closure, with_labels
from iccis.questions.sparql import GRAPH_FORMS, form
from serving import BIN

GENERATOR = load_program(ROOT / "benchmarks" / "generator.py")
OXIGRAPH = BIN / "oxigraph"
FEW, MANY = 1, 4
GROWING = {
    "094-find-readings-on-topic": "the topic is shared, and its readings of all texts are the answer",
    "148-list-described-norms": "Oxigraph reads the strengths of all norms before it joins them",
}
"""Questions about one thing that grow with the instruments, and why."""
ABOUT_ONE = [
    asked
    for asked in questions()
    if asked.params and all(param.kind != "string" for param in asked.params) and asked.name not in GROWING
]
ABOUT_ALL = [asked for asked in questions() if not asked.params]


class Sizes(NamedTuple):
    """Stores on disk, each with the union of the graphs of a project, of few and of many instruments."""

    few: Path
    many: Path


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Sizes:
    """Projects of made instruments, with their closure."""
    return Sizes(*(made(tmp_path_factory.mktemp("made"), size) for size in (FEW, MANY)))


def made(folder: Path, size: int) -> Path:
    """Load a project of made instruments into a store on disk, as one graph."""
    project = GENERATOR.project(folder / "project", range(1, size + 1))
    layers = graphs((*AS_WRITTEN, *BESIDE), project)
    store, file = unite(with_labels(with_closure(load(base=project), layers))), folder / "union.nt"
    store.dump(str(file), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    run("load", "--location", folder / "store", "--file", file)
    return folder / "store"


def run(*words: str | Path) -> None:
    """Run the Oxigraph program."""
    done = subprocess.run([OXIGRAPH, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def rows(store: Path, asked: Question) -> int:
    """Return how many rows the parts of a plan yield together, for a question about the first instrument."""
    first = {p.name: NamedNode(GENERATOR.rename(ID + p.default, GENERATOR.path(1))) for p in asked.params}
    text, plan = standalone(with_values(asked.text, first)), store.parent / "plan.json"
    kind = "nt" if form(text) in GRAPH_FORMS else "json"
    words = ("--query", text, "--results-format", kind, "--stats", "--explain-file", plan)
    run("query", "--location", store, *words)
    return total(json.loads(plan.read_text())["plan"])


def total(node: dict[str, Any]) -> int:
    """Add up the rows of a part of a plan and of those in it."""
    return int(node.get("number of results", 0)) + sum(map(total, node.get("children", ())))


@pytest.mark.parametrize("asked", ABOUT_ONE, ids=[asked.name for asked in ABOUT_ONE])
def test_a_question_about_one_instrument_does_not_pay_for_others(asked: Question, stores: Sizes) -> None:
    """It goes through as many rows among several as alone."""
    few, many = (rows(store, asked) for store in stores)
    assert few
    assert many <= 1.1 * few


@pytest.mark.parametrize("asked", ABOUT_ALL, ids=[asked.name for asked in ABOUT_ALL])
def test_a_question_about_all_takes_as_much_for_each(asked: Question, stores: Sizes) -> None:
    """What it goes through grows with the instruments, and not with their square."""
    few, many = (rows(store, asked) for store in stores)
    assert many <= 1.1 * MANY / FEW * few
