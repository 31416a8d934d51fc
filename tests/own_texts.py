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
CYRILLIC = "Хартия сетей\n\n1. Каждое государство защищает сети.\n"
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


def make_cyrillic(folder: Path) -> Path:
    """Make a project of a text in Russian, whose actor and concept have its words in their IRIs."""
    text, quote = folder.parent / "hartia.txt", "Каждое государство защищает сети"
    text.write_text(CYRILLIC, "utf-8")
    licence = "https://creativecommons.org/licenses/by/4.0/"
    make_project("hartia", text, folder, language="ru", publisher="P", licence=licence)
    row = f"x,hartia/paragraph/1,Obligation,firm,Каждое государство,защищает,сети,{quote}\n"
    with (folder / "candidates.csv").open("a", encoding="utf-8") as sheet:
        sheet.write(row)
    accept(folder)
    return folder
