"""Descriptions of things, read from facts: things with their words, norms, positions, readings, provisions.

Each class is a table: one line for each field, with its heading in words and the property that it is read
from. JSON, plain text and pages derive from these lines; to show one more property, add a line.
"""

# ruff: noqa: RUF009 (`line` calls `dataclasses.field`, which is the exception to the rule)

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from functools import partial
from typing import Any, TypeVar

from iccis.data.facts import Facts, spans
from iccis.data.members import natural

Texts = tuple[str, ...]
Read = Callable[[Facts, list[str]], Any]
"""Makes the value of a field from what its path leads to."""

RELATIONS = {
    "statedIn": "stated in",
    "mentionedIn": "mentioned in",
    "isOrganOf": "organ of",
    "holdsOffice": "holds the office of",
    "includes": "includes",
    "hasStatus": "status",
    "sponsoredBy": "sponsored by",
    "sentBy": "sent by",
    "addressedTo": "addressed to",
    "requests": "requests",
    "hasPurpose": "purpose",
    "skos:broader": "broader",
    "eli:is_part_of": "part of",
    "eli:is_annex_of": "annex of",
    "pointsAt": "refers to",
    "eli:cites": "cites",
    "takenFrom": "source",
    "resolves": "resolves",
    "affects": "affects",
    "raises": "raises",
    "cito:disagreesWith": "disagrees with",
    "correspondsFrom": "corresponds from",
    "correspondsTo": "corresponds to",
    "^sponsoredBy": "sponsor of",
    "^holdsOffice": "office held by",
    "^isOrganOf": "organs",
    "^includes": "included in",
    "^skos:broader": "narrower",
    "^bearer": "bearer of",
    "^directedTo": "norms directed to it",
    "^benefits": "norms for its benefit",
    "^concerns": "norms that concern it",
    "^serves": "norms that serve it",
    "^governs": "qualifiers that govern it",
    "^hasQualifier": "qualifies",
    "^establishes": "established by",
    "^eli:cites": "cited in",
    "^pointsAt": "recitals that refer to it",
    "^heldBy": "holder of",
    "^resolves": "possible resolutions",
    "^raises": "raised by",
    "^correspondsTo": "counterpart of",
}
"""Words for relations to other things, by property; `^` marks a relation seen from its other end."""


def follow(facts: Facts, iri: str, path: str) -> list[str]:
    """Return each value at the end of a path once: `a/b` is a then b, `^a` a backwards, `a|b` either.

    The empty path leads to the thing itself.

    >>> follow(Facts([]), "urn:x", ""), follow(Facts([]), "urn:x", "action/verb")
    (['urn:x'], [])
    """
    ends: list[str] = []
    for branch in path.split("|"):
        nodes = [iri]
        for step in filter(None, branch.split("/")):
            inverse = step.startswith("^")
            nodes = [
                end
                for node in nodes
                for end in (facts.subjects(step[1:], node) if inverse else facts.values(node, step))
            ]
        ends += nodes
    return list(dict.fromkeys(ends))


@dataclass(frozen=True)
class Reference:
    """Another thing: IRI and label."""

    iri: str
    label: str


References = tuple[Reference, ...]


