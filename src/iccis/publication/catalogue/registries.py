"""Records for registries of ontologies and vocabularies, to be submitted by whoever hosts the edition.

All values are read off the header of the ontology, the concept schemes and the record of the catalogue. None
of the registries has been asked to take the edition; what only a person can give, such as an e-mail address,
is left out.
"""

from typing import Any, NamedTuple

from iccis.core.jsonld import to_json
from iccis.core.namespaces import ONTOLOGY, ONTOLOGY_IRI, PREFIXES, SITE, split
from iccis.data.facts import Facts
from iccis.publication.catalogue.vocabulary import CATALOGUE, LANGUAGE, MEDIA_TYPES, licence
from iccis.publication.edition import Edition
from iccis.publication.site.render import render

BARTOC = "http://bartoc.org/en/"
FORMATS = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF"}
"""Names of forms in BARTOC's list of formats, as seen in public programs that use its records."""
KINDS = ("Class", "ObjectProperty", "DatatypeProperty")


class Registry(NamedTuple):
    """A registry: its name and address, what it does with a submission, and the records for it."""

    name: str
    address: str
    note: str
    records: list[dict[str, Any]]


def registries(edition: Edition, record: Facts) -> list[Registry]:
    """Return each registry with its records; `record` is that of the catalogue."""
    return [
        Registry(
            "DBpedia Archivo",
            "https://archivo.dbpedia.org/",
            "Takes the IRI alone, and reads the rest off the ontology when its parser (rapper) has read it.",
            [_archivo(edition.facts)],
        ),
        Registry(
            "Linked Open Vocabularies",
            "https://lov.linkeddata.es/dataset/lov/",
            "Takes the IRI; its curators ask for the rest, all of which is in the ontology.",
            [_lov(edition.facts)],
        ),
        Registry(
            "BARTOC",
            "https://bartoc.org/",
            "Takes a record in JSKOS for each concept scheme.",
            [_bartoc(edition.facts, record, scheme) for scheme in schemes(edition.facts)],
        ),
        Registry(
            "FAIRsharing",
            "https://fairsharing.org/",
            "Takes these fields in a form. It also asks for a contact with e-mail address and ORCID, and for "
            "subjects from its own list, which whoever submits the record has to add.",
            [_fairsharing(edition.facts, record)],
        ),
    ]


def schemes(facts: Facts) -> list[str]:
    """Return the IRIs of the concept schemes, sorted.

    >>> schemes(Facts([]))
    []
    """
    return sorted(facts.subjects("rdf:type", PREFIXES["skos"] + "ConceptScheme"))


def page(edition: Edition, record: Facts) -> bytes:
    """Render the page of the registries."""
    return render("registries.html", edition=edition, registries=registries(edition, record), json=to_json)


def _archivo(facts: Facts) -> dict[str, Any]:
    return {
        "ontology": ONTOLOGY_IRI,
        "title": facts.one(ONTOLOGY_IRI, "dcterms:title"),
        "description": facts.one(ONTOLOGY_IRI, "dcterms:description"),
        "license": facts.one(ONTOLOGY_IRI, "dcterms:license"),
    }


def _lov(facts: Facts) -> dict[str, Any]:
    agents = {name: facts.one(ONTOLOGY_IRI, f"dcterms:{name}") for name in ("creator", "publisher")}
    issued = facts.one(ONTOLOGY_IRI, "dcterms:issued")
    return {
        "uri": ONTOLOGY_IRI,
        "prefix": facts.one(ONTOLOGY_IRI, "vann:preferredNamespacePrefix"),
        "namespace": facts.one(ONTOLOGY_IRI, "vann:preferredNamespaceUri"),
        "title": facts.one(ONTOLOGY_IRI, "dcterms:title"),
        "description": facts.one(ONTOLOGY_IRI, "dcterms:description"),
        "language": LANGUAGE,
        **{name: f"{facts.one(agent, 'foaf:name')} <{agent}>" for name, agent in agents.items()},
        "rights": facts.one(ONTOLOGY_IRI, "dcterms:license"),
        "version": facts.one(ONTOLOGY_IRI, "owl:versionInfo"),
        **({"issued": issued} if issued else {}),
        "modified": facts.one(ONTOLOGY_IRI, "dcterms:modified"),
        "terms": _sizes(facts),
        "vocabularies": _vocabularies(facts),
    }


def _sizes(facts: Facts) -> dict[str, int]:
    """Return the number of own terms of each kind."""
    return {kind: sum(iri.startswith(ONTOLOGY) for iri in _declared(facts, kind)) for kind in KINDS}


def _vocabularies(facts: Facts) -> list[str]:
    """Return the namespaces of the terms from elsewhere that the ontology declares, sorted."""
    prefixes = {split(iri)[0] for kind in (*KINDS, "AnnotationProperty") for iri in _declared(facts, kind)}
    return sorted(PREFIXES[prefix] for prefix in prefixes - {"", "iccis"})


def _declared(facts: Facts, kind: str) -> list[str]:
    return facts.subjects("rdf:type", PREFIXES["owl"] + kind)


def _bartoc(facts: Facts, record: Facts, scheme: str) -> dict[str, Any]:
    publisher = facts.one(scheme, "dcterms:publisher")
    files = [f"{CATALOGUE}#concepts.{extension}" for extension in FORMATS]
    return {
        "uri": scheme,
        "type": [PREFIXES["skos"] + "ConceptScheme"],
        "prefLabel": {LANGUAGE: facts.label(scheme)},
        "definition": {LANGUAGE: facts.values(scheme, "dcterms:description")},
        "url": scheme,
        "publisher": [{"uri": publisher, "prefLabel": {LANGUAGE: facts.one(publisher, "foaf:name")}}],
        "created": facts.one(ONTOLOGY_IRI, "dcterms:created")[:10],
        "modified": record.one(CATALOGUE, "dcterms:modified")[:10],
        "languages": [LANGUAGE],
        "license": [{"uri": facts.one(scheme, "dcterms:license")}],
        "extent": f"{len(facts.subjects('skos:inScheme', scheme))} concepts",
        "namespace": SITE + "id/",
        "distributions": [
            {
                "download": record.one(file, "dcat:accessURL"),
                "mimetype": record.one(file, "dcat:mediaType").removeprefix(MEDIA_TYPES),
            }
            for file in files
        ],
        "ACCESS": [{"uri": BARTOC + "Access/Free"}],
        "FORMAT": [{"uri": f"{BARTOC}Format/{name}"} for name in ("SKOS", *FORMATS.values())],
    }


def _fairsharing(facts: Facts, record: Facts) -> dict[str, Any]:
    published = facts.one(ONTOLOGY_IRI, "bibo:status").endswith("/published")
    return {
        "name": facts.one(ONTOLOGY_IRI, "dcterms:title"),
        "abbreviation": facts.one(ONTOLOGY_IRI, "vann:preferredNamespacePrefix"),
        "homepage": ONTOLOGY_IRI,
        "description": facts.one(ONTOLOGY_IRI, "dcterms:description"),
        "type": "terminology_artefact",
        "status": "ready" if published else "in_development",
        "year_creation": int(facts.one(ONTOLOGY_IRI, "dcterms:created")[:4]),
        "organisation": facts.one(facts.one(ONTOLOGY_IRI, "dcterms:publisher"), "foaf:name"),
        "licence": licence(record),
        "user_defined_tags": record.values(f"{CATALOGUE}#ontology", "dcat:keyword"),
    }
