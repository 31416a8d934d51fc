"""The page of the catalogue says what the record says."""

from pathlib import Path

import pytest
from rdflib import Graph

from iccis.core.namespaces import SITE
from iccis.publication.catalogue.vocabulary import NAMES
from iccis.publication.verify import Page

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMES.items())


@pytest.fixture(scope="module")
def text(published: Path) -> str:
    """The page as it is sent."""
    return (published / "catalog.html").read_text("utf-8")


def values(published: Path, pattern: str) -> list[str]:
    """Values of ?x in the record."""
    found = Graph().parse(published / "catalog.ttl").query(f"{HEAD}SELECT DISTINCT ?x {{ {pattern} }}")
    return [str(x) for (x,) in found]  # type: ignore[misc]


@pytest.mark.parametrize(
    "pattern",
    [
        "?d a dcat:Dataset ; dcterms:title ?x",
        "?d a dcat:Dataset ; dcterms:description ?x",
        "?d spdx:checksum/spdx:checksumValue ?x",
        "?catalog a dcat:Catalog ; dcterms:publisher/foaf:name ?x",
        "?catalog a dcat:Catalog ; dcterms:license/skos:prefLabel ?x",
        "catalog:rights rdfs:label ?x",
        "?a a prov:Activity ; dcterms:title ?x",
    ],
)
def test_the_page_says_it(published: Path, text: str, pattern: str) -> None:
    """Titles, descriptions, checksums, publisher, licence, rights and steps are on the page."""
    said = values(published, pattern)

    assert said
    assert [value for value in said if value.replace("'", "&#39;").replace('"', "&#34;") not in text] == []


def test_every_file_is_linked(published: Path, text: str) -> None:
    """Each file of the version is one click away, and each name in the catalogue has its place."""
    page = Page(text)
    files = values(published, "?d dcat:downloadURL ?x")
    names = values(published, "?x a ?kind FILTER(STRSTARTS(STR(?x), STR(catalog:)))")

    assert {file.removeprefix(SITE) for file in files} <= set(page.links)
    assert {name.partition("#")[2] for name in names} <= page.anchors
