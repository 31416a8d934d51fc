"""Nothing false follows: what each rule adds to a norm, a position or an actor is true of the words.

For each property that the rules add, a test asks of everything that it adds whether the words bear it.
"""

from functools import cache

import pytest
from pyoxigraph import QuerySolutions

from iccis.core.namespaces import PREFIXES
from iccis.core.project import AS_WRITTEN, CLOSURE
from iccis.questions.scopes import open_scope

NAMED = ("State", "Person", "Organization")
closed = cache(open_scope)


@cache
def rows(select: str) -> list[tuple[str, ...]]:
    """Answer to a query on the layers as written and the closure; `GRAPH :closure` is what follows."""
    store, layers = closed("closure")
    assert CLOSURE in layers
    assert set(AS_WRITTEN) < set(layers)
    prefixes = PREFIXES | {"": "https://w3id.org/iccis/graph/"}
    answer = store.query(f"SELECT DISTINCT {select}", prefixes=prefixes, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return sorted(tuple(short(str(value)) for value in row) for row in answer)


def short(term: str) -> str:
    """Last parts of an IRI."""
    return term.strip("<>").removeprefix("https://w3id.org/iccis/").removeprefix("id/")


def test_only_what_subscribers_undertake_has_a_binding_force() -> None:
    """The chapeau speaks of what subscribers pledge, and not of rights of others that a pledge affirms."""
    found = rows(
        "?kind ?who { ?n iccis:hasBindingForce ?f ; a ?kind ; iccis:bearer ?who . "
        "?kind rdfs:subClassOf+ iccis:Norm }"
    )
    assert found == [
        ("ontology#Obligation", "actor/subscribing-state"),
        ("ontology#Prohibition", "actor/subscribing-state"),
    ]
    bound = rows("?n { ?n iccis:hasBindingForce ?f }")
    undertaken = rows(
        "?n { VALUES ?k { iccis:Obligation iccis:Prohibition } ?n a ?k ; iccis:statedIn/a iccis:Pledge }"
    )
    assert bound == undertaken != []


def test_an_affirmation_gives_nobody_anything_to_do() -> None:
    """It states a position; whoever has it is not said to act, to be bound or to be placed under anything."""
    given = "iccis:action|iccis:bearer|iccis:establishes|iccis:hasBindingForce"
    assert len(rows("?n { ?n a iccis:Affirmation }")) > 10
    assert rows(f"?n {{ ?n a iccis:Affirmation ; {given} ?x }}") == []
    assert rows("?n { ?n a iccis:Affirmation FILTER NOT EXISTS { ?n iccis:affirms ?p } }") == []


def test_the_conduct_of_a_right_is_in_the_words() -> None:
    """Rights to protect and of searching, acquiring and disseminating name a conduct; no other right does."""
    found = rows("?verb ?words { ?p iccis:hasContent ?c . ?c iccis:verb ?verb ; iccis:quote ?words }")
    assert {verb for verb, _ in found} == {'"protect"', '"searching for"', '"acquiring"', '"disseminating"'}
    assert all(verb.strip('"') in words for verb, words in found)


def test_nobody_has_a_right_against_themselves() -> None:
    """In no relation does one party stand on both sides."""
    assert len(rows("?p { ?p iccis:counterparty ?c }")) > 50
    assert rows("?p { ?p iccis:bearer ?who ; iccis:counterparty ?who }") == []


def test_whoever_is_an_actor_is_named() -> None:
    """What is inferred to be an actor has words in the text; an unnamed party is none."""
    assert rows("?a { ?a a iccis:Actor FILTER NOT EXISTS { ?a iccis:restsOn ?words } }") == []
    assert rows("?a { ?a a iccis:Actor , iccis:UnnamedParty }") == []


@pytest.mark.parametrize("kind", NAMED)
def test_of_those_named_nothing_follows_but_kind_and_place(kind: str) -> None:
    """No duty, right or subscription of a State, body or person by name is inferred."""
    told = rows(f"?p {{ GRAPH :closure {{ ?who ?p ?o }} ?who a iccis:{kind} }}")
    assert {p for (p,) in told} <= {PREFIXES["rdf"] + "type", "ontology#foundIn"}
    assert rows(f"?p {{ GRAPH :closure {{ ?s ?p ?who }} ?who a iccis:{kind} }}") == []


@pytest.mark.parametrize("relation", ["benefits", "directedTo"])
def test_whom_a_norm_reaches_by_inclusion_is_named_as_a_part(relation: str) -> None:
    """A narrower role is reached only where the words name it as a part or a kind of the wider one."""
    found = rows(f"?part {{ GRAPH :closure {{ ?n iccis:{relation} ?part }} }}")
    words = {"actor/private-sectors", "actor/subscribing-state", "actor/developing-countries"}
    assert found
    assert {part for (part,) in found} <= words


def test_what_a_norm_concerns_is_named_in_its_provision_or_above_it() -> None:
    """The object, means or purpose of the action, or a broader concept of one of these."""
    found = rows(
        "?n ?x { GRAPH :closure { ?n iccis:concerns ?x } ?n iccis:statedIn ?p . ?x a ?any "
        "FILTER NOT EXISTS { ?x iccis:mentionedIn|iccis:statedIn ?p } "
        "FILTER NOT EXISTS { ?y skos:broader+ ?x ; iccis:mentionedIn ?p } }"
    )
    assert found == []
