"""The main job: read the Code, close it, validate it, ask it; every step with its result and time."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from iccis.check import consistency
from iccis.check.shapes import Problem, clash_problems, placed, validate
from iccis.closure.reason import closure
from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from iccis.core.project import AS_WRITTEN, BESIDE, data_files
from iccis.data.store import load, triples

if TYPE_CHECKING:
    from rdflib import Graph

KINDS = (
    "Provision",
    "Anchor",
    "Actor",
    "Concept",
    "Instrument",
    "Norm",
    "Qualifier",
    "Position",
    "Ambiguity",
    "Reading",
    "RelatedInstrument",
    "Correspondence",
    "Variant",
)
"""Classes that the report counts, each with its narrower ones."""


@dataclass(frozen=True)
class Step:
    """One check: what it found in a few words, what is wrong, and the seconds it took."""

    name: str
    found: str
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return all(problem.severity != "Violation" for problem in self.problems)


@dataclass(frozen=True)
class CheckReport:
    """All steps, triples by layer, things by class, and the SHACL report."""

    steps: tuple[Step, ...]
    layers: dict[str, int] = field(default_factory=dict)
    things: dict[str, dict[str, int]] = field(default_factory=dict)
    shacl: "Graph | None" = None

    @property
    def passed(self) -> bool:
        """Whether every step passed."""
        return all(step.passed for step in self.steps)


def check(*, base: Path | None = None) -> CheckReport:
    """Check the Code below `base`, or the one that is installed.

    Raises IccisError for a file that cannot be read.
    """
    store = load(base=base)
    layers = {layer: list(triples(store, [layer])) for layer in (*AS_WRITTEN, *BESIDE)}
    given = list(triples(store, layers))
    files = [path for _, path in data_files(base)]
    steps = [
        _step("text", lambda: consistency.text(layers["text"], base=base), files),
        _step("anchors", lambda: consistency.anchors(base=base), files),
        _step("names", lambda: consistency.names(given, base=base), files),
        _step("layers", lambda: consistency.layers(layers, base=base), files),
    ]
    return _rest(steps, layers, None, files, base)


def check_endpoint(url: str, *, base: Path | None = None) -> CheckReport:
    """Check what the store behind a SPARQL endpoint holds, with the shapes and questions below `base`.

    Raises IccisError if it cannot be reached.
    """
    from iccis.questions.remote import fetch_graphs

    files = [path for _, path in data_files(base)]
    return _rest([], fetch_graphs(url, (*AS_WRITTEN, *BESIDE)), url, files, base)


def _rest(
    steps: list[Step],
    layers: dict[str, list[Triple]],
    endpoint: str | None,
    files: list[Path],
    base: Path | None,
) -> CheckReport:
    """The steps that need no files: closure, shapes and questions."""
    given = list(dict.fromkeys(triple for found in layers.values() for triple in found))
    start = perf_counter()
    closed = closure(given)
    clashes = placed(clash_problems(closed.clashes), files)
    steps.append(_taken("closure", f"{len(closed.triples)} triples follow", clashes, start))
    start = perf_counter()
    report = validate(given, inferred=closed.triples, files=files, base=base)
    steps.append(_taken("shapes", f"{report.shapes} shapes on {report.nodes} nodes", report.problems, start))
    steps.append(_step("questions", lambda: consistency.questions(endpoint=endpoint, base=base), files))
    counts = {layer: len(found) for layer, found in layers.items() if found}
    counts["closure"] = len(closed.triples)
    return CheckReport(tuple(steps), counts, _things([*given, *closed.triples]), report.graph)


def _step(name: str, run: Callable[[], tuple[str, Iterable[Problem]]], files: list[Path]) -> Step:
    start = perf_counter()
    found, problems = run()
    return _taken(name, found, placed(problems, files), start)


def _taken(name: str, found: str, problems: Iterable[Problem], start: float) -> Step:
    return Step(name, found, tuple(problems), perf_counter() - start)


def _things(statements: Iterable[Triple]) -> dict[str, dict[str, int]]:
    """For each class of KINDS, the number of its members by their narrowest class."""
    types: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    for s, p, o in statements:
        if p.value == PREFIXES["rdf"] + "type" and s.value.startswith(ID):
            types.setdefault(s.value, set()).add(o.value)
        elif p.value == PREFIXES["rdfs"] + "subClassOf":
            above.setdefault(s.value, set()).add(o.value)
    out: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        own = {c for c in (ONTOLOGY + kind, *above) if c == ONTOLOGY + kind or ONTOLOGY + kind in above[c]}
        members = [found & own for found in types.values() if ONTOLOGY + kind in found]
        narrow = Counter(max(found, key=lambda c: (len(above.get(c, ())), c)) for found in members)
        out[kind] = {name.removeprefix(ONTOLOGY): count for name, count in sorted(narrow.items())}
    return out
