"""The page that compares the witnesses: every clause, its differences, and where nothing was seen."""

from iccis.publication.edition import Edition
from iccis.publication.site.comparison import compare, page

PLEDGE = "https://w3id.org/iccis/id/code/pledge/"


def effects(edition: Edition, number: int) -> dict[str, dict[str, list[str]]]:
    """What each difference of a pledge does, to the things with these local names."""
    return {
        variant.other: {
            words: [thing.iri.rpartition("/")[2] for thing in things] for words, things in variant.effects
        }
        for variant in compare(edition.facts, f"{PLEDGE}{number}").variants
    }


def test_a_difference_says_what_it_settles_and_what_it_weakens_and_names_each_thing_once(
    given: Edition,
) -> None:
    """What follows from a narrower relation is not said again."""
    assert effects(given, 3)["and in curbing the dissemination of information"] == {
        "settles": ["3.1"],
        "weakens": ["3.3", "3.4"],
        "norms there": ["a-66-359-3.3", "a-66-359-3.4"],
    }


def test_a_clause_that_was_not_seen_has_no_difference_and_says_so(given: Edition) -> None:
    """Agreement is not assumed."""
    found = compare(given.facts, PLEDGE + "4")
    assert [collation.status for collation in found.collations] == ["not collated", "not collated"]
    assert found.variants == ()


def test_the_page_has_every_clause(given: Edition) -> None:
    """In the order of the text."""
    text = page(given).decode()
    facts = given.facts
    labels = [facts.label(iri).capitalize() for iri in given.works["https://w3id.org/iccis/id/code"]]
    places = [text.index(f">{label}</a></h2>") for label in labels]
    assert places == sorted(places)
