"""Triples in memory, looked up by predicate and one end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
"""What a term is."""


class Index(Generic[T]):
    """Different triples, by predicate in both directions.

    >>> index = Index([("a", "p", "b")])
    >>> index.forward("p"), index.backward("p")
    ({'a': {'b'}}, {'b': {'a'}})
    """

    def __init__(self, triples: Iterable[Iterable[T]]) -> None:
        """Index some triples."""
        self._pairs: dict[T, list[tuple[T, T]]] = defaultdict(list)
        self._ends: dict[tuple[T, bool], dict[T, set[T]]] = {}
        self.add(triples)

    def add(self, triples: Iterable[Iterable[T]]) -> None:
        """Add triples that are not there yet."""
        for s, p, o in triples:
            self._pairs[p].append((s, o))
            if self._ends:
                self._add_ends(s, p, o)

    def _add_ends(self, s: T, p: T, o: T) -> None:
        for start, end, backward in ((s, o, False), (o, s, True)):
            if (ends := self._ends.get((p, backward))) is not None:
                ends.setdefault(start, set()).add(end)

    @property
    def predicates(self) -> Collection[T]:
        """All predicates."""
        return self._pairs.keys()

    def pairs(self, predicate: T) -> list[tuple[T, T]]:
        """Return the subjects and objects of a predicate."""
        return self._pairs.get(predicate, [])

    def forward(self, predicate: T) -> Mapping[T, set[T]]:
        """Return the objects of a predicate by subject."""
        return self._by_end(predicate, False)

    def backward(self, predicate: T) -> Mapping[T, set[T]]:
        """Return the subjects of a predicate by object."""
        return self._by_end(predicate, True)

    def _by_end(self, predicate: T, backward: bool) -> Mapping[T, set[T]]:
        if (predicate, backward) not in self._ends:
            ends: dict[T, set[T]] = {}
            for s, o in self._pairs.get(predicate, ()):
                start, end = (o, s) if backward else (s, o)
                ends.setdefault(start, set()).add(end)
            self._ends[predicate, backward] = ends
        return self._ends[predicate, backward]

    def objects(self, subject: T, predicate: T) -> set[T]:
        """Return the objects of a subject and a predicate."""
        return self.forward(predicate).get(subject, set())
