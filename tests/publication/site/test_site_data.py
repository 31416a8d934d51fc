"""Data for scripts: what is searched, drawn and offered is what the data hold, and it runs as it stands."""

import json
from collections.abc import Iterator
from itertools import groupby

import pytest
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
)

from iccis.core.namespaces import ID, ONTOLOGY, SITE
from iccis.core.project import SCOPES, scope
from iccis.data.members import natural
from iccis.publication.edition import Edition
from iccis.publication.site.data import editor, script_data
from iccis.publication.site.front import sparql
from iccis.publication.site.render import page_of
from iccis.publication.things.thing import follow
from iccis.questions.ask import answer_file, compare
from iccis.questions.engines import Answer
from iccis.questions.question import question, questions

OFFERED = [one.slug for one in questions()]


@pytest.fixture(scope="module")
def made(given: Edition) -> dict[str, bytes]:
    """The files by name."""
    return {name: make() for name, make in script_data(given).items()}


@pytest.fixture(scope="module")
def offered(made: dict[str, bytes]) -> dict[str, dict[str, str]]:
    """Examples of the editor by name."""
    return {one["name"]: one for one in json.loads(made["sparql.json"])["examples"]}


@pytest.fixture(scope="module")
def stores(given: Edition, made: dict[str, bytes]) -> dict[str, Store]:
    """A store for each set of graphs, filled from the graphs that sparql.json names."""
    return {name: filled(given, graphs) for name, graphs in json.loads(made["sparql.json"])["graphs"].items()}


def filled(given: Edition, graphs: list[str]) -> Store:
    """Store with the union of some graphs as its default graph, and each under its name."""
    store = Store()
    for graph in graphs:
        triples = given.graphs[graph.rpartition("/")[2]]
        store.bulk_extend(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples)
        store.bulk_extend(Quad(t.subject, t.predicate, t.object, NamedNode(graph)) for t in triples)
    return store


def test_every_question_is_offered(given: Edition, offered: dict[str, dict[str, str]]) -> None:
    """The editor offers each question once, with its title, its words and its set of graphs."""
    assert list(offered) == [q.slug for q in given.questions]
    assert all(
        offered[q.slug]["title"] == q.title and offered[q.slug]["graph"] == q.graph for q in given.questions
    )


@pytest.mark.parametrize("name", OFFERED)
def test_example_gives_the_recorded_answer(
    name: str, offered: dict[str, dict[str, str]], stores: dict[str, Store]
) -> None:
    """An example runs as it stands, with nothing bound from outside, and answers as recorded."""
    one = offered[name]
    assert not compare(answer(stores[one["graph"]].query(one["query"])), answer_file(question(name)))


def answer(found: QueryBoolean | QuerySolutions | QueryTriples) -> Answer:
    """The answer of the engine, as the project compares answers."""
    if isinstance(found, QueryBoolean):
        return Answer("ask", boolean=bool(found))
    if isinstance(found, QueryTriples):
        return Answer("graph", triples=tuple(found))
    names = tuple(v.value for v in found.variables)
    return Answer("select", variables=names, rows=tuple(tuple(row[n] for n in names) for row in found))


def test_sets_of_graphs_are_those_of_the_project(made: dict[str, bytes]) -> None:
    """Each set has the layers that `iccis query` uses, by the names of their graphs."""
    sets = json.loads(made["sparql.json"])["graphs"]
    assert list(sets) == list(SCOPES)
    assert {name: tuple(g.removeprefix(SITE + "graph/") for g in sets[name]) for name in sets} == {
        name: scope(name) for name in SCOPES
    }


def test_terms_offered_are_those_declared(given: Edition) -> None:
    """Every own class and property is offered with its label, and nothing else."""
    said = {t["iri"]: (t["kind"], t["label"]) for t in editor(given)["terms"]}
    assert said[ONTOLOGY + "Norm"] == ("class", "norm")
    assert said[ONTOLOGY + "bearer"] == ("property", "bearer")
    written = [q for q in parse_ontology(given) if q.startswith(ONTOLOGY)]
    assert set(said) == set(written)


def parse_ontology(given: Edition) -> Iterator[str]:
    """IRIs with a label in the published ontology."""
    from iccis.publication.contents import publication

    for quad in parse(publication(given)["latest/ontology.nt"], format=RdfFormat.N_TRIPLES):
        if quad.predicate.value.endswith("#prefLabel") and isinstance(quad.subject, NamedNode):
            yield quad.subject.value


def test_network_has_every_norm_with_its_bearer(given: Edition, made: dict[str, bytes]) -> None:
    """Each norm is a node, with edges to its bearer, its counterparty and the clause that states it."""
    network = json.loads(made["network.json"])
    nodes = {node["id"]: node for node in network["nodes"]}
    edges = {(e["source"], e["relation"], e["target"]) for e in network["edges"]}
    norms = [iri for iri in given.things if "Norm" in given.facts.kinds(iri)]
    assert norms
    for iri in norms:
        name = iri.removeprefix(ID)
        assert nodes[name]["layer"] == "norms"
        for relation, words in (("bearer|affirms/bearer", "bearer"), ("statedIn", "stated in")):
            for end in follow(given.facts, iri, relation):
                assert (name, words, end.removeprefix(ID)) in edges
        assert [e for e in edges if e[:2] == (name, "bearer")]
        assert [e for e in edges if e[:2] == (name, "counterparty")]


def test_network_is_whole(given: Edition, made: dict[str, bytes]) -> None:
    """Edges join nodes that are there, nodes are things with pages, and each layer has some of both."""
    network = json.loads(made["network.json"])
    ids = [node["id"] for node in network["nodes"]]
    assert len(ids) == len(set(ids))
    assert all(e["source"] in ids and e["target"] in ids for e in network["edges"])
    assert all(n["href"] == page_of(ID + n["id"]) and ID + n["id"] in given.things for n in network["nodes"])
    assert {n["layer"] for n in network["nodes"]} == {
        "text",
        "actors",
        "concepts",
        "norms",
        "readings",
        "links",
    }
    assert not [e for e in network["edges"] if not e["relation"] or ":" in e["relation"]]


def test_nodes_of_the_network_come_layer_by_layer_in_natural_order(made: dict[str, bytes]) -> None:
    """Norm 9.2 before norm 10.1, and each with its narrowest class."""
    nodes = json.loads(made["network.json"])["nodes"]
    layers = [(layer, [n["id"] for n in group]) for layer, group in groupby(nodes, lambda n: n["layer"])]
    assert len(layers) == len(dict(layers))
    assert all(names == sorted(names, key=natural) for _, names in layers)
    kinds = {node["id"]: node["kind"] for node in nodes}
    assert [kinds[name] for name in ("norm/9.2", "actor/china")] == ["obligation", "state"]


def test_page_of_the_editor_names_its_data_or_its_service(given: Edition) -> None:
    """The page of a copy on a file host names the files, that of the service the endpoint, never both."""
    alone, served = sparql(given).decode(), sparql(given, endpoint="sparql").decode()
    assert 'data-source="latest/iccis.nq.gz"' in alone
    assert "data-endpoint" not in alone
    assert 'data-endpoint="sparql"' in served
    assert "data-source" not in served
