"""Descriptions of things, read from facts: things with their words, norms, positions, readings, provisions.

Each class is a table: one line for each field, with its heading in words and the property that it is read
from. JSON, plain text and pages derive from these lines; to show one more property, add a line.
"""

# ruff: noqa: RUF009 (`one` and `many` call `dataclasses.field`, which the rule allows)
# The classes are neither frozen nor comparable: to make those methods would double the time of the import.

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from functools import cache, partial
from typing import Any, ClassVar, TypeVar

from iccis.data.clauses import work_of
from iccis.data.facts import Facts, spans
from iccis.data.members import natural, reached
from iccis.publication.things.relations import RELATIONS

Texts = tuple[str, ...]
Read = Callable[[Facts, list[str]], Any]
"""Makes the value of a field from what its path leads to."""


def follow(facts: Facts, iri: str, path: str) -> list[str]:
    """Return each value at the end of a path once: `a/b` is a then b, `^a` a backwards, `a|b` either.

    The empty path leads to the thing itself.

    >>> follow(Facts([]), "urn:x", ""), follow(Facts([]), "urn:x", "action/verb")
    (['urn:x'], [])
    """
    ends: list[str] = []
    for branch in _branches(path):
        nodes = [iri]
        for name, is_inverse in branch:
            nodes = [
                end
                for node in nodes
                for end in (facts.subjects(name, node) if is_inverse else facts.values(node, name))
            ]
            if not nodes:
                break
        ends += nodes
    return list(dict.fromkeys(ends)) if len(ends) > 1 else ends


@cache
def _branches(path: str) -> list[list[tuple[str, bool]]]:
    """Return the branches of a path: steps, each a property and whether it leads backwards."""
    branches = (filter(None, branch.split("/")) for branch in path.split("|"))
    return [[(step.removeprefix("^"), step.startswith("^")) for step in steps] for steps in branches]


@dataclass(frozen=True)
class Reference:
    """Another thing: IRI and label."""

    iri: str
    label: str


References = tuple[Reference, ...]


def reference(facts: Facts, iri: str) -> Reference:
    """Return a reference to a thing."""
    return Reference(iri, facts.label(iri))


def references(facts: Facts, iris: Iterable[str]) -> References:
    """Return references to things, each once, in the natural order of their IRIs."""
    return tuple(reference(facts, iri) for iri in sorted(set(iris), key=natural))


@dataclass(kw_only=True, eq=False)
class Entry:
    """Anything that is described: only its IRI is certain."""

    iri: str


E = TypeVar("E", bound=Entry)


def _texts(facts: Facts, values: list[str]) -> Texts:
    return tuple(values)


def many(path: str, read: Read = references, heading: str | None = "") -> Any:
    """Declare a field with all values of a path, how to read them, and the heading in words.

    An empty heading is the name of the field; None is for what is shown elsewhere than among the details.
    """
    return field(default=(), metadata={"path": path, "read": read, "heading": heading})


def one(path: str, read: Read = _texts, heading: str | None = "") -> Any:
    """Declare a field with the first value of a path, or the empty string."""
    first: Read = lambda facts, values: next(iter(read(facts, values)), "")  # noqa: E731
    return field(default="", metadata={"path": path, "read": first, "heading": heading})


def _labels(facts: Facts, iris: list[str]) -> Texts:
    return tuple(sorted({facts.label(iri) for iri in iris}))


def _numbers(facts: Facts, iris: list[str]) -> Texts:
    return tuple(iri.rpartition("/")[2] for iri in iris)


def _words(facts: Facts, iris: list[str]) -> Texts:
    return tuple(dict.fromkeys(words for _, _, words in spans(facts, iris[0])))


def _members(kind: str, facts: Facts, iris: list[str], *, but: str = "") -> References:
    return references(facts, (iri for iri in of_kind(facts, iris, kind) if but not in facts.kinds(iri)))


def each(cls: type[E], kind: str, facts: Facts, iris: list[str]) -> tuple[E, ...]:
    """Read those of the things that belong to an own class, in the natural order of their IRIs."""
    return tuple(read(cls, facts, iri) for iri in sorted(of_kind(facts, iris, kind), key=natural))


def _end(name: str, other: str, facts: Facts, iris: list[str]) -> References:
    """Read an end of a parallel, with the title of its work if both ends are provisions of texts."""
    ends = facts.values(iris[0], name)
    is_within = any(work_of(facts, iri) for iri in facts.values(iris[0], other))
    works = {iri: work_of(facts, iri) for iri in ends} if is_within else {}
    labels = {iri: f" ({facts.label(work)})" for iri, work in works.items() if work}
    return tuple(Reference(iri, facts.label(iri) + labels.get(iri, "")) for iri in ends)


