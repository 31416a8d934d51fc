"""The model: the properties of the ontology, and which classes they connect.

Where the ontology leaves the domain or the range of a property open, the data say what stands there.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

from iccis.core.namespaces import ONTOLOGY, short
from iccis.core.project import folders
from iccis.core.rdf import SUBCLASS, TYPE, Term, iri
from iccis.data.store import load

MANY = 6
"""More classes than this at one end of a property count as any."""


class Property(NamedTuple):
    """A property of the project: its file, the classes of its subjects and values, and who says so."""

    name: str
    file: str
    domain: list[str]
    range: list[str]
    stated: bool
    """Whether the ontology states both ends; else at least one is read off the data."""


class Model:
    """The ontology, each file in a graph of its own, and the data that use it."""

    def __init__(self, *, base: Path | None = None) -> None:
        """Read both."""
        self.data = load(named=False, base=base)
        self.files: dict[str, Store] = {}
        for path in (path for folder in folders("ontology", base) for path in sorted(folder.glob("*.ttl"))):
            if path.stem != "outside":
                store = self.files.setdefault(path.stem, Store())
                store.load(path=path, format=RdfFormat.TURTLE)

    def properties(self) -> Iterator[Property]:
        """Yield the properties of the project, by file and name."""
        for file, store in self.files.items():
            for kind in ("owl:ObjectProperty", "owl:DatatypeProperty"):
                terms = (quad.subject for quad in store.quads_for_pattern(None, TYPE, iri(kind)))
                own = {t for t in terms if isinstance(t, NamedNode) and t.value.startswith(ONTOLOGY)}
                for term in sorted(own, key=str):
                    yield self._property(term, file)

    def _property(self, term: NamedNode, file: str) -> Property:
        uses = list(self.data.quads_for_pattern(None, term, None))
        domain, values = self._stated(term, "rdfs:domain"), self._stated(term, "rdfs:range")
        return Property(
            name=short(term.value),
            file=file,
            domain=domain or self._used(quad.subject for quad in uses),
            range=values or self._used(quad.object for quad in uses),
            stated=bool(domain and values),
        )

    def _stated(self, term: NamedNode, predicate: str) -> list[str]:
        nodes = (quad.object for quad in self.data.quads_for_pattern(term, iri(predicate), None))
        return sorted({name for node in nodes for name in self._members(node)})

    def _members(self, node: Term) -> Iterator[str]:
        """Yield the classes that a node stands for: itself, or those of a union."""
        if isinstance(node, NamedNode):
            yield short(node.value)
        elif isinstance(node, BlankNode):
            for quad in self.data.quads_for_pattern(node, None, None):
                if quad.predicate in (iri("owl:unionOf"), iri("rdf:first"), iri("rdf:rest")):
                    yield from self._members(quad.object) if quad.object != iri("rdf:nil") else ()

    def _used(self, terms: Iterable[Term]) -> list[str]:
        """Widest classes of the project that things belong to, and datatypes; nothing if they are many."""
        found: set[str] = set()
        for term in set(terms):
            if isinstance(term, Literal):
                found.add(short(term.datatype.value))
            elif isinstance(term, NamedNode):
                types = (quad.object for quad in self.data.quads_for_pattern(term, TYPE, None))
                found |= {name for t in types if isinstance(t, NamedNode) for name in self._widest(t)}
        return sorted(found) if len(found) <= MANY else []

    def _widest(self, kind: NamedNode) -> set[str]:
        wider = {
            quad.object
            for quad in self.data.quads_for_pattern(kind, SUBCLASS, None)
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith(ONTOLOGY)
        }
        if not wider:
            return {short(kind.value)} if kind.value.startswith(ONTOLOGY) else set()
        return {name for broader in wider for name in self._widest(broader)}
