"""Triples as sets of terms: by predicate in both directions, members of classes, lists, SHACL's paths."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from iccis.core import index as core
from iccis.core.namespaces import PREFIXES, short
from iccis.core.rdf import SUBCLASS, TYPE, Term, iri, plain, to_rdflib

Path = Callable[[Term], set[Term]]
"""A path: node -> the nodes at its other end."""

FIRST, REST, NIL = iri("rdf:first"), iri("rdf:rest"), iri("rdf:nil")


class UnsupportedError(Exception):
    """Something that pySHACL must decide; the text says what."""


def sh(name: str) -> NamedNode:
    """Return a term of SHACL.

    >>> sh("path").value
    'http://www.w3.org/ns/shacl#path'
    """
    return NamedNode(PREFIXES["sh"] + name)


class Index(core.Index[Term]):
    """Triples of data or of shapes.

    >>> index = Index([Triple(iri("id:a"), TYPE, iri("id:B")), Triple(iri("id:B"), SUBCLASS, iri("id:C"))])
    >>> index.members(iri("id:C")) == index.backward(TYPE)[iri("id:B")] == {iri("id:a")}
    True
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index triples; raises IccisError for what RDF 1.2 adds, which SHACL does not have."""
        self.triples = list(triples)
        super().__init__(self.triples)
        for predicate in self.predicates:
            for subject, value in self.pairs(predicate):
                if isinstance(value, Triple) or (isinstance(value, Literal) and value.direction):
                    refuse(subject, value)

    @cached_property
    def by_subject(self) -> Mapping[Term, set[NamedNode]]:
        """The predicates of each subject."""
        found: dict[Term, set[NamedNode]] = defaultdict(set)
        for s, p, _ in self.triples:
            found[s].add(p)
        return found

    def members(self, class_: Term) -> set[Term]:
        """Return the instances of a class and of the classes below it."""
        below = reach(lambda node: self.backward(SUBCLASS).get(node, set()), {class_})
        return set().union(*(self.backward(TYPE).get(node, set()) for node in below))

    def items(self, head: Term) -> list[Term]:
        """Return the items of a list; raises UnsupportedError if it is not a list of at least one item."""
        found: list[Term] = []
        while head != NIL and len(found) <= len(self.pairs(FIRST)):
            first, rest = self.objects(head, FIRST), self.objects(head, REST)
            if len(first) != 1 or len(rest) != 1:
                raise UnsupportedError("a malformed list")
            found += first
            [head] = rest
        if head != NIL or not found:
            raise UnsupportedError("a malformed list")
        return found


def refuse(subject: Term, value: Term) -> None:
    """Raise the IccisError of rdflib for a term that it does not have, at its subject."""
    from iccis.core.errors import IccisError

    try:
        to_rdflib(value)
    except IccisError as error:
        raise IccisError(error.message, place=short(plain(subject)), hint=error.hint) from None


def reach(path: Path, nodes: set[Term]) -> set[Term]:
    """Return some nodes and all that a path leads to from them, in any number of steps."""
    found, rest = set(nodes), set(nodes)
    while rest:
        rest = set().union(*map(path, rest)) - found
        found |= rest
    return found


def path(node: Term, shapes: Index, data: Index) -> Path:
    """Return the path that a node in a graph of shapes describes, to be followed in data."""
    if isinstance(node, NamedNode):
        ends = data.forward(node)
        return lambda start: ends.get(start, set())
    names = shapes.by_subject.get(node, set())
    if names == {FIRST, REST}:
        return _sequence([path(item, shapes, data) for item in _several(shapes.items(node))])
    if len(names) != 1 or not isinstance(node, BlankNode):
        raise UnsupportedError("a malformed path")
    [name] = names
    values = shapes.objects(node, name)
    kind, [inner] = name.value.removeprefix(PREFIXES["sh"]), values if len(values) == 1 else [NIL]
    if kind == "inversePath" and isinstance(inner, NamedNode) and inner != NIL:
        starts = data.backward(inner)
        return lambda end: starts.get(end, set())
    if kind == "alternativePath":
        ways = [path(item, shapes, data) for item in _several(shapes.items(inner))]
        return lambda start: set().union(*(way(start) for way in ways))
    if kind not in ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath") or inner == NIL:
        raise UnsupportedError(f"the path sh:{kind}")
    way = path(inner, shapes, data)
    if kind == "zeroOrOnePath":
        return lambda start: {start} | way(start)
    return lambda start: reach(way, {start} if kind == "zeroOrMorePath" else way(start))


def _several(items: list[Term]) -> list[Term]:
    if len(items) < 2:
        raise UnsupportedError("a path of fewer than two parts")
    return items


def _sequence(steps: list[Path]) -> Path:
    def follow(start: Term) -> set[Term]:
        nodes = {start}
        for step in steps:
            nodes = set().union(*map(step, nodes))
        return nodes

    return follow
