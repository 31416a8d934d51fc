"""Bundled questions are found from plain ones, put without the words of their titles."""

import csv
from collections import Counter

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from documents import ROOT
from iccis.core.namespaces import ONTOLOGY, PREFIXES
from iccis.data.facts import Facts
from iccis.data.search import STOPS, Hit
from iccis.data.store import load
from iccis.data.words import words
from iccis.questions.find import Finder
from iccis.questions.question import Param, Question, question_iri, questions

with (ROOT / "benchmarks" / "paraphrases.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
SMALL = (
    STOPS
    | frozenset(
        (
            "about",
            "all",
            "anoth",
            "are",
            "as",
            "be",
            "call",
            "each",
            "how",
            "name",
            "no",
            "not",
            "one",
            "onli",
            "other",
        )
    )
    | frozenset(
        (
            "part",
            "s",
            "take",
            "that",
            "was",
            "when",
            "where",
            "whi",
            "who",
            "whom",
            "whose",
            "with",
            "without",
        )
    )
)
"""Keys of words that a title and a paraphrase may share."""


@pytest.fixture(scope="module")
def finder() -> Finder:
    """Return the finder of the questions."""
    return Finder(Facts(dict.fromkeys(quad.triple for quad in load())), questions())


def test_nine_of_ten_are_among_the_first_three(finder: Finder) -> None:
    """On the half that was not looked at while the finder was built."""
    unseen = [row for row in ROWS if row["half"] == "unseen"]
    right = [row for row in unseen if row["question"] in [q.number for q in finder.find(row["words"])[:3]]]
    assert len(right) >= 0.9 * len(unseen)


def test_each_question_has_three_paraphrases_without_the_words_of_its_title() -> None:
    """So that they measure the search, and not the memory of who wrote them."""
    titles = {q.number: {word.key for word in words(q.title)} - SMALL for q in questions()}
    counts = Counter(row["question"] for row in ROWS if row["half"] != "later")
    assert [number for number in titles if counts[number] < 3] == []
    shared = [row for row in ROWS if row["half"] != "later"]
    assert [r for r in shared if titles[r["question"]] & {word.key for word in words(r["words"])}] == []


@pytest.mark.parametrize("text", ["", "?!", "\u4e16\u754c", "zzz", "the of and"])
def test_words_that_tell_nothing_lead_nowhere(finder: Finder, text: str) -> None:
    """An empty answer, rather than a guess."""
    assert finder.find(text) == []


ASKED = Question(
    "12-list-treaties",
    "SELECT ?n { ?n a iccis:Norm }",
    title="Agreements",
    question="What was signed?",
    why="A register.",
    keywords=("pacts", "conventions"),
    params=(Param("party", "State", "actor/china", "the signatory"),),
)


@pytest.mark.parametrize(
    "words", ["treaties", "agreement", "sign", "registers", "convention", "states", "signatories", "duty"]
)
def test_any_of_its_words_leads_to_a_question(words: str) -> None:
    """Those of its name, title, question, reason, keywords and parameters, and of what defines its terms."""
    norm, defined = NamedNode(ONTOLOGY + "Norm"), NamedNode(PREFIXES["skos"] + "definition")
    finder = Finder(Facts([Triple(norm, defined, Literal("duty of somebody"))]), [ASKED])
    assert finder.hits(words) == [Hit("Question", question_iri(ASKED.name), "Agreements", "What was signed?")]


def test_common_words_of_a_question_lead_nowhere() -> None:
    """Even those that it has."""
    asked = ASKED._replace(why="What is there for me in this.")
    assert Finder(Facts([]), [asked]).hits("there me this") == []
