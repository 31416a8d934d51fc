"""What shapes say of a catalogue: `python tests/portals/dcat_ap.py CATALOG.ttl SHAPES.ttl...`.

SEMIC's shapes of DCAT-AP are in no registry of packages, so no test runs them. Take them from its repository,
SEMICeu/DCAT-AP, below `releases/`; docs/catalogue.md quotes what this prints.
"""

import sys
from collections import Counter

from pyshacl import validate
from rdflib import RDF, SH, Graph
from rdflib.term import Node


def read(*paths: str) -> Graph:
    """One graph of some files."""
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def without_undefined(shapes: Graph) -> int:
    """Take out property shapes that are named and nowhere defined; return their number."""
    named = set(shapes.objects(None, SH.property))
    undefined = {node for node in named if (node, SH.path, None) not in shapes}
    for node in undefined:
        shapes.remove((None, SH.property, node))
    return len(undefined)


def results(report: Graph) -> Counter[tuple[str, ...]]:
    """Results by severity, path and what was asked for."""

    def said(result: Node, name: Node) -> str:
        return str(report.value(result, name) or "").rpartition("#")[2].rpartition("/")[2]

    names = (SH.resultSeverity, SH.resultPath, SH.sourceConstraintComponent)
    found = report.subjects(RDF.type, SH.ValidationResult)
    return Counter(tuple(said(one, name) for name in names) for one in found)


def main() -> int:
    """Print whether the catalogue conforms, and each kind of result with its number."""
    catalogue, shapes = read(sys.argv[1]), read(*sys.argv[2:])
    left_out = without_undefined(shapes)
    conforms, report, _ = validate(catalogue, shacl_graph=shapes, inference="rdfs", allow_warnings=True)
    print(
        f"{len(catalogue)} triples, {len(shapes)} of shapes, {left_out} property shapes undefined: ", end=""
    )
    print("conforms" if conforms else "does not conform")
    assert isinstance(report, Graph)
    for (severity, path, asked), number in sorted(results(report).items()):
        print(f"  {number} x {severity}: {path or 'value'}, {asked}")
    return 0 if conforms else 1


if __name__ == "__main__":
    sys.exit(main())
