"""The files in a store: each layer in its named graph, the closure in one more; sets of graphs by name.

The store (pyoxigraph) spells some literals its own way: `01` becomes `1`, `1.50` becomes `1.5`, language tags
become lower case. The project's files are written so; hash or publish the files themselves, not the store.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple

from iccis.errors import IccisError
from iccis.files import AS_WRITTEN, BESIDE, PREFIXES, data_files, graph_name, mapping_file, root

if TYPE_CHECKING:
    import rdflib

Term = NamedNode | BlankNode | Literal | Triple
Layers = tuple[str, ...]

CLOSURE = "closure"
"""The layer that is computed: what follows from the others."""

SCOPES = ("as written", "closure", "with readings", "with links", "all")
"""Names of the sets of graphs that a question can run on."""

ADDED: dict[str, Layers] = {
    "as written": (),
    "closure": (CLOSURE,),
    "with readings": ("readings",),
    "with links": ("readings", "links", "mappings"),
}
"""What each set but `all` adds to the layers as written."""


def load(layers: Iterable[str] | None = None, *, named: bool = True, base: Path | None = None) -> Store:
    """Read the files of `layers` (all by default), each layer into its named graph, or all into one.

    >>> store = load(["ontology"])
    >>> [graph.value for graph in store.named_graphs()]
    ['https://w3id.org/iccis/graph/ontology']
    """
    store, wanted = Store(), None if layers is None else set(layers)
    for layer, path in _files(base):
        if wanted is None or layer in wanted:
            _load_file(store, path, _graph(layer, named=named))
    if "mappings" in (wanted or ("mappings",)) and (path := mapping_file(base)).exists():
        from iccis.mappings import mapping_triples, read_mappings

        graph = _graph("mappings", named=named)
        found = mapping_triples(read_mappings(path))
        store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in found)
    return store


def _graph(layer: str, *, named: bool) -> NamedNode | DefaultGraph:
    return NamedNode(graph_name(layer)) if named else DefaultGraph()


def _files(base: Path | None) -> list[tuple[str, Path]]:
    top = base or root()
    if files := list(data_files(top)):
        return files
    hint = "ICCIS_ROOT, if set, must name a folder that holds ontology/ and kg/"
    raise IccisError("no Turtle file in ontology/ or kg/ here", place=str(top), hint=hint)


def _load_file(store: Store, path: Path, graph: NamedNode | DefaultGraph) -> None:
    try:
        store.load(path=path, format=RdfFormat.TURTLE, to_graph=graph)
    except (SyntaxError, OSError, ValueError):
        from iccis.turtle import read

        read(path)  # says what is wrong, and in which line
        raise


def scope(name: str, *, base: Path | None = None) -> Layers:
    """Layers that a set of graphs consists of.

    >>> scope("closure")
    ('ontology', 'text', 'actors', 'concepts', 'norms', 'closure')
    """
    if name not in SCOPES:
        raise IccisError(f"no such set of graphs: {name}", hint="choose one of: " + ", ".join(SCOPES))
    if name == "all":
        return (*AS_WRITTEN, *BESIDE, CLOSURE)
    return AS_WRITTEN + ADDED[name]


def open_scope(name: str, *, named: bool = True, base: Path | None = None) -> tuple[Store, Layers]:
    """Load what a set of graphs consists of, closed if it includes the closure, ready for questions.

    Named graphs double the time; without them, only the union is sure to be there.

    >>> store, layers = open_scope("as written")
    >>> layers == scope("as written")
    True
    """
    layers = scope(name, base=base)
    if not named and CLOSURE not in layers:
        return load(layers, named=False, base=base), layers
    store = load(layers, base=base)
    if CLOSURE in layers:
        with_closure(store, layers)
    return unite(store), layers


def unite(store: Store) -> Store:
    """Make the default graph of `store` the union of its named graphs, and return it.

    A query over several graphs finds a triple as often as graphs hold it; the union holds it once.

    >>> store = unite(load(["ontology"]))
    >>> store.contains_named_graph(NamedNode(graph_name("ontology"))), len(store) > 100
    (True, True)
    """
    for graph in list(store.named_graphs()):
        store.update(f"ADD {graph} TO DEFAULT")
    return store


def united(store: Store, layers: Iterable[str]) -> Store:
    """Return a store of just `layers` with their union: `store` itself if it is one.

    >>> store, layers = open_scope("as written")
    >>> united(store, layers) is store, united(store, ["ontology"]) is store
    (True, False)
    """
    graphs = [NamedNode(graph_name(layer)) for layer in layers]
    is_united = next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None
    if is_united and set(store.named_graphs()) <= set(graphs):
        return store
    copy = Store()
    copy.bulk_extend(quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))
    return unite(copy)


def triples(store: Store, layers: Iterable[str]) -> Iterator[Triple]:
    """Yield each triple of `layers` once, graph by graph.

    >>> len(list(triples(load(["ontology"]), ["ontology"]))) > 100
    True
    """
    seen = set()
    for layer in layers:
        for quad in store.quads_for_pattern(None, None, None, NamedNode(graph_name(layer))):
            if quad.triple not in seen:
                seen.add(quad.triple)
                yield quad.triple


def with_closure(store: Store, layers: Iterable[str]) -> Store:
    """Add to `store` the graph of what follows from `layers`, and return it; new triples only.

    >>> store = with_closure(load(["ontology"]), ["ontology"])
    >>> NamedNode(graph_name("closure")) in store.named_graphs()
    True
    """
    from iccis.reason import closure

    graph = NamedNode(graph_name(CLOSURE))
    given = [layer for layer in layers if layer != CLOSURE]
    new = closure(triples(store, given)).triples
    store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in new)
    return unite(store) if any(store.quads_for_pattern(None, None, None, DefaultGraph())) else store


def to_rdflib(store: Store, layers: Iterable[str]) -> "rdflib.Graph":
    """Copy `layers` into one rdflib graph, literals spelled as in the store.

    >>> len(to_rdflib(load(["ontology"]), ["ontology"])) > 100
    True
    """
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples(store, layers):
        graph.add((rdflib_node(triple.subject), rdflib_node(triple.predicate), rdflib_node(triple.object)))
    return graph


def rdflib_node(term: Term) -> "rdflib.term.IdentifiedNode | rdflib.Literal":
    """Same term in rdflib.

    `normalize=False` keeps the spelling: by default rdflib rewrites, for example, the `Z` of a date and time
    to `+00:00`, and the term is then no longer found by a query or shape that spells it as the file does.

    >>> rdflib_node(Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")))
    rdflib.term.Literal('01', datatype=rdflib.term.URIRef('http://www.w3.org/2001/XMLSchema#integer'))
    """
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        return _rdflib_literal(term)
    raise IccisError(f"rdflib has no triple terms: {term}")


def _rdflib_literal(term: Literal) -> "rdflib.Literal":
    import rdflib

    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    plain = datatype == str(rdflib.XSD.string)
    return rdflib.Literal(term.value, datatype=None if plain else datatype, normalize=False)


def near(name: str, names: Iterable[str]) -> str:
    """Hint that offers names like the one that was not found.

    >>> near("chnia", ["russia", "china"])
    'did you mean china?'
    """
    from difflib import get_close_matches

    known = list(names)
    found = get_close_matches(name, known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(found)}?" if found else ""
