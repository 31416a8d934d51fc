"""The page of a thing: its words in context, its details, every statement about it, and every link back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.data.facts import Facts, place, spans
from iccis.data.members import natural
from iccis.publication.edition import DERIVED, PARTS, Edition
from iccis.publication.site.reading import Mark, Passage, passage, within
from iccis.publication.things.thing import RELATIONS, Reference, Thing, describe

REPEATS = {derived.value for derived in DERIVED.values()}
"""Properties that repeat others, for tools."""
HERE = Mark("here")


@dataclass(frozen=True)
class Text:
    """A literal: its text, and its language or the name of its type where that matters."""

    label: str
    lang: str = ""
    type: str = ""


@dataclass(frozen=True)
class Row:
    """Values of one property; `words` say in English what a link back means."""

    property: Reference
    values: list[Reference | Text]
    words: str = ""


@dataclass(frozen=True)
class Quote:
    """Exact words with those before and after them."""

    iri: str
    prefix: str
    exact: str
    suffix: str


@dataclass(frozen=True)
class Context:
    """A clause in which the words of a thing stand, marked."""

    clause: Reference
    passage: Passage
    quotes: list[Quote]


@dataclass(frozen=True)
class ThingPage:
    """Everything that the page of a thing shows."""

    thing: Thing
    label: str
    kinds: list[Reference]
    contexts: list[Context]
    based: list[Reference]
    """Things that rest on these words, if the thing is an anchor."""
    statements: list[Row]
    inferences: list[Row]
    backlinks: list[Row]
    citation: str


def thing_page(edition: Edition, iri: str) -> ThingPage:
    """Collect everything that the page of a thing shows."""
    facts = edition.facts
    thing = describe(facts, iri)
    statements, backlinks = stated(edition, iri)
    return ThingPage(
        thing=thing,
        label=name(facts, iri),
        kinds=[_reference(facts, ONTOLOGY + kind) for kind in facts.kinds(iri)],
        contexts=_interpreted(facts, iri) if thing.kind == "Reading" else contexts(facts, iri),
        based=_references(facts, facts.subjects("restsOn", iri)),
        statements=statements,
        inferences=inferences(facts, iri, statements),
        backlinks=backlinks,
        citation=citation(edition, iri),
    )


def _interpreted(facts: Facts, iri: str) -> list[Context]:
    """Return the clauses that a reading interprets."""
    reads = facts.values(iri, "reads")
    clauses = [thing for thing in reads if facts.one(thing, "textStart")]
    marks = [(spans(facts, thing), HERE) for thing in reads if thing not in clauses]
    return [Context(_reference(facts, home), passage(facts, home, marks), []) for home in clauses]


def name(facts: Facts, iri: str) -> str:
    """Return the label of a thing; of an anchor its words, of a mapping what it maps; else a short IRI.

    >>> from iccis.publication.edition import edition
    >>> from iccis.core.namespaces import ID
    >>> facts = edition().facts
    >>> name(facts, ID + "actor/china"), name(facts, ID + "code/en/words/6913-6919")
    ('China', '“attack”')
    """
    if label := facts.one(iri, "skos:prefLabel"):
        return label
    if words := facts.one(f"{iri}/quote", "oa:exact"):
        return f"“{words}”"
    if subject := facts.one(iri, "sssom:subject_id"):
        relation = short(facts.one(iri, "sssom:predicate_id"))
        return f"{name(facts, subject)}, {relation}, {facts.one(iri, 'sssom:object_label')}"
    return short(iri)


def _reference(facts: Facts, iri: str) -> Reference:
    return Reference(iri, name(facts, iri))


def _references(facts: Facts, iris: Iterable[str]) -> list[Reference]:
    """Return references to things, each once, in the natural order of their IRIs."""
    return [_reference(facts, iri) for iri in sorted(set(iris), key=natural)]


def stated(edition: Edition, iri: str) -> tuple[list[Row], list[Row]]:
    """Return statements about a thing and links back to it, without inferences and repetitions."""
    own = {iri, *(iri + part for part in PARTS)}
    facts = edition.facts
    about: dict[str, list[Reference | Text]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for t in edition.about(iri):
        if t.predicate.value in REPEATS:
            continue
        if t.subject.value in own:  # type: ignore[union-attr]
            about[t.predicate.value].append(_value(facts, t))
        else:
            back[t.predicate.value].append(t.subject.value)  # type: ignore[union-attr]
    return _rows(facts, about), [
        Row(_reference(facts, p), [*_references(facts, back[p])], _relation(p).capitalize())
        for p in sorted(back, key=short)
    ]


def _relation(iri: str) -> str:
    return RELATIONS.get("^" + short(iri).removeprefix("iccis:"), "")


def inferences(facts: Facts, iri: str, statements: list[Row]) -> list[Row]:
    """Return what follows about a thing from the statements, by property."""
    stated = {
        (row.property.iri, value.iri if isinstance(value, Reference) else value.label)
        for row in statements
        for value in row.values
    }
    inferred = {
        p: [_reference(facts, value) for value in sorted(set(values)) if (p, value) not in stated]
        for p, values in facts.out[iri].items()
        if p not in REPEATS
    }
    return _rows(facts, {p: values for p, values in inferred.items() if values})


def _rows(facts: Facts, values: Mapping[str, Iterable[Reference | Text]]) -> list[Row]:
    """Return values by property, the kind first, then by the names of the properties."""
    first = {PREFIXES["rdf"] + "type": 0, PREFIXES["skos"] + "prefLabel": 1}
    order = sorted(values, key=lambda p: (first.get(p, 2), short(p)))
    return [Row(_reference(facts, p), [*values[p]]) for p in order]


def _value(facts: Facts, t: Triple) -> Reference | Text:
    if isinstance(t.object, NamedNode):
        return _reference(facts, t.object.value)
    if not isinstance(t.object, Literal):
        return Text(str(t.object))
    kind = t.object.datatype.value
    plain = kind == PREFIXES["rdf"] + "langString" or kind.startswith(PREFIXES["xsd"])
    return Text(t.object.value, t.object.language or "", "" if plain else short(kind))


def contexts(facts: Facts, iri: str) -> list[Context]:
    """Return each clause in which the words of a thing stand, in order."""
    anchors = [iri] if "Anchor" in facts.kinds(iri) else sorted(set(facts.values(iri, "restsOn")))
    resting = facts.subjects("restsOn", iri) if anchors == [iri] else [iri]
    homes = {
        home
        for thing in resting
        for relation in ("statedIn", "mentionedIn")
        for home in facts.values(thing, relation)
    }
    places = {anchor: place(facts, anchor) for anchor in anchors}
    return [
        Context(
            _reference(facts, home),
            passage(facts, home, [(list(places.values()), HERE)]),
            [_quote(facts, anchor) for anchor, where in places.items() if within(facts, home, where)],
        )
        for home in sorted(homes, key=lambda home: int(facts.one(home, "order")))
    ]


def _quote(facts: Facts, anchor: str) -> Quote:
    prefix, exact, suffix = (facts.one(f"{anchor}/quote", f"oa:{p}") for p in ("prefix", "exact", "suffix"))
    return Quote(anchor, prefix, exact, suffix)


def citation(edition: Edition, iri: str) -> str:
    """Return how to cite a thing of this edition."""
    title = "iccis: the International Code of Conduct for Information Security as linked data"
    return f"{name(edition.facts, iri)}. In: {title}, version {edition.version}. {iri}"
