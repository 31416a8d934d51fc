"""The catalogue in two other tongues: schema.org for search engines, Frictionless for tables."""

import csv
import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, Triple, parse, serialize

from iccis.catalogue_terms import CATALOGUE, MEDIA_TYPES, Reader, one, reader
from iccis.edition import WHOLE
from iccis.files import SITE

if TYPE_CHECKING:
    from iccis.publication import Publication

SCHEMA = "https://schema.org/"
CONTEXT = {"@vocab": SCHEMA} | {name: {"@type": "@id"} for name in ("contentUrl", "license", "url")}
"""Says in the document itself what its words mean, so that nobody must fetch it."""
Record = Callable[[], list[Triple]]


def files(made: "Publication", known: Record) -> dict[str, Callable[[], bytes]]:
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

    >>> from iccis.catalogue_terms import written
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


def licence(said: Reader) -> str:
    """Address of the licence itself, behind the code of the authority."""
    return one(said, one(said, CATALOGUE, "dcterms:license"), "rdfs:seeAlso")


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


def package(made: "Publication", triples: list[Triple]) -> dict[str, Any]:
    """The tables as a Frictionless data package, read off the record and the tables."""
    said = reader(triples)
    return {
        "name": "iccis-tables",
        "title": f"{one(said, f'{CATALOGUE}#{WHOLE}', 'dcterms:title')}: tables",
        "homepage": SITE,
        "version": made.edition.version,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": licence(said),
                "title": one(said, one(said, CATALOGUE, "dcterms:license"), "skos:prefLabel"),
            }
        ],
        "resources": [_resource(made, said, asked.name) for asked in made.edition.tables],
    }


def _resource(made: "Publication", said: Reader, stem: str) -> dict[str, Any]:
    path, me, table = (
        f"{made.edition.version}/{stem}.csv",
        f"{CATALOGUE}#{stem}.csv",
        f"{CATALOGUE}#table-{stem}",
    )
    head, *rows = csv.reader(made[path].decode().splitlines())
    return {
        "name": stem,
        "path": path,
        "title": one(said, table, "dcterms:title"),
        "description": one(said, table, "dcterms:description"),
        "format": "csv",
        "mediatype": one(said, me, "dcat:mediaType").removeprefix(MEDIA_TYPES),
        "encoding": "utf-8",
        "bytes": int(one(said, me, "dcat:byteSize")),
        "hash": "sha256:" + one(said, one(said, me, "spdx:checksum"), "spdx:checksumValue"),
        "schema": {
            "fields": [{"name": name, "type": kind({row[n] for row in rows})} for n, name in enumerate(head)]
        },
    }


def kind(found: set[str]) -> str:
    """Type of a column in the words of Frictionless; an empty cell says nothing.

    >>> kind({"1", ""}), kind({"0.7", "1"}), kind({"1", "a"})
    ('integer', 'number', 'string')
    """
    cells = found - {""}
    if cells and all(cell.removeprefix("-").isdecimal() for cell in cells):
        return "integer"
    return "number" if cells and all(_is_number(cell) for cell in cells) else "string"


def _is_number(cell: str) -> bool:
    whole, dot, part = cell.removeprefix("-").partition(".")
    return whole.isdecimal() and (not dot or part.isdecimal())
