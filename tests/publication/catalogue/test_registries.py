"""What registries of ontologies and vocabularies look for is there, and their records are true."""

import html
import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from iccis.core.namespaces import ONTOLOGY, PREFIXES, SITE
from iccis.publication.catalogue.vocabulary import NAMES

HEADER = URIRef(SITE + "ontology")
FOOPS = {
    "OM1": """dcterms:title dcterms:description dcterms:license owl:versionIRI dcterms:creator
        vann:preferredNamespaceUri""",
    "OM2": "vann:preferredNamespacePrefix owl:versionInfo dcterms:created dcterms:bibliographicCitation",
    "OM3": "bibo:doi dcterms:publisher foaf:logo bibo:status dcterms:source dcterms:issued",
    "OM4.1": "dcterms:license",
    "OM5.1": "dcterms:created dcterms:creator",
    "OM5.2": "dcterms:issued dcterms:publisher",
    "FIND1": "vann:preferredNamespacePrefix",
}
"""Tests of FOOPS! that look for statements about the ontology, with a property for each."""


@pytest.fixture(scope="module")
def ontology(published: Path) -> Graph:
    """The ontology as published."""
    return Graph().parse(published / "latest" / "ontology.ttl")


@pytest.fixture(scope="module")
def page(published: Path) -> str:
    """The page with the records."""
    return (published / "registries.html").read_text("utf-8")


def name(short: str) -> URIRef:
    """The IRI of a name with a prefix."""
    prefix, _, local = short.partition(":")
    return URIRef(NAMES[prefix] + local)


def own(graph: Graph, *kinds: URIRef) -> set[str]:
    """Own terms of some kinds."""
    return {str(s) for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(ONTOLOGY)}


def foops(graph: Graph) -> dict[str, float]:
    """The result of each test that FOOPS! makes on a file (its benchmark PRE), between 0 and 1."""
    terms = own(graph, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)

    def share(*properties: URIRef) -> float:
        said = [any((URIRef(term), p, None) in graph for p in properties) for term in terms]
        return sum(said) / len(said)

    found = {
        test: sum((HEADER, name(short), None) in graph for short in names.split()) / len(names.split())
        for test, names in FOOPS.items()
    }
    return found | {
        "PURL1": float("w3id.org" in HEADER),
        "RDF1": float((HEADER, RDF.type, OWL.Ontology) in graph),
        "VER1": float(graph.value(HEADER, OWL.versionIRI) not in (None, HEADER)),
        "OM4.2": 0.0,  # asks whether the address of the licence answers
        "VOC1": float(any(str(p).startswith(NAMES["dcterms"]) for p in graph.predicates(HEADER))),
        "VOC2": float((name("skos:Concept"), RDF.type, OWL.Class) in graph),
        "VOC3": share(RDFS.label, SKOS.prefLabel),
        "VOC4": share(RDFS.comment, SKOS.definition),
    }


def test_foops_misses_what_only_others_can_give(ontology: Graph) -> None:
    """A draft lacks the date of issue, and no version has the DOI that an archive assigns."""
    draft = foops(ontology)
    released = foops(ontology + Graph().add((HEADER, DCTERMS.issued, Literal("2031-02-03"))))

    assert len(draft) == 15
    assert {test for test, share in released.items() if share < 1} == {"OM3", "OM4.2"}
    assert sum(draft.values()) / 15 == pytest.approx(0.878, abs=0.001)
    assert sum(released.values()) / 15 == pytest.approx(0.922, abs=0.001)


def test_ontology_and_schemes_have_a_licence_and_agents(ontology: Graph, published: Path) -> None:
    """Archivo and BARTOC look for title, description, the IRI of a licence, and agents with a name."""
    concepts = Graph().parse(published / "latest" / "concepts.ttl")
    schemes = list(concepts.subjects(RDF.type, SKOS.ConceptScheme))
    graph = ontology + concepts

    assert len(schemes) == 2
    for thing in (HEADER, *schemes):
        assert graph.value(thing, DCTERMS.title) or graph.value(thing, SKOS.prefLabel)
        assert isinstance(graph.value(thing, DCTERMS.description), Literal)
        assert graph.value(thing, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
        for agent in (DCTERMS.creator, DCTERMS.publisher):
            assert graph.value(graph.value(thing, agent), name("foaf:name")), (thing, agent)


def test_no_two_terms_share_a_label(ontology: Graph) -> None:
    """Whatever the case of their letters, as `robot report` compares them."""
    terms = own(ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    labels = Counter(str(ontology.value(URIRef(term), SKOS.prefLabel)).casefold() for term in terms)
    assert [label for label, count in labels.items() if count > 1] == []


@pytest.mark.skipif(not shutil.which("rapper"), reason="needs rapper (Debian raptor2-utils)")
@pytest.mark.parametrize(("extension", "form"), [("ttl", "turtle"), ("rdf", "rdfxml"), ("nt", "ntriples")])
def test_rapper_reads_the_ontology(ontology: Graph, published: Path, extension: str, form: str) -> None:
    """Archivo's parser finds every triple and has nothing to complain of."""
    file = published / "latest" / f"ontology.{extension}"
    done = subprocess.run(["rapper", "-c", "-i", form, str(file)], capture_output=True, text=True, check=True)

    assert done.stderr.splitlines()[1:] == [f"rapper: Parsing returned {len(ontology)} triples"]


def records(page: str) -> list[dict[str, Any]]:
    """The records on the page, in its order."""
    return [json.loads(html.unescape(code)) for code in re.findall(r"<code>(\{.*?\})\s*</code>", page, re.S)]


def test_records_say_what_the_ontology_and_the_schemes_say(ontology: Graph, page: str) -> None:
    """One record for each registry, and for BARTOC one for each scheme; nothing in them is empty."""
    archivo, lov, *bartoc, fairsharing = records(page)
    title = str(ontology.value(HEADER, DCTERMS.title))

    assert archivo["title"] == lov["title"] == fairsharing["name"] == title
    assert (lov["uri"], lov["namespace"], lov["prefix"]) == (str(HEADER), ONTOLOGY, "iccis")
    assert lov["terms"]["Class"] == len(own(ontology, OWL.Class))
    assert {PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["eli"]} <= set(lov["vocabularies"])
    assert [scheme["uri"].rpartition("/")[2] for scheme in bartoc] == ["concepts", "principles"]
    assert all(int(scheme["extent"].split()[0]) > 20 for scheme in bartoc)
    assert (fairsharing["status"], "issued" in lov) == ("in_development", False)
    assert [key for record in records(page) for key, value in record.items() if not value] == []


def test_files_in_the_records_are_there(page: str, published: Path) -> None:
    """What BARTOC is told to download is in the publication, with the concepts in it."""
    files = [file for record in records(page) for file in record.get("distributions", ())]

    assert {file["mimetype"] for file in files} >= {"text/turtle", "application/ld+json"}
    assert [file for file in files if not (published / file["download"].removeprefix(SITE)).is_file()] == []
