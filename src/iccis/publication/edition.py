"""An edition: all data that are published, read once, by graph and by thing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from pyoxigraph import (
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from iccis.check.shapes import shapes_triples
from iccis.core.digest import digest
from iccis.core.errors import IccisError
from iccis.core.jsonld import Context, context
from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES, graph_name
from iccis.core.project import AS_WRITTEN, CLOSURE, DEFAULT, LABELS, scope
from iccis.core.rdf import iri
from iccis.data.facts import Facts
from iccis.data.search import Index
from iccis.data.store import canonical, label_blank_nodes, load
from iccis.data.verdict import Verifier
from iccis.publication.things.thing import Thing, describe
from iccis.questions.ask import answers
from iccis.questions.engines import Answer
from iccis.questions.export import exports
from iccis.questions.find import Finder, index
from iccis.questions.question import Question, executables, questions, tables
from iccis.questions.scopes import with_closure, with_labels

WHOLE = "iccis"
"""Name of the document that holds everything, with labels and all that is inferred: the one to load."""
ASSERTED = "asserted"
"""Name of the document that holds the same without what is inferred, the closure."""

PARTS = ("/quote", "/position")
"""Ends of the IRIs of selectors, which are described with their anchor."""


@dataclass(frozen=True)
class Edition:
    """Everything that is published: its version, its graphs by layer, its questions."""

    version: str
    graphs: dict[str, list[Triple]]
    questions: list[Question]
    executables: list[Triple]
    """The questions as SHACL executables."""
    tables: list[Question]
    exports: list[Question]
    base: Path | None = None
    """Where the sources are; None for those that are installed."""

    def documents(self) -> Iterator[tuple[str, list[tuple[str, list[Triple]]]]]:
        """Yield name and graphs of each document; the ontology comes with the labels of its terms."""
        labels = self.graphs[LABELS]
        own = [t for t in labels if isinstance(t.subject, NamedNode) and t.subject.value.startswith(ONTOLOGY)]
        yield WHOLE, list(self.graphs.items())
        yield ASSERTED, [(layer, graph) for layer, graph in self.graphs.items() if layer != CLOSURE]
        for layer, graph in self.graphs.items():
            yield layer, [(layer, graph)] + ([(LABELS, own)] if layer == "ontology" else [])
        yield "shapes", [("shapes", self.shapes)]
        yield "questions", [("questions", self.executables)]

    @cached_property
    def unions(self) -> dict[str, list[Triple]]:
        """The triples of each document, sorted; one that is in several of its graphs is there once."""
        return {
            name: sorted(dict.fromkeys(t for _, graph in graphs for t in graph), key=str)
            if len(graphs) > 1
            else graphs[0][1]
            for name, graphs in self.documents()
        }

    @cached_property
    def sizes(self) -> dict[str, int]:
        """The number of triples of each document."""
        return {name: len(triples) for name, triples in self.unions.items()}

    @cached_property
    def shapes(self) -> list[Triple]:
        """The SHACL shapes, with labels for tools: names of shapes, messages of constraints, prefixes."""
        quads = (Quad(*triple) for triple in shapes_triples(base=self.base))
        triples = [quad.triple for quad in label_blank_nodes(quads)]
        names = ("sh:prefix", "sh:message", "sh:name")  # the last that a node has is its label
        labels = {t.subject: t.object for name in names for t in triples if t.predicate == iri(name)}
        return [*triples, *(Triple(node, iri("rdfs:label"), text) for node, text in labels.items())]

    @cached_property
    def context(self) -> Context:
        """The context of its JSON-LD documents."""
        return context([*self._statements, *self.shapes])

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """Answers of the exports and of the tables, by name."""
        found = dict[str, Answer]()
        for question, answer in answers((*self.exports, *self.tables), base=self.base):
            if isinstance(answer, IccisError):
                raise answer
            found[question.name] = answer
        return found

    @cached_property
    def facts(self) -> Facts:
        """Index of all statements, inferred ones too, for pages."""
        return Facts(dict.fromkeys(self._statements))

    @cached_property
    def as_written(self) -> Facts:
        """Index of the layers that the words bear: no inferences, interpretations and parallels."""
        return Facts(t for layer in AS_WRITTEN for t in self.graphs[layer])

    @cached_property
    def with_links(self) -> Facts:
        """Index of what is written, with interpretations and links: no inferences."""
        return Facts(dict.fromkeys(t for layer in scope("with links") for t in self.graphs[layer]))

    @cached_property
    def describe(self) -> Callable[[str], Thing]:
        """What is said of a thing, read once for all its forms."""
        return cache(partial(describe, self.facts))

    @cached_property
    def index(self) -> Index:
        """The index of everything that has a page."""
        return index(self.facts, self.questions)

    @cached_property
    def finder(self) -> Finder:
        """The finder of bundled questions."""
        return Finder(self.facts, self.questions)

    @cached_property
    def verifier(self) -> Verifier:
        """The verifier of quotations, with what its first verdict needs."""
        verifier = Verifier(self.facts)
        verifier.verify("none of these words", at="none")
        return verifier

    @property
    def _statements(self) -> list[Triple]:
        return [*(t for graph in self.graphs.values() for t in graph), *self.executables]

    @cached_property
    def labels(self) -> frozenset[Triple]:
        """The statements that repeat others for tools."""
        return frozenset(self.graphs[LABELS])

    @cached_property
    def things(self) -> list[str]:
        """IRIs of the things that have documents of their own, sorted."""
        iris = {iri for iri in self._indexes[0] if iri.startswith(ID)}
        return sorted(iri for iri in iris if not (iri.endswith(PARTS) and iri.rpartition("/")[0] in iris))

    def about(self, iri: str) -> list[Triple]:
        """Return the statements about a thing and its selectors, then every link back; nothing inferred."""
        by_subject, by_object = self._indexes
        subjects = (iri, *(iri + part for part in PARTS))
        return [*(t for s in subjects for t in by_subject.get(s, ())), *by_object.get(iri, ())]

    @cached_property
    def _indexes(self) -> tuple[dict[str, list[Triple]], dict[str, list[Triple]]]:
        """Statements by subject and by object, without the closure."""
        by_subject, by_object = defaultdict(list), defaultdict(list)
        written = (t for layer, graph in self.graphs.items() if layer != CLOSURE for t in graph)
        for t in dict.fromkeys([*written, *self.executables]):
            if isinstance(t.subject, NamedNode):
                by_subject[t.subject.value].append(t)
                if isinstance(t.object, NamedNode):
                    by_object[t.object.value].append(t)
        return dict(by_subject), dict(by_object)


def edition(*, base: Path | None = None, store: Store | None = None) -> Edition:
    """Read everything that is published, triples sorted; from a `store` that `open_scope` opened, if given.

    >>> sorted(edition().graphs)[:3]
    ['actors', 'alignments', 'closure']
    """
    layers = scope(DEFAULT)
    by_name: dict[str, list[Triple]] = defaultdict(list)
    whole = store or with_labels(with_closure(load(layers, base=base), layers))
    for quad in sorted((q for q in whole if isinstance(q.graph_name, NamedNode)), key=str):
        by_name[quad.graph_name.value].append(quad.triple)
    graphs = {layer: by_name[graph_name(layer)] for layer in layers}
    bundled = questions(base=base)
    return Edition(
        version=_version(graphs["ontology"]),
        graphs=graphs,
        questions=bundled,
        executables=sorted(set(executables(bundled)), key=str),
        tables=tables(base=base),
        exports=exports(base=base),
        base=base,
    )


def graph_hash(triples: Iterable[Triple]) -> str:
    """Return the SHA-256 of the canonical N-Quads (RDFC-1.0) of a graph.

    >>> graph_hash([])[:8]
    'e3b0c442'
    """
    return hash_of_lines(f"{triple} ." for triple in triples)


def hash_of_lines(lines: Iterable[str]) -> str:
    """Return the same hash of a graph from the lines of its N-Triples."""
    by_label = defaultdict[bool, list[str]](list)  # a line without blank nodes is canonical
    for line in lines:
        by_label["_:" in line].append(line)
    labelled = canonical(parse("\n".join(by_label[True]), format=RdfFormat.N_TRIPLES))
    return digest("".join(f"{line}\n" for line in sorted({*by_label[False], *(f"{q} ." for q in labelled)})))


def _version(ontology: list[Triple]) -> str:
    name = PREFIXES["owl"] + "versionInfo"
    return next(t.object.value for t in ontology if t.predicate.value == name)  # type: ignore[union-attr]
