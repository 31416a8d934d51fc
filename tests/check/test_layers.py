"""What is written stands alone: readings, links and exports rest on it, and it rests on none of them."""

import shutil
from pathlib import Path

import pytest

from iccis.check.run import check
from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES
from iccis.core.project import BESIDE, data_files
from iccis.data.store import load
from iccis.questions.question import questions
from sources import copy_of_sources

WRITTEN = ("as written", "closure")
"""Sets of graphs that hold nothing but what is written and what follows from it."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of everything that is checked."""
    return copy_of_sources(tmp_path)


def strip(tree: Path) -> None:
    """Remove the layers beside the text with their terms, anchors, shapes, questions and exports."""
    for asked in questions(base=tree):
        if asked.graph not in WRITTEN:
            Path(asked.place).unlink()
            for answer in (tree / "tests" / "answers").glob(f"{asked.name}.*"):
                answer.unlink()
    for layer in BESIDE:
        for path in sorted(tree.glob(f"*/{layer}*")) + sorted(tree.glob(f"*/generated/anchors/{layer}*")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for folder in ("exports", "patterns"):
        shutil.rmtree(tree / "queries" / folder)


def test_without_what_stands_beside_it_the_code_conforms_and_answers_alike(tree: Path) -> None:
    """The rest passes every check, and each question about it has the same answer as before."""
    strip(tree)
    report = check(base=tree)

    problems = [str(problem) for step in report.steps for problem in step.problems]
    assert problems == []
    assert report.passed
    left = questions(base=tree)
    assert len(left) > 80
    assert [asked.name for asked in left] == [q.name for q in questions() if q.graph in WRITTEN]
    assert not set(report.layers) & set(BESIDE)


@pytest.mark.parametrize(
    "leak",
    ["dcterms:relation <parse/4.1.a>", 'iccis:takes "content control"@en'],
    ids=["thing", "term"],
)
def test_a_leak_into_what_is_written_is_named(tree: Path, leak: str) -> None:
    """The check names the subject, the later layer, and where the statement belongs."""
    path = tree / "kg/norms/pledge-03.ttl"
    prefix = f"@prefix dcterms: <{PREFIXES['dcterms']}> .\n"
    path.write_text(prefix + path.read_text("utf-8") + f"<norm/3.3> {leak} .\n", "utf-8")
    step = next(step for step in check(base=tree).steps if step.name == "layers")

    assert [problem.subject for problem in step.problems] == ["norm/3.3"]
    assert step.problems[0].message.endswith("kg/readings")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kg/treaty/norms.ttl", "there is no layer treaty"),
        ("kg/treaty/norms.trig", "there is no layer treaty"),
        ("kg/more.sssom.tsv", "there is no layer more"),
        ("kg/norms/pledge-12.jsonld", "is no Turtle file, and nothing reads it"),
        ("ontology/terms.owl", "is no Turtle file, and nothing reads it"),
    ],
)
def test_what_no_layer_reads_is_an_error(tree: Path, name: str, message: str) -> None:
    """A file or folder in `kg/` or `ontology/` that would be loaded nowhere stops the check."""
    path = tree / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("<urn:a> <urn:b> <urn:c> .", "utf-8")

    with pytest.raises(IccisError, match=message):
        check(base=tree)


def test_an_empty_folder_is_named_and_hidden_files_are_left_aside(tree: Path) -> None:
    """What a file manager leaves behind is no data."""
    (tree / "kg" / "norms" / ".DS_Store").write_bytes(b"\0")
    assert list(data_files(tree))
    (tree / "kg" / "treaty").mkdir()
    with pytest.raises(IccisError, match="there is no layer treaty"):
        list(data_files(tree))


def test_a_byte_order_mark_changes_nothing(tree: Path) -> None:
    """Windows writes one; the data are read all the same."""
    path = tree / "kg" / "actors.ttl"
    before = len(load(base=tree))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert len(load(base=tree)) == before
