"""SSSOM mapping sets -> links of things: each row a link, and a resource that says on what the link rests.

A set is a tab-separated file after the Simple Standard for Sharing Ontological Mappings, with its
metadata and the prefixes in comment lines at the top. A row whose object is a code has no `object_id`: its
object is the literal in `object_label`.
"""

import csv
import re
from collections.abc import Iterable, Iterator
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
BUILT_IN = ("rdfs", "semapv", "skos")
"""Those of them that SSSOM has without a declaration."""
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
    "object_label",
    "mapping_justification",
    "confidence",
    "comment",
)
OPTIONAL = ("object_id", "object_type")
"""Columns that a set may lack if each of its cells would be empty."""
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
    link: str
    """Its link as the row writes it."""
    place: str
    """File and line."""


class MappingSet(NamedTuple):
    """A set: its IRI, what is published of its metadata, and its rows."""

    iri: NamedNode
    metadata: dict[str, NamedNode | Literal]
    mappings: list[Mapping]
    place: str
    """File, and the line that names the set."""


Problems = list[IccisError] | None
"""Where problems are collected; without a list, the first is raised."""


def read_sets(paths: Iterable[Path], *, problems: Problems = None) -> list[MappingSet]:
    """Read mapping sets, which must neither repeat nor contradict one another.

    Raises IccisError, naming file, line and row, for a set without IRI or licence, an unknown or wrong
    prefix, a missing column or cell, an unknown predicate or justification, a confidence that is not between
    0 and 1, a row that stands twice, two predicates for the same two things, and two sets of one IRI; or
    adds such errors to `problems`, and leaves out what they are about.
    """
    sets = [_read_set(path, problems) for path in paths]
    for error in (*_namesakes(sets), *_clashes(mapping for each in sets for mapping in each.mappings)):
        _report(error, problems)
    return sets


def read_mappings(path: Path) -> list[Mapping]:
    """Read the rows of one mapping set, as `read_sets` does."""
    return read_sets([path])[0].mappings


def statements(sets: Iterable[MappingSet]) -> Iterator[tuple[Triple, str]]:
    """Yield the statements of mapping sets, each with its file and line.

    They are the links, on what each rests, and the sets with their metadata: what SSSOM has in RDF, under the
    properties of its slots. A mapping is an annotation of the axiom that is its link. Dates are left out,
    since OWL 2 has no xsd:date; the table has them.
    """
    for me, metadata, mappings, place in sets:
        yield Triple(me, TYPE, iri("sssom:MappingSet")), place
        for slot, value in metadata.items():
            yield Triple(me, iri(METADATA[slot]), value), place
        for mapping in mappings:
            about = mapping_iri(mapping)
            yield Triple(me, iri("sssom:mappings"), about), mapping.place
            yield from ((triple, mapping.place) for triple in _mapping_triples(mapping, about))


def mapping_set(path: Path) -> Iterator[Triple]:
    """Yield the statements of one mapping set."""
    yield from (triple for triple, _ in statements(read_sets([path])))


def _report(error: IccisError, problems: Problems) -> None:
    if problems is None:
        raise error
    problems.append(error)


def _read_set(path: Path, problems: Problems) -> MappingSet:
    lines = re.split(r"\r\n?|\n", read_text(path))
    start = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    me, metadata, place = NamedNode(path.absolute().as_uri()), dict[str, NamedNode | Literal](), f"{path}:1"
    mappings = list[Mapping]()
    rows = csv.DictReader(lines[start:], delimiter="\t", restval="")
    try:
        me, metadata, place = _metadata(lines[:start], path)
    except IccisError as error:
        _report(error, problems)
    try:
        prefixes = {name: STANDARD[name] for name in BUILT_IN} | dict(_prefixes(lines[:start], path))
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
            raise _error(path, start + 1, f"the column {missing[0]} is missing", "name it in the first row")
        for row in rows:
            try:
                mappings.append(_mapping(row, prefixes, f"{path}:{start + rows.line_num}"))
            except IccisError as error:
                _report(error, problems)
    except csv.Error as error:
        message = f"malformed table: {error}"
        _report(_error(path, start + rows.line_num, message, "separate cells by tabs"), problems)
    except IccisError as error:
        _report(error, problems)
    return MappingSet(me, metadata, mappings, place)


