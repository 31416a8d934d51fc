"""Each constraint of the shapes is tripped by its own bad example, and by nothing else.

`tests/bad/good.ttl` is a small instrument that conforms, `good-beside.ttl` adds readings and links to it;
`tests/bad/CONSTRAINT.ru` is the one change by which they, or the ontology, no longer meet that constraint.
"""

from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from rdflib import RDF, Graph, URIRef

from iccis.check.shapes import SHAPES, Report, shapes_graph, validate
from iccis.core.namespaces import PREFIXES
from iccis.core.project import scope
from iccis.core.rdf import rdflib_graph
from iccis.data.store import load, triples
from iccis.questions.scopes import open_scope

BAD = Path(__file__).parents[1] / "bad"
SHACL = PREFIXES["sh"]


def spoilt(*updates: str, reference: bool = False) -> Report:
    """The good example and the ontology, changed by SPARQL updates, validated."""
    store = load(["ontology"], named=False)
    for path in sorted(BAD.glob("good*.ttl")):
        store.load(path=path, format=RdfFormat.TURTLE)
    for update in updates:
        store.update(update)
    return validate([quad.triple for quad in store], reference=reference)


all_shapes = cache(shapes_graph)


def of_kind(kind: str) -> set[str]:
    """Names of the shapes or constraints of a class of SHACL."""
    found = all_shapes().subjects(RDF.type, URIRef(SHACL + kind))
    return {str(name).removeprefix(SHAPES) for name in found if isinstance(name, URIRef)}


def constraints() -> list[str]:
    """Names of all constraints."""
    return sorted(of_kind("PropertyShape") | of_kind("SPARQLConstraint"))


@cache
def whole() -> Graph:
    """The Code, its readings and links, and what follows from them."""
    return rdflib_graph(triples(*open_scope("all")))


def test_every_constraint_has_its_bad_example() -> None:
    """No constraint without an example, and no example without a constraint."""
    assert sorted(path.stem for path in BAD.glob("*.ru")) == constraints()


def test_the_good_example_conforms() -> None:
    """Another instrument, modelled with the ontology, conforms."""
    assert [str(problem) for problem in spoilt().problems] == []


@pytest.mark.parametrize("name", constraints())
def test_a_bad_example_trips_its_constraint_and_no_other(name: str) -> None:
    """One change, one constraint."""
    report = spoilt((BAD / f"{name}.ru").read_text("utf-8"))

    assert {problem.constraint for problem in report.problems} == {name}
    assert not report.conforms


def test_events_are_in_order_within_one_text() -> None:
    """A later place with an earlier date is a clash, unless the event is one of another text."""
    update = """
BASE <https://w3id.org/iccis/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX iccis: <https://w3id.org/iccis/ontology#>
INSERT DATA {
  <event/1> dcterms:date "2011" .
  <EVENT> a iccis:Event ; iccis:concernsDocument <code> ; iccis:evidence "seen" ; iccis:sequence 2 ;
    dcterms:date "2010" ; iccis:takenFrom <source/1> .
}"""
    found = [spoilt(update.replace("EVENT", name)).problems for name in ("event/3", "event/third/3")]
    assert [[(p.constraint, p.subject, p.value) for p in problems] for problems in found] == [
        [("Event-order", "event/1", "event/3")],
        [],
    ]


def test_rdflib_finds_the_same_problems_as_the_embedded_store() -> None:
    """In all the bad examples together: the same nodes, values, messages and constraints."""
    updates = [path.read_text("utf-8") for path in sorted(BAD.glob("*.ru"))]

    expected = spoilt(*updates, reference=True).problems

    assert len({problem.constraint for problem in expected}) > len(updates) / 2
    assert spoilt(*updates).problems == expected


@pytest.mark.parametrize("name", sorted(of_kind("NodeShape")))
def test_every_shape_has_a_target_in_the_code(name: str) -> None:
    """A shape that matches nothing would always conform."""
    shapes, shape = all_shapes(), URIRef(SHAPES + name)
    classes = list(shapes.objects(shape, URIRef(SHACL + "targetClass")))
    properties = list(shapes.objects(shape, URIRef(SHACL + "targetObjectsOf")))

    assert classes or properties
    assert all((None, name, None) in whole() for name in properties)
    assert not classes or any((None, RDF.type, target) in whole() for target in classes)


@pytest.mark.parametrize("name", constraints())
def test_every_message_tells_a_person_what_to_do(name: str) -> None:
    """Each constraint has one English message that is a sentence."""
    messages = list(all_shapes().objects(URIRef(SHAPES + name), URIRef(SHACL + "message")))

    assert [message.language for message in messages] == ["en"]  # type: ignore[attr-defined]
    assert str(messages[0]).endswith(".")
    assert len(str(messages[0]).split()) > 4


@pytest.mark.parametrize("name", ["as written", "with readings"])
def test_the_code_conforms(name: str) -> None:
    """The published data meet every shape, also without the layers that come later."""
    layers = scope(name)

    assert [str(p) for p in validate(triples(load(layers), layers)).problems] == []
