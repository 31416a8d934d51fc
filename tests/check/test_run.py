"""The main job: what it finds, and what it says when something is wrong."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib

from iccis.check.report import as_json, as_junit, as_text, as_turtle, problems_text
from iccis.check.run import CheckReport, Step, check, check_endpoint
from iccis.check.shapes import Problem
from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES
from iccis.core.project import scope
from small_tree import environment
from sources import copy_of_sources


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of everything that is checked."""
    return copy_of_sources(tmp_path)


def edit(path: Path, old: str, new: str = "") -> None:
    """Replace the first match of a regular expression in a file, which must match."""
    text, count = re.subn(old, new, path.read_bytes().decode(), count=1, flags=re.S)
    assert count == 1, f"{old!r} is not in {path}"
    path.write_bytes(text.encode())


def said(report: CheckReport) -> str:
    """All problems of a report, a line each."""
    return "\n".join(f"{step.name}: {problem}" for step in report.steps for problem in step.problems)


def test_the_code_conforms_and_the_report_lists_every_layer() -> None:
    """Text, anchors, names, closure, shapes and questions are right, and each layer is counted."""
    report = check()

    assert said(report) == ""
    assert report.passed
    assert [step.name for step in report.steps] == [
        "text",
        "anchors",
        "names",
        "layers",
        "closure",
        "shapes",
        "questions",
    ]
    assert {*report.layers, "labels"} == set(scope("all"))
    assert sum(report.things["Provision"].values()) == 30
    assert sum(report.things["Norm"].values()) == 49


def test_a_check_that_finds_nothing_loads_no_reference_implementation() -> None:
    """rdflib, pySHACL and owlrl take longer to import than the shapes; what conforms needs none of them."""
    code = "import sys; from iccis.check.run import check; assert check(step='shapes').passed; "
    code += "sys.exit(bool({'rdflib', 'pyshacl', 'owlrl'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def one_anchor(tree: Path) -> None:
    """Take an anchor from norm 7.1."""
    edit(tree / "kg/generated/anchors/norms.ttl", r"<norm/7\.1>\n    iccis:restsOn <[^>]*> ;\n\.\n\n?")


def one_correlative(tree: Path) -> None:
    """Take the correlative from the claim of norm 3.2."""
    edit(tree / "kg/norms/pledge-03.ttl", r"    iccis:correlative <position/3\.2/duty> ;\n")


def one_bearer(tree: Path) -> None:
    """Take the bearer from norm 4.2."""
    edit(tree / "kg/norms/pledge-04.ttl", r"(<norm/4\.2>\n.*?)    iccis:bearer <[^>]*> ;\n", r"\1")


def one_norm(tree: Path) -> None:
    """Delete the only norm of pledge 7."""
    edit(tree / "kg/norms/pledge-07.ttl", r"<norm/7\.1>\n.*?\n\.\n")


def one_character(tree: Path) -> None:
    """Change one character of the source."""
    edit(tree / "kg/source/code-of-conduct.en.txt", "secessionism", "secessionisn")


def the_opening_of_a_pledge(tree: Path) -> None:
    """Change the words by which a pledge is found."""
    edit(tree / "kg/source/code-of-conduct.en.txt", r"9\. To assist", "9. To resist")


def one_quotation(tree: Path) -> None:
    """Quote words that do not stand in the provision."""
    edit(
        tree / "kg/norms/pledge-09.ttl",
        'quote "To assist developing countries in their',
        'quote "To aid their',
    )


def an_ambiguous_quotation(tree: Path) -> None:
    """Quote words that stand in the provision twice."""
    edit(tree / "kg/norms/pledge-03.ttl", r'iccis:quote "curbing"', 'iccis:quote "which"')


def two_kinds(tree: Path) -> None:
    """Make an obligation a prohibition too."""
    edit(tree / "kg/norms/pledge-07.ttl", "a iccis:Obligation ;", "a iccis:Obligation , iccis:Prohibition ;")


def an_undeclared_name(tree: Path) -> None:
    """Point at an actor that nobody declares."""
    edit(tree / "kg/norms/pledge-03.ttl", "<actor/other-countries>", "<actor/everybody>")


def an_unused_term(tree: Path) -> None:
    """Declare a term that nothing uses."""
    text = "iccis:Idle\n    a owl:Class ;\n    rdfs:isDefinedBy <https://w3id.org/iccis/ontology> ;\n    "
    edit(tree / "ontology/actors.ttl", r"iccis:Organization\n", text + ".\n\niccis:Organization\n")


