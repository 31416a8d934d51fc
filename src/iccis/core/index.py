"""Triples in memory, looked up by predicate and one end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from pyoxigraph import Triple

from iccis.core.rdf import Term

Pairs = list[tuple[Term, Term]]


class Index:
    """Different triples, by predicate in both directions.

    >>> from iccis.core.rdf import iri
    >>> index = Index([Triple(iri("id:a"), iri("id:p"), iri("id:b"))])
    >>> index.forward(iri("id:p")) == {iri("id:a"): {iri("id:b")}}
    True
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index some triples."""
        self._pairs: dict[Term, Pairs] = defaultdict(list)
        self._ends: dict[tuple[Term, bool], dict[Term, set[Term]]] = {}
        self.add(triples)

    def add(self, triples: Iterable[Triple]) -> None:
        """Add triples that are not there yet."""
        for s, p, o in triples:
            self._pairs[p].append((s, o))
            if self._ends:
                self._add_ends(s, p, o)

    def _add_ends(self, s: Term, p: Term, o: Term) -> None:
        for start, end, backward in ((s, o, False), (o, s, True)):
            if (ends := self._ends.get((p, backward))) is not None:
                ends.setdefault(start, set()).add(end)

    @property
    def predicates(self) -> Collection[Term]:
        """All predicates."""
        return self._pairs.keys()

    def pairs(self, predicate: Term) -> Pairs:
        """Return the subjects and objects of a predicate."""
        return self._pairs.get(predicate, [])

    def forward(self, predicate: Term) -> Mapping[Term, set[Term]]:
        """Return the objects of a predicate by subject."""
        return self._by_end(predicate, False)

    def backward(self, predicate: Term) -> Mapping[Term, set[Term]]:
        """Return the subjects of a predicate by object."""
        return self._by_end(predicate, True)

    def _by_end(self, predicate: Term, backward: bool) -> Mapping[Term, set[Term]]:
        if (predicate, backward) not in self._ends:
            ends: dict[Term, set[Term]] = {}
            for s, o in self._pairs.get(predicate, ()):
                start, end = (o, s) if backward else (s, o)
                ends.setdefault(start, set()).add(end)
            self._ends[predicate, backward] = ends
        return self._ends[predicate, backward]

    def objects(self, subject: Term, predicate: Term) -> set[Term]:
        """Return the objects of a subject and a predicate."""
        return self.forward(predicate).get(subject, set())
