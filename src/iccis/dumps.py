"""The graphs of an edition and their serialisations: layers, the whole, shapes, questions, tables."""

import gzip
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from iccis.files import ID, ONTOLOGY, PREFIXES, SITE, graph_name, root
from iccis.graphs import CLOSURE, open_scope
from iccis.jsonld import Context, context, document
from iccis.negotiation import GRAPHS, Offer
from iccis.questions import Question, questions, read_question
from iccis.turtle_writer import write

LABELS = "labels"
"""The layer that is derived for tools: rdfs:label and rdfs:comment."""

WHOLE = "iccis"
"""Name of the files that hold everything but what is computed, the closure."""

DERIVED = {
    PREFIXES["skos"] + "prefLabel": NamedNode(PREFIXES["rdfs"] + "label"),
    PREFIXES["skos"] + "definition": NamedNode(PREFIXES["rdfs"] + "comment"),
}
SHACL = PREFIXES["sh"]
TYPE = NamedNode(PREFIXES["rdf"] + "type")


class Edition(NamedTuple):
    """Everything that is published: its version, its graphs by layer, and the context of its JSON-LD."""

    version: str
    graphs: dict[str, list[Triple]]
    shapes: list[Triple]
    questions: list[Triple]
    context: Context

    def documents(self) -> Iterator[tuple[str, list[tuple[str, list[Triple]]]]]:
        """Yield name and graphs of each document; the ontology comes with the labels of its terms."""
        labels = self.graphs[LABELS]
        own = [t for t in labels if isinstance(t.subject, NamedNode) and t.subject.value.startswith(ONTOLOGY)]
        written = [(layer, graph) for layer, graph in self.graphs.items() if layer != CLOSURE]
        yield WHOLE, written
        for layer, graph in self.graphs.items():
            yield layer, [(layer, graph)] + ([(LABELS, own)] if layer == "ontology" else [])
        yield "shapes", [("shapes", self.shapes)]
        yield "questions", [("questions", self.questions)]


def edition(*, base: Path | None = None) -> Edition:
    """Read everything that is published, blank nodes canonically labelled, triples sorted.

    >>> sorted(edition().graphs)[:3]
    ['actors', 'alignments', 'closure']
    """
    store, layers = open_scope("all", base=base)
    quads = (q for q in store if not isinstance(q.graph_name, DefaultGraph))
    graphs: dict[str, list[Triple]] = {layer: [] for layer in layers}
    by_name = {graph_name(layer): layer for layer in layers}
    for quad in canonical(quads):
        graphs[by_name[quad.graph_name.value]].append(quad.triple)  # type: ignore[union-attr]
    graphs[LABELS] = list(_labels(t for layer in layers if layer != CLOSURE for t in graphs[layer]))
    everything = (t for graph in graphs.values() for t in graph)
    asked = sorted(set(_questions(base)), key=str)
    shapes = [quad.triple for quad in canonical(_shapes(base))]
    known = context([*everything, *shapes, *asked])
    return Edition(_version(graphs["ontology"]), graphs, shapes, asked, known)


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """The same quads with canonical labels (RDFC-1.0) for blank nodes, sorted.

    >>> a, b = NamedNode("urn:x:a"), NamedNode("urn:x:b")
    >>> [str(q.object) for q in canonical([Quad(a, b, BlankNode("x"))])]
    ['_:c14n0']
    """
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=str)


def graph_hash(triples: Iterable[Triple]) -> str:
    """SHA-256 of the canonical N-Quads (RDFC-1.0) of a graph.

    >>> graph_hash([])[:8]
    'e3b0c442'
    """
    lines = [f"{quad} .\n" for quad in canonical(Quad(t.subject, t.predicate, t.object) for t in triples)]
    return sha256("".join(sorted(lines)).encode()).hexdigest()


def _version(ontology: list[Triple]) -> str:
    name = PREFIXES["owl"] + "versionInfo"
    return next(t.object.value for t in ontology if t.predicate.value == name)  # type: ignore[union-attr]


def _labels(triples: Iterable[Triple]) -> Iterator[Triple]:
    found = {
        Triple(t.subject, DERIVED[t.predicate.value], t.object)
        for t in triples
        if t.predicate.value in DERIVED
    }
    return iter(sorted(found, key=str))


