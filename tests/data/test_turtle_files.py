"""Every Turtle file reads the same with two independent parsers, and is well typed."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, Literal

ROOT = Path(__file__).parents[2]
FILES = sorted(
    p for f in ("ontology", "kg", "shapes", "tests/answers", "tests/bad") for p in (ROOT / f).rglob("*.ttl")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_two_parsers_read_the_same(path: Path) -> None:
    """rdflib and pyoxigraph find the same number of triples, and rdflib no ill-typed literal."""
    graph = Graph().parse(path, format="turtle")

    assert len(graph) == len({quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)})
    assert len(graph) > 0
    assert [o for o in graph.objects() if isinstance(o, Literal) and o.ill_typed] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_prefix_is_used(path: Path) -> None:
    """A file declares the prefixes that it uses, and no others."""
    lines = path.read_text("utf-8").splitlines()
    declared = [line.split()[1] for line in lines if line.startswith("@prefix")]
    body = "\n".join(line for line in lines if not line.startswith("@prefix"))

    assert [prefix for prefix in declared if prefix not in body] == []