def references(facts: Facts, iris: Iterable[str]) -> References:
    """Return references to things, each once, by label in natural order."""
    found = {Reference(iri, facts.label(iri)) for iri in iris}
    return tuple(sorted(found, key=lambda thing: (natural(thing.label), thing.iri)))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Anything that is described: only its IRI is certain."""

    iri: str


E = TypeVar("E", bound=Entry)


def line(path: str, read: Read = references, heading: str | None = "", default: Any = ()) -> Any:
    """Declare a field: the path of its values, how to read them, and its heading in words.

    An empty heading is the name of the field; None is for what is shown elsewhere than among the details.
    """
    return field(default=default, metadata={"path": path, "read": read, "heading": heading})


def _first(facts: Facts, values: list[str]) -> str:
    return values[0] if values else ""


def _texts(facts: Facts, values: list[str]) -> Texts:
    return tuple(values)


def _labels(facts: Facts, iris: list[str]) -> Texts:
    return tuple(sorted({facts.label(iri) for iri in iris}))


def _label(facts: Facts, iris: list[str]) -> str:
    return facts.label(iris[0]) if iris else ""


def _reference(facts: Facts, iris: list[str]) -> Reference | None:
    return Reference(iris[0], facts.label(iris[0])) if iris else None


def _kind(facts: Facts, iris: list[str]) -> str:
    return next(iter(facts.kinds(iris[0])), "")


def _number(facts: Facts, iris: list[str]) -> str:
    return iris[0].rpartition("/")[2]


def _words(facts: Facts, iris: list[str]) -> Texts:
    return tuple(dict.fromkeys(words for _, _, words in spans(facts, iris[0])))


def _members(kind: str, facts: Facts, iris: list[str], *, but: str = "") -> References:
    return references(facts, (iri for iri in of_kind(facts, iris, kind) if but not in facts.kinds(iri)))


def _each(cls: type[E], kind: str, facts: Facts, iris: list[str]) -> tuple[E, ...]:
    return tuple(read(cls, facts, iri) for iri in sorted(of_kind(facts, iris, kind), key=natural))


def _located(facts: Facts, iris: list[str]) -> References:
    return tuple(Reference(iri, facts.one(iri, "locator")) for iri in sorted(iris))


def _taken(facts: Facts, values: list[str]) -> tuple[Reference | str, ...]:
    things = (v for v in values if not v.isdigit())
    return (*references(facts, things), *(f"{v} norms" for v in values if v.isdigit()))


def _counterparties(facts: Facts, iris: list[str]) -> References:
    return references(facts, counterparties(facts, iris[0]))


def counterparties(facts: Facts, norm: str) -> list[str]:
    """Return those towards whom a norm is: they are on the other side of the positions of its bearers.

    >>> counterparties(Facts([]), "urn:x")
    []
    """
    bearers = facts.values(norm, "bearer")
    positions = facts.values(norm, "establishes")
    own = (p for p in positions if not set(bearers).isdisjoint(facts.values(p, "bearer")))
    return list(dict.fromkeys(other for p in own for other in facts.values(p, "counterparty")))


def _marked(facts: Facts, iris: list[str]) -> str:
    """Put the verb of each norm of a provision in brackets, and the norms' numbers after it."""
    (iri,) = iris
    text, offset = facts.one(iri, "text"), int(facts.one(iri, "textStart") or 0)
    marks: dict[tuple[int, int], list[str]] = defaultdict(list)
    for norm in sorted(of_kind(facts, facts.subjects("statedIn", iri), "Norm"), key=natural):
        for start, end, _ in spans(facts, facts.one(norm, "action"))[:1]:
            marks[start - offset, end - offset].append(_number(facts, [norm]))
    inserts = [(start, "[") for start, _ in marks]
    inserts += [(end, f"]({', '.join(numbers)})") for (_, end), numbers in marks.items()]
    for position, mark in sorted(inserts, reverse=True):
        text = text[:position] + mark + text[position:]
    return text


def of_kind(facts: Facts, iris: Iterable[str], kind: str) -> list[str]:
    """Return the things that belong to an own class, each once."""
    return [iri for iri in dict.fromkeys(iris) if kind in facts.kinds(iri)]


@dataclass(frozen=True, kw_only=True)
class Qualifier(Entry):
    """Words that limit, condition or widen a norm; nothing in `governs` means that it is ambiguous."""

    kind: str = line("hasQualifierKind", _label, default="")
    words: Texts = line("", _words)
    governs: References = line("governs")
    note: str = line("skos:scopeNote", _first, default="")


@dataclass(frozen=True, kw_only=True)
class Slip(Entry):
    """An error of the source that is kept, with the reading that was meant."""

    words: Texts = line("", _words)
    reading: str = line("normalizedReading", _first, default="")
    note: str = line("skos:editorialNote", _first, default="")


@dataclass(frozen=True, kw_only=True)
class Parse(Entry):
    """One of the ways to resolve an ambiguity, and what it takes the words for."""

    takes: str = line("takes", _first, default="")
    as_: tuple[Reference | str, ...] = line(
        "takesAsScope|takesAsParty|takesAsStrength|takesAsNormCount", _taken
    )


