"""A copy of everything that is checked and published, for tests that change it."""

import shutil
from pathlib import Path

from iccis.core.project import root

FOLDERS = ("ontology", "kg", "shapes", "queries", "tests/answers")


def copy_of_sources(folder: Path) -> Path:
    """Copy the sources into a folder, and return it."""
    for name in FOLDERS:
        shutil.copytree(root() / name, folder / name)
    return folder
