"""Vocabulary of the catalogue: its prefixes, statements in them, and the files in `kg/catalog/`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.project import CATALOGUE as FOLDER
from iccis.core.project import RECORD, trees
from iccis.core.turtle import read
from iccis.data.facts import Facts
from iccis.publication.things.thing import follow

CATALOGUE = SITE + "catalog"
VOID = SITE + ".well-known/void"
NAMES = PREFIXES | {
    "adms": "http://www.w3.org/ns/adms#",
    "catalog": CATALOGUE + "#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "org": "http://www.w3.org/ns/org#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "well-known": VOID + "#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
LANGUAGE = "en"
"""The language of titles, descriptions and data."""

INHERITED = {
    "dcat:contactPoint": ("dcat:Dataset", "dcat:DatasetSeries", "dcat:DataService"),
    "dcat:theme": ("dcat:Dataset", "dcat:DataService"),
    "dcterms:accessRights": ("dcat:Dataset", "dcat:DataService"),
    "dcterms:accrualPeriodicity": ("dcat:Dataset", "dcat:DatasetSeries"),
    "dcterms:language": ("dcat:Dataset", "dcat:Distribution"),
    "dcterms:license": ("dcat:Dataset", "dcat:DataService", "dcat:Distribution"),
    "dcterms:provenance": ("dcat:Dataset",),
    "dcterms:publisher": ("dcat:Dataset", "dcat:DatasetSeries", "dcat:DataService"),
    "dcterms:rights": ("dcat:Dataset", "dcat:Distribution"),
}
"""Properties that hold of the catalogue, and the classes of everything in it that they hold of too."""

Value = NamedNode | Literal
Properties = list[tuple[str, Value | str]]
Inheritance = dict[str, Properties]
"""Properties with their values, by class."""


@cache
def named(name: str) -> NamedNode:
    """Return the IRI of a name with a prefix, or of an IRI as it is.

    >>> named("dcat:Dataset").value, named(AUTHORITY + "language/ENG").value[-12:]
    ('http://www.w3.org/ns/dcat#Dataset', 'language/ENG')
    """
    prefix, _, local = name.partition(":")
    return NamedNode(NAMES[prefix] + local if prefix in NAMES else name)


def text(value: str) -> Literal:
    """Return a text in English."""
    return Literal(value, language=LANGUAGE)


def typed(value: object, kind: str) -> Literal:
    """Return a literal with a datatype of XML Schema.

    >>> print(typed(12, "nonNegativeInteger"))
    "12"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>
    """
    return Literal(str(value), datatype=named("xsd:" + kind))


def about(subject: str, *properties: tuple[str, Value | str]) -> Iterator[Triple]:
    """Yield statements about one thing; a plain string is a name.

    >>> [str(t.object) for t in about("catalog:iccis", ("rdf:type", "dcat:Dataset"))]
    ['<http://www.w3.org/ns/dcat#Dataset>']
    """
    for name, value in properties:
        yield Triple(named(subject), named(name), named(value) if isinstance(value, str) else value)


def values(triples: Iterable[Triple], subject: str, name: str) -> list[Value]:
    """Return the values of a property of a thing, in the order of the triples."""
    s, p = named(subject), named(name)
    return [t.object for t in triples if t.subject == s and t.predicate == p]  # type: ignore[misc]


def checksum(file: str, data: bytes) -> Iterator[Triple]:
    """Yield the checksum of a file, whose bytes are `data`."""
    yield from about(file, ("spdx:checksum", f"{file}-sha256"))
    yield from about(
        f"{file}-sha256",
        ("rdf:type", "spdx:Checksum"),
        ("spdx:algorithm", "spdx:checksumAlgorithm_sha256"),
        ("spdx:checksumValue", typed(sha256(data).hexdigest(), "hexBinary")),
    )


def inheritance(by_hand: list[Triple]) -> Inheritance:
    """Return what the catalogue says of everything in it, as properties with their values, by class."""
    stated: Inheritance = defaultdict(list)
    for name, kinds in INHERITED.items():
        found = values(by_hand, CATALOGUE, name)
        for kind in kinds:
            stated[kind] += ((name, value) for value in found)
    return stated


LINKED = "void"
"""The file of the data sets that are linked to."""


def curated(name: str, *, base: Path | None = None) -> list[Triple]:
    """Read one of the files in `kg/catalog/`, which are written by hand.

    A project of one's own has a record, and may leave the other files to the package; the data sets that it
    links to come beside those of the package. Raises IccisError if there is no such file.

    >>> len(curated("datasets")) > 50
    True
    """
    *shared, own = (tree / "kg" / FOLDER / f"{name}.ttl" for tree in trees(base))
    paths = [path for path in (own, *(shared if name != RECORD else ())) if path.is_file()]
    if not paths:
        hint = "the catalogue cannot be written without it; take it from a copy of the project"
        raise IccisError("there is no such file", place=str(own), hint=hint)
    return [triple for path in (paths if name == LINKED else paths[:1]) for triple in read(path)]


def filled(triple: Triple, names: Mapping[str, str]) -> Triple:
    """Return a statement with names in the places that a text leaves open.

    >>> [stated] = about("catalog:norms", ("dcterms:title", text("Norms of {name}")))
    >>> print(filled(stated, {"name": "the Code"}).object)
    "Norms of the Code"@en
    """
    if not (isinstance(triple.object, Literal) and triple.object.language):
        return triple
    words = triple.object.value
    for key, value in names.items():
        words = words.replace(f"{{{key}}}", value)
    return Triple(triple.subject, triple.predicate, Literal(words, language=triple.object.language))


def index(triples: Iterable[Triple]) -> Facts:
    """Index triples of the catalogue, so that names with its prefixes can be looked up.

    >>> index(curated("datasets")).values(NAMES["catalog"] + "norms", "dcterms:title")
    ['Norms of {name}']
    """
    return Facts(triples, prefixes=NAMES)


def checksums(facts: Facts, iri: str) -> list[str]:
    """Return the recorded checksums of a file."""
    return follow(facts, iri, "spdx:checksum/spdx:checksumValue")


def licence(facts: Facts) -> str:
    """Return the address of the licence itself, which stands behind the code of an authority."""
    stated = facts.one(CATALOGUE, "dcterms:license")
    return facts.one(stated, "rdfs:seeAlso") or stated


def licence_name(facts: Facts) -> str:
    """Return the name of the licence, or its address if nobody gives it a name."""
    stated = facts.one(CATALOGUE, "dcterms:license")
    return facts.one(stated, "skos:prefLabel") or stated


def spdx(facts: Facts) -> str:
    """Return the identifier of the licence in the list of SPDX, by the code of the authority; else nothing.

    >>> spdx(index(curated("record")))
    'CC-BY-4.0'
    """
    table, _, code = facts.one(CATALOGUE, "dcterms:license").rpartition("/")
    if not table.startswith(AUTHORITY):
        return ""
    return re.sub(r"-(\d+)-(\d+)$", r"-\1.\2", code.replace("_", "-"))
