"""Replicas: services over the same data answer alike, to the order of rows and the labels of blank nodes."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from pyoxigraph import RdfFormat, parse

from iccis.core.namespaces import GRAPH
from iccis.publication.edition import edition
from serving import ask, free_port, get, running
from small_tree import make_tree

QUERIES = {
    "everything": ("SELECT ?s ?p ?o { ?s ?p ?o }", 5000),
    "distinct": ("SELECT DISTINCT ?c { ?s a ?c }", 15),
    "groups": ("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p", 15),
    "named graphs": ("SELECT ?g ?s { GRAPH ?g { ?s a ?c } }", 900),
    "paths": ("SELECT ?a ?b { ?a rdfs:subClassOf+ ?b }", 15),
    "a dataset": (f"SELECT ?s ?p ?o FROM <{GRAPH}ontology> FROM <{GRAPH}norms> {{ ?s ?p ?o }}", 1500),
}
"""Queries without ORDER BY, each with the size of its pages."""


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Two services over the same data; Python hashes strings in another way in each."""
    folder = tmp_path_factory.mktemp("replicas")
    ports = free_port(), free_port()
    first, second = (
        ["env", f"PYTHONHASHSEED={n}", "iccis", "serve", "--rate", "0", "--port", str(port)]
        for n, port in enumerate(ports, 1)
    )
    with (
        running(first, ports[0], "/health/ready", folder / "first"),
        running(second, ports[1], "/health/ready", folder / "second"),
    ):
        yield ports


def rows(port: int, query: str) -> list[tuple[str, ...]]:
    """Return the rows of an answer."""
    found = ask(port, query)
    assert found.status == 200, found.text
    return [tuple(row) for row in csv.reader(StringIO(found.text, newline=""))][1:]


@pytest.mark.parametrize("name", QUERIES)
def test_pages_from_two_replicas_give_every_row_once(ports: tuple[int, int], name: str) -> None:
    """LIMIT and OFFSET, asked of the replicas in turn, add up to the whole answer in its order."""
    query, size = QUERIES[name]
    whole = rows(ports[0], query)
    assert len(whole) > 2 * size
    found = []
    for page, start in enumerate(range(0, len(whole) + 1, size)):
        found += rows(ports[page % 2], f"{query} LIMIT {size} OFFSET {start}")
    assert found == whole


def test_what_one_replica_gave_is_304_at_the_other(ports: tuple[int, int]) -> None:
    """Queries, graphs, documents, dumps and the description of the service have the same tags."""
    query = "/sparql?query=SELECT%20*%20%7B%20%5B%5D%20?p%20?o%20%7D"
    for path in (query, "/data?default", "/latest/ontology.nt", "/latest/iccis.nq", "/api/clauses"):
        first, second = (get(port, path, Accept="*/*") for port in ports)
        assert (first.status, first.body) == (200, second.body), path
        assert get(ports[1], path, Accept="*/*", If_None_Match=first.headers["etag"]).status == 304, path


def labels(triples: str) -> set[str]:
    """Return the labels of the blank nodes in N-Triples."""
    return set(re.findall(r"_:\w+", triples))


def test_blank_nodes_do_not_collide_when_dumps_are_joined(
    ports: tuple[int, int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same node has the same label in every dump; nodes of other graphs and other data have others."""
    whole, ontology, shapes = (
        get(ports[0], f"/latest/{name}.nt").text for name in ("iccis", "ontology", "shapes")
    )
    assert labels(whole) == labels(ontology)
    assert len(labels(shapes)) > 5 < len(labels(ontology))
    assert not labels(shapes) & labels(ontology)
    tree = make_tree(tmp_path_factory.mktemp("other"))
    file = tree / "ontology" / "ontology.ttl"
    restriction = "\n<#X> rdfs:subClassOf [ a owl:Restriction ; owl:onProperty <#p> ; owl:hasSelf true ] .\n"
    header = '<../ontology> a owl:Ontology ; owl:versionInfo "0.0.1" .\n'
    file.write_text(file.read_text("utf-8") + header + restriction, "utf-8")
    other = "".join(f"{triple} .\n" for triple in edition(base=tree).graphs["ontology"])
    assert labels(other)
    assert not labels(other) & (labels(ontology) | labels(shapes))
    joined = set(parse(ontology + shapes + other, RdfFormat.N_TRIPLES))
    assert len(joined) == len(set((ontology + shapes + other).splitlines()))
