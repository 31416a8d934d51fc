"""Loading: each layer in its named graph, sets of graphs by name, the closure apart."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES, graph_name
from iccis.core.project import AS_WRITTEN, BESIDE, SCOPES, data_files, scope
from iccis.core.rdf import Term, from_rdflib, rdflib_graph, to_rdflib
from iccis.data.store import load, triples
from iccis.questions.scopes import open_scope, union_of, with_closure
from small_tree import make_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


def names(store: Store) -> set[str]:
    """Names of the layers that a store has graphs of."""
    return {str(graph).strip("<>").rsplit("/", 1)[-1] for graph in store.named_graphs()}


def test_each_layer_is_a_named_graph(tree: Path) -> None:
    """Every file is in the graph of its layer, and nothing stands outside one."""
    store = load(base=tree)
    assert names(store) == {"ontology", "text", "actors", "concepts", "norms", "readings"}
    assert not list(store.quads_for_pattern(None, None, None, DefaultGraph()))


def test_only_the_layers_asked_for_are_read(tree: Path) -> None:
    """A broken file of another layer does no harm."""
    (tree / "kg/readings.ttl").write_text("not Turtle")
    assert names(load(["text"], base=tree)) == {"text"}


def test_the_real_data_load_into_their_layers() -> None:
    """The project's own files all load, one graph a layer."""
    assert names(load()) == {layer for layer, _ in data_files()} | {"mappings"}


def test_malformed_turtle_names_file_and_line(tree: Path) -> None:
    """A syntax error is reported with the file and the line."""
    (tree / "kg/actors.ttl").write_text("@prefix a: <urn:a> .\na:b a:c ]\n")
    with pytest.raises(IccisError) as caught:
        load(base=tree)
    assert caught.value.place == f"{tree / 'kg/actors.ttl'}:2"


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    """A wrong root is an error, not an empty store."""
    with pytest.raises(IccisError, match="no Turtle file"):
        load(base=tmp_path)


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("as written", {"ontology", "text", "actors", "concepts", "norms"}),
        ("closure", {"ontology", "text", "actors", "concepts", "norms", "closure"}),
        ("with readings", {"ontology", "text", "actors", "concepts", "norms", "readings"}),
        ("with links", {*AS_WRITTEN, "readings", "links", "mappings"}),
        ("all", {*AS_WRITTEN, *BESIDE, "closure", "labels"}),
    ],
)
def test_sets_of_graphs(name: str, layers: set[str]) -> None:
    """Each set of graphs has the layers that its name says."""
    assert set(scope(name)) == layers


def test_an_unknown_set_of_graphs_lists_those_there_are() -> None:
    """The hint has every name."""
    with pytest.raises(IccisError) as caught:
        scope("everything")
    assert all(name in caught.value.hint for name in SCOPES)


def test_the_closure_holds_only_what_is_new(tree: Path) -> None:
    """What follows is in a graph of its own, and repeats nothing that was given."""
    store, layers = open_scope("closure", base=tree)
    given = set(triples(store, [layer for layer in layers if layer != "closure"]))
    new = set(triples(store, ["closure"]))
    assert new
    assert not new & given
    derived = {str(t) for t in new}
    assert (
        f"<{ID}code/pledge/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ONTOLOGY}Provision>"
        in derived
    )


def test_a_triple_of_two_layers_is_yielded_once(tree: Path) -> None:
    """norm/1.1 is stated in pledge 1 in two files, and once in the union."""
    found = [
        t
        for t in triples(load(base=tree), ["concepts", "norms"])
        if t.predicate.value == ONTOLOGY + "statedIn"
    ]
    assert len(found) == 2


def test_the_union_follows_the_closure(tree: Path) -> None:
    """A store that has its union gets what follows into the union too."""
    store, layers = open_scope("as written", base=tree)
    before = len(list(store.quads_for_pattern(None, None, None, DefaultGraph())))
    with_closure(store, layers)
    assert len(list(store.quads_for_pattern(None, None, None, DefaultGraph()))) > before


def test_a_narrower_scope_gets_a_store_of_its_own(tree: Path) -> None:
    """Readings do not leak into what runs on the as-written graphs."""
    store, _ = open_scope("with readings", base=tree)
    narrow = union_of(store, scope("as written"))
    assert "readings" not in names(narrow)
    assert not list(narrow.quads_for_pattern(None, NamedNode(ONTOLOGY + "reads"), None))


def test_the_rdflib_copy_keeps_the_spelling_of_literals(tree: Path) -> None:
    """rdflib would write the Z of a date and time as +00:00."""
    graph = rdflib_graph(triples(load(base=tree), ["norms"]))
    dates = [str(o) for o in graph.objects() if str(o).startswith("2011")]
    assert dates == ["2011-09-12T00:00:00Z"]


def test_the_rdflib_copy_has_every_triple(tree: Path) -> None:
    """Nothing is lost on the way to rdflib."""
    store = load(base=tree)
    layers = scope("as written")
    assert len(rdflib_graph(triples(store, layers))) == len(list(triples(store, layers)))


def test_the_rdflib_copy_has_the_prefixes_of_the_project(tree: Path) -> None:
    """What rdflib writes of it has short names, and no prefix that the project does not have."""
    graph = rdflib_graph(triples(load(base=tree), ["norms"]))
    assert {prefix: str(namespace) for prefix, namespace in graph.namespaces()} == PREFIXES


@pytest.mark.parametrize(
    "term",
    [
        NamedNode("urn:a"),
        BlankNode("b"),
        Literal("a"),
        Literal("a", language="en-gb"),
        Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ],
)
def test_terms_come_back_from_rdflib(term: Term) -> None:
    """To rdflib and back, kind, tag, datatype and spelling stay."""
    assert from_rdflib(to_rdflib(term)) == term


def test_plain_and_tagged_literals_in_rdflib() -> None:
    """A string has no datatype in rdflib, as its own parser makes it; a tag stays."""
    plain, tagged = to_rdflib(Literal("a")), to_rdflib(Literal("a", language="en"))
    assert plain.n3() == '"a"'
    assert tagged.n3() == '"a"@en'


def test_the_graph_of_the_closure_is_not_a_layer_of_files() -> None:
    """No file claims the name that the closure has."""
    assert "closure" not in {layer for layer, _ in data_files()}
    assert graph_name("closure") == "https://w3id.org/iccis/graph/closure"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("<urn:a> <urn:b> 1 .".encode("utf-16"), r"actors.ttl: is in UTF-16, not in UTF-8"),
        (b"\n<urn:a> <urn:b> '" + b"x" * 17_000_000 + b"' .", r"actors.ttl:2: a term of more than 16 MB"),
        (b"\n<urn:a> <urn:b> .", r"actors.ttl:2: malformed Turtle"),
    ],
    ids=["UTF-16", "17 MB", "malformed"],
)
def test_files_of_the_project_are_refused_like_those_of_users(tree: Path, data: bytes, message: str) -> None:
    """The same messages, with file and line, whichever door."""
    (tree / "kg/actors.ttl").write_bytes(data)

    with pytest.raises(IccisError, match=message):
        load(base=tree)


def test_a_link_that_leads_nowhere_is_named(tree: Path) -> None:
    """A file of the project that is not there any more is no reason to go on without it."""
    (tree / "kg/norms/pledge-02.ttl").symlink_to(tree / "gone.ttl")

    with pytest.raises(IccisError, match=r"pledge-02.ttl: is a link to a file that does not exist"):
        load(base=tree)
