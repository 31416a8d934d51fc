"""Questions: their headers, and the names they go by."""

from pathlib import Path

import pytest

from iccis.errors import IccisError
from iccis.questions import question, questions
from small_tree import make_tree

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


def test_questions_are_read_with_their_headers(tree: Path) -> None:
    """Title, question, why over two lines, graph and parameter come from the comment lines."""
    first = questions(base=tree)[0]
    assert (first.number, first.title, first.graph) == ("1", "Norms of a pledge", "as written")
    assert first.why == "The first thing that a reader asks."
    assert [(p.name, p.kind, p.default, p.what) for p in first.params] == [
        ("pledge", "Pledge", "code/pledge/1", "the pledge")
    ]


@pytest.mark.parametrize("name", ["1", "01", "01-find-norms", "01-find", "find-norms", "01-find-norms.rq"])
def test_a_question_has_many_names(tree: Path, name: str) -> None:
    """A number, the name, or a part that no other name has."""
    assert question(name, base=tree).name == "01-find-norms"


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("test-baerer", "no such question", "test-bearer"),
        ("find", "more than one", "05-find-order"),
        ("9", "no such question", "iccis query"),
    ],
)
def test_what_is_no_one_question_gets_a_hint(tree: Path, name: str, message: str, hint: str) -> None:
    """Near names, or those that the name could stand for."""
    with pytest.raises(IccisError, match=message) as caught:
        question(name, base=tree)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("# title: Norms of a pledge\n", "", "the header lacks title", 1),
        ("graph: as written", "graph: written", "no such set of graphs", 5),
        ("# graph", "# grpah", 'no key "grpah"', 5),
        (" — the pledge", "", "cannot be read", 6),
        ("code/pledge/1", '"a\\q"', "not a string", 6),
    ],
)
def test_errors_of_a_header_name_the_line(tree: Path, old: str, new: str, message: str, line: int) -> None:
    """Each fault of a header is an error at its line."""
    path = tree / "queries/01-find-norms.rq"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(IccisError, match=message) as caught:
        question("1", base=tree)
    assert caught.value.place == f"{path}:{line}"
