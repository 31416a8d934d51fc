"""How the work of SPARQL constraints grows with the instruments of a project."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from growing import FEW, MANY, SLACK, kept, made, rows
from iccis.check.batch import FOCUS, MARK, over_all
from iccis.check.index import Index, sh
from iccis.check.shapes import shapes_triples
from iccis.core.rdf import Term, plain
from iccis.questions.remote import standalone

SHAPES = Index(shapes_triples())
OWNERS = sorted(SHAPES.backward(sh("sparql")).items(), key=str)
"""Each constraint with the shapes that have it."""
NAMES = [plain(node).partition("#")[2] for node, _ in OWNERS]


def graph(node: Term) -> NamedNode:
    """Return the name of the graph with the focus nodes of a constraint."""
    return NamedNode(f"{MARK}/{plain(node)}")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Projects of few and of many instruments, with the focus nodes of each constraint."""
    found = []
    for size in (FEW, MANY):
        folder = tmp_path_factory.mktemp("made")
        store = made(folder, size)
        data = Index([quad.triple for quad in store])
        for node, owners in OWNERS:
            classes = set().union(*(SHAPES.objects(owner, sh("targetClass")) for owner in owners))
            focus = set().union(*map(data.members, classes))
            store.extend(Quad(FOCUS, FOCUS, this, graph(node)) for this in focus)
        found.append(kept(folder, store))
    return found


@pytest.mark.parametrize("node", [node for node, _ in OWNERS], ids=NAMES)
def test_a_constraint_takes_as_much_for_each_instrument(node: Term, stores: list[Path]) -> None:
    """What it goes through grows with the instruments, and not with their square."""
    (select,) = SHAPES.objects(node, sh("select"))
    text = standalone(over_all(plain(select)).replace(MARK, graph(node).value))
    few, many = (rows(store, text) for store in stores)
    assert many <= SLACK * MANY / FEW * few
