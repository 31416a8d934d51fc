"""The page of the catalogue: files, their sizes, the terms of use, and the source."""

from typing import Any

from iccis.data.facts import Facts
from iccis.publication.catalogue.vocabulary import CATALOGUE, checksums
from iccis.publication.edition import Edition
from iccis.publication.forms import Offer
from iccis.publication.site.render import render

SHARED = (
    ("Publisher", "dcterms:publisher"),
    ("Contact", "dcat:contactPoint"),
    ("Licence", "dcterms:license"),
    ("Access", "dcterms:accessRights"),
    ("Language", "dcterms:language"),
    ("Frequency", "dcterms:accrualPeriodicity"),
    ("Theme", "dcat:theme"),
    ("Issued", "dcterms:issued"),
    ("Changed", "dcterms:modified"),
)
"""Properties of the whole catalogue, by their names on the page."""
STEPS = ("transcription", "reasoning", "publication")


def page(edition: Edition, facts: Facts, forms: list[Offer]) -> bytes:
    """Render the page; everything on it is read off the record."""
    return render(
        "catalog.html",
        "catalog.html",
        edition=edition,
        alternates=[(form.type, f"catalog.{form.extension}") for form in forms],
        title=facts.one(CATALOGUE, "dcterms:title"),
        description=facts.one(CATALOGUE, "dcterms:description"),
        shared=[(label, pairs) for label, name in SHARED if (pairs := _named(facts, CATALOGUE, name))],
        datasets=[_dataset(facts, iri) for iri in facts.values(CATALOGUE, "dcat:dataset")],
        service=_service(facts, facts.one(CATALOGUE, "dcat:service")),
        source=_source(facts, f"{CATALOGUE}#source"),
        steps=[(step, facts.one(f"{CATALOGUE}#{step}", "dcterms:title")) for step in STEPS],
    )


def _named(facts: Facts, subject: str, name: str) -> list[tuple[str, str]]:
    """Values as pairs of address, if they have one, and label."""
    return [(value if ":/" in value else "", _label(facts, value)) for value in facts.values(subject, name)]


def _label(facts: Facts, value: str) -> str:
    labels = ("skos:prefLabel", "foaf:name", "vcard:fn", "dcterms:title", "rdfs:label")
    return next((found for name in labels if (found := facts.one(value, name))), value.partition("T00:")[0])


def _dataset(facts: Facts, iri: str) -> dict[str, Any]:
    return {
        "name": iri.partition("#")[2],
        "title": facts.one(iri, "dcterms:title"),
        "description": facts.one(iri, "dcterms:description"),
        "keywords": facts.values(iri, "dcat:keyword"),
        "conforms": _named(facts, iri, "dcterms:conformsTo"),
        "files": [_file(facts, file) for file in facts.values(iri, "dcat:distribution")],
    }


def _file(facts: Facts, iri: str) -> dict[str, Any]:
    compressed = bool(facts.values(iri, "dcat:compressFormat"))
    form = _label(facts, facts.one(iri, "dcterms:format"))
    return {
        "name": iri.partition("#")[2],
        "form": f"{form}, compressed" if compressed else form,
        "address": facts.one(iri, "dcat:downloadURL"),
        "size": int(facts.one(iri, "dcat:byteSize")),
        "sum": checksums(facts, iri)[0],
    }


def _service(facts: Facts, iri: str) -> dict[str, str]:
    return {
        "title": facts.one(iri, "dcterms:title"),
        "description": facts.one(iri, "dcterms:description"),
        "address": facts.one(iri, "dcat:endpointURL"),
    }


def _source(facts: Facts, iri: str) -> dict[str, str]:
    return {
        "description": facts.one(iri, "dcterms:description"),
        "rights": facts.one(facts.one(iri, "dcterms:rights"), "rdfs:label"),
        "witness": facts.one(iri, "rdfs:seeAlso"),
        "size": f"{int(facts.one(iri, 'dcat:byteSize')):,}",
        "sum": checksums(facts, iri)[0],
    }
