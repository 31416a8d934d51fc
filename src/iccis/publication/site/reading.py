"""The reading page: the clauses of a work in order, their words with marks, the commentary beside them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from iccis.core.namespaces import ID
from iccis.data.facts import Facts, spans
from iccis.publication.site.marks import Span, Token, tokens
from iccis.publication.site.notes import NBSP, Note, Notes, Place, notes
from iccis.publication.things.commentary import Commentary, commentary
from iccis.publication.things.thing import Provision, References, read

PRESS, PREAMBLE = "The press text", "Title and preamble"
"""Headings of the parts of the text that have none of their own."""
UNMARKED = ("parallel", "revision")
"""Kinds of notes whose words have no badge: they are marked when the note is chosen."""
VIEWS = {
    "norm": "Norms",
    "ambiguity": "Ambiguities",
    "reading": "Interpretations",
    "revision": "",
    "variant": "Variants",
}
"""Views of a text and their names, in order; that of the revision is called by its year."""
MENTIONS = ("Statements", "Claims", "Actors", "Principles", "Concepts", "Cites")
"""Details of a provision that stand together."""


class Badge(NamedTuple):
    """A link in the words to what is marked there, with its short name and its description."""

    iri: str
    name: str
    text: str
    style: str = ""
    id: str = ""
    """Name of the note on it, where there is one."""


class Mark(NamedTuple):
    """How some words are marked: classes for the style, and the badges before them.

    `layer` is what kind of mark it is: at one place there is one mark of each.
    """

    style: str
    badges: tuple[Badge, ...] = ()
    layer: str = ""


class Passage(NamedTuple):
    """Words of a clause as tokens, and their marks by the keys in the tokens."""

    tokens: list[Token]
    marks: dict[str, Mark]


class Clause(NamedTuple):
    """A provision as a page shows it: its words marked, and what stands beside them."""

    provision: Provision
    commentary: Commentary
    passage: Passage
    mentions: list[tuple[str, References]]
    notes: Notes

    @property
    def fragment(self) -> str:
        """Name of the clause within the reading page."""
        return fragment(self.provision.iri)


class Section(NamedTuple):
    """Clauses below a heading, which is a clause itself or a title of the edition's own."""

    title: str
    head: Clause | None
    clauses: list[Clause]


def fragment(iri: str) -> str:
    """Return the name of a clause within the reading page.

    >>> fragment("https://w3id.org/iccis/id/code/pledge/3")
    'pledge-3'
    """
    return iri.removeprefix(ID).partition("/")[2].replace("/", "-")


def sections(facts: Facts, clauses: Iterable[str]) -> list[Section]:
    """Group clauses under their headings, for the table of contents and the page."""
    found: list[Section] = []
    for iri in clauses:
        entry = clause(facts, iri)
        kind = entry.provision.kind
        title = {"Narrative": PRESS, "Section": ""}.get(kind, PREAMBLE)
        if not found or kind == "Section" or (found[-1].title == PRESS != title):
            found.append(Section(title, None if title else entry, []))
        if title:
            found[-1].clauses.append(entry)
    return found


def views(sections: Iterable[Section]) -> list[tuple[str, str]]:
    """Return the views of a text that show anything in some clause: key and name.

    >>> views([])
    []
    """
    clauses = [clause for part in sections for clause in (*([part.head] if part.head else ()), *part.clauses)]
    found = {key: name for clause in clauses for key, name in clause.notes.views}
    return [(key, name or found[key]) for key, name in VIEWS.items() if key in found]


def clause(facts: Facts, iri: str) -> Clause:
    """Describe a clause: its words with all that is recorded of some of them marked, and the notes on it."""
    provision, beside = read(Provision, facts, iri), commentary(facts, iri)
    provision.slips = tuple(sorted(provision.slips, key=lambda slip: spans(facts, slip.iri)))
    clause_notes = notes(facts, provision, beside)
    marks = [(note.places, note_mark(note)) for note in clause_notes.all]
    for slip in provision.slips:
        badge = Badge(slip.iri, "sic", f"Slip, read “{slip.reading}”: {slip.note}", "slip")
        marks.append((spans(facts, slip.iri), Mark("slip", (badge,), "slip")))
    mentions = [(heading, value) for heading, value in provision.details if heading in MENTIONS]
    return Clause(provision, beside, passage(facts, iri, marks), mentions, clause_notes)


def note_mark(note: Note) -> Mark:
    """Return the mark of a note in the words."""
    style = f"of-{note.layer} {note.style}".strip()
    badge = Badge(note.entry.iri, note.name, note.text, style, note.id)
    return Mark(f"{style} {note.key}", () if note.layer in UNMARKED else (badge,), note.layer)


def passage(facts: Facts, iri: str, marks: Iterable[tuple[list[Place], Mark]]) -> Passage:
    """Return the words of a clause as tokens, with marks at places in the text.

    Marks of one layer at one place become one mark, and the badges of all marks that begin at one place stand
    together, in the order of the marks; places in other clauses are left out.
    """
    text, offset = facts.one(iri, "text"), int(facts.one(iri, "textStart"))
    styles: dict[Span, list[str]] = defaultdict(list)
    badges: dict[int, list[Badge]] = defaultdict(list)
    for places, mark in marks:
        for number, (start, end, _) in enumerate(place for place in places if within(facts, iri, place)):
            styles[Span(start - offset, end - offset, mark.layer)].append(mark.style)
            badges[start - offset] += map(_continued, mark.badges) if number else mark.badges
    keyed = {str(number): span for number, span in enumerate(sorted(styles, key=_opening))}
    return Passage(
        tokens(text, (span._replace(key=key) for key, span in keyed.items())),
        {key: Mark(_united(styles[span]), tuple(badges.pop(span.start, ()))) for key, span in keyed.items()},
    )


def _opening(span: Span) -> tuple[int, int, str]:
    """Order spans as they open in the words: where several begin, the longest is around the others."""
    return span.start, -span.end, span.key


def _united(styles: Iterable[str]) -> str:
    """Return the classes of several marks at one place; they are mixed if some only have one of a kind."""
    sets = [style.split() for style in styles]
    common = [name for name in sets[0] if all(name in names for names in sets)]
    keys = [name for names in sets for name in names if name[1:].isdigit() and name not in common]
    mixed = ["mixed"] if any(len(names) > len(common) + 1 for names in sets[1:]) else []
    return " ".join([*common, *mixed, *keys])


def _continued(badge: Badge) -> Badge:
    """Return the badge for the second place on of a mark; it only says that the mark goes on."""
    return badge._replace(name=f"…{NBSP}" + badge.name.rpartition(NBSP)[2])


def within(facts: Facts, iri: str, place: Place) -> bool:
    """Say whether a place is within a clause."""
    return int(facts.one(iri, "textStart")) <= place[0] and place[1] <= int(facts.one(iri, "textEnd"))
