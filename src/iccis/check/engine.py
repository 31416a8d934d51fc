"""The fast engine: for each shape, the focus nodes on which pySHACL may find something.

Each constraint is looked at for all focus nodes at once: those of SHACL Core on sets of terms
(`iccis.check.components`), those of SPARQL in one query on the embedded store (`iccis.check.batch`). A focus
node that is not named here conforms. The others go to pySHACL, which writes every result; so does what is
not certain here, down to a parameter that is not known.
"""

from typing import NamedTuple

from pyoxigraph import Literal

from iccis.check.components import COMPONENTS, Check, Parameters
from iccis.check.index import Index, UnsupportedError, path, sh
from iccis.core.namespaces import PREFIXES, short
from iccis.core.rdf import SUBCLASS, TYPE, Term, iri, plain

TARGETS = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")
SILENT = {"name", "description", "message", "severity", "order", "group", "defaultValue"}
"""Parameters that decide nothing."""
APART = {*TARGETS, "path", "deactivated"}


class Outcome(NamedTuple):
    """What is left for pySHACL: the focus nodes of each shape, and why a shape was not looked at here."""

    suspects: dict[Term, set[Term]]
    unsupported: dict[str, str]


def suspects(data: Index, shapes: Index) -> Outcome:
    """Return the focus nodes of each shape that may violate it; the others are certain to conform.

    >>> from pyoxigraph import Triple
    >>> data = Index([Triple(iri("id:a"), TYPE, iri("id:C"))])
    >>> shape = [Triple(iri("id:s"), sh("targetClass"), iri("id:C"))]
    >>> shape += [Triple(iri("id:s"), sh("nodeKind"), sh("Literal"))]
    >>> suspects(data, Index(shape)).suspects == {iri("id:s"): {iri("id:a")}}
    True
    """
    return _Engine(data, shapes).run()


def implicit_targets(shapes: Index) -> set[Term]:
    """Return the classes of shapes that are classes, too, and whose members are their focus nodes."""
    return {iri("owl:Class"), iri("rdfs:Class")} | shapes.backward(SUBCLASS).get(iri("rdfs:Class"), set())


def focus_nodes(shape: Term, shapes: Index, data: Index) -> set[Term]:
    """Return the focus nodes of a shape by its targets."""
    classes, nodes, objects_of, subjects_of = (shapes.objects(shape, sh(t)) for t in TARGETS)
    if not shapes.objects(shape, TYPE).isdisjoint(implicit_targets(shapes)):
        classes = {*classes, shape}
    found = nodes.union(*map(data.members, classes))
    return found.union(*map(data.forward, subjects_of), *map(data.backward, objects_of))


class _Engine(Parameters):
    def __init__(self, data: Index, shapes: Index) -> None:
        super().__init__(data, shapes)
        self._checks: dict[Term, Check | UnsupportedError] = {}

    def run(self) -> Outcome:
        """Look at every shape, also at those without a target, which may be malformed."""
        outcome = Outcome({}, {})
        extended = self.shapes.members(sh("ConstraintComponent")) or self.shapes.forward(sh("entailment"))
        for node in sorted(self._nodes(), key=str):
            focus = focus_nodes(node, self.shapes, self.data)
            try:
                if extended:
                    raise UnsupportedError("shapes that extend SHACL")
                failing = self.shape(node)(focus)
            except UnsupportedError as reason:
                failing = focus
                outcome.unsupported[short(plain(node))] = str(reason)
            if failing:
                outcome.suspects[node] = failing
        return outcome

    def _nodes(self) -> set[Term]:
        types = (self.shapes.backward(TYPE).get(sh(kind), set()) for kind in ("NodeShape", "PropertyShape"))
        parameters = map(sh, (*TARGETS, *COMPONENTS))
        return set().union(*types, *map(self.shapes.forward, parameters))

    def shape(self, node: Term) -> Check:
        """Return what finds the nodes that do not conform to a shape; raises UnsupportedError."""
        if node not in self._checks:
            self._checks[node] = UnsupportedError("a shape that refers to itself")
            try:
                self._checks[node] = self._compile(node)
            except UnsupportedError as reason:
                self._checks[node] = reason
        check = self._checks[node]
        if isinstance(check, UnsupportedError):
            raise check
        return check

    def _compile(self, node: Term) -> Check:
        names = {p.value.removeprefix(PREFIXES["sh"]) for p in self.shapes.by_subject.get(node, set())}
        types, paths = self.shapes.objects(node, TYPE), self.objects(node, "path")
        is_node_shape, is_property_shape = sh("NodeShape") in types, sh("PropertyShape") in types
        if len(paths) > 1 or (is_node_shape and is_property_shape):
            raise UnsupportedError("a shape of two kinds, or with two paths")
        if (is_node_shape and paths) or (is_property_shape and not paths):
            raise UnsupportedError("a shape of the other kind")
        if off := self.objects(node, "deactivated"):
            if off != {Literal(True)}:
                raise UnsupportedError("sh:deactivated")
            return lambda nodes: set()
        ours = {name for name in names if ":" not in name} - SILENT - APART
        if unknown := ours - COMPONENTS.keys():
            raise UnsupportedError("sh:" + min(unknown))
        components = [part for name in sorted(ours) for part in COMPONENTS[name](self, node)]
        follow = path(self.single(node, "path"), self.shapes, self.data) if paths else None

        def failing(nodes: set[Term]) -> set[Term]:
            values = {node: follow(node) if follow else {node} for node in nodes}
            return set().union(*(component(values) for component in components)) if nodes else set()

        return failing