def _parts(facts: Facts, iris: list[str]) -> References:
    """Read references to the parts of a provision, in the order of the text."""
    return references(facts, sorted(iris, key=lambda iri: int(facts.one(iri, "order") or 0)))


def _located(facts: Facts, iris: list[str]) -> References:
    return tuple(Reference(iri, facts.one(iri, "locator")) for iri in sorted(iris))


def _taken(facts: Facts, values: list[str]) -> tuple[Reference | str, ...]:
    things = (v for v in values if not v.isdigit())
    return (*references(facts, things), *(f"{v} norms" for v in values if v.isdigit()))


def counterparties(facts: Facts, norms: list[str]) -> References:
    """Return those towards whom norms are: they are on the other side of the positions of the bearers.

    >>> counterparties(Facts([]), ["urn:x"])
    ()
    """
    own = (
        position
        for norm in norms
        for position in follow(facts, norm, "establishes|affirms")
        if position in facts.values(norm, "affirms")
        or not set(facts.values(norm, "bearer")).isdisjoint(facts.values(position, "bearer"))
    )
    return references(facts, (other for p in own for other in facts.values(p, "counterparty")))


ACTION = "action|affirms/hasContent"
"""What a norm is to have done, not done or free to be done; or what a right or a responsibility is to do."""


def _marked(facts: Facts, iris: list[str]) -> Texts:
    """Put the verb of each norm of a provision in brackets, and the norms' numbers after it."""
    (iri,) = iris
    text, offset = facts.one(iri, "text"), int(facts.one(iri, "textStart") or 0)
    marks: dict[tuple[int, int], list[str]] = defaultdict(list)
    for norm in sorted(of_kind(facts, facts.subjects("statedIn", iri), "Norm"), key=natural):
        action = next(iter(follow(facts, norm, ACTION)), "")
        for start, end, _ in spans(facts, action)[:1]:
            marks[start - offset, end - offset].extend(_numbers(facts, [norm]))
    inserts = [(start, "[") for start, _ in marks]
    inserts += [(end, f"]({', '.join(numbers)})") for (_, end), numbers in marks.items()]
    for position, mark in sorted(inserts, reverse=True):
        text = text[:position] + mark + text[position:]
    return (text,) if text else ()


def of_kind(facts: Facts, iris: Iterable[str], kind: str) -> list[str]:
    """Return the things that belong to an own class, each once."""
    return [iri for iri in dict.fromkeys(iris) if kind in facts.kinds(iri)]


@dataclass(kw_only=True, eq=False)
class Qualifier(Entry):
    """Words that limit, condition or widen a norm; nothing in `governs` means that it is ambiguous."""

    kind: str = one("hasQualifierKind", _labels)
    words: Texts = many("", _words)
    governs: References = many("governs")
    note: str = one("skos:scopeNote")


@dataclass(kw_only=True, eq=False)
class Slip(Entry):
    """An error of the source that is kept, with the reading that was meant."""

    words: Texts = many("", _words)
    reading: str = one("normalizedReading")
    note: str = one("skos:editorialNote")


@dataclass(kw_only=True, eq=False)
class Parse(Entry):
    """One of the ways to resolve an ambiguity, and what it takes the words for."""

    takes: str = one("takes")
    as_: tuple[Reference | str, ...] = many(
        "takesAsScope|takesAsParty|takesAsStrength|^underParse|takesAsNormCount", _taken
    )


@dataclass(kw_only=True, eq=False)
class Ambiguity(Entry):
    """Words that can be read in several ways, what they make uncertain, and the ways to read them."""

    words: Texts = many("quote", _texts)
    question: str = one("skos:definition")
    depends: References = many("affects")
    parses: tuple[Parse, ...] = many("^parseOf", partial(each, Parse, "Parse"))


@dataclass(kw_only=True, eq=False)
class Variant(Entry):
    """Another wording of some words, in another witness."""

    kind: str = one("hasVariantKind", _labels)
    words: Texts = many("quote", _texts)
    other: str = one("variantText")
    witness: Reference = one("inWitness", references)
    evidence: str = one("evidence")
    settles: References = many("settles")
    removes: References = many("removes")
    weakens: References = many("weakens")
    touches: References = many("touches")
    norms: References = many("^dueTo", heading="Norms there")
    notes: Texts = many("skos:scopeNote", _texts)

    EFFECTS: ClassVar = ("settles", "removes", "weakens", "touches", "norms")

    @property
    def effects(self) -> Iterator[tuple[str, References]]:
        """What the difference does to which things, by the words for it; each thing once."""
        headings = {f.name: f.metadata.get("heading") or f.name for f in fields(self)}
        done = set[str]()
        for name in self.EFFECTS:
            if found := tuple(thing for thing in getattr(self, name) if thing.iri not in done):
                done |= {thing.iri for thing in found}
                yield headings[name].lower(), found


