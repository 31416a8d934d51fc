"""The search over everything that has a page, and for bundled questions: the same in every interface."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log

from iccis.core.namespaces import ONTOLOGY
from iccis.data.entries import entries, synonyms, term_entries
from iccis.data.facts import Facts
from iccis.data.search import STOPS, Entry, Hit, Index
from iccis.data.words import words
from iccis.questions.question import Question, question_iri
from iccis.questions.wordings import WORDINGS

LABELS = ("skos:prefLabel", "skos:altLabel")
TERM = re.compile(r"\biccis:(\w+)")
WEIGHTS = {
    "title": 3.0,
    "keywords": 3.0,
    "question": 2.0,
    "name": 2.0,
    "why": 1.0,
    "params": 1.0,
    "terms": 1.0,
    "senses": 0.4,
}
"""How much a word tells of a question by where it stands: `terms` and `senses` are the ontology's."""
SATURATION = 1.2
"""Weight from which on more of the same word tells little more."""
SYNONYM = 0.7
"""What another word for the same counts, beside the word itself."""
COMMON = STOPS | {
    *("any", "are", "as", "be", "doe", "how", "me", "not", "s", "that"),
    *("their", "them", "there", "they", "this", "when", "where", "with"),
}
"""Keys of words that tell nothing of a question."""


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
    """The bundled questions, ready to be found by any words of a plain question, rare ones before others."""

    def __init__(self, facts: Facts, questions: Sequence[Question]) -> None:
        """Index the questions; the labels and definitions of the terms that a query uses are words of it."""
        self.questions = list(questions)
        self.weights = [_weights(facts, question) for question in self.questions]
        counts = Counter(key for weights in self.weights for key in weights)
        self.rarity = {key: log(1 + len(self.questions) / count) for key, count in counts.items()}
        self.others = _others([*WORDINGS, *synonyms(facts)])

    def find(self, text: str) -> list[Question]:
        """Return the questions that a plain question leads to, the nearest first.

        >>> Finder(Facts([]), [Question("1-a", "", title="Peace")]).find("Is there peace?")[0].title
        'Peace'
        """
        sought = dict.fromkeys(key for key in _keys(text) if key not in COMMON)
        scores = [sum(self._score(key, weights) for key in sought) for weights in self.weights]
        best = sorted(range(len(scores)), key=lambda number: -scores[number])
        return [self.questions[number] for number in best if scores[number]]

    def hits(self, text: str) -> list[Hit]:
        """Return the same as hits of a search."""
        return [Hit("Question", question_iri(q.name), q.title, q.question) for q in self.find(text)]

    def _score(self, key: str, weights: Mapping[str, float]) -> float:
        own = self._tells(key, weights)
        return max([own, *(SYNONYM * self._tells(other, weights) for other in self.others.get(key, ()))])

    def _tells(self, key: str, weights: Mapping[str, float]) -> float:
        weight = weights.get(key, 0.0)
        return self.rarity.get(key, 0.0) * weight / (weight + SATURATION)


def _keys(text: str) -> Iterator[str]:
    return (word.key for word in words(text))


def _weights(facts: Facts, question: Question) -> Mapping[str, float]:
    """Return the keys of the words of a question, each with the weight of the places where it stands."""
    terms = [ONTOLOGY + name for name in dict.fromkeys(TERM.findall(question.text))]
    labels = (value for iri in terms for name in LABELS for value in facts.values(iri, name))
    texts = {
        "title": question.title,
        "keywords": " ".join(question.keywords),
        "question": question.question,
        "name": question.name.replace("-", " "),
        "why": question.why,
        "params": " ".join(f"{param.kind} {param.what}" for param in question.params),
        "terms": " ".join(labels),
        "senses": " ".join(facts.one(iri, "skos:definition") for iri in terms),
    }
    weights = defaultdict[str, float](float)
    for name, text in texts.items():
        for key in set(_keys(text)):
            weights[key] += WEIGHTS[name]
    return dict(weights)


def _others(groups: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    """Return the other words for each word of groups of words that mean the same; phrases are left out."""
    others: dict[str, set[str]] = {}
    for group in groups:
        keys = {key for label in group if len(found := list(_keys(label))) == 1 for key in found}
        for key in keys:
            others.setdefault(key, set()).update(keys - {key})
    return others
