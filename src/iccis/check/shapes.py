"""Graph -> report: the shapes on the data and what follows from them, every problem with place and hint."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from iccis.closure.reason import Clash, closure
from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.core.project import root
from iccis.core.rdf import plain, rdflib_graph
from iccis.core.turtle import read
from iccis.data.inputs import located

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SH = PREFIXES["sh"]
SHAPES = "https://w3id.org/iccis/shapes#"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the constraint, the subject, the value if there is one, where, what to do."""

    constraint: str
    subject: str
    value: str
    message: str
    place: str = ""
    severity: str = "Violation"

    def __str__(self) -> str:
        """Return one line: place, subject, value, message, constraint."""
        value = f" ({self.value})" if self.value and self.value != self.subject else ""
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.subject}{value}: {self.message} [{self.constraint}]"


@dataclass(frozen=True)
class Report:
    """What validation found; `graph` is the SHACL validation report."""

    problems: tuple[Problem, ...]
    graph: "Graph"
    nodes: int
    shapes: int
    focus: frozenset[str]
    """IRIs and labels of the nodes that have a shape."""

    @property
    def conforms(self) -> bool:
        """Tell whether nothing is violated; warnings do not count."""
        return all(problem.severity != "Violation" for problem in self.problems)


def shapes_graph(*, base: Path | None = None) -> "Graph":
    """Return all shapes in one rdflib graph.

    >>> len(shapes_graph()) > 500
    True
    """
    files = sorted(((base or root()) / "shapes").glob("*.ttl"))
    return rdflib_graph(triple for file in files for triple in read(file))


def validate(
    asserted: Iterable[Triple],
    *,
    inferred: Iterable[Triple] | None = None,
    clashes: Iterable[Clash] = (),
    files: Iterable[Path] = (),
    base: Path | None = None,
    reference: bool = False,
) -> Report:
    """Run the shapes on `asserted` and what follows from it; `files` is where problems are looked up.

    The closure is computed unless it is given as `inferred` with its `clashes`, which are problems too. With
    `reference`, pySHACL asks rdflib for everything; the outcome is the same, and takes longer.
    """
    from pyshacl import validate as pyshacl
    from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
    from rdflib import RDF, URIRef

    from iccis.check.constraints import ConstraintGraph

    statements = list(asserted)
    if inferred is None:
        closed = closure(statements)
        inferred, clashes = closed.triples, closed.clashes
    shapes, known = shapes_graph(base=base), [*statements, *inferred]
    data = ConstraintGraph(known, reference=reference)
    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    # pySHACL also wants a value of Python, which the year 20000 has not; whether a literal is well typed is
    # marked on it by our own conversion, and has been asked before.
    DatatypeConstraintComponent._assert_actual_datatype = lambda *_: True  # type: ignore[method-assign]
    _, graph, _ = pyshacl(data, shacl_graph=shapes, inference="none", inplace=True)
    problems = with_locations([*clash_problems(clashes), *_problems(graph)], files)
    nodes = {triple.subject for triple in statements}
    kinds = (URIRef(SH + kind) for kind in ("PropertyShape", "SPARQLConstraint"))
    constraints = {shape for kind in kinds for shape in shapes.subjects(RDF.type, kind)}
    classes = set(shapes.objects(None, URIRef(SH + "targetClass")))
    focus = frozenset(str(node) for class_ in classes for node in data.subjects(RDF.type, class_))
    return Report(tuple(problems), graph, len(nodes), len(constraints), focus)


def _problems(graph: "Graph") -> Iterator[Problem]:
    from rdflib import RDF, URIRef

    for result in graph.subjects(RDF.type, URIRef(SH + "ValidationResult")):

        def one(name: str, result: "Node" = result) -> str:
            return str(graph.value(result, URIRef(SH + name)) or "")

        yield Problem(
            constraint=(one("sourceConstraint") or one("sourceShape")).removeprefix(SHAPES),
            subject=short(one("focusNode")),
            value=short(one("value")),
            message=one("resultMessage"),
            severity=one("resultSeverity").removeprefix(SH),
        )


def clash_problems(clashes: Iterable[Clash]) -> Iterator[Problem]:
    """Say of each contradiction what clashes, under the name of its rule."""
    for clash in clashes:
        subjects = [plain(t.subject) for t in clash.triples]
        things = [s for s in subjects if not s.startswith(ONTOLOGY)] or subjects or [""]
        yield Problem(clash.rule, short(things[-1]), "", f"the data contradict themselves: {clash.message}")


def with_locations(
    problems: Iterable[Problem], files: Iterable[Path], *, places: Mapping[str, str] | None = None
) -> list[Problem]:
    """Return problems in order, each with the file and line at which the statement of its subject begins.

    Subjects are looked up in `places`, if they are there, and else in `files`.

    >>> with_locations([Problem("c", "norm/3.1", "", "m", "")], [])[0].place
    ''
    """
    ordered = sorted(problems, key=lambda p: (p.constraint, p.subject, p.value))
    known = {short(name): place for name, place in (places or {}).items()}
    unknown = {problem.subject for problem in ordered if not problem.place} - known.keys()
    for path in files if unknown else ():
        for triple, place in located(path):
            known.setdefault(short(plain(triple.subject)), place)
    return [replace(p, place=p.place or known.get(p.subject, "")) for p in ordered]
