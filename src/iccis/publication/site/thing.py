"""The page of a thing: its words in context, its details, every statement about it, and every link back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.data.facts import Facts, place, spans
from iccis.publication.edition import PARTS, Edition
from iccis.publication.site.reading import Mark, Passage, passage, within
from iccis.publication.things.relations import BACKLINKS, RELATIONS
from iccis.publication.things.sentences import sentence
from iccis.publication.things.thing import Norm, Reference, follow, reference, references
from iccis.questions.scopes import DERIVED

REPEATS = {derived.value for derived in DERIVED.values()}
"""Properties that repeat others, for tools."""
HERE = Mark("here")


class Row(NamedTuple):
    """Values of one property; `words` say in English what a link back means."""

    property: Reference
    values: Sequence[Reference | str]
    words: str = ""


class Quote(NamedTuple):
    """Exact words with those before and after them."""

    iri: str
    prefix: str
    exact: str
    suffix: str


class Context(NamedTuple):
    """A clause in which the words of a thing stand, marked."""

    clause: Reference
    passage: Passage
    quotes: list[Quote]


def thing_page(edition: Edition, iri: str) -> dict[str, Any]:
    """Collect everything that the page of a thing shows; `based` is what rests on the words of an anchor."""
    facts = edition.facts
    thing = edition.describe(iri)
    statements, backlinks = stated(edition, iri)
    return {
        "thing": thing,
        "sentence": sentence(facts, thing) if isinstance(thing, Norm) else (),
        "kinds": [reference(facts, ONTOLOGY + kind) for kind in facts.kinds(iri)],
        "contexts": _interpreted(facts, iri) if thing.kind == "Reading" else contexts(facts, iri),
        "based": references(facts, facts.subjects("restsOn", iri)),
        "statements": statements,
        "inferences": inferences(edition, iri),
        "backlinks": backlinks,
    }


def _interpreted(facts: Facts, iri: str) -> list[Context]:
    """Return the clauses that a reading interprets."""
    reads = facts.values(iri, "reads")
    clauses = [thing for thing in reads if facts.one(thing, "textStart")]
    marks = [(spans(facts, thing), HERE) for thing in reads if thing not in clauses]
    return [Context(reference(facts, home), passage(facts, home, marks), []) for home in clauses]


def stated(edition: Edition, iri: str) -> tuple[list[Row], list[Row]]:
    """Return statements about a thing and links back to it, without inferences and repetitions."""
    own = {iri, *(iri + part for part in PARTS)}
    facts = edition.facts
    about: dict[str, list[Reference | str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for t in edition.about(iri):
        if t in edition.labels:
            continue
        if t.subject.value in own:  # type: ignore[union-attr]
            about[t.predicate.value].append(_value(facts, t))
        else:
            back[t.predicate.value].append(t.subject.value)  # type: ignore[union-attr]
    names = {p: short(p).removeprefix("iccis:") for p in back}
    words = {p: RELATIONS.get(f"^{name}") or BACKLINKS.get(name, "") for p, name in names.items()}
    links = (
        Row(reference(facts, p), references(facts, back[p]), words[p].capitalize())
        for p in sorted(back, key=short)
    )
    return _rows(facts, about), list(links)


def inferences(edition: Edition, iri: str) -> list[Row]:
    """Return what follows about a thing from the statements, by property."""
    facts = edition.facts
    stated = {(t.predicate.value, getattr(t.object, "value", "")) for t in edition.about(iri)}
    inferred = {
        p: [reference(facts, v) for v in sorted(set(values)) if (p, v) not in stated]
        for p, values in facts.out[iri].items()
        if p not in REPEATS
    }
    return _rows(facts, {p: values for p, values in inferred.items() if values})


def _rows(facts: Facts, values: Mapping[str, Iterable[Reference | str]]) -> list[Row]:
    """Return values by property, the kind first, then by the names of the properties."""
    first = {PREFIXES["rdf"] + "type": 0, PREFIXES["skos"] + "prefLabel": 1}
    order = sorted(values, key=lambda p: (first.get(p, 2), short(p)))
    return [Row(reference(facts, p), [*values[p]]) for p in order]


def _value(facts: Facts, t: Triple) -> Reference | str:
    """Return a value: a thing, or a text with its language or type in parentheses where that matters."""
    if isinstance(t.object, NamedNode):
        return reference(facts, t.object.value)
    if not isinstance(t.object, Literal):
        return str(t.object)
    kind, language = t.object.datatype.value, t.object.language
    plain = kind.startswith(PREFIXES["xsd"]) or language == "en"
    return t.object.value if plain else f"{t.object.value} ({language or short(kind)})"


def contexts(facts: Facts, iri: str) -> list[Context]:
    """Return each clause in which the words of a thing stand, in order.

    What rests on an anchor may be mentioned in other clauses too, where other words of it stand.
    """
    anchors = [iri] if "Anchor" in facts.kinds(iri) else sorted(set(facts.values(iri, "restsOn")))
    resting = facts.subjects("restsOn", iri) if anchors == [iri] else [iri]
    places = {anchor: place(facts, anchor) for anchor in anchors}
    homes = {
        home
        for thing in resting
        for home in follow(facts, thing, "statedIn|mentionedIn")
        if any(within(facts, home, where) for where in places.values())
    }
    return [
        Context(
            reference(facts, home),
            passage(facts, home, [(list(places.values()), HERE)]),
            [_quote(facts, anchor) for anchor, where in places.items() if within(facts, home, where)],
        )
        for home in sorted(homes, key=lambda home: int(facts.one(home, "order")))
    ]


def _quote(facts: Facts, anchor: str) -> Quote:
    prefix, exact, suffix = (facts.one(f"{anchor}/quote", f"oa:{p}") for p in ("prefix", "exact", "suffix"))
    return Quote(anchor, prefix, exact, suffix)
