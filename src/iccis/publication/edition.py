"""An edition: all data that are published, read once, by graph and by thing."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Store, Triple

from iccis.check.shapes import shapes_triples
from iccis.core.errors import IccisError
from iccis.core.instruments import instruments, listed, own_paths
from iccis.core.jsonld import Context, context
from iccis.core.namespaces import ID, ONTOLOGY, ONTOLOGY_IRI, SITE, graph_name
from iccis.core.project import (
    CLOSURE,
    DEFAULT,
    LABELS,
    LAYERS,
    MAPPINGS,
    RECORD,
    Layers,
    graphs,
    is_project,
    layer_of_graph,
    prose_folder,
    root,
    scope,
)
from iccis.core.rdf import Term, iri, plain
from iccis.data.clauses import provisions, transcribed
from iccis.data.facts import Facts
from iccis.data.search import Index
from iccis.data.store import label_blank_nodes, load
from iccis.data.verdict import Verifier
from iccis.publication.catalogue.vocabulary import CATALOGUE, curated, filled
from iccis.publication.catalogue.vocabulary import index as index_of
from iccis.publication.things.thing import Thing, describe
from iccis.questions.ask import answer_file, answers
from iccis.questions.engines import Answer
from iccis.questions.export import can_export, exports
from iccis.questions.find import Finder, index
from iccis.questions.question import Question, executables, questions, tables
from iccis.questions.scopes import DATA, with_closure, with_labels

WHOLE = "iccis"
"""Name of the document that holds everything, with labels and all that is inferred: the one to load."""
ASSERTED = "asserted"
"""Name of the document that holds the same without what is inferred, the closure."""

OWN_PAGES = {"comparison.html", "languages.html", "revision.html"}
"""Pages whose templates only an edition itself can have, in `kg/site/`."""
OF_TEXTS = frozenset(layer.name for layer in LAYERS if layer.folder == "kg")
"""Layers that speak of texts, of which each instrument of a project has graphs of its own."""
PARTS = ("/quote", "/position")
"""Ends of the IRIs of selectors, which are described with their anchor."""


@dataclass(frozen=True)
class Edition:
    """Everything that is published: its graphs by name, its questions, and what it says of itself."""

    graphs: dict[str, list[Triple]]
    questions: list[Question]
    """The questions whose answer is recorded; of those that it has besides, nothing is published."""
    executables: list[Triple]
    """The questions as SHACL executables."""
    tables: list[Question]
    exports: list[Question]
    base: Path | None = None
    """Where the sources are; None for those that are installed."""
    bundled: list[Question] = field(default_factory=list)
    """All questions that can be put to it, in a project of one's own also those that have no record."""
    parts: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Parts that its pages have in common, once they are rendered."""

    def layer(self, name: str) -> list[Triple]:
        """Return the statements of a layer: those that are shared, and those of each instrument."""
        return [t for graph, triples in self.graphs.items() if layer_of_graph(graph) == name for t in triples]

    def scope(self, name: str) -> list[str]:
        """Return the graphs that a set of graphs consists of here."""
        layers = scope(name)
        return [graph for graph, found in self.graphs.items() if found and layer_of_graph(graph) in layers]

    @cached_property
    def works(self) -> dict[str, list[str]]:
        """The clauses in the order of the text, by the IRI of each work whose text is here."""
        return {self.facts.one(w, "eli:realizes"): provisions(self.facts, w) for w in transcribed(self.facts)}

    @cached_property
    def clauses(self) -> list[str]:
        """The clauses of all works."""
        return [iri for iris in self.works.values() for iri in iris]

    @cached_property
    def example(self) -> str:
        """The clause that stands for the others: as the record says, or that which states most."""
        named = (iri for iri in self.examples(WHOLE) if iri in self.clauses)
        return next(named, "") or max(
            self.clauses, key=lambda iri: len(self.facts.subjects("statedIn", iri)), default=""
        )

    @cached_property
    def title(self) -> str:
        """What the site is called: its work or, if it has several, its catalogue."""
        if len(self.works) == 1:
            return self.facts.label(*self.works)
        return self.record.one(CATALOGUE, "dcterms:title")

    @property
    def titles(self) -> str:
        """The titles of its works, which are known before anything else is."""
        return "; ".join(t.object.value for t in self.layer("text") if t.predicate == iri("eli:title"))  # type: ignore[union-attr]

    @cached_property
    def names(self) -> dict[str, str]:
        """What each work is called within a sentence: `the Code`."""
        named = {ID + instrument.path: instrument.name for instrument in instruments(self.base)}
        return {work: named.get(work, self.facts.label(work)) for work in self.works}

    @cached_property
    def name(self) -> str:
        """What its works are called within a sentence; more than two are counted."""
        return listed([*self.names.values()])

    @cached_property
    def creator(self) -> str:
        """The name of those who made the edition."""
        iri = self.said("dcterms:creator") or self.said("dcterms:publisher")
        return self.facts.one(iri, "foaf:name") or self.record.one(iri, "foaf:name")

    @cached_property
    def citation_title(self) -> str:
        """The title under which the edition is cited, that of its home page."""
        return self.record.one(SITE, "dcterms:title") or self.said("dcterms:title")

    @cached_property
    def version(self) -> str:
        """The version of the edition."""
        return self.said("owl:versionInfo")

    @cached_property
    def reading(self) -> str:
        """The IRI whose page has the text: that of the only work or, if there are several, of the site."""
        return next(iter(self.works)) if len(self.works) == 1 else SITE

    @cached_property
    def revision(self) -> str:
        """The later version of a work that is compared with it; empty if there is none."""
        return next((later for work in self.works for later in self.facts.subjects("revises", work)), "")

    @cached_property
    def pages(self) -> frozenset[str]:
        """Paths of the pages about a comparison or a dispute, of those that have anything to say."""
        kinds = ("Variant", "Ambiguity", "Reading", "NormSurvey")
        members = {kind: self.facts.subjects("rdf:type", ONTOLOGY + kind) for kind in kinds}
        there = {
            "comparison.html": members["Variant"],
            "revision.html": self.revision,
            "regimes.html": members["NormSurvey"],
            "controversies.html": members["Ambiguity"] or members["Reading"],
            "languages.html": self.layer(MAPPINGS),
        }
        written = {path for path in OWN_PAGES if (self.prose / path).is_file()}
        return frozenset(path for path, found in there.items() if found and path not in OWN_PAGES - written)

    @cached_property
    def prose(self) -> Path:
        """The folder of its own templates, which come before those of the package."""
        return prose_folder(self.base)

    def examples(self, dataset: str) -> list[str]:
        """Return the things that the record names as examples of a dataset."""
        return self.record.values(f"{CATALOGUE}#{dataset}", "void:exampleResource")

    @cached_property
    def licence(self) -> str:
        """The address of the licence; empty if none is stated."""
        return self.said("dcterms:license")

    @cached_property
    def record(self) -> Facts:
        """What `kg/catalog/record.ttl` says of the edition."""
        return index_of(curated(RECORD, base=self.base))

    def curated(self, name: str) -> list[Triple]:
        """Read a file of `kg/catalog/`, with title and name of the edition where it leaves them open."""
        title = self.title.removesuffix(" as linked data")  # which the record of a project has in its title
        return [
            filled(Triple(subject, t.predicate, object_), {"title": title, "name": of})
            for t in curated(name, base=self.base)
            for subject, of in self._datasets(t.subject)
            for object_, _ in self._datasets(t.object)
        ]

    def _datasets(self, node: Term) -> list[tuple[Any, str]]:
        """Return the datasets that one of the files stands for, with the names of the texts that they are of.

        The dataset of a layer stands for its graphs: that of what is shared, and those of the instruments.
        """
        layer = plain(node).removeprefix(f"{CATALOGUE}#")
        if not (isinstance(node, NamedNode) and layer in OF_TEXTS):
            return [(node, self.name)]
        graphs = [graph for graph in self.scope(DEFAULT) if layer_of_graph(graph) == layer]
        return [(NamedNode(f"{CATALOGUE}#{graph}"), self.name_of(graph)) for graph in graphs]

    def name_of(self, graph: str) -> str:
        """Return what the texts that a graph is about are called within a sentence."""
        instrument, _, layer = graph.rpartition("/")
        if layer not in OF_TEXTS:
            return self.name
        if instrument:
            return self.names.get(ID + instrument, instrument)
        taken_in = [name for work, name in self.names.items() if work.removeprefix(ID) not in self.own]
        return listed(taken_in) or "texts in general"

    def said(self, name: str) -> str:
        """Return a property of the edition itself: version, licence, creator, date of the last change.

        They stand in the header of the ontology or, for a project of one's own, in the record.
        """
        return self.record.one(CATALOGUE, name) if self.is_project else self.facts.one(ONTOLOGY_IRI, name)

    @cached_property
    def is_project(self) -> bool:
        """Whether it is a project of one's own, whose things are not below the base of the package."""
        return is_project(self.base or root())

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The paths of what a project of one's own has: its instruments, and the questions that it answers.

        The IRIs of the other bundled questions remain those of the package, where they have pages.
        """
        paths = own_paths(self.base)
        return (*paths, *(f"question/{q.slug}" for q in self.questions)) if paths else ()

    def layers(self, name: str) -> Layers:
        """Return the graphs of a set of graphs, with a user's statements as one more if there are any."""
        return (*self.scope(name), *([DATA] if DATA in self.graphs else []))

    def documents(self) -> Iterator[tuple[str, list[tuple[str, list[Triple]]]]]:
        """Yield name and graphs of each document; the ontology comes with the labels of its terms.

        A user's statements beside the edition are in none of them.
        """
        labels = self.graphs[LABELS]
        own = [t for t in labels if isinstance(t.subject, NamedNode) and t.subject.value.startswith(ONTOLOGY)]
        graphs = [(name, triples) for name, triples in self.graphs.items() if triples and name != DATA]
        yield WHOLE, graphs
        yield ASSERTED, [(name, triples) for name, triples in graphs if name != CLOSURE]
        for name, triples in graphs:
            yield name, [(name, triples)] + ([(LABELS, own)] if name == "ontology" else [])
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
        return Facts(t for graph in self.scope("as written") for t in self.graphs[graph])

    @cached_property
    def with_links(self) -> Facts:
        """Index of what is written, with interpretations and links: no inferences."""
        return Facts(dict.fromkeys(t for graph in self.scope("with links") for t in self.graphs[graph]))

    @cached_property
    def describe(self) -> Callable[[str], Thing]:
        """What is said of a thing, read once for all its forms."""
        return cache(partial(describe, self.facts))

    @cached_property
    def index(self) -> Index:
        """The index of everything that has a page, and of the bundled questions."""
        return index(self.facts, self.bundled)

    @cached_property
    def finder(self) -> Finder:
        """The finder of bundled questions."""
        return Finder(self.facts, self.bundled)

    @cached_property
    def verifier(self) -> Verifier:
        """The verifier of quotations, which knows what the words of each clause are to its norms."""
        verifier = Verifier(self.facts, self.version)
        for clause in verifier.clauses:
            verifier.verify(clause.text)
        verifier.verify("paragraph 1: none of these words", at="none")  # which names there are
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

    The statements of a user that the store has beside the layers are one graph more.

    >>> sorted(edition().graphs)[:3]
    ['actors', 'alignments', 'closure']
    """
    layers = graphs(scope(DEFAULT), base)
    by_name: dict[str, list[Triple]] = defaultdict(list)
    whole = store or with_labels(with_closure(load(base=base), layers))
    for quad in sorted((q for q in whole if isinstance(q.graph_name, NamedNode)), key=str):
        by_name[quad.graph_name.value].append(quad.triple)
    beside = [DATA] if graph_name(DATA) in by_name else []
    bundled = questions(base=base)
    recorded = [question for question in bundled if answer_file(question, base=base).is_file()]
    return Edition(
        graphs={graph: by_name[graph_name(graph)] for graph in (*layers, *beside)},
        questions=recorded,
        executables=sorted(set(executables(recorded)), key=str),
        tables=tables(base=base),
        exports=[export for export in exports(base=base) if can_export(export.name, base=base)],
        base=base,
        bundled=bundled,
    )
