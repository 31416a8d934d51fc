"""What each parameter of a shape asks for: its value, read strictly -> the focus nodes that do not meet it.

A value that pySHACL would refuse, or of which it is not plain how pySHACL takes it, is `UnsupportedError`.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import ge, gt, le, lt

from pyoxigraph import BlankNode, Literal, NamedNode

from iccis.check.batch import Batch
from iccis.check.index import Index, UnsupportedError, sh
from iccis.core.datatypes import RANGES, XSD, is_lexical
from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import Term, iri, plain

Values = Mapping[Term, set[Term]]
"""The value nodes of each focus node."""
Component = Callable[[Values], set[Term]]
"""A constraint: value nodes -> the focus nodes that do not meet it."""
Check = Callable[[set[Term]], set[Term]]
"""A constraint on single nodes: nodes -> those that do not meet it."""

NODE_KINDS = {
    "IRI": (NamedNode,),
    "BlankNode": (BlankNode,),
    "Literal": (Literal,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}
ORDERS = {"minInclusive": ge, "minExclusive": gt, "maxInclusive": le, "maxExclusive": lt}
FLOATS = {XSD + "double", XSD + "float"}
NUMBERS = {XSD + name for name in (*RANGES, "decimal")} | FLOATS


class Parameters:
    """The parameters of shapes, and the data on which these are checked."""

    def __init__(self, data: Index, shapes: Index) -> None:
        """Take data and shapes; nothing is looked at yet."""
        self.data, self.shapes, self.batch = data, shapes, Batch(data, shapes)

    def shape(self, node: Term) -> Check:
        """Return what finds the nodes that do not conform to a shape; raises UnsupportedError."""
        raise NotImplementedError

    def objects(self, node: Term, name: str) -> set[Term]:
        """Return the values of a parameter."""
        return self.shapes.objects(node, sh(name))

    def single(self, node: Term, name: str) -> Term:
        """Return the only value of a parameter; raises UnsupportedError if there are more."""
        values = self.objects(node, name)
        if len(values) != 1:
            raise UnsupportedError(f"several values of sh:{name}")
        return next(iter(values))

    def number(self, node: Term, name: str) -> int | None:
        """Return the only value of a parameter, which is a natural number; None if there is none."""
        if not self.objects(node, name):
            return None
        value = self.single(node, name)
        is_integer = isinstance(value, Literal) and value.datatype == iri("xsd:integer")
        if not (isinstance(value, Literal) and is_integer and value.value.isdecimal()):
            raise UnsupportedError(f"sh:{name} that is not a number")
        return int(value.value)

    def is_true(self, node: Term, name: str) -> bool:
        """Return the only value of a parameter, which is `true` or `false`; false if there is none."""
        values = self.objects(node, name)
        if values - {Literal(True), Literal(False)} or len(values) > 1:
            raise UnsupportedError(f"sh:{name} that is neither true nor false")
        return values == {Literal(True)}

    def others(self, node: Term, name: str, *, has_path: bool | None = None) -> list[Check]:
        """Return the shapes that are values of a parameter."""
        nodes = self.objects(node, name)
        if has_path is not None and any(bool(self.objects(other, "path")) != has_path for other in nodes):
            raise UnsupportedError(f"sh:{name} with the other kind of shape")
        return [self.shape(other) for other in nodes]

    def lists(self, node: Term, name: str) -> list[list[Check]]:
        """Return the shapes in each list that is a value of a parameter."""
        heads = self.objects(node, name)
        return [[self.shape(other) for other in set(self.shapes.items(head))] for head in heads]


def _each(check: Check) -> Component:
    """Return the constraint that each value node meets a check."""

    def failing(values: Values) -> set[Term]:
        bad = check(set().union(*values.values()))
        return {node for node, ends in values.items() if not bad.isdisjoint(ends)} if bad else bad

    return failing


def _test(test: Callable[[Term], bool]) -> Component:
    """Return the constraint that each value node passes a test."""
    return _each(lambda nodes: {node for node in nodes if not test(node)})


def _all(test: Callable[[Term, set[Term]], bool]) -> Component:
    """Return the constraint that each focus node, with its value nodes, passes a test."""
    return lambda values: {node for node, ends in values.items() if not test(node, ends)}


def _of_property(engine: Parameters, node: Term) -> None:
    if not engine.objects(node, "path"):
        raise UnsupportedError("a constraint for properties at a node shape")


def _min_count(engine: Parameters, node: Term) -> list[Component]:
    _of_property(engine, node)
    least = engine.number(node, "minCount") or 0
    return [_all(lambda _, ends: len(ends) >= least)]


def _max_count(engine: Parameters, node: Term) -> list[Component]:
    _of_property(engine, node)
    most = engine.number(node, "maxCount") or 0
    return [_all(lambda _, ends: len(ends) <= most)]


def _class(engine: Parameters, node: Term) -> list[Component]:
    members = set.intersection(*map(engine.data.members, engine.objects(node, "class")))
    return [_each(lambda nodes: nodes - members)]


def _datatype(engine: Parameters, node: Term) -> list[Component]:
    datatype = engine.single(node, "datatype")
    if datatype in (iri("rdfs:Literal"), iri("rdfs:Datatype")):
        raise UnsupportedError("sh:datatype with a class of literals")

    def test(value: Term) -> bool:
        if not isinstance(value, Literal) or value.datatype != datatype:
            return False
        return is_lexical(value.value, value.datatype.value)

    return [_test(test)]


def _node_kind(engine: Parameters, node: Term) -> list[Component]:
    kinds = NODE_KINDS.get(plain(engine.single(node, "nodeKind")).removeprefix(PREFIXES["sh"]))
    if kinds is None:
        raise UnsupportedError("an unknown kind of node")
    return [_test(lambda value: isinstance(value, kinds))]


def _orders(name: str) -> Callable[[Parameters, Term], list[Component]]:
    def components(engine: Parameters, node: Term) -> list[Component]:
        limits = [_number(limit) for limit in engine.objects(node, name)]

        def test(value: Term) -> bool:
            return isinstance(value, Literal) and all(ORDERS[name](_number(value), limit) for limit in limits)

        return [_test(test)]

    return components


def _number(term: Term) -> Decimal | float:
    if not isinstance(term, Literal) or term.datatype.value not in NUMBERS:
        raise UnsupportedError("an order of terms that are not numbers")
    if not is_lexical(term.value, term.datatype.value) or term.value[-1] in "FN":
        raise UnsupportedError("an order of numbers without a value")
    return float(term.value) if term.datatype.value in FLOATS else Decimal(term.value)


def _length(name: str, order: Callable[[int, int], bool]) -> Callable[[Parameters, Term], list[Component]]:
    def components(engine: Parameters, node: Term) -> list[Component]:
        limit = engine.number(node, name) or 0

        def test(value: Term) -> bool:
            if isinstance(value, BlankNode):
                return name == "minLength" and limit == 0
            return order(len(plain(value)), limit)

        return [_test(test)]

    return components


def _pattern(engine: Parameters, node: Term) -> list[Component]:
    flags = "".join(map(plain, engine.objects(node, "flags"))).lower()
    options = (re.I if "i" in flags else 0) | (re.M if "m" in flags else 0)
    if set(flags) - {"i", "m"} or len(engine.objects(node, "flags")) > 1:
        raise UnsupportedError("sh:flags")
    try:
        patterns = [re.compile(plain(pattern), options) for pattern in engine.objects(node, "pattern")]
    except re.error:
        raise UnsupportedError("a malformed sh:pattern") from None

    def test(value: Term) -> bool:
        return not isinstance(value, BlankNode) and all(of.search(plain(value)) for of in patterns)

    return [_test(test)]


def _unique_lang(engine: Parameters, node: Term) -> list[Component]:
    def test(_: Term, ends: set[Term]) -> bool:
        tags = Counter(end.language.lower() for end in ends if isinstance(end, Literal) and end.language)
        return max(tags.values(), default=1) == 1

    return [_all(test)] if engine.is_true(node, "uniqueLang") else []


def _in(engine: Parameters, node: Term) -> list[Component]:
    members = set(engine.shapes.items(engine.single(node, "in")))
    return [_each(lambda nodes: nodes - members)]


def _has_value(engine: Parameters, node: Term) -> list[Component]:
    wanted = engine.objects(node, "hasValue")
    return [_all(lambda _, ends: wanted <= ends)]


def _equals(engine: Parameters, node: Term) -> list[Component]:
    _of_property(engine, node)
    properties = [engine.data.forward(p) for p in engine.objects(node, "equals")]
    return [_all(lambda focus, ends: all(of.get(focus, set()) == ends for of in properties))]


def _disjoint(engine: Parameters, node: Term) -> list[Component]:
    _of_property(engine, node)
    properties = [engine.data.forward(p) for p in engine.objects(node, "disjoint")]
    return [_all(lambda focus, ends: all(ends.isdisjoint(of.get(focus, set())) for of in properties))]


def _closed(engine: Parameters, node: Term) -> list[Component]:
    if not engine.is_true(node, "closed"):
        return []
    allowed = set().union(*map(engine.shapes.items, engine.objects(node, "ignoredProperties")))
    allowed = allowed.union(*(engine.objects(other, "path") for other in engine.objects(node, "property")))
    predicates = engine.data.by_subject
    return [_test(lambda value: predicates.get(value, set()) <= allowed)]


def _not(engine: Parameters, node: Term) -> list[Component]:
    def unless(check: Check) -> Component:
        return _each(lambda nodes: nodes - check(nodes))

    return list(map(unless, engine.others(node, "not")))


def _and(engine: Parameters, node: Term) -> list[Component]:
    return [_each(check) for checks in engine.lists(node, "and") for check in checks]


def _or(engine: Parameters, node: Term) -> list[Component]:
    def either(checks: list[Check]) -> Component:
        return _each(lambda nodes: nodes.intersection(*(check(nodes) for check in checks)))

    return list(map(either, engine.lists(node, "or")))


def _xone(engine: Parameters, node: Term) -> list[Component]:
    def one_of(checks: list[Check]) -> Component:
        def failing(nodes: set[Term]) -> set[Term]:
            met = Counter(node for check in checks for node in nodes - check(nodes))
            return {node for node in nodes if met[node] != 1}

        return _each(failing)

    return list(map(one_of, engine.lists(node, "xone")))


def _qualified(engine: Parameters, node: Term) -> list[Component]:
    _of_property(engine, node)
    least, most = (engine.number(node, f"qualified{end}Count") for end in ("Min", "Max"))
    if engine.objects(node, "qualifiedValueShapesDisjoint") or (least is None and most is None):
        raise UnsupportedError("sh:qualifiedValueShape without a count, or with siblings")

    def component(check: Check) -> Component:
        def failing(values: Values) -> set[Term]:
            nodes = set().union(*values.values())
            met = nodes - check(nodes)
            counts = {focus: len(met & ends) for focus, ends in values.items()}
            return {f for f, n in counts.items() if n < (least or 0) or (most is not None and n > most)}

        return failing

    return [component(check) for check in engine.others(node, "qualifiedValueShape")]


def _with(name: str) -> Callable[[Parameters, Term], list[Component]]:
    """Return no constraint, for a parameter that belongs to another one, which must be there."""

    def components(engine: Parameters, node: Term) -> list[Component]:
        if not engine.objects(node, name):
            raise UnsupportedError(f"a shape without sh:{name}")
        return []

    return components


def _sparql(engine: Parameters, node: Term) -> list[Component]:
    def component(constraint: Term) -> Component:
        check = engine.batch.constraint(constraint)
        return lambda values: check(set(values))

    return list(map(component, engine.objects(node, "sparql")))


COMPONENTS: dict[str, Callable[[Parameters, Term], list[Component]]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    **{name: _orders(name) for name in ORDERS},
    "minLength": _length("minLength", ge),
    "maxLength": _length("maxLength", le),
    "pattern": _pattern,
    "flags": _with("pattern"),
    "uniqueLang": _unique_lang,
    "in": _in,
    "hasValue": _has_value,
    "equals": _equals,
    "disjoint": _disjoint,
    "closed": _closed,
    "ignoredProperties": _with("closed"),
    "node": lambda engine, node: list(map(_each, engine.others(node, "node", has_path=False))),
    "property": lambda engine, node: list(map(_each, engine.others(node, "property", has_path=True))),
    "not": _not,
    "and": _and,
    "or": _or,
    "xone": _xone,
    "qualifiedValueShape": _qualified,
    "qualifiedMinCount": _with("qualifiedValueShape"),
    "qualifiedMaxCount": _with("qualifiedValueShape"),
    "sparql": _sparql,
}
"""What each parameter of a shape asks for; others are left to pySHACL."""
