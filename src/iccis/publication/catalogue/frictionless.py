"""The tables as a Frictionless data package."""

import csv
from typing import TYPE_CHECKING, Any

from pyoxigraph import Triple

from iccis.core.namespaces import SITE
from iccis.publication.catalogue.vocabulary import CATALOGUE, MEDIA_TYPES, Reader, licence, one, reader
from iccis.publication.edition import WHOLE

if TYPE_CHECKING:
    from iccis.publication.files import Publication


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
