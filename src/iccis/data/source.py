"""Source text -> provisions with their offsets -> the text layer; and back.

Two counts of characters (Unicode code points, from 0, end exclusive) are kept:
in the *source*, exactly as received, and in the *normalized text*, on which anchors are counted.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from iccis.core.project import generated_folder, source_text
from iccis.core.turtle import read_text

WITNESS = "code/en"
"""Path, below the base of things, of the expression that the source text transcribes."""


@dataclass(frozen=True)
class Provision:
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

    @property
    def source_end(self) -> int:
        """Offset in the source just after the last character."""
        return self.source_start + len(self.verbatim)

    @property
    def text_end(self) -> int:
        """Offset in the normalized text just after the last character."""
        return self.text_start + len(self.text)


def normalized(text: str) -> str:
    """Return `text` in NFC, words split at a line end joined with their hyphen, white space collapsed.

    >>> normalized(" the  Secretary-\\nGeneral of the\\nUnited Nations ")
    'the Secretary-General of the United Nations'
    """
    joined = re.sub(r"(?<=\w)-\n(?=\w)", "-", unicodedata.normalize("NFC", text))
    return " ".join(joined.split())


def sha256(text: str) -> str:
    """Hexadecimal SHA-256 of the UTF-8 bytes of `text`.

    >>> sha256("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def provisions(source: Path | None = None) -> list[Provision]:
    """Cut the source into the provisions of its outline, in order, without gap or overlap.

    `source` is a UTF-8 text; its outline stands beside it as `NAME.outline.csv`.
    Raises IccisError where the opening words of an outline row begin no line after those of the row before.

    >>> [p.path for p in provisions()][3:6]
    ['code/title', 'code/opening', 'code/recital/1']
    """
    path = source or source_text()
    return list(_cut(read_text(path), path, _outline(path)))


def _outline(source: Path) -> list[dict[str, str]]:
    """Rows of the outline that stands beside a source text."""
    return list(csv.DictReader(io.StringIO(read_text(source.with_suffix(".outline.csv")))))


def _cut(text: str, path: Path, rows: list[dict[str, str]]) -> Iterator[Provision]:
    starts = _starts(text, path, rows)
    position = 0
    for order, (row, start, end) in enumerate(zip(rows, starts, [*starts[1:], len(text)], strict=True), 1):
        words = normalized(text[start:end])
        yield Provision(
            path="code/" + row["path"],
            kind=row["class"],
            number=row["number"],
            notation=row["notation"],
            parent=row["parent"],
            eid=row["eid"],
            order=order,
            verbatim=text[start:end],
            source_start=start,
            text=words,
            text_start=position,
        )
        position += len(words) + 1


def _starts(text: str, path: Path, rows: list[dict[str, str]]) -> list[int]:
    """Offsets at which the rows' opening words stand; the first provision begins the text."""
    found = [0]
    for row in rows[1:]:
        match = re.compile("^" + re.escape(row["opening words"]), re.M).search(text, found[-1] + 1)
        if match is None:
            raise IccisError(
                f"no line begins with the opening words of {row['path']}: {row['opening words']!r}",
                place=str(path),
                hint=f"restore the source text, or correct {path.with_suffix('.outline.csv').name}",
            )
        found.append(match.start())
    return found


def normalized_text(parts: list[Provision]) -> str:
    """Text on which anchors are counted: the provisions' normalized texts, one space between.

    >>> normalized_text(provisions()).startswith("Submit On September 12, 2011, the permanent")
    True
    """
    return " ".join(part.text for part in parts)


def restored(parts: list[Provision]) -> str:
    """The source text again, from its provisions.

    >>> restored(provisions()) == source_text().read_bytes().decode()
    True
    """
    return "".join(part.verbatim for part in parts)


def text_triples(parts: list[Provision]) -> list[Triple]:
    """Triples of the text layer: the witness with its hashes, then each provision.

    >>> len([t for t in text_triples(provisions()) if t.predicate.value.endswith("#verbatim")])
    30
    """
    whole = normalized_text(parts)
    witness = [
        ("text", Literal(whole, language="en")),
        ("textSha256", Literal(sha256(whole))),
        ("sourceSha256", Literal(sha256(restored(parts)))),
    ]
    out = [Triple(_thing(WITNESS), _own(name), value) for name, value in witness]
    chapeaux: dict[str, str] = {}
    for part in parts:
        out += _provision_triples(part)
        if part.kind == "Chapeau":
            chapeaux[part.parent] = part.path
        elif part.kind == "Pledge" and part.parent in chapeaux:
            out.append(Triple(_thing(part.path), _own("introducedBy"), _thing(chapeaux[part.parent])))
    return out


def _provision_triples(part: Provision) -> list[Triple]:
    values: list[tuple[NamedNode, NamedNode | Literal]] = [
        (NamedNode(PREFIXES["rdf"] + "type"), _own(part.kind)),
        (NamedNode(PREFIXES["eli"] + "is_part_of"), _thing(part.parent)),
        (NamedNode(PREFIXES["skos"] + "notation"), Literal(part.notation)),
        (NamedNode(PREFIXES["skos"] + "prefLabel"), Literal(_label(part), language="en")),
        (_own("order"), Literal(part.order)),
        (_own("akomaNtosoId"), Literal(part.eid)),
        (_own("verbatim"), Literal(part.verbatim, language="en")),
        (_own("text"), Literal(part.text, language="en")),
        (_own("sourceStart"), Literal(part.source_start)),
        (_own("sourceEnd"), Literal(part.source_end)),
        (_own("textStart"), Literal(part.text_start)),
        (_own("textEnd"), Literal(part.text_end)),
    ]
    if part.number:
        values.append((NamedNode(PREFIXES["eli"] + "number"), Literal(part.number)))
    return [Triple(_thing(part.path), predicate, value) for predicate, value in values]


def _label(part: Provision) -> str:
    """Name by which people cite a provision: `pledge 3`, `section I1`, `purpose clause`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part.kind).lower()
    return f"{words} {part.number}".strip()


def _thing(path: str) -> NamedNode:
    return NamedNode(ID + path)


def _own(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)


def text_file(base: Path | None = None) -> Path:
    """Return the path that the text layer is written to."""
    return generated_folder(base) / "text.ttl"
