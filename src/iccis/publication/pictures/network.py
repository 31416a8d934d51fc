"""The network of norms as a picture: who bears which norm, towards whom, and which principle it serves.

Norms stand in the middle, clause by clause in the order of the text. Each bearer, on the left, has a lane
of its own; actors and principles, on the right, stand near the norms that name them.
"""

from collections.abc import Iterator
from typing import NamedTuple

from iccis.core.project import AS_WRITTEN
from iccis.data.facts import Facts
from iccis.data.members import natural
from iccis.publication.edition import Edition
from iccis.publication.pictures.drawing import LINE, Box, Line, Picture, curve, kind_of, mean, spread, wrapped

WIDTH = 1240
BEARERS = (0, 158)
NORMS = (280, 610)
OTHERS = (982, 258)
"""Columns: left edge and width."""
INSET, TAG = 104, 76
"""Room for the number before the words of a norm, and for its strength after them."""
TOP, GAP, HEAD = 92, 6, 28
"""Height of the legend, room between norms, and height of the heading of a clause."""
LANE, TURN = 19, 8
TOWARDS = {"directedTo": "directed to", "benefits": "for the benefit of", "serves": "serves"}
"""Relations that go from a norm to the right."""
TITLE = "Network of norms"


class Norm(NamedTuple):
    """A norm with what it is related to, as written."""

    iri: str
    clause: str
    bearer: str
    towards: tuple[tuple[str, str], ...]
    """Relation and other end."""


def as_written(edition: Edition) -> Facts:
    """Index the layers that the words themselves support: no inferences, interpretations and parallels."""
    return Facts(t for layer in AS_WRITTEN for t in edition.graphs[layer])


def norms(facts: Facts) -> list[Norm]:
    """Return the norms in the order of the text.

    >>> norms(Facts([]))
    []
    """
    unsorted = [
        Norm(
            iri,
            facts.one(iri, "statedIn"),
            facts.one(iri, "bearer"),
            tuple((name, other) for name in TOWARDS for other in sorted(facts.values(iri, name))),
        )
        for iri in list(facts.out)
        if facts.one(iri, "bearer") and facts.one(iri, "action")
    ]
    return sorted(unsorted, key=lambda norm: (int(facts.one(norm.clause, "order")), natural(norm.iri)))


def network(edition: Edition) -> Picture:
    """Draw all norms.

    >>> from iccis.publication.edition import edition
    >>> [box.number for box in network(edition()).boxes["norms"]][-1]
    '11.3'
    """
    facts = as_written(edition)
    ordered = norms(facts)
    heads, middle, bottom = _middle(facts, ordered)
    left = _column(facts, "bearers", BEARERS, _wanted(ordered, middle, "bearer"), bottom)
    right = _column(facts, "others", OTHERS, _wanted(ordered, middle, "towards"), bottom)
    lines = [*_lanes(ordered, left, middle), *_curves(ordered, middle, right)]
    boxes = {"heads": heads, "bearers": left, "norms": middle, "others": right}
    return Picture("network", TITLE, _description(ordered, left, right), WIDTH, bottom + TOP, boxes, lines)


def _description(ordered: list[Norm], left: list[Box], right: list[Box]) -> str:
    return (
        f"{len(ordered)} norms, clause by clause. On the left, the {len(left)} actors who bear them; on the "
        f"right, the {len(right)} actors and principles that they are directed to, benefit or serve. "
        "The table on the page gives the same information in words."
    )


def _middle(facts: Facts, ordered: list[Norm]) -> tuple[list[Box], list[Box], int]:
    """Return the headings of clauses, the norms under them, and the bottom of the last one."""
    heads: list[Box] = []
    boxes: list[Box] = []
    y, (x, width) = TOP, NORMS
    for norm in ordered:
        if not heads or heads[-1].iri != norm.clause:
            name = facts.label(norm.clause)
            y += LINE if heads else 0
            words = (name[0].upper() + name[1:],)
            heads.append(Box(norm.clause, "clause", name, words, x, y, width, HEAD - GAP, 0))
            y += HEAD
        boxes.append(_norm(facts, norm.iri, y))
        y = boxes[-1].y + boxes[-1].height + GAP
    return heads, boxes, y


def _norm(facts: Facts, iri: str, y: int) -> Box:
    x, width = NORMS
    label, strength = facts.label(iri), facts.label(facts.one(iri, "hasStrength"))
    lines = wrapped(label, width - INSET - TAG - 8)
    height, number = LINE * len(lines) + 12, iri.rsplit("/", 1)[-1]
    return Box(iri, kind_of(facts, iri), label, lines, x, y, width, height, INSET, number, strength)


def _wanted(ordered: list[Norm], boxes: list[Box], side: str) -> dict[str, float]:
    """Return the things on one side with the mean height of their norms, in that order."""
    reached: dict[str, list[int]] = {}
    for norm, box in zip(ordered, boxes, strict=True):
        ends = [norm.bearer] if side == "bearer" else [other for _, other in norm.towards]
        for end in dict.fromkeys(ends):
            reached.setdefault(end, []).append(box.middle)
    return dict(sorted(((iri, mean(at)) for iri, at in reached.items()), key=lambda pair: (pair[1], pair[0])))


def _column(
    facts: Facts, name: str, column: tuple[int, int], wanted: dict[str, float], bottom: int
) -> list[Box]:
    x, width = column
    words = [wrapped(facts.label(iri), width - 34) for iri in wanted]
    heights = [LINE * len(lines) + 14 for lines in words]
    tops = spread(list(wanted.values()), heights, 9, TOP, bottom)
    kinds = ["principle" if kind_of(facts, iri) == "principle" else "actor" for iri in wanted]
    return [
        Box(iri, kind, facts.label(iri), lines, x, y, width, height, 16)
        for iri, kind, lines, y, height in zip(wanted, kinds, words, tops, heights, strict=True)
    ]


def _lanes(ordered: list[Norm], left: list[Box], boxes: list[Box]) -> Iterator[Line]:
    """Draw a lane from each bearer past all of its norms, and from there a line to each."""
    for n, start in enumerate(left):
        lane = start.right + LANE * (n + 1)
        ends = [box for norm, box in zip(ordered, boxes, strict=True) if norm.bearer == start.iri]
        heights = sorted([start.middle, *(box.middle for box in ends)])
        trunk = f"M{start.right} {start.middle}H{lane}M{lane} {heights[0] + TURN}V{heights[-1] - TURN}"
        yield Line(
            trunk if len(ends) > 1 else f"M{start.right} {start.middle}H{lane}", "lane", "", start.iri, ""
        )
        for box in ends:
            yield Line(_branch(lane, start.middle, box), box.kind, "bears", start.iri, box.iri)


def _branch(lane: int, start: int, end: Box) -> str:
    """Return the path from a lane to a norm, with a round corner where it leaves the lane."""
    y = end.middle
    turn = max(-TURN, min(TURN, y - start))
    return f"M{lane} {y - turn}Q{lane} {y} {lane + TURN} {y}H{end.x}"


def _curves(ordered: list[Norm], boxes: list[Box], right: list[Box]) -> Iterator[Line]:
    ends = {box.iri: box for box in right}
    for norm, box in zip(ordered, boxes, strict=True):
        for relation, other in norm.towards:
            shift = 5 if relation == "benefits" else 0  # beside the line of who is addressed as well
            start, end = (box.right, box.middle + shift), (ends[other].x, ends[other].middle + shift)
            yield Line(curve(start, end), relation, TOWARDS[relation], norm.iri, other)