def _metadata(head: list[str], path: Path) -> tuple[NamedNode, dict[str, NamedNode | Literal], str]:
    """Return the IRI of a set, what is published of its comment lines, and the place that names it."""
    slots = dict[str, tuple[str, str]]()
    for number, line in enumerate(head, 1):
        if match := re.fullmatch(r"# ?(\w+): *(.*?) *", line):
            slots[match[1]] = match[2].strip("\"'"), f"{path}:{number}"
    for slot in ("mapping_set_id", "license"):
        if not slots.get(slot, ("", ""))[0]:
            raise _error(path, 1, f"the set has no {slot}", f"add a line `#{slot}: IRI` at the top")
    name, place = slots["mapping_set_id"]
    values = {slot: slots[slot] for slot in METADATA if slots.get(slot, ("", ""))[0]}
    published = {
        slot: _node(text, at) if slot == "license" else Literal(text) for slot, (text, at) in values.items()
    }
    return _node(name, place), published, place


def _node(text: str, place: str) -> NamedNode:
    try:
        return NamedNode(text)
    except ValueError:
        raise IccisError(f"{text} is no IRI", place=place, hint="write an absolute IRI") from None


def _namesakes(sets: Iterable[MappingSet]) -> Iterator[IccisError]:
    places = dict[NamedNode, str]()
    for each in sets:
        if each.iri in places:
            message = f"the set has the mapping_set_id of {places[each.iri]}"
            yield IccisError(message, place=each.place, hint="give each set an IRI of its own")
        places.setdefault(each.iri, each.place)


def _clashes(mappings: Iterable[Mapping]) -> Iterator[IccisError]:
    """Yield an error for each row that repeats or contradicts an earlier one, of any set."""
    earlier = dict[tuple[object, object], Mapping]()
    links = dict[tuple[object, ...], Mapping]()
    for mapping in mappings:
        if other := links.get(mapping[:3]):
            message = f"{mapping.link} occurs twice, first in {other.place}"
            yield IccisError(message, place=mapping.place, hint="delete one of the two rows")
            continue
        links[mapping[:3]] = mapping
        if mapping.predicate.value.endswith("Match"):
            other = earlier.setdefault((mapping.subject, mapping.object), mapping)
            if other is not mapping:
                message = f"{mapping.link} contradicts {other.link} in {other.place}"
                yield IccisError(message, place=mapping.place, hint="choose one predicate for the two things")


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


def _prefixes(head: list[str], path: Path) -> Iterator[tuple[str, str]]:
    """Yield the prefixes of the curie map among the comment lines, which are indented below its name."""
    margin = None
    for number, line in enumerate(head, 1):
        words = line[1:].strip()
        indent = line.index(words) if words else 0
        if words == "curie_map:":
            margin = indent
        elif margin is not None and indent > margin:
            prefix, _, namespace = words.partition(": ")
            namespace = namespace.strip(" \"'")
            if not namespace:
                raise _error(path, number, f"no prefix: {words}", "write it as `#  wd: http://...`")
            if STANDARD.get(prefix, namespace) != namespace:
                message = f"the prefix {prefix} stands for {namespace}"
                raise _error(path, number, message, f"it must stand for {STANDARD[prefix]}")
            yield prefix, namespace
        else:
            margin = None


def _mapping(row: dict[str, str], prefixes: dict[str, str], place: str) -> Mapping:
    def cell(column: str) -> NamedNode:
        prefix, colon, local = row[column].partition(":")
        if not colon or prefix not in prefixes:
            hint = near(prefix, prefixes) or "declare it in the curie_map at the top of the file"
            raise IccisError(f"{_link(row)}: unknown prefix {prefix!r} in {column}", place=place, hint=hint)
        return _node(prefixes[prefix] + local, place)

    row = dict.fromkeys(OPTIONAL, "") | row
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
        link=_link(row),
        place=place,
    )


def _complete(row: dict[str, str], place: str) -> None:
    """Refuse a row that lacks a cell, or has one that cannot be."""
    literal = row["object_type"] == LITERAL
    needed = [*COLUMNS, *([] if literal else ["object_id"])]
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
