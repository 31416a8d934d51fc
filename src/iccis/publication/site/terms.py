"""The terms of the ontology: what it states about each, and where each is used."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, PREFIXES
from iccis.core.project import CLOSURE, LABELS, TERMS
from iccis.core.rdf import TYPE
from iccis.core.rdf import Term as GraphTerm
from iccis.publication.edition import Edition
from iccis.publication.pictures.concepts import tree
from iccis.publication.site.nodes import (
    Part,
    Parts,
    Statements,
    by_subject,
    declared,
    iris,
    joined,
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
"""Files of the ontology in the order of dependence, with what each describes."""
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
ALIGNMENTS = {
    "rdfs:subClassOf": "subclass of",
    "rdfs:subPropertyOf": "subproperty of",
    "skos:closeMatch": "close match:",
    "skos:relatedMatch": "related match:",
    "skos:exactMatch": "exact match:",
    "skos:broadMatch": "broad match:",
    "skos:narrowMatch": "narrow match:",
}
"""Relations to terms of other vocabularies, with the words before such a term."""


class Term(NamedTuple):
    """A term of the ontology, as its page shows it."""

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


def layers(edition: Edition) -> list[tuple[str, str, list[Term]]]:
    """Return own terms by the file of the ontology that declares them: name, description, terms by label.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _, _ in layers(edition())][:3]
    ['text', 'anchors', 'documents']
    """
    files, index = declared("ontology", edition.base), _Index(edition)
    by_file = defaultdict(list)
    for iri in sorted(index.own, key=lambda iri: (index.labels[iri].casefold(), iri)):
        by_file[files[iri]].append(index.term(iri))
    order = [*(name for name in LAYERS if name in by_file), *sorted(by_file.keys() - LAYERS.keys())]
    return [
        (name, LAYERS.get(name, ""), sorted(by_file[name], key=lambda t: not t.is_class)) for name in order
    ]


def hierarchy(terms: list[Term]) -> list[tuple[int, Term]]:
    """Return the classes among some terms with their depth, each under its superclass.

    >>> hierarchy([])
    []
    """
    classes = {term.iri: term for term in terms if term.is_class}
    above = {iri: [pair[0] for pair in term.related.get("Subclass of", [])] for iri, term in classes.items()}
    return [(depth, classes[iri]) for depth, iri in tree(list(classes), above)]


class _Index:
    """Statements of the ontology, by term and by what is related to it, read once for all terms."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.statements: Statements = by_subject(edition.graphs["ontology"])
        self.alignments: Statements = by_subject(edition.graphs["alignments"])
        self.labels = {
            n.value: text(self.statements, n, "skos:prefLabel")
            for n in self.statements
            if isinstance(n, NamedNode)
        }
        self.own = [iri for iri in self.labels if iri.startswith(ONTOLOGY)]
        self.part = partial(part, labels=self.labels)
        self.disjoint = self._disjoint()
        self.inverse = self._inverse()
        self.shapes = _mentions(edition.shapes)
        self.stated, self.inferred = _uses(edition)

    def term(self, iri: str) -> Term:
        node, statements = NamedNode(iri), self.statements
        kinds = [kind.removeprefix(OWL) for kind in iris(statements, node, "rdf:type")]
        notes = (
            *objects(statements, node, "skos:scopeNote"),
            *objects(statements, node, "skos:editorialNote"),
        )
        return Term(
            iri=iri,
            label=self.labels[iri],
            kinds=[words for kind, words in KINDS.items() if kind in kinds],
            definition=text(statements, node, "skos:definition"),
            notes=[note.value for note in notes if not isinstance(note, Triple)],
            examples=[
                example
                for note in objects(statements, node, "skos:example")
                for example in examples(getattr(note, "value", ""))
            ],
            related={name: parts for name, parts in self._related(node).items() if parts},
            alignments=list(self._alignments(node)),
            used={name: parts for name, parts in self._used(iri).items() if parts},
        )

    def _related(self, node: NamedNode) -> dict[str, Parts]:
        out = partial(objects, self.statements, node)
        related: dict[str, Sequence[GraphTerm]] = {
            "Subclass of": out("rdfs:subClassOf"),
            "Subclasses": self.inverse["subClassOf", node.value],
            "Disjoint with": self.disjoint.get(node.value, []),
            "Subproperty of": out("rdfs:subPropertyOf"),
            "Subproperties": self.inverse["subPropertyOf", node.value],
            "Domain": out("rdfs:domain"),
            "Range": out("rdfs:range"),
            "Domain of": self.inverse["domain", node.value],
            "Range of": self.inverse["range", node.value],
            "Source": out("dcterms:source"),
        }
        chains = (
            joined(([self.part(member)] for member in members(self.statements, chain)), " then ")
            for chain in out("owl:propertyChainAxiom")
        )
        return {name: listed(map(self.part, terms)) for name, terms in related.items()} | {
            "Inferred from": joined(chains, "; or ")
        }

    def _alignments(self, node: NamedNode) -> Iterator[tuple[str, Part, str]]:
        for name, words in ALIGNMENTS.items():
            for other in objects(self.alignments, node, name):
                yield words, part(other), text(self.alignments, other, "skos:editorialNote")

    def _used(self, iri: str) -> dict[str, Parts]:
        name = re.compile(rf"\biccis:{iri.removeprefix(ONTOLOGY)}\b")
        questions = [q for q in self.edition.questions if name.search(q.text)]
        counts = ((self.stated[iri], "as written"), (self.inferred[iri], "inferred"))
        return {
            "Uses in the data": listed(f"{count} {words}" for count, words in counts if count),
            "Questions": listed((question_iri(q.name), q.number) for q in questions),
            "Shapes": listed((shape, shape.rpartition("#")[2]) for shape in sorted(self.shapes[iri])),
        }

    def _disjoint(self) -> dict[str, list[NamedNode]]:
        """Return the classes that each class is declared disjoint with."""
        disjoint: dict[str, list[NamedNode]] = defaultdict(list)
        for node in self.statements:
            for group in objects(self.statements, node, "owl:members"):
                classes = [m for m in members(self.statements, group) if isinstance(m, NamedNode)]
                for this in classes:
                    disjoint[this.value] += [
                        other for other in classes if other != this and other not in disjoint[this.value]
                    ]
        return disjoint

    def _inverse(self) -> dict[tuple[str, str], list[NamedNode]]:
        """Return subjects by property, without the prefix of RDFS, and object."""
        inverse: dict[tuple[str, str], list[NamedNode]] = defaultdict(list)
        for t in self.edition.graphs["ontology"]:
            if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode):
                inverse[t.predicate.value.removeprefix(PREFIXES["rdfs"]), t.object.value].append(t.subject)
        return inverse


