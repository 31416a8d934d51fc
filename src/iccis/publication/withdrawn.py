"""Withdrawn IRIs: what was published once and is no more, so that its readers are told and not just lost."""

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.core.project import root

COLUMNS = ["iri", "date", "reason", "replaced by"]


class Withdrawn(NamedTuple):
    """An IRI that is no more: since when, why, and what to use for it, if there is something."""

    iri: str
    date: str
    reason: str
    instead: str


def withdrawn(*, base: Path | None = None) -> dict[str, Withdrawn]:
    """What is withdrawn, by the path of its IRI below the base of the project.

    >>> withdrawn()
    {}
    """
    path = (base or root()) / "kg" / "withdrawn.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file) if path.stat().st_size else [[]]
    if header != COLUMNS:
        raise IccisError("wrong columns", place=f"{path}:1", hint="write " + ",".join(COLUMNS))
    found = [_read(row, f"{path}:{line}") for line, row in enumerate(rows, 2)]
    return {one.iri.removeprefix(SITE): one for one in found}


def _read(row: list[str], place: str) -> Withdrawn:
    if len(row) != len(COLUMNS) or not row[2]:
        raise IccisError("a withdrawn IRI has an IRI, a date and a reason", place=place)
    one = Withdrawn(*row)
    for iri in filter(None, (one.iri, one.instead)):
        if not iri.startswith(SITE):
            raise IccisError(f"not an IRI of the project: {iri}", place=place, hint=f"begin with {SITE}")
    try:
        date.fromisoformat(one.date)
    except ValueError:
        raise IccisError(f"not a date: {one.date}", place=place, hint="write it as 2026-11-24") from None
    return one
