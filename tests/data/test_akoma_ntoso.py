"""Akoma Ntoso as input: its structure becomes the outline, its words the text."""

from pathlib import Path

import pytest

from iccis.core.errors import IccisError
from iccis.core.instruments import instruments
from iccis.data.akoma_ntoso import read_document
from iccis.data.akoma_ntoso_elements import AKN
from iccis.data.new_project import make_project
from iccis.data.source import Provision, provisions
from iccis.questions.export import export

CHARTERS = Path(__file__).parents[1] / "charter"
ISLANDS = CHARTERS / "islands-treaty.xml"
CLASSES = {"Pledge": "Paragraph", "PurposeClause": "Paragraph", "AdherenceClause": "Paragraph"}
"""What the elements of a document cannot tell."""


def document(body: str, root: str = "akomaNtoso", namespace: str = AKN) -> str:
    """A document with some elements."""
    return f'<{root} xmlns="{namespace}">\n<doc name="d">\n<meta/>\n{body}\n</doc>\n</{root}>\n'


def write(folder: Path, text: str) -> Path:
    """A file with an XML text."""
    path = folder / "document.xml"
    path.write_text(text, "utf-8")
    return path


def test_each_element_becomes_a_provision_of_its_class() -> None:
    """With its number, what it is part of, and its eId, or one that fits."""
    found = read_document(ISLANDS, "islands")
    rows = {
        row.path: (row.kind, row.number, row.parent.removeprefix("islands/"), row.eid)
        for row in found.outline.rows
    }
    assert " ".join(rows) == (
        "narrative/1 title narrative/2 opening unnumbered/1 recital/1 adopting-clause chapter/1 article/1"
        " article/1/1 article/1/2 article/1/2/a article/1/2/c unnumbered/2 article/2 chapeau article/2/i"
        " article/2/ii article/2/ii/a article/1-2 unnumbered/3 annex/1 annex/1/1 footnote/1"
    )
    assert rows["chapter/1"] == ("Chapter", "I", "islands", "chp_I")
    assert rows["article/1/2/c"] == ("Item", "c", "article/1/2", "art_1__para_2__point_c")
    assert rows["chapeau"] == ("Chapeau", "", "article/2", "chp_I__art_2__intro")
    assert rows["annex/1/1"] == ("Paragraph", "1", "annex/1", "att_1__para_1")
    assert rows["footnote/1"] == ("Footnote", "1", "islands", "fn_a")
    assert (found.title, found.language) == ("Traité des Îles sur les réseaux", "fr")
    assert found.work == "/akn/un/act/treaty/2026-01-31/islands"


def test_the_words_are_those_of_the_document(tmp_path: Path) -> None:
    """Line ends and indentation are no words, comments neither; notes leave their marks."""
    make_project("islands", ISLANDS, tmp_path)
    words = {part.path.removeprefix("islands/"): part.text for part in parts(tmp_path)}
    assert words["recital/1"] == "(1) considérant que les réseaux[1] servent à tous,"
    assert words["article/1/1"] == "1. Chaque État protège ses réseaux."
    assert words["article/2/i"] == "(i) observe ;"
    assert words["article/1-2"] == "Статья Б Texte[1]. x y"
    assert words["footnote/1"] == "[1] Au sens large."
    assert (tmp_path / "kg" / "source" / "islands.fr.xml").read_bytes() == ISLANDS.read_bytes()


def parts(base: Path) -> list[Provision]:
    """The provisions of the first instrument of a project."""
    return provisions(instruments(base)[0])


def test_what_has_no_place_is_said_with_its_line() -> None:
    """A person has to look at it."""
    remarks = {(remark.line, remark.text) for remark in read_document(ISLANDS, "islands").outline.remarks}
    assert remarks >= {
        (21, "<citation> has no number, and is called unnumbered 1"),
        (33, "<del> is left out"),
        (37, "item c follows a"),
        (53, "<chapter> has no words of its own: its parts stand by themselves"),
        (53, "<article> has the number 'Статья Б', which no path can have: it is counted"),
        (54, "<img> is left out"),
        (55, "<table> keeps its words, but not its structure"),
    }


def test_our_own_export_of_the_package_is_read_again(tmp_path: Path) -> None:
    """The same provisions, with the same words, eIds and, as far as elements tell them, classes."""
    make_project("again", write(tmp_path, export("akoma-ntoso")), tmp_path / "again")
    first, second = provisions(), parts(tmp_path / "again")
    assert [part.text for part in second] == [part.text for part in first]
    assert [part.eid for part in second] == [part.eid for part in first]
    assert [part.kind for part in second] == [CLASSES.get(part.kind, part.kind) for part in first]


def test_our_own_export_of_a_charter_is_read_again(tmp_path: Path) -> None:
    """Articles, paragraphs and items have the same paths, too."""
    first = tmp_path / "first"
    make_project("lakes-charter", CHARTERS / "lakes-charter.txt", first)
    table = first / "kg" / "instruments.csv"
    table.write_text(table.read_text("utf-8").replace(",en,,", ",en,/akn/un/doc/charter/2026-01-31/lakes,"))
    path = write(tmp_path, export("akoma-ntoso", base=first))
    make_project("lakes-charter", path, tmp_path / "second")
    fields = [
        [
            (part.path, part.kind, part.number, part.notation, part.parent, part.eid, part.text)
            for part in parts(base)
        ]
        for base in (first, tmp_path / "second")
    ]
    assert fields[0] == fields[1]
    assert instruments(tmp_path / "second")[0].akn == "/akn/un/doc/charter/2026-01-31/lakes"


ENTITY = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("<a>\n<b>\n</a>", ":3: malformed XML: "),
        (ENTITY + document("<mainBody><p>&b;&d;</p></mainBody>"), "has a document type declaration"),
        (document("", root="html"), ":1: is no Akoma Ntoso: its root is html"),
        (document("", namespace="http://www.akomantoso.org/2.0"), "not of version 3.0"),
        (document("", namespace=""), "in no namespace"),
        (f'<akomaNtoso xmlns="{AKN}"><judgment/></akomaNtoso>', "no outline can be read from judgment"),
        (f'<akomaNtoso xmlns="{AKN}"/>', "no outline can be read from nothing"),
        (document("<mainBody/>"), "the text has no words"),
        (document("<mainBody>" + "<div>" * 300 + "</div>" * 300 + "</mainBody>"), "malformed XML: "),
    ],
)
def test_what_is_no_such_document_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """Nothing is fetched, nothing is written."""
    path = write(tmp_path, text)
    with pytest.raises(IccisError) as error:
        make_project("charter", path, tmp_path / "project")
    assert message in str(error.value)
    assert str(path) in str(error.value)
    assert error.value.hint
    assert not (tmp_path / "project").exists()