def examples(words: str) -> Iterator[tuple[bool, str]]:
    """Yield the examples in a note, each with whether it is a negative one.

    >>> list(examples("Pledge 3. Negative example: a sentence."))
    [(False, 'Pledge 3.'), (True, 'a sentence.')]
    """
    positive, *negative = words.split("Negative example:")
    if positive.strip():
        yield False, positive.strip()
    yield from ((True, example.strip()) for example in negative)


def _mentions(shapes: list[Triple]) -> dict[str, set[str]]:
    """Return the named shapes that mention each own term, in themselves or in their unnamed parts."""
    statements, mentions = by_subject(shapes), defaultdict(set)
    for shape in statements:
        if isinstance(shape, NamedNode):
            nodes = [shape]
            for node in nodes:  # grows while it is walked
                values = [o for several in statements.get(node, {}).values() for o in several]
                nodes += [o for o in values if not isinstance(o, NamedNode | Triple) and o in statements]  # type: ignore[misc]
                for value in values:
                    name = getattr(value, "value", "")
                    if isinstance(value, NamedNode) and name.startswith(ONTOLOGY):
                        mentions[name].add(shape.value)
                    for local in re.findall(r"\biccis:(\w+)", name):
                        mentions[ONTOLOGY + local].add(shape.value)
    return mentions


def _uses(edition: Edition) -> tuple[Counter[str], Counter[str]]:
    """Count the uses of each term in the data, as a class or as a property: as written, and inferred."""
    stated, inferred = Counter[str](), Counter[str]()
    for layer, graph in edition.graphs.items():
        if layer not in (LABELS, *TERMS):
            counter = inferred if layer == CLOSURE else stated
            counter.update(t.object.value if t.predicate == TYPE else t.predicate.value for t in graph)  # type: ignore[union-attr]
    return stated, inferred
