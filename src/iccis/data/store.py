"""The files in a store: each layer in its named graph, the closure in one more; sets of graphs by name.

The store (pyoxigraph) spells some literals its own way: `01` becomes `1`, `1.50` becomes `1.5`, language tags
become lower case. The project's files are written so; hash or publish the files themselves, not the store.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
)

from iccis.core.blank_nodes import parts
from iccis.core.digest import digest
from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.core.project import MAPPINGS, data_files, layer_of_graph, mapping_files, root


def load(
    layers: Iterable[str] | None = None,
    *,
    named: bool = True,
    base: Path | None = None,
    into: Store | None = None,
    instrument: str = "",
) -> Store:
    """Read the files of `layers` (all by default), each into its named graph, or all into one.

    They are added to the store `into`, by default a new one. With `instrument`, nothing is read that only the
    other instruments of an edition have.

    >>> store = load(["ontology"])
    >>> [graph.value for graph in store.named_graphs()]
    ['https://w3id.org/iccis/graph/ontology']
    """
    store = Store() if into is None else into
    wanted = None if layers is None else set(layers)
    for name, path in _files(base, instrument):
        if wanted is None or layer_of_graph(name) in wanted:
            _load_file(store, path, _graph(name, named=named))
    if wanted is None or MAPPINGS in wanted:
        from iccis.data.mappings import read_sets, statements

        files = mapping_files(base, instrument=instrument)
        for (name, _), mappings in zip(files, read_sets(path for _, path in files), strict=True):
            graph = _graph(name, named=named)
            store.extend(Quad(s, p, o, graph) for (s, p, o), _ in statements([mappings]))
    return store


def _graph(name: str, *, named: bool) -> NamedNode | DefaultGraph:
    return NamedNode(graph_name(name)) if named else DefaultGraph()


def _files(base: Path | None, instrument: str) -> list[tuple[str, Path]]:
    if files := list(data_files(base, instrument=instrument)):
        return files
    hint = "ICCIS_ROOT, if set, must name a folder that holds ontology/ and kg/"
    raise IccisError("no Turtle file in ontology/ or kg/ here", place=str(base or root()), hint=hint)


def _load_file(store: Store, path: Path, graph: NamedNode | DefaultGraph) -> None:
    try:
        store.load(path=path, format=RdfFormat.TURTLE, to_graph=graph)
    except (SyntaxError, OSError, ValueError, MemoryError):
        from iccis.core.turtle import read

        # Says what is wrong, and in which line; or reads a file that only begins with a byte order mark.
        store.extend(Quad(s, p, o, graph) for s, p, o in read(path))


def triples(store: Store, graphs: Iterable[str]) -> Iterator[Triple]:
    """Return each triple of some graphs once, graph by graph.

    >>> len(list(triples(load(["ontology"]), ["ontology"]))) > 100
    True
    """
    names = (NamedNode(graph_name(graph)) for graph in graphs)
    quads = (quad for graph in names for quad in store.quads_for_pattern(None, None, None, graph))
    return iter(dict.fromkeys(quad.triple for quad in quads))


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return the same quads with canonical labels (RDFC-1.0) for blank nodes, sorted.

    >>> a, b = NamedNode("urn:x:a"), NamedNode("urn:x:b")
    >>> [str(q.object) for q in canonical([Quad(a, b, BlankNode("x"))])]
    ['_:c14n0']
    """
    lines, blank = {}, Dataset()  # a quad without blank nodes has no part in the labels
    for quad in quads:
        line = str(quad)
        if "_:" in line and _has_blank(quad):  # to look at the line is much faster, and seldom misleads
            blank.add(quad)
        else:
            lines[line] = quad
    blank.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines |= {str(quad): quad for quad in blank}
    return [lines[line] for line in sorted(lines)]


def _has_blank(quad: Quad) -> bool:
    return any(isinstance(term, BlankNode) for term in (quad.subject, *parts(quad.object)))


def label_blank_nodes(quads: Iterable[Quad]) -> list[Quad]:
    """Return the same quads, sorted, with labels of blank nodes that depend on nothing but the quads.

    Labels are the same in every process, and other data have others, so that dumps can be joined: each is the
    canonical one after a hash of all quads with blank nodes.

    >>> a, b = NamedNode("urn:x:a"), NamedNode("urn:x:b")
    >>> [str(q.object) for q in label_blank_nodes([Quad(a, b, BlankNode("x"))])]
    ['_:be3b2ae1cc14n0']
    """
    ordered = canonical(quads)
    start = "b" + digest("".join(f"{quad} .\n" for quad in ordered if _has_blank(quad)))[:8]

    def label(term: Any) -> Any:
        if isinstance(term, Triple):
            return Triple(*map(label, term))
        return BlankNode(start + term.value) if isinstance(term, BlankNode) else term

    labelled = (Quad(label(q.subject), q.predicate, label(q.object), q.graph_name) for q in ordered)
    return sorted(labelled, key=str)
