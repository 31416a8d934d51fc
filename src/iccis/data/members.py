"""Members of classes, with their labels."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Store

from iccis.core.namespaces import ONTOLOGY
from iccis.core.rdf import LABEL, SUBCLASS, TYPE

T = TypeVar("T")


def reached(start: T, step: Callable[[T], Iterable[T]]) -> list[T]:
    """Return a thing and everything that a step leads to from it, however often it is taken; each once.

    >>> reached(12, lambda number: [number // 2] if number else [])
    [12, 6, 3, 1, 0]
    """
    found = [start]
    for thing in found:  # grows while it is walked
        found += [other for other in dict.fromkeys(step(thing)) if other not in found]
    return found


def members(kind: str, store: Store) -> dict[str, list[str]]:
    """Return the IRIs of the members of a class and of its subclasses, each with its labels.

    >>> members("Pledge", Store())
    {}
    """
    return {
        quad.subject.value: _labels(quad.subject, store)
        for class_ in _subclasses(NamedNode(ONTOLOGY + kind), store)
        for quad in store.quads_for_pattern(None, TYPE, class_)
        if isinstance(quad.subject, NamedNode)
    }


def _labels(thing: NamedNode, store: Store) -> list[str]:
    labels = [quad.object for quad in store.quads_for_pattern(thing, LABEL, None)]
    return [label.value for label in labels if isinstance(label, Literal)]


def _subclasses(class_: NamedNode, store: Store) -> list[NamedNode]:
    def narrower(broader: NamedNode) -> Iterator[NamedNode]:
        below = (quad.subject for quad in store.quads_for_pattern(None, SUBCLASS, broader))
        return (node for node in below if isinstance(node, NamedNode))

    return reached(class_, narrower)


def types(name: str, store: Store) -> set[str]:
    """Return the names of the classes that a thing is stated to belong to; none for an unknown IRI.

    >>> types("no iri", Store())
    set()
    """
    if re.search(r'[\s<>"{}|^`\\]', name) or ":" not in name:
        return set()
    quads = store.quads_for_pattern(NamedNode(name), TYPE, None)
    return {quad.object.value.removeprefix(ONTOLOGY) for quad in quads if isinstance(quad.object, NamedNode)}


@cache
def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key by which `pledge/9` comes before `pledge/10`.

    >>> sorted(["pledge/10", "pledge/9"], key=natural)
    ['pledge/9', 'pledge/10']
    """
    return tuple((int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name))
