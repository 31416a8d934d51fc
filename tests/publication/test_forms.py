"""Negotiation of media types: quality first, then how exactly a type is named, then the order."""

import pytest

from iccis.publication.forms import RESULTS, choose, type_of, wants


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("", "srj"),
        ("text/*", "csv"),
        ("text/*, text/tab-separated-values", "tsv"),
        ("*/*, text/*", "csv"),
        ("*/*;q=0.5, text/*", "csv"),
        ("text/*;q=0.1, */*", "srj"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "tsv"),
        ("text/tab-separated-values, text/csv", "tsv"),
        ("TEXT/CSV; charset=utf-8; Q=0.9", "csv"),
        ("application/json;q=0.1, application/xml;q=0.2", "srx"),
        ("application/sparql-results+json;q=0, application/json;q=0.4, text/csv;q=0.3", "srj"),
        ("text/csv;q=1, text/tab-separated-values;q=7", "csv"),
        ("text/csv;q=a lot, text/tab-separated-values;q=0.1", "tsv"),
        ("*/*, application/sparql-results+json;q=0", "srx"),
        ("text/csv;q=0", None),
        ("text/csv;q=-1", None),
        ("image/*, text/html", None),
    ],
)
def test_the_form_that_a_client_likes_best(accept: str, extension: str | None) -> None:
    """Among rows as JSON, XML, CSV and TSV, of which the first is the default."""
    offer = choose(accept, RESULTS)
    assert (offer and offer.extension) == extension


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [("gzip;q=0, *", False), ("*;q=0", False), ("*;q=0, gzip;q=0.1", True), ("br", False), ("GZIP", True)],
)
def test_a_coding_is_wanted_by_name_or_by_wildcard(accept: str, wanted: bool) -> None:
    """What is named counts for more than what the wildcard covers."""
    assert wants(accept, "gzip") is wanted


def test_files_of_text_have_a_charset() -> None:
    """Binary files and structured types have none; what is unknown is plain text."""
    assert type_of("site/logo.png") == "image/png"
    assert type_of("latest/iccis.jsonld") == "application/ld+json"
    assert type_of("search.html") == "text/html; charset=utf-8"
    assert type_of("LICENSE") == "text/plain; charset=utf-8"
