"""The instruments of an edition: the table `kg/instruments.csv`, which says where each text stands."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from iccis.core.errors import IccisError
from iccis.core.project import SOURCE, instrument_table, is_project, package_root, root, table_rows, trees

COLUMNS = ("path", "name", "source", "language", "sha256")
"""Columns of the table, which are the first fields of an instrument."""


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
    sha256: str
    """Digest of the text once its words are settled; empty as long as they may change."""
    tree: Path
    """The tree whose table names it."""

    @property
    def file(self) -> Path:
        """The text, byte for byte as received."""
        return self.tree / "kg" / SOURCE / self.source

    @property
    def outline(self) -> Path:
        """The outline by which the text is cut into provisions."""
        return self.file.with_suffix(".outline.csv")

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
        if len(row) != len(COLUMNS) or not all(row[:-1]):
            raise IccisError("the row is incomplete", place=place, hint="give " + ", ".join(COLUMNS))
        path, name, source, language, sha256 = row
        for other in found:
            if path == other.path or source == other.source:
                hint = "an instrument has one row, with a path and a file of its own"
                raise IccisError(f"{path} has the path or the file of {other.path}", place=place, hint=hint)
        found.append(Instrument(path, name, source, language, sha256, tree))
    return found


def refuse_other_text(base: Path | None = None) -> None:
    """Raise IccisError if a text is not the one whose IRIs the base of this edition promises.

    >>> refuse_other_text()
    """
    refuse_project(base)
    promised = {row[0]: row[-1] for row in table_rows(package_root())}
    for instrument in instruments(base):
        digest = hashlib.sha256(instrument.file.read_bytes()).hexdigest() if instrument.file.exists() else ""
        if digest and digest != promised.get(instrument.path):
            message = "is not the text of the Code, whose IRIs would name it"
            hint = "publish it under a base of its own: `iccis publish --base https://example.org/my-text/`"
            raise IccisError(message, place=str(instrument.file), hint=hint)


def refuse_project(base: Path | None = None) -> None:
    """Raise IccisError for a project of one's own, because what is published speaks of the Code.

    >>> refuse_project()
    """
    if is_project(tree := base or root()):
        message = "is a project of your own, and pages, services and XML would call it the Code"
        hint = "check, query, show, search, verify, validate and reason work with it"
        raise IccisError(message, place=str(tree), hint=hint)
