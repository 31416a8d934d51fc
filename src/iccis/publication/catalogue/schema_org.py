"""The whole dataset in schema.org, for search engines."""

from typing import Any

from iccis.data.facts import Facts
from iccis.publication.catalogue.vocabulary import CATALOGUE, LANGUAGE, MEDIA_TYPES, checksums, licence
from iccis.publication.edition import WHOLE

SCHEMA = "https://schema.org/"
CONTEXT = {"@vocab": SCHEMA} | {name: {"@type": "@id"} for name in ("contentUrl", "license", "url")}
"""Context that stands in the document itself, so that nobody must fetch it."""


def dataset(facts: Facts) -> dict[str, Any]:
    """Return the whole dataset in schema.org, read off the record; the first page embeds it.

    >>> from iccis.publication.catalogue.vocabulary import curated, index
    >>> dataset(index([*curated("record"), *curated("datasets")]))["keywords"][:2]
    ['General Assembly', 'United Nations']
    """
    me = f"{CATALOGUE}#{WHOLE}"
    publisher, source = facts.one(me, "dcterms:publisher"), facts.one(me, "prov:wasDerivedFrom")
    agent = {"@id": publisher, "@type": "Organization", "name": facts.one(publisher, "foaf:name")}
    period = [facts.one(facts.one(me, "dcterms:temporal"), f"dcat:{end}Date") for end in ("start", "end")]
    return {
        "@context": CONTEXT,
        "@id": me,
        "@type": "Dataset",
        "name": facts.one(me, "dcterms:title"),
        "description": facts.one(me, "dcterms:description"),
        "url": facts.one(me, "dcat:landingPage"),
        "identifier": facts.one(me, "dcterms:identifier"),
        "version": facts.one(me, "dcat:version"),
        "dateModified": facts.one(me, "dcterms:modified"),
        **({"datePublished": day} if (day := facts.one(me, "dcterms:issued")) else {}),
        **({"temporalCoverage": "/".join(period)} if all(period) else {}),
        "license": licence(facts),
        "isAccessibleForFree": True,
        "inLanguage": LANGUAGE,
        "keywords": facts.values(me, "dcat:keyword"),
        "creator": agent,
        "publisher": agent,
        "isBasedOn": {
            "@id": source,
            "@type": "CreativeWork",
            "name": facts.one(source, "dcterms:title"),
            "description": facts.one(source, "dcterms:description"),
        },
        "includedInDataCatalog": {
            "@id": CATALOGUE,
            "@type": "DataCatalog",
            "name": facts.one(CATALOGUE, "dcterms:title"),
        },
        "distribution": [
            _download(facts, name)
            for name in facts.values(me, "dcat:distribution")
            if not facts.values(name, "dcat:compressFormat")
        ],
    }


def _download(facts: Facts, name: str) -> dict[str, Any]:
    return {
        "@id": name,
        "@type": "DataDownload",
        "name": facts.one(name, "dcterms:title"),
        "contentUrl": facts.one(name, "dcat:downloadURL"),
        "encodingFormat": facts.one(name, "dcat:mediaType").removeprefix(MEDIA_TYPES),
        "contentSize": f"{facts.one(name, 'dcat:byteSize')} B",
        "sha256": checksums(facts, name)[0],
    }
