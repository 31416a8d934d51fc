"""Names: every IRI of the project that is written anywhere leads somewhere."""

from pathlib import Path

import pytest

from iccis.publication.addresses import files_of, names_of
from iccis.publication.edition import Edition

SPACES = {"id/"}
"""What is written as the beginning of IRIs, not as one."""


@pytest.mark.parametrize(
    ("name", "data", "extensions", "page"),
    [
        ("", "latest/iccis", "ttl jsonld rdf nt trig nq", "index.html"),
        ("ontology/1.2.3", "1.2.3/ontology", "ttl jsonld rdf nt trig nq", "ontology.html"),
        ("shapes", "latest/shapes", "ttl jsonld rdf nt trig nq", "shapes.html"),
        ("graph/text", "latest/text", "ttl jsonld rdf nt trig nq", "data.html"),
        ("catalog", "catalog", "ttl jsonld rdf nt", "catalog.html"),
        (".well-known/void", "void", "ttl jsonld rdf nt", "catalog.html"),
        ("context", "latest/context", "jsonld", ""),
        ("id/export/eli", "latest/eli", "ttl jsonld rdf nt", "data.html"),
        ("id/norm/3.2/odrl/target", "latest/odrl", "ttl jsonld rdf nt", "data.html"),
        ("id/norm/3.2", "id/norm/3.2", "ttl jsonld rdf nt txt", "id/norm/3.2.html"),
        (
            "id/norm/3.2/words/5-9/quote",
            "id/norm/3.2/words/5-9",
            "ttl jsonld rdf nt txt",
            "id/norm/3.2/words/5-9.html",
        ),
    ],
)
def test_each_kind_of_iri_has_its_forms(name: str, data: str, extensions: str, page: str) -> None:
    """The data in every form that the kind is offered in, and a page, which the context of JSON-LD lacks."""
    files = [f"{data}.{extension}" for extension in extensions.split()] + [page] * bool(page)
    assert sorted(files_of(name).values()) == sorted(files)


def test_every_page_and_document_is_of_a_name(published: Path, given: Edition) -> None:
    """What lies under `id/` is about something that has a name, and each name knows its file."""
    files = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    names = names_of(given, files)
    assert {file for file in files if file.startswith("id/")} <= names.keys()
    assert all(file in files_of(name).values() for file, name in names.items())
