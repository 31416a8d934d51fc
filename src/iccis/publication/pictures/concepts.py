"""The concept scheme as a picture: concepts by kind, narrower ones below broader ones.

The dot before a concept grows with the number of norms that concern it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from iccis.core.namespaces import ONTOLOGY
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.pictures.drawing import LINE, Box, Line, Picture, kind_of, wrapped

PLURALS = {"activity": "activities", "means": "means", "concept": "other concepts"}
KINDS = ("threat", "asset", "activity", "field", "means", "aim", "concept", "principle")
COLUMNS, WIDTH, BETWEEN = 4, 1240, 26
COLUMN = (WIDTH - BETWEEN * (COLUMNS - 1)) // COLUMNS
INDENT, INSET, COUNT = 18, 20, 30
"""Step to the right for a narrower concept; room for its dot, and for the number at its right."""
TOP, HEAD, GAP, AFTER = 40, 32, 7, 26
DESCRIPTION = (
    "Concepts and principles by kind, narrower ones below broader ones. The number after a concept, and the "
    "size of its dot, count the norms that concern it; after a principle, the norms that serve it. The "
    "number in a heading counts the concepts of that kind."
)


class Section(NamedTuple):
    """A kind with its concepts: depth and IRI, in the order in which they are drawn."""

    kind: str
    name: str
    iri: str
    rows: tuple[tuple[int, str], ...]


def sections(edition: Edition) -> list[Section]:
    """Return the concepts by kind, each tree in depth-first order, by label.

    >>> from iccis.publication.edition import edition
    >>> [section.name for section in sections(edition())][:3]
    ['threats', 'assets', 'activities']
    """
    facts = edition.as_written
    found: list[Section] = []
    for kind in KINDS:
        scheme = (iri for iri in edition.things if facts.values(iri, "skos:inScheme"))
        members = [iri for iri in scheme if kind_of(facts, iri) == kind]
        order = sorted(members, key=lambda iri: (facts.label(iri).casefold(), iri))
        rows = tuple(tree(order, {iri: facts.values(iri, "skos:broader") for iri in order}))
        if rows:
            iri = ONTOLOGY + facts.kinds(order[0])[0]
            found.append(Section(kind, PLURALS.get(kind, kind + "s"), iri, rows))
    return found


def tree(order: Sequence[str], above: Mapping[str, Collection[str]]) -> list[tuple[int, str]]:
    """Return nodes with their depth, depth first: the children of each in `order`, by what is `above` them.

    >>> tree(["a", "b", "c"], {"a": ["c"], "b": ["elsewhere"], "c": []})
    [(0, 'b'), (0, 'c'), (1, 'a')]
    """

    def below(parent: str, depth: int) -> Iterator[tuple[int, str]]:
        for node in order:
            if parent in above[node]:
                yield from ((depth, node), *below(node, depth + 1))

    roots = [node for node in order if not set(order) & set(above[node])]
    return [row for root in roots for row in ((0, root), *below(root, 1))]


def uses(facts: Facts, iri: str) -> int:
    """Count the norms that concern a concept or serve a principle.

    >>> uses(Facts([]), "urn:x")
    0
    """
    return len({*facts.subjects("concerns", iri), *facts.subjects("serves", iri)})


def concepts(edition: Edition) -> Picture:
    """Draw the concept scheme; the largest kinds are placed first, each in the shortest column.

    >>> from iccis.publication.edition import edition
    >>> len(concepts(edition()).boxes["heads"])
    8
    """
    ends = [TOP] * COLUMNS
    heads: list[Box] = []
    rows: list[Box] = []
    for section in sorted(sections(edition), key=lambda s: (-_height(edition.facts, s), KINDS.index(s.kind))):
        column = ends.index(min(ends))
        x, y = column * (COLUMN + BETWEEN), ends[column]
        label = f"{section.name} ({len(section.rows)})"
        words = (label[0].upper() + label[1:],)
        heads.append(Box(section.iri, section.kind, label, words, x, y, COLUMN, HEAD - GAP, 0))
        rows += _rows(edition.facts, section, x, y + HEAD)
        ends[column] = y + _height(edition.facts, section) + AFTER
    boxes = {"heads": heads, "concepts": rows}
    lines = list(_branches(edition.facts, rows))
    return Picture(
        "concepts", f"Concepts in {edition.name}", DESCRIPTION, WIDTH, max(ends) - AFTER, boxes, lines
    )


def _lines(facts: Facts, depth: int, iri: str) -> tuple[str, ...]:
    return wrapped(facts.label(iri), COLUMN - depth * INDENT - INSET - COUNT)


def _height(facts: Facts, section: Section) -> int:
    return HEAD + sum(LINE * len(_lines(facts, *row)) + GAP for row in section.rows)


def _rows(facts: Facts, section: Section, x: int, y: int) -> Iterator[Box]:
    for depth, iri in section.rows:
        lines, left, label = _lines(facts, depth, iri), x + depth * INDENT, facts.label(iri)
        height, number = LINE * len(lines), str(uses(facts, iri))
        yield Box(iri, section.kind, label, lines, left, y, x + COLUMN - left, height, INSET, number)
        y += height + GAP


def radius(box: Box) -> float:
    """Return the radius of the dot of a concept: it grows with the root of the number of norms.

    >>> radius(Box("", "", "", (), 0, 0, 0, 0, number="4"))
    4.6
    """
    return round(2 + 1.3 * sqrt(int(box.number)), 1)


def _branches(facts: Facts, rows: list[Box]) -> Iterator[Line]:
    by_iri = {box.iri: box for box in rows}
    for box in rows:
        for broader in facts.values(box.iri, "skos:broader"):
            if broader in by_iri and by_iri[broader].x < box.x:
                above = by_iri[broader]
                path = f"M{above.x + 7} {dot(above)}V{dot(box)}H{box.x + 7}"
                yield Line(path, "broader", "broader", box.iri, broader)


def dot(box: Box) -> int:
    """Return the height of the dot of a concept: beside its first line.

    >>> dot(Box("", "", "", ("a",), 0, 0, 0, 17))
    8
    """
    return box.baselines()[0][0] - 5
