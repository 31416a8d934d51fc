"""Source text -> provisions with their offsets -> the text layer; and back.

Two counts of characters (Unicode code points, from 0, end exclusive) are kept:
in the *source*, exactly as received, and in the *normalized text*, on which anchors are counted.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.digest import digest
from iccis.core.errors import IccisError, near
from iccis.core.instruments import Instrument, instruments
from iccis.core.namespaces import ONTOLOGY
from iccis.core.project import generated_folder, package_root
from iccis.core.rdf import SUBCLASS, TYPE, iri, plain
from iccis.core.turtle import read, read_text

INTRODUCED = ("Pledge", "Paragraph", "Item")
"""Classes of the provisions that the chapeau of a list introduces."""
OUTLINE = ("path", "class", "number", "notation", "parent", "eid")
"""Columns of the outline that become fields of a provision, in their order."""
OPENING = "opening words"
"""Column with the words with which the provision begins a line."""
FILLED = ("path", "class", "notation", "parent", "eid", OPENING)
"""Columns of which no cell is empty."""
PLACE = "place"
"""File and line of a row, beside its columns."""


class Provision(NamedTuple):
    """One paragraph of the source: what the outline says of it, and where it stands."""

    path: str
    kind: str
    number: str
    notation: str
    parent: str
    eid: str
    order: int
    verbatim: str
    source_start: int
    text: str
    text_start: int
    witness: str
    """Path, below the base of things, of the expression whose words these are."""

    @property
    def language(self) -> str:
        """Return the language tag of the words."""
        return self.witness.rpartition("/")[2]

    @property
    def source_end(self) -> int:
        """Return the offset in the source just after the last character."""
        return self.source_start + len(self.verbatim)

    @property
    def text_end(self) -> int:
        """Return the offset in the normalized text just after the last character."""
        return self.text_start + len(self.text)


def normalize(text: str) -> str:
    """Return `text` in NFC, words split at a line end joined with their hyphen, white space collapsed.

    >>> normalize(" the  Secretary-\\nGeneral of the\\nUnited Nations ")
    'the Secretary-General of the United Nations'
    """
    joined = re.sub(r"(?<=\w)-[^\S\n]*\n[^\S\n]*(?=\w)", "-", unicodedata.normalize("NFC", text))
    return " ".join(joined.split())


def provisions(instrument: Instrument | None = None) -> list[Provision]:
    """Cut the text of an instrument, by default the first, into the provisions of its outline, in order.

    Nothing is left out. Raises IccisError, with the line, for an outline without rows or with an incomplete
    one, for two rows of one path, for a class that is none, for a parent that is no row before it, and where
    the opening words of a row begin no line of the text after those of the row before.

    >>> [p.path for p in provisions()][3:6]
    ['code/title', 'code/opening', 'code/recital/1']
    """
    of = instrument or instruments()[0]
    text = read_text(of.file)
    rows = _rows(of.outline)
    _check_rows(rows, of.path)
    starts = _starts(text, of.file, rows)
    ends, parts, position = [*starts[1:], len(text)], list[Provision](), 0
    for order, (row, start, end) in enumerate(zip(rows, starts, ends, strict=True), 1):
        name, kind, number, notation, parent, eid = (row[column] for column in OUTLINE)
        path, verbatim = f"{of.path}/{name}", text[start:end]
        words, place = normalize(verbatim), (kind, number, notation, parent, eid, order)
        parts.append(Provision(path, *place, verbatim, start, words, position, of.witness))
        position += len(words) + 1
    return parts


def all_provisions(base: Path | None = None) -> list[Provision]:
    """Return the provisions of every instrument of an edition, in the order of its table.

    >>> len(all_provisions()) == len(provisions())
    True
    """
    return [part for instrument in instruments(base) for part in provisions(instrument)]


def _rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of an outline by column, each with its place."""
    rows, places = csv.DictReader(io.StringIO(read_text(path), newline=""), restval=""), dict[str, str]()
    found, needed = list[dict[str, str]](), (*OUTLINE, OPENING)
    if missing := [name for name in needed if name not in (rows.fieldnames or ())]:
        hint = f"the first row is {','.join(needed)}"
        raise IccisError(f"the column {missing[0]} is missing", place=f"{path}:1", hint=hint)
    for row in rows:
        place, name = f"{path}:{rows.line_num}", row["path"]
        if empty := [column for column in FILLED if not row[column]]:
            hint = "fill the cell, or delete the row"
            raise IccisError(f"the row has no {empty[0]}", place=place, hint=hint)
        if name in places:
            hint = "give each provision a path of its own"
            raise IccisError(f"{name} occurs twice, first in {places[name]}", place=place, hint=hint)
        places[name] = place
        found.append(row | {PLACE: place})
    if not found:
        hint = f"write a row for each provision: {','.join(needed)}"
        raise IccisError("the outline has no rows", place=str(path), hint=hint)
    return found


