"""Tokens of texts and quotations: words and marks of punctuation, with keys by which they are compared.

All forms of a dash or an apostrophe have one key, as have capitals and small letters; quotation marks none.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\u2043"), "-")
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u2032\u0060\u00b4"), "'")
MARKS = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2039\u203a\uff02"), '"')
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u200e\u200f]")
SPACES = re.compile(r"\s+")
TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s\"']")
"""A word, or a mark of punctuation; quotation marks are none, nor is an apostrophe after a word."""
BROKEN = re.compile(r"([^\W_]+)-[ \t]*\r?\n\s*([^\W_]+)")
"""A word that a line end divides, or whose hyphen stands at a line end."""


class Token(NamedTuple):
    """A word or a mark of punctuation: its key and its place in the text."""

    key: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Tell a word from a mark of punctuation."""
        return self.key[0].isalnum()


def tokenize(text: str) -> list[Token]:
    r"""Return the tokens of a text, in order.

    >>> [token.key for token in tokenize("States\u2019 Well\u2010being,")]
    ['states', 'well', '-', 'being', ',']
    """
    plain = text.translate(DASHES | APOSTROPHES | MARKS)  # of the same length
    return [Token(key(found[0]), *found.span()) for found in TOKEN.finditer(plain)]


def key(word: str) -> str:
    """Return the key of a word or mark.

    >>> key("ICTs")
    'icts'
    """
    return unicodedata.normalize("NFKC", word).casefold()


class Folded(NamedTuple):
    """A text in plain characters, and the offset that each of them has in the text as it is written."""

    text: str
    places: list[int]

    def without(self, spans: Iterable[tuple[int, int]]) -> "Folded":
        """Leave out the characters of some spans, which are in order.

        >>> Folded("a--b", [0, 1, 2, 3]).without([(1, 3)])
        Folded(text='ab', places=[0, 3])
        """
        ends = [0, *(place for span in spans for place in span), len(self.text)]
        kept = list(zip(ends[::2], ends[1::2], strict=True))
        text = "".join(self.text[a:b] for a, b in kept)
        return Folded(text, [place for a, b in kept for place in self.places[a:b]])

    def strip(self, marks: str) -> "Folded":
        """Leave out marks at both ends."""
        start = len(self.text) - len(self.text.lstrip(marks))
        end = max(start, len(self.text.rstrip(marks)))
        return Folded(self.text[start:end], self.places[start:end])


def fold(text: str, vocabulary: Collection[str] = ()) -> Folded:
    r"""Return a quotation with plain marks, and with words joined that line ends divide.

    A hyphen at a line end is dropped if the word without it is one of the vocabulary.

    >>> fold("the inter-\nnational  well\u2013\nbeing", {"international"}).text
    'the international well-being'
    """
    marks = text.translate(DASHES | APOSTROPHES | MARKS)  # of the same length
    plain = Folded(marks, list(range(len(text))))
    plain = plain.without(found.span() for found in INVISIBLE.finditer(plain.text))
    plain = plain.without(
        (found.end(1) + (key(found[1] + found[2]) not in vocabulary), found.start(2))
        for found in BROKEN.finditer(plain.text)
    )
    plain = plain.without((found.start() + 1, found.end()) for found in SPACES.finditer(plain.text))
    return Folded(SPACES.sub(" ", plain.text), plain.places).strip(" ")
