"""Definitions can stand for their terms (ISO 704), and things have the kind that the definition describes."""

import re

import pytest
from pyoxigraph import QuerySolutions

from iccis.core.namespaces import PREFIXES
from iccis.questions.scopes import open_scope

PAIRS = (("claim", "duty"), ("liberty", "no right"), ("power", "liability"), ("immunity", "disability"))


@pytest.fixture(scope="module")
def store() -> object:
    """The ontology and what is written."""
    return open_scope("as written")[0]


def rows(store: object, select: str) -> list[tuple[str, ...]]:
    """Answer to a query, as strings."""
    answer = store.query(f"SELECT DISTINCT {select}", prefixes=PREFIXES)  # type: ignore[attr-defined]
    assert isinstance(answer, QuerySolutions)
    return sorted(tuple(value.value for value in row) for row in answer)


def definitions(store: object) -> dict[str, str]:
    """Definition of each class of the ontology by its label."""
    found = rows(
        store,
        "?label ?text { ?c a owl:Class ; rdfs:isDefinedBy ?o ; skos:prefLabel ?label ; "
        "skos:definition ?text }",
    )
    return dict(found)  # type: ignore[arg-type]


def test_a_definition_begins_with_the_wider_class(store: object) -> None:
    """Genus, then difference: what is true of the wider class is not said again."""
    found = rows(
        store,
        "?label ?wider ?text { ?c rdfs:subClassOf ?w ; skos:prefLabel ?label ; skos:definition ?text . "
        "?w rdfs:isDefinedBy ?o ; skos:prefLabel ?wider }",
    )
    assert len(found) > 30
    assert [row for row in found if not re.match(rf"{row[1]}\b", row[2])] == []


def test_a_definition_does_not_use_its_term(store: object) -> None:
    """It would say nothing to those who do not know the term."""
    found = definitions(store)
    assert len(found) > 60
    assert [label for label, text in found.items() if re.search(rf"\b{label}s?\b", text)] == []


def test_a_position_is_defined_by_what_it_is_and_not_by_its_correlate(store: object) -> None:
    """Who knows neither of a pair learns what each of them is."""
    found = definitions(store)
    circular = [
        (label, other)
        for pair in (*PAIRS, ("right", "burden"))
        for label, other in (pair, pair[::-1])
        if re.search(rf"\b{other}\b", found[label])
    ]
    assert circular == []


def test_a_norm_of_any_kind_is_what_the_definition_says(store: object) -> None:
    """An affirmation has no action and no bearer, so the definition of norm requires none."""
    assert not re.search(r"\b(action|bearer|verb)\b", definitions(store)["norm"])


def anchored(store: object, kind: str) -> list[tuple[str, ...]]:
    """Things of a kind with each place of their words: what stands before, the words, what stands after."""
    return rows(
        store,
        f"?x ?before ?words ?after {{ ?x a iccis:{kind} ; iccis:restsOn/oa:hasSelector ?s . "
        "?s oa:prefix ?before ; oa:exact ?words ; oa:suffix ?after }",
    )


@pytest.mark.parametrize("kind", ["Activity", "Aim"])
def test_what_is_presented_as_a_fact_is_no_aim_and_no_activity(store: object, kind: str) -> None:
    """The subject of a clause with "that" is neither done nor wished for by being said to be so."""
    found = anchored(store, kind)
    assert found
    assert [row for row in found if row[1].endswith("that ")] == []


def test_what_stands_beside_threats_is_no_threat(store: object) -> None:
    """ "Threats and vulnerabilities", "threats and challenges": the words name two things."""
    assert [row for row in anchored(store, "Threat") if row[1].endswith("threats and ")] == []
    beside = [row[2] for row in anchored(store, "Concept") if row[1].endswith("threats and ")]
    assert beside == ["challenges", "vulnerabilities"]
