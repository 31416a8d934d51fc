"""Members of classes and of their subclasses; classes of a thing; the order of names."""

import pytest
from pyoxigraph import RdfFormat, Store

from iccis.core.namespaces import ID
from iccis.data.members import members, natural, types
from small_tree import PREFIXES

STATEMENTS = """
iccis:Norm rdfs:subClassOf [ a owl:Restriction ] . [] rdfs:subClassOf iccis:Norm .
iccis:Duty rdfs:subClassOf iccis:Norm . iccis:NegativeDuty rdfs:subClassOf iccis:Duty .
iccis:Norm rdfs:subClassOf iccis:NegativeDuty .
<norm/1> a iccis:Norm . <norm/2> a iccis:Duty ; skos:prefLabel "two"@en .
<norm/3> a iccis:NegativeDuty ; skos:prefLabel "three"@en, "trois"@fr . <actor/china> a iccis:Actor .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    """Return a store with three norms of three classes."""
    store = Store()
    store.load((PREFIXES + STATEMENTS).encode(), format=RdfFormat.TURTLE)
    return store


def test_members_of_subclasses_at_any_depth_are_members(store: Store) -> None:
    """Each comes with all of its labels, or none; members of other classes do not; a circle does no harm."""
    found = {iri.removeprefix(ID): sorted(labels) for iri, labels in members("Norm", store).items()}
    assert found == {"norm/1": [], "norm/2": ["two"], "norm/3": ["three", "trois"]}


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        (ID + "norm/3", {"NegativeDuty"}),
        (ID + "norm/9", set()),
        (ID + "norm/3 or 4", set()),
        ("norm/3", set()),
    ],
)
def test_classes_are_those_that_are_stated(store: Store, name: str, classes: set[str]) -> None:
    """What is unknown, or is no IRI, has none."""
    assert types(name, store) == classes


def test_names_are_sorted_by_their_numbers() -> None:
    """Numbers count as numbers, at any place in a name; a shorter name comes before a longer."""
    names = ["norm/a", "norm/10", "norm/2.10", "norm/2.9", "norm/2"]
    assert sorted(names, key=natural) == ["norm/2", "norm/2.9", "norm/2.10", "norm/10", "norm/a"]