@dataclass(kw_only=True, eq=False)
class Collation(Entry):
    """How far a provision was compared in another witness or a later version."""

    witness: Reference = one("inWitness|inVersion", references)
    status: str = one("hasCollationStatus", _labels)
    meaning: str = one("hasCollationStatus/skos:definition")
    evidence: str = one("evidence")


@dataclass(kw_only=True, eq=False)
class Correspondence(Entry):
    """A parallel between the Code and another instrument."""

    from_: Reference = one("", partial(_end, "correspondsFrom", "correspondsTo"))
    to: Reference = one("", partial(_end, "correspondsTo", "correspondsFrom"))
    types: References = many("hasCorrespondenceType")
    standing: str = one("hasStanding", _labels)
    evidence: str = one("evidence")
    words: References = many("^inCorrespondence")
    note: str = one("skos:scopeNote")


@dataclass(kw_only=True, eq=False)
class Thing(Entry):
    """A thing with its label, the name of its narrowest own class, its words, and its relations."""

    label: str = one("", _labels)
    kind: str = one("", lambda facts, iris: facts.kinds(iris[0]))
    words: Texts = many("", _words)
    definition: Texts = many("skos:definition", _texts)
    notes: Texts = many("skos:scopeNote|skos:editorialNote", _texts)
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
            several = isinstance(value, tuple) and isinstance(value[0], Entry)
            for entry in value if several else [value]:
                position = entry.kind.replace("NoRight", "No-right") if isinstance(entry, Position) else ""
                yield position or heading, entry
        yield from (("Note", note) for note in self.notes)


@dataclass(kw_only=True, eq=False)
class Position(Thing):
    """A legal position, as a duty or a claim: who is in it, towards whom."""

    bearer: References = many("bearer")
    counterparty: References = many("counterparty")
    correlative: References = many("correlative")
    content: References = many("hasContent")


@dataclass(kw_only=True, eq=False)
class Norm(Thing):
    """A norm: who ought to do, may do or must not do what, towards whom."""

    number: str = one("", _numbers, None)
    bearer: References = many("bearer|affirms/bearer")
    counterparty: References = many("", counterparties)
    affirms: References = many("affirms")
    verb: str = one("action/verb|affirms/hasContent/verb")
    object: References = many("action/hasObject|affirms/hasContent/hasObject")
    means: References = many("action/hasMeans")
    purpose: References = many("action/hasPurpose")
    directed_to: References = many("directedTo")
    benefits: References = many("benefits")
    concerns: References = many("concerns")
    serves: References = many("serves")
    strength: Texts = many("hasStrength", _labels)
    binding_force: Texts = many("hasBindingForce", _labels)
    wording: Texts = many("hasPolarity", _labels)
    qualified_by: tuple[Qualifier, ...] = many("hasQualifier", partial(each, Qualifier, "Qualifier"))
    positions: tuple[Position, ...] = many(
        "establishes|affirms|affirms/correlative", partial(each, Position, "Position")
    )


@dataclass(kw_only=True, eq=False)
class Reading(Thing):
    """An interpretation: what it takes the words to mean, who holds it, and where that is written."""

    takes: str = one("takes", heading="Interpretation")
    takes_parse: References = many("takesParse")
    reads: References = many("reads", heading="Interprets")
    version: str = one("readsText", _labels, "Text")
    witness: str = one("readsWitness", _labels, "Words of")
    holder: Reference = one("heldBy", references, "Held by")
    date: str = one("dcterms:date")
    stance: str = one("hasStance", _labels)
    reported_by: References = many("reportedBy")
    source: References = many("takenFrom", _located)
    disagrees_with: References = many("cito:disagreesWith")

    @property
    def provenance(self) -> Iterator[tuple[str, Any]]:
        """Rows for what stands below the holder and the interpretation: text, source, notes."""
        head = ("Interpretation", "Interprets", "Held by", "Date", "Stance")
        return ((heading, value) for heading, value in self.rows if heading not in head)


@dataclass(kw_only=True, eq=False)
class DescribedNorm(Thing):
    """A norm of another instrument, as far as its wording was seen."""

    describes: References = many("describes")
    norm_kind: References = many("normKind", heading="Kind")
    bearer: References = many("bearer")
    verb: str = one("action/verb")
    object: References = many("action/hasObject")
    means: References = many("action/hasMeans")
    purpose: References = many("action/hasPurpose")
    directed_to: References = many("directedTo")
    benefits: References = many("benefits")
    concerns: References = many("concerns")
    serves: References = many("serves")
    strength: Texts = many("hasStrength", _labels)
    modal_words: str = one("modalWords")
    qualified_by: References = many("hasQualifier")
    evidence: str = one("evidence")
    source: References = many("takenFrom", _located)


