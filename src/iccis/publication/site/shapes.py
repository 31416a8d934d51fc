"""The page about the shapes: what each is for, what it asks, and what it says when that is not so."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode

from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.rdf import Term
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.nodes import (
    Part,
    Parts,
    Statements,
    by_subject,
    declared,
    listed,
    members,
    objects,
    part,
    text,
)
from iccis.publication.site.render import render

SHAPES = SITE + "shapes#"
SH = PREFIXES["sh"]


class Shape(NamedTuple):
    """A shape, or a constraint in SPARQL, in words; `parts` are the shapes that it consists of."""

    iri: str
    name: str
    description: str
    message: str
    severity: str
    targets: Parts
    path: Parts
    rules: list[Parts]
    query: str
    parts: "list[Shape]"

    @property
    def anchor(self) -> str:
        """Name that the hash IRI of the shape points at."""
        return self.iri.removeprefix(SHAPES)


def pages(given: Edition) -> Makers:
    """What makes the page, by path.

    >>> from iccis.publication.edition import edition
    >>> list(pages(edition()))
    ['shapes.html']
    """
    return {"shapes.html": partial(_page, given)}


def _page(given: Edition) -> bytes:
    forms = [("text/turtle", "latest/shapes.ttl"), ("application/ld+json", "latest/shapes.jsonld")]
    page = {"groups": groups(given), "prefixes": _prefixes(by_subject(given.shapes))}
    return render("shapes.html", "shapes.html", edition=given, alternates=forms, **page)


def groups(given: Edition) -> list[tuple[str, list[Shape]]]:
    """Shapes with a target, by the file that they stand in.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _ in groups(edition())][:3]
    ['actors', 'anchors', 'concepts']
    """
    statements, files = by_subject(given.shapes), declared("shapes", given.base)
    tops = [n for n in _named(statements) if objects(statements, n, "sh:targetClass")]
    tops.sort(key=lambda node: (files[node.value], node.value))
    made = (_shape(statements, node) for node in tops)
    return [(name, list(group)) for name, group in groupby(made, key=lambda shape: files[shape.iri])]


def _named(statements: Statements) -> list[NamedNode]:
    return [node for node in statements if isinstance(node, NamedNode)]


def _shape(statements: Statements, node: NamedNode) -> Shape:
    below = [*objects(statements, node, "sh:property"), *objects(statements, node, "sh:sparql")]
    severity = next(iter(objects(statements, node, "sh:severity")), None)
    return Shape(
        iri=node.value,
        name=text(statements, node, "sh:name"),
        description=text(statements, node, "sh:description"),
        message=text(statements, node, "sh:message"),
        severity=severity.value.removeprefix(SH).lower() if isinstance(severity, NamedNode) else "",
        targets=listed(part(one) for one in objects(statements, node, "sh:targetClass")),
        path=[one for found in objects(statements, node, "sh:path") for one in path(statements, found)],
        rules=list(rules(statements, node)),
        query=text(statements, node, "sh:select").strip(),
        parts=[_shape(statements, one) for one in below if isinstance(one, NamedNode)],
    )


def path(statements: Statements, node: Term) -> Parts:
    """A path in words.

    >>> path({}, NamedNode(PREFIXES["iccis"] + "bearer"))
    [('https://w3id.org/iccis/ontology#bearer', 'iccis:bearer')]
    """
    if isinstance(node, NamedNode):
        return [part(node)]
    if back := objects(statements, node, "sh:inversePath"):
        return ["inverse of ", *path(statements, back[0])]
    steps = [path(statements, one) for one in members(statements, node)]
    return [one for n, step in enumerate(steps) for one in ([", then ", *step] if n else step)]


def rules(statements: Statements, node: Term) -> Iterator[Parts]:
    """What a shape asks of the values of its path, each rule in words."""
    least, most = text(statements, node, "sh:minCount"), text(statements, node, "sh:maxCount")
    if count := _count(least, most):
        yield [count]
    words = {
        "sh:class": "each value is an instance of ",
        "sh:datatype": "each value is a literal of type ",
        "sh:hasValue": "one value is ",
    }
    for name, before in words.items():
        yield from ([before, part(value)] for value in objects(statements, node, name))
    if objects(statements, node, "sh:nodeKind"):
        yield ["each value has an IRI"]
    for name, before in (("sh:minInclusive", "at least "), ("sh:maxInclusive", "at most ")):
        if limit := text(statements, node, name):
            yield [f"each value is {before}{limit}"]
    for value in objects(statements, node, "sh:in"):
        yield ["each value is one of: ", *listed(part(one) for one in members(statements, value))]
    for value in objects(statements, node, "sh:or"):
        yield _all(statements, list(members(statements, value)), " or ")
    for value in objects(statements, node, "sh:qualifiedValueShape"):
        least, most = (
            text(statements, node, "sh:qualifiedMinCount"),
            text(statements, node, "sh:qualifiedMaxCount"),
        )
        yield [_count(least, most), " such that: ", *_inner(statements, value)]


def _count(least: str, most: str) -> str:
    if least and least == most:
        return f"exactly {least}"
    return " and ".join(f"{word} {n}" for word, n in (("at least", least), ("at most", most)) if n)


def _all(statements: Statements, found: list[Term], between: str) -> Parts:
    inner = [_inner(statements, one) for one in found]
    return [one for n, parts in enumerate(inner) for one in ([between, *parts] if n else parts)]


def _inner(statements: Statements, node: Term) -> Parts:
    """A shape without a name, in words."""
    own = [one for n, rule in enumerate(rules(statements, node)) for one in (["; ", *rule] if n else rule)]
    for value in objects(statements, node, "sh:property"):
        named: list[Part] = [
            one for p in objects(statements, value, "sh:path") for one in path(statements, p)
        ]
        own += ["; " if own else "", *named, " (", *_inner(statements, value), ")"]
    return own or (["a blank node"] if isinstance(node, BlankNode) else [part(node)])


def _prefixes(statements: Statements) -> list[tuple[str, str, str]]:
    """Anchor, prefix and namespace of what the SPARQL in shapes declares."""
    found = [n for n in _named(statements) if text(statements, n, "sh:prefix")]
    return sorted(
        (n.value.removeprefix(SHAPES), text(statements, n, "sh:prefix"), text(statements, n, "sh:namespace"))
        for n in found
    )
