"""The page of the catalogue: what there is, how large, under which terms, and where it comes from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pyoxigraph import Triple

from iccis.publication.catalogue.vocabulary import CATALOGUE, Reader, one, reader
from iccis.publication.forms import Offer
from iccis.publication.site.render import render

if TYPE_CHECKING:
    from iccis.publication.files import Publication

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
"""What holds of everything in the catalogue, by its name on the page."""
STEPS = ("transcription", "reasoning", "publication")


def page(made: "Publication", known: Callable[[], list[Triple]], forms: list[Offer]) -> bytes:
    """The page; everything on it is read off the record."""
    said = reader(known())
    return render(
        "catalog.html",
        "catalog.html",
        edition=made.edition,
        alternates=[(form.type, f"catalog.{form.extension}") for form in forms],
        title=one(said, CATALOGUE, "dcterms:title"),
        description=one(said, CATALOGUE, "dcterms:description"),
        shared=[(name, found) for name, what in SHARED if (found := _named(said, CATALOGUE, what))],
        datasets=[_dataset(said, iri) for iri in said(CATALOGUE, "dcat:dataset")],
        service=_service(said, one(said, CATALOGUE, "dcat:service")),
        source=_source(said, f"{CATALOGUE}#source"),
        steps=[(step, one(said, f"{CATALOGUE}#{step}", "dcterms:title")) for step in STEPS],
    )


def _named(said: Reader, subject: str, what: str) -> list[tuple[str, str]]:
    """Values with the addresses that they have, if any, by their labels."""
    return [(value if ":/" in value else "", _label(said, value)) for value in said(subject, what)]


def _label(said: Reader, value: str) -> str:
    labels = ("skos:prefLabel", "foaf:name", "vcard:fn", "dcterms:title", "rdfs:label")
    return next((found for name in labels if (found := one(said, value, name))), value.partition("T00:")[0])


def _dataset(said: Reader, iri: str) -> dict[str, Any]:
    return {
        "name": iri.partition("#")[2],
        "title": one(said, iri, "dcterms:title"),
        "description": one(said, iri, "dcterms:description"),
        "keywords": said(iri, "dcat:keyword"),
        "conforms": _named(said, iri, "dcterms:conformsTo"),
        "files": [_file(said, file) for file in said(iri, "dcat:distribution")],
    }


def _file(said: Reader, iri: str) -> dict[str, Any]:
    packed = bool(said(iri, "dcat:compressFormat"))
    form = _label(said, one(said, iri, "dcterms:format"))
    return {
        "name": iri.partition("#")[2],
        "form": f"{form}, compressed" if packed else form,
        "address": one(said, iri, "dcat:downloadURL"),
        "size": int(one(said, iri, "dcat:byteSize")),
        "sum": one(said, one(said, iri, "spdx:checksum"), "spdx:checksumValue"),
    }


def _service(said: Reader, iri: str) -> dict[str, str]:
    return {
        "title": one(said, iri, "dcterms:title"),
        "description": one(said, iri, "dcterms:description"),
        "address": one(said, iri, "dcat:endpointURL"),
    }


def _source(said: Reader, iri: str) -> dict[str, str]:
    return {
        "description": one(said, iri, "dcterms:description"),
        "rights": one(said, one(said, iri, "dcterms:rights"), "rdfs:label"),
        "witness": one(said, iri, "rdfs:seeAlso"),
        "size": f"{int(one(said, iri, 'dcat:byteSize')):,}",
        "sum": one(said, one(said, iri, "spdx:checksum"), "spdx:checksumValue"),
    }
