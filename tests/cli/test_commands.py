"""The commands that ask, reason and search: what each prints."""

import json
import re
from pathlib import Path

import pytest

from documents import ROOT
from iccis.cli.query import parse
from iccis.cli.questions import query
from iccis.core.namespaces import ID
from iccis.questions import ENGINE_NAMES
from small_tree import make_tree, run


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_query_from_a_file_and_stdin(tree: Path, engine: str) -> None:
    """A file, and `-`, take parameters and an engine."""
    text = "SELECT ?n { ?n iccis:statedIn ?pledge }"
    (tree / "my.rq").write_text(text)
    args = ["--engine", engine, "--param", "pledge=code/pledge/2", "--format", "csv"]
    assert run(tree, "query", "my.rq", *args).stdout == f"n\r\n{ID}norm/2.1\r\n"
    assert run(tree, "query", "-", *args, stdin=text).stdout == f"n\r\n{ID}norm/2.1\r\n"


@pytest.mark.parametrize(
    "args",
    [
        ["36"],
        ["my.rq", "--graph", "all", "--format", "csv"],
        ["36", "-p", "a=b", "--engine", "rdflib", "--param", "c=d", "--endpoint", "http://127.0.0.1:9/"],
    ],
)
def test_the_fast_path_reads_arguments_as_click_does(args: list[str]) -> None:
    """Without click, a query gets the same name, options and defaults."""
    options = query.make_context("query", list(args)).params
    assert not options.pop("record")
    several = {name: list(options[name]) for name in ("params", "data", "endpoint")}
    assert parse(["query", *args]) == options | several


def test_the_graph_of_a_question_can_be_chosen(tree: Path) -> None:
    """`--graph` puts another set of graphs in the place of the question's own."""
    text = "ASK { ?r iccis:reads ?p }"
    assert run(tree, "query", "-", stdin=text).stdout == "true\n"
    assert run(tree, "query", "-", "--graph", "as written", stdin=text).stdout == "false\n"


def test_query_lists_the_questions(tree: Path) -> None:
    """Without a name: number, title, question and graph of each."""
    lines = run(tree, "query").stdout.splitlines()
    assert lines[0] == "number\ttitle\tquestion\tgraph"
    assert lines[1] == "1\tNorms of a pledge\tWhich norms does a pledge state?\tas written"
    assert len(lines) == 6


def test_query_records_an_answer(tree: Path) -> None:
    """`--record` writes the answer for the tests, prints it, and says on stderr which file it wrote."""
    done = run(tree, "query", "find-words", "--record", "--format", "csv")
    path = tree / "tests/answers/002-find-words.csv"
    assert done.stderr == f"wrote {path}\n"
    assert path.read_text() == done.stdout.replace("\r\n", "\n") == f"pledge\n{ID}code/pledge/1\n"


@pytest.mark.parametrize(
    "args",
    [
        ["1", "--param", "pledge=2"],
        ["1", "--graph", "all"],
        ["1", "--endpoint", "http://127.0.0.1:9/"],
        ["my.rq"],
        [],
    ],
)
def test_only_the_plain_answer_of_a_question_is_recorded(tree: Path, args: list[str]) -> None:
    """Other values, graphs and stores, and queries of one's own, are refused; nothing is written."""
    (tree / "my.rq").write_text("ASK {}")
    before = sorted((tree / "tests/answers").iterdir())
    done = run(tree, "query", *args, "--record")
    assert (done.returncode, done.stdout) == (2, "")
    assert "record" in done.stderr
    assert sorted((tree / "tests/answers").iterdir()) == before


def test_constructed_graphs_are_turtle(tree: Path) -> None:
    """A question that makes a graph prints Turtle without being told."""
    assert "iccis:hasNorm" in run(tree, "query", "4").stdout


