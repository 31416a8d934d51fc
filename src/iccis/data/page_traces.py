"""What the pages of a book or PDF leave in a text that is copied from them: divided words, numbers, heads."""

import re
from collections.abc import Iterator

DIVIDED = re.compile(r"[^\W\d_]+-\s*$")
"""The end of a line on which a word begins that the next line may go on with."""
NUMBER = re.compile(r"(?:page\s+)?\d+\s*(?:of|/)\s*\d+|page\s+\d+|([-\u2013\u2014])\s*\d+\s*\1", re.I)
"""A line that is only the number of a page; a number alone can be anything."""


def page_traces(text: str) -> Iterator[tuple[int, str]]:
    """Yield what may come from pages, each with its line; nothing is taken out, for it may be meant.

    >>> list(page_traces("each shall pro-\\ntect it"))
    [(1, 'a word is divided at the end of the line: pro-tect')]
    """
    first, begun = dict[str, int](), ""
    for number, line in enumerate(text.splitlines(), 1):
        words = " ".join(line.split())
        if begun and words[:1].islower():
            yield number - 1, f"a word is divided at the end of the line: {begun}{words.split()[0]}"
        begun = match[0].strip() if (match := DIVIDED.search(line)) else ""
        if NUMBER.fullmatch(words):
            yield number, "looks like the number of a page, and is part of the provision before it"
        elif len(words.split()) > 1 and words[0].isupper() and not words.endswith((".", ":", ";", ",")):
            if words in first:
                yield number, f"repeats line {first[words]}: is it the head of a page?"
            else:
                first[words] = number
