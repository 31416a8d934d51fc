"""Packages for deposit: what archives and registries of data and software read, all taken from the record.

A date of publication and a year are there once the version is released; a DOI is assigned by an archive, and
none is made up here.
"""

from collections.abc import Iterable
from importlib.metadata import metadata
from typing import Any

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
from iccis.publication.catalogue.vocabulary import (
    CATALOGUE,
    LANGUAGE,
    MEDIA_TYPES,
    checksums,
    licence,
    licence_name,
    spdx,
)
from iccis.publication.edition import WHOLE

DATASET = f"{CATALOGUE}#{WHOLE}"


def publisher_name(facts: Facts) -> str:
    """Return the name of the publisher."""
    return facts.one(facts.one(CATALOGUE, "dcterms:publisher"), "foaf:name")


def _files(facts: Facts, datasets: Iterable[str]) -> list[str]:
    """Return the names of the files of datasets, each once, without compressed ones."""
    names = (name for dataset in datasets for name in facts.values(dataset, "dcat:distribution"))
    return list(dict.fromkeys(name for name in names if not facts.one(name, "dcat:compressFormat")))


def ro_crate(facts: Facts) -> dict[str, Any]:
    """Return the metadata of an RO-Crate 1.1 whose root is the publication."""
    files = _files(facts, facts.values(CATALOGUE, "dcat:dataset"))
    version = facts.one(DATASET, "dcat:version")
    paths = {name: "/".join(facts.one(name, "dcat:downloadURL").split("/")[-2:]) for name in files}
    publisher, me = facts.one(CATALOGUE, "dcterms:publisher"), licence(facts)
    day = facts.one(DATASET, "dcterms:issued")
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": facts.one(DATASET, "dcterms:title"),
        "description": facts.one(DATASET, "dcterms:description"),
        "identifier": DATASET,
        **({"datePublished": day} if day else {}),
        "dateModified": facts.one(DATASET, "dcterms:modified"),
        "version": version,
        "keywords": ", ".join(facts.values(DATASET, "dcat:keyword")),
        "license": {"@id": me},
        "author": {"@id": publisher},
        "publisher": {"@id": publisher},
        "hasPart": [{"@id": path} for path in paths.values()],
    }
    name = licence_name(facts)
    return {
        "@context": ["https://w3id.org/ro/crate/1.1/context", {"sha256": "http://schema.org/sha256"}],
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            root,
            {"@id": publisher, "@type": "Organization", "name": publisher_name(facts), "url": SITE},
            {"@id": me, "@type": "CreativeWork", "name": name, "description": name},
            *(_crated(facts, name, path) for name, path in paths.items()),
        ],
    }


def _crated(facts: Facts, name: str, path: str) -> dict[str, str]:
    return {
        "@id": path,
        "@type": "File",
        "name": facts.one(name, "dcterms:title"),
        "encodingFormat": facts.one(name, "dcat:mediaType").removeprefix(MEDIA_TYPES),
        "contentSize": facts.one(name, "dcat:byteSize"),
        "sha256": checksums(facts, name)[0],
    }


def datacite(facts: Facts) -> dict[str, Any]:
    """Return the metadata of the whole dataset after DataCite 4, without the DOI that an archive assigns."""
    day, modified = (facts.one(DATASET, f"dcterms:{name}") for name in ("issued", "modified"))
    dates, identified = {"Issued": day, "Updated": modified[:10]}, dict[str, str]()
    if code := spdx(facts):
        identified = {
            "rightsIdentifier": code,
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": "https://spdx.org/licenses/",
        }
    files = _files(facts, [DATASET])
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Linked data"},
        "creators": [{"name": publisher_name(facts), "nameType": "Organizational"}],
        "titles": [{"title": facts.one(DATASET, "dcterms:title"), "lang": LANGUAGE}],
        "publisher": {"name": publisher_name(facts)},
        **({"publicationYear": day[:4]} if day else {}),
        "subjects": [{"subject": word, "lang": LANGUAGE} for word in facts.values(DATASET, "dcat:keyword")],
        "dates": [{"date": date, "dateType": kind} for kind, date in dates.items() if date],
        "language": LANGUAGE,
        "alternateIdentifiers": [{"alternateIdentifier": DATASET, "alternateIdentifierType": "URL"}],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": term,
                "relatedIdentifierType": "URL",
                "relationType": "IsDocumentedBy",
            }
            for term in facts.values(DATASET, "dcterms:conformsTo")
        ],
        "sizes": [f"{facts.one(name, 'dcat:byteSize')} B" for name in files],
        "formats": [facts.one(name, "dcat:mediaType").removeprefix(MEDIA_TYPES) for name in files],
        "version": facts.one(DATASET, "dcat:version"),
        "rightsList": [
            {
                "rights": licence_name(facts),
                "rightsUri": licence(facts),
                **identified,
                "lang": LANGUAGE,
            }
        ],
        "descriptions": [
            {
                "description": facts.one(DATASET, "dcterms:description"),
                "descriptionType": "Abstract",
                "lang": LANGUAGE,
            }
        ],
    }


def zenodo(facts: Facts) -> dict[str, Any]:
    """Return what Zenodo takes over from a deposit's `.zenodo.json`."""
    day = facts.one(DATASET, "dcterms:issued")
    return {
        "title": facts.one(DATASET, "dcterms:title"),
        "upload_type": "dataset",
        **({"publication_date": day} if day else {}),
        "description": facts.one(DATASET, "dcterms:description"),
        "creators": [{"name": publisher_name(facts)}],
        "access_right": "open",
        **({"license": code.lower()} if (code := spdx(facts)) else {}),
        "keywords": facts.values(DATASET, "dcat:keyword"),
        "language": facts.one(CATALOGUE, "dcterms:language").rpartition("/")[2].lower(),
        "notes": facts.one(facts.one(DATASET, "dcterms:rights"), "rdfs:label"),
        "version": facts.one(DATASET, "dcat:version"),
        "related_identifiers": [
            {"identifier": DATASET, "relation": "isAlternateIdentifier", "resource_type": "dataset"}
        ],
    }


def codemeta(facts: Facts) -> dict[str, Any]:
    """Return the metadata of the program after CodeMeta, from that of the installed package."""
    package = metadata("iccis")
    software, *_ = package["License-Expression"].split(" AND ")
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": package["Name"],
        "description": package["Summary"],
        "version": package["Version"],
        "license": f"https://spdx.org/licenses/{software}",
        "keywords": (package["Keywords"] or "").split(","),
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {package['Requires-Python']}",
        "operatingSystem": "POSIX",
        "author": [
            {
                "@id": facts.one(CATALOGUE, "dcterms:publisher"),
                "@type": "Organization",
                "name": publisher_name(facts),
            }
        ],
        "dateModified": facts.one(DATASET, "dcterms:modified")[:10],
        "developmentStatus": "active",
        "url": SITE,
    }
