"""Full-text search: words -> what holds them all in labels and texts, or else some, the nearest first.

`web/src/find.js` is the same search for the page, over the same entries with the same rules.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from iccis.data.words import Word, plain, words

CONTEXT = 60
"""Characters of a snippet on each side of the first words found, at most."""
STOPS = frozenset(
    ("a", "an", "and", "by", "for", "in", "is", "it", "of", "on", "or", "the", "to", "what", "which", "who")
) | {"are", "as", "at", "be", "do", "does", "from", "how", "with"}
"""Words that need not be there, unless there are no others or they are quoted."""


QUERY = re.compile(r'"([^"]*)"|([^\s"]+)')
NUMBER = re.compile(r"\((\d+)\)")
"""Number of a paragraph, as lawyers cite it."""


class Entry(NamedTuple):
    """What can be found: its class, IRI and label, the texts in which it is found besides, and its names.

    A query that holds one of the `names` leads to the entry, whatever other words it has. Other things may
    have an alias too: it is searched as texts are, but not shown.
    """

    kind: str
    iri: str
    label: str
    texts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Hit(NamedTuple):
    """What was found: its class, IRI and label, the words around the first place in a text, what it lacks.

    `missing` are the words and phrases of the query that it does not hold.
    """

    kind: str
    iri: str
    label: str
    snippet: str
    missing: tuple[str, ...] = ()


Phrase = tuple[str, ...]
"""Keys of words that stand next to each other."""


class Wording(NamedTuple):
    """One way to put a query: its parts, each of which is one of some phrases, and all of it as a phrase.

    `texts` are the parts as they were written; none if the wording is not that of the query itself.
    """

    parts: tuple[tuple[Phrase, ...], ...]
    whole: Phrase
    texts: tuple[str, ...] = ()


class Row(NamedTuple):
    """The words of an entry: what it is called, the names that lead to it, and all its texts."""

    called: tuple[str, ...]
    names: tuple[str, ...]
    everywhere: str


class Index:
    """Entries, ready to be searched."""

    def __init__(self, entries: Iterable[Entry], synonyms: Iterable[Sequence[str]] = ()) -> None:
        """Index `entries`, which come in this order where nothing else tells them apart.

        Each of `synonyms` is a list of labels that are taken for one another.
        """
        self.entries = list(entries)
        self.synonyms = [list(dict.fromkeys(map(_keys, labels))) for labels in synonyms]
        self.rows: list[Row] = []
        self.forms: dict[str, str] = {}
        for entry in self.entries:
            texts, names, others = (self._read(t) for t in (entry.texts, entry.names, entry.aliases))
            called = (*self._read((entry.label,)), *names, *others)
            self.rows.append(Row(called, names, "|".join((*called, *texts))))
        self.known = frozenset(self.forms.values())

    def _read(self, texts: Iterable[str]) -> tuple[str, ...]:
        self.forms |= {plain(text[w.start : w.end]): w.key for text in texts for w in words(text)}
        return tuple(_joined(_keys(text)) for text in texts)

    def search(self, query: Sequence[str]) -> list[Hit]:
        """Return what holds all words and phrases of a query, or else some of them, the nearest first.

        First come the things of which the label is the query, then those that hold it as a phrase, those that
        it names, and those that hold its words anywhere; then likewise with other labels of a thing that the
        query names. A word that stands nowhere is taken as the start of a word. If nothing holds all words,
        what holds some comes by how many they are, then by how rare.

        >>> index = Index([Entry("Pledge", "urn:x", "pledge 1", ("To respect sovereignty",))])
        >>> [hit.snippet for hit in index.search(["sovereign", "respects"])], index.search(["peace"])
        (['To respect sovereignty'], [])
        >>> index.search(["peace", "sovereignty"])[0].missing
        ('peace',)
        """
        wordings = list(self._wordings(query))
        sought = [_sought(wording) for wording in wordings]
        ranks = {n: rank for n, row in enumerate(self.rows) if (rank := _rank(row, sought)) is not None}
        nearest = sorted(ranks, key=lambda number: (ranks[number], number))
        hits = [self._hit(number, wordings[ranks[number] // RANKS]) for number in nearest]
        if wordings and all(hit.missing for hit in hits):
            hits += [self._hit(n, wordings[0]) for n in self._partly(sought[0][0]) if n not in ranks]
        return hits

    def _partly(self, parts: list[list[str]]) -> list[int]:
        """Return the rows that hold some of the parts, first those with most, then those with the rarest."""
        held = {n: [_holds(row, part) for part in parts] for n, row in enumerate(self.rows)}
        shares = [1 / max(sum(column), 1) for column in zip(*held.values(), strict=True)]
        rarity = {n: sum(compress(shares, row)) for n, row in held.items() if any(row)}
        return sorted(rarity, key=lambda n: (-sum(held[n]), -rarity[n], n))

    def _wordings(self, query: Sequence[str]) -> Iterator[Wording]:
        read = [(text, keys) for text in query if (keys := _keys(NUMBER.sub(r"paragraph \1", text)))]
        whole = tuple(key for _, phrase in read for key in phrase)
        needed = [
            (text, phrase) for text, phrase in read if len(phrase) > 1 or phrase[0] not in STOPS
        ] or read
        if not needed:
            return
        parts = tuple((phrase,) for _, phrase in needed)
        completed = tuple(self._completed(phrase) for _, phrase in needed)
        yield Wording(completed, whole, tuple(text for text, _ in needed))
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

    def _hit(self, number: int, wording: Wording) -> Hit:
        entry, row = self.entries[number], self.rows[number]
        phrases = [phrase for part in wording.parts for phrase in part]
        text = max((*entry.texts, entry.label), key=lambda text: len(_found(words(text), phrases)))
        pairs = zip(wording.texts, wording.parts, strict=False)  # only the query's own wording has texts
        missing = tuple(text for text, part in pairs if not _holds(row, map(_joined, part)))
        return Hit(entry.kind, entry.iri, entry.label, snippet(text, phrases), missing)


def phrases(query: str) -> list[str]:
    """Return the words of a query and its phrases, which stand in quotation marks.

    >>> phrases('rights "information space"')
    ['rights', 'information space']
    """
    return [quoted or word for quoted, word in QUERY.findall(query)]


RANKS = 4
"""How many degrees of nearness there are in one wording."""


Sought = tuple[list[list[str]], str]
"""A wording, each of its phrases as it stands in a row."""


def _sought(wording: Wording) -> Sought:
    return [[_joined(phrase) for phrase in part] for part in wording.parts], _joined(wording.whole)


def _rank(row: Row, wordings: Sequence[Sought]) -> int | None:
    """Return how near an entry is by the first wording that fits; None if none does."""
    for number, (parts, whole) in enumerate(wordings):
        is_named = not number and any(name in whole for name in row.names)
        is_found = all(_holds(row, part) for part in parts)
        degrees = (whole in row.called, is_found and whole in row.everywhere, is_named, is_found)
        if any(degrees):
            return number * RANKS + degrees.index(True)
    return None


def _holds(row: Row, part: Iterable[str]) -> bool:
    return any(phrase in row.everywhere for phrase in part)


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
