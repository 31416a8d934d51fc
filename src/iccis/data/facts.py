"""Statements indexed by subject and object."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.core.rdf import TYPE

LABEL = PREFIXES["skos"] + "prefLabel"


class _Names(dict[str, str]):
    """IRIs of properties by their names: own ones, those with a prefix, and full IRIs."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes

    def __missing__(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        self[name] = self.prefixes.get(prefix, f"{prefix}:") + local if colon else ONTOLOGY + name
        return self[name]


class Facts:
    """Statements indexed by subject and by object, so that a page needs no query."""

    def __init__(self, triples: Iterable[Triple], *, prefixes: Mapping[str, str] = PREFIXES) -> None:
        """Index `triples`; literals are never subjects. `prefixes` are those of names of properties."""
        self.names = _Names(prefixes)
        self._kinds: dict[str, list[str]] = {}
        self.out: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.back: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for s, p, o in triples:
            if isinstance(s, NamedNode) and isinstance(o, NamedNode | Literal):
                values = self.out[s.value][p.value]
                # The label in English comes first: terms elsewhere have labels in other languages too.
                is_english = p.value == LABEL and isinstance(o, Literal) and o.language == "en"
                values.insert(0 if is_english else len(values), o.value)
                if isinstance(o, NamedNode):
                    self.back[o.value][p.value].append(s.value)

    def values(self, subject: str, name: str) -> list[str]:
        """Return the objects of an own property, or of one with a prefix or by its full IRI."""
        return self.out.get(subject, {}).get(self.names[name], [])

    def one(self, subject: str, name: str) -> str:
        """Return the first object of a property, or the empty string."""
        return next(iter(self.values(subject, name)), "")

    def subjects(self, name: str, value: str) -> list[str]:
        """Return the subjects that have `value` for a property."""
        return self.back.get(value, {}).get(self.names[name], [])

    def label(self, iri: str) -> str:
        """Return the preferred label; of an anchor its words, of a mapping what it maps; else a short IRI.

        >>> Facts([]).label("https://w3id.org/iccis/id/actor/china")
        'actor/china'
        """
        if label := self.one(iri, LABEL):
            return label
        if words := self.one(f"{iri}/quote", "oa:exact"):
            return f"“{words}”"
        if subject := self.one(iri, "owl:annotatedSource"):
            relation = short(self.one(iri, "owl:annotatedProperty"))
            return f"{self.label(subject)}, {relation}, {self.one(iri, 'sssom:object_label')}"
        return short(iri)

    def kinds(self, iri: str) -> list[str]:
        """Return the names of the own classes that a thing belongs to, narrowest first."""
        if iri not in self._kinds:
            classes = [c for c in self.values(iri, TYPE.value) if c.startswith(ONTOLOGY)]
            narrow = sorted(classes, key=lambda c: (-len(set(self.values(c, "rdfs:subClassOf"))), c))
            self._kinds[iri] = [c.removeprefix(ONTOLOGY) for c in narrow]
        return self._kinds[iri]


def spans(facts: Facts, iri: str) -> list[tuple[int, int, str]]:
    """Return start, end and exact words of the anchors of a thing, in the order of the text."""
    return sorted(place(facts, anchor) for anchor in set(facts.values(iri, "restsOn")))


def place(facts: Facts, anchor: str) -> tuple[int, int, str]:
    """Return start, end and exact words of one anchor."""
    start, end = (int(facts.one(f"{anchor}/position", f"oa:{name}")) for name in ("start", "end"))
    return start, end, facts.one(f"{anchor}/quote", "oa:exact")