def no_answer(tree: Path) -> None:
    """Remove the answer of a question."""
    min((tree / "tests/answers").glob("*.csv")).unlink()


def an_answer(tree: Path) -> None:
    """Record another answer."""
    first = min((tree / "tests/answers").glob("*.csv"))
    edit(first, r"\n", "\nsomething else\n")


@pytest.mark.parametrize(
    ("spoil", "step", "name"),
    [
        (one_anchor, "anchors", "norm/7.1"),
        (one_anchor, "shapes", "norm/7.1"),
        (one_correlative, "shapes", "position/3.2/claim"),
        (one_bearer, "shapes", "norm/4.2"),
        (one_norm, "shapes", "code/pledge/7"),
        (one_character, "text", "code/pledge/3"),
        (one_character, "text", "SHA-256"),
        (the_opening_of_a_pledge, "text", "pledge/9"),
        (one_quotation, "anchors", "norm/9.1"),
        (an_ambiguous_quotation, "anchors", "occurs 2 times"),
        (two_kinds, "closure", "norm/7.1"),
        (an_undeclared_name, "names", "actor/everybody"),
        (an_unused_term, "names", "iccis:Idle"),
        (an_answer, "questions", "something else"),
        (no_answer, "questions", "iccis query 001-list-sponsors --record"),
    ],
)
def test_a_fault_is_named(tree: Path, spoil: Callable[[Path], None], step: str, name: str) -> None:
    """Each fault fails the step that is for it, with a message that names what is wrong."""
    spoil(tree)
    report = check(step=step, base=tree)

    assert not report.passed
    assert name in said(report)


@pytest.mark.parametrize("step", ["text", "closure"])
def test_one_step_can_be_chosen(tree: Path, step: str) -> None:
    """A step that is named runs alone, and its result is that of the whole check."""
    one_character(tree)
    two_kinds(tree)
    report = check(step=step, base=tree)

    assert [s.name for s in report.steps] == [step]
    assert not report.passed
    assert report.shacl is None


def test_an_unknown_step_lists_those_there_are(tree: Path) -> None:
    """Both the function and the command name every step; at an endpoint, those that need no files."""
    with pytest.raises(IccisError, match="there is no step shape") as caught:
        check(step="shape", base=tree)
    assert caught.value.hint == "choose one of: text, anchors, names, layers, closure, shapes, questions"
    with pytest.raises(IccisError, match="the step text needs the files") as caught:
        check_endpoint("http://127.0.0.1:9/", step="text", base=tree)
    assert caught.value.hint == "choose one of: closure, shapes, questions"

    wrong, right = run(tree, "--step", "shape"), run(tree, "--step", "names")
    assert (wrong.returncode, right.returncode) == (2, 0)
    assert "choose one of: text, " in wrong.stderr
    assert re.fullmatch(r"names +ok .*\n\nconforms\n", right.stdout)


def test_a_problem_has_its_file_and_line(tree: Path) -> None:
    """The place of a problem is where the block of its subject begins."""
    one_bearer(tree)
    steps = check(step="shapes", base=tree).steps
    problems = [problem for step in steps for problem in step.problems if problem.subject == "norm/4.2"]
    path, _, line = problems[0].place.rpartition(":")

    assert Path(path).read_text("utf-8").splitlines()[int(line) - 1] == "<norm/4.2>"


def test_malformed_turtle_is_named_with_its_line(tree: Path) -> None:
    """A file that is no Turtle stops the check with file and line."""
    (tree / "kg/actors.ttl").write_text("<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> ,\n", "utf-8")

    with pytest.raises(IccisError, match=r"actors\.ttl:2"):
        check(base=tree)


