"""The catalogue in two other tongues: schema.org for search engines, Frictionless for tables."""

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, Triple, parse, serialize

from iccis.core.namespaces import SITE
from iccis.publication import Makers
from iccis.publication.catalogue.frictionless import package
from iccis.publication.catalogue.vocabulary import CATALOGUE, MEDIA_TYPES, Reader, licence, one, reader
from iccis.publication.edition import WHOLE

if TYPE_CHECKING:
    from iccis.publication.files import Publication

SCHEMA = "https://schema.org/"
CONTEXT = {"@vocab": SCHEMA} | {name: {"@type": "@id"} for name in ("contentUrl", "license", "url")}
"""Says in the document itself what its words mean, so that nobody must fetch it."""
Record = Callable[[], list[Triple]]


def exports(made: "Publication", known: Record) -> Makers:
    """What makes the documents for search engines and for tables, by path."""
    return {
        "index.jsonld": partial(_json, lambda: dataset(known())),
        "index.nt": lambda: _ntriples(dataset(known())),
        "datapackage.json": partial(_json, lambda: package(made, known())),
    }


def _json(make: Callable[[], dict[str, Any]]) -> bytes:
    return (json.dumps(make(), ensure_ascii=False, indent=1) + "\n").encode()


def _ntriples(given: dict[str, Any]) -> bytes:
    quads = parse(json.dumps(given), format=RdfFormat.JSON_LD, base_iri=SITE)
    return bytes(serialize(sorted((q.triple for q in quads), key=str), format=RdfFormat.N_TRIPLES) or b"")


def dataset(triples: list[Triple]) -> dict[str, Any]:
    """The whole dataset in the words of schema.org, read off the record; it is what the first page carries.

    >>> from iccis.publication.catalogue.vocabulary import written
    >>> dataset([*written("record"), *written("datasets")])["keywords"][:2]
    ['General Assembly', 'United Nations']
    """
    said = reader(triples)
    me = f"{CATALOGUE}#{WHOLE}"
    publisher, source = one(said, me, "dcterms:publisher"), one(said, me, "prov:wasDerivedFrom")
    return {
        "@context": CONTEXT,
        "@id": me,
        "@type": "Dataset",
        "name": one(said, me, "dcterms:title"),
        "description": one(said, me, "dcterms:description"),
        "url": one(said, me, "dcat:landingPage"),
        "identifier": one(said, me, "dcterms:identifier"),
        "version": one(said, me, "dcat:version"),
        "dateModified": one(said, me, "dcterms:modified"),
        **({"datePublished": day} if (day := one(said, me, "dcterms:issued")) else {}),
        "license": licence(said),
        "isAccessibleForFree": True,
        "keywords": said(me, "dcat:keyword"),
        "creator": {"@id": publisher, "@type": "Organization", "name": one(said, publisher, "foaf:name")},
        "isBasedOn": {
            "@id": source,
            "@type": "CreativeWork",
            "name": one(said, source, "dcterms:title"),
            "description": one(said, source, "dcterms:description"),
        },
        "includedInDataCatalog": {
            "@id": CATALOGUE,
            "@type": "DataCatalog",
            "name": one(said, CATALOGUE, "dcterms:title"),
        },
        "distribution": [
            _download(said, name)
            for name in said(me, "dcat:distribution")
            if not said(name, "dcat:compressFormat")
        ],
    }


def _download(said: Reader, name: str) -> dict[str, Any]:
    return {
        "@id": name,
        "@type": "DataDownload",
        "name": one(said, name, "dcterms:title"),
        "contentUrl": one(said, name, "dcat:downloadURL"),
        "encodingFormat": one(said, name, "dcat:mediaType").removeprefix(MEDIA_TYPES),
        "contentSize": f"{one(said, name, 'dcat:byteSize')} B",
        "sha256": one(said, one(said, name, "spdx:checksum"), "spdx:checksumValue"),
    }
