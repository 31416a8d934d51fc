"""A project of one's own, with two small texts."""

from pathlib import Path

from iccis.core.turtle import read_text
from iccis.data.accepted import accept
from iccis.data.new_project import make_project

CHARTER = Path(__file__).parent / "charter" / "lakes-charter.txt"
ACCORD = """Hills Accord on Shared Mail

The States of the Hills,

Have agreed as follows:

Article 1. Mail
1. Each State shall carry the mail of the others.
2. No State may open it.
"""
BASE = "https://example.org/lakes/"


def make(folder: Path) -> Path:
    """Make a project of two texts, with their candidates accepted."""
    text = folder.parent / "accord.txt"
    text.write_text(ACCORD, "utf-8")
    licence = "https://creativecommons.org/licenses/by/4.0/"
    make_project("lakes-charter", CHARTER, folder, publisher="The Lakes Library", licence=licence)
    make_project("hills-accord", text, folder)
    sheet = folder / "candidates.csv"
    sheet.write_text(read_text(sheet).replace("\n,", "\nx,"), "utf-8")
    accept(folder)
    return folder
