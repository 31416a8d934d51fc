"""Pages of clauses: the notes beside the words that they concern, sentences of norms, the status."""

import dataclasses
import re
from typing import Any

import pytest
from lxml import html
from pyoxigraph import NamedNode, Triple

from iccis.core.namespaces import ID, ONTOLOGY
from iccis.publication.site.reading import clause
from iccis.publication.site.thing_pages import pages
from site_pages import EDITION, FACTS, MADE, one, page

((WORK, CLAUSES),) = EDITION.works.items()
PATHS = {iri: f"id/{iri.removeprefix(ID)}.html" for iri in CLAUSES}
NOTED = {iri: clause(FACTS, iri).notes for iri in CLAUSES}
CSS = MADE["static/site.css"].decode()


def words_at(path: str) -> Any:
    """The element with the words of a clause, on its own page."""
    return one(path, "//div[@class='text']//p[@class='words']")


@pytest.mark.parametrize("iri", CLAUSES)
def test_every_note_stands_open_beside_the_words(iri: str) -> None:
    """Each norm, ambiguity, interpretation, variant and parallel has its place, outside of every drawer."""
    path, notes = PATHS[iri], NOTED[iri].all
    beside = FACTS.subjects("statedIn", iri)
    kinds = ("Norm", "Ambiguity", "Variant")
    stated = {thing for thing in beside if set(FACTS.kinds(thing)) & set(kinds)}
    shown = {note.entry.iri for note in notes}
    readings = {r for thing in (iri, *beside) for r in FACTS.subjects("reads", thing)}
    assert stated | readings | {*FACTS.subjects("correspondsFrom", iri)} <= shown

    items = {item.get("id"): item for item in page(path).xpath("//li[contains(@class, 'note')]")}
    assert set(items) == {note.id for note in notes}
    assert not page(path).xpath("//details//li[contains(@class, 'note')]")
    for note in notes:
        text = " ".join(items[note.id].text_content().split())
        assert note.layer == "norm" or all(" ".join(words.split()) in text for words in note.words), note.id


@pytest.mark.parametrize("iri", CLAUSES)
def test_a_note_is_aligned_with_its_words(iri: str) -> None:
    """The pieces of the words with the class of a note are its words, and the style sheet shows them."""
    path, offset = PATHS[iri], int(FACTS.one(iri, "textStart"))
    text = FACTS.one(iri, "text")
    for note in NOTED[iri].all:
        marked = set[int]()
        for piece in words_at(path).xpath(f".//span[contains(concat(' ', @class, ' '), ' {note.key} ')]"):
            start = len("".join(piece.xpath("preceding::text()"))) - len(
                "".join(words_at(path).xpath("preceding::text()"))
            )
            marked |= set(range(start, start + len(piece.text_content())))
        places = [(start - offset, end - offset) for start, end, _ in note.places]
        here = {at for start, end in places if start >= 0 and end <= len(text) for at in range(start, end)}
        assert marked == here, note.id
        assert re.search(rf"\.mark\.{note.key}\b", CSS), note.id


@pytest.mark.parametrize("iri", CLAUSES)
def test_badges_stand_in_reading_order_and_lead_to_their_notes(iri: str) -> None:
    """Of each kind, badges follow the words, and those at one place the numbers."""
    badges = words_at(PATHS[iri]).xpath(".//a[contains(@class, 'tag of-')]")
    ids = [note.id for note in NOTED[iri].all]
    assert {badge.get("href").removeprefix("#") for badge in badges} <= set(ids)

    order = [
        (len("".join(badge.xpath("preceding::text()"))), ids.index(badge.get("href").removeprefix("#")))
        for badge in badges
    ]
    assert order == sorted(order)


def test_one_line_at_most_stands_below_any_words() -> None:
    """A mark within another of its kind has a ground instead of a line."""
    assert re.search(r"\.mark\.of-norm \.mark\.of-norm \{ text-decoration: none;", CSS)
    rights = "the rights and freedom in information space"
    words = words_at(PATHS[f"{ID}code/pledge/6"])
    norms = words.xpath(".//span[contains(@class, 'of-norm')][. = $it]", it=rights)
    assert [set(mark.get("class").split()) >= {"k2", "k3"} for mark in norms] == [True]


