"""A project of one's own: a text of another instrument, in the layout in which every command finds it."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.csv_text import csv_text
from iccis.core.errors import IccisError
from iccis.core.instruments import COLUMNS, Instrument
from iccis.core.namespaces import ID, PREFIXES, SITE
from iccis.core.project import (
    RESERVED,
    data_files,
    data_folder,
    instrument_table,
    is_project,
    package_root,
    record_file,
    table_rows,
)
from iccis.core.rdf import TYPE, iri, plain
from iccis.core.turtle import read, read_text, replace
from iccis.core.turtle_writer import write
from iccis.data.akoma_ntoso import Document, is_akoma_ntoso, read_document
from iccis.data.candidates import DONE, WORKSHEET, Candidate, is_english, read_worksheet, renewed, worksheet
from iccis.data.generated import drift
from iccis.data.outline import Remark, outline, refuse_size
from iccis.data.source import normalize, provisions

README = """# {title}

Data made with iccis, whose page `docs/own-text.md` says how to go on.

| file | holds |
|---|---|
| `kg/source/{name}.{language}.txt` | the text, byte for byte: never changed |
| `kg/source/{name}.{language}.outline.csv` | its outline: one row for each provision; correct it by hand |
| `kg/instruments.csv` | the row of this text |
| `kg/{name}/` | its data: each folder or file in it is a layer, and a named graph |
| `kg/{name}/text/` | the work and its text as things: title, status, binding force |
| `kg/{name}/actors/`, `concepts/`, `norms/` | who and what the text speaks of, and what it requires |
| `kg/{name}/generated/` | what `iccis text` computes; not edited |
| `candidates.csv` | sentences that may state norms: mark and correct them, then `iccis accept` |
| `kg/catalog/record.ttl` | what the edition is, by whom, in which version and under which licence |
| `shapes/unfinished.ttl` | what only warns as long as the edition is not complete; delete it in the end |

    iccis text       # after each change of the outline or of a quotation
    iccis check      # text, data, closure, shapes and questions
