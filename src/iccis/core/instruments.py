"""The instruments of an edition: the table `kg/instruments.csv`, which says where each text stands."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, SITE
from iccis.core.project import (
    RESERVED,
    SOURCE,
    instrument_table,
    is_project,
    own_folders,
    package_root,
    record_file,
    root,
    table_rows,
    trees,
)
from iccis.core.rdf import iri, plain
from iccis.core.turtle import read

COLUMNS = ("path", "name", "source", "language", "akoma-ntoso", "sha256")
NEEDED = 4
"""Columns of the table, which are the first fields of an instrument, and how many of them are never empty."""


LANGUAGES = {"ar": "ara", "en": "eng", "es": "spa", "fr": "fra", "ru": "rus", "zh": "zho"}
"""Codes of ISO 639-2 by language tag, of the official languages of the United Nations."""


class Instrument(NamedTuple):
    """A text with provisions, norms and readings of its own, as the table names it."""

    path: str
    """Of the work, below the base of things: its provisions are below it, as `code/pledge/3`."""
    name: str
    """What messages call it within a sentence: `the Code`."""
    source: str
    """Name of the file of the text, in `kg/source/`."""
    language: str
    """Language tag of the text (BCP 47)."""
    akn: str
    """IRI of the work for Akoma Ntoso, with `{date}` for that of its letter; empty if it has none."""
    sha256: str
    """Digest of the text once its words are settled; empty as long as they may change."""
    tree: Path
    """The tree whose table names it."""

    @property
    def file(self) -> Path:
        """The text, byte for byte as received."""
        return self.tree / "kg" / SOURCE / self.source

    @property
    def folder(self) -> str:
        """Name of the folder of its data, and of its graphs: its path in a project, none in a whole tree."""
        return self.path if is_project(self.tree) else ""

    @property
    def outline(self) -> Path:
        """The outline by which the text is cut into provisions."""
        return self.file.with_suffix(".outline.csv")

    @property
    def iso_language(self) -> str:
        """Code of its language of three letters; empty for one that is not known here."""
        return LANGUAGES.get(self.language.partition("-")[0], "")

    @property
    def witness(self) -> str:
        """Path, below the base of things, of the expression that the text transcribes."""
        return f"{self.path}/{self.language}"


def instruments(base: Path | None = None) -> list[Instrument]:
    """Return the instruments of an edition: those of the package that its table names, then its own.

    Raises IccisError, with the line, for an incomplete row, and for a path or a file that two rows name.

    >>> [(instrument.path, instrument.name) for instrument in instruments()]
    [('code', 'the Code')]
    """
    *others, own = trees(base)
    rows = _read(own)
    beside = [instrument for tree in others for instrument in _read(tree)]
    return [
        *(instrument for instrument in beside if instrument[:-1] in {row[:-1] for row in rows}),
        *(row for row in rows if row[:-1] not in {instrument[:-1] for instrument in beside}),
    ]


def _read(tree: Path) -> list[Instrument]:
    table, found = instrument_table(tree), list[Instrument]()
    for line, row in enumerate(table_rows(tree), 2):
        place = f"{table}:{line}"
        if len(row) != len(COLUMNS) or not all(row[:NEEDED]):
            raise IccisError("the row is incomplete", place=place, hint="give " + ", ".join(COLUMNS))
        path, name, source, language, akn, sha256 = row
        if path in RESERVED:
            hint = "choose another name: this is one of the folders in kg/"
            raise IccisError(f"{path} cannot be the path of an instrument", place=place, hint=hint)
        for other in found:
            if path == other.path or source == other.source:
                hint = "an instrument has one row, with a path and a file of its own"
                raise IccisError(f"{path} has the path or the file of {other.path}", place=place, hint=hint)
        found.append(Instrument(path, name, source, language, akn, sha256, tree))
    return found


def instrument_of(name: str, paths: Collection[str]) -> str:
    """Return the instrument that the IRI of a thing has in it, of those with some paths; empty for none.

    >>> [instrument_of(ID + path, ("lakes",)) for path in ("norm/lakes/2.1", "lakes/article/2", "norm/3.1")]
    ['lakes', 'lakes', '']
    """
    parts = name.removeprefix(ID).split("/", 2)[:2]
    return next((part for part in parts if part in paths), "")


def elsewhere(instrument: str, base: Path | None = None) -> Callable[[str], bool]:
    """Return whether the IRI of a thing may be declared by another instrument of an edition than this one.

    What the package has is named without its instrument, and counts as one that is taken in. Without an
    instrument, nothing is elsewhere.

    >>> elsewhere("code")(ID + "norm/99.1")
    False
    """
    others = {of.path for of in instruments(base) if instrument not in ("", of.path)}
    takes_in, paths = bool(others - {*own_folders(base)}), {instrument, *others}

    def test(name: str) -> bool:
        of = instrument_of(name, paths)
        return name.startswith(ID) and (of in others if of else takes_in)

    return test


def own_paths(base: Path | None = None) -> tuple[str, ...]:
    """Return the paths of the instruments of a project of one's own, which its IRIs have in them; else none.

    >>> own_paths()
    ()
    """
    return tuple(of.path for of in own_instruments(base)) if is_project(base or root()) else ()


def own_instruments(base: Path | None = None) -> list[Instrument]:
    """Return the instruments that are in a tree itself, without those that it takes in from the package.

    >>> [of.path for of in own_instruments()]
    ['code']
    """
    tree = base or root()
    return [of for of in instruments(base) if of.tree == tree]


def own_version(base: Path | None = None) -> str:
    """Return the version of a project of one's own, as its record states it; empty for the package's edition.

    >>> own_version()
    ''
    """
    return own_statement("owl:versionInfo", base=base)


def own_statement(name: str, of: str = f"{SITE}catalog", *, base: Path | None = None) -> str:
    """Return what the record of a project of one's own states of something; empty for the package's edition.

    >>> own_statement("dcterms:modified")
    ''
    """
    record = record_file(base)
    if not (is_project(base or root()) and record.is_file()):
        return ""
    stated = (t for t in read(record) if t.predicate == iri(name) and plain(t.subject) == of)
    return next((plain(t.object) for t in stated), "")


def refuse_other_text(base: Path | None = None) -> None:
    """Raise IccisError if a text is not the one whose IRIs the base of this edition promises.

    >>> refuse_other_text()
    """
    promised = {row[0]: row for row in table_rows(package_root())}
    hint = "publish or serve it under a base of its own, as --base https://example.org/my-text/"
    for instrument in instruments(base):
        row, file = promised.get(instrument.path), instrument.file
        if row is None:
            raise IccisError(f"{instrument.name} has no IRIs below {SITE}", place=str(file), hint=hint)
        if file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() != row[-1]:
            message = f"is not the text of {row[1]}, whose IRIs would name it"
            raise IccisError(message, place=str(file), hint=hint)


def listed(names: Sequence[str]) -> str:
    """Return the names of texts within a sentence; more than two are counted.

    >>> listed(["the Charter", "the Accord"]), listed(["a"] * 3)
    ('the Charter and the Accord', 'the 3 texts')
    """
    return " and ".join(names) if len(names) < 3 else f"the {len(names)} texts"
