"""Notes on a clause: its norms and the commentary on it, each with the words that it concerns."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from iccis.core.namespaces import ID
from iccis.data.facts import Facts, spans
from iccis.publication.things.commentary import Commentary
from iccis.publication.things.sentences import Parts, sentence
from iccis.publication.things.thing import Collation, Norm, Provision, Reading, wholes

LETTERS = {"obligation": "O", "prohibition": "F", "permission": "P", "affirmation": "A"}
"""A letter for each kind of norm: what ought to be, is forbidden, is permitted, is affirmed."""
LAYERS = {"norm": "", "ambiguity": "?", "reading": "i", "variant": "v", "revision": "r", "parallel": "p"}
"""Kinds of notes, with the sign that begins the name of each; a norm's is its letter."""
NBSP = "\u00a0"
Place = tuple[int, int, str]
"""Start, end and exact words."""


class Note(NamedTuple):
    """Something recorded of a clause, and where its words are; no places if it is the whole clause."""

    layer: str
    entry: Any
    places: list[Place]
    id: str
    """Its name within the page."""
    key: str
    """Class of the note and of its marks, of its own within the clause."""
    name: str
    """Short name, for the badge in the words."""
    text: str
    """Description of the badge."""
    sentence: Parts = ()
    """A norm as a sentence."""

    @property
    def style(self) -> str:
        """Kind and strength of a norm, as classes."""
        if not isinstance(self.entry, Norm):
            return ""
        return f"{self.entry.kind.lower()} {' '.join(self.entry.strength).replace(' ', '-')}"

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it concerns, each once."""
        return tuple(dict.fromkeys(words for _, _, words in self.places))


class Notes(NamedTuple):
    """The notes on a clause by kind, and how far it was compared with other texts."""

    layers: dict[str, list[Note]]
    revised: list[Collation]
    """With a revision of the work."""
    collated: list[Collation]
    """With another witness of it."""
    parses: dict[str, tuple[Note, str]]
    """The ambiguity of each parse, and the letter of the parse."""
    takers: dict[str, list[Note]]
    """Interpretations by the parse that they take."""
    year: str
    """Of the revision that the clause is compared with; empty if there is none."""

    @property
    def all(self) -> list[Note]:
        """Every note."""
        return [note for layer in LAYERS for note in self.layers[layer]]

    @property
    def views(self) -> list[tuple[str, str]]:
        """The views of the clause that show anything: key, and name with what it counts."""
        sizes = {layer: len(self.layers[layer]) for layer in LAYERS}
        nouns = {"norm": "norm", "ambiguity": "ambiguity", "reading": "interpretation"}
        views = [(layer, count(sizes[layer], noun)) for layer, noun in nouns.items() if sizes[layer]]
        if sizes["revision"] or self.revised:
            views.append(("revision", self.year or "revision"))
        if sizes["variant"]:
            views.append(("variant", count(sizes["variant"], "variant")))
        return views


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form.

    >>> count(1, "norm"), count(2, "ambiguity")
    ('1 norm', '2 ambiguities')
    """
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def notes(facts: Facts, provision: Provision, commentary: Commentary) -> Notes:
    """Return the notes on a provision; but for norms, in the order of the words that they concern."""
    revisions = set(_revisions(facts, provision.iri))
    layers: dict[str, list[Note]] = {layer: [] for layer in LAYERS}
    entries = sorted(_entries(facts, provision, commentary, revisions), key=_order)
    for number, (layer, entry, places) in enumerate(entries, 1):
        layers[layer].append(
            _note(facts, provision.iri, layer, entry, places, number, len(layers[layer]) + 1)
        )
    takers = defaultdict(list)
    for note in layers["reading"]:
        for parse in note.entry.takes_parse:
            takers[parse.iri].append(note)
    return Notes(
        layers,
        [collation for collation in commentary.collations if collation.witness.iri in revisions],
        [collation for collation in commentary.collations if collation.witness.iri not in revisions],
        {
            parse.iri: (note, letter)
            for note in layers["ambiguity"]
            for letter, parse in zip("abcdefghij", note.entry.parses, strict=False)
        },
        takers,
        min((day[:4] for revision in revisions for day in _days(facts, revision)), default=""),
    )


def _days(facts: Facts, document: str) -> Iterator[str]:
    return (facts.one(event, "dcterms:date") for event in facts.subjects("concernsDocument", document))


Item = tuple[str, Any, list[Place]]
"""Layer, entry and places of a note."""


def _entries(
    facts: Facts, provision: Provision, commentary: Commentary, revisions: set[str]
) -> Iterator[Item]:
    parses = {p.iri: spans(facts, a.iri) for a in commentary.ambiguities for p in a.parses}
    own = (
        ("norm", provision.norms),
        ("ambiguity", commentary.ambiguities),
        ("variant", commentary.variants),
    )
    for layer, things in own:
        yield from ((layer, thing, spans(facts, thing.iri)) for thing in things)
    for reading in commentary.readings:
        yield "reading", reading, _interpreted(facts, reading, parses)
    for parallel in commentary.correspondences:
        layer = "revision" if revisions & {*wholes(facts, parallel.to.iri)} else "parallel"
        yield layer, parallel, [place for words in parallel.words for place in spans(facts, words.iri)]


def _interpreted(facts: Facts, reading: Reading, parses: dict[str, list[Place]]) -> list[Place]:
    """Return the places of the parses that a reading takes, and of what it reads within a clause."""
    parse_places = [place for parse in reading.takes_parse for place in parses.get(parse.iri, ())]
    parts = [thing.iri for thing in reading.reads if not facts.one(thing.iri, "text")]
    return [*parse_places, *(place for part in parts for place in spans(facts, part))]


def _order(item: Item) -> tuple[int, int, str]:
    """Order notes: by layer, by their first words, by date; those on the whole clause come last."""
    layer, entry, places = item
    start = 0 if layer == "norm" else min((start for start, _, _ in places), default=10**9)
    return [*LAYERS].index(layer), start, getattr(entry, "date", "")


def _note(facts: Facts, home: str, layer: str, entry: Any, places: list[Place], number: int, at: int) -> Note:
    sign, name = LAYERS[layer], str(at)
    match layer:
        case "norm":
            sign, name = LETTERS[entry.kind.lower()], entry.number
            text = f"Norm {name}, {entry.kind.lower()}, {' '.join(entry.strength)}: {entry.label}"
        case "ambiguity":
            name = entry.iri.rpartition("/")[2]
            text = f"Ambiguity {name}: {entry.question}"
        case "reading":
            text = f"Interpretation by {entry.holder.label}: {entry.takes}"
        case "variant":
            text = f"{entry.witness.label} reads: {entry.other}"
        case _:
            text = f"Parallel: {entry.to.label}"
    # Other notes may stand at several clauses of one page.
    place = "" if layer in ("norm", "ambiguity") else f"{_name(home).partition('-')[2]}-"
    words = sentence(facts, entry) if layer == "norm" else ()
    return Note(
        layer,
        entry,
        sorted(set(places)),
        place + _name(entry.iri),
        f"k{number}",
        sign + NBSP + name,
        text,
        words,
    )


def _name(iri: str) -> str:
    return iri.removeprefix(ID).replace("/", "-")


def _revisions(facts: Facts, iri: str) -> Iterator[str]:
    """Yield the revisions of the work that a clause is part of, and the documents that carry them."""
    for work in wholes(facts, iri):
        for revision in facts.subjects("revises", work):
            yield from (revision, *facts.values(revision, "eli:is_annex_of"))
