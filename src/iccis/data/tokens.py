"""Tokens of texts and quotations: words and marks of punctuation, with keys by which they are compared.

All forms of a dash or an apostrophe have one key, as have capitals and small letters; quotation marks none.
"""

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\u2043"), "-")
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u2032\u0060\u00b4"), "'")
MARKS = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2039\u203a\uff02"), '"')
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
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


def fold(text: str, vocabulary: Collection[str] = ()) -> str:
    r"""Return a quotation with plain marks, composed characters, and words joined that line ends divide.

    A hyphen at a line end is dropped if the word without it is one of the vocabulary.

    >>> fold("the inter-\nnational well\u2013\nbeing", {"international"})
    'the international well-being'
    """
    plain = unicodedata.normalize("NFC", text).translate(DASHES | APOSTROPHES | MARKS | INVISIBLE)

    def join(match: re.Match[str]) -> str:
        return match[1] + ("" if key(match[1] + match[2]) in vocabulary else "-") + match[2]

    return " ".join(BROKEN.sub(join, plain).split())
