"""The page about the ontology: its header, its classes as a tree, every term, and what is from elsewhere."""

from functools import partial

from pyoxigraph import NamedNode

from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.rdf import Term
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.nodes import Part, Parts, by_subject, declared, objects, text
from iccis.publication.site.render import render
from iccis.publication.site.terms import hierarchy, layers

ONTOLOGY = NamedNode(SITE + "ontology")
VERSIONS = ONTOLOGY.value + "/"
HEADER = {
    "dcterms:title": "Title",
    "owl:versionInfo": "Version",
    "owl:versionIRI": "Version IRI",
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
"""What the header says, in the order of the page."""
FORMS = {
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/n-triples": "nt",
}


def pages(given: Edition) -> Makers:
    """What makes the page, by path.

    >>> from iccis.publication.edition import edition
    >>> list(pages(edition()))
    ['ontology.html']
    """
    return {"ontology.html": partial(_page, given)}


def _page(given: Edition) -> bytes:
    found = layers(given)
    every = sorted((term for _, _, terms in found for term in terms), key=lambda term: term.label)
    return render(
        "ontology.html",
        "ontology.html",
        edition=given,
        alternates=[(kind, f"latest/ontology.{end}") for kind, end in FORMS.items()],
        layers=found,
        tree=list(hierarchy(every)),
        header=header(given),
        outside=outside(given),
        description=text(by_subject(given.graphs["ontology"]), ONTOLOGY, "dcterms:description"),
    )


def header(given: Edition) -> list[tuple[str, Parts]]:
    """What the header of the ontology says, in words.

    >>> from iccis.publication.edition import edition
    >>> [words for words, _ in header(edition())][:2]
    ['Title', 'Version']
    """
    statements = by_subject(given.graphs["ontology"])
    found = ((words, objects(statements, ONTOLOGY, name)) for name, words in HEADER.items())
    return [(words, [_value(value) for value in values]) for words, values in found if values]


def _value(value: Term) -> Part:
    """A literal as it stands, a date without the time of day, an IRI in full: the version is no page."""
    if not isinstance(value, NamedNode):
        return getattr(value, "value", "").removesuffix("T00:00:00Z")
    return value.value if value.value.startswith(VERSIONS) else (value.value, value.value)


def outside(given: Edition) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Terms of other vocabularies that are declared here, by prefix: IRI, name and kind."""
    statements = by_subject(given.graphs["ontology"])
    found: dict[str, list[tuple[str, str, str]]] = {}
    for iri in sorted(declared("ontology", given.base)):
        prefix = next((name for name, namespace in PREFIXES.items() if iri.startswith(namespace)), "")
        if prefix and not iri.startswith(SITE):
            kinds = [
                k.value for k in objects(statements, NamedNode(iri), "rdf:type") if isinstance(k, NamedNode)
            ]
            kind = " ".join(sorted(k.removeprefix(PREFIXES["owl"]) for k in kinds))
            found.setdefault(prefix, []).append((iri, f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}", kind))
    return sorted(found.items())
