"""The page about the ontology: its header, class hierarchy and terms, and terms of other vocabularies.

For each term it says what the ontology states about it, and where it is used.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, permutations
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Triple

from iccis.core.namespaces import ONTOLOGY, ONTOLOGY_IRI, PREFIXES, SITE, short
from iccis.core.project import CLOSURE, LABELS, TERMS
from iccis.core.rdf import TYPE, plain
from iccis.core.rdf import Term as RdfTerm
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.pictures.concepts import tree
from iccis.publication.site.nodes import Node, Part, Parts, Statements, declared, joined, listed, part
from iccis.publication.site.render import about, render
from iccis.publication.things.thing import follow
from iccis.questions.question import Question, question_iri

HEADER = {
    "dcterms:title": "Title",
    "owl:versionInfo": "Version",
    "owl:versionIRI": "Version IRI",
    "bibo:status": "Status",
    "owl:priorVersion": "Prior version",
    "owl:backwardCompatibleWith": "Backward compatible with",
    "owl:incompatibleWith": "Incompatible with",
    "vann:preferredNamespacePrefix": "Preferred prefix",
    "vann:preferredNamespaceUri": "Namespace",
    "dcterms:creator": "Creator",
    "dcterms:publisher": "Publisher",
    "dcterms:created": "Created",
    "dcterms:issued": "Issued",
    "dcterms:modified": "Modified",
    "dcterms:license": "Licence",
    "dcterms:source": "Source",
    "dcterms:bibliographicCitation": "Cite as",
    "foaf:logo": "Logo",
    "skos:changeNote": "Changes",
    "skos:editorialNote": "Reused terms",
    "skos:scopeNote": "Neutrality",
}
"""Properties of the header with their names, in the order of the page."""
OWL = PREFIXES["owl"]
NAME = re.compile(r"\biccis:(\w+)")
DISJOINT = NamedNode(OWL + "disjointWith")
LAYERS = {
    "text": "The text and its structure.",
    "anchors": "How statements about the text point to its exact words.",
    "documents": "The document, its witnesses and the instruments it cites.",
    "actors": "The actors and roles that the text names.",
    "concepts": "The concepts and principles that the text names.",
    "norms": "Who must, must not or may do what, and towards whom.",
    "positions": "The legal relations that norms establish between actors.",
    "readings": "Interpretations: who reads which words, and how.",
    "links": "Parallels in other instruments, variants of the text, and its history.",
}
"""Files of the ontology in the order of dependence, with what each describes."""
KINDS = {"Class": "class"}
KINDS |= {f"{kind}Property": f"{kind.lower()} property" for kind in ("Object", "Datatype", "Annotation")}
KINDS |= {
    f"{kind}Property": kind.lower() for kind in ("Transitive", "Functional", "Irreflexive", "Symmetric")
}
"""Kinds of terms in words, in the order of the page."""
MATCHES = ("close", "related", "exact", "broad", "narrow")
ALIGNMENTS = {"rdfs:subClassOf": "subclass of", "rdfs:subPropertyOf": "subproperty of"}
ALIGNMENTS |= {f"skos:{match}Match": f"{match} match:" for match in MATCHES}
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


def page(edition: Edition) -> bytes:
    """Return the page."""
    facts, by_layer = Facts(edition.graphs["ontology"]), layers(edition)
    terms = sorted((term for _, _, terms in by_layer for term in terms), key=lambda term: term.label)
    return render(
        "ontology.html",
        edition=edition,
        layers=by_layer,
        tree=hierarchy(terms),
        header=header(edition),
        outside=outside(edition),
        description=facts.one(ONTOLOGY_IRI, "dcterms:description"),
        jsonld=about(edition.graphs["ontology"], ONTOLOGY_IRI, edition),
    )


def header(edition: Edition) -> list[tuple[str, Parts]]:
    """Return the header of the ontology: names of properties, each with its values in words.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _ in header(edition())][:2]
    ['Title', 'Version']
    """
    statements = Statements(edition.graphs["ontology"])
    rows = ((name, statements.objects(NamedNode(ONTOLOGY_IRI), term)) for term, name in HEADER.items())
    return [
        (name, joined(([_value(value, statements, edition)] for value in values), "; "))
        for name, values in rows
        if values
    ]


def _value(value: RdfTerm, statements: Statements, edition: Edition) -> Part:
    """Put a value in words: a date without the time of day, an agent by name, any other IRI in full.

    A version has no page, and so no link, nor has what is not part of a project of one's own.
    """
    if not isinstance(value, NamedNode):
        return getattr(value, "value", "").removesuffix("T00:00:00Z")
    name = statements.text(value, "foaf:name") or value.value
    is_elsewhere = edition.is_project and value.value.startswith(SITE) and value.value not in edition.things
    return name if is_elsewhere or value.value.startswith(ONTOLOGY_IRI + "/") else (value.value, name)


def outside(edition: Edition) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return the terms of other vocabularies that are declared here, by prefix: IRI, name and kind."""
    facts = Facts(edition.graphs["ontology"])
    terms: dict[str, list[tuple[str, str, str]]] = {}
    for iri in sorted(declared("ontology", edition.base)):
        name = short(iri)
        if name != iri and not iri.startswith(SITE):
            kind = " ".join(sorted(kind.removeprefix(OWL) for kind in facts.values(iri, "rdf:type")))
            terms.setdefault(name.partition(":")[0], []).append((iri, name, kind))
    return sorted(terms.items())


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
    for term in sorted(index.terms(), key=lambda term: (term.label.casefold(), term.iri)):
        by_file[files[term.iri]].append(term)
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
        graph = edition.graphs["ontology"]
        self.edition, self.statements = edition, Statements(graph)
        self.facts = Facts([*graph, *_disjoint(self.statements)])
        self.alignments = Facts(edition.graphs["alignments"])
        self.shapes = _mentions(Statements(edition.shapes))
        self.questions = _mentioned(edition.questions)
        self.stated, self.inferred = _uses(edition)

    def terms(self) -> list[Term]:
        return [self._term(iri) for iri in list(self.facts.out) if iri.startswith(ONTOLOGY)]

    def _term(self, iri: str) -> Term:
        values, kinds = partial(self.facts.values, iri), self.facts.values(iri, "rdf:type")
        return Term(
            iri=iri,
            label=self.facts.label(iri),
            kinds=[words for kind, words in KINDS.items() if OWL + kind in kinds],
            definition=self.facts.one(iri, "skos:definition"),
            notes=[*values("skos:scopeNote"), *values("skos:editorialNote")],
            examples=[e for note in values("skos:example") for e in examples(note)],
            related={name: parts for name, parts in self._related(iri).items() if parts},
            alignments=[
                (words, (other, short(other)), self.alignments.one(other, "skos:editorialNote"))
                for name, words in ALIGNMENTS.items()
                for other in self.alignments.values(iri, name)
            ],
            used={name: parts for name, parts in self._used(iri).items() if parts},
        )

    def _related(self, iri: str) -> dict[str, Parts]:
        facts, statements = self.facts, self.statements
        related = {
            words: listed((other, facts.label(other)) for other in follow(facts, iri, path))
            for words, path in RELATIONS.items()
        }
        chains = (
            joined(([part(step, facts.label)] for step in statements.members(steps)), " then ")
            for steps in statements.objects(NamedNode(iri), "owl:propertyChainAxiom")
        )
        return related | {"Inferred from": joined(chains, "; or ")}

    def _used(self, iri: str) -> dict[str, Parts]:
        counts = ((self.stated[iri], "as written"), (self.inferred[iri], "inferred"))
        return {
            "Uses in the data": listed(f"{count} {words}" for count, words in counts if count),
            "Questions": listed((question_iri(q.name), q.number) for q in self.questions[iri]),
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


def _disjoint(statements: Statements) -> Iterator[Triple]:
    """Yield the pairs that are disjoint because both are members of a group of disjoint classes."""
    for node in statements.by_node:
        for group in statements.objects(node, "owl:members"):
            for this, other in permutations(statements.members(group), 2):
                yield Triple(this, DISJOINT, other)  # type: ignore[arg-type]


def _mentions(shapes: Statements) -> dict[str, set[str]]:
    """Return the named shapes that mention each own term, in themselves or in their unnamed parts."""
    mentions = defaultdict(set)
    for shape in shapes.named:
        for name in _names(shapes, shape):
            mentions[ONTOLOGY + name].add(shape.value)
    return mentions


def _mentioned(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Return the questions that name each own term."""
    mentions = defaultdict(list)
    for question in questions:
        for name in dict.fromkeys(NAME.findall(question.text)):
            mentions[ONTOLOGY + name].append(question)
    return mentions


def _names(shapes: Statements, node: Node) -> Iterator[str]:
    """Yield the names of own terms among the values of a node and in its texts, such as SPARQL."""
    for value in chain.from_iterable(shapes.by_node.get(node, {}).values()):
        yield from NAME.findall(short(plain(value)))
        if isinstance(value, BlankNode):
            yield from _names(shapes, value)


def _uses(edition: Edition) -> tuple[Counter[str], Counter[str]]:
    """Count the uses of each term in the data, as a class or as a property: as written, and inferred."""
    stated, inferred = Counter[str](), Counter[str]()
    for layer, graph in edition.graphs.items():
        if layer not in (LABELS, *TERMS):
            counter = inferred if layer == CLOSURE else stated
            counter.update(t.object.value if t.predicate == TYPE else t.predicate.value for t in graph)  # type: ignore[union-attr]
    return stated, inferred
