"""Namespaces, prefixes and names of graphs."""

from collections.abc import Mapping
from functools import lru_cache

CACHED_IRIS = 1 << 14
"""Of how many IRIs a function that is called again and again remembers the result."""
SITE = "https://w3id.org/iccis/"


ONTOLOGY_IRI = SITE + "ontology"
"""The ontology itself, which says its title, its version and by whom it is."""
ONTOLOGY = ONTOLOGY_IRI + "#"


ID = SITE + "id/"


GRAPH = SITE + "graph/"


PREFIXES = {
    "bibo": "http://purl.org/ontology/bibo/",
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "iccis": ONTOLOGY,
    "id": ID,
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "undo": "https://w3id.org/un/ontology/undo/",
    "vann": "http://purl.org/vocab/vann/",
    "voaf": "http://purl.org/vocommons/voaf#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def graph_name(graph: str) -> str:
    """Return the IRI of a graph: that of a layer, or of a layer of one instrument.

    >>> graph_name("norms"), graph_name("lakes-charter/norms")
    ('https://w3id.org/iccis/graph/norms', 'https://w3id.org/iccis/graph/lakes-charter/norms')
    """
    return GRAPH + graph


def split(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> tuple[str, str]:
    """Return the prefix and the local name of an IRI; without a prefix, an empty one and the whole IRI.

    >>> split("https://w3id.org/iccis/id/norm/3.1"), split("urn:x")
    (('id', 'norm/3.1'), ('', 'urn:x'))
    """
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return prefix, iri.removeprefix(namespace)
    return "", iri


@lru_cache(CACHED_IRIS)
def short(iri: str) -> str:
    """Return an IRI without the base of things, or with a prefix of the project's.

    >>> short("https://w3id.org/iccis/id/norm/3.1"), short("https://w3id.org/iccis/ontology#Norm")
    ('norm/3.1', 'iccis:Norm')
    """
    prefix, name = split(iri)
    return name if prefix in ("", "id") else f"{prefix}:{name}"
