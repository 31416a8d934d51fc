"""Partitions of a dataset in VoID: by class, by property, and below each class by property and kind of value.

Programs that learn the structure of an endpoint, such as those of SIB, read the partitions below the classes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import count

from pyoxigraph import BlankNode, NamedNode, Triple

from iccis.core.rdf import TYPE, Text, datatype_of
from iccis.publication.catalogue.vocabulary import NAMES, about, named, typed

Uses = dict[str, dict[str, Counter[tuple[str, str]]]]
"""Triples by class of the subject, by property, and by kind of value: a class or a datatype; ALL are all."""
A, ALL = str(TYPE), ("", "")
KINDS = {"class": ("void:classPartition", "void:class")} | {
    "datatype": ("void-ext:datatypePartition", "void-ext:datatype")
}
"""The properties that lead to the partition of a kind of values, and from there to its class or datatype."""


def partitions(dataset: str, triples: list[Text], start: str = "") -> Iterator[Triple]:
    """Describe the partitions of a dataset, whose names begin with `start`; the nested ones have no names."""
    labels = count()
    classes, properties = terms(triples)
    for kind, members, unit in (("class", classes, "entities"), ("property", properties, "triples")):
        for term, n in sorted(members.items()):
            me = f"well-known:{start}{kind}-{_local(term)}"
            yield from about(dataset, (f"void:{kind}Partition", me))
            yield from about(me, (f"void:{kind}", term), (f"void:{unit}", typed(n, "integer")))
    for term, by_property in sorted(_uses(triples).items()):
        for name, by_kind in sorted(by_property.items()):
            part = BlankNode(f"part-{start}{next(labels)}")
            yield Triple(
                named(f"well-known:{start}class-{_local(term)}"), named("void:propertyPartition"), part
            )
            yield from _counted(part, "void:property", name, by_kind.pop(ALL))
            for (kind, value), n in sorted(by_kind.items()):
                link, property = KINDS[kind]
                below = BlankNode(f"part-{start}{next(labels)}")
                yield Triple(part, named(link), below)
                yield from _counted(below, property, value, n)


def terms(triples: list[Text]) -> tuple[Counter[str], Counter[str]]:
    """Count the members of each class and the triples of each property."""
    classes, properties = Counter(o for _, p, o in triples if p == A), Counter(p for _, p, _ in triples)
    return _named(classes), _named(properties)


def _named(numbers: Counter[str]) -> Counter[str]:
    return Counter({term[1:-1]: n for term, n in numbers.items()})


def _counted(part: BlankNode, property: str, term: str, n: int) -> Iterator[Triple]:
    yield Triple(part, named(property), NamedNode(term))
    yield Triple(part, named("void:triples"), typed(n, "integer"))


def _uses(triples: list[Text]) -> Uses:
    """Count triples by what subjects and values are; those with the same classes are counted together."""
    types: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for s, p, o in triples:
        if p == A:
            types[s].add(("class", o[1:-1]))
    kinds = {node: frozenset(classes) for node, classes in types.items()}
    groups = Counter((kinds[s], p, _kinds(o, kinds)) for s, p, o in triples if s in kinds)
    uses: Uses = defaultdict(lambda: defaultdict(Counter))
    for (classes, name, values), n in groups.items():
        for _, term in classes:
            for value in (ALL, *values):
                uses[term][name[1:-1]][value] += n
    return uses


def _kinds(value: str, kinds: dict[str, frozenset[tuple[str, str]]]) -> frozenset[tuple[str, str]]:
    if datatype := datatype_of(value):
        return frozenset([("datatype", datatype[1:-1])])
    return kinds.get(value, frozenset())


@cache
def _local(term: str) -> str:
    """Return a name for the partition of a term.

    >>> _local("https://w3id.org/iccis/ontology#Norm")
    'iccis-Norm'
    """
    prefix = next((name for name, space in NAMES.items() if term.startswith(space)), "")
    return f"{prefix}-" + re.sub(r"[^\w-]+", "-", term.removeprefix(NAMES.get(prefix, "")))
