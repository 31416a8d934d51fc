"""The catalogue in the eyes of data.europa.eu: the points of its metadata quality assessment (MQA).

An indicator gives its points times the share of the datasets or files that have what it looks for. Whether an
address answers is read off the publication, and compliance with DCAT-AP off the properties that it requires.
"""

from collections.abc import Callable
from typing import NamedTuple

from iccis.data.facts import Facts
from iccis.publication.catalogue.vocabulary import AUTHORITY, MEDIA_TYPES, NAMES
from iccis.publication.files import Publication

DATASET, FILE = (NAMES["dcat"] + name for name in ("Dataset", "Distribution"))


class Score(NamedTuple):
    """An indicator: its dimension, what it looks for, the points that it gives, and the most it can give."""

    dimension: str
    name: str
    points: float
    maximum: int


def scores(publication: Publication, facts: Facts) -> list[Score]:
    """Return every indicator of the method with its points; `facts` are the record of the catalogue."""
    things = {kind: facts.subjects("rdf:type", kind) for kind in (DATASET, FILE)}
    rows = _indicators(publication, facts)
    return [
        Score(dimension, name, maximum * sum(map(test, things[kind])) / len(things[kind]), maximum)
        for dimension, name, maximum, kind, test in rows
    ]


Indicator = tuple[str, str, int, str, Callable[[str], bool]]
"""Dimension, name, most points, class of the things, and whether one of them has what is looked for."""


def _indicators(publication: Publication, facts: Facts) -> list[Indicator]:
    def has(name: str) -> Callable[[str], bool]:
        return lambda thing: bool(facts.values(thing, name))

    def within(name: str, scheme: str) -> Callable[[str], bool]:
        return lambda thing: facts.one(thing, name).startswith(scheme)

    def answers(name: str) -> Callable[[str], bool]:
        def is_published(file: str) -> bool:
            path = facts.one(file, name).removeprefix(publication.root)
            return path in publication or path.partition("/")[0] in publication.earlier

        return is_published

    def complies(dataset: str) -> bool:
        files = facts.values(dataset, "dcat:distribution")
        required = has("dcterms:title")(dataset) and has("dcterms:description")(dataset)
        return required and all(map(has("dcat:accessURL"), files))

    format_listed = within("dcterms:format", AUTHORITY + "file-type/")
    type_listed = within("dcat:mediaType", MEDIA_TYPES)
    return [
        ("Findability", "keywords", 30, DATASET, has("dcat:keyword")),
        ("Findability", "themes", 30, DATASET, has("dcat:theme")),
        ("Findability", "spatial coverage", 20, DATASET, has("dcterms:spatial")),
        ("Findability", "temporal coverage", 20, DATASET, has("dcterms:temporal")),
        ("Accessibility", "access address that answers", 50, FILE, answers("dcat:accessURL")),
        ("Accessibility", "download address", 20, FILE, has("dcat:downloadURL")),
        ("Accessibility", "download address that answers", 30, FILE, answers("dcat:downloadURL")),
        ("Interoperability", "format", 20, FILE, has("dcterms:format")),
        ("Interoperability", "media type", 10, FILE, has("dcat:mediaType")),
        (
            "Interoperability",
            "format and media type from lists",
            10,
            FILE,
            lambda file: format_listed(file) and type_listed(file),
        ),
        ("Interoperability", "format that nobody owns", 20, FILE, format_listed),
        ("Interoperability", "format that machines read", 20, FILE, format_listed),
        ("Interoperability", "compliance with DCAT-AP", 30, DATASET, complies),
        ("Reusability", "licence", 20, FILE, has("dcterms:license")),
        ("Reusability", "licence from a list", 10, FILE, within("dcterms:license", AUTHORITY + "licence/")),
        ("Reusability", "access rights", 10, DATASET, has("dcterms:accessRights")),
        (
            "Reusability",
            "access rights from a list",
            5,
            DATASET,
            within("dcterms:accessRights", AUTHORITY + "access-right/"),
        ),
        ("Reusability", "contact", 20, DATASET, has("dcat:contactPoint")),
        ("Reusability", "publisher", 10, DATASET, has("dcterms:publisher")),
        ("Contextuality", "rights", 5, FILE, has("dcterms:rights")),
        ("Contextuality", "size", 5, FILE, has("dcat:byteSize")),
        ("Contextuality", "date of issue", 5, DATASET, has("dcterms:issued")),
        ("Contextuality", "date of the last change", 5, DATASET, has("dcterms:modified")),
    ]