def _check_rows(rows: list[dict[str, str]], work: str) -> None:
    """Raise IccisError for a class that provisions cannot have, and for a parent that is no row before.

    What frames a text may be part of another document, whose provisions no outline has.
    """
    wholes, classes = {work}, provision_classes()
    for row in rows:
        kind, parent, place = row["class"], row["parent"], row[PLACE]
        if kind not in classes:
            hint = near(kind, classes) or "write one of " + ", ".join(classes)
            raise IccisError(f"{kind} is no class of provisions", place=place, hint=hint)
        if parent.startswith(f"{work}/") and parent not in wholes:
            message = f"{row['path']} is part of {parent}, which is no row before it"
            raise IccisError(message, place=place, hint=near(parent, wholes) or f"write {work}")
        wholes.add(f"{work}/{row['path']}")


@cache
def provision_classes() -> tuple[str, ...]:
    """Return the names of the classes of provisions that the ontology has.

    >>> provision_classes()[:3]
    ('AdherenceClause', 'AdoptingClause', 'Annex')
    """
    terms = read(package_root() / "ontology" / "text.ttl")
    below = (t.subject for t in terms if t.predicate == SUBCLASS and t.object == iri("iccis:Provision"))
    return tuple(sorted(plain(term).removeprefix(ONTOLOGY) for term in below))


def _starts(text: str, path: Path, rows: list[dict[str, str]]) -> list[int]:
    """Return the offsets at which the rows' opening words stand; the first provision begins the text."""
    offsets = [0]
    for before, row in pairwise(rows):
        match = re.compile("^" + re.escape(row[OPENING]), re.M).search(text, offsets[-1] + 1)
        if match is None:
            message = f"no line of {path.name} after {before['path']} begins with the opening words of"
            hint = "correct the row or the order of the rows, or restore the text"
            raise IccisError(f"{message} {row['path']}: {row[OPENING]!r}", place=row[PLACE], hint=hint)
        offsets.append(match.start())
    return offsets


def normalized_text(parts: list[Provision]) -> str:
    """Return the text on which anchors are counted: the provisions' normalized texts, one space between.

    >>> normalized_text(provisions()).startswith("Submit On September 12, 2011, the permanent")
    True
    """
    return " ".join(part.text for part in parts)


def restore(parts: list[Provision]) -> str:
    """Return the source text again, byte for byte, from its provisions.

    >>> restore(provisions()) == instruments()[0].file.read_bytes().decode()
    True
    """
    return "".join(part.verbatim for part in parts)


def text_triples(parts: list[Provision]) -> list[Triple]:
    """Return the triples of the text layer: the witness with its hashes, then each provision.

    >>> len([t for t in text_triples(provisions()) if t.predicate.value.endswith("#verbatim")])
    30
    """
    whole = normalized_text(parts)
    witness = [
        ("text", Literal(whole, language=parts[0].language)),
        ("textSha256", Literal(digest(whole))),
        ("sourceSha256", Literal(digest(restore(parts)))),
    ]
    out = [Triple(iri("id:" + parts[0].witness), iri(f"iccis:{name}"), value) for name, value in witness]
    chapeaux = {part.parent: part.path for part in parts if part.kind == "Chapeau"}
    labels: dict[str, str] = {}
    for part in parts:
        labels[part.path] = _label(part, labels)
    return out + [t for part in parts for t in _provision_triples(part, labels[part.path], chapeaux)]


def _provision_triples(part: Provision, label: str, chapeaux: Mapping[str, str]) -> list[Triple]:
    values: list[tuple[NamedNode, NamedNode | Literal]] = [
        (TYPE, iri(f"iccis:{part.kind}")),
        (iri("eli:is_part_of"), iri("id:" + part.parent)),
        (iri("skos:notation"), Literal(part.notation)),
        (iri("skos:prefLabel"), Literal(label, language="en")),
        (iri("iccis:order"), Literal(part.order)),
        (iri("iccis:akomaNtosoId"), Literal(part.eid)),
        (iri("iccis:verbatim"), Literal(part.verbatim, language=part.language)),
        (iri("iccis:text"), Literal(part.text, language=part.language)),
        (iri("iccis:sourceStart"), Literal(part.source_start)),
        (iri("iccis:sourceEnd"), Literal(part.source_end)),
        (iri("iccis:textStart"), Literal(part.text_start)),
        (iri("iccis:textEnd"), Literal(part.text_end)),
    ]
    if part.number:
        values.append((iri("eli:number"), Literal(part.number)))
    if part.kind in INTRODUCED and part.parent in chapeaux:
        values.append((iri("iccis:introducedBy"), iri("id:" + chapeaux[part.parent])))
    return [Triple(iri("id:" + part.path), predicate, value) for predicate, value in values]


def _label(part: Provision, labels: Mapping[str, str]) -> str:
    """Return the name by which people cite a provision: `pledge 3`, `section II [sic: I1]`, `purpose clause`.

    A number that the notation corrects is kept as received. What a division that has a number is cut into is
    named after it, whose label `labels` has: `article 3, paragraph 2, item a`.
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part.kind).lower()
    meant = part.notation.removeprefix("S-") if part.notation.startswith("S-") else part.number
    own = f"{words} {meant}{f' [sic: {part.number}]' if meant != part.number else ''}".strip()
    is_cut = part.kind in ("Paragraph", "Item") and part.path.startswith(f"{part.parent}/")
    return f"{labels[part.parent]}, {own}" if is_cut and part.parent in labels else own


def text_file(base: Path | None = None, instrument: str = "") -> Path:
    """Return the path that the text layer is written to: of an instrument, if it has a folder of its own."""
    return generated_folder(base, instrument) / "text.ttl"