@pytest.mark.parametrize("reasoner", ["own", "owlrl"])
def test_reason_prints_what_follows(tree: Path, reasoner: str) -> None:
    """New triples on stdout in either format, counts on stderr."""
    turtle = run(tree, "reason", "--reasoner", reasoner)
    lines = run(tree, "reason", "--reasoner", reasoner, "--format", "ntriples").stdout.splitlines()
    wanted = f"<{ID}code/pledge/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    assert wanted + "<https://w3id.org/iccis/ontology#Provision> ." in lines
    assert "@prefix iccis:" in turtle.stdout
    rounds = r", in [1-9]\d* rounds" if reasoner == "own" else ""  # owlrl does not tell
    assert re.search(rf"{len(lines)} more follow{rounds} \(\d+\.\d\d s, {reasoner}\)", turtle.stderr)
    assert turtle.returncode == 0


def test_reason_explains(tree: Path) -> None:
    """The derivation has the rule, and the triples that it rests on below it."""
    done = run(tree, "reason", "--explain", "code/pledge/1 a iccis:Provision")
    first, *premises = done.stdout.splitlines()
    assert (done.returncode, "by cax-sco" in first) == (0, True)
    assert all(line.startswith("    ") for line in premises)
    assert any("iccis:Pledge rdfs:subClassOf iccis:Provision" in line for line in premises)


def test_search_in_every_format(tree: Path) -> None:
    """Kind, IRI, label and snippet, for people and for programs."""
    assert run(tree, "search", "UN", "charter").stdout.splitlines()[:2] == [
        "Pledge: pledge 1",
        f"    {ID}code/pledge/1",
    ]
    hit = json.loads(run(tree, "search", "UN", "charter", "--format", "json").stdout)[0]
    assert hit == {
        "kind": "Pledge",
        "iri": f"{ID}code/pledge/1",
        "label": "pledge 1",
        "snippet": "To comply with the UN Charter.",
        "missing": [],
    }
    assert run(tree, "search", "charter", "--format", "tsv").stdout.startswith(
        "kind\tiri\tlabel\tsnippet\tmissing\nPledge\t"
    )
    some = run(tree, "search", "zebra", "charter", "--format", "tsv")
    assert some.stdout.endswith("UN Charter.\tzebra\n")
    assert some.stderr == "1 found, none with all of the words\n"
    asked = json.loads(run(tree, "search", "pledges", "--among", "questions", "--format", "json").stdout)
    assert {hit["kind"] for hit in asked} == {"Question"}
    nothing = run(tree, "search", "zebra")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "0 found\n")


@pytest.mark.parametrize(
    ("args", "stdin", "status", "verdict"),
    [
        (["To comply with the UN Charter", "--at", "pledge 1"], "", 0, "verbatim"),
        (["-"], "To comply with the\nUN Charter", 0, "verbatim"),
        (["To comply with the UN Charter", "--at", "pledge 2"], "", 1, "verbatim elsewhere"),
        (["To comply with a UN Charter", "--format", "json"], "", 1, "differs"),
        (["To comply with the UN Charter", "--at", "pledge 12"], "", 2, "cannot be judged"),
        (["\u2026"], "", 2, "cannot be judged"),
    ],
)
def test_verify_exits_with_what_the_verdict_is(
    args: list[str], stdin: str, status: int, verdict: str
) -> None:
    """0 for words that stand there, 1 for others, 2 for what cannot be judged."""
    done = run(ROOT, "verify", *args, stdin=stdin)
    first = json.loads(done.stdout)["verdict"] if "json" in args else done.stdout.splitlines()[0]
    assert (done.returncode, first.partition(":")[0]) == (status, verdict)
    assert f"compared with {ID}code/en, version " in done.stdout or "json" in args


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(tree: Path, shell: str) -> None:
    """The script of each shell calls the command back."""
    assert "_ICCIS_COMPLETE" in run(tree, "completion", shell).stdout


def test_completion_completes_names_of_questions(tree: Path) -> None:
    """What the script asks for are the names of the project's questions."""
    asked = {"_ICCIS_COMPLETE": "bash_complete", "COMP_WORDS": "iccis query 001", "COMP_CWORD": "2"}
    assert run(tree, **asked).stdout == "plain,001-find-norms\n"
