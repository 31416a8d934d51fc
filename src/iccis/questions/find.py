"""The search over everything that has a page: the same entries in every interface."""

from collections.abc import Iterable, Sequence

from iccis.data.entries import entries, synonyms, term_entries
from iccis.data.facts import Facts
from iccis.data.search import Entry, Index, phrases
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


class Finder:
    """The bundled questions, ready to be found by a plain question."""

    def __init__(self, facts: Facts, questions: Sequence[Question]) -> None:
        """Index the questions; `facts` have the other names of what they are about."""
        self.by_iri = {question_iri(q.name): q for q in questions}
        self.index = index(facts, questions)

    def find(self, words: str) -> list[Question]:
        """Return the questions that a plain question leads to, the nearest first.

        >>> Finder(Facts([]), [Question("1-a", "", title="Peace")]).find("peace")[0].title
        'Peace'
        """
        hits = self.index.search(phrases(words))
        return [self.by_iri[hit.iri] for hit in hits if hit.iri in self.by_iri]
