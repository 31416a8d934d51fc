"""The page about the shapes: what each one applies to, what it requires, and its message."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode

from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.rdf import Term
from iccis.publication.edition import Edition
from iccis.publication.site.nodes import Parts, Statements, declared, joined, listed, part
from iccis.publication.site.render import about, render

SHAPES = SITE + "shapes#"
SH = PREFIXES["sh"]
RULES = {"sh:class": "an instance of", "sh:datatype": "a literal of type"}
"""Words before the value of a constraint."""
LIMITS = {"sh:minInclusive": "at least", "sh:maxInclusive": "at most", "sh:pattern": "text that matches"}


class Shape(NamedTuple):
    """A shape, or a constraint in SPARQL, in words; `parts` are the shapes that it consists of."""

    iri: str
    name: str
    description: str
    message: str
    severity: str
    targets: Parts
    path: Parts
    rules: Parts
    query: str
    parts: "list[Shape]"

    @property
    def anchor(self) -> str:
        """Name that the hash IRI of the shape points at."""
        return self.iri.removeprefix(SHAPES)


def page(edition: Edition) -> bytes:
    """Return the page."""
    prefixes = _prefixes(Statements(edition.shapes))
    jsonld = about(edition.shapes, SITE + "shapes", edition)
    return render("shapes.html", edition=edition, groups=groups(edition), prefixes=prefixes, jsonld=jsonld)


def groups(edition: Edition) -> list[tuple[str, list[Shape]]]:
    """Return the shapes with a target, by the file that they stand in.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _ in groups(edition())][:3]
    ['actors', 'anchors', 'concepts']
    """
    statements, files = Statements(edition.shapes), declared("shapes", edition.base)
    targeted = [node for node in statements.named if _targets(statements, node)]
    targeted.sort(key=lambda node: (files[node.value], node.value))
    shapes = (_shape(statements, node) for node in targeted)
    return [(name, list(group)) for name, group in groupby(shapes, key=lambda shape: files[shape.iri])]


def _shape(statements: Statements, node: NamedNode, whole: str = "") -> Shape:
    """Describe a shape; a constraint in SPARQL has no name but what its IRI adds to that of the `whole`."""
    parts = [*statements.objects(node, "sh:property"), *statements.objects(node, "sh:sparql")]
    return Shape(
        iri=node.value,
        name=statements.text(node, "sh:name") or _name(node.value, whole),
        description=statements.text(node, "sh:description"),
        message=statements.text(node, "sh:message"),
        severity="".join(statements.iris(node, "sh:severity")).removeprefix(SH).lower(),
        targets=_targets(statements, node),
        path=_paths(statements, node),
        rules=joined(rules(statements, node), "; "),
        query=statements.text(node, "sh:select").strip(),
        parts=[_shape(statements, inner, node.value) for inner in parts if isinstance(inner, NamedNode)],
    )


def _name(iri: str, whole: str) -> str:
    return iri.removeprefix(f"{whole}-").removeprefix(SHAPES).replace("-", " ")


def _targets(statements: Statements, node: Term) -> Parts:
    """Put what a shape applies to in words: a class, or what a property leads to."""
    classes: list[Parts] = [[part(value)] for value in statements.objects(node, "sh:targetClass")]
    ends = statements.objects(node, "sh:targetObjectsOf")
    return joined([*classes, *(["values of ", part(value)] for value in ends)], ", ")


def _paths(statements: Statements, node: Term) -> Parts:
    return joined((path(statements, value) for value in statements.objects(node, "sh:path")), ", ")


def path(statements: Statements, node: Term) -> Parts:
    """Put a path in words.

    >>> path(Statements([]), NamedNode(PREFIXES["iccis"] + "bearer"))
    [('https://w3id.org/iccis/ontology#bearer', 'iccis:bearer')]
    """
    if isinstance(node, NamedNode):
        return [part(node)]
    if inverse := statements.objects(node, "sh:inversePath"):
        return ["inverse of ", *path(statements, inverse[0])]
    if choices := statements.objects(node, "sh:alternativePath"):
        return joined((path(statements, choice) for choice in statements.members(choices[0])), " or ")
    return joined((path(statements, step) for step in statements.members(node)), ", then ")


def rules(statements: Statements, node: Term, subject: str = "each value is") -> Iterator[Parts]:
    """Yield what a shape requires of the values of its path, each rule in words."""
    if count := _count(statements, node, "sh:minCount", "sh:maxCount"):
        yield [count]
    for name, words in RULES.items():
        yield from ([f"{subject} {words} ", part(value)] for value in statements.objects(node, name))
    yield from (["one value is ", part(value)] for value in statements.objects(node, "sh:hasValue"))
    if statements.objects(node, "sh:nodeKind"):
        yield [f"{subject} an IRI"]
    for name, words in LIMITS.items():
        if limit := statements.text(node, name):
            yield [f"{subject} {words} {limit}"]
    for value in statements.objects(node, "sh:in"):
        yield [f"{subject} one of: ", *listed(map(part, statements.members(value)))]
    for value in statements.objects(node, "sh:or"):
        yield joined((_inner(statements, choice) for choice in statements.members(value)), " or ")
    for value in statements.objects(node, "sh:qualifiedValueShape"):
        count = _count(statements, node, "sh:qualifiedMinCount", "sh:qualifiedMaxCount")
        yield [count, " such that: ", *_inner(statements, value)]


def _count(statements: Statements, node: Term, least: str, most: str) -> str:
    """Put the limits of a number of values in words; empty if there are none."""
    low, high = statements.text(node, least), statements.text(node, most)
    limits = [("exactly", low)] if low == high else [("at least", low), ("at most", high)]
    words = " and ".join(f"{word} {limit}" for word, limit in limits if limit)
    return words and f"{words} {'value' if words.endswith(' 1') else 'values'}"


def _inner(statements: Statements, node: Term) -> Parts:
    """Put a shape without a name in words."""
    constraints = list(rules(statements, node, "it is"))
    for value in statements.objects(node, "sh:property"):
        constraints.append([*_paths(statements, value), " (", *joined(rules(statements, value), "; "), ")"])
    if constraints:
        return joined(constraints, "; ")
    return ["a blank node"] if isinstance(node, BlankNode) else [part(node)]


def _prefixes(statements: Statements) -> list[tuple[str, str, str]]:
    """Return anchor, prefix and namespace of the declarations that the SPARQL in shapes uses."""
    return sorted(
        (node.value.removeprefix(SHAPES), prefix, statements.text(node, "sh:namespace"))
        for node in statements.named
        if (prefix := statements.text(node, "sh:prefix"))
    )