def run(tree: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run `iccis check` on a tree, as a process."""
    command = [sys.executable, "-m", "iccis", "check", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment(tree))


@pytest.mark.parametrize("value", ['"a" {| <urn:p> 1 |}', '"a"@ar--rtl'])
def test_what_rdflib_does_not_have_is_named_with_its_line(value: str, tree: Path) -> None:
    """What RDF 1.2 adds is read, and asked for; the shapes, which run on rdflib, refuse it."""
    path = tree / "kg/actors.ttl"
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n<actor/china> skos:note {value} .\n", "utf-8")
    with pytest.raises(IccisError, match=r"RDF 1\.2") as error:
        check(step="shapes", base=tree)
    assert error.value.place == f"{path}:{text.count(chr(10)) + 2}"
    assert error.value.hint
    assert check(step="names", base=tree).passed


def test_formats_and_exit_status(tree: Path) -> None:
    """0 if the Code conforms; text, JSON, JUnit XML and the SHACL report parse as what they are."""
    text, junit = run(tree), run(tree, "--step", "names", "--format", "junit")
    turtle = run(tree, "--step", "shapes", "--format", "turtle")
    data = json.loads(run(tree, "--step", "names", "--format", "json").stdout)
    suite = ElementTree.fromstring(junit.stdout)
    conforms = (
        rdflib.Graph()
        .parse(data=turtle.stdout, format="turtle")
        .objects(None, rdflib.URIRef(PREFIXES["sh"] + "conforms"))
    )

    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout.endswith("\nconforms\n")
    assert data["passed"] is True
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert [str(value) for value in conforms] == ["true"]


def test_exit_status_of_a_fault(tree: Path) -> None:
    """1 if the Code does not conform, 2 if it cannot be read; no traceback."""
    one_bearer(tree)
    wrong = run(tree, "--step", "shapes")
    (tree / "kg/actors.ttl").write_bytes(b"\xff")
    unreadable = run(tree)

    assert wrong.returncode == 1
    assert "norm/4.2" in wrong.stdout
    assert unreadable.returncode == 2
    assert re.match(r"error: .*actors\.ttl:1: .* not UTF-8\n\nhint: ", unreadable.stderr)
    assert "Traceback" not in wrong.stderr + unreadable.stderr


MISSING = Problem("shapes:bearer", "norm/1", "", "Name the bearer.", place="kg/norms.ttl:3")
UNKNOWN = Problem("names:declared", "norm/2", "actor/x", "Declare it.")
HINT = Problem("shapes:label", "norm/3", "norm/3", "Shorten it.", severity="Warning")


def made_up(*steps: Step) -> CheckReport:
    """Return a report on four statements about three things."""
    return CheckReport(steps, {"norms": 3, "closure": 1}, {"Norm": {"Duty": 2, "Norm": 1}, "Actor": {}})


def test_a_report_in_words() -> None:
    """Counts by layer and class, a line for each step, two for each problem, and the verdict."""
    fine, wrong = Step("text", "1 file", (HINT,), 0.25), Step("names", "3 names", (MISSING, UNKNOWN), 12.5)
    assert as_text(made_up(fine, wrong)).splitlines() == [
        "norms            3 triples",
        "closure          1 triples",
        "",
        "Norm             3  2 Duty",
        "Actor            0",
        "",
        "text        ok        0.25 s  1 file",
        "    norm/3",
        "        warning: Shorten it. [shapes:label]",
        "names       FAILED   12.50 s  3 names",
        "    kg/norms.ttl:3: norm/1",
        "        Name the bearer. [shapes:bearer]",
        "    norm/2 (actor/x)",
        "        Declare it. [names:declared]",
        "",
        "does not conform: 3 problems",
    ]
    assert as_text(CheckReport((fine,))).splitlines()[0] == "text        ok        0.25 s  1 file"
    assert as_text(CheckReport((Step("names", "", (UNKNOWN,), 0),))).endswith(
        "\ndoes not conform: 1 problem\n"
    )
    assert problems_text([UNKNOWN, HINT]).splitlines()[::2] == ["norm/2 (actor/x)", "norm/3"]
    assert as_turtle(CheckReport((fine,))) == ""


def test_a_report_for_programs() -> None:
    """JSON has the counts and every problem; in JUnit's XML a step that failed lists its problems."""
    report = made_up(Step("text", "", (HINT,), 0.25), Step("names", "", (MISSING, UNKNOWN), 0.1234))
    data = json.loads(as_json(report))
    assert (data["passed"], data["layers"], data["things"]) == (False, report.layers, report.things)
    assert [(step["name"], step["passed"]) for step in data["steps"]] == [("text", True), ("names", False)]
    assert data["steps"][1]["problems"][0]["message"] == "Name the bearer."

    suite = ElementTree.fromstring(as_junit(report))
    fine, wrong = suite
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert (fine.get("name"), fine.get("time"), list(fine)) == ("text", "0.250", [])
    assert [(failure.get("message"), failure.text) for failure in wrong] == [
        (
            "2 problems",
            "kg/norms.ttl:3: norm/1: Name the bearer. [shapes:bearer]\n"
            "norm/2 (actor/x): Declare it. [names:declared]",
        )
    ]
