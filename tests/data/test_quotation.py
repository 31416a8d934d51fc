"""Quotations are parsed and matched piece by piece; differences from a clause have a kind and a place."""

import pytest

from iccis.data.clauses import Clause
from iccis.data.difference import Difference, content_share, differences, share
from iccis.data.quotation import match, parse_quotation, pieces
from iccis.data.tokens import tokenize

Runs = list[tuple[int, int]]


@pytest.mark.parametrize(
    ("text", "words", "number", "is_sentence", "insertions"),
    [
        ("To comply", ["to", "comply"], "", True, []),
        ("to comply", ["to", "comply"], "", False, []),
        ("TO COMPLY", ["to", "comply"], "", False, []),
        ("\u2026 to comply \u2026", ["to", "comply"], "", False, []),
        ("\u201c3. To cooperate.\u201d", ["to", "cooperate"], "3", True, []),
        ("(c) to cooperate", ["to", "cooperate"], "c", False, []),
        (
            "[T]o help [the parties] state[s] [sic] \u2026",
            ["to", "help", "state"],
            "",
            False,
            ["the parties"],
        ),
    ],
)
def test_a_quotation_is_parsed(
    text: str, words: list[str], number: str, is_sentence: bool, insertions: list[str]
) -> None:
    """Its words, the number before it, whether it begins like a sentence, and what it puts in."""
    quotation = parse_quotation(text)
    assert (quotation.words, quotation.number) == (words, number)
    assert (quotation.is_sentence, quotation.insertions) == (is_sentence, insertions)


@pytest.mark.parametrize(
    ("quotation", "text", "start", "runs"),
    [
        ("peace", "to peace", 0, []),
        ("peace", "to peace", 1, [(1, 2)]),
        ("to peace", "to", 0, []),
        ("all state[s]", "all State parties", 0, [(0, 2)]),
        ("all state[s]", "all other", 0, []),
        ("a \u2026 z", "a b c d e f g h i j k l z", 0, [(0, 1), (12, 13)]),
        ("a [x] z", "a b c d e f g h i z", 0, [(0, 1), (9, 10)]),
        ("a [x] z", "a b c d e f g h i j z", 0, []),
        ("a \u2026 b c", "a b", 0, []),
        ("a [x] \u2026 z", "a b c d e f g h i j k l z", 0, [(0, 1), (12, 13)]),
    ],
)
def test_pieces_are_matched_from_a_word_on(quotation: str, text: str, start: int, runs: Runs) -> None:
    """The first begins there; an ellipsis leaves out any number of words, a bracket stands for eight."""
    assert match(pieces(parse_quotation(quotation).items), tokenize(text), start) == runs


def clause(text: str) -> Clause:
    """Return a clause that is the whole text."""
    return Clause("urn:c", "urn:w", "", 0, text, tokenize(text))


TEXT = "To assist developing countries in their efforts, and to close the digital divide"


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        (TEXT.replace("developing ", ""), Difference("dropped", 10, 20, ["developing"], [])),
        (TEXT.replace("assist", "assist all"), Difference("added", 10, 10, [], ["all"], "all")),
        (TEXT.replace("close", "widen"), Difference("replaced", 56, 61, ["close"], ["widen"], "widen")),
        (TEXT.replace(",", ""), Difference("punctuation", 47, 48, [","], [])),
        (f"{TEXT} soon", Difference("added", len(TEXT), len(TEXT), [], ["soon"], "soon")),
    ],
)
def test_a_difference_has_its_kind_and_place(quotation: str, expected: Difference) -> None:
    """Dropped, added or replaced words, or a mark, at the offsets of the text."""
    found, start, end = differences(parse_quotation(quotation), clause(TEXT))
    assert found == [expected]
    assert (start, end) == (0, len(TEXT))


@pytest.mark.parametrize(
    ("quotation", "in_order", "telling"),
    [
        (TEXT, 1.0, 1.0),
        ("closing the digital divide", 0.75, 1.0),
        ("divide digital the close", 0.25, 1.0),
        ("close their eyes and assist", 0.2, 2 / 3),
        ("the divide", 0.75, 0.0),
        ("peace on earth", 0.0, 0.0),
    ],
)
def test_a_quotation_is_near_a_clause_by_its_words(quotation: str, in_order: float, telling: float) -> None:
    """By those in order, of which common ones alone count half; by the telling ones in any form and order."""
    quoted = parse_quotation(quotation)
    assert share(quoted, clause(TEXT)) == pytest.approx(in_order)
    assert content_share(quoted, clause(TEXT)) == pytest.approx(telling)
