"""Points by the method of data.europa.eu: all indicators are there, and each counts what it says."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from iccis.publication.catalogue.quality import scores
from iccis.publication.catalogue.vocabulary import index, named
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.files import Publication

MAXIMA = {
    "Findability": 100,
    "Accessibility": 100,
    "Interoperability": 110,
    "Reusability": 75,
    "Contextuality": 20,
}
"""The most that a dimension can give."""
READ = {
    "keywords": "dcat:keyword",
    "themes": "dcat:theme",
    "temporal coverage": "dcterms:temporal",
    "access address that answers": "dcat:accessURL",
    "download address": "dcat:downloadURL",
    "download address that answers": "dcat:downloadURL",
    "format": "dcterms:format",
    "media type": "dcat:mediaType",
    "format and media type from lists": "dcat:mediaType",
    "format that nobody owns": "dcterms:format",
    "format that machines read": "dcterms:format",
    "compliance with DCAT-AP": "dcterms:title",
    "licence": "dcterms:license",
    "licence from a list": "dcterms:license",
    "access rights": "dcterms:accessRights",
    "access rights from a list": "dcterms:accessRights",
    "contact": "dcat:contactPoint",
    "publisher": "dcterms:publisher",
    "rights": "dcterms:rights",
    "size": "dcat:byteSize",
    "date of the last change": "dcterms:modified",
}
"""A property on which each indicator depends that gives points to a draft."""


@pytest.fixture(scope="module")
def made(given: Edition) -> Publication:
    """The publication of a draft."""
    return publication(given)


@pytest.fixture(scope="module")
def triples(published: Path) -> list[Triple]:
    """The record of the draft."""
    return [quad.triple for quad in parse(path=published / "catalog.nt", format=RdfFormat.N_TRIPLES)]


def points(made: Publication, triples: list[Triple]) -> dict[str, float]:
    """Points by indicator."""
    return {score.name: score.points for score in scores(made, index(triples))}


def test_dimensions_have_the_weights_of_the_method(made: Publication, triples: list[Triple]) -> None:
    """405 points in all, of which a draft lacks those for places, periods and the date of issue."""
    found, most = scores(made, index(triples)), Counter[str]()
    for score in found:
        most[score.dimension] += score.maximum
    incomplete = {score.name for score in found if score.points < score.maximum}

    assert (most, sum(most.values())) == (MAXIMA, 405)
    assert incomplete == {"spatial coverage", "temporal coverage", "date of issue"}
    assert 363 < sum(score.points for score in found) < 365


@pytest.mark.parametrize("name", READ)
def test_an_indicator_counts_what_it_names(made: Publication, triples: list[Triple], name: str) -> None:
    """Without the property it gives nothing."""
    without = [t for t in triples if t.predicate != named(READ[name])]

    assert points(made, triples)[name] > 0
    assert points(made, without)[name] == 0


def test_the_page_shows_the_sum(published: Path, made: Publication, triples: list[Triple]) -> None:
    """And each indicator."""
    page = (published / "catalog.html").read_text("utf-8")
    found = points(made, triples)

    assert f"has {sum(found.values()):.1f} of 405 points" in re.sub(r"\s+", " ", page)
    assert [name for name in found if f"<td>{name}</td>" not in page] == []