COMPONENTS = {
    "bearer": "who",
    "action": "what",
    "counterparty": "towards whom",
    "strength": "how firmly",
    "condition": "condition",
}
"""Components by which norms are compared, with the words for them; their properties end with `Relation`."""


def _relation(component: str) -> Any:
    return many(f"{component}Relation", _labels, COMPONENTS[component].capitalize())


@dataclass(kw_only=True, eq=False)
class NormComparison(Thing):
    """Two norms of two instruments, and what the second is to the first in each component."""

    first: References = many("comparesNorm", heading="Norm")
    second: References = many("withNorm", heading="Compared with")
    bearer: Texts = _relation("bearer")
    action: Texts = _relation("action")
    counterparty: Texts = _relation("counterparty")
    strength: Texts = _relation("strength")
    condition: Texts = _relation("condition")
    standing: str = one("hasStanding", _labels)
    evidence: str = one("evidence")
    source: References = many("takenFrom", _located)


@dataclass(kw_only=True, eq=False)
class NormSurvey(Thing):
    """The record that each norm of one instrument was compared with each norm of another."""

    first: References = many("surveys", heading="Instrument")
    second: References = many("surveyedWith", heading="Compared with")
    date: str = one("dcterms:date")
    extent: References = many("hasCollationStatus")
    evidence: str = one("evidence")
    source: References = many("takenFrom", _located)

    @property
    def is_partial(self) -> bool:
        """Whether only parts of the instruments were at hand."""
        return any(extent.iri.endswith("/in-part") for extent in self.extent)


@dataclass(kw_only=True, eq=False)
class RelatedInstrument(Thing):
    """A document, or a part of one, whose text is not here: its words, if somebody has seen them."""

    wording: Texts = many("wording", _texts)
    evidence: str = one("evidence")


MENTIONS = "^mentionedIn|^statedIn"


@dataclass(kw_only=True, eq=False)
class Provision(Thing):
    """A provision: its text, the norms that it states, and whom and what it mentions."""

    notation: str = one("skos:notation", heading=None)
    heading: str = one("editorialHeading", heading=None)
    text: str = one("text", heading=None)
    marked: str = one("", _marked, None)
    """The text with the verb of each norm in brackets and the numbers of the norms after it."""
    norms: tuple[Norm, ...] = many("^statedIn", partial(each, Norm, "Norm"))
    qualifiers: tuple[Qualifier, ...] = many(MENTIONS, partial(each, Qualifier, "Qualifier"))
    statements: References = many(MENTIONS, partial(_members, "PreambularStatement"))
    claims: References = many(MENTIONS, partial(_members, "ReportedClaim"))
    actors: References = many(MENTIONS, partial(_members, "Actor"))
    principles: References = many(MENTIONS, partial(_members, "Principle"))
    concepts: References = many(MENTIONS, partial(_members, "Concept", but="Principle"))
    cites: References = many("eli:cites")
    parts: References = many("^eli:is_part_of", _parts)
    slips: tuple[Slip, ...] = many(MENTIONS, partial(each, Slip, "EditorialNote"))


def wholes(facts: Facts, iri: str) -> list[str]:
    """Return a thing and what it is part of, at any distance.

    >>> wholes(Facts([]), "urn:x")
    ['urn:x']
    """
    return reached(iri, lambda part: facts.values(part, "eli:is_part_of"))


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


DESCRIBED = (Norm, Position, Reading, DescribedNorm, NormComparison, NormSurvey, RelatedInstrument)
"""Classes of things that have more fields than all things have."""


def describe(facts: Facts, iri: str) -> Thing:
    """Return everything that is said of a thing; a provision brings its norms, a norm its positions."""
    kinds = {name: cls for cls in DESCRIBED if (name := cls.__name__) in facts.kinds(iri)}
    cls = Provision if facts.one(iri, "text") else next(iter(kinds.values()), Thing)
    shown = {f.metadata["path"] for f in fields(cls) if f.metadata}
    out, back = facts.out.get(iri, {}), {} if cls is Provision else facts.back.get(iri, {})
    ends: dict[str, list[str]] = {words: [] for words in RELATIONS.values()}
    for path, words in RELATIONS.items():
        if path not in shown and facts.names[path.removeprefix("^")] in (back if path[0] == "^" else out):
            ends[words] += follow(facts, iri, path)
    links = {words: references(facts, iris) for words, iris in ends.items() if iris}
    return replace(read(cls, facts, iri), links=links)


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
