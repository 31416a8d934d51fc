"""Outlines of texts: what is cut by its beginnings, and what a person has to look at."""

import csv
import io
from pathlib import Path

import pytest

from iccis.core.errors import IccisError
from iccis.core.instruments import instruments
from iccis.data.outline import HEADER, outline

CHARTER = Path(__file__).parents[1] / "charter" / "lakes-charter.txt"


def cut(text: str) -> list[tuple[str, str, str]]:
    """Path, class and parent of each provision of a text."""
    return [(row.path, row.kind, row.parent) for row in outline(text, "w").rows]


def test_a_charter_is_cut_into_chapters_articles_paragraphs_and_items() -> None:
    """Recitals go by their operators; what is numbered below an article is part of it."""
    found = outline(CHARTER.read_text("utf-8"), "lakes-charter")
    assert found.remarks == []
    assert [(row.path, row.kind, row.parent.removeprefix("lakes-charter")) for row in found.rows] == [
        ("title", "Title", ""),
        ("opening", "Opening", ""),
        ("recital/1", "Recital", ""),
        ("recital/2", "Recital", ""),
        ("adopting-clause", "AdoptingClause", ""),
        ("chapter/1", "Chapter", ""),
        ("article/1", "Article", "/chapter/1"),
        ("article/2", "Article", "/chapter/1"),
        ("chapter/2", "Chapter", ""),
        ("article/3", "Article", "/chapter/2"),
        ("article/3/1", "Paragraph", "/article/3"),
        ("article/3/2", "Paragraph", "/article/3"),
        ("article/3/3", "Paragraph", "/article/3"),
        ("article/3/3/a", "Item", "/article/3/3"),
        ("article/3/3/b", "Item", "/article/3/3"),
        ("article/4", "Article", "/chapter/2"),
        ("annex/1", "Annex", ""),
    ]
    assert [row.notation for row in found.rows][-5:] == ["3(3)", "3(3)(a)", "3(3)(b)", "4", "A"]


def test_the_table_is_what_provisions_are_cut_by() -> None:
    """The columns are those of the outline of the Code, and its numbers come out of its own text."""
    code = instruments()[0]
    found = outline(code.file.read_text("utf-8"), "code")
    rows = list(csv.DictReader(io.StringIO(found.table())))
    with code.outline.open(encoding="utf-8", newline="") as file:
        by_hand = list(csv.DictReader(file))
    assert tuple(rows[0]) == HEADER == tuple(by_hand[0])
    pledges = [row["number"] for row in by_hand if row["class"] == "Pledge"]
    assert [row["number"] for row in rows if row["path"].startswith("paragraph/")] == pledges
    assert [remark.line for remark in found.remarks] != []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("T\n\n1. a\n(a) x\n(b) y\n(i) p\n(ii) q\n(c) z", ["1", "1/a", "1/b", "1/b/i", "1/b/ii", "1/c"]),
        ("T\n\n1. a\n(h) x\n(i) y\n(j) z", ["1", "1/h", "1/i", "1/j"]),
        ("T\n\n1. a\n1.1 b\n1.2 c\n2. d\n2.1 e", ["1", "1/1", "1/2", "2", "2/1"]),
        ("T\n\n1. a\n1. b", ["1", "1-2"]),
        ("T\n\n  1. indented\n\t2. by a tab", ["1", "2"]),
    ],
)
def test_lists_within_lists(text: str, paths: list[str]) -> None:
    """Letters, small roman numbers and decimals make lists within lists; a number used twice stays apart."""
    assert [path for path, _, _ in cut(text)[1:]] == [f"paragraph/{path}" for path in paths]


def test_roman_sections_and_footnotes() -> None:
    """Sections count in arabic numbers in paths, as those of the Code; footnotes stand apart."""
    found = cut("T\n\nI. Aim\n1. a\nIV. End\n2. b\n[1] See there.")
    assert [path for path, _, _ in found] == [
        "title",
        "section/1",
        "paragraph/1",
        "section/4",
        "paragraph/2",
        "footnote/1",
    ]
    assert found[-1][1:] == ("Footnote", "w")


