"""The terms of the ontology: what it states about each, and where each is used."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import permutations
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.core.project import CLOSURE, LABELS, TERMS
from iccis.core.rdf import TYPE
from iccis.publication.edition import Edition
from iccis.publication.pictures.concepts import tree
from iccis.publication.site.nodes import Node, Part, Parts, Statements, declared, joined, listed, part
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

RELATIONS = {
    "Subclass of": "rdfs:subClassOf",
    "Subclasses": "^rdfs:subClassOf",
    "Disjoint with": "owl:disjointWith",
    "Subproperty of": "rdfs:subPropertyOf",
    "Subproperties": "^rdfs:subPropertyOf",
    "Domain": "rdfs:domain",
    "Range": "rdfs:range",
    "Domain of": "^rdfs:domain",
    "Range of": "^rdfs:range",
    "Source": "dcterms:source",
}
"""Relations of a term, by name, with their properties; `^` marks those that point at the term."""


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
        self.statements = Statements(edition.graphs["ontology"])
        self.alignments = Statements(edition.graphs["alignments"])
        self.labels = {n.value: self.statements.text(n, "skos:prefLabel") for n in self.statements.named}
        self.own = [iri for iri in self.labels if iri.startswith(ONTOLOGY)]
        self.related = self._relations()
        self.shapes = _mentions(edition.shapes)
        self.stated, self.inferred = _uses(edition)

    def term(self, iri: str) -> Term:
        node, statements = NamedNode(iri), self.statements
        kinds = [kind.removeprefix(OWL) for kind in statements.iris(node, "rdf:type")]
        return Term(
            iri=iri,
            label=self.labels[iri],
            kinds=[words for kind, words in KINDS.items() if kind in kinds],
            definition=statements.text(node, "skos:definition"),
            notes=[n for p in ("skos:scopeNote", "skos:editorialNote") for n in statements.texts(node, p)],
            examples=[e for note in statements.texts(node, "skos:example") for e in examples(note)],
            related={name: parts for name, parts in self._related(node).items() if parts},
            alignments=[
                (words, part(other), self.alignments.text(other, "skos:editorialNote"))
                for name, words in ALIGNMENTS.items()
                for other in self.alignments.objects(node, name)
            ],
            used={name: parts for name, parts in self._used(iri).items() if parts},
        )

    def _related(self, node: NamedNode) -> dict[str, Parts]:
        name_of, statements = partial(part, labels=self.labels), self.statements
        related = {words: listed(map(name_of, self.related[node, p])) for words, p in RELATIONS.items()}
        chains = (
            joined(([name_of(step)] for step in statements.members(chain)), " then ")
            for chain in statements.objects(node, "owl:propertyChainAxiom")
        )
        return related | {"Inferred from": joined(chains, "; or ")}

    def _relations(self) -> dict[tuple[NamedNode, str], dict[NamedNode, None]]:
        """Return related nodes by node and property, which is marked with `^` towards a subject."""
        related: dict[tuple[NamedNode, str], dict[NamedNode, None]] = defaultdict(dict)
        for t in self.edition.graphs["ontology"]:
            if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode):
                related[t.subject, short(t.predicate.value)][t.object] = None
                related[t.object, "^" + short(t.predicate.value)][t.subject] = None
        for node in self.statements.by_node:
            for group in self.statements.objects(node, "owl:members"):
                classes = [m for m in self.statements.members(group) if isinstance(m, NamedNode)]
                for this, other in permutations(classes, 2):
                    related[this, "owl:disjointWith"][other] = None
        return related

    def _used(self, iri: str) -> dict[str, Parts]:
        name = re.compile(rf"\biccis:{iri.removeprefix(ONTOLOGY)}\b")
        questions = [q for q in self.edition.questions if name.search(q.text)]
        counts = ((self.stated[iri], "as written"), (self.inferred[iri], "inferred"))
        return {
            "Uses in the data": listed(f"{count} {words}" for count, words in counts if count),
            "Questions": listed((question_iri(q.name), q.number) for q in questions),
            "Shapes": listed((shape, shape.rpartition("#")[2]) for shape in sorted(self.shapes[iri])),
        }


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
    statements, mentions = Statements(shapes), defaultdict(set)
    for shape in statements.named:
        nodes: list[Node] = [shape]
        for node in nodes:  # grows while it is walked
            values = [value for values in statements.by_node[node].values() for value in values]
            nodes += [
                value for value in values if isinstance(value, BlankNode) and value in statements.by_node
            ]
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
