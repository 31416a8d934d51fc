"""Terms: what the ontology says of each of its own, and where each is used."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, PREFIXES
from iccis.core.project import CLOSURE
from iccis.core.rdf import Term as GraphTerm
from iccis.publication.edition import LABELS, Edition
from iccis.publication.site.nodes import (
    Part,
    Parts,
    Statements,
    by_subject,
    declared,
    listed,
    members,
    objects,
    part,
    text,
)
from iccis.questions.question import question_iri

OWL = PREFIXES["owl"]
LAYERS = {
    "text": "The text and its structure.",
    "anchors": "How statements about the text point to its exact words.",
    "documents": "The document, its witnesses and the instruments it cites.",
    "actors": "The actors and roles that the text names.",
    "concepts": "The concepts and principles that the text names.",
    "norms": "Who must, must not or may do what, and towards whom.",
    "positions": "The legal relations that norms establish between actors.",
    "readings": "Interpretations: who reads which words, and how.",
    "links": "Parallels in other instruments, and variants of the text.",
}
"""Files of the ontology in the order of dependence, with the question that each answers."""
KINDS = {
    "Class": "class",
    "ObjectProperty": "object property",
    "DatatypeProperty": "datatype property",
    "AnnotationProperty": "annotation property",
    "TransitiveProperty": "transitive",
    "FunctionalProperty": "functional",
    "IrreflexiveProperty": "irreflexive",
    "SymmetricProperty": "symmetric",
}
MATCHES = ("closeMatch", "relatedMatch", "exactMatch", "broadMatch", "narrowMatch")


class Term(NamedTuple):
    """A term of the ontology, with all that a page tells of it."""

    iri: str
    label: str
    kinds: list[str]
    definition: str
    notes: list[str]
    examples: list[tuple[bool, str]]
    """Whether an example is a negative one, and its words."""
    related: dict[str, Parts]
    """Axioms and relations to other own terms, in words."""
    alignments: list[tuple[str, Part, str]]
    """How the term is related to one elsewhere, that term, and the note about it."""
    used: dict[str, Parts]

    @property
    def name(self) -> str:
        """Local name, the anchor that the hash IRI points at."""
        return self.iri.removeprefix(ONTOLOGY)

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return "class" in self.kinds


def layers(given: Edition) -> list[tuple[str, str, list[Term]]]:
    """Own terms by the file of the ontology that declares them: name, what it is about, terms by label.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _, _ in layers(edition())][:3]
    ['text', 'anchors', 'documents']
    """
    files, index = declared("ontology", given.base), _Index(given)
    by_file = defaultdict(list)
    for iri in sorted(index.own, key=lambda iri: (index.labels[iri].casefold(), iri)):
        by_file[files[iri]].append(index.term(iri))
    order = [*(name for name in LAYERS if name in by_file), *sorted(by_file.keys() - LAYERS.keys())]
    return [
        (name, LAYERS.get(name, ""), sorted(by_file[name], key=lambda t: not t.is_class)) for name in order
    ]


def hierarchy(found: list[Term]) -> Iterator[tuple[int, Term]]:
    """Classes with their depth, each under its superclass.

    >>> list(hierarchy([]))
    []
    """
    classes = {term.iri: term for term in found if term.is_class}
    above = {
        iri: [one[0] for one in term.related.get("Subclass of", []) if one[0] in classes]
        for iri, term in classes.items()
    }

    def below(parent: str, depth: int) -> Iterator[tuple[int, Term]]:
        for iri, term in classes.items():
            if parent in above[iri]:
                yield depth, term
                yield from below(iri, depth + 1)

    for iri, term in classes.items():
        if not above[iri]:
            yield 0, term
            yield from below(iri, 1)


class _Index:
    """What the ontology says, by term and by what is related to it, read once for all terms."""

    def __init__(self, given: Edition) -> None:
        self.given = given
        self.said: Statements = by_subject(given.graphs["ontology"])
        self.aligned: Statements = by_subject(given.graphs["alignments"])
        self.labels = {
            n.value: text(self.said, n, "skos:prefLabel") for n in self.said if isinstance(n, NamedNode)
        }
        self.own = [iri for iri in self.labels if iri.startswith(ONTOLOGY)]
        self.part = partial(part, labels=self.labels)
        self.disjoint = self._disjoint()
        self.back = self._back()
        self.shapes = _mentions(given.shapes)
        self.counts, self.followed = _counts(given)

    def term(self, iri: str) -> Term:
        node, said = NamedNode(iri), self.said
        kinds = [
            k.value.removeprefix(OWL) for k in objects(said, node, "rdf:type") if isinstance(k, NamedNode)
        ]
        notes = (*objects(said, node, "skos:scopeNote"), *objects(said, node, "skos:editorialNote"))
        return Term(
            iri=iri,
            label=self.labels[iri],
            kinds=[words for kind, words in KINDS.items() if kind in kinds],
            definition=text(said, node, "skos:definition"),
            notes=[note.value for note in notes if not isinstance(note, Triple)],
            examples=[
                e for o in objects(said, node, "skos:example") for e in examples(getattr(o, "value", ""))
            ],
            related={words: found for words, found in self._related(node).items() if found},
            alignments=list(self._alignments(node)),
            used={words: found for words, found in self._used(iri).items() if found},
        )

    def _related(self, node: NamedNode) -> dict[str, Parts]:
        out = partial(objects, self.said, node)
        chains = [
            listed(map(self.part, members(self.said, o)), " then ") for o in out("owl:propertyChainAxiom")
        ]
        named: dict[str, Sequence[GraphTerm]] = {
            "Subclass of": out("rdfs:subClassOf"),
            "Subclasses": self.back["subClassOf", node.value],
            "Disjoint with": self.disjoint.get(node.value, []),
            "Subproperty of": out("rdfs:subPropertyOf"),
            "Subproperties": self.back["subPropertyOf", node.value],
            "Domain": out("rdfs:domain"),
            "Range": out("rdfs:range"),
            "Domain of": self.back["domain", node.value],
            "Range of": self.back["range", node.value],
            "Source": out("dcterms:source"),
        }
        related = {words: listed(map(self.part, found)) for words, found in named.items()}
        follows = [one for n, chain in enumerate(chains) for one in (["; or ", *chain] if n else chain)]
        return related | {"Inferred from": follows}

    def _alignments(self, node: NamedNode) -> Iterator[tuple[str, Part, str]]:
        axioms = {"rdfs:subClassOf": "subclass of", "rdfs:subPropertyOf": "subproperty of"}
        matches = {f"skos:{name}": name.replace("Match", " match:") for name in MATCHES}
        for name, words in (axioms | matches).items():
            for other in objects(self.aligned, node, name):
                yield words, part(other), text(self.aligned, other, "skos:editorialNote")

    def _used(self, iri: str) -> dict[str, Parts]:
        name = re.compile(rf"\biccis:{iri.removeprefix(ONTOLOGY)}\b")
        asked: Parts = [(question_iri(q.name), q.number) for q in self.given.questions if name.search(q.text)]
        shapes: Parts = [(s, s.rpartition("#")[2]) for s in sorted(self.shapes[iri])]
        return {"Uses in the data": self._count(iri), "Questions": listed(asked), "Shapes": listed(shapes)}

    def _count(self, iri: str) -> Parts:
        written, more = self.counts[iri], self.followed[iri]
        words = (f"{written} as written" if written else "", f"{more} inferred" if more else "")
        return [", ".join(filter(None, words))] if written + more else []

    def _disjoint(self) -> dict[str, list[NamedNode]]:
        found: dict[str, list[NamedNode]] = defaultdict(list)
        for node in self.said:
            for group in objects(self.said, node, "owl:members"):
                several = [m for m in members(self.said, group) if isinstance(m, NamedNode)]
                for one in several:
                    found[one.value] += [m for m in several if m != one and m not in found[one.value]]
        return found

    def _back(self) -> dict[tuple[str, str], list[NamedNode]]:
        found: dict[tuple[str, str], list[NamedNode]] = defaultdict(list)
        for t in self.given.graphs["ontology"]:
            if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode):
                found[t.predicate.value.removeprefix(PREFIXES["rdfs"]), t.object.value].append(t.subject)
        return found


def examples(words: str) -> Iterator[tuple[bool, str]]:
    """Examples in a note, each with whether it is a negative one.

    >>> list(examples("Pledge 3. Negative example: a sentence."))
    [(False, 'Pledge 3.'), (True, 'a sentence.')]
    """
    positive, *negative = words.split("Negative example:")
    if positive.strip():
        yield False, positive.strip()
    yield from ((True, one.strip()) for one in negative)


def _mentions(shapes: list[Triple]) -> dict[str, set[str]]:
    """Named shapes by the own terms that they mention, in themselves or in their unnamed parts."""
    statements, found = by_subject(shapes), defaultdict(set)
    for top in statements:
        if isinstance(top, NamedNode):
            walked = [top]
            for node in walked:  # grows while it is walked
                values = [o for several in statements.get(node, {}).values() for o in several]
                walked += [o for o in values if not isinstance(o, NamedNode | Triple) and o in statements]  # type: ignore[misc]
                for value in values:
                    name = getattr(value, "value", "")
                    if isinstance(value, NamedNode) and name.startswith(ONTOLOGY):
                        found[name].add(top.value)
                    for local in re.findall(r"\biccis:(\w+)", name):
                        found[ONTOLOGY + local].add(top.value)
    return found


def _counts(given: Edition) -> tuple[Counter[str], Counter[str]]:
    """How often each term is used in the data: as a class or as a property; as written, and what follows."""
    kind = PREFIXES["rdf"] + "type"
    written, follows = Counter[str](), Counter[str]()
    for layer, graph in given.graphs.items():
        if layer not in (LABELS, "ontology", "alignments"):
            counter = follows if layer == CLOSURE else written
            counter.update(t.object.value if t.predicate.value == kind else t.predicate.value for t in graph)  # type: ignore[union-attr]
    return written, follows
