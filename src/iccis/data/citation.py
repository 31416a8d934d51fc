"""Labels that people put before a quotation, as in `Pledge 9: To assist developing countries`."""

import re
from collections.abc import Iterable
from itertools import islice

from iccis.data.facts import Facts
from iccis.data.resolve import named
from iccis.data.tokens import DASHES, SPACES
from iccis.data.tokens import MARKS as MARKS_OF_QUOTATION

MAX_WORDS = 8
"""Words of a label."""
NUMBERED = re.compile(r"[^\W\d].*(?:\d|\b[ivxlc]+|\(\w+\))$", re.I)
"""A label with a number at its end, after which nothing else need stand."""
MARKED = re.compile(r"[:.-]\"?$")
"""The mark after a label."""
MARKS = ' ":.,;-['
"""What may stand around a label."""


def split_label(words: str, facts: Facts, among: Iterable[str]) -> tuple[str, list[str], str]:
    """Return the label before some words, those of some things that it may name, and the words after it.

    A label ends with a number, or a mark or a line end follows it. All are empty where there is none.

    >>> split_label("To assist developing countries", Facts([]), [])
    ('', [], '')
    """
    names, plain = list(among), words.translate(DASHES | MARKS_OF_QUOTATION)  # of the same length
    for space in islice(SPACES.finditer(plain), MAX_WORDS):
        label = plain[: space.start()].strip(MARKS)
        is_apart = NUMBERED.search(label) or MARKED.search(plain[: space.start()]) or "\n" in space[0]
        if is_apart and (iris := named(label, facts, names)):
            start = len(plain) - len(plain[space.end() :].lstrip(MARKS.strip("[")))
            return label, iris, words[start:]
    return "", [], ""
