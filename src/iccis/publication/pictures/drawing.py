"""Pictures: boxes of wrapped text and lines between them, laid out by arithmetic, drawn by templates.

Coordinates are whole pixels, so that the same data give the same bytes on every machine.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil
from statistics import mean
from typing import NamedTuple

from iccis.data.facts import Facts
from iccis.publication.assets import STATIC

LINE = 17
"""Height of a line of text."""
SIZE = 13
"""Height of letters."""
WIDTHS = {"fijlrtI.,;:'!|()[] ": 0.38, "mwMW%@": 0.98, "ABCDEGHKNOPQRSTUVXYZ&": 0.76}
"""Widths of letters relative to their height, generous for the usual fonts; other letters have MEAN."""
MEAN = 0.58


class Box(NamedTuple):
    """A thing with its words, at a place in the picture; the words start `inset` pixels from the left."""

    iri: str
    kind: str
    label: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int
    inset: int = 10
    number: str = ""
    note: str = ""

    @property
    def middle(self) -> int:
        """Vertical middle, from the top of the picture."""
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        """Right edge."""
        return self.x + self.width

    def baselines(self) -> list[tuple[int, str]]:
        """Return the baseline of each line of text, and its words."""
        first = self.middle - LINE * len(self.lines) // 2 + LINE - 4
        return [(first + LINE * n, line) for n, line in enumerate(self.lines)]


class Line(NamedTuple):
    """A relation between two boxes, drawn along a path."""

    path: str
    kind: str
    relation: str
    source: str
    target: str


class Picture(NamedTuple):
    """A picture for a template to draw."""

    name: str
    title: str
    description: str
    width: int
    height: int
    boxes: Mapping[str, Sequence[Box]]
    """By part of the picture."""
    lines: Sequence[Line] = ()


def extent(text: str, size: float = SIZE) -> int:
    """Return the width in pixels that a text needs at most in the usual fonts.

    >>> extent("will") < extent("norm")
    True
    """
    return round(size * sum(next((w for s, w in WIDTHS.items() if c in s), MEAN) for c in text))


def wrapped(text: str, room: int, size: float = SIZE) -> tuple[str, ...]:
    """Break a text into lines, each within `room` pixels unless a single word is longer.

    >>> wrapped("peaceful settlement of disputes", 150)
    ('peaceful settlement of', 'disputes')
    """
    lines: list[str] = []
    for word in text.split():
        if lines and extent(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def spread(wanted: Sequence[float], heights: Sequence[int], gap: int, top: int, bottom: int) -> list[int]:
    """Return the tops of boxes one below the other, each as near to its wanted middle as the others allow.

    >>> spread([50, 50], [20, 20], 10, 0, 200)
    [25, 55]
    """
    above = [sum(heights[:n]) + gap * n for n in range(len(heights))]
    groups: list[list[float]] = []  # members touch: the tops that each wants, as tops of the first
    for middle, height, start in zip(wanted, heights, above, strict=True):
        groups.append([middle - height / 2 - start])
        while len(groups) > 1 and mean(groups[-2]) > mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    lowest = bottom - sum(heights) - gap * (len(heights) - 1)
    shifts = (min(max(mean(group), top), lowest) for group in groups for _ in group)
    # a half goes up, the same for all members of a group
    return [ceil(shift - 0.5) + start for shift, start in zip(shifts, above, strict=True)]


def curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the path from the right side of a box to the left side of another.

    >>> curve((0, 0), (100, 40))
    'M0 0C50 0 50 40 100 40'
    """
    (x, y), (to, down) = start, end
    half = (x + to) // 2
    return f"M{x} {y}C{half} {y} {half} {down} {to} {down}"


@cache
def palette() -> str:
    """Return the colours of the site, light and dark, for a picture that stands alone.

    >>> "--obligation:" in palette()
    True
    """
    text = (STATIC / "site.css").read_text(encoding="utf-8")
    blocks = re.findall(
        r"(?::root \{|@media \(prefers-color-scheme: dark\) \{\s*:root \{).*?\n\s*\}", text, re.S
    )
    light, dark = (re.findall(r"(--[\w-]+: #\w+);", block) for block in blocks[:2])
    return f":root{{{';'.join(light)}}}@media(prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}"


def kind_of(facts: Facts, iri: str) -> str:
    """Return the name of the narrowest own class of a thing, in lower case: a class of the style sheet.

    >>> kind_of(Facts([]), "urn:x")
    ''
    """
    return next(iter(facts.kinds(iri)), "").lower()
