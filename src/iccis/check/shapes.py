"""Graph -> report: the shapes on the data and what follows from them, every problem with place and hint."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import NamedNode, Triple

from iccis.check.engine import TARGETS, Outcome, implicit_targets, suspects
from iccis.check.index import Index, sh
from iccis.closure.reason import Clash, closure
from iccis.core.errors import IccisError
from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.core.project import GENERATED, folders
from iccis.core.rdf import TYPE, Term, iri, plain, rdflib_graph
from iccis.core.turtle import read
from iccis.data.inputs import located

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SH = PREFIXES["sh"]
SHAPES = "https://w3id.org/iccis/shapes#"

SEVERITY = iri("sh:severity")


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
    """What validation found."""

    problems: tuple[Problem, ...]
    nodes: int
    shapes: int
    focus: frozenset[str]
    """IRIs and labels of the nodes that have a shape."""
    write: Callable[[], "Graph"] = field(repr=False, compare=False)
    by_pyshacl: Mapping[str, str] = field(default_factory=dict)
    """Shapes that the fast engine left to pySHACL, each with the reason."""

    @cached_property
    def graph(self) -> "Graph":
        """The SHACL validation report."""
        return self.write()

    @property
    def reasons(self) -> list[str]:
        """What the fast engine left to pySHACL: each reason once, with its shapes."""
        shapes: dict[str, list[str]] = {}
        for shape, reason in self.by_pyshacl.items():
            shapes.setdefault(reason, []).append(shape.removeprefix(SHAPES))
        return [f"{reason} ({', '.join(names)})" for reason, names in shapes.items()]

    @property
    def conforms(self) -> bool:
        """Tell whether nothing is violated; warnings do not count."""
        return all(problem.severity != "Violation" for problem in self.problems)


def shapes_triples(*, base: Path | None = None) -> list[Triple]:
    """Return the triples of all shapes; a project may give a shape of the package another severity.

    >>> len(shapes_triples()) > 500
    True
    """
    found: list[Triple] = []
    for folder in folders("shapes", base):
        new = [triple for path in sorted(folder.glob("*.ttl")) for triple in read(path)]
        restated = {triple.subject for triple in new if triple.predicate == SEVERITY}
        found = [t for t in found if t.predicate != SEVERITY or t.subject not in restated] + new
    return found


def shapes_graph(*, base: Path | None = None) -> "Graph":
    """Return all shapes in one rdflib graph."""
    return rdflib_graph(shapes_triples(base=base))


def validate(
    asserted: Iterable[Triple],
    *,
    inferred: Iterable[Triple] | None = None,
    clashes: Iterable[Clash] = (),
    files: Iterable[Path] = (),
    shapes: Iterable[Triple] = (),
    base: Path | None = None,
    reference: bool = False,
) -> Report:
    """Run the shapes, and those of `shapes`, on `asserted` and what follows from it.

    The closure is computed unless it is given as `inferred` with its `clashes`, which are problems too;
    `files` is where problems are looked up. The fast engine finds the focus nodes on which pySHACL may find
    something, and pySHACL looks at these; with `reference`, it looks at all, on rdflib, and finds the same.
    """
    statements = list(asserted)
    if inferred is None:
        closed = closure(statements)
        inferred, clashes = closed.triples, closed.clashes
    data, rules = Index([*statements, *inferred]), Index([*shapes_triples(base=base), *shapes])
    outcome = Outcome({}, {}) if reference else suspects(data, rules)
    if reference:
        write = partial(_pyshacl, data.triples, rules.triples, reference=True)
    else:
        write = partial(_pyshacl, data.triples if outcome.suspects else (), _narrow(rules, outcome))
    graph = write() if reference or outcome.suspects or outcome.unsupported else None
    problems = with_locations([*clash_problems(clashes), *(_problems(graph) if graph else ())], files)
    return Report(
        tuple(problems),
        nodes=len({triple.subject for triple in statements}),
        shapes=_count_constraints(rules),
        focus=_focus(rules, data),
        write=(lambda: graph) if graph else write,
        by_pyshacl=outcome.unsupported,
    )


def _pyshacl(data: Iterable[Triple], shapes: Iterable[Triple], *, reference: bool = False) -> "Graph":
    """Return the validation report of pySHACL."""
    import logging

    from pyshacl import validate as pyshacl
    from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    from iccis.check.constraints import ConstraintGraph

    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    # pySHACL also wants a value of Python, which the year 20000 has not; whether a literal is well typed is
    # marked on it by our own conversion, and has been asked before.
    DatatypeConstraintComponent._assert_actual_datatype = lambda *_: True  # type: ignore[method-assign]
    graph = ConstraintGraph(data, reference=reference)
    hint = "correct the shapes; those of the project are below shapes/"
    try:
        _, report, _ = pyshacl(graph, shacl_graph=rdflib_graph(shapes), inference="none", inplace=True)
    except (ReportableRuntimeError, NotImplementedError) as error:
        raise IccisError(f"pySHACL refuses the shapes: {error}", hint=hint) from None
    if not isinstance(report, Graph):  # what pySHACL calls a failure
        raise IccisError(f"pySHACL refuses the shapes: {report.message}", hint=hint)
    return report


def _narrow(shapes: Index, outcome: Outcome) -> list[Triple]:
    """Return the shapes of suspects, with what they refer to and these nodes as their only targets.

    All shapes come with what is not supported: an extension of SHACL is referred to by none.
    """
    focus = outcome.suspects
    about: dict[Term, list[Triple]] = defaultdict(list)
    for triple in shapes.triples:
        about[triple.subject].append(triple)
    needed: dict[Term, None] = dict.fromkeys(about if outcome.unsupported else focus)
    todo = list(needed)
    while todo:
        found = [t.object for t in about.get(todo.pop(), ()) if t.object not in needed]
        needed.update(dict.fromkeys(found))
        todo += found
    implicit, targets = implicit_targets(shapes), set(map(sh, TARGETS))
    kept = (t for node in needed for t in about.get(node, ()) if t.predicate not in targets)
    others = [t for t in kept if t.predicate != TYPE or t.object not in implicit]
    pairs = ((cast(NamedNode, shape), node) for shape in focus for node in focus[shape])
    return others + [Triple(shape, sh("targetNode"), node) for shape, node in pairs]


def _count_constraints(shapes: Index) -> int:
    kinds = (shapes.backward(TYPE).get(sh(kind), set()) for kind in ("PropertyShape", "SPARQLConstraint"))
    return len(set().union(*kinds))


def _focus(shapes: Index, data: Index) -> frozenset[str]:
    classes = shapes.backward(sh("targetClass"))
    return frozenset(plain(node) for class_ in classes for node in data.backward(TYPE).get(class_, set()))


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

    Subjects are looked up in `places`, if they are there, and else in `files`, computed ones last.

    >>> with_locations([Problem("c", "norm/3.1", "", "m", "")], [])[0].place
    ''
    """
    ordered = sorted(problems, key=lambda p: (p.constraint, p.subject, p.value))
    known = {short(name): place for name, place in (places or {}).items()}
    unknown = {problem.subject for problem in ordered if not problem.place} - known.keys()
    for path in sorted(files, key=lambda path: GENERATED in path.parts) if unknown else ():
        for triple, place in located(path):
            known.setdefault(short(plain(triple.subject)), place)
    return [replace(p, place=p.place or known.get(p.subject, "")) for p in ordered]
