"""A project of one's own: a text of another instrument, in the layout in which every command finds it."""

import re
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.csv_text import csv_text
from iccis.core.errors import IccisError
from iccis.core.instruments import COLUMNS, Instrument
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import instrument_table, package_root, table_rows
from iccis.core.rdf import TYPE, iri
from iccis.core.turtle import read_text, replace
from iccis.core.turtle_writer import write
from iccis.data.candidates import WORKSHEET, candidates, worksheet
from iccis.data.generated import drift
from iccis.data.outline import Remark, outline
from iccis.data.source import normalize, provisions

README = """# {title}

Data made with iccis, whose page `docs/own-text.md` says how to go on.

| file | holds |
|---|---|
| `kg/source/{source}` | the text, byte for byte: never changed |
| `kg/source/{outline}` | its outline: one row for each provision; correct it by hand |
| `kg/instruments.csv` | the row of this text |
| `kg/text/document.ttl` | the work and its text as things: title, status, binding force |
| `kg/actors.ttl`, `kg/concepts.ttl`, `kg/norms/` | who and what the text speaks of, and what it requires |
| `kg/generated/` | what `iccis text` computes; not edited |
| `candidates.csv` | sentences that may state norms: mark and correct them, then `iccis accept` |
| `shapes/unfinished.ttl` | what only warns as long as the edition is not complete; delete it in the end |

    iccis text       # after each change of the outline or of a quotation
    iccis check      # text, data, closure, shapes and questions
"""
UNFINISHED = ("Coverage-norm", "Headed-heading", "Norm-force", "Recital-statement")
"""Shapes that a text does not conform to before somebody has read it."""


class NewProject(NamedTuple):
    """A project that was made: its folder, the number of provisions, and what a person has to look at."""

    folder: Path
    provisions: int
    remarks: list[Remark]


def make_project(
    name: str, text: Path, folder: Path, *, language: str = "en", with_code: bool = False
) -> NewProject:
    """Make the project of a text in a folder that is new or empty; `name` is the path of the work.

    `with_code` takes the data of the package in, too. Raises IccisError for a name that cannot be a path or
    is taken, a text that is not UTF-8 or has no words, and a folder with files; nothing is written then.
    """
    _check(name, folder, language)
    words = read_text(text)
    proposal = outline(words, name)
    title = normalize(words[: words.find(proposal.rows[1].opening)] if len(proposal.rows) > 1 else words)
    instrument = Instrument(name, f"the {title}"[:60], f"{name}.{language}.txt", language, "", folder)
    rows = [COLUMNS, *(table_rows(package_root()) if with_code else []), instrument[:-1]]
    files = {
        instrument_table(folder): csv_text(rows),
        instrument.outline: proposal.table(),
        folder / "kg" / "text" / "document.ttl": _turtle(_document(instrument, title)),
        folder / "shapes" / "unfinished.ttl": _unfinished(),
        folder / "README.md": README.format(
            title=title, source=instrument.source, outline=instrument.outline.name
        ),
    }
    instrument.file.parent.mkdir(parents=True, exist_ok=True)
    instrument.file.write_bytes(text.read_bytes())
    for path, content in files.items():
        replace(path, content)
    drift(folder).write()
    replace(folder / WORKSHEET, worksheet(candidates(provisions(instrument))))
    return NewProject(folder, len(proposal.rows), proposal.remarks)


def _check(name: str, folder: Path, language: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        hint = "use small letters, digits and hyphens, as lakes-charter"
        raise IccisError(f'"{name}" cannot be the path of an instrument', hint=hint)
    if name in {row[0] for row in table_rows(package_root())}:
        raise IccisError(f"{name} is an instrument of the package", hint="choose another name")
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        raise IccisError(f'"{language}" is not a language tag', hint="write it as en, fr or zh-Hans")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise IccisError("is not empty", place=str(folder), hint="name a new folder with --in")


def _document(instrument: Instrument, title: str) -> list[Triple]:
    work, witness = NamedNode(ID + instrument.path), NamedNode(ID + instrument.witness)
    name = Literal(title, language=instrument.language)
    label = Literal(f"text of {instrument.name}, {instrument.language}", language="en")
    return [
        Triple(work, TYPE, iri("eli:Work")),
        Triple(work, iri("eli:title"), name),
        Triple(work, iri("skos:prefLabel"), name),
        Triple(witness, TYPE, iri("iccis:Witness")),
        Triple(witness, iri("eli:realizes"), work),
        Triple(witness, iri("iccis:carries"), work),
        Triple(witness, iri("skos:prefLabel"), label),
    ]


def _turtle(triples: list[Triple]) -> str:
    return write(triples, base=ID, prefixes=PREFIXES, order="document")


def _unfinished() -> str:
    shapes = {"shapes": "https://w3id.org/iccis/shapes#"}
    triples = [
        Triple(NamedNode(shapes["shapes"] + name), iri("sh:severity"), iri("sh:Warning"))
        for name in UNFINISHED
    ]
    return write(triples, base=ID, prefixes=PREFIXES | shapes, order="document")
