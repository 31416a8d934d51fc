"""Differences between a quotation and the clause that it nearly quotes, and how near the two are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import pairwise
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
REACH, COMMON_REACH = 6, 2
"""Words of the clause that a quotation may drop for each word, or common word, that it has beyond them."""


class Difference(NamedTuple):
    """A difference: `dropped`, `added`, `replaced` or `punctuation`, its place, and the words on either side.

    The offsets are those of the text; words that are dropped or added are keys, `quoted` as they are written.
    """

    kind: str
    start: int
    end: int
    removed: list[str]
    added: list[str]
    quoted: str = ""


def differences(quotation: Quotation, clause: Clause) -> tuple[list[Difference], int, int]:
    """Return the differences, and the offsets of the part of the clause that is quoted with them.

    What the quotation marks as left out or put in is none; nor is what the clause has before and after it.
    Words are compared with words; marks count between words that both have.
    """
    own = [token for token in clause.tokens if token.is_word]
    items = [item for item in quotation.items if item.is_word or item.kind in SLOTS]
    blocks = _blocks([token.key for token in own], [_key(item, own) for item in items])
    found = sorted(
        (
            *_differences(quotation, clause, own, items, blocks),
            *_punctuation(quotation, clause, own, items, blocks),
        ),
        key=lambda difference: (difference.start, difference.end),
    )
    first, last = own[blocks[0].a], own[blocks[-1].a + blocks[-1].size - 1]
    start = min((first.start, *(difference.start for difference in found)))
    return found, start, max((last.end, *(difference.end for difference in found)))


def edits(quotation: Quotation, clause: Clause) -> int:
    """Return how many words and marks a quotation drops and adds."""
    found, _, _ = differences(quotation, clause)
    return sum(len(difference.removed) + len(difference.added) for difference in found)


def _key(item: Item, own: Sequence[Token]) -> str:
    """Return what a token has for a key if it is the item; of the start of a word, the word of the clause."""
    if item.kind == "start":
        return next((token.key for token in own if token.key.startswith(item.text)), item.text)
    return "" if item.kind in SLOTS else item.text


def _blocks(own: list[str], keys: list[str]) -> list[Match]:
    """Return the runs of words that both have: the longest, and before and after it those nearest to it.

    Words that stand alone, far before or after the others, are none.
    """
    a, b, size = SequenceMatcher(None, own, keys, False).find_longest_match()
    before = SequenceMatcher(None, own[:a][::-1], keys[:b][::-1], False).get_matching_blocks()[-2::-1]
    after = SequenceMatcher(None, own[a + size :], keys[b + size :], False).get_matching_blocks()[:-1]
    blocks = [
        *(Match(a - n.a - n.size, b - n.b - n.size, n.size) for n in before),
        Match(a, b, size),
        *(Match(a + size + n.a, b + size + n.b, n.size) for n in after),
    ]
    while len(blocks) > 1 and _is_stray(blocks[0], blocks[0], blocks[1], keys):
        blocks = blocks[1:]
    while len(blocks) > 1 and _is_stray(blocks[-1], blocks[-2], blocks[-1], keys):
        blocks = blocks[:-1]
    return blocks


def _is_stray(block: Match, before: Match, after: Match, keys: list[str]) -> bool:
    dropped, added = after.a - before.a - before.size, after.b - before.b - before.size
    words = keys[block.b : block.b + block.size]
    return dropped > added + sum(COMMON_REACH if word in COMMON else REACH for word in words)


def _is_marked(clause: Clause, pair: Sequence[Token]) -> bool:
    """Tell whether a mark or two stand between two words."""
    first, last = pair[0].end - clause.start, pair[-1].start - clause.start
    return bool(clause.text[first:last].strip())


def _differences(
    quotation: Quotation, clause: Clause, own: Sequence[Token], items: Sequence[Item], blocks: Sequence[Match]
) -> Iterator[Difference]:
    edges = [Match(0, 0, 0), *blocks, Match(len(own), len(items), 0)]
    for before, after in pairwise(edges):
        a, b = before.a + before.size, after.a
        part = items[before.b + before.size : after.b]
        change = [item for item in part if item.kind not in SLOTS]
        is_marked, is_outside = len(change) < len(part), before is edges[0] or after is edges[-1]
        if not change and (a == b or is_marked or is_outside):
            continue
        if before is edges[0]:
            a = max(a, b - len(change), *(n + 1 for n in range(a, b) if _is_marked(clause, own[n : n + 2])))
        elif after is edges[-1]:
            b = min(b, a + len(change), *(n for n in range(a, b) if _is_marked(clause, own[n - 1 : n + 1])))
        removed = [token.key for token in own[a:b]]
        kind = "replaced" if removed and change else "dropped" if removed else "added"
        start = own[a].start if a < len(own) else own[-1].end
        end = own[b - 1].end if removed else start
        yield Difference(kind, start, end, removed, [item.text for item in change], quotation.source(part))


def _punctuation(
    quotation: Quotation,
    clause: Clause,
    own: Sequence[Token],
    items: Sequence[Item],
    blocks: Sequence[Match],
) -> Iterator[Difference]:
    """Yield where the marks between two words differ, of those that the quotation has next to each other."""
    tokens, quoted = list(clause.tokens), list(quotation.items)
    places = {token.start: n for n, token in enumerate(tokens)}
    numbers = [n for n, item in enumerate(quoted) if item.is_word or item.kind in SLOTS]
    for block in blocks:
        for n in range(block.size - 1):
            before, after = own[block.a + n], own[block.a + n + 1]
            marks = tokens[places[before.start] + 1 : places[after.start]]
            others = quoted[numbers[block.b + n] + 1 : numbers[block.b + n + 1]]
            removed, added = [mark.key for mark in marks], [item.text for item in others]
            if removed != added:
                start, end = (marks[0].start, marks[-1].end) if marks else (before.end, before.end)
                yield Difference("punctuation", start, end, removed, added, quotation.source(others))


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
    own, content = _content(clause.text), _content(" ".join(quotation.words))
    return len(content & own) / len(content) if len(content & own) > 1 else 0.0


@lru_cache(1000)
def _content(text: str) -> frozenset[str]:
    """Return the keys of the telling words of a text."""
    return frozenset(word.key for word in search_words(text)) - COMMON
