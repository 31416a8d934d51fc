"""Norms by clause and strength as a small picture: one mark for each norm, by kind."""

from iccis.edition import Edition
from iccis.files import ID
from iccis.picture_network import norms, written
from iccis.pictures import Box, Picture, kind_of

STRENGTHS = ("firm", "best-effort", "unsettled", "promotional", "declaratory")
"""From the strongest down; what the words leave open stands between the two that it may be."""
MARK, PITCH, ACROSS = 16, 20, 3
"""Side of a mark, room for it, and how many stand side by side."""
LEFT, COLUMN, TOP, GAP = 104, 72, 66, 10
TITLE = "How strongly the Code asks"
DESCRIPTION = (
    "Each mark is a norm: in the column of its clause, in the row of its strength, with the outline of its kind."
)


def strengths(given: Edition) -> Picture:
    """The picture of norms by clause and strength.

    >>> from iccis.edition import edition
    >>> [box.label for box in strengths(edition()).boxes["rows"]][:2]
    ['firm', 'best effort']
    """
    facts = written(given)
    found = norms(facts)
    clauses = list(dict.fromkeys(norm.clause for norm in found))
    cells: dict[tuple[str, str], list[str]] = {}
    for norm in found:
        strength = facts.one(norm.iri, "hasStrength")
        cells.setdefault((strength, norm.clause), []).append(norm.iri)
    rows: list[Box] = []
    marks: list[Box] = []
    y = TOP
    for iri in (f"{ID}strength/{name}" for name in STRENGTHS):
        tall = max(-(-len(cells.get((iri, clause), [])) // ACROSS) for clause in clauses)
        rows.append(Box(iri, "strength", facts.label(iri), (facts.label(iri),), 0, y, LEFT - GAP, tall * PITCH, 0))
        for n, clause in enumerate(clauses):
            for k, norm in enumerate(cells.get((iri, clause), [])):
                x = LEFT + n * COLUMN + 4 + k % ACROSS * PITCH
                place = (x, y + k // ACROSS * PITCH, MARK, MARK)
                number = norm.rsplit("/", 1)[-1]
                marks.append(Box(norm, kind_of(facts, norm), facts.label(norm), (), *place, 0, number, facts.label(iri)))
        y += tall * PITCH + GAP
    heads = [
        Box(iri, "clause", facts.label(iri), (_short(facts.label(iri)),), LEFT + n * COLUMN, TOP - 28, COLUMN, 17, 4)
        for n, iri in enumerate(clauses)
    ]
    width = LEFT + COLUMN * len(clauses)
    return Picture("strengths", TITLE, DESCRIPTION, width, y, {"rows": rows, "heads": heads, "marks": marks})


def _short(label: str) -> str:
    """Label of a clause without the word that all of a sort share, where a number follows it."""
    return label.removesuffix(" clause")
