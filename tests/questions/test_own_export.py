"""Akoma Ntoso of a text of one's own: in the order of the text, with the dates of its own edition."""

import re
from pathlib import Path

from test_export import akn_errors

from iccis.core.turtle import read_text
from iccis.data.new_project import make_project
from iccis.questions.export import export

TEXT = """Coastal Compact

Done at Port Meridian, 4 March 2024

The Parties to this Compact,

Recognizing the dependence of coasts on cables,

PREAMBLE CONTINUED

Have agreed as follows:

Article 1
1. Each Party shall protect the cables of the others.

Done in two copies
"""


def exported(folder: Path) -> str:
    """The text as Akoma Ntoso, from a project whose record was changed on a later day."""
    text = folder / "compact.txt"
    text.write_text(TEXT, "utf-8")
    made = make_project("coast", text, folder / "new", publisher="Chambers", licence="urn:l").folder
    table, record = made / "kg" / "instruments.csv", made / "kg" / "catalog" / "record.ttl"
    table.write_text(read_text(table).replace(",en,,", ",en,/akn/xx/act/compact/2024-03-04/1,"), "utf-8")
    dated = re.sub(r'(dcterms:modified )"[\d-]+T', r'\1"2031-05-06T', read_text(record))
    record.write_text(dated, "utf-8")
    return export("akoma-ntoso", base=made)


def test_words_keep_their_order(tmp_path: Path) -> None:
    """What has no number before the end of the preamble stays there, and the schema finds nothing wrong."""
    xml = exported(tmp_path)
    assert akn_errors(xml) == []
    places = [xml.index(line) for line in TEXT.split("\n\n")[:6]]
    assert places == sorted(places)
    body = xml.partition("<mainBody>")[2]
    assert "Done in two copies" in body
    assert "Done at Port Meridian" not in body


def test_dates_and_the_maker_are_those_of_the_edition(tmp_path: Path) -> None:
    """Not those of the program."""
    xml = exported(tmp_path)
    assert '<FRBRdate date="2031-05-06" name="markup" />' in xml
    assert '<FRBRauthor href="#editor" />' in xml
    assert 'showAs="Chambers"' in xml
    assert "party/iccis" not in xml


def test_what_is_exported_is_read_again_in_its_order(tmp_path: Path) -> None:
    """With the same words."""
    file = tmp_path / "compact.xml"
    file.write_text(exported(tmp_path), "utf-8")
    again = make_project("again", file, tmp_path / "again").folder
    words = " ".join(read_text(again / "kg" / "source" / "again.en.txt").split())
    assert words == " ".join(TEXT.split())
