"""Statements indexed both ways: values, subjects, labels, classes, and look-up of one thing."""

import pytest
from pyoxigraph import RdfFormat, parse

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.data.facts import Facts
from iccis.data.resolve import find, resolve
from iccis.data.store import load
from small_tree import PREFIXES

STATEMENTS = """
<norm/1.1> a iccis:Duty, iccis:Norm, owl:NamedIndividual ; skos:prefLabel "to comply"@en ;
    iccis:bearer <actor/china> .
<norm/2.1> iccis:bearer <actor/china> ; iccis:quote "China" .
<actor/china> skos:prefLabel "China"@en ; skos:altLabel "PRC" .
iccis:Duty rdfs:subClassOf iccis:Norm , owl:Thing . iccis:Norm rdfs:subClassOf owl:Thing .
"""


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Return a few statements, indexed."""
    return Facts(quad.triple for quad in parse(PREFIXES + STATEMENTS, format=RdfFormat.TURTLE))


def test_properties_are_named_by_own_name_prefix_or_iri(facts: Facts) -> None:
    """A name without a prefix is one of the project's own; what is not stated has no value."""
    norm = ID + "norm/1.1"
    assert [facts.values(norm, name) for name in ("bearer", "iccis:bearer", ONTOLOGY + "bearer")] == [
        [ID + "actor/china"]
    ] * 3
    assert facts.one(norm, "skos:prefLabel") == "to comply"
    assert facts.values(norm, "weight") == facts.values(ID + "norm/9.9", "bearer") == []
    assert facts.one(norm, "weight") == ""


def test_subjects_are_found_by_the_thing_they_point_at(facts: Facts) -> None:
    """The way back leads from a thing, not from a literal that has its name."""
    assert facts.subjects("bearer", ID + "actor/china") == [ID + "norm/1.1", ID + "norm/2.1"]
    assert facts.subjects("quote", "China") == facts.subjects("bearer", ID + "actor/usa") == []


def test_own_classes_come_with_the_narrowest_first(facts: Facts) -> None:
    """A class with more superclasses is narrower; classes of others are left out."""
    assert facts.kinds(ID + "norm/1.1") == ["Duty", "Norm"]
    assert facts.kinds(ID + "actor/china") == []


def test_a_thing_is_found_by_each_label(facts: Facts) -> None:
    """The preferred label and the others name it."""
    assert find("china", facts) == find("PRC", facts) == ID + "actor/china"


@pytest.mark.parametrize(("name", "hint"), [("chnia", "did you mean"), ("qqqq", "iccis search")])
def test_a_name_that_nothing_bears_is_refused_with_what_to_do(facts: Facts, name: str, hint: str) -> None:
    """The hint offers names like it, and search where there is none."""
    with pytest.raises(IccisError, match=f'no thing is called "{name}"') as error:
        find(name, facts)
    assert hint in error.value.hint


@pytest.mark.parametrize(
    ("name", "outcome", "thing"),
    [
        ("pledge 3", "found", "code/pledge/3"),
        ("Pledge (c)", "found", "code/pledge/3"),
        ("the third pledge", "found", "code/pledge/3"),
        ("P6", "found", "code/recital/6"),
        ("section II", "found", "code/section/2"),
        ("para. 13(d)", "found", "instrument/a-70-174/norm/d"),
        ("A/70/174", "found", "instrument/a-70-174"),
        ("rights and freedoms", "found", "code/pledge/6"),
        (ID + "norm/4.2", "found", "norm/4.2"),
        ("para. 3", "ambiguous", "code/recital/3"),
        ("plegde 3", "not in this edition", "code/pledge/3"),
        ("pledge 12", "not in this edition", "code/pledge/11"),
        ("https://example.org/", "not in this edition", None),
        ("x" * 400, "not in this edition", None),
        (" ", "refused", None),
        ("x" * 600, "refused", None),
    ],
)
def test_names_and_citations_resolve(whole: Facts, name: str, outcome: str, thing: str | None) -> None:
    """To one thing, to several, or to the nearest with a reason."""
    resolution = resolve(name, whole)
    assert resolution.outcome == outcome
    assert resolution.reason or outcome == "found"
    assert thing is None or ID + thing in resolution.iris


@pytest.fixture(scope="module")
def whole() -> Facts:
    """Return the facts of the Code."""
    return Facts(dict.fromkeys(quad.triple for quad in load()))
