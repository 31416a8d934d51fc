"""Norms by clause and strength as a small picture: one mark for each norm, by kind."""

from iccis.core.namespaces import ID
from iccis.data.clauses import transcribed, work_of
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.pictures.drawing import LINE, Box, Picture
from iccis.publication.pictures.network import norm_box, norms

STRENGTHS = ("firm", "best-effort", "unsettled", "promotional", "declaratory")
"""From the strongest down; unsettled strength stands between the two that it may be."""
MARK, PITCH, ACROSS = 16, 20, 3
"""Side of a mark, room for it, and how many stand side by side."""
LEFT, COLUMN, TOP, GAP = 104, 72, 66, 10
NARROWEST, LONGEST = 8, 10
"""Columns that the picture is wide at least, and characters that fit over one."""
TITLE = "Norms by clause and strength"
DESCRIPTION = (
    "Each mark is a norm, in the column of its clause and the row of its strength; its outline shows its "
    "kind."
)


def strengths(edition: Edition) -> Picture:
    """Draw the norms by clause and strength.

    >>> from iccis.publication.edition import edition
    >>> [box.label for box in strengths(edition()).boxes["rows"]][:2]
    ['firm', 'best effort']
    """
    facts = edition.as_written
    cells = _cells(facts)
    clauses = list(dict.fromkeys(clause for _, clause in cells))
    rows: list[Box] = []
    marks: list[Box] = []
    found = {strength for strength, _ in cells}
    for iri in (iri for name in STRENGTHS if (iri := f"{ID}strength/{name}") in found):
        y = rows[-1].y + rows[-1].height + GAP if rows else TOP
        tall = max(-(-len(cells.get((iri, clause), ())) // ACROSS) for clause in clauses)
        label = facts.label(iri)
        rows.append(Box(iri, "strength", label, (label,), 0, y, LEFT - GAP, tall * PITCH, 0))
        for n, clause in enumerate(clauses):
            for k, norm in enumerate(cells.get((iri, clause), ())):
                x = LEFT + n * COLUMN + 4 + k % ACROSS * PITCH
                marks.append(norm_box(facts, norm, (x, y + k // ACROSS * PITCH, MARK, MARK)))
    heads = [_head(facts, iri, LEFT + n * COLUMN) for n, iri in enumerate(clauses)]
    starts: dict[str, int] = {}
    for n, clause in enumerate(clauses if len(transcribed(facts)) > 1 else ()):
        starts.setdefault(work_of(facts, clause), n)
    works = [
        Box(of, "work", facts.label(of), (of.rpartition("/")[2],), LEFT + n * COLUMN, 24, COLUMN, LINE, 4)
        for of, n in starts.items()
    ]
    size = (
        LEFT + COLUMN * max(len(clauses), NARROWEST),
        (rows[-1].y + rows[-1].height if rows else TOP) + GAP,
    )
    return Picture(
        "strengths", TITLE, DESCRIPTION, *size, {"rows": rows, "works": works, "heads": heads, "marks": marks}
    )


def _cells(facts: Facts) -> dict[tuple[str, str], list[str]]:
    """Return the norms by strength and clause, in the order of the text."""
    cells: dict[tuple[str, str], list[str]] = {}
    for iri in norms(facts):
        cells.setdefault((facts.one(iri, "hasStrength"), facts.one(iri, "statedIn")), []).append(iri)
    return cells


def _head(facts: Facts, iri: str, x: int) -> Box:
    """Return the heading of a column: the name of its clause, shortened to fit; its label has the subject."""
    label = facts.label(iri)
    full = ": ".join(filter(None, (label, facts.one(iri, "editorialHeading"))))
    name = label.removesuffix(" clause")
    shown = name if len(name) <= LONGEST else facts.one(iri, "skos:notation") or name
    return Box(iri, "clause", full, (shown,), x, TOP - 28, COLUMN, LINE, 4)
