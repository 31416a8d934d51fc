"""Blank nodes of a graph: their labels, which of them brackets can stand for, and a comparison of graphs."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import count

from pyoxigraph import BlankNode, NamedNode, Triple

from iccis.core.digest import digest
from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import Term

FIRST, REST, NIL = (PREFIXES["rdf"] + name for name in ("first", "rest", "nil"))
DEPTH = 32
"""Levels of brackets in brackets; a node further in gets a label and a block of its own."""
_MADE_UP = re.compile(r"_:[0-9a-f]{24,32}")
"""Labels that pyoxigraph makes up."""


def parts(term: Term) -> list[Term]:
    """Return the terms of a triple term, with those of a triple term in it, or any other term alone.

    >>> a, p = BlankNode("a"), NamedNode("urn:p")
    >>> [str(term) for term in parts(Triple(a, p, Triple(a, p, p)))]
    ['_:a', '<urn:p>', '_:a', '<urn:p>', '<urn:p>']
    """
    terms: list[Term] = []
    while isinstance(term, Triple):
        terms += term.subject, term.predicate
        term = term.object
    return [*terms, term]


def labels(triples: Iterable[Triple]) -> dict[Term, str]:
    """Return a label for each blank node: its own, unless pyoxigraph made it up.

    Those are others each time. In their place come labels made from what is said of blank nodes: the same
    each time, and others in another graph, which may be joined with this one.

    >>> labels([Triple(BlankNode("a"), NamedNode("urn:p"), BlankNode())]).values()
    dict_values(['_:a', '_:bdeba142en1'])
    """
    triples = list(triples)
    ends = (end for s, _, o in triples for end in (s, o) if isinstance(end, (BlankNode, Triple)))
    terms = (term for end in ends for term in parts(end))
    names: dict[Term, str] = {term: str(term) for term in terms if isinstance(term, BlankNode)}
    if made_up := [node for node, label in names.items() if _MADE_UP.fullmatch(label)]:
        lines = {str(triple) for triple in triples}
        content = "\n".join(sorted(re.sub(r"_:\w+", "_:", line) for line in lines if "_:" in line))
        start = f"_:b{digest(content)[:8]}n"
        taken = set(names.values())
        free = (label for n in count(1) if (label := f"{start}{n}") not in taken)
        names.update(zip(made_up, free, strict=False))
    return names


class Graph:
    """Statements by subject, and where each blank node stands."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Take each triple once."""
        self.about: dict[Term, dict[str, list[Term]]] = {}
        """Values by subject and predicate."""
        self.uses: Counter[Term] = Counter()
        """How often a blank node is an object; in a triple term it counts twice, so that it gets a label."""
        self.parents: dict[Term, Term] = {}
        """A subject of which the blank node is the object."""
        for s, p, o in dict.fromkeys(triples):
            self.about.setdefault(s, {}).setdefault(p.value, []).append(o)
            if isinstance(o, BlankNode):
                self.parents[o] = s
                self.uses[o] += 1
            elif isinstance(o, Triple):
                self.uses.update(2 * [term for term in parts(o) if isinstance(term, BlankNode)])

    def values(self, node: Term) -> list[Term]:
        """Return all objects of a subject."""
        return [value for values in self.about.get(node, {}).values() for value in values]


class Nesting:
    """Which blank nodes brackets can stand for: those used once, unless in a circle or too deep."""

    def __init__(self, graph: Graph) -> None:
        """Walk from every subject that needs a block of its own to the nodes that hang on it."""
        self._graph = graph
        self._once = {node for node, uses in graph.uses.items() if uses == 1}
        self.nodes: set[Term] = set()
        """The nodes that stand in brackets, cells of lists among them."""
        self.lists = dict(map(self._list, filter(self._is_end, self._once)))
        """Items of each list, by its first cell."""
        self._blocks: set[Term] = set()
        if self._once:
            self._walk([node for node in graph.about if node not in self._once])
        for node in self._once:
            if node not in self.nodes and node not in self._blocks:
                self._walk(self._circle(node))

    def _is_cell(self, node: Term) -> bool:
        numbers = {predicate: len(values) for predicate, values in self._graph.about.get(node, {}).items()}
        return node in self._once and numbers == {FIRST: 1, REST: 1}

    def _is_end(self, node: Term) -> bool:
        return self._is_cell(node) and self._graph.about[node][REST] == [NamedNode(NIL)]

    def _list(self, cell: Term) -> tuple[Term, list[Term]]:
        """Return the first cell of the list that ends in `cell`, and its items."""
        about, items = self._graph.about, [*self._graph.about[cell][FIRST]]
        while self._is_cell(before := self._graph.parents[cell]) and about[before][REST] == [cell]:
            cell = before
            items += about[cell][FIRST]
        return cell, items[::-1]

    def _circle(self, node: Term) -> list[Term]:
        """Return the nodes of the circle of statements that a node hangs on."""
        seen: dict[Term, None] = {}
        while node not in seen:
            seen[node] = None
            node = self._graph.parents[node]
        circle = list(seen)
        return circle[circle.index(node) :]

    def _walk(self, blocks: list[Term]) -> None:
        """Put what hangs on these nodes, which have blocks of their own, in brackets."""
        for node in blocks:
            self._label(node)
        todo = [(node, 0) for node in blocks]
        while todo:
            node, depth = todo.pop()
            items = self.lists.get(node, [])
            for _ in items:
                self.nodes.add(node)
                node = self._graph.about[node][REST][0]
            for value in items or self._graph.values(node):
                if value in self._once and value not in self._blocks:
                    if depth < DEPTH:
                        self.nodes.add(value)
                        todo.append((value, depth + 1))
                    else:
                        self._label(value)
                        todo.append((value, 0))

    def _label(self, node: Term) -> None:
        """Give a node a block of its own; if it starts a list, only the rest of the list is in brackets."""
        self._blocks.add(node)
        while node in self._blocks and node in self.lists:
            _, *rest = self.lists.pop(node)
            node = self._graph.about[node][REST][0]
            if rest:
                self.lists[node] = rest


def fingerprint(triples: Iterable[Triple]) -> Counter[tuple[str, ...]]:
    """Return the statements of a graph, equal for two spellings of the same graph.

    A blank node that is used once at most is told apart by what is said of it, from the inside out; any other
    keeps its label. So this takes linear time; canonical labels (RDFC-1.0) may take exponential time.

    >>> p, labelled, anonymous = NamedNode("urn:p"), BlankNode("a"), BlankNode()
    >>> fingerprint([Triple(p, p, labelled)]) == fingerprint([Triple(p, p, anonymous)])
    True
    >>> fingerprint([Triple(labelled, p, labelled)]) == fingerprint([Triple(anonymous, p, anonymous)])
    False
    """
    triples = list(dict.fromkeys(triples))
    graph, names = Graph(triples), labels(triples)
    waiting = Counter(graph.parents[node] for node, uses in graph.uses.items() if uses == 1)
    ready = [node for node in names if graph.uses[node] <= 1 and not waiting[node]]

    def text(term: Term) -> str:
        return " ".join(names.get(part) or str(part) for part in parts(term))

    while ready:
        node = ready.pop()
        statements = graph.about.get(node, {}).items()
        rows = sorted(f"{predicate} {text(value)}" for predicate, values in statements for value in values)
        names[node] = digest("\n".join(rows))
        if parent := graph.parents.get(node):
            waiting[parent] -= 1
            if parent in names and graph.uses[parent] <= 1 and not waiting[parent]:
                ready.append(parent)
    return Counter((text(s), p.value, text(o)) for s, p, o in triples)
