"""Withdrawn IRIs: published once and no longer, so that a client learns what happened to them."""

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.core.project import root

COLUMNS = ["iri", "date", "reason", "replaced by"]


class Withdrawn(NamedTuple):
    """A withdrawn IRI: since when, why, and what to use instead, if there is something."""

    iri: str
    date: str
    reason: str
    instead: str


def withdrawn(*, base: Path | None = None) -> dict[str, Withdrawn]:
    """Read the withdrawn IRIs, by their paths below the base of the project.

    >>> [entry.instead for path, entry in withdrawn().items() if path == "id/mapping/0715feffb6d1"]
    ['https://w3id.org/iccis/id/mapping/0583792ebddd']
    """
    path = (base or root()) / "kg" / "withdrawn.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file) if path.stat().st_size else [[]]
    if header != COLUMNS:
        raise IccisError("wrong columns", place=f"{path}:1", hint="write " + ",".join(COLUMNS))
    entries = [_read(row, f"{path}:{line}") for line, row in enumerate(rows, 2)]
    return {entry.iri.removeprefix(SITE): entry for entry in entries}


def _read(row: list[str], place: str) -> Withdrawn:
    if len(row) != len(COLUMNS) or not row[2]:
        raise IccisError("give the withdrawn IRI, its date and the reason", place=place)
    entry = Withdrawn(*row)
    for iri in filter(None, (entry.iri, entry.instead)):
        if not iri.startswith(SITE):
            raise IccisError(f"not an IRI of the project: {iri}", place=place, hint=f"begin with {SITE}")
    try:
        date.fromisoformat(entry.date)
    except ValueError:
        raise IccisError(f"not a date: {entry.date}", place=place, hint="write it as 2026-11-24") from None
    return entry
