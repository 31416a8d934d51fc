"""Why a statement holds."""

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from iccis.closure.explain import explain
from iccis.closure.reason import closure
from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:x#>\n"
PLEDGE = """
:obliges owl:inverseOf :obligedBy . :Bound owl:onProperty :obligedBy ; owl:someValuesFrom owl:Thing .
:obliges rdfs:domain :Norm . :Norm rdfs:subClassOf :Statement . :addresses rdfs:subPropertyOf :obliges .
:pledge :addresses :state ; :number 007 . :number rdfs:subPropertyOf :position .
"""


def triples(turtle: str) -> list[Triple]:
    """Triples of Turtle without its prefixes."""
    return [quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE)]


def test_three_steps_down_to_the_data() -> None:
    """A statement three rules away is explained rule by rule, each with its own premises."""
    [target] = triples(":state a :Bound .")
    found = explain(triples(PLEDGE), target)

    assert [(depth, step.rule and step.rule.name) for depth, step in found.walk() if step.premises] == [
        (0, "cls-svf2"),
        (1, "prp-inv1"),
        (2, "prp-spo1"),
    ]
    asserted = {step.conclusion for _, step in found.walk() if not step.rule}
    assert asserted == set(
        triples(
            ":Bound owl:onProperty :obligedBy ; owl:someValuesFrom owl:Thing ."
            ":obliges owl:inverseOf :obligedBy ."
            ":addresses rdfs:subPropertyOf :obliges . :pledge :addresses :state ."
        )
    )


def test_one_line_a_triple() -> None:
    """As text, each triple has a line, its reason after it, premises indented below."""
    [target] = triples(":pledge :obliges :state .")
    assert str(explain(triples(PLEDGE), target)).splitlines() == [
        "<urn:x#pledge> <urn:x#obliges> <urn:x#state>  by prp-spo1: What a property relates, each wider"
        " property relates.",
        "    <urn:x#addresses> rdfs:subPropertyOf <urn:x#obliges>  asserted",
        "    <urn:x#pledge> <urn:x#addresses> <urn:x#state>  asserted",
    ]


def test_every_conclusion_rests_on_the_data() -> None:
    """Each conclusion has an explanation from the data, by steps that its rules can take."""
    data = triples(
        PLEDGE
        + ":in a owl:TransitiveProperty . :pledge :in :section . :section :in :code . :code owl:sameAs :a66 ."
        ":statedBy owl:propertyChainAxiom (:in :by) . :code :by :china ."
        ":C owl:intersectionOf (:Norm :B :Statement) . :pledge a :B . :U owl:unionOf (:X :C)."
    )
    conclusions = closure(data).triples
    assert set(triples(":pledge :in :code . :section :statedBy :china .")) <= set(conclusions)
    for target in conclusions:
        for _, step in explain(data, target).walk():
            if step.rule is None:
                assert step.conclusion in data
            else:
                premises = [premise.conclusion for premise in step.premises]
                assert step.conclusion in closure(premises, using=[step.rule]).triples


def test_shortest_of_two_ways() -> None:
    """Of a long and a short way to a conclusion the short one is shown."""
    [target] = triples(":x a :D .")
    found = explain(
        triples(
            ":x a :A ; :p :y . :A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :D ."
            ":p rdfs:domain :D ."
        ),
        target,
    )
    assert [(depth, step.rule and step.rule.name) for depth, step in found.walk()] == [
        (0, "prp-dom"),
        (1, None),
        (1, None),
    ]


def test_list_cells_are_premises() -> None:
    """A conclusion from a union shows the cells that lead to the member, not those after it."""
    data = triples(
        ":C owl:unionOf :l . :l rdf:first :A ; rdf:rest :m . :m rdf:first :B ; rdf:rest () . :x a :B ."
    )
    [target] = triples(":x a :C .")
    found = explain(data, target)

    shown = set(triples(":C owl:unionOf :l . :l rdf:rest :m . :m rdf:first :B . :x a :B ."))
    direct = {premise.conclusion for premise in found.premises}
    assert (found.rule and found.rule.name, direct) == ("cls-uni", shown)


def test_asserted() -> None:
    """A statement of the data is asserted, however else it follows."""
    [target] = triples(":pledge a :Norm .")
    found = explain([*triples(PLEDGE), target], target)
    assert (found.rule, found.premises) == (None, ())
    assert str(found).endswith("asserted")


def test_literal_in_any_spelling() -> None:
    """A number may be spelled another way than in the data; the explanation spells it as the data do."""
    for turtle in (":pledge :position 7 .", ":pledge :position 007 ."):
        [target] = triples(turtle)
        assert explain(triples(PLEDGE), target).conclusion in triples(":pledge :position 007 .")


@pytest.mark.parametrize(
    ("turtle", "reason"),
    [
        (":state a :Norm .", "does not follow from the data: <urn:x#state> rdf:type <urn:x#Norm>"),
        (":Norm rdfs:subClassOf :Norm .", "is a tautology"),
    ],
)
def test_not_entailed(turtle: str, reason: str) -> None:
    """A statement that does not follow is an error that says so; a tautology is called one."""
    [target] = triples(turtle)
    with pytest.raises(IccisError, match=reason):
        explain(triples(PLEDGE), target)
