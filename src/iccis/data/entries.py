"""What a search finds: everything that has a page and words of its own, by heading, in reading order."""

import re
from collections.abc import Iterator

from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from iccis.core.rdf import SUBCLASS, TYPE
from iccis.data.facts import Facts
from iccis.data.members import natural, reached
from iccis.data.search import Entry

HEADINGS = {
    "Provision": "The text, clause by clause",
    "Norm": "Norms",
    "DescribedNorm": "Norms of other instruments",
    "Reading": "Interpretations",
    "Ambiguity": "Ambiguities",
    "Principle": "Principles",
    "Concept": "Concepts",
    "Actor": "Actors",
    "Instrument": "Instruments cited",
    "RelatedInstrument": "Related instruments",
    "Correspondence": "Parallels in other instruments",
    "Position": "Legal positions",
    "Parse": "Parses",
    "Variant": "Variants",
    "EditorialNote": "Editorial notes",
    "Event": "Events",
    "Party": "Parties",
    "Source": "Sources",
}
"""Classes of the things that are found, in order, with the heading of each."""
TEXTS = (
    "text",
    "quote",
    "takes",
    "variantText",
    "skos:altLabel",
    "skos:definition",
    "skos:scopeNote",
    "skos:editorialNote",
    "eli:title",
    "eli:number",
    "eli:id_local",
    "skos:notation",
)
"""Properties in whose words a thing is found, besides the label."""
ALIASES = {
    "Article": ("art",),
    "Pledge": ("paragraph", "para", "clause"),
    "Recital": ("preambular paragraph", "preambular para"),
}
"""What lawyers put before the number of a clause instead of the words of its label."""
NAMED = ("Actor", "Concept", "Instrument")
"""Classes whose members go by each of their labels and of the words that name them."""
KINDS = {"Class": "class"}
KINDS |= {f"{kind}Property": "property" for kind in ("Object", "Datatype", "Annotation")}
LONGEST = 6
"""Words of a quotation that may be a name."""


def entries(facts: Facts) -> Iterator[tuple[str, list[Entry]]]:
    """Yield each heading with the entries below it.

    >>> [heading for heading, found in entries(Facts([])) if found]
    []
    """
    seen = set[str]()
    for name, heading in HEADINGS.items():
        members = set(_members(facts, name)) - seen
        seen |= members
        order = sorted(members, key=lambda iri: (int(facts.one(iri, "order") or 0), natural(iri)))
        yield heading, [_entry(facts, iri) for iri in order]


def term_entries(facts: Facts) -> list[Entry]:
    """Return the entries of own terms, with `Class` or `Property` as their kind.

    >>> term_entries(Facts([]))
    []
    """
    return [_entry(facts, iri)._replace(kind=kind.capitalize()) for iri, kind in terms(facts)]


def synonyms(facts: Facts) -> list[list[str]]:
    """Return the labels of each thing that has several, with the words that name it in the text.

    >>> synonyms(Facts([]))
    []
    """
    things = dict.fromkeys(iri for name in NAMED for iri in sorted(set(_members(facts, name)), key=natural))
    names = (list(dict.fromkeys([facts.label(iri), *_names(facts, iri)])) for iri in things)
    return [labels for labels in names if len(labels) > 1]


def _names(facts: Facts, iri: str) -> list[str]:
    quotes = (words for words in facts.values(iri, "quote") if len(words.split()) <= LONGEST)
    return sorted({*facts.values(iri, "skos:altLabel"), *quotes})


def _members(facts: Facts, name: str) -> Iterator[str]:
    classes = reached(ONTOLOGY + name, lambda broader: facts.back[broader][SUBCLASS.value])
    return (iri for c in classes for iri in facts.back[c][TYPE.value])


def _entry(facts: Facts, iri: str) -> Entry:
    texts = dict.fromkeys(text for name in TEXTS for text in sorted(facts.values(iri, name)))
    kind, label = next(iter(facts.kinds(iri)), ""), facts.label(iri)
    folder, _, number = iri.removeprefix(ID).rpartition("/")
    is_clause = bool(facts.one(iri, "text"))
    names = (label, facts.one(iri, "skos:notation")) if is_clause else (f"{folder} {number}",)
    is_numbered = (is_clause and "/" in folder) or folder.partition("/")[0] == "norm"
    leading = tuple(name for name in names if is_numbered and re.search(r"\D.*\d", name))
    aliases = tuple(f"{words} {number}" for words in ALIASES.get(kind, ()))
    return Entry(kind, iri, label, tuple(texts), leading, aliases)


def terms(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield own terms, sorted, each with `class` or `property`.

    >>> list(terms(Facts([])))
    []
    """
    for iri in sorted(facts.out):
        types = [value.removeprefix(PREFIXES["owl"]) for value in facts.values(iri, "rdf:type")]
        if iri.startswith(ONTOLOGY) and (kind := next((KINDS[t] for t in types if t in KINDS), None)):
            yield iri, kind
