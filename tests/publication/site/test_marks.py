"""Marks in words: any spans nest, and no character of the words is lost."""

import random

import pytest

from iccis.publication.site.marks import Piece, Span, pieces, tokens


def some_spans(seed: int, length: int) -> list[Span]:
    """Spans that overlap in every way."""
    chance = random.Random(seed)
    ends = [sorted(chance.choices(range(length + 1), k=2)) for _ in range(chance.randrange(12))]
    return [Span(start, end, f"n{number}") for number, (start, end) in enumerate(ends)]


def nested(a: Piece, b: Piece) -> bool:
    """Whether two pieces are apart, or one is within the other."""
    apart = a.end <= b.start or b.end <= a.start
    return apart or (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)


@pytest.mark.parametrize("seed", range(200))
def test_pieces_nest_and_cover_what_their_spans_cover(seed: int) -> None:
    """No two pieces cross, each span begins once, and its pieces are exactly its characters."""
    spans = some_spans(seed, 30)
    made = pieces(spans)

    assert all(nested(a, b) for a in made for b in made)
    for span in spans:
        own = [piece for piece in made if piece.key == span.key]
        covered = sorted(at for piece in own for at in range(piece.start, piece.end))
        assert covered == list(range(span.start, span.end))
        assert [piece.start for piece in own if piece.first] == ([span.start] if own else [])


@pytest.mark.parametrize("seed", range(200))
def test_the_words_stay_as_they_are(seed: int) -> None:
    """Without the marks, the tokens are the text; what is opened is closed, last first."""
    text = "".join(random.Random(seed).choices('ab &<"”', k=30))
    depth = 0
    made = tokens(text, some_spans(seed, len(text)))
    for token in made:
        depth += bool(token.opens) - token.closes
        assert depth >= 0

    assert "".join(token.text for token in made) == text
    assert depth == 0


def test_the_order_in_which_spans_are_given_does_not_matter() -> None:
    """The same pieces from the same spans in any order."""
    spans = some_spans(7, 40)
    assert pieces(spans) == pieces(spans[::-1])
