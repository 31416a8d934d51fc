"""Reports of checking and validating -> text, JSON, JUnit XML."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from xml.etree import ElementTree

from iccis.check.run import CheckReport, Step
from iccis.check.shapes import Problem, Report
from iccis.core.jsonld import to_json


def as_text(report: CheckReport) -> str:
    """Return counts by layer, each step with result and time, problems with place and what to do."""
    counts = [*_layers(report), ""] if report.layers else []
    return "\n".join([*counts, *_steps(report.steps), "", _verdict(report)]) + "\n"


def as_json(report: CheckReport) -> str:
    """Return the same as `as_text` as one JSON object."""
    steps = [asdict(step) | {"passed": step.passed} for step in report.steps]
    data = {"passed": report.passed, "layers": report.layers, "things": report.things, "steps": steps}
    return to_json(data)


def as_junit(report: CheckReport) -> str:
    """Return each step as a test case in JUnit's XML, with a failure that lists its problems."""
    failures = sum(not step.passed for step in report.steps)
    suite = ElementTree.Element(
        "testsuite", name="iccis", tests=str(len(report.steps)), failures=str(failures)
    )
    for step in report.steps:
        time = f"{step.seconds:.3f}"
        case = ElementTree.SubElement(suite, "testcase", classname="iccis.check", name=step.name, time=time)
        if not step.passed:
            failure = ElementTree.SubElement(case, "failure", message=f"{len(step.problems)} problems")
            failure.text = "\n".join(map(str, step.problems))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def as_turtle(report: CheckReport | Report) -> str:
    """Return the SHACL validation report as Turtle."""
    graph = report.shacl if isinstance(report, CheckReport) else report.graph
    return graph.serialize(format="longturtle") if graph is not None else ""


def problems_text(problems: Iterable[Problem]) -> str:
    """Return each problem with its place, its subject and what to do."""
    return "".join(f"{line}\n" for problem in problems for line in _problem(problem, ""))


def _layers(report: CheckReport) -> Iterator[str]:
    width = max(12, *(len(graph) + 1 for graph in report.layers))
    for graph, count in report.layers.items():
        yield f"{graph:<{width}}{count:>6} triples"
    yield ""
    width = max(12, *map(len, report.things))
    for kind, members in report.things.items():
        parts = ", ".join(f"{count} {name}" for name, count in members.items() if name != kind)
        yield f"{kind:<{width}}{sum(members.values()):>6}" + (f"  {parts}" if parts else "")


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        verdict = "ok" if step.passed else "FAILED"
        time = "  cached" if step.cached else f"{step.seconds:>6.2f} s"
        yield f"{step.name:<12}{verdict:<8}{time}  {step.found}"
        for problem in step.problems:
            yield from _problem(problem, "    ")


def _problem(problem: Problem, indent: str) -> Iterator[str]:
    value = f" ({problem.value})" if problem.value not in ("", problem.subject) else ""
    yield f"{indent}{problem.place + ': ' if problem.place else ''}{problem.subject}{value}"
    severity = "" if problem.severity == "Violation" else "warning: "
    yield f"{indent}    {severity}{problem.message} [{problem.constraint}]"


def _verdict(report: CheckReport) -> str:
    count = sum(len(step.problems) for step in report.steps)
    return "conforms" if report.passed else f"does not conform: {count} problem{'s' * (count != 1)}"
