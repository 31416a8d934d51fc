"""Marks in words: spans that may overlap, made into pieces that nest, without a change to the words."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple


class Span(NamedTuple):
    """Words from `start` to before `end` that bear the mark `key`."""

    start: int
    end: int
    key: str


class Piece(NamedTuple):
    """A span or a part of one that crosses no other; `first` says that the span starts here."""

    start: int
    after: int
    """The end, negative, so that among pieces with one start the longest comes first."""
    key: str
    first: bool

    @property
    def end(self) -> int:
        """Where the piece ends."""
        return -self.after


class Token(NamedTuple):
    """Words, or the start of a piece, or the end of the piece that was opened last."""

    text: str = ""
    opens: Piece | None = None
    closes: bool = False


CLOSE = Token(closes=True)


def pieces(spans: Iterable[Span]) -> list[Piece]:
    """Pieces of the spans in the order in which they open; any two nest or are apart.

    A span that crosses another is split where the other ends.

    >>> [(p.start, p.end, p.key, p.first) for p in pieces([Span(0, 5, "a"), Span(3, 8, "b")])]
    [(0, 5, 'a', True), (3, 5, 'b', True), (5, 8, 'b', False)]
    """
    waiting = [Piece(s.start, -s.end, s.key, first=True) for s in spans if s.start < s.end]
    heapify(waiting)
    found: list[Piece] = []
    around: list[Piece] = []
    while waiting:
        piece = heappop(waiting)
        while around and around[-1].end <= piece.start:
            around.pop()
        if around and around[-1].end < piece.end:
            heappush(waiting, piece._replace(start=around[-1].end, first=False))
            piece = piece._replace(after=around[-1].after)
        around.append(piece)
        found.append(piece)
    return found


def tokens(text: str, spans: Iterable[Span]) -> list[Token]:
    """The words with the spans opened and closed in them, so that they nest; no word is lost or added.

    >>> made = tokens("abcdef", [Span(1, 3, "x"), Span(2, 5, "y")])
    >>> [t.opens.key if t.opens else t.text or "/" for t in made]
    ['a', 'x', 'b', 'y', 'c', '/', '/', 'y', 'de', '/', 'f']
    """
    found: list[Token] = []
    around: list[int] = []
    at = 0
    for piece in (*pieces(spans), None):
        while around and (piece is None or around[-1] <= piece.start):
            found += (Token(text[at : around[-1]]), CLOSE)
            at = around.pop()
        if piece:
            found += (Token(text[at : piece.start]), Token(opens=piece))
            at = piece.start
            around.append(piece.end)
    return [token for token in (*found, Token(text[at:])) if any(token)]
