"""The page about the ontology: its header, class hierarchy and terms, and terms of other vocabularies."""

from pyoxigraph import NamedNode

from iccis.core.namespaces import PREFIXES, SITE, short
from iccis.core.rdf import Term
from iccis.publication.edition import Edition
from iccis.publication.site.nodes import Part, Parts, Statements, declared, joined
from iccis.publication.site.render import render
from iccis.publication.site.terms import hierarchy, layers

ONTOLOGY = NamedNode(SITE + "ontology")
VERSIONS = ONTOLOGY.value + "/"
HEADER = {
    "dcterms:title": "Title",
    "owl:versionInfo": "Version",
    "owl:versionIRI": "Version IRI",
    "owl:priorVersion": "Prior version",
    "vann:preferredNamespacePrefix": "Preferred prefix",
    "vann:preferredNamespaceUri": "Namespace",
    "dcterms:creator": "Creator",
    "dcterms:created": "Created",
    "dcterms:modified": "Modified",
    "dcterms:license": "Licence",
    "dcterms:source": "Source",
    "dcterms:bibliographicCitation": "Cite as",
    "skos:changeNote": "Changes",
    "skos:editorialNote": "Reused terms",
    "skos:scopeNote": "Neutrality",
}
"""Properties of the header with their names, in the order of the page."""


def page(edition: Edition) -> bytes:
    """Return the page."""
    by_layer = layers(edition)
    terms = sorted((term for _, _, terms in by_layer for term in terms), key=lambda term: term.label)
    return render(
        "ontology.html",
        edition=edition,
        layers=by_layer,
        tree=hierarchy(terms),
        header=header(edition),
        outside=outside(edition),
        description=Statements(edition.graphs["ontology"]).text(ONTOLOGY, "dcterms:description"),
    )


def header(edition: Edition) -> list[tuple[str, Parts]]:
    """Return the header of the ontology: names of properties, each with its values in words.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _ in header(edition())][:2]
    ['Title', 'Version']
    """
    statements = Statements(edition.graphs["ontology"])
    rows = ((name, statements.objects(ONTOLOGY, term)) for term, name in HEADER.items())
    return [(name, joined(([_value(value)] for value in values), "; ")) for name, values in rows if values]


def _value(value: Term) -> Part:
    """Put a value in words: a date without the time of day, an IRI in full; the version has no page."""
    if not isinstance(value, NamedNode):
        return getattr(value, "value", "").removesuffix("T00:00:00Z")
    return value.value if value.value.startswith(VERSIONS) else (value.value, value.value)


def outside(edition: Edition) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return the terms of other vocabularies that are declared here, by prefix: IRI, name and kind."""
    statements = Statements(edition.graphs["ontology"])
    terms: dict[str, list[tuple[str, str, str]]] = {}
    for iri in sorted(declared("ontology", edition.base)):
        name = short(iri)
        if name != iri and not iri.startswith(SITE):
            kinds = statements.iris(NamedNode(iri), "rdf:type")
            kind = " ".join(sorted(kind.removeprefix(PREFIXES["owl"]) for kind in kinds))
            terms.setdefault(name.partition(":")[0], []).append((iri, name, kind))
    return sorted(terms.items())
