"""Graph -> report: the shapes on the data and what follows from them, every problem with place and hint."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Triple

from iccis.closure.reason import Clash, closure
from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.core.project import AS_WRITTEN, data_files, root
from iccis.core.rdf import rdflib_graph
from iccis.core.turtle import read, read_text
from iccis.data.store import load, triples

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
) -> Report:
    """Run the shapes on `asserted` and what follows from it; `files` is where problems are looked up.

    The closure is computed unless it is given as `inferred` with its `clashes`, which are problems too.
    """
    from pyshacl import validate as pyshacl
    from rdflib import RDF, URIRef

    statements = list(asserted)
    if inferred is None:
        closed = closure(statements)
        inferred, clashes = closed.triples, closed.clashes
    shapes, empty = shapes_graph(base=base), _prepared_graph()(bind_namespaces="none")
    data = rdflib_graph([*statements, *inferred], into=empty)
    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    _, graph, _ = pyshacl(data, shacl_graph=shapes, inference="none", inplace=True)
    problems = with_locations([*clash_problems(clashes), *_problems(graph)], files)
    nodes = {triple.subject for triple in statements}
    kinds = (URIRef(SH + kind) for kind in ("PropertyShape", "SPARQLConstraint"))
    constraints = {shape for kind in kinds for shape in shapes.subjects(RDF.type, kind)}
    return Report(tuple(problems), graph, len(nodes), len(constraints))


def validate_files(paths: Iterable[Path], *, with_code: bool = False, base: Path | None = None) -> Report:
    """Validate Turtle files against ontology and shapes, together with the Code's graph if asked.

    Raises IccisError for a file that cannot be read.
    """
    files = list(paths)
    own = {triple for file in files for triple in read(file)}
    layers = [layer for layer in AS_WRITTEN if with_code or layer == "ontology"]
    code = set(triples(load(layers, base=base), layers))
    return validate(own | code, files=[*files, *(path for _, path in data_files(base))], base=base)


def _prepared_graph() -> "type[Graph]":
    """Return a class of graph that parses each query once: pySHACL asks the same one of every focus node."""
    from functools import lru_cache

    from rdflib import Graph
    from rdflib.plugins.sparql import prepareQuery

    prepare = lru_cache(maxsize=None)(prepareQuery)

    class PreparedGraph(Graph):
        def query(self, query_object: Any, *args: Any, **options: Any) -> Any:
            query = prepare(query_object) if isinstance(query_object, str) else query_object
            return super().query(query, *args, **options)

    return PreparedGraph


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
        subjects = [t.subject.value for t in clash.triples if isinstance(t.subject, NamedNode)]
        things = [s for s in subjects if not s.startswith(ONTOLOGY)] or subjects or [""]
        yield Problem(clash.rule, short(things[-1]), "", f"the data contradict themselves: {clash.message}")


def with_locations(problems: Iterable[Problem], files: Iterable[Path]) -> list[Problem]:
    """Return problems in order, each with the file and line at which the block of its subject begins.

    >>> with_locations([Problem("c", "norm/3.1", "", "m", "")], [])[0].place
    ''
    """
    ordered = sorted(problems, key=lambda p: (p.constraint, p.subject, p.value))
    places = _places({problem.subject for problem in ordered}, files)
    return [replace(p, place=p.place or places.get(p.subject, "")) for p in ordered]


def _places(subjects: set[str], files: Iterable[Path]) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in files if subjects else []:
        for number, line in enumerate(read_text(file).splitlines(), 1):
            word = line.split(" ", 1)[0]
            name = short(word[1:-1]) if word.startswith("<") and word.endswith(">") else word
            if name in subjects and name not in found:
                found[name] = f"{file}:{number}"
    return found