"""
ENGLISH = {"the", "and", "to", "shall", "by", "with", "that", "which", "this"}
"""Words that no English text of some length is without, and few in other languages."""
LONGEST = 120
"""Characters of what a text is called within a sentence."""
UNFINISHED = ("Coverage-norm", "Headed-heading", "Norm-force", "Recital-statement")
"""Shapes that a text does not conform to before somebody has read it."""


class NewProject(NamedTuple):
    """A project that was made: its folder, the number of provisions, and what a person has to look at."""

    folder: Path
    provisions: int
    remarks: list[Remark]
    is_first: bool
    """Whether this is the first text of the project, of which its record speaks."""


def make_project(
    name: str,
    text: Path,
    folder: Path,
    *,
    language: str = "",
    publisher: str = "",
    licence: str = "",
    with_code: bool = False,
) -> NewProject:
    """Make the project of a text in a folder that is new or empty, or add the text to the project there.

    The text is plain text, or a document of Akoma Ntoso. `name` is the path of the work, `language` its
    language tag, by default that of the document or else, if it looks like English, `en`, `publisher` the
    name of whoever will publish the edition, `licence` the address of its licence; both can be stated later.
    `with_code` takes in the data of the package. Raises IccisError for a name that cannot be a path or is
    taken, a text that cannot be read or has no words, and a folder with other files; nothing is written then.
    """
    _check(name, folder, language or "en")
    document = read_document(text, name) if is_akoma_ntoso(text) else _plain(text, name, language)
    proposal, title, language = document.outline, document.title, language or document.language or "en"
    source = f"{name}.{language}.txt"
    instrument = Instrument(name, _within_a_sentence(title), source, language, document.work, "", folder)
    beside, is_first = table_rows(folder), not is_project(folder)
    taken_in = [row for row in table_rows(package_root()) if with_code and row not in beside]
    files = {
        instrument_table(folder): csv_text([COLUMNS, *taken_in, *beside, instrument[:-1]]),
        instrument.outline: proposal.table(),
        data_folder(folder, name) / "text" / "document.ttl": _turtle(_document(instrument, title)),
        folder / "shapes" / "unfinished.ttl": _unfinished(),
    }
    if is_first:
        record = _record(instrument, title, publisher, licence)
        files[record_file(folder)] = _turtle(record, CATALOG)
        files[folder / "README.md"] = README.format(title=title, name=name, language=language)
    sheet = folder / WORKSHEET
    rows = [row for _, row in read_worksheet(sheet)] if sheet.is_file() else []
    instrument.file.parent.mkdir(parents=True, exist_ok=True)
    data = text.read_bytes()
    if is_akoma_ntoso(text):
        instrument.file.with_suffix(".xml").write_bytes(data)
        data = document.text.encode()
    instrument.file.write_bytes(data)
    for path, content in files.items():
        replace(path, content)
    drift(folder).write()
    # Rows of a text that was taken away and comes again: what has been written of it is gone, marks stay.
    before = [row._replace(accept="") if row.accept == DONE else row for row in rows if _text_of(row) == name]
    kept, added, _ = renewed(before, provisions(instrument))
    replace(sheet, worksheet([*(row for row in rows if _text_of(row) != name), *kept, *added]))
    known = "the first words of recitals, and the verbs of norms, are known in English only"
    remarks = [] if is_english(language) else [Remark(1, known)]
    return NewProject(folder, len(proposal.rows), [*remarks, *proposal.remarks], is_first)


def _text_of(row: Candidate) -> str:
    return row.provision.partition("/")[0]


def _within_a_sentence(title: str) -> str:
    """Return what a text is called within a sentence: its title, of a long one the beginning.

    >>> _within_a_sentence("The Lakes Charter")
    'the Lakes Charter'
    """
    name = f"the {re.sub('^(the|an?) ', '', title, flags=re.I)}"
    return name if len(name) <= LONGEST else f"{name[:LONGEST].rpartition(' ')[0].rstrip(',;:')} …"


def _plain(path: Path, name: str, language: str) -> Document:
    """Read a plain text, whose title is what stands before its second provision.

    Raises IccisError for one whose language is not stated and does not look like English.
    """
    text = read_text(path)
    refuse_size(text, str(path))
    words = re.findall(r"\w+", text.casefold())
    if not language and len(words) >= 20 and sum(word in ENGLISH for word in words) < len(words) / 50:
        hint = "state its language, as --language fr; for English, --language en"
        raise IccisError("the text does not look like English", place=str(path), hint=hint)
    proposal = outline(text, name)
    end = text.find(proposal.rows[1].opening) if len(proposal.rows) > 1 else len(text)
    return Document(text, proposal, normalize(text[:end]), "", "")


def _check(name: str, folder: Path, language: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        hint = "use small letters, digits and hyphens, as lakes-charter"
        raise IccisError(f'"{name}" cannot be the path of an instrument', hint=hint)
    packaged = {row[0] for row in table_rows(package_root())}
    if name in packaged | {row[0] for row in table_rows(folder)}:
        away = f"its row in kg/instruments.csv, kg/{name}/ and its files in kg/source/"
        again = "" if name in packaged else f"; to begin again with it, take away {away}"
        raise IccisError(f"{name} is an instrument already", hint=f"choose another name{again}")
    if name in RESERVED:
        raise IccisError(f"{name} is the name of a folder in kg/", hint="choose another name")
    if name in _kinds():
        raise IccisError(f"{name} is the path of a kind of things", hint="choose another name")
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        raise IccisError(f'"{language}" is not a language tag', hint="write it as en, fr or zh-Hans")
    if folder.exists() and not is_project(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise IccisError("is neither empty nor a project", place=str(folder), hint="name another with --in")


def _kinds() -> set[str]:
    """Return the first parts of the IRIs of things, which no instrument may have."""
    iris = (plain(t.subject) for _, path in data_files(package_root()) for t in read(path))
    return {iri.removeprefix(ID).partition("/")[0] for iri in iris if iri.startswith(ID)}


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


CATALOG = {
    "catalog": f"{SITE}catalog#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
}


def _record(instrument: Instrument, title: str, publisher: str, licence: str) -> list[Triple]:
    """State what an edition says of itself, in its first version."""
    catalogue, whole = NamedNode(f"{SITE}catalog"), NamedNode(CATALOG["catalog"] + "iccis")
    editor, site = NamedNode(CATALOG["catalog"] + "editor"), NamedNode(SITE)
    today = Literal(f"{date.today()}T00:00:00Z", datatype=iri("xsd:dateTime"))
    name = Literal(f"{title} as linked data", language="en")
    about = Literal(
        f"The text of {instrument.name}, provision by provision and word for word.", language="en"
    )
    stated = [
        Triple(catalogue, TYPE, NamedNode(CATALOG["dcat"] + "Catalog")),
        Triple(catalogue, NamedNode(CATALOG["dcat"] + "service"), NamedNode(CATALOG["catalog"] + "sparql")),
        Triple(catalogue, iri("dcterms:title"), name),
        Triple(catalogue, iri("dcterms:description"), about),
        Triple(catalogue, iri("dcterms:created"), today),
        Triple(catalogue, iri("dcterms:modified"), today),
        Triple(catalogue, iri("foaf:homepage"), site),
        Triple(catalogue, iri("owl:versionInfo"), Literal("0.1.0")),
        Triple(site, TYPE, iri("foaf:Document")),
        Triple(site, iri("dcterms:title"), name),
        Triple(whole, iri("dcterms:description"), about),
        Triple(whole, NamedNode(CATALOG["void"] + "rootResource"), NamedNode(ID + instrument.path)),
    ]
    if code := instrument.iso_language.upper():
        table = "http://publications.europa.eu/resource/authority/language/"
        stated.append(Triple(catalogue, iri("dcterms:language"), NamedNode(table + code)))
    if publisher:
        stated += [Triple(catalogue, iri(f"dcterms:{role}"), editor) for role in ("creator", "publisher")]
        stated += [
            Triple(editor, TYPE, iri("foaf:Agent")),
            Triple(editor, iri("foaf:name"), Literal(publisher)),
        ]
    if licence:
        stated.append(Triple(catalogue, iri("dcterms:license"), _checked(licence)))
    return stated


def _checked(address: str) -> NamedNode:
    try:
        return NamedNode(address)
    except ValueError as error:
        hint = "give its address, as https://creativecommons.org/licenses/by/4.0/"
        raise IccisError(f"the licence is not an IRI: {address}", hint=hint) from error


def _turtle(triples: list[Triple], prefixes: Mapping[str, str] | None = None) -> str:
    return write(triples, base=ID, prefixes={**PREFIXES, **(prefixes or {})}, order="document")


def _unfinished() -> str:
    shapes = {"shapes": "https://w3id.org/iccis/shapes#"}
    triples = [
        Triple(NamedNode(shapes["shapes"] + name), iri("sh:severity"), iri("sh:Warning"))
        for name in UNFINISHED
    ]
    return write(triples, base=ID, prefixes=PREFIXES | shapes, order="document")
