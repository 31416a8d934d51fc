"""Differences between a quotation and the clause that it nearly quotes, and how near the two are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from iccis.data.clauses import Clause
from iccis.data.quotation import SLOTS, Item, Quotation
from iccis.data.search import STOPS
from iccis.data.tokens import Token
from iccis.data.words import words as search_words

COMMON = STOPS | frozenset(
    ("with", "their", "its", "as", "be", "are", "that", "this", "from", "at", "other", "all", "state")
)
"""Words so common in the text that they tell nothing of where a quotation comes from."""
Code = tuple[str, int, int, int, int]


class Difference(NamedTuple):
    """A difference: `dropped`, `added`, `replaced` or `punctuation`, its place, and the words on either side.

    The offsets are those of the text; words that are dropped or added are keys.
    """

    kind: str
    start: int
    end: int
    removed: list[str]
    added: list[str]


def differences(quotation: Quotation, clause: Clause) -> tuple[list[Difference], int, int]:
    """Return the differences, and the offsets of the words that both have, from the first to the last.

    What the quotation marks as left out or put in is none; nor is what the clause has before and after it.
    Of the whole clause and the part of it around the longest words in common, the nearer one is compared.
    """
    keys = [item.text if item.kind not in SLOTS else "" for item in quotation.items]
    own = clause.tokens
    block = SequenceMatcher(None, [token.key for token in own], keys, False).find_longest_match()
    first, slack = block.a - block.b, len(keys) // 4 + 2
    around = own[max(0, first - slack) : first + len(keys) + slack]
    return min((_compared(tokens, quotation.items, keys) for tokens in (own, around)), key=_size)


def _compared(
    own: Sequence[Token], quoted: Sequence[Item], keys: list[str]
) -> tuple[list[Difference], int, int]:
    codes = SequenceMatcher(None, [token.key for token in own], keys, False).get_opcodes()
    equal = [(a, b) for tag, a, b, _, _ in codes if tag == "equal"]
    first, last = equal[0][0], equal[-1][1]
    return list(_differences(codes, own, quoted, first, last)), own[first].start, own[last - 1].end


def _size(compared: tuple[list[Difference], int, int]) -> int:
    return sum(len(found.removed) + len(found.added) for found in compared[0])


def _differences(
    codes: Sequence[Code], own: Sequence[Token], quoted: Sequence[Item], first: int, last: int
) -> Iterator[Difference]:
    for tag, a, b, x, y in codes:
        change = [item.text for item in quoted[x:y] if item.kind not in SLOTS]
        is_marked = len(change) < y - x
        is_outside = b <= first or a >= last
        if tag == "equal" or (not change and (is_marked or is_outside)):
            continue
        if b <= first:
            a = max(a, b - len(change))
        elif a >= last:
            b = min(b, a + len(change))
        yield _difference(own, a, b, change)


def _difference(own: Sequence[Token], a: int, b: int, change: list[str]) -> Difference:
    start = own[a].start if a < len(own) else own[-1].end
    removed = [token.key for token in own[a:b]]
    is_mark = not any(key[0].isalnum() for key in (*removed, *change))
    kind = (
        "punctuation" if is_mark else "replaced" if removed and change else "dropped" if removed else "added"
    )
    return Difference(kind, start, own[b - 1].end if removed else start, removed, change)


def share(quotation: Quotation, clause: Clause) -> float:
    """Return the share of the words of a quotation that stand in a clause in the same order.

    Common words that stand alone count half.
    """
    words, own = quotation.words, [token.key for token in clause.tokens if token.is_word]
    most = sum((Counter(words) & Counter(own)).values()) / len(words)
    if most < 0.5:  # not worth a comparison of the order
        return most
    blocks = SequenceMatcher(None, own, words, False).get_matching_blocks()[:-1]
    telling = sum(block.size for block in blocks if block.size > 1 or words[block.b] not in COMMON)
    return (telling + sum(block.size for block in blocks)) / (2 * len(words))


def content_share(quotation: Quotation, clause: Clause) -> float:
    """Return the share of the telling words of a quotation that stand in a clause, in any form and order."""
    own = {word.key for word in search_words(clause.text)} - COMMON
    content = {word.key for text in quotation.words for word in search_words(text)} - COMMON
    return len(content & own) / len(content) if len(content & own) > 1 else 0.0
