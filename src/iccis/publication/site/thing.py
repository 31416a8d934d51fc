"""What the page of a thing says: its words where they stand, all that is said of it, every link back."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.data.facts import Facts, place, spans
from iccis.data.members import natural
from iccis.publication.edition import DERIVED, PARTS, Edition
from iccis.publication.site.reading import norm, passage, within
from iccis.publication.things.commentary import read_as
from iccis.publication.things.view import BACK, View, view

REPEATS = {found.value for found in DERIVED.values()}
"""Properties that repeat others, for tools."""


def thing(given: Edition, iri: str) -> View:
    """A thing as its page shows it."""
    facts = given.facts
    kinds = facts.kinds(iri)
    seen = norm(facts, iri) if "Norm" in kinds else view(facts, iri)
    said, back = statements(given, iri)
    seen |= _read(facts, iri) if "Reading" in kinds else {"places": places(facts, iri)}
    return seen | {
        "label": name(facts, iri),
        "kinds": [_ref(facts, ONTOLOGY + kind) for kind in kinds],
        "said": said,
        "follows": following(facts, iri, said),
        "back": back,
        "rests": _named(facts, facts.subjects("restsOn", iri)),
        "citation": citation(given, iri),
    }


def _read(facts: Facts, iri: str) -> View:
    """A reading, with the clauses that it reads: their words come before what it takes them to mean."""
    reads = facts.values(iri, "reads")
    clauses = [one for one in reads if facts.one(one, "textStart")]
    marks = [(spans(facts, one), {"class": "here"}) for one in reads if one not in clauses]
    found = [{"clause": _ref(facts, one), "passage": passage(facts, one, marks)} for one in clauses]
    return {"reading": read_as(facts, iri), "reads": _named(facts, reads), "places": found}


def name(facts: Facts, iri: str) -> str:
    """Label of a thing; of an anchor its words, of a mapping what it maps; an outside IRI in short.

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


def _named(facts: Facts, iris: Iterable[str]) -> list[View]:
    """References to things, each once, in the natural order of their IRIs."""
    return [{"iri": iri, "label": name(facts, iri)} for iri in sorted(set(iris), key=natural)]


def statements(given: Edition, iri: str) -> tuple[list[View], list[View]]:
    """What is said of a thing and what points to it, by property; nothing that only follows or repeats."""
    own = {iri, *(iri + part for part in PARTS)}
    said: dict[str, list[View]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for t in given.about(iri):
        if t.predicate.value in REPEATS:
            continue
        if t.subject.value in own:  # type: ignore[union-attr]
            said[t.predicate.value].append(_value(given.facts, t))
        else:
            back[t.predicate.value].append(t.subject.value)  # type: ignore[union-attr]
    facts = given.facts
    return _rows(facts, said), [
        {"property": _ref(facts, p), "words": _back_words(p), "values": _named(facts, back[p])}
        for p in sorted(back, key=short)
    ]


def _back_words(iri: str) -> str:
    return BACK.get(short(iri).removeprefix("iccis:"), "")


def following(facts: Facts, iri: str, said: list[View]) -> list[View]:
    """What follows about a thing from what is said, by property."""
    written = {
        (row["property"]["iri"], value.get("iri", value["label"])) for row in said for value in row["values"]
    }
    found = {
        p: [{"iri": v, "label": name(facts, v)} for v in sorted(set(values)) if (p, v) not in written]
        for p, values in facts.out[iri].items()
        if p not in REPEATS
    }
    return _rows(facts, {p: values for p, values in found.items() if values})


def _rows(facts: Facts, said: dict[str, list[View]]) -> list[View]:
    """Values by property, the kind first, then by the names of the properties."""
    first = {PREFIXES["rdf"] + "type": 0, PREFIXES["skos"] + "prefLabel": 1}
    order = sorted(said, key=lambda p: (first.get(p, 2), short(p)))
    return [{"property": _ref(facts, p), "values": said[p]} for p in order]


def _ref(facts: Facts, iri: str) -> View:
    return {"iri": iri, "label": name(facts, iri)}


def _value(facts: Facts, t: Triple) -> View:
    """A value: a thing by its IRI, or words with their language or type where that matters."""
    if isinstance(t.object, NamedNode):
        return _ref(facts, t.object.value)
    kind, lang = (t.object.datatype.value, t.object.language) if isinstance(t.object, Literal) else ("", "")
    plain = kind in ("", PREFIXES["rdf"] + "langString") or kind.startswith(PREFIXES["xsd"])
    label = t.object.value if isinstance(t.object, Literal) else str(t.object)
    return {"label": label, "lang": lang or "", "type": "" if plain else short(kind)}


def places(facts: Facts, iri: str) -> list[View]:
    """Each clause in which the words of a thing stand, in order: marked, and in context."""
    anchors = [iri] if "Anchor" in facts.kinds(iri) else sorted(set(facts.values(iri, "restsOn")))
    resting = facts.subjects("restsOn", iri) if anchors == [iri] else [iri]
    homes = {
        home for one in resting for name in ("statedIn", "mentionedIn") for home in facts.values(one, name)
    }
    found = [place(facts, anchor) for anchor in anchors]
    return [
        {
            "clause": _ref(facts, home),
            "passage": passage(facts, home, [(found, {"class": "here"})]),
            "quotes": [
                _quote(facts, a) for a, at in zip(anchors, found, strict=True) if within(facts, home, at)
            ],
        }
        for home in sorted(homes, key=lambda home: int(facts.one(home, "order")))
    ]


def _quote(facts: Facts, anchor: str) -> View:
    words = {part: facts.one(f"{anchor}/quote", f"oa:{part}") for part in ("prefix", "exact", "suffix")}
    return {"iri": anchor} | words


def citation(given: Edition, iri: str) -> str:
    """How to cite a thing of this edition."""
    title = "iccis: the International Code of Conduct for Information Security as linked data"
    return f"{name(given.facts, iri)}. In: {title}, version {given.version}. {iri}"
