"""Instruments for benchmarks: as large as the Code and of its shape, with IRIs and words of their own.

Instrument 7 is the Code with `made-0007` in every IRI, and with its letters exchanged, vowels for vowels and
consonants for consonants, in an order of its own: words keep their length, so that every offset still holds.
What instruments share (terms, strengths ...) stays as it is. The same number gives the same bytes.

`python benchmarks/generator.py FOLDER FIRST LAST` writes a project of some, which the tool reads.
"""

import csv
import random
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from io import StringIO
from itertools import filterfalse
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.csv_text import csv_text
from iccis.core.instruments import COLUMNS, Instrument, instruments
from iccis.core.namespaces import ID
from iccis.core.project import ANCHORS, GENERATED, SHARED, data_files, data_folder, instrument_table
from iccis.core.rdf import iri, plain
from iccis.core.turtle import read
from iccis.data.source import provisions, text_file, text_triples

MARK = "\x7f"
"""Stands in a template for the path of an instrument."""
CIPHER = 0x80
"""What is added to the code point of a letter that an instrument exchanges: else a template is ASCII."""
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
QUOTING = {iri(name) for name in ("iccis:quote", "iccis:verb", "oa:exact", "oa:prefix", "oa:suffix")}
"""Properties whose plain strings are words of the text."""
LABEL = iri("skos:prefLabel")
CODE = instruments()[0]

Key = TypeVar("Key", str, Path)
Template = dict[str, bytes]
"""N-Triples of an instrument by layer, with marks for its path and its letters."""


def path(number: int) -> str:
    """Return the path of an instrument below the base of things.

    >>> path(7)
    'made-0007'
    """
    return f"made-{number:04}"


@cache
def shared() -> frozenset[str]:
    """Return the IRIs that instruments share: the subjects of the files called `shared`."""
    return frozenset(plain(t.subject) for _, file in data_files() if file.stem == SHARED for t in read(file))


def rename(name: str, mark: str = MARK) -> str:
    """Return the IRI that an instrument has for one of the Code.

    >>> rename(ID + "norm/4.2", "made-0001").removeprefix(ID), rename(ID + "code/title", "x").removeprefix(ID)
    ('norm/made-0001/4.2', 'x/title')
    """
    if not name.startswith(ID) or name in shared():
        return name
    head, slash, rest = name.removeprefix(ID).partition("/")
    if head == CODE.path:
        return f"{ID}{mark}{slash}{rest}"
    return f"{ID}{head}/{mark}/{rest}" if slash else f"{ID}work/{mark}/{head}"


def _encode(text: str) -> str:
    """Mark the letters of a literal, but for those of escapes."""
    marked = re.compile(r"(\\U.{8}|\\.)|[A-Za-z]")
    return marked.sub(lambda m: m[1] or chr(ord(m[0]) + CIPHER), text)


def _escape(line: str) -> str:
    """Return a line of N-Triples in ASCII."""
    return re.sub(r"[^\x00-\x7f]", lambda m: f"\\U{ord(m[0]):08X}", line)


@cache
def _provisions() -> frozenset[str]:
    """Return the provisions, whose labels are made of their classes, and stay."""
    return frozenset(ID + part.path for part in provisions())


def _line(triple: Triple) -> str:
    """Return a line of a template."""
    s, p, o = triple
    subject, value = plain(s), _escape(str(o))
    is_label = p == LABEL and subject in _provisions()
    if isinstance(o, NamedNode):
        value = f"<{rename(o.value)}>"
    elif isinstance(o, Literal) and (p in QUOTING or o.language) and not is_label:
        words, quote, tag = value.rpartition('"')
        value = _encode(words) + quote + tag
    return f"<{rename(subject)}> {p} {value} .\n"


def template(layers: Mapping[Key, Iterable[Triple]]) -> dict[Key, bytes]:
    """Return what an instrument has of its own in some layers of the Code."""
    own = {layer: "".join(map(_line, filter(_is_own, triples))) for layer, triples in layers.items()}
    return {layer: text.encode("latin-1") for layer, text in own.items() if text}


def _is_own(triple: Triple) -> bool:
    name = plain(triple.subject)
    return rename(name) != name


def lines(layers: Mapping[str, Iterable[Triple]]) -> Template:
    """Return layers as N-Triples."""
    return {layer: "".join(f"{t} .\n" for t in triples).encode() for layer, triples in layers.items()}


def rest(layers: Mapping[str, Iterable[Triple]]) -> Template:
    """Return what instruments share in some layers of the Code, as N-Triples."""
    return lines({layer: filterfalse(_is_own, triples) for layer, triples in layers.items()})


def make(text: bytes, number: int) -> bytes:
    """Return a template with the path and the letters of an instrument."""
    letters, own = _letters(number)
    marked = bytes(ord(letter) + CIPHER for letter in letters)
    return text.translate(bytes.maketrans(marked, own.encode())).replace(MARK.encode(), path(number).encode())


def _letters(number: int) -> tuple[str, str]:
    """Return the letters, and those that an instrument has for them."""
    order = random.Random(number)
    others = "".join("".join(order.sample(kind, len(kind))) for kind in (VOWELS, CONSONANTS))
    letters = VOWELS + CONSONANTS
    return letters + letters.upper(), others + others.upper()


def project(folder: Path, numbers: Iterable[int]) -> Path:
    """Write a project of some instruments, one by one, with the generated files; return its folder."""
    layers = dict[Path, list[Triple]]()
    for layer, file in data_files():
        if "kg" in file.parts and file.stem != SHARED and file != text_file():
            is_anchors = GENERATED in file.parts
            place = Path(GENERATED, ANCHORS, f"{layer}.ttl") if is_anchors else Path(f"{layer}.ttl")
            layers.setdefault(place, []).extend(read(file))
    templates, table = template(layers), [COLUMNS]
    for number in numbers:
        name, letters = path(number), str.maketrans(*_letters(number))
        instrument = Instrument(name, name, f"{name}.{CODE.language}.txt", CODE.language, "", "", folder)
        table.append(instrument[:-1])
        text = CODE.file.read_text("utf-8").translate(letters)
        _write(instrument.file, text.encode())
        _write(instrument.outline, _outline(name, letters).encode())
        for place, content in templates.items():
            _write(data_folder(folder, name) / place, make(content, number))
        parts = text_triples(provisions(instrument))
        _write(text_file(folder, name), "".join(f"{triple} .\n" for triple in parts).encode())
    _write(instrument_table(folder), csv_text(table).encode())
    return folder


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _outline(name: str, letters: dict[int, int]) -> str:
    rows = list(csv.DictReader(StringIO(CODE.outline.read_text("utf-8"))))
    for row in rows:
        row["parent"] = rename(ID + row["parent"], name).removeprefix(ID)
        row["opening words"] = row["opening words"].translate(letters)
    return csv_text([rows[0].keys(), *(row.values() for row in rows)])


if __name__ == "__main__":
    project(Path(sys.argv[1]), range(int(sys.argv[2]), int(sys.argv[3]) + 1))