@dataclass(frozen=True, kw_only=True)
class Ambiguity(Entry):
    """Words that can be read in several ways, what they make uncertain, and the ways to read them."""

    words: Texts = line("quote", _texts)
    question: str = line("skos:definition", _first, default="")
    depends: References = line("affects")
    parses: tuple[Parse, ...] = line("^resolves", partial(_each, Parse, "Reading"))


@dataclass(frozen=True, kw_only=True)
class Variant(Entry):
    """Another wording of some words, in another witness."""

    words: Texts = line("quote", _texts)
    other: str = line("variantText", _first, default="")
    witness: Reference = line("inWitness", _reference, default=None)
    evidence: str = line("evidence", _first, default="")
    norms: str = line("variantNormCount", _first, default="")
    notes: Texts = line("skos:scopeNote", _texts)


@dataclass(frozen=True, kw_only=True)
class Correspondence(Entry):
    """A parallel between the Code and another instrument."""

    from_: Reference = line("correspondsFrom", _reference, default=None)
    to: Reference = line("correspondsTo", _reference, default=None)
    types: References = line("hasCorrespondenceType")
    standing: str = line("hasStanding", _label, default="")
    evidence: str = line("evidence", _first, default="")
    note: str = line("skos:scopeNote", _first, default="")


@dataclass(frozen=True, kw_only=True)
class Thing(Entry):
    """A thing with its label, the name of its narrowest own class, its words, and its relations."""

    label: str = line("", _label, default="")
    kind: str = line("", _kind, default="")
    words: Texts = line("", _words)
    definition: Texts = line("skos:definition", _texts)
    notes: Texts = line("skos:scopeNote|skos:editorialNote", _texts)
    links: dict[str, References] = field(default_factory=dict)
    """Other things by the words for the relation; `describe` adds them."""

    @property
    def details(self) -> Iterator[tuple[str, Any]]:
        """Heading and value of each field that the class adds to `Thing` and that has a value."""
        common = {f.name for f in fields(Thing)}
        for f in fields(self):
            value = getattr(self, f.name)
            if value and f.name not in common and f.metadata["heading"] is not None:
                yield f.metadata["heading"] or name(f).capitalize(), value

    @property
    def rows(self) -> Iterator[tuple[str, Any]]:
        """Details and notes one by one: heading and text, texts, references, a qualifier or a position."""
        for heading, value in self.details:
            if isinstance(value, tuple) and isinstance(value[0], Entry):
                yield from (
                    (entry.kind if isinstance(entry, Position) else heading, entry) for entry in value
                )
            else:
                yield heading, value
        yield from (("Note", note) for note in self.notes)


@dataclass(frozen=True, kw_only=True)
class Position(Thing):
    """A legal position, as a duty or a claim: who is in it, towards whom."""

    bearer: References = line("bearer")
    counterparty: References = line("counterparty")
    correlative: References = line("correlative")


@dataclass(frozen=True, kw_only=True)
class Norm(Thing):
    """A norm: who ought to do, may do or must not do what, towards whom."""

    number: str = line("", _number, None, "")
    bearer: References = line("bearer")
    counterparty: References = line("", _counterparties)
    verb: str = line("action/verb", _first, default="")
    object: References = line("action/hasObject")
    means: References = line("action/hasMeans")
    purpose: References = line("action/hasPurpose")
    directed_to: References = line("directedTo")
    benefits: References = line("benefits")
    concerns: References = line("concerns")
    serves: References = line("serves")
    strength: Texts = line("hasStrength", _labels)
    binding_force: Texts = line("hasBindingForce", _labels)
    wording: Texts = line("hasPolarity", _labels)
    qualified_by: tuple[Qualifier, ...] = line("hasQualifier", partial(_each, Qualifier, "Qualifier"))
    positions: tuple[Position, ...] = line("establishes", partial(_each, Position, "Position"))


