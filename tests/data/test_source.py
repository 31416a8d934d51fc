"""The source text, its provisions and back."""

import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from iccis.core.errors import IccisError
from iccis.core.instruments import Instrument, instruments
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.core.project import root
from iccis.core.rdf import plain
from iccis.core.turtle import read
from iccis.data import source
from iccis.data.new_project import make_project

CODE = instruments()[0]


def copy_of_source(folder: Path) -> Instrument:
    """A copy of the source text with its outline, free to be spoilt."""
    shutil.copytree(CODE.file.parent, folder / "kg" / "source")
    return CODE._replace(tree=folder)


def test_provisions_joined_are_the_source_byte_for_byte() -> None:
    """Concatenating the provisions gives back the source, byte for byte."""
    assert source.restore(source.provisions()).encode() == CODE.file.read_bytes()


def test_text_layer_joined_is_the_source_byte_for_byte() -> None:
    """The committed text layer holds the source too: its verbatim texts, in their order, are the file."""
    verbatim, order = {}, {}
    for s, p, o in read(source.text_file()):
        if p == NamedNode(ONTOLOGY + "verbatim"):
            verbatim[s] = o.value
        elif p == NamedNode(ONTOLOGY + "order"):
            order[s] = int(o.value)

    joined = "".join(verbatim[s] for s in sorted(order, key=order.__getitem__))
    assert joined.encode() == CODE.file.read_bytes()


def test_offsets_cut_the_words_out_of_both_texts() -> None:
    """Each provision stands in the source and in the normalized text where its offsets say."""
    parts = source.provisions()
    raw, whole = CODE.file.read_bytes().decode(), source.normalized_text(parts)

    for part in parts:
        assert raw[part.source_start : part.source_end] == part.verbatim
        assert whole[part.text_start : part.text_end] == part.text
        assert source.normalize(part.verbatim) == part.text


def test_normalized_text_is_that_of_the_whole_source() -> None:
    """Normalizing provision by provision gives the same text as normalizing the whole source."""
    assert source.normalized_text(source.provisions()) == source.normalize(CODE.file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("kind", "count"),
    [("Narrative", 3), ("Title", 1), ("Opening", 1), ("Recital", 8), ("AdoptingClause", 1), ("Section", 2),
     ("PurposeClause", 1), ("AdherenceClause", 1), ("Chapeau", 1), ("Pledge", 11)],
)  # fmt: skip
def test_counts_of_provisions(kind: str, count: int) -> None:
    """The Code has the provisions that a reader counts."""
    assert sum(part.kind == kind for part in source.provisions()) == count


@pytest.mark.parametrize(
    ("given", "normal"),
    [("a  b\n c", "a b c"), ("Secretary-\nGeneral", "Secretary-General"), ("a -\nb", "a - b"),
     ("Secretary-\r\nGeneral", "Secretary-General"), ("Secretary- \n\t General", "Secretary-General"),
     ("nai\u0308ve", "na\u00efve"), ("  x ", "x"),
     ("United Nations'\n\nimportant", "United Nations' important")],
)  # fmt: skip
def test_normalization(given: str, normal: str) -> None:
    """Normalization is NFC, collapsed white space and joined words, and nothing else."""
    assert source.normalize(given) == normal
    assert unicodedata.is_normalized("NFC", source.normalize(given))


def test_every_pledge_is_introduced_by_the_chapeau() -> None:
    """The eleven pledges point at the chapeau that holds for each of them."""
    introduced = ONTOLOGY + "introducedBy"
    links = [t for t in source.text_triples(source.provisions()) if t.predicate.value == introduced]

    assert {str(t.object) for t in links} == {"<https://w3id.org/iccis/id/code/chapeau>"}
    assert len(links) == 11


def test_paragraphs_that_open_alike_are_cut_apart(tmp_path: Path) -> None:
    """Opening words are looked for after the paragraph before; a chapeau alone introduces a pledge."""
    of = Instrument("code", "the Code", "small.txt", "en", "", "", tmp_path)
    path = of.file
    path.parent.mkdir(parents=True)
    path.write_text("A Code\nEach State pledges:\nEach State may join.\nEach State shall help.\n", "utf-8")
    rows = ["Title,,T", "Chapeau,,C", "AdherenceClause,,A", "Pledge,1,1"]
    words = ["A Code", "Each State", "Each State", "Each State"]
    outline = [f"{row},part,e,{start}" for row, start in zip(rows, words, strict=True)]
    lines = [f"part/{number},{row}" for number, row in enumerate(outline, 1)]
    head = "path,class,number,notation,parent,eid,opening words"
    path.with_suffix(".outline.csv").write_text("\n".join([head, *lines]), "utf-8")

    parts = source.provisions(of)
    assert [part.order for part in parts] == [1, 2, 3, 4]
    assert [part.text for part in parts] == path.read_text("utf-8").splitlines()
    introduced = [t for t in source.text_triples(parts) if t.predicate.value == ONTOLOGY + "introducedBy"]
    assert [(t.subject, t.object) for t in introduced] == [
        (NamedNode(ID + "code/part/4"), NamedNode(ID + "code/part/2"))
    ]


