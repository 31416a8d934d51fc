"""Alignments: every outside term exists, nothing becomes unsatisfiable, and the known traps are caught."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from test_owl import NOTHING, written

from iccis.core.namespaces import ONTOLOGY
from iccis.core.project import AS_WRITTEN, BESIDE, data_files
from iccis.core.turtle import read
from java import SATISFIABLE, hermit, needs_hermit, needs_profile, violations

VOCABULARIES = Path(__file__).parents[1] / "vocabularies"
BUILT_IN = ("http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#")
SYNTAX = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#")
UNLISTED = (
    "http://purl.org/ontology/bibo/",
    "http://purl.org/vocab/vann/",
    "http://purl.org/vocommons/voaf#",
    "https://w3id.org/sssom/",
)
"""Namespaces whose terms are few and declared in our ontology; no file of theirs is at hand."""
LKIF = "http://www.estrellaproject.org/lkif-core/norm.owl#"
TRAP = f"""<{LKIF}Obligation> a owl:Class ; owl:equivalentClass <{LKIF}Prohibition> .
<{LKIF}Prohibition> a owl:Class .
"""
"""What LKIF's norm.owl says of the two classes: each is equivalent to the other."""
EVERYTHING = (*AS_WRITTEN, *BESIDE)
TERMS = ("ontology", "alignments")


def listed() -> set[str]:
    """Terms of all outside vocabularies."""
    lists = sorted(VOCABULARIES.glob("*.txt"))
    assert len(lists) > 10
    return {term for path in lists for term in path.read_text(encoding="utf-8").split()}


def outside(path: Path) -> set[str]:
    """Terms of other vocabularies that a file of the ontology declares, relates or uses as a predicate."""
    terms = set()
    for s, p, o in read(path):
        terms |= {n.value for n in (s, p, o) if isinstance(n, NamedNode)}
    ours = (ONTOLOGY, ONTOLOGY.removesuffix("#"), "https://w3id.org/iccis/", "https://creativecommons.org/")
    return {term for term in terms if not term.startswith((*ours, *BUILT_IN, *SYNTAX, *UNLISTED))}


ONTOLOGY_FILES = [path for layer, path in data_files() if layer in TERMS]


@pytest.mark.parametrize("path", ONTOLOGY_FILES, ids=lambda path: path.stem)
def test_every_outside_term_exists(path: Path) -> None:
    """Whatever the ontology takes from elsewhere is a term of that vocabulary."""
    assert sorted(outside(path) - listed()) == []


def test_a_made_up_term_would_be_found() -> None:
    """The lists do not hold everything."""
    assert "http://www.w3.org/ns/odrl/2/Pledge" not in listed()
    assert "http://www.w3.org/ns/odrl/2/Duty" in listed()


def test_every_match_says_where_meanings_differ() -> None:
    """Each outside term that is aligned carries an editorial note."""
    files = [path for layer, path in data_files() if layer == "alignments"]
    statements = [t for path in files for t in read(path)]
    noted = {t.subject for t in statements if t.predicate.value.endswith("#editorialNote")}
    aligned = {t.object for t in statements if str(t.subject).startswith(f"<{ONTOLOGY}")}
    assert len(aligned) > 20
    assert sorted(str(term) for term in aligned - noted) == []


def test_no_match_is_stronger_than_close() -> None:
    """Classes are matched by annotation-like SKOS relations, and none is called the same."""
    path = next(path for layer, path in data_files() if path.stem == "matches")
    used = {t.predicate.value.rsplit("#", 1)[-1] for t in read(path) if t.predicate.value.endswith("Match")}
    assert used == {"closeMatch", "relatedMatch"}


@needs_profile
@pytest.mark.parametrize("layers", [EVERYTHING, TERMS], ids=["all", "terms"])
def test_everything_with_the_alignments_is_owl_2_dl(tmp_path: Path, layers: tuple[str, ...]) -> None:
    """Readings, links, mappings and alignments keep the graph within OWL 2 DL."""
    found = violations("OWL2_DL", written(tmp_path, layers))
    assert found == []


@needs_hermit
def test_everything_with_the_alignments_is_consistent(tmp_path: Path) -> None:
    """HermiT finds a model of ontology, data, readings, links and alignments."""
    assert hermit("-k", written(tmp_path, EVERYTHING)).strip() == SATISFIABLE


@needs_hermit
@pytest.mark.parametrize("name", sorted(path.stem for path in VOCABULARIES.glob("*.nt")))
def test_no_class_of_ours_is_unsatisfiable_beside_a_vocabulary(tmp_path: Path, name: str) -> None:
    """With the axioms of a target vocabulary, nothing is equivalent to owl:Nothing."""
    axioms = (VOCABULARIES / f"{name}.nt").read_text(encoding="utf-8")
    assert hermit("-U", written(tmp_path, TERMS, axioms)).split() == ["Classes", "equivalent", "to", *NOTHING]


@needs_hermit
def test_equating_our_norms_with_those_of_lkif_is_caught(tmp_path: Path) -> None:
    """Both of our classes, being disjoint, become unsatisfiable."""
    found = hermit("-U", written(tmp_path, TERMS, TRAP + _links("owl:equivalentClass")))
    assert "Obligation" in found
    assert "Prohibition" in found


def test_putting_our_norms_below_those_of_lkif_is_caught() -> None:
    """No contradiction follows, but obligations would be prohibitions there: the rule below finds it."""
    assert len(_lkif_axioms(_links("rdfs:subClassOf"))) == 2


def _links(relation: str) -> str:
    names = ("Obligation", "Prohibition")
    return "".join(f"iccis:{name} {relation} <{LKIF}{name}> .\n" for name in names)


def _lkif_axioms(extra: str = "") -> list[Triple]:
    """Subclass and equivalence axioms to LKIF in the ontology, with some more."""
    prefixes = (
        "@prefix iccis: <https://w3id.org/iccis/ontology#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> ."
    )
    prefixes += "\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    quads = parse(input=(prefixes + extra).encode(), format=RdfFormat.TURTLE)
    statements = [*(t for path in ONTOLOGY_FILES for t in read(path)), *(q.triple for q in quads)]
    bad = ("subClassOf", "equivalentClass", "subPropertyOf", "equivalentProperty")
    return [t for t in statements if t.predicate.value.endswith(bad) and LKIF in str(t.object)]


def test_nothing_of_ours_stands_below_lkif() -> None:
    """LKIF makes obligation and prohibition equivalent, so no axiom may tie ours to them."""
    assert _lkif_axioms() == []