def test_a_chapeau_introduces_a_numbered_list() -> None:
    """Words that end with a colon before a list introduce it."""
    found = cut("T\n\nSection I\n\nEach State pledges:\n1. To help.\n2. To learn.")
    assert found[2] == ("chapeau", "Chapeau", "w/section/1")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("T\n\n1. a\n2. b\n5. c", 5, "paragraph 5 follows 2"),
        ("T\n\nArticle 1\n1. a\n\nfree words", 6, "has no number"),
        ("ميثاق\n\nالمادة الأولى\n\n1. تحمي كل دولة الشبكات.", 3, "has no number"),  # noqa: RUF001
        ("T\n\nрусский текст\n\n1. a", 3, "has no number"),  # noqa: RUF001
    ],
)
def test_what_is_not_certain_is_said_with_its_line(text: str, line: int, words: str) -> None:
    """Gaps in numbers, words without a number, and scripts whose headings are not known."""
    found = [(remark.line, remark.text) for remark in outline(text, "w").remarks]
    assert any(at == line and words in remark for at, remark in found), found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("T\n\n1. Each State shall pro-\ntect it.", 3, "a word is divided at the end of the line: pro-tect"),
        ("T\r\n\r\n1. Each State shall pro-\r\ntect it.\r\n", 3, "pro-tect"),
        ("T\n\n1. a\nPage 2 of 3\n2. b", 4, "looks like the number of a page"),
        ("T\n\n1. a\n- 2 -\n2. b", 4, "looks like the number of a page"),
        ("Regional Pact\n\n1. a\n\nRegional Pact\n\n2. b", 5, "repeats line 1"),
    ],
)
def test_what_a_page_leaves_in_a_text_is_named(text: str, line: int, words: str) -> None:
    """Words divided at the end of a line, numbers and heads of pages: the text itself is never changed."""
    found = [(remark.line, remark.text) for remark in outline(text, "w").remarks]
    assert any(at == line and words in remark for at, remark in found), found
    lines = [at for at, _ in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "text",
    ["T\n\n1. the Secretary-\nGeneral", "T\n\n1. in 2026 -\nor 2027", "T\n\n(a) b\n(a) b", "T\n\n1. a\n12"],
)
def test_what_stands_in_any_text_is_not_taken_for_a_page(text: str) -> None:
    """A name with a hyphen, a dash, an item that occurs twice, a number alone."""
    found = [remark.text for remark in outline(text, "w").remarks]
    assert not [remark for remark in found if "page" in remark or "divided" in remark]


def test_numbers_of_parts_may_be_words() -> None:
    """As printed in many treaties; the path counts in figures."""
    found = outline("T\n\nPART ONE: Rules\n\n1. a\n\nPart Two\n\n2. b", "w")
    assert [row.path for row in found.rows] == [
        "title",
        "chapter/1",
        "paragraph/1",
        "chapter/2",
        "paragraph/2",
    ]
    assert found.remarks == []


def test_lines_that_open_alike_are_told_apart() -> None:
    """The opening words of a row are as long as they must be to begin no line before it."""
    text = "T\n\n1. Each State shall help.\nEach State shall help.\n\n2. Each State shall learn."
    starts, end = [], -1
    for row in outline(text, "w").rows:
        end = text.index(row.opening, end + 1)
        starts.append(end)
    assert [text[start:][:2] for start in starts] == ["T\n", "1.", "2."]


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_a_text_without_words_is_refused(text: str) -> None:
    """There is nothing to cut."""
    with pytest.raises(IccisError, match="no words"):
        outline(text, "w")


def test_a_text_of_two_megabytes_is_cut() -> None:
    """Every provision has a path of its own, however often a number is used again."""
    text = CHARTER.read_text("utf-8") * 2400
    paths = [row.path for row in outline(text, "w").rows]
    assert len(text) > 2_000_000
    assert len(paths) == len(set(paths)) > 30_000
