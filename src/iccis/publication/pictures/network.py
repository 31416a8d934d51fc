"""The network of norms as a picture: who bears which norm, towards whom, and which principle it serves.

Norms stand in the middle, clause by clause in the order of the text. Each bearer, on the left, has a lane
of its own; actors and principles, on the right, stand near the norms that name them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from statistics import mean

from iccis.data.clauses import in_order, transcribed, work_of
from iccis.data.facts import Facts
from iccis.data.members import natural
from iccis.publication.edition import Edition
from iccis.publication.pictures.drawing import LINE, Box, Line, Picture, curve, kind_of, spread, wrapped
from iccis.publication.things.thing import follow

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


def norms(facts: Facts) -> list[str]:
    """Return the norms in the order of the text, text by text.

    >>> norms(Facts([]))
    []
    """
    iris = (iri for iri in list(facts.out) if facts.one(iri, "hasStrength"))
    places = in_order(facts)
    return sorted(iris, key=lambda iri: (places[facts.one(iri, "statedIn")], natural(iri)))


def bearers(facts: Facts, norm: str) -> list[str]:
    """Return the actors whom a norm commits or allows, or whose right or responsibility it affirms.

    An unnamed party is none.
    """
    ends = follow(facts, norm, "bearer|affirms/bearer")
    return [end for end in ends if "UnnamedParty" not in facts.kinds(end)]


def norm_box(
    facts: Facts, iri: str, place: tuple[int, int, int, int], lines: tuple[str, ...] = (), inset: int = 0
) -> Box:
    """Return the box of a norm, with its number and strength; `place` is left, top, width and height."""
    number, strength = iri.rsplit("/", 1)[-1], facts.label(facts.one(iri, "hasStrength"))
    return Box(iri, kind_of(facts, iri), facts.label(iri), lines, *place, inset, number, strength)


def network(edition: Edition) -> Picture:
    """Draw all norms.

    >>> from iccis.publication.edition import edition
    >>> [box.number for box in network(edition()).boxes["norms"]][-1]
    '11.3'
    """
    facts = edition.as_written
    heads, middle, bottom = _middle(facts)
    left = _column(facts, BEARERS, bearers, middle, bottom)
    right = _column(facts, OTHERS, partial(follow, path="|".join(TOWARDS)), middle, bottom)
    lines = [*_lanes(facts, left, middle), *_curves(facts, middle, right)]
    boxes = {"heads": heads, "bearers": left, "norms": middle, "others": right}
    description = (
        f"{len(middle)} norms, clause by clause. On the left, the {len(left)} actors who bear them; on the "
        f"right, the {len(right)} actors and principles that they are directed to, benefit or serve. "
        "The table on the page gives the same information in words."
    )
    return Picture("network", TITLE, description, WIDTH, bottom + TOP, boxes, lines)


def _middle(facts: Facts) -> tuple[list[Box], list[Box], int]:
    """Return the headings of clauses, the norms under them, and the bottom of the last one."""
    heads: list[Box] = []
    boxes: list[Box] = []
    y, (x, width), work, has_several = TOP, NORMS, "", len(transcribed(facts)) > 1
    for clause, iris in groupby(norms(facts), key=lambda iri: facts.one(iri, "statedIn")):
        name = facts.label(clause)
        y += LINE if heads else 0
        if has_several and (of := work_of(facts, clause)) != work:
            title = wrapped(facts.label(of), width)
            heads.append(Box(of, "work", facts.label(of), title, x, y, width, LINE * len(title), 0))
            work, y = of, y + heads[-1].height + LINE
        words = (name[0].upper() + name[1:],)
        heads.append(Box(clause, "clause", name, words, x, y, width, HEAD - GAP, 0))
        y += HEAD
        for iri in iris:
            lines = wrapped(facts.label(iri), width - INSET - TAG - 8)
            boxes.append(norm_box(facts, iri, (x, y, width, LINE * len(lines) + 12), lines, INSET))
            y += boxes[-1].height + GAP
    return heads, boxes, y


def _column(
    facts: Facts,
    column: tuple[int, int],
    ends: Callable[[Facts, str], list[str]],
    norms: list[Box],
    bottom: int,
) -> list[Box]:
    """Return the things at the ends of norms, each near the mean height of its norms."""
    (x, width), reached = column, defaultdict(list)
    for box in norms:
        for end in ends(facts, box.iri):
            reached[end].append(box.middle)
    wanted = sorted((mean(heights), iri) for iri, heights in reached.items())
    words = [wrapped(facts.label(iri), width - 34) for _, iri in wanted]
    heights = [LINE * len(lines) + 14 for lines in words]
    tops = spread([middle for middle, _ in wanted], heights, 9, TOP, bottom)
    return [
        Box(
            iri,
            "principle" if kind_of(facts, iri) == "principle" else "actor",
            facts.label(iri),
            lines,
            x,
            y,
            width,
            height,
            16,
        )
        for (_, iri), lines, y, height in zip(wanted, words, tops, heights, strict=True)
    ]


def _lanes(facts: Facts, left: list[Box], norms: list[Box]) -> Iterator[Line]:
    """Draw a lane from each bearer past all of its norms, and from there a line to each.

    Where there is no room for a lane each, bearers whose norms stand apart share one.
    """
    reached = [[box for box in norms if start.iri in bearers(facts, box.iri)] for start in left]
    lanes = _numbered(left, reached)
    pitch = min(LANE, (NORMS[0] - sum(BEARERS) - TURN) // (max(lanes, default=0) + 1))
    for n, start, ends in zip(lanes, left, reached, strict=True):
        lane = start.right + pitch * (n + 1)
        heights = sorted([start.middle, *(box.middle for box in ends)])
        turn = f"M{lane} {heights[0] + TURN}V{heights[-1] - TURN}" if len(ends) > 1 else ""
        yield Line(f"M{start.right} {start.middle}H{lane}{turn}", "lane", "", start.iri, "")
        for box in ends:
            yield Line(_branch(lane, start.middle, box), box.kind, "bears", start.iri, box.iri)


def _numbered(left: list[Box], reached: list[list[Box]]) -> list[int]:
    """Return the number of the lane of each bearer: its own, or the first that is free where it stands."""
    if LANE * len(left) <= NORMS[0] - sum(BEARERS) - TURN:
        return [*range(len(left))]
    lanes, ends = list[int](), list[int]()
    for start, boxes in zip(left, reached, strict=True):
        heights = [start.middle, *(box.middle for box in boxes)]
        free = (n for n, end in enumerate(ends) if end + 2 * TURN < min(heights))
        lanes.append(next(free, len(ends)))
        ends[lanes[-1] :] = [max(heights), *ends[lanes[-1] + 1 :]]
    return lanes


def _branch(lane: int, start: int, end: Box) -> str:
    """Return the path from a lane to a norm, with a round corner where it leaves the lane."""
    y = end.middle
    turn = max(-TURN, min(TURN, y - start))
    return f"M{lane} {y - turn}Q{lane} {y} {lane + TURN} {y}H{end.x}"


def _curves(facts: Facts, norms: list[Box], right: list[Box]) -> Iterator[Line]:
    ends = {box.iri: box for box in right}
    for box in norms:
        for relation, words in TOWARDS.items():
            shift = 5 if relation == "benefits" else 0  # beside the line of who is addressed as well
            for end in (ends[iri] for iri in sorted(facts.values(box.iri, relation))):
                path = curve((box.right, box.middle + shift), (end.x, end.middle + shift))
                yield Line(path, relation, words, box.iri, end.iri)
