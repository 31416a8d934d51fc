"""A copy of everything that is checked and published, for tests that change it."""

import shutil
import tomllib
from pathlib import Path

from iccis.core.project import root

VERSION: str = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"][
    "version"
]
"""The version of this checkout; where it stands otherwise, and that all agree, is for test_release.py."""

FOLDERS = ("ontology", "kg", "shapes", "queries", "tests/answers")


def copy_of_sources(folder: Path) -> Path:
    """Copy the sources into a folder, and return it."""
    for name in FOLDERS:
        shutil.copytree(root() / name, folder / name)
    return folder
