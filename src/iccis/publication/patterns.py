"""Patterns of the model: how IRIs are formed, and queries to copy. The cheat sheet and the site show both."""

import csv
import re
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from iccis.core.project import prose_folder, root
from iccis.questions.question import read_question


class Pattern(NamedTuple):
    """A query: what it finds, the smallest set of graphs that has it, and its text."""

    title: str
    graph: str
    query: str


def patterns(base: Path | None = None) -> list[Pattern]:
    """Return the patterns of an edition, each kind of statement once; a project of one's own may have none.

    >>> len(patterns())
    12
    """
    found = map(read_pattern, sorted((base or root()).glob("queries/patterns/*.rq")))
    return list(found)


def read_pattern(path: Path) -> Pattern:
    """Read a query without the lines of its header."""
    found = read_question(path, strict=False)
    return Pattern(found.title, found.graph, re.sub(r"\A(?:#.*\n)+\n*", "", found.text))


def iris(base: Path | None = None) -> list[tuple[str, list[str]]]:
    """Return things, and paths of examples below the base of all IRIs.

    >>> iris()[0]
    ('clause', ['id/code/pledge/3', 'id/code/recital/6', 'id/code/title'])
    """
    path = prose_folder(base) / "iris.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [(thing, [row[1] for row in group]) for thing, group in groupby(rows, key=lambda row: row[0])]
