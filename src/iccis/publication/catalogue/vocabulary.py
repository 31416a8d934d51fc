"""Words of the catalogue: its prefixes, statements in them, and the files in `kg/catalog/`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.project import catalogue_files, root

CATALOGUE = SITE + "catalog"
VOID = SITE + ".well-known/void"
NAMES = PREFIXES | {
    "adms": "http://www.w3.org/ns/adms#",
    "catalog": CATALOGUE + "#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "well-known": VOID + "#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"

Value = NamedNode | Literal
Reader = Callable[[str, str], list[str]]
"""What is said of a thing by one property."""


def named(name: str) -> NamedNode:
    """IRI of a name with a prefix; what has none is an IRI already.

    >>> named("dcat:Dataset").value, named(AUTHORITY + "language/ENG").value[-12:]
    ('http://www.w3.org/ns/dcat#Dataset', 'language/ENG')
    """
    prefix, _, local = name.partition(":")
    return NamedNode(NAMES[prefix] + local if prefix in NAMES else name)


def text(value: str) -> Literal:
    """Text in English."""
    return Literal(value, language="en")


def typed(value: object, kind: str) -> Literal:
    """Value of a datatype of XML Schema.

    >>> print(typed(12, "nonNegativeInteger"))
    "12"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>
    """
    return Literal(str(value), datatype=named("xsd:" + kind))


def about(subject: str, *said: tuple[str, Value | str]) -> Iterator[Triple]:
    """Statements about one thing; a plain string is a name.

    >>> [str(t.object) for t in about("catalog:iccis", ("rdf:type", "dcat:Dataset"))]
    ['<http://www.w3.org/ns/dcat#Dataset>']
    """
    for name, value in said:
        yield Triple(named(subject), named(name), named(value) if isinstance(value, str) else value)


def values(triples: Iterable[Triple], subject: str, name: str) -> list[Value]:
    """What is said of a thing by one property, in the order of the triples."""
    s, p = named(subject), named(name)
    return [t.object for t in triples if t.subject == s and t.predicate == p]  # type: ignore[misc]


def written(name: str, *, base: Path | None = None) -> list[Triple]:
    """Statements in one of the files in `kg/catalog/`.

    >>> len(written("datasets")) > 50
    True
    """
    path = (base or root()) / "kg" / "catalog" / f"{name}.ttl"
    if path not in catalogue_files(base):
        hint = "the catalogue cannot be written without it; take it from a copy of the project"
        raise IccisError("there is no such file", place=str(path), hint=hint)
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


def reader(triples: Iterable[Triple]) -> Reader:
    """Look-up in many triples; values are plain strings.

    >>> reader(written("datasets"))(NAMES["catalog"] + "norms", "dcterms:title")
    ['Norms of the Code']
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for t in triples:
        found[t.subject.value, t.predicate.value].append(t.object.value)  # type: ignore[union-attr]
    return lambda subject, name: found.get((subject, named(name).value), [])


def one(said: Reader, subject: str, name: str) -> str:
    """The first value, or nothing."""
    return next(iter(said(subject, name)), "")


def licence(said: Reader) -> str:
    """Address of the licence itself, behind the code of the authority."""
    return one(said, one(said, CATALOGUE, "dcterms:license"), "rdfs:seeAlso")