def test_lost_opening_words_are_named(tmp_path: Path) -> None:
    """A source that no longer has a provision's opening words is refused with the provision's name."""
    spoilt = copy_of_source(tmp_path)
    spoilt.file.write_bytes(spoilt.file.read_bytes().replace(b"3. To cooperate", b"3. To operate"))

    with pytest.raises(IccisError, match=re.escape("pledge/3")) as error:
        source.provisions(spoilt)
    assert error.value.place == f"{spoilt.outline}:23"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("opening words", "words", ":1", "the column opening words is missing"),
        (
            "recital/2,Recital,2,P2,code,preamble__recs__rec_2,Noting",
            "recital/2",
            ":8",
            "the row has no class",
        ),
        ("Noting\n", "\n", ":8", "the row has no opening words"),
        ("recital/2,", "recital/1,", ":8", "recital/1 occurs twice, first in "),
        ("\n", "", "", "the outline has no rows"),
    ],
)
def test_an_outline_that_cannot_cut_a_text_is_refused(
    tmp_path: Path, old: str, new: str, place: str, message: str
) -> None:
    """Its line is named; nothing is cut by a guess."""
    spoilt = copy_of_source(tmp_path)
    text = spoilt.outline.read_text("utf-8")
    spoilt.outline.write_text(text.partition("\n")[0] if old == "\n" else text.replace(old, new, 1), "utf-8")
    with pytest.raises(IccisError) as error:
        source.provisions(spoilt)
    assert message in error.value.message
    assert error.value.place == f"{spoilt.outline}{place}"
    assert error.value.hint


def test_source_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are named with their line."""
    spoilt = copy_of_source(tmp_path)
    spoilt.file.write_bytes(spoilt.file.read_bytes().replace("”".encode(), b"\x94"))

    with pytest.raises(IccisError, match="UTF-8"):
        source.provisions(spoilt)


def test_another_text_is_not_published_under_the_names_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changed by one character, it is refused before anything is written, sent or served under the base."""
    from iccis.cli.main import run
    from iccis.publication.publish import publish

    copy = copy_of_source(tmp_path).file
    (tmp_path / "kg" / "instruments.csv").write_bytes((root() / "kg" / "instruments.csv").read_bytes())
    (tmp_path / "ontology").mkdir()
    copy.write_bytes(CODE.file.read_bytes().replace(b"secessionism", b"secessionisn"))
    with pytest.raises(IccisError, match="is not the text of the Code") as caught:
        publish(tmp_path / "dist", base=tmp_path)
    assert caught.value.place == str(copy)
    assert "--base" in caught.value.hint
    assert not (tmp_path / "dist").exists()

    with pytest.raises(IccisError, match="no Turtle file"):  # the text is accepted, and the data looked for
        publish(tmp_path / "dist", site="https://example.org/text/", base=tmp_path)
    monkeypatch.setenv("ICCIS_ROOT", str(tmp_path))
    for command in (["push", "http://127.0.0.1:9/", "--dry-run"], ["serve", "--port", "0"]):
        assert run(command) == 2
        assert "is not the text of the Code" in capsys.readouterr().err


MIXED = """Хартия озёр

Государства региона,

Статья 1. Цель
1. Каждое государство защищает сети.
2. No State shall damage them.

第一条 目的
本宪章保护网络。

مادة 1
(3) تحمي كل دولة \u202bشبكاتها\u202c.
"""  # noqa: RUF001


def test_a_text_of_several_scripts_is_kept_character_by_character(tmp_path: Path) -> None:
    """Right-to-left words and marks of direction, too; what has no number is a provision of its own."""
    text = tmp_path / "mixed.txt"
    text.write_text(MIXED, "utf-8")
    made = make_project("mixed", text, tmp_path / "mixed", language="ru")
    (of,) = instruments(made.folder)
    parts = source.provisions(of)
    assert source.restore(parts) == MIXED
    assert [part.path.removeprefix("mixed/") for part in parts][-2:] == ["unnumbered/3", "paragraph/3"]
    assert [remark.line for remark in made.remarks] == [1, 5, 9, 12]


@pytest.mark.parametrize("path", ["mixed", "other"])
def test_two_texts_of_one_path_or_file_are_refused(tmp_path: Path, path: str) -> None:
    """The second row is named."""
    table = tmp_path / "kg" / "instruments.csv"
    table.parent.mkdir()
    head = "path,name,source,language,akoma-ntoso,sha256\nmixed,the Text,mixed.txt,ru,,\n"
    table.write_text(f"{head}{path},the Text,mixed.txt,ru,,\n", "utf-8")
    with pytest.raises(IccisError, match="has the path or the file of mixed") as error:
        instruments(tmp_path)
    assert error.value.place == f"{table}:3"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("article/3/1,Paragraph,", "article/3/1,Paragraf,", "Paragraf is no class of provisions"),
        (
            "3(1),lakes-charter/article/3,",
            "3(1),lakes-charter/article/9,",
            "is part of lakes-charter/article/9, which is no row before it",
        ),
    ],
)
def test_a_row_of_an_outline_with_a_wrong_class_or_parent_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """With its line in the outline, not by what the shapes later miss in a file that is computed."""
    charter = Path(__file__).parents[1] / "charter" / "lakes-charter.txt"
    project = make_project("lakes-charter", charter, tmp_path / "new").folder
    [instrument] = instruments(project)
    rows = instrument.outline.read_text("utf-8")
    assert old in rows
    instrument.outline.write_text(rows.replace(old, new), "utf-8")
    with pytest.raises(IccisError, match=message) as error:
        source.provisions(instrument)
    assert error.value.place == f"{instrument.outline}:12"


def test_a_section_has_the_number_that_the_text_gives_it(tmp_path: Path) -> None:
    """Only a notation that corrects the number makes it a slip."""
    text = tmp_path / "text.txt"
    text.write_text("T\n\nI. Aim\n1. Each State shall help the others.\n", "utf-8")
    project = make_project("w", text, tmp_path / "new").folder
    labels = [
        plain(t.object)
        for t in source.text_triples(source.provisions(instruments(project)[0]))
        if t.predicate.value.endswith("prefLabel")
    ]
    assert labels == ["title", "section I", "paragraph 1"]