@dataclass(frozen=True, kw_only=True)
class Reading(Thing):
    """An interpretation: what it takes the words to mean, who holds it, and where that is written."""

    takes: str = line("takes", _first, "Interpretation", "")
    reads: References = line("reads", heading="Interprets")
    version: str = line("readsText", _label, "Text", "")
    holder: Reference = line("heldBy", _reference, "Held by", None)
    date: str = line("dcterms:date", _first, default="")
    stance: str = line("hasStance", _label, default="")
    reported_by: References = line("reportedBy")
    source: References = line("takenFrom", _located)
    disagrees_with: References = line("cito:disagreesWith")

    @property
    def provenance(self) -> Iterator[tuple[str, Any]]:
        """Rows for what stands below the holder and the interpretation: text, source, notes."""
        head = ("Interpretation", "Interprets", "Held by", "Date", "Stance")
        return ((heading, value) for heading, value in self.rows if heading not in head)


MENTIONS = "^mentionedIn|^statedIn"


@dataclass(frozen=True, kw_only=True)
class Provision(Thing):
    """A provision: its text, the norms that it states, and whom and what it mentions."""

    notation: str = line("skos:notation", _first, None, "")
    text: str = line("text", _first, None, "")
    marked: str = line("", _marked, None, "")
    """The text with the verb of each norm in brackets and the numbers of the norms after it."""
    norms: tuple[Norm, ...] = line("^statedIn", partial(_each, Norm, "Norm"))
    qualifiers: tuple[Qualifier, ...] = line(MENTIONS, partial(_each, Qualifier, "Qualifier"))
    statements: References = line(MENTIONS, partial(_members, "PreambularStatement"))
    claims: References = line(MENTIONS, partial(_members, "ReportedClaim"))
    actors: References = line(MENTIONS, partial(_members, "Actor"))
    principles: References = line(MENTIONS, partial(_members, "Principle"))
    concepts: References = line(MENTIONS, partial(_members, "Concept", but="Principle"))
    cites: References = line("eli:cites")
    slips: tuple[Slip, ...] = line(MENTIONS, partial(_each, Slip, "EditorialNote"))


def read(cls: type[E], facts: Facts, iri: str) -> E:
    """Read the fields of a class from facts.

    >>> read(Slip, Facts([]), "urn:x")
    Slip(iri='urn:x', words=(), reading='', note='')
    """
    values = {
        f.name: f.metadata["read"](facts, follow(facts, iri, f.metadata["path"]))
        for f in fields(cls)
        if f.metadata
    }
    return cls(iri=iri, **values)


def describe(facts: Facts, iri: str) -> Thing:
    """Return everything that is said of a thing; a provision brings its norms, a norm its positions."""
    kinds = {name: cls for cls in (Norm, Position, Reading) if (name := cls.__name__) in facts.kinds(iri)}
    cls = Provision if facts.one(iri, "text") else next(iter(kinds.values()), Thing)
    shown = {f.metadata["path"] for f in fields(cls) if f.metadata}
    links = {
        words: references(facts, follow(facts, iri, path))
        for path, words in RELATIONS.items()
        if path not in shown and not (cls is Provision and path.startswith("^"))
    }
    return replace(read(cls, facts, iri), links={words: found for words, found in links.items() if found})


def name(f: Field[Any]) -> str:
    """Return the name of a field as JSON has it.

    >>> [name(f) for f in fields(Parse)]
    ['iri', 'takes', 'as']
    """
    return str(f.metadata.get("key") or f.name.strip("_").replace("_", " "))


def as_data(value: Any) -> Any:
    """Return a description as plain data: strings, lists and dicts; fields without a value are left out.

    >>> as_data(Thing(iri="urn:x", label="x", links={"part of": (Reference("urn:y", "y"),)}))
    {'iri': 'urn:x', 'label': 'x', 'links': {'part of': [{'iri': 'urn:y', 'label': 'y'}]}}
    """
    if is_dataclass(value):
        return {name(f): as_data(found) for f in fields(value) if (found := getattr(value, f.name))}
    if isinstance(value, dict):
        return {key: as_data(item) for key, item in value.items()}
    return [as_data(item) for item in value] if isinstance(value, tuple) else value
