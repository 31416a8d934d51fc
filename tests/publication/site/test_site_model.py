"""The page of the model: every property, and queries that run as they stand."""

from urllib.parse import parse_qs

import pytest

import iccis
from iccis.core.namespaces import ONTOLOGY, PREFIXES
from iccis.publication.patterns import patterns
from site_pages import FACTS, page


@pytest.mark.parametrize("number", range(12))
def test_a_link_runs_the_query_beside_it_where_it_has_an_answer(number: int) -> None:
    """The text to copy is the text that the link runs, on a set of graphs on which it finds something."""
    sections = page("model.html").xpath("//section[starts-with(@aria-labelledby, 'pattern-')]")
    assert len(sections) == len(patterns()) == 12
    path, _, fragment = sections[number].xpath(".//a[@class='run']/@href")[0].partition("#")
    values = {key: value[0] for key, value in parse_qs(fragment).items()}
    assert path == "sparql.html"
    assert values["query"] == sections[number].findtext(".//code")
    assert iccis.query(values["query"], scope=values["graph"]).rows


def test_every_property_and_prefix_is_listed() -> None:
    """The tables have those that the ontology declares and those that queries know."""
    listed = {code.text_content() for code in page("model.html").xpath("//th/code | //th/a/code")}
    kinds = {"owl#ObjectProperty", "owl#DatatypeProperty"}
    declared = {
        iri.removeprefix(ONTOLOGY)
        for iri in list(FACTS.out)
        if iri.startswith(ONTOLOGY)
        and kinds & {kind.rpartition("/")[2] for kind in FACTS.values(iri, "rdf:type")}
    }
    assert len(declared) > 80
    assert listed == declared | {f"{prefix}:" for prefix in PREFIXES}


def test_the_model_is_linked_from_where_one_needs_it() -> None:
    """From the ontology and from the SPARQL page."""
    for path in ("ontology.html", "sparql.html"):
        assert page(path).xpath("//main//p//a[@href='model.html']"), path
