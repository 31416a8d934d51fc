"""The tables after Croissant 1.0, as tools for machine learning load them."""

import re
from typing import Any

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
from iccis.publication.catalogue import schema_org
from iccis.publication.catalogue.deposit import DATASET, publisher_name
from iccis.publication.catalogue.vocabulary import CATALOGUE, LANGUAGE

CROISSANT = "http://mlcommons.org/croissant/"
TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float"}
"""Types of columns in Croissant, by those in Frictionless."""
NAMES = """citeAs column equivalentProperty extract field fileProperty fileObject fileSet format includes
isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate
separator source subField transform"""
"""Names of the context that stand for terms of Croissant."""
CONTEXT = {
    "@language": LANGUAGE,
    "@vocab": schema_org.SCHEMA,
    "sc": schema_org.SCHEMA,
    "cr": CROISSANT,
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
} | {name: f"cr:{name}" for name in re.findall(r"\w+", NAMES)}


def croissant(facts: Facts, package: dict[str, Any]) -> dict[str, Any]:
    """Return the tables after Croissant 1.0; `package` describes them after Frictionless."""
    whole = schema_org.dataset(facts)
    day = facts.one(DATASET, "dcterms:issued")
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT + "1.0",
        "name": package["name"],
        "description": whole["description"],
        "url": whole["url"],
        "version": whole["version"],
        "license": whole["license"],
        "creator": {"@type": "sc:Organization", "name": publisher_name(facts)},
        "keywords": whole["keywords"],
        "inLanguage": LANGUAGE,
        "dateModified": whole["dateModified"],
        **({"datePublished": day, "citeAs": _citation(facts, day)} if day else {}),
        "distribution": [_table(facts, resource) for resource in package["resources"]],
        "recordSet": [_records(resource) for resource in package["resources"]],
    }


def _citation(facts: Facts, day: str) -> str:
    title, version = (facts.one(DATASET, name) for name in ("dcterms:title", "dcat:version"))
    return f"{publisher_name(facts)}: {title}. Version {version}, {day[:4]}. {SITE}"


def _table(facts: Facts, resource: dict[str, Any]) -> dict[str, Any]:
    name = resource["path"].rpartition("/")[2]
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": resource["name"],
        "description": resource["description"],
        "contentUrl": facts.one(f"{CATALOGUE}#{name}", "dcat:downloadURL"),
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].partition(":")[2],
    }


def _records(resource: dict[str, Any]) -> dict[str, Any]:
    name = resource["name"]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field['name']}",
                "name": field["name"],
                "dataType": TYPES[field["type"]],
                "source": {
                    "fileObject": {"@id": resource["path"].rpartition("/")[2]},
                    "extract": {"column": field["name"]},
                },
            }
            for field in resource["schema"]["fields"]
        ],
    }
