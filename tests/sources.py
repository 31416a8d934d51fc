"""What is checked and published: its version, the edition, copies for tests that change it, digests."""

import shutil
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

from iccis.core.project import root
from iccis.publication.edition import Edition, edition

VERSION: str = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"][
    "version"
]
"""The version of this checkout; where it stands otherwise, and that all agree, is for test_release.py."""


@cache
def current_edition() -> Edition:
    """What is published, read once in a process; also for what tests are made from, where no fixture is."""
    return edition()


FOLDERS = ("ontology", "kg", "shapes", "queries", "tests/answers")


def copy_of_sources(folder: Path) -> Path:
    """Copy the sources into a folder, and return it."""
    for name in FOLDERS:
        shutil.copytree(root() / name, folder / name)
    return folder


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}
