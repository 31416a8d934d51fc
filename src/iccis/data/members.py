"""Members of classes, with their labels."""

import re

from pyoxigraph import Literal, NamedNode, Store

from iccis.core.namespaces import ONTOLOGY
from iccis.core.rdf import LABEL, SUBCLASS, TYPE


def members(kind: str, store: Store) -> dict[str, list[str]]:
    """IRIs of the members of a class and of its subclasses, each with its labels.

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
    found = [quad.object for quad in store.quads_for_pattern(thing, LABEL, None)]
    return [label.value for label in found if isinstance(label, Literal)]


def _subclasses(class_: NamedNode, store: Store) -> list[NamedNode]:
    found = [class_]
    for known in found:  # grows while it is walked
        below = [quad.subject for quad in store.quads_for_pattern(None, SUBCLASS, known)]
        found += [c for c in dict.fromkeys(below) if isinstance(c, NamedNode) and c not in found]
    return found


def types(name: str, store: Store) -> set[str]:
    """Names of the classes that a thing is stated to belong to; empty for what is no known IRI.

    >>> types("no iri", Store())
    set()
    """
    if re.search(r'[\s<>"{}|^`\\]', name) or ":" not in name:
        return set()
    found = store.quads_for_pattern(NamedNode(name), TYPE, None)
    return {quad.object.value.removeprefix(ONTOLOGY) for quad in found if isinstance(quad.object, NamedNode)}


def natural(name: str) -> list[tuple[int, str]]:
    """Sort key by which `pledge/9` comes before `pledge/10`.

    >>> sorted(["pledge/10", "pledge/9"], key=natural)
    ['pledge/9', 'pledge/10']
    """
    return [(int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", name)]
