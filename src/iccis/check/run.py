"""The main job: read the Code, close it, validate it, ask it; every step with its result and time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pyoxigraph import Triple

from iccis.check import consistency
from iccis.check.cache import open_cache
from iccis.check.consistency import Findings
from iccis.check.shapes import Problem, Report, clash_problems, validate, with_locations
from iccis.closure.reason import Closure, closure
from iccis.core.base import HERE, open_base
from iccis.core.errors import IccisError
from iccis.core.instruments import elsewhere
from iccis.core.namespaces import ID, ONTOLOGY, SITE
from iccis.core.project import AS_WRITTEN, BESIDE, CLOSURE, data_files, graphs, layer_of_graph, root
from iccis.core.rdf import plain
from iccis.data.facts import Facts
from iccis.data.inputs import located
from iccis.data.store import load, triples

if TYPE_CHECKING:
    from rdflib import Graph

KINDS = (
    "Provision",
    "Anchor",
    "Actor",
    "Concept",
    "Instrument",
    "Need",
    "Norm",
    "Qualifier",
    "Position",
    "Ambiguity",
    "Parse",
    "ParseNorm",
    "Supposition",
    "Indication",
    "Reading",
    "RelatedInstrument",
    "Correspondence",
    "Variant",
    "Collation",
    "WitnessNorm",
    "DescribedNorm",
    "NormComparison",
)
"""Classes that the report counts, each with its narrower ones."""


@dataclass(frozen=True)
class Step:
    """One check: what it looked at in a few words, what is wrong, and the seconds that it took."""

    name: str
    found: str
    problems: tuple[Problem, ...]
    seconds: float
    cached: bool = False
    """Whether an earlier check found this in the same files."""

    @property
    def passed(self) -> bool:
        """Tell whether nothing is wrong; warnings do not count."""
        return all(problem.severity != "Violation" for problem in self.problems)


@dataclass(frozen=True)
class CheckReport:
    """All steps, triples by graph, things by class, and the SHACL report."""

    steps: tuple[Step, ...]
    layers: dict[str, int] = field(default_factory=dict)
    things: dict[str, dict[str, int]] = field(default_factory=dict)
    validation: Report | None = None

    @property
    def shacl(self) -> "Graph | None":
        """The SHACL validation report, if the shapes were run."""
        return self.validation.graph if self.validation else None

    @property
    def passed(self) -> bool:
        """Tell whether every step passed."""
        return all(step.passed for step in self.steps)


class _Code:
    """What the steps look at; closure and validation are computed when a step first needs them."""

    def __init__(
        self,
        layers: dict[str, list[Triple]],
        base: Path | None,
        reference: bool,
        endpoint: str | None = None,
        site: str = SITE,
        instrument: str = "",
    ) -> None:
        self.layers, self.base, self.reference = layers, base, reference
        self.endpoint, self.site, self.instrument = endpoint, site, instrument
        self.files = [path for _, path in data_files(base, instrument=instrument)]
        self.statements = list(dict.fromkeys(triple for graph in layers.values() for triple in graph))

    @property
    def text(self) -> Iterator[Triple]:
        return (
            t for graph, triples in self.layers.items() if layer_of_graph(graph) == "text" for t in triples
        )

    @cached_property
    def closure(self) -> Closure:
        return closure(self.statements)

    @cached_property
    def validation(self) -> Report:
        try:
            report = validate(
                self.statements,
                inferred=self.closure.triples,
                files=self.files,
                base=self.base,
                reference=self.reference,
            )
            return self._without_others(report)
        except IccisError:  # a term that rdflib does not have: the file that has it is named, with the line
            for path in self.files:
                located(path)
            raise

    def _without_others(self, report: Report) -> Report:
        """Leave out what is said of things of other instruments, which are not looked at."""
        if not self.instrument:
            return report
        is_elsewhere, declared = (
            elsewhere(self.instrument, self.base),
            {plain(t.subject) for t in self.statements},
        )

        def is_known(name: str) -> bool:
            return ID + name in declared or not is_elsewhere(ID + name)

        problems = (p for p in report.problems if is_known(p.subject) and is_known(p.value))
        return replace(report, problems=tuple(problems))


def _closure(code: _Code) -> Findings:
    return f"{len(code.closure.triples)} triples follow", clash_problems(code.closure.clashes)


def _shapes(code: _Code) -> Findings:
    report = code.validation
    left = "all" if code.reference else "; ".join(report.reasons)
    by_pyshacl = f", by pySHACL: {left}" if left else ""
    return f"{report.shapes} shapes on {report.nodes} nodes{by_pyshacl}", report.problems


STEPS: dict[str, Callable[[_Code], Findings]] = {
    "text": lambda code: consistency.text(code.text, base=code.base, instrument=code.instrument),
    "anchors": lambda code: consistency.anchors(base=code.base, instrument=code.instrument),
    "names": lambda code: consistency.names(code.statements, base=code.base, instrument=code.instrument),
    "layers": lambda code: consistency.layers(code.layers, base=code.base),
    "closure": _closure,
    "shapes": _shapes,
    "questions": lambda code: consistency.questions(endpoint=code.endpoint, site=code.site, base=code.base),
}
"""The steps of a check by name, in their order."""

COUNTS = "counts"
"""Name under which the cache has what stands at the head of the report."""

OF_ONE = tuple(name for name in STEPS if name != "questions")
"""The steps that can check one of several instruments: recorded answers are about all of them."""

REMOTE = ("closure", "shapes", "questions")
"""The steps that need no files, and so can check what a SPARQL endpoint holds."""


def check(
    *,
    step: str | None = None,
    base: Path | None = None,
    reference: bool = False,
    cache: bool = False,
    instrument: str = "",
) -> CheckReport:
    """Check the Code below `base`, or the one that is installed: every step, or only the one named.

    The report of one step has no counts. With `reference`, pySHACL alone validates the shapes. With `cache`,
    a step that an earlier check ran on the same files is not run again; the SHACL report is then missing.
    With `instrument`, nothing is read that only other instruments have, links to their things count as good,
    and nothing is cached. Raises IccisError for a file that cannot be read, and for a step or an instrument
    that does not exist.
    """
    names = _chosen(step, OF_ONE if instrument else tuple(STEPS))
    variant, is_cached = "pyshacl" if reference else "", cache and not instrument
    store = open_cache(base or root(), variant=variant) if is_cached else None
    wanted = names if step else (*names, COUNTS)
    known = {name: data for name in wanted if store and (data := store.load(name))}
    code = None if known.keys() == {*wanted} else _read(base, reference, instrument)
    report = _report(code, names, known)
    if store:
        found = {step.name: _data(step) for step in report.steps if not step.cached}
        counts = {COUNTS: {"layers": report.layers, "things": report.things}} if report.layers else {}
        store.save(found | (counts if COUNTS not in known else {}))
    return report


def _read(base: Path | None, reference: bool, instrument: str) -> _Code:
    store, names = load(base=base, instrument=instrument), (*AS_WRITTEN, *BESIDE)
    there = graphs(names, base, instrument=instrument)
    layers = {graph: list(triples(store, [graph])) for graph in there}
    return _Code(layers, base, reference, instrument=instrument)


def _data(step: Step) -> dict[str, Any]:
    """Return a step as plain data, without what every entry of the cache has."""
    data = asdict(step)
    return {name: data[name] for name in ("found", "problems")}


def _step(name: str, data: dict[str, Any]) -> Step:
    """Return a step from plain data."""
    problems = tuple(Problem(**problem) for problem in data["problems"])
    return Step(name, data["found"], problems, 0, cached=True)


def check_endpoint(
    url: str,
    *,
    step: str | None = None,
    site: str = SITE,
    base: Path | None = None,
    reference: bool = False,
) -> CheckReport:
    """Check what the store behind a SPARQL endpoint holds, with the shapes and questions below `base`.

    `site` is the base of the IRIs there of a project of one's own.
    Raises IccisError if it cannot be reached, and for a step that does not exist or needs the files.
    """
    from iccis.questions.remote import fetch_graphs

    names = _chosen(step, REMOTE)
    there = HERE if site == SITE else open_base(site, base)
    layers = fetch_graphs(url, graphs((*AS_WRITTEN, *BESIDE), base), there)
    return _report(_Code(layers, base, reference, url, site), names)


def _chosen(step: str | None, names: tuple[str, ...]) -> tuple[str, ...]:
    if step is None:
        return names
    if step in names:
        return (step,)
    reason = "needs the files" if names is REMOTE else "is about all instruments"
    message = f"the step {step} {reason}" if step in STEPS else f"there is no step {step}"
    raise IccisError(message, hint="choose one of: " + ", ".join(names))


def _report(
    code: _Code | None, names: tuple[str, ...], known: Mapping[str, dict[str, Any]] = MappingProxyType({})
) -> CheckReport:
    """Return the report: what is known of steps and counts, and for the rest what is found in the code."""
    steps = tuple(_step(name, known[name]) if name in known else _run(name, code) for name in names)
    validation = code.validation if code and "shapes" in names and "shapes" not in known else None
    if len(names) == 1:
        return CheckReport(steps, validation=validation)
    counts = known.get(COUNTS) or _counts(code)
    return CheckReport(steps, counts["layers"], counts["things"], validation)


def _counts(code: _Code | None) -> dict[str, Any]:
    assert code
    counts = {layer: len(graph) for layer, graph in code.layers.items() if graph}
    counts[CLOSURE] = len(code.closure.triples)
    return {"layers": counts, "things": _things([*code.statements, *code.closure.triples])}


def _run(name: str, code: _Code | None) -> Step:
    assert code
    start = perf_counter()
    summary, problems = STEPS[name](code)
    located = tuple(with_locations(problems, code.files))
    return Step(name, summary, located, perf_counter() - start)


def _things(statements: Iterable[Triple]) -> dict[str, dict[str, int]]:
    """Return for each class of KINDS the number of its members by their narrowest class."""
    facts, counts = Facts(statements), dict[str, dict[str, int]]()
    for kind in KINDS:
        own = {kind, *(c.removeprefix(ONTOLOGY) for c in facts.subjects("rdfs:subClassOf", ONTOLOGY + kind))}
        members = [m for m in facts.subjects("rdf:type", ONTOLOGY + kind) if m.startswith(ID)]
        narrow = Counter(next(name for name in facts.kinds(m) if name in own) for m in members)
        counts[kind] = dict(sorted(narrow.items()))
    return counts
