"""Full-text search: words -> the things whose labels and texts hold them all, the nearest first.

`web/src/find.js` is the same search for the page, over the same entries with the same rules.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from iccis.data.words import Word, plain, words

CONTEXT = 60
"""Characters of a snippet on each side of the first words found, at most."""
STOPS = frozenset(
    ("a", "an", "and", "by", "for", "in", "is", "it", "of", "on", "or", "the", "to", "what", "which", "who")
)
"""Words that need not be there, unless there are no others or they are quoted."""


QUERY = re.compile(r'"([^"]*)"|([^\s"]+)')


class Entry(NamedTuple):
    """What can be found: its class, IRI and label, and the texts in which it is found besides."""

    kind: str
    iri: str
    label: str
    texts: tuple[str, ...] = ()


class Hit(NamedTuple):
    """What was found: its class, IRI and label, and the words around the first place in a text."""

    kind: str
    iri: str
    label: str
    snippet: str


Phrase = tuple[str, ...]
"""Keys of words that stand next to each other."""


class Wording(NamedTuple):
    """One way to put a query: its parts, each of which is one of some phrases, and all of it as a phrase."""

    parts: tuple[tuple[Phrase, ...], ...]
    whole: Phrase


class Index:
    """Entries, ready to be searched."""

    def __init__(self, entries: Iterable[Entry], synonyms: Iterable[Sequence[str]] = ()) -> None:
        """Index `entries`, which come in this order where nothing else tells them apart.

        Each of `synonyms` is a list of labels that are taken for one another.
        """
        self.entries = list(entries)
        self.synonyms = [list(dict.fromkeys(map(_keys, labels))) for labels in synonyms]
        self.rows: list[tuple[str, str]] = []
        self.forms: dict[str, str] = {}
        for entry in self.entries:
            label, *texts = (self._read(text) for text in (entry.label, *entry.texts))
            self.rows.append((_joined(label), "|".join(map(_joined, (label, *texts)))))
        self.known = frozenset(self.forms.values())

    def _read(self, text: str) -> Phrase:
        found = words(text)
        self.forms |= {plain(text[word.start : word.end]): word.key for word in found}
        return tuple(word.key for word in found)

    def search(self, query: Sequence[str]) -> list[Hit]:
        """Return what holds all words or phrases of a query, the nearest first.

        First come the things of which the label is the query, then those that hold it as a phrase, then those
        that hold its words anywhere; then likewise with other labels of a thing that the query names. A word
        that stands nowhere is taken as the start of a word.

        >>> index = Index([Entry("Pledge", "urn:x", "pledge 1", ("To respect sovereignty",))])
        >>> [hit.snippet for hit in index.search(["sovereign", "respects"])], index.search(["peace"])
        (['To respect sovereignty'], [])
        """
        wordings = list(self._wordings(query))
        sought = [_sought(wording) for wording in wordings]
        ranks = ((_rank(row, sought), number) for number, row in enumerate(self.rows))
        nearest = sorted((rank, number) for rank, number in ranks if rank is not None)
        return [self._hit(self.entries[number], wordings[rank // RANKS]) for rank, number in nearest]

    def _wordings(self, query: Sequence[str]) -> Iterator[Wording]:
        phrases = [keys for text in query if (keys := _keys(text))]
        whole = tuple(key for phrase in phrases for key in phrase)
        needed = [phrase for phrase in phrases if len(phrase) > 1 or phrase[0] not in STOPS] or phrases
        if not needed:
            return
        parts = tuple((phrase,) for phrase in needed)
        yield Wording(tuple(self._completed(phrase) for phrase in needed), whole)
        for labels in self.synonyms:
            for label in labels:
                if label and (at := _position(label, whole)) is not None:
                    rest = tuple(part for part in parts if not set(part[0]) <= set(label))
                    for other in labels:
                        if other != label:
                            yield Wording((*rest, (other,)), whole[:at] + other + whole[at + len(label) :])

    def _completed(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """Return the phrases that may stand for one: those of the words that an unknown word begins."""
        if len(phrase) > 1 or phrase[0] in self.known:
            return (phrase,)
        start = phrase[0]
        return tuple(
            (key,) for key in sorted({k for form, k in self.forms.items() if form.startswith(start)})
        )

    def _hit(self, entry: Entry, wording: Wording) -> Hit:
        phrases = [phrase for part in wording.parts for phrase in part]
        text = max((*entry.texts, entry.label), key=lambda text: len(_found(words(text), phrases)))
        return Hit(entry.kind, entry.iri, entry.label, snippet(text, phrases))


def phrases(query: str) -> list[str]:
    """Return the words of a query and its phrases, which stand in quotation marks.

    >>> phrases('rights "information space"')
    ['rights', 'information space']
    """
    return [quoted or word for quoted, word in QUERY.findall(query)]


RANKS = 3
"""How many degrees of nearness there are in one wording."""


Sought = tuple[list[list[str]], str]
"""A wording, each of its phrases as it stands in a row."""


def _sought(wording: Wording) -> Sought:
    return [[_joined(phrase) for phrase in part] for part in wording.parts], _joined(wording.whole)


def _rank(row: tuple[str, str], wordings: Sequence[Sought]) -> int | None:
    """Return how near an entry is by the first wording that fits; None if none does."""
    label, everywhere = row
    for number, (parts, whole) in enumerate(wordings):
        if all(any(phrase in everywhere for phrase in part) for part in parts):
            return number * RANKS + (label == whole, whole in everywhere, True).index(True)
    return None


def snippet(text: str, phrases: Sequence[Phrase]) -> str:
    """Return the words of a text around the first of the phrases in it.

    >>> snippet("To respect sovereignty", [("respect",)])
    'To respect sovereignty'
    """
    found = places(text, phrases)
    first, last = found[0] if found else (0, 0)
    start = text.rfind(" ", 0, first - CONTEXT) + 1 if first > CONTEXT else 0
    end = text.find(" ", last + CONTEXT)
    end = len(text) if end < 0 else end
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def places(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return start and end of each place of one of the phrases in a text, in order.

    >>> places("Sovereignty of States", [("sovereign",), ("state",)])
    [(0, 11), (15, 21)]
    """
    found = words(text)
    return [(found[first].start, found[last - 1].end) for first, last in _found(found, phrases)]


def _found(found: Sequence[Word], phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return the first word of each place, and the word after its last; words side by side are one place."""
    keys, spans, at = tuple(word.key for word in found), list[tuple[int, int]](), 0
    while at < len(keys):
        longest = max((len(p) for p in phrases if p and keys[at : at + len(p)] == p), default=0)
        if longest and spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + longest)
        elif longest:
            spans.append((at, at + longest))
        at += longest or 1
    return spans


def _keys(text: str) -> Phrase:
    return tuple(word.key for word in words(text))


def _joined(phrase: Phrase) -> str:
    return f" {' '.join(phrase)} "


def _position(phrase: Phrase, within: Phrase) -> int | None:
    ends = range(len(within) - len(phrase) + 1)
    return next((at for at in ends if within[at : at + len(phrase)] == phrase), None)
