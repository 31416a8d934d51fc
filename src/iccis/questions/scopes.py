"""Sets of graphs, loaded into a store for queries."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from iccis.core.namespaces import PREFIXES, graph_name
from iccis.core.project import CLOSURE, DEFAULT, LABELS, SCOPES, Layers, graphs, scope
from iccis.core.rdf import iri
from iccis.data.store import label_blank_nodes, load, triples

DATA = "data"
"""Name of the graph of a user's own statements beside the layers."""
BLANK = """SELECT ?s ?p ?o ?g {
  { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(isBlank(?s) || isBlank(?o)) }"""
"""Query for the quads with blank nodes."""
DERIVED = {
    PREFIXES["skos"] + "prefLabel": iri("rdfs:label"),
    PREFIXES["skos"] + "definition": iri("rdfs:comment"),
}
"""What tools know that know no SKOS, by the property that it is derived from."""


def open_scope(
    name: str = DEFAULT,
    *,
    named: bool = True,
    base: Path | None = None,
    data: Iterable[Triple] = (),
    instrument: str = "",
) -> tuple[Store, Layers]:
    """Load a set of graphs into a store that is ready for queries; compute its closure and its labels.

    Named graphs double the time; without them, only the union is sure to be there. `data` are statements of a
    user, which stand beside the layers as one more, in the graph `data`. With `instrument`, what only other
    instruments have is left out, and the closure is that of the rest.

    >>> store, layers = open_scope("as written")
    >>> layers == scope("as written")
    True
    """
    layers = graphs(scope(name), base, instrument=instrument)
    own = NamedNode(graph_name(DATA))
    beside = [Quad(s, p, o, own) for s, p, o in data]
    if not named and CLOSURE not in layers and not beside:
        return load(scope(name), named=False, base=base, instrument=instrument), layers
    store = load(scope(name), base=base, instrument=instrument)
    if beside:
        store.extend(beside)
        layers = (*layers, DATA)
    if CLOSURE in layers:
        with_closure(store, layers)
    if LABELS in layers:
        with_labels(store)
    return unite(store), layers


def unions(names: Collection[str], *, base: Path | None = None) -> Iterator[tuple[str, Store]]:
    """Yield sets of graphs, each as the default graph of one and the same store, which has no other.

    The store becomes the next set by what that has more or less, so that each file is read once.

    >>> [(name, len(store) > 1000) for name, store in unions(["closure", "as written"])]
    [('as written', True), ('closure', True)]
    """
    store, loaded = Store(), set[str]()
    for name in filter(names.__contains__, SCOPES):
        layers = scope(name)
        load(set(layers) - loaded, named=False, base=base, into=store)
        loaded |= {*layers}
        derived: list[Quad] = []
        if CLOSURE in layers:
            _label_blank_nodes(store)
            derived = _conclusions((quad.triple for quad in store), DefaultGraph())
        if LABELS in layers:
            derived += _labels(store, DefaultGraph())
        store.extend(derived)
        yield name, store
        for quad in derived:
            store.remove(quad)


def unite(store: Store) -> Store:
    """Make the default graph of `store` the union of its named graphs, and return it.

    A query over several graphs finds a triple as often as graphs hold it; the union holds it once.

    >>> store = unite(load(["ontology"]))
    >>> store.contains_named_graph(NamedNode(graph_name("ontology"))), len(store) > 100
    (True, True)
    """
    for graph in sorted(store.named_graphs(), key=str):
        store.update(f"ADD {graph} TO DEFAULT")
    return store


def union_of(store: Store, layers: Iterable[str]) -> Store:
    """Return a store of only `layers`, whose default graph is their union: `store` itself if it is one.

    >>> store, layers = open_scope("as written")
    >>> union_of(store, layers) is store, union_of(store, ["ontology"]) is store
    (True, False)
    """
    graphs = [NamedNode(graph_name(layer)) for layer in layers]
    is_united = next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None
    if is_united and set(store.named_graphs()) <= set(graphs):
        return store
    copy = Store()
    copy.bulk_extend(quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))
    return unite(copy)


def with_closure(store: Store, layers: Iterable[str]) -> Store:
    """Add the graph of the triples that follow from `layers` to `store`, and return it.

    What has a closure is published: from here on, blank nodes have labels that are the same in every process,
    and so is the order in which a query finds things.

    >>> store = with_closure(load(["ontology"]), ["ontology"])
    >>> NamedNode(graph_name("closure")) in store.named_graphs()
    True
    """
    _label_blank_nodes(store)
    premises = triples(store, [layer for layer in layers if layer != CLOSURE])
    store.extend(_conclusions(premises, NamedNode(graph_name(CLOSURE))))
    return unite(store) if any(store.quads_for_pattern(None, None, None, DefaultGraph())) else store


def _label_blank_nodes(store: Store) -> None:
    rows = cast(Iterable[Any], store.query(BLANK))
    blank = [Quad(row["s"], row["p"], row["o"], row["g"] or DefaultGraph()) for row in rows]
    for quad in blank:
        store.remove(quad)
    store.extend(label_blank_nodes(blank))


def _conclusions(premises: Iterable[Triple], graph: NamedNode | DefaultGraph) -> list[Quad]:
    from iccis.closure.reason import closure

    return [Quad(s, p, o, graph) for s, p, o in closure(premises).triples]


def with_labels(store: Store) -> Store:
    """Add the graph of rdfs:label and rdfs:comment, derived from the SKOS annotations, and return the store.

    >>> store = with_labels(load(["ontology"]))
    >>> NamedNode(graph_name("labels")) in store.named_graphs()
    True
    """
    store.extend(_labels(store, NamedNode(graph_name(LABELS))))
    return store


def _follows(store: Store, graph: NamedNode | DefaultGraph) -> list[Quad]:
    return _conclusions(dict.fromkeys(quad.triple for quad in store), graph)


def _labels(store: Store, graph: NamedNode | DefaultGraph) -> list[Quad]:
    return [
        Quad(quad.subject, target, quad.object, graph)
        for source, target in DERIVED.items()
        for quad in store.quads_for_pattern(None, NamedNode(source), None)
    ]


DERIVE = {CLOSURE: _follows, LABELS: _labels}
"""For each layer that is computed, what it has for a store, as quads of a graph; in this order."""
