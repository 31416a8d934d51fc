"""Search: all words in any form and spelling, the nearest first."""

from pathlib import Path

import pytest

from iccis.core.namespaces import ID
from iccis.data.entries import entries, synonyms, term_entries
from iccis.data.facts import Facts
from iccis.data.search import Entry, Index, phrases, places, snippet
from iccis.data.store import load
from iccis.data.words import key, words
from small_tree import make_tree


def indexed(**labels: str) -> Index:
    """Index things by name and label."""
    return Index(Entry("Concept", name, label) for name, label in labels.items())


def found(index: Index, query: str) -> list[str]:
    """Return the IRIs of the hits, without the base."""
    return [hit.iri.removeprefix(ID) for hit in index.search(phrases(query))]


@pytest.fixture
def small(tmp_path: Path) -> Index:
    """The index of the small project."""
    facts = Facts(quad.triple for quad in load(base=make_tree(tmp_path)))
    things = [entry for _, below in entries(facts) for entry in below]
    return Index([*things, *term_entries(facts)], synonyms(facts))


def test_search_finds_all_words_in_any_case(small: Index) -> None:
    """Texts, labels and other labels are searched."""
    assert found(small, "charter UN") == ["code/pledge/1"]
    assert found(small, "ЦИФРА") == ["concept/information-space"]
    assert found(small, "china") == ["actor/china"]
    assert found(small, "pledge")[:3] == [f"code/pledge/{n}" for n in (1, 2, 10)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sovereignty", "sovereign right"),
        ("organisations", "organization"),
        ("defence", "defense"),
        ("behaviours", "behavior"),
        ("centre", "centers"),
        ("programmes", "program"),
        ("cancelled", "canceling"),
        ("analysed", "analyzing"),
        ("judgement", "judgments"),
        ("obligations", "obliged"),
    ],
)
def test_forms_and_spellings_of_a_word_find_each_other(written: str, meant: str) -> None:
    """British or American, singular or plural, noun or verb."""
    assert found(indexed(x=meant), written) == ["x"]
    assert found(indexed(x=written), meant.split()[0]) == ["x"]


def test_words_with_one_stem_and_two_meanings_stay_apart() -> None:
    """The stemmer alone would take them for one."""
    for one, other in [("internal", "international"), ("organ", "organization"), ("university", "universal")]:
        assert key(one) != key(other)


def test_the_nearest_comes_first() -> None:
    """The label itself, then the phrase, then the words apart; otherwise the order of the entries."""
    index = indexed(apart="space for information", phrase="the information space", same="information space")
    assert found(index, "information space") == ["same", "phrase", "apart"]
    assert found(index, '"information space"') == ["same", "phrase"]


def test_words_without_meaning_need_not_be_there() -> None:
    """Unless they are quoted, or there are no others."""
    index = indexed(x="rights of States", y="rights")
    assert found(index, "the rights") == ["x", "y"]
    assert found(index, '"rights of"') == ["x"]
    assert found(index, "of") == ["x"]


def test_another_label_of_a_thing_is_found_too() -> None:
    """After what has the words of the query."""
    entries = [Entry("Norm", "late", "respect the UN"), Entry("Norm", "early", "the United Nations decide")]
    index = Index(entries, [["United Nations", "UN"]])
    assert found(index, "united nations") == ["early", "late"]
    assert found(index, "united nations decide") == ["early"]


def test_an_unknown_word_is_the_start_of_others() -> None:
    """As long as somebody types; a known word is not."""
    index = indexed(x="terrorism", y="stated", z="statement")
    assert found(index, "terro") == ["x"]
    assert found(index, "state") == ["y"]


def test_some_words_are_enough_where_nothing_has_all() -> None:
    """By how many they are, then by how rare; each hit says what it lacks."""
    index = indexed(two="the right to peace", rare="peace", often="right", often_too="rights")
    assert found(index, "right peace") == ["two"]
    hits = index.search(phrases('right peace zebra "no such words"'))
    assert [hit.iri for hit in hits] == ["two", "rare", "often", "often_too"]
    assert hits[0].missing == ("zebra", "no such words")
    assert hits[1].missing == ("right", "zebra", "no such words")
    assert found(index, "zebra lion") == []


def test_the_name_of_a_clause_leads_to_it(small: Index) -> None:
    """Whatever else is asked; a paragraph of another document is not taken for a clause."""
    for query in ("pledge 2", "cite pledge 2", "what does pledge 2 say", "(2)", "para. 2", "paragraph 2"):
        assert found(small, query)[0] == "code/pledge/2", query
    assert found(small, "norm 2.1 bearer")[0] == "norm/2.1"
    assert found(small, "pledge 2 charter")[:2] == ["code/pledge/2", "code/pledge/1"]
    index = Index([Entry("Pledge", "pledge", "pledge 2", (), ("pledge 2",), ("paragraph 2",)), OTHER])
    assert found(index, "paragraph 2 of the report") == ["report"]


OTHER = Entry("Instrument", "report", "a report, paragraph 2")


def test_no_words_find_nothing() -> None:
    """Neither nothing nor signs."""
    assert found(indexed(x="a"), "") == found(indexed(x="a"), '"" — ?') == []


def test_places_are_those_of_the_words_as_written() -> None:
    """Accents and case are kept in the text."""
    assert places("the human rights", [("human",), ("right",)]) == [(4, 16)]
    text = "Élan of the ÉTATS"
    assert [text[start:end] for start, end in places(text, [("etat",), (words("élan")[0].key,)])] == [
        "Élan",
        "ÉTATS",
    ]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("alpha", f"alpha {'b' * 70}…"),
        ("gamma", f"…{'b' * 70} gamma {'d' * 70}…"),
        ("omega", f"…{'d' * 70} omega"),
    ],
)
def test_a_snippet_shows_whole_words_around_the_first_place(asked: str, shown: str) -> None:
    """An ellipsis stands where the text goes on, and nowhere else; no space stands beside it."""
    text = f"alpha {'b' * 70} gamma {'d' * 70} omega"
    assert snippet(text, [(asked,)]) == shown
