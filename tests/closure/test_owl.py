"""OWL: the profile by the OWL API, consistency and satisfiability by HermiT; each finds a planted fault."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from iccis.core.project import AS_WRITTEN
from iccis.core.rdf import serialized
from iccis.data.store import load, triples
from java import SATISFIABLE, hermit, needs_hermit, needs_profile, violations

NOTHING = ("'owl:Nothing':", "owl:Nothing")
"""What HermiT prints where all is well."""

ALL, TERMS = AS_WRITTEN, ("ontology",)
PREFIXES = """@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix id: <https://w3id.org/iccis/id/> .
"""


def written(folder: Path, layers: tuple[str, ...], fault: str = "") -> Path:
    """RDF/XML of layers, with a fault if one is planted."""
    planted = [quad.triple for quad in parse(PREFIXES + fault, format=RdfFormat.TURTLE)]
    path = folder / "all.rdf"
    path.write_bytes(serialized([*triples(load(layers), layers), *planted], RdfFormat.RDF_XML))
    return path


@needs_profile
def test_ontology_and_data_are_owl_2_dl(tmp_path: Path) -> None:
    """The OWL API finds no violation of OWL 2 DL in ontology and data."""
    assert violations("OWL2_DL", written(tmp_path, ALL)) == []


@needs_profile
def test_the_ontology_is_within_owl_2_rl(tmp_path: Path) -> None:
    """The OWL API finds no violation of OWL 2 RL in the ontology, so that the closure is complete."""
    assert violations("OWL2_RL", written(tmp_path, TERMS)) == []


@needs_profile
@pytest.mark.parametrize(
    ("profile", "fault", "names"),
    [
        ("OWL2_DL", "iccis:counterparty a owl:FunctionalProperty .", "counterparty"),
        ("OWL2_DL", "iccis:isWithin a owl:AsymmetricProperty .", "isWithin"),
        ("OWL2_DL", "id:norm iccis:unknown id:other .", "unknown"),
        (
            "OWL2_RL",
            "iccis:Norm rdfs:subClassOf [ a owl:Restriction ; owl:onProperty iccis:bearer ; "
            "owl:someValuesFrom iccis:Actor ] .",
            "bearer",
        ),
    ],
)
def test_a_planted_violation_of_the_profile_is_found(
    tmp_path: Path, profile: str, fault: str, names: str
) -> None:
    """The check is not blind: a limit on a property that follows by a chain, an undeclared one, and so on."""
    found = violations(profile, written(tmp_path, TERMS, fault))

    assert any(names in line for line in found), found


@needs_hermit
def test_ontology_and_data_are_consistent(tmp_path: Path) -> None:
    """HermiT finds a model."""
    assert hermit("-k", written(tmp_path, ALL)).strip() == SATISFIABLE


@needs_hermit
def test_no_class_is_unsatisfiable(tmp_path: Path) -> None:
    """HermiT finds nothing equivalent to owl:Nothing."""
    assert hermit("-U", written(tmp_path, TERMS)).split() == ["Classes", "equivalent", "to", *NOTHING]


@needs_hermit
@pytest.mark.parametrize(
    "fault",
    [
        "<https://w3id.org/iccis/id/norm/2.1> a iccis:Obligation .",
        "<https://w3id.org/iccis/id/actor/china> a iccis:Role .",
        "<https://w3id.org/iccis/id/position/3.1/claim> a iccis:Burden .",
        "<https://w3id.org/iccis/id/position/3.1/claim> iccis:correlative "
        "<https://w3id.org/iccis/id/position/3.1/claim> .",
    ],
)
def test_a_planted_contradiction_is_found(tmp_path: Path, fault: str) -> None:
    """HermiT is not blind: a norm of two kinds, a State as a role, a claim as a burden."""
    assert "Inconsistent ontology" in hermit("-k", written(tmp_path, ALL, fault))


@needs_hermit
def test_a_planted_unsatisfiable_class_is_found(tmp_path: Path) -> None:
    """A class below two disjoint ones is named."""
    fault = "iccis:Impossible a owl:Class ; rdfs:subClassOf iccis:Obligation , iccis:Prohibition ."

    assert "Impossible" in hermit("-U", written(tmp_path, TERMS, fault))