def _shapes(base: Path | None) -> Iterator[Quad]:
    for path in sorted(((base or root()) / "shapes").rglob("*.ttl")):
        yield from parse(path=path, format=RdfFormat.TURTLE)


def _questions(base: Path | None) -> Iterator[Triple]:
    """Questions as SHACL executables."""
    for asked in questions(base=base):
        me = NamedNode(f"{ID}question/{asked.name}")
        kind = form(asked)
        for name, value in (
            (PREFIXES["skos"] + "prefLabel", Literal(asked.title, language="en")),
            (PREFIXES["skos"] + "definition", Literal(asked.question, language="en")),
            (PREFIXES["skos"] + "scopeNote", Literal(asked.why, language="en")),
            (SHACL + kind.lower(), Literal(asked.text)),
        ):
            yield Triple(me, NamedNode(name), value)
        yield Triple(me, TYPE, NamedNode(f"{SHACL}SPARQL{kind}Executable"))


def form(asked: Question) -> str:
    """Form of a question's query: `Select`, `Ask` or `Construct`.

    >>> form(Question("q", "ASK {}"))
    'Ask'
    """
    from iccis.sparql import uses

    return next((kind for kind in ("Construct", "Ask") if uses(asked.text, kind.upper())), "Select")


def serialized(graphs: list[tuple[str, list[Triple]]], offer: Offer, known: Context) -> bytes:
    """Bytes of a document in one of the forms of `iccis.negotiation.GRAPHS`."""
    if offer.extension in ("trig", "nq"):
        quads = (
            Quad(t.subject, t.predicate, t.object, NamedNode(graph_name(layer)))
            for layer, graph in graphs
            for t in graph
        )
        return _written(quads, offer)
    triples = sorted({t for _, graph in graphs for t in graph}, key=str) if len(graphs) > 1 else graphs[0][1]
    return of_triples(triples, offer, known)


def of_triples(triples: list[Triple], offer: Offer, known: Context) -> bytes:
    """Bytes of one graph in a form that has no names of graphs."""
    if offer.extension == "ttl":
        return write(triples, base=ID, prefixes=PREFIXES, order="alphabetical").encode()
    if offer.extension == "jsonld":
        return document(triples, known).encode()
    return _written(triples, offer)


def _written(found: Iterable[Triple] | Iterable[Quad], offer: Offer) -> bytes:
    form = RdfFormat.from_media_type(offer.type)
    prefixes = PREFIXES if offer.extension in ("trig", "rdf") else None
    return bytes(serialize(found, format=form, prefixes=prefixes) or b"")


def files(given: Edition, *, base: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file of a version, but for what is compressed or counts the others."""
    for name, graphs in given.documents():
        for offer in GRAPHS:
            yield f"{name}.{offer.extension}", serialized(graphs, offer, given.context)
    yield "context.jsonld", _context(given.context)
    for path in tables(base=base):
        yield f"{path.stem}.csv", _table(read_question(path), base)


def _context(known: Context) -> bytes:
    import json

    return (json.dumps({"@context": known}, ensure_ascii=False, indent=1) + "\n").encode()


def tables(*, base: Path | None = None) -> list[Path]:
    """Queries that make the tables, by name.

    >>> [path.stem for path in tables()]
    ['actors', 'clauses', 'links', 'norms', 'positions']
    """
    return sorted(((base or root()) / "queries" / "tables").glob("*.rq"))


def _table(asked: Question, base: Path | None) -> bytes:
    import csv
    import io

    from iccis.ask import ask, table

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table(ask(asked, base=base)))
    return out.getvalue().encode()


def compressed(data: bytes) -> bytes:
    """Gzip of `data`, without a time or a name in it.

    >>> compressed(b"x") == compressed(b"x")
    True
    """
    return gzip.compress(data, 9, mtime=0)


def rebased(data: bytes, site: str) -> bytes:
    """`data` with every IRI of the project under another base.

    >>> rebased(b"<https://w3id.org/iccis/id/code>", "https://example.org/")
    b'<https://example.org/id/code>'
    """
    return data if site == SITE else data.replace(SITE.encode(), site.encode())
