"""SSSOM mapping set -> links of things: each row a link, and a resource that says on what the link rests.

The set is a tab-separated file after the Simple Standard for Sharing Ontological Mappings, with its
metadata and the prefixes in comment lines at the top. A row whose object is a code has no `object_id`: its
object is the literal in `object_label`.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.digest import digest
from iccis.core.errors import IccisError, near
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.rdf import TYPE, iri
from iccis.core.turtle import read_text

STANDARD = {
    "id": ID,
    "rdfs": PREFIXES["rdfs"],
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": PREFIXES["skos"],
    "wd": "http://www.wikidata.org/entity/",
}
"""Prefixes that must stand for these namespaces wherever they are declared."""
LITERAL = "rdfs literal"
PREDICATES = (
    *(f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")),
    "skos:notation",
    "rdfs:seeAlso",
)
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "object_type",
    "mapping_justification",
    "confidence",
    "comment",
)
OPTIONAL = ("object_id", "object_type")
METADATA = {
    "mapping_set_title": "dcterms:title",
    "mapping_set_description": "dcterms:description",
    "license": "dcterms:license",
}
"""Slots of a set that are published, with the property of each."""
EXTRA = ("object_category", "match_string")
"""Columns that a set may lack; a cell that is filled becomes a statement about the mapping."""


class Mapping(NamedTuple):
    """One row: IRIs in full, the object an IRI or, for a code, a literal."""

    subject: NamedNode
    predicate: NamedNode
    object: NamedNode | Literal
    label: str
    justification: NamedNode
    confidence: str
    comment: str
    extra: dict[str, str]


def read_mappings(path: Path) -> list[Mapping]:
    """Read a mapping set.

    Raises IccisError, naming file, line and row, for an unknown or wrong prefix, a missing column or cell, an
    unknown predicate or justification, a confidence that is not between 0 and 1, and a row that stands twice.
    """
    lines = read_text(path).splitlines()
    prefixes = dict(_prefixes(lines, path))
    start = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    rows = csv.DictReader(lines[start:], delimiter="\t")
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise _error(path, start + 1, f"the column {missing[0]} is missing", "name it in the first row")
    mappings: dict[tuple[object, ...], Mapping] = {}
    for number, row in enumerate(rows, start + 2):
        mapping = _mapping(row, prefixes, f"{path}:{number}")
        if mapping[:3] in mappings:
            raise _error(path, number, f"{_link(row)} occurs twice", "delete one of the two rows")
        mappings[mapping[:3]] = mapping
    return list(mappings.values())


def mapping_set(path: Path) -> Iterator[Triple]:
    """Yield the statements of a mapping set: the links, on what each rests, and the set with its metadata.

    They are what SSSOM has in RDF, under the properties of its slots: a mapping is an annotation of the axiom
    that is its link. Dates are left out, since OWL 2 has no xsd:date; the table has them.
    """
    metadata = dict(re.findall(r"^#(\w+): (.+)$", read_text(path), re.M))
    me = NamedNode(metadata.get("mapping_set_id", f"{ID}mappings"))
    yield Triple(me, TYPE, iri("sssom:MappingSet"))
    for slot, name in METADATA.items():
        if text := metadata.get(slot):
            yield Triple(me, iri(name), NamedNode(text) if slot == "license" else Literal(text))
    for mapping in read_mappings(path):
        about = mapping_iri(mapping)
        yield Triple(me, iri("sssom:mappings"), about)
        yield from _mapping_triples(mapping, about)


def mapping_iri(mapping: Mapping) -> NamedNode:
    """Return the IRI of a mapping, which depends on its link alone."""
    link = Triple(*mapping[:3])
    return NamedNode(f"{ID}mapping/{digest(str(link))[:12]}")


def _mapping_triples(m: Mapping, about: NamedNode) -> Iterator[Triple]:
    yield Triple(m.subject, m.predicate, m.object)
    yield Triple(about, TYPE, iri("owl:Axiom"))
    yield Triple(about, iri("owl:annotatedSource"), m.subject)
    yield Triple(about, iri("owl:annotatedProperty"), m.predicate)
    yield Triple(about, iri("owl:annotatedTarget"), m.object)
    if isinstance(m.object, Literal):
        yield Triple(about, iri("sssom:object_type"), iri("rdfs:Literal"))
    yield Triple(about, iri("sssom:object_label"), Literal(m.label))
    yield Triple(about, iri("sssom:mapping_justification"), m.justification)
    yield Triple(about, iri("sssom:confidence"), Literal(m.confidence, datatype=iri("xsd:double")))
    yield Triple(about, iri("rdfs:comment"), Literal(m.comment))
    for column, text in m.extra.items():
        yield Triple(about, iri(f"sssom:{column}"), Literal(text))


def _prefixes(lines: list[str], path: Path) -> Iterator[tuple[str, str]]:
    """Yield the prefixes of the curie map among the comment lines."""
    inside = False
    for number, line in enumerate(lines, 1):
        if not line.startswith("#"):
            return
        indented = line.startswith("#  ")
        inside = (inside and indented) or line.strip() == "#curie_map:"
        if inside and indented:
            prefix, _, namespace = line[1:].strip().partition(": ")
            if STANDARD.get(prefix, namespace) != namespace:
                message = f"the prefix {prefix} stands for {namespace}"
                raise _error(path, number, message, f"it must stand for {STANDARD[prefix]}")
            yield prefix, namespace


def _mapping(row: dict[str, str], prefixes: dict[str, str], place: str) -> Mapping:
    def cell(column: str) -> NamedNode:
        prefix, colon, local = row[column].partition(":")
        if not colon or prefix not in prefixes:
            hint = near(prefix, prefixes) or "declare it in the curie_map at the top of the file"
            raise IccisError(f"{_link(row)}: unknown prefix {prefix!r} in {column}", place=place, hint=hint)
        return NamedNode(prefixes[prefix] + local)

    _complete(row, place)
    literal = row["object_type"] == LITERAL
    return Mapping(
        subject=cell("subject_id"),
        predicate=cell("predicate_id"),
        object=Literal(row["object_label"]) if literal else cell("object_id"),
        label=row["object_label"],
        justification=cell("mapping_justification"),
        confidence=row["confidence"],
        comment=row["comment"],
        extra={column: row[column] for column in EXTRA if row.get(column)},
    )


def _complete(row: dict[str, str], place: str) -> None:
    """Refuse a row that lacks a cell, or has one that cannot be."""
    literal = row["object_type"] == LITERAL
    needed = [name for name in COLUMNS if name not in OPTIONAL] + ([] if literal else ["object_id"])
    if empty := [name for name in needed if not row[name]]:
        raise IccisError(f"{_link(row)}: {empty[0]} is empty", place=place, hint="fill the cell")
    if row["predicate_id"] not in PREDICATES or literal != (row["predicate_id"] == "skos:notation"):
        hint = "choose one of " + ", ".join(PREDICATES) + "; a code is a skos:notation"
        raise IccisError(f"{_link(row)}: wrong predicate {row['predicate_id']}", place=place, hint=hint)
    if not row["mapping_justification"].startswith("semapv:"):
        message = f"{_link(row)}: unknown justification {row['mapping_justification']}"
        raise IccisError(
            message, place=place, hint="use a term of semapv, for example semapv:ManualMappingCuration"
        )
    try:
        inside = 0 <= float(row["confidence"]) <= 1
    except ValueError:
        inside = False
    if not inside:
        message = f"{_link(row)}: the confidence {row['confidence']} is not between 0 and 1"
        raise IccisError(message, place=place, hint="write a number such as 0.9")


def _link(row: dict[str, str]) -> str:
    return f"{row['subject_id']} {row['predicate_id']} {row['object_id'] or row['object_label']}"


def _error(path: Path, line: int, message: str, hint: str) -> IccisError:
    return IccisError(message, place=f"{path}:{line}", hint=hint)
