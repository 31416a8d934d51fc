"""The search over everything that has a page: the same entries in every interface."""

from collections.abc import Iterable

from iccis.data.entries import entries, synonyms, term_entries
from iccis.data.facts import Facts
from iccis.data.search import Entry, Index
from iccis.questions.question import Question, question_iri


def everything(facts: Facts, questions: Iterable[Question]) -> list[tuple[str, list[Entry]]]:
    """Return what can be found, by heading.

    >>> [heading for heading, found in everything(Facts([]), [Question("1-a", "")]) if found]
    ['Questions']
    """
    asked = [
        Entry("Question", question_iri(q.name), q.title, (q.question, q.why, ", ".join(q.keywords)))
        for q in questions
    ]
    return [*entries(facts), ("Questions", asked), ("Ontology terms", term_entries(facts))]


def index(facts: Facts, questions: Iterable[Question]) -> Index:
    """Return the index of everything.

    >>> [hit.label for hit in index(Facts([]), [Question("1-a", "", title="Peace")]).search(["peace"])]
    ['Peace']
    """
    groups = everything(facts, questions)
    return Index((entry for _, found in groups for entry in found), synonyms(facts))
