"""Series of datasets: versions of the whole, layers, tables, exports; and the period of a dataset."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Triple

from iccis.core.namespaces import SITE
from iccis.core.rdf import iri, plain
from iccis.publication.catalogue.vocabulary import (
    AUTHORITY,
    CATALOGUE,
    MEDIA_TYPES,
    Inheritance,
    Value,
    about,
    checksum,
    text,
    typed,
    values,
)
from iccis.publication.edition import WHOLE, Edition
from iccis.publication.files import Publication
from iccis.publication.forms import TYPES

SERIES = ("catalog:versions", "catalog:layers", "catalog:tables", "catalog:exports")
VERSIONS, LAYERS, TABLES, EXPORTS = SERIES
DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
"""Datatypes of dates by their length."""


def series_of(edition: Edition, name: str) -> str:
    """Return the series that a dataset is in, or the empty string.

    >>> from iccis.publication.edition import edition
    >>> series_of(edition(), "norms"), series_of(edition(), "table-norms"), series_of(edition(), "shapes")
    ('catalog:layers', 'catalog:tables', '')
    """
    kinds = {"table": TABLES, "export": EXPORTS, WHOLE: VERSIONS}
    return LAYERS if name in edition.graphs else kinds.get(name.partition("-")[0], "")


def period(edition: Edition, name: str) -> Iterator[Triple]:
    """Yield the period of what a dataset records: from the earliest to the latest date in its graphs."""
    graphs = dict(edition.documents()).get(name, [])
    days = {plain(t.object) for _, graph in graphs for t in graph if t.predicate == iri("dcterms:date")}
    if days:
        me = f"catalog:{name}-period"
        yield from about(f"catalog:{name}", ("dcterms:temporal", me))
        yield from about(
            me,
            ("rdf:type", "dcterms:PeriodOfTime"),
            ("dcat:startDate", _day(min(days))),
            ("dcat:endDate", _day(max(days))),
        )


def _day(value: str) -> Value:
    return typed(value, DATE_TYPES[len(value)])


def earlier(publication: Publication, by_hand: list[Triple], inherited: Inheritance) -> Iterator[Triple]:
    """Yield what is said of the versions that were released earlier into the same folder, each a dataset."""
    whole, folder = f"catalog:{WHOLE}", publication.folder or Path()
    for version, day in publication.earlier.items():
        data = (folder / version / f"{WHOLE}.ttl").read_bytes()
        me, file = f"{whole}-{version}", f"{publication.root}{version}/{WHOLE}.ttl"
        yield from about(CATALOGUE, ("dcat:dataset", me))
        yield from about(me, *inherited["dcat:Dataset"])
        yield from about(f"{me}.ttl", *inherited["dcat:Distribution"])
        title = f"{values(by_hand, whole, 'dcterms:title')[0].value}, version {version}"
        copied = ("dcterms:description", "dcat:keyword")
        yield from about(
            me,
            ("rdf:type", "dcat:Dataset"),
            ("dcterms:title", text(title)),
            *((name, value) for name in copied for value in values(by_hand, whole, name)),
            ("dcat:version", typed(version, "string")),
            ("dcterms:issued", typed(day, "date")),
            ("dcat:inSeries", VERSIONS),
            ("dcat:landingPage", SITE),
            ("dcat:distribution", f"{me}.ttl"),
        )
        yield from about(
            f"{me}.ttl",
            ("rdf:type", "dcat:Distribution"),
            ("dcterms:title", text(f"{title}: {WHOLE}.ttl")),
            ("dcterms:issued", typed(day, "date")),
            ("dcat:accessURL", file),
            ("dcat:downloadURL", file),
            ("dcterms:format", f"{AUTHORITY}file-type/RDF_TURTLE"),
            ("dcat:mediaType", MEDIA_TYPES + TYPES["ttl"]),
            ("dcat:byteSize", typed(len(data), "nonNegativeInteger")),
        )
        yield from checksum(f"{me}.ttl", data)
