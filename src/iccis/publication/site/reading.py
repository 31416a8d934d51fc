"""The reading page: the clauses of a work in order, their words with marks, the commentary beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iccis.core.namespaces import ID, ONTOLOGY
from iccis.core.rdf import TYPE
from iccis.data.facts import Facts, spans
from iccis.publication.site.marks import Span, Token, tokens
from iccis.publication.things.commentary import Commentary, commentary
from iccis.publication.things.thing import Norm, Provision, References, read

LETTERS = {"obligation": "O", "prohibition": "F", "permission": "P", "affirmation": "A"}
"""A letter for each kind of norm: what ought to be, is forbidden, is permitted, is affirmed."""
NBSP = "\u00a0"
Place = tuple[int, int, str]
"""Start, end and exact words."""
PRESS, PREAMBLE = "The press text", "Title and preamble"
"""Headings of the parts of the text that have none of their own."""
MENTIONS = ("Statements", "Claims", "Actors", "Principles", "Concepts", "Cites")
"""Details of a provision that stand together."""


class Badge(NamedTuple):
    """A link in the words to what is marked there, with its short name and its description."""

    iri: str
    name: str
    text: str


class Mark(NamedTuple):
    """How some words are marked: the class of the style, and the badges before them."""

    style: str
    badges: tuple[Badge, ...] = ()


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

    @property
    def fragment(self) -> str:
        """Name of the clause within the reading page."""
        return fragment(self.provision.iri)


class Section(NamedTuple):
    """Clauses below a heading, which is a clause itself or a title of the edition's own."""

    title: str
    head: Clause | None
    clauses: list[Clause]


def works(facts: Facts) -> dict[str, list[str]]:
    """Return the clauses in the order of the text, by the work that a witness with the text realizes.

    >>> from iccis.publication.edition import edition
    >>> [(work, len(clauses)) for work, clauses in works(edition().facts).items()]
    [('https://w3id.org/iccis/id/code', 30)]
    """
    witnesses = sorted(facts.back[ONTOLOGY + "Witness"][TYPE.value])
    return {
        facts.one(witness, "eli:realizes"): sorted(
            _parts(facts, facts.values(witness, "carries")), key=lambda part: int(facts.one(part, "order"))
        )
        for witness in witnesses
        if facts.one(witness, "text")
    }


def _parts(facts: Facts, wholes: Iterable[str]) -> Iterator[str]:
    for whole in wholes:
        parts = facts.subjects("eli:is_part_of", whole)
        yield from (part for part in parts if facts.one(part, "order"))
        yield from _parts(facts, parts)


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


def clause(facts: Facts, iri: str) -> Clause:
    """Describe a clause: its words with norms and slips marked, and all that stands beside them."""
    provision = read(Provision, facts, iri)
    marks = [(spans(facts, norm.iri), norm_mark(norm)) for norm in provision.norms]
    for slip in provision.slips:
        badge = Badge(slip.iri, "sic", f"Slip, read “{slip.reading}”: {slip.note}")
        marks.append((spans(facts, slip.iri), Mark("slip", (badge,))))
    mentions = [(heading, value) for heading, value in provision.details if heading in MENTIONS]
    return Clause(provision, commentary(facts, iri), passage(facts, iri, marks), mentions)


def norm_mark(norm: Norm) -> Mark:
    """Return the mark of a norm in the words.

    >>> norm_mark(Norm(iri="i", kind="Permission", strength=("best effort",), number="1", label="to")).style
    'permission best-effort'
    """
    kind, strength = norm.kind.lower(), " ".join(norm.strength)
    text = f"Norm {norm.number}, {kind}, {strength}: {norm.label}"
    badge = Badge(norm.iri, f"{LETTERS[kind]}{NBSP}{norm.number}", text)
    return Mark(f"{kind} {strength.replace(' ', '-')}", (badge,))


def passage(facts: Facts, iri: str, marks: Iterable[tuple[list[Place], Mark]]) -> Passage:
    """Return the words of a clause as tokens, with marks at places in the text.

    Marks of one style at one place become one mark with the badges of all; places in other clauses are
    left out.
    """
    text, offset = facts.one(iri, "text"), int(facts.one(iri, "textStart"))
    badges: dict[Span, tuple[Badge, ...]] = defaultdict(tuple)
    for places, mark in marks:
        for number, (start, end, _) in enumerate(place for place in places if within(facts, iri, place)):
            span = Span(start - offset, end - offset, mark.style)
            badges[span] += tuple(map(_continued, mark.badges)) if number else mark.badges
    keyed = {str(number): span for number, span in enumerate(sorted(badges))}
    return Passage(
        tokens(text, (span._replace(key=key) for key, span in keyed.items())),
        {key: Mark(span.key, badges[span]) for key, span in keyed.items()},
    )


def _continued(badge: Badge) -> Badge:
    """Return the badge for the second place on of a mark; it only says that the mark goes on."""
    return badge._replace(name=f"…{NBSP}" + badge.name.rpartition(NBSP)[2])


def within(facts: Facts, iri: str, place: Place) -> bool:
    """Say whether a place is within a clause."""
    return int(facts.one(iri, "textStart")) <= place[0] and place[1] <= int(facts.one(iri, "textEnd"))
