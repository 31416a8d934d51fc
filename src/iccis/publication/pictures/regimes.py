"""Norms of several instruments by what they have in common, as a picture, with lines between pairs.

Rows are the concepts and principles that norms of at least two instruments have in common; columns are the
instruments, in the order of their dates.
"""

from collections.abc import Iterator
from itertools import combinations

from iccis.core.namespaces import ONTOLOGY
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.pictures.drawing import LINE, Box, Line, Picture, extent, wrapped
from iccis.publication.things.regimes import Group, Pair, Rule, Rules, compare, grouped, regimes, rules_of
from iccis.publication.things.thing import Reference, References

WIDTH, LEFT = 1240, 250
"""Of the picture, and of the names of rows."""
TOP, GAP = 40, 10
"""Height of the legend, and room between heads and rows."""
TALL, PITCH, BESIDE, PAD, LETTERS = 20, 26, 6, 7, 11
"""Height of a mark, from mark to mark, room between marks and beside their numbers, height of letters."""
SAG = 18
"""How far the line of a pair hangs below its marks."""
TITLE = "Norms of several instruments"
DESCRIPTION = (
    "Each mark is a norm, in the column of its instrument and in the row of each concept or principle that "
    "it shares with a norm of another instrument. A filled mark is in a pair of norms that were compared; a "
    "line joins the two norms of a pair."
)
OTHERS = Reference(f"{ONTOLOGY}NormComparison", "pairs without a common concept or principle")


def regime_picture(edition: Edition) -> Picture:
    """Draw the norms of several instruments by what they have in common.

    >>> from iccis.publication.edition import edition
    >>> regime_picture(edition()).name
    'regimes'
    """
    facts = edition.with_links
    ends = regimes(facts)
    groups, pairs = common(facts, ends)
    wide = (WIDTH - LEFT) // max(len(ends), 1)
    names = [wrapped(end.label, wide - 24) for end in ends]
    y, tall = TOP, LINE * max(map(len, names), default=1) + GAP
    heads = [
        Box(end.iri, "instrument", end.label, lines, LEFT + n * wide, y, wide - GAP, tall, 4)
        for n, (end, lines) in enumerate(zip(ends, names, strict=True))
    ]
    y += tall + GAP
    rows: list[Box] = []
    marks: dict[bool, list[Box]] = {True: [], False: []}
    lines: list[Line] = []
    paired = {iri for pair in pairs for iri in (pair.first.iri, pair.second.iri)}
    for group in groups:
        cells = [_marks(rules, LEFT + n * wide, y, wide - 2 * GAP) for n, rules in enumerate(group.norms)]
        boxes = [box for cell in cells for box in cell]
        words = wrapped(group.thing.label, LEFT - 24)
        tall = max(LINE * len(words) + 6, *(box.y + TALL + SAG - y for box in boxes))
        rows.append(
            Box(group.thing.iri, "row", group.thing.label, words, 0, y, LEFT - GAP, LINE * len(words) + 6, 0)
        )
        for box in boxes:
            marks[box.iri in paired].append(box)
        lines += _lines(boxes, pairs)
        y += tall + GAP
    parts = {"heads": heads, "rows": rows, "paired": marks[True], "single": marks[False]}
    return Picture("regimes", TITLE, DESCRIPTION, WIDTH, y, parts, lines)


def common(facts: Facts, ends: References) -> tuple[list[Group], list[Pair]]:
    """Return what norms of at least two instruments have in common, and all pairs.

    Pairs of norms that have nothing in common stand in a group of their own, the last.

    >>> common(Facts([]), ())
    ([], [])
    """
    pairs = [
        pair for two in combinations(ends, 2) for pair in compare(facts, *(end.iri for end in two)).pairs
    ]
    norms = [rules_of(facts, end.iri) for end in ends]
    groups = [g for g in grouped(norms, lambda rule: (*rule.concepts, *rule.principles)) if g.spread > 1]
    shown = [{rule.iri for rules in group.norms for rule in rules} for group in groups]
    ends_of = [{pair.first.iri, pair.second.iri} for pair in pairs]
    others = {iri for two in ends_of if not any(two <= iris for iris in shown) for iri in two}
    rest = tuple(tuple(rule for rule in rules if rule.iri in others) for rules in norms)
    return [*groups, *([Group(OTHERS, rest)] if any(rest) else [])], pairs


def _marks(rules: Rules, left: int, top: int, room: int) -> list[Box]:
    """Place the marks of norms side by side, and below where there is no more room."""
    boxes: list[Box] = []
    x, y = left, top
    for rule in rules:
        wide = extent(rule.number, LETTERS) + 2 * PAD
        if x > left and x + wide > left + room:
            x, y = left, y + PITCH
        boxes.append(_mark(rule, x, y, wide))
        x += wide + BESIDE
    return boxes


def _mark(rule: Rule, x: int, y: int, wide: int) -> Box:
    kind = rule.kind.iri.removeprefix(ONTOLOGY).lower()
    strength = ", ".join(strength.label for strength in rule.strength)
    return Box(rule.iri, kind, rule.label, (), x, y, wide, TALL, PAD, rule.number, strength)


def _lines(boxes: list[Box], pairs: list[Pair]) -> Iterator[Line]:
    """Draw a line below the marks of each pair that stands in one row."""
    at = {box.iri: box for box in boxes}
    for pair in pairs:
        if pair.first.iri in at and pair.second.iri in at:
            first, second = at[pair.first.iri], at[pair.second.iri]
            (x, y), (to, down) = ((box.x + box.width // 2, box.y + TALL) for box in (first, second))
            path = f"M{x} {y}C{x} {y + SAG} {to} {down + SAG} {to} {down}"
            yield Line(path, "pair", pair.label, pair.first.iri, pair.second.iri)
