"""Quotations as people write them: their words, and what stands for words left out, changed or put in.

An ellipsis leaves words out, `[t]o` changes a letter, `state[s]` an ending, and `[the parties]` are words of
the one who quotes, which may stand for others.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from iccis.data.tokens import TOKEN, Token, fold, key

SIC = re.compile(r"\s*\[\s*sic\b[^\]]*\]", re.I)
LETTER = re.compile(r"\[([^\W\d_]{1,2})\](?=[^\W_])")
NUMBER = re.compile(r"\s*(?:\(([a-k]|\d{1,2})\)|(\d{1,2})[.)])\s+(?=\S)")
ITEM = re.compile(
    r"(?P<ellipsis>[\[(]\s*(?:\u2026|(?:\.\s*){3,4})[\])]|\u2026|\.\s?\.\s?\.(?:\s?\.)?|\*\s?\*\s?\*)"
    r"|(?P<start>[^\W_]+)\[[^\W_]{0,4}\](?![^\W_])"
    r"|\[(?P<bracket>[^\[\]]*)\]"
    rf"|(?P<token>{TOKEN.pattern})"
)
"""An ellipsis, a word whose ending is the quoter's, words in brackets, or a token."""
ENDS = "\"' ,;:.!?"
MAX_REPLACED = 8
"""Tokens that words in brackets may stand for."""
SLOTS = ("ellipsis", "bracket")


class Item(NamedTuple):
    """A `token` of a quotation, the `start` of a word, an `ellipsis` or a `bracket`: kind, words, place."""

    kind: str
    text: str
    start: int = 0
    end: int = 0

    @property
    def is_word(self) -> bool:
        """Tell a word, or its start, from everything else."""
        return self.kind not in SLOTS and self.text[0].isalnum()


class Quotation(NamedTuple):
    """A quotation: items, the number before it, if any, whether it begins like a sentence, and its writing.

    The offsets of the items are those of what is written. A label before it, if any, may name some things.
    """

    items: tuple[Item, ...]
    number: str
    is_sentence: bool
    written: str
    label: str = ""
    named: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """Keys of the quoted words, without punctuation."""
        return [item.text for item in self.items if item.is_word]

    @property
    def insertions(self) -> list[str]:
        """Words in brackets."""
        return [item.text for item in self.items if item.kind == "bracket"]

    def source(self, items: Sequence[Item]) -> str:
        """Return successive items as they are written; the empty string for none."""
        return self.written[items[0].start : items[-1].end] if items else ""


def parse_quotation(text: str, vocabulary: Collection[str] = ()) -> Quotation:
    r"""Parse a quotation; `vocabulary` has the words that may be divided at a line end.

    >>> [item.text for item in parse_quotation("\u201c[T]o comply \u2026 with [it]\u201d").items]
    ['to', 'comply', '\u2026', 'with', 'it']
    """
    written = unicodedata.normalize("NFC", text)
    plain = fold(written, vocabulary)
    plain = plain.without(found.span() for found in SIC.finditer(plain.text)).strip(ENDS)
    number = NUMBER.match(plain.text)
    plain = plain.without([number.span()]).strip(ENDS) if number else plain
    is_sentence = plain.text[:1].isupper() and not plain.text.isupper()
    brackets = [span for found in LETTER.finditer(plain.text) for span in _brackets(found)]
    plain = plain.without(brackets)
    items = [_item(found, plain.places) for found in ITEM.finditer(plain.text)]
    label = (number[1] or number[2]) if number else ""
    return Quotation(tuple(_trim(items)), label, is_sentence, written)


def _brackets(letter: re.Match[str]) -> list[tuple[int, int]]:
    return [(letter.start(), letter.start(1)), (letter.end(1), letter.end())]


def _item(found: re.Match[str], places: Sequence[int]) -> Item:
    kind = str(found.lastgroup)
    words = str(found[kind])
    text = words.strip() if kind in SLOTS else key(words)
    return Item(kind, text, places[found.start()], places[found.end() - 1] + 1)


def _trim(items: Sequence[Item]) -> list[Item]:
    """Leave out marks at the ends and beside ellipses and brackets, which are the quoter's."""
    edge = Item("ellipsis", "")
    kept, framed = [], [edge, *items, edge]
    for at, item in enumerate(items, 1):
        rest = [
            next(i for i in side if i.is_word or i.kind in SLOTS)
            for side in (framed[at - 1 :: -1], framed[at + 1 :])
        ]
        if item.is_word or item.kind in SLOTS or all(i.is_word for i in rest):
            kept.append(item)
    while kept and kept[0].kind == "ellipsis":
        kept.pop(0)
    while kept and kept[-1].kind == "ellipsis":
        kept.pop()
    return kept


def without_numbers(quotation: Quotation) -> Quotation:
    """Return a quotation of several clauses without the numbers of those after the first.

    >>> without_numbers(parse_quotation("and 2. Not to")).words
    ['and', 'not', 'to']
    """
    kept: list[Item] = []
    for item in quotation.items:
        if item[:2] == ("token", ".") and kept and kept[-1].text.isdigit():
            kept.pop()
        else:
            kept.append(item)
    return quotation._replace(items=tuple(kept))


def pieces(items: Sequence[Item]) -> list[tuple[int, list[Item]]]:
    """Return the runs of tokens of a quotation, each with how many tokens may be left out before it.

    >>> [gap for gap, _ in pieces([Item("token", "a"), Item("bracket", "x"), Item("token", "b")])]
    [0, 8]
    """
    found: list[tuple[int, list[Item]]] = []
    gap = 0
    for before, item in pairwise([Item("ellipsis", ""), *items]):
        if item.kind in SLOTS:
            gap = max(gap, 10_000 if item.kind == "ellipsis" else MAX_REPLACED)
        elif before.kind in SLOTS:
            found.append((gap, [item]))
            gap = 0
        else:
            found[-1][1].append(item)
    return found


def match(
    parts: Sequence[tuple[int, list[Item]]], tokens: Sequence[Token], start: int
) -> list[tuple[int, int]]:
    """Match the pieces of a quotation from a token on; return the runs of tokens that it quotes, or none.

    >>> from iccis.data.tokens import tokenize
    >>> match(pieces(parse_quotation("To ... peace").items), tokenize("To pose threats to peace"), 0)
    [(0, 1), (4, 5)]
    """
    runs: list[tuple[int, int]] = []
    at = start
    for gap, piece in parts:
        last = min(at + (gap if runs else 0), len(tokens) - len(piece))
        found = next((n for n in range(at, last + 1) if _fits(piece, tokens, n)), None)
        if found is None:
            return []
        at = found + len(piece)
        runs.append((found, at))
    return runs


def _fits(piece: Sequence[Item], tokens: Sequence[Token], at: int) -> bool:
    return all(
        tokens[at + n].key == item.text or (item.kind == "start" and tokens[at + n].key.startswith(item.text))
        for n, item in enumerate(piece)
    )
