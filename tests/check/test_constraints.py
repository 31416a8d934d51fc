"""The graph that pySHACL validates: what the embedded store would change is left to rdflib."""

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Triple

from iccis.check.constraints import ConstraintGraph
from iccis.core.rdf import iri

A, P = NamedNode("urn:a"), NamedNode("urn:p")
THIS = {"this": rdflib.URIRef("urn:a")}


@pytest.mark.parametrize("spelling", ["1", "01", "+1", "99999999999999999999"])
@pytest.mark.parametrize("end", ["", "ORDER BY ?value", "LIMIT 1"])
def test_values_keep_their_spelling(spelling: str, end: str) -> None:
    """The store spells some numbers anew, and cannot hold others."""
    graph = ConstraintGraph([Triple(A, P, Literal(spelling, datatype=iri("xsd:integer")))])

    rows = graph.query(f"SELECT $this ?value WHERE {{ $this <urn:p> ?value }} {end}", initBindings=THIS)

    assert [(str(row.this), str(row.value)) for row in rows] == [("urn:a", spelling)]


@pytest.mark.parametrize(
    "pattern",
    [
        "{ ?x <urn:p> ?value FILTER(?x = $this) } UNION { FILTER(false) }",
        "FILTER NOT EXISTS { { ?x <urn:q> ?value FILTER(?x = $this) } }",
        "{ SELECT $this (COUNT(?v) AS ?value) { $this <urn:p> ?v } GROUP BY $this HAVING (COUNT(?v) = 1) }",
        "OPTIONAL { ?x <urn:p> ?value FILTER(?x = $this) } FILTER(BOUND(?value))",
        'BIND(CONCAT(STR($this), "!") AS ?value) FILTER(?value = "urn:a!")',
    ],
)
def test_a_focus_node_is_bound_in_every_group(pattern: str) -> None:
    """As if its IRI stood in the query, also in groups, sub-SELECTs and filters."""
    graph = ConstraintGraph([Triple(A, P, Literal("x")), Triple(NamedNode("urn:b"), P, A)])
    query = f"SELECT $this ?value WHERE {{ {pattern} }}"

    assert len(graph.query(query, initBindings=THIS)) == 1
    assert len(graph.query(query, initBindings={"this": rdflib.URIRef("urn:c")})) == ("NOT" in pattern)


def test_an_ask_query_is_answered_as_such() -> None:
    """One with a sub-SELECT in it is no SELECT."""
    graph = ConstraintGraph([Triple(A, P, Literal("x"))])

    assert graph.query("ASK { { SELECT $this { $this <urn:p> ?v } } }", initBindings=THIS).askAnswer is True
