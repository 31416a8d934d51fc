"""The tables as a Frictionless data package."""

import csv
import re
from typing import Any

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
from iccis.publication.catalogue.vocabulary import (
    CATALOGUE,
    MEDIA_TYPES,
    checksums,
    licence,
    licence_name,
    spdx,
)
from iccis.publication.dumps import extensions
from iccis.publication.edition import WHOLE
from iccis.publication.files import Publication
from iccis.publication.things.citation import key_of


def package(publication: Publication, facts: Facts) -> dict[str, Any]:
    """Return the tables as a Frictionless data package, read off the record and the tables."""
    edition = publication.edition
    tables = [(table.name, f"table-{table.name}") for table in edition.tables]
    tables += [
        (export.name, f"export-{export.name}") for export in edition.exports if "csv" in extensions(export)
    ]
    return {
        "name": f"{key_of(edition)}-tables",
        "title": f"{facts.one(f'{CATALOGUE}#{WHOLE}', 'dcterms:title')}: tables",
        "homepage": SITE,
        "version": edition.version,
        "licenses": [
            {
                **({"name": code} if (code := spdx(facts)) else {}),
                "path": licence(facts),
                "title": licence_name(facts),
            }
        ],
        "resources": [_resource(publication, facts, *names) for names in tables],
    }


def _resource(publication: Publication, facts: Facts, stem: str, dataset: str) -> dict[str, Any]:
    path = f"{publication.edition.version}/{stem}.csv"
    file, table = f"{CATALOGUE}#{stem}.csv", f"{CATALOGUE}#{dataset}"
    head, *rows = csv.reader(publication[path].decode().splitlines())
    return {
        "name": stem,
        "path": path,
        "title": facts.one(table, "dcterms:title"),
        "description": facts.one(table, "dcterms:description"),
        "format": "csv",
        "mediatype": facts.one(file, "dcat:mediaType").removeprefix(MEDIA_TYPES),
        "encoding": "utf-8",
        "bytes": int(facts.one(file, "dcat:byteSize")),
        "hash": "sha256:" + checksums(facts, file)[0],
        "schema": {
            "fields": [{"name": name, "type": kind({row[n] for row in rows})} for n, name in enumerate(head)]
        },
    }


def kind(values: set[str]) -> str:
    """Return the Frictionless type of a column from its values; empty cells do not count.

    >>> kind({"1", ""}), kind({"0.7", "1"}), kind({"1", "a"})
    ('integer', 'number', 'string')
    """
    cells = values - {""}
    for name, pattern in (("integer", r"-?\d+"), ("number", r"-?\d+(\.\d+)?")):
        if cells and all(re.fullmatch(pattern, cell) for cell in cells):
            return name
    return "string"