@pytest.mark.parametrize("iri", CLAUSES)
def test_the_switch_has_the_views_that_show_something(iri: str) -> None:
    """Clean text is chosen first; every other view has notes or says how far the clause was compared."""
    buttons = page(PATHS[iri]).xpath("//form[@class='switch']//input[@type='radio']")
    layers = {
        name.rpartition("-")[2]
        for name in page(PATHS[iri]).xpath("//section[contains(@class, 'layer')]/@class")
    }
    assert [button.get("id") for button in buttons if "checked" in button.attrib] == ["view-text"][
        : len(buttons)
    ]
    assert {button.get("id").removeprefix("view-") for button in buttons[1:]} <= layers
    assert all(f"#{button.get('id')}" in CSS for button in buttons)


def test_norms_are_sentences_that_settle_nothing() -> None:
    """Each norm has one, with its strength; what is open stays open, and who is not named is said once."""
    for iri in CLAUSES:
        for note in NOTED[iri].layers["norm"]:
            item = one(PATHS[iri], f"//li[@id='{note.id}']/p[1]")
            text = " ".join(item.text_content().split())
            own = one(f"id/norm/{note.entry.number}.html", "//p[@class='lead']").text_content()
            assert text.endswith(" ".join(own.split())), text
            assert text.endswith("."), text
            assert "unnamed" not in text, text
            assert text.count("not stated") <= 1, text
            assert text.endswith(f"; strength: {note.entry.strength[0]}."), text
    open_verb = one(PATHS[f"{ID}code/pledge/4"], "//li[@id='norm-4.2']/p[1]").text_content()
    assert "must prevent, or endeavor to prevent, other States" in open_verb
    assert "towards the countries, which accepted this Code of Conduct; strength: unsettled." in open_verb


def test_who_resolves_an_ambiguity_stands_with_the_parse_and_the_other_way_round() -> None:
    """Mueller takes the second parse of the first ambiguity of pledge 3."""
    path = PATHS[f"{ID}code/pledge/3"]
    (parse,) = page(path).xpath("//li[@id='ambiguity-3.1']//li[contains(., 'Mueller')]")
    assert "each State undertakes to curb" in parse.text_content()
    (reading,) = page(path).xpath("//li[@id='pledge-3-reading-mueller-3']")
    text = " ".join(reading.text_content().split())
    for words in ("20 September 2011", "Reads ambiguity 3.1 in sense (b): No: ", "internetgovernance.org"):
        assert words in text


def test_the_status_of_the_text_stands_below_the_title() -> None:
    """Letter, number, adoption, revision and witness, on every clause and on the reading page."""
    for path in ("id/code.html", PATHS[f"{ID}code/pledge/6"], PATHS[f"{ID}code/title"]):
        status = one(path, "//header/p[@class='status']")
        text = " ".join(status.text_content().split())
        for words in (
            "letter of 12 September 2011",
            "A/66/359",
            "Never adopted",
            "9 January 2015",
            "A/69/723",
        ):
            assert words in text, (path, words)
        assert "press text of the Code, in English, not of the annex to A/66/359" in text
        assert len(status.xpath("a[@class='source']")) >= 2


def test_the_status_is_what_the_data_say() -> None:
    """With an act of the General Assembly on the Code in the data, the page names it."""
    event, act = NamedNode(ID + "event/letter-2011"), FACTS.label(ID + "event/letter-2011")
    by = Triple(event, NamedNode(ONTOLOGY + "carriedOutBy"), NamedNode(ID + "actor/general-assembly"))
    graphs = {**EDITION.graphs, "links": [*EDITION.graphs["links"], by]}
    changed = pages(dataclasses.replace(EDITION, graphs=graphs), MADE.__getitem__)
    tree = html.document_fromstring(changed[PATHS[f"{ID}code/pledge/6"]]())
    text = tree.xpath("string(//p[@class='status'])")
    assert f"General Assembly: {act}" in text
    assert "Never adopted" not in text


def test_a_page_of_a_clause_is_below_100_kilobytes() -> None:
    """Uncompressed, without the style sheet and the fonts."""
    assert {path: len(MADE[path]) for path in PATHS.values() if len(MADE[path]) > 100_000} == {}


def test_raw_statements_are_in_one_closed_drawer_at_the_end() -> None:
    """Nothing stands below it but the frame of the page."""
    for path in PATHS.values():
        (drawer,) = page(path).xpath("//main//details[@class='drawer']")
        assert "open" not in drawer.attrib
        assert page(path).xpath("//table") == drawer.xpath(".//table")
        assert drawer.getnext() is None
