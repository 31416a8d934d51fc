"""The table of what each name leads to, which the redirects of w3id and the service must both keep to."""

import csv
from pathlib import Path
from typing import NamedTuple

from sources import VERSION


class Case(NamedTuple):
    """One request and what is expected; `apache` is what mod_rewrite does where it cannot do the same."""

    path: str
    accept: str
    method: str
    status: int
    location: str
    type: str
    apache: str
    note: str

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the request; an empty Accept is none at all."""
        return {"Accept": self.accept} if self.accept else {}

    def __str__(self) -> str:
        """Name of the case in the report."""
        return f"{self.method} /{self.path} {self.accept[:40]}"


def cases() -> list[Case]:
    """Every row of the table, with this version where it says VERSION."""
    with (Path(__file__).parent / "negotiation.csv").open(encoding="utf-8", newline="") as file:
        lines = (line.replace("VERSION", VERSION) for line in file)
        rows = csv.DictReader(lines)
        return [Case(**row | {"status": int(row["status"])}) for row in rows]  # type: ignore[arg-type]
