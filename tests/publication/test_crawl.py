"""Every IRI of the project that is published answers, in every form: a crawl that begins at the dumps."""

import re
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from iccis.core.namespaces import SITE
from iccis.publication.addresses import files_of
from iccis.publication.forms import TYPES
from iccis.publication.verify import Page
from sources import VERSION

FORMS = ("ttl", "jsonld", "rdf", "nt", "html")
PAGES = re.compile(rf"sparql|ontology/(?!{re.escape(VERSION)}$).*")
"""Names that have but a page here: the service, and versions before, which lie where they were released."""
DOCUMENTS = ("catalog.nt", "index.nt", "void.nt")


@pytest.fixture(scope="module")
def iris(published: Path) -> set[str]:
    """Every IRI below the base, without it, that stands in a dump, the catalogue or VoID."""
    dumps = [*(published / "latest").glob("*.nt"), *(published / name for name in DOCUMENTS)]
    triples = (quad.triple for path in dumps for quad in parse(path=path, format=RdfFormat.N_TRIPLES))
    terms = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    return {term.removeprefix(SITE) for term in terms if term.startswith(SITE)}


def test_every_name_has_a_file_in_every_form(iris: set[str], published: Path) -> None:
    """Turtle, JSON-LD, RDF/XML, N-Triples and a page; an address of a file is a file."""
    names = {iri.partition("#")[0] for iri in iris}
    elsewhere = set(filter(PAGES.fullmatch, names))
    files = {name: {form.extension: file for form, file in files_of(name).items()} for name in names}
    missing = [
        (name, extension)
        for name in names - elsewhere
        for extension in (FORMS if files[name] else [""])
        if not (published / files[name].get(extension, name)).is_file()
    ]

    assert len(names) > 3000
    assert sorted(missing) == []
    assert len(elsewhere) == 2
    assert [name for name in elsewhere if not (published / files[name]["html"]).is_file()] == []


def test_names_with_a_fragment_have_their_place(iris: set[str], published: Path) -> None:
    """In the page of the ontology, the shapes or the catalogue."""
    for name in ("ontology", "shapes", "catalog"):
        places = Page((published / f"{name}.html").read_text("utf-8")).anchors
        fragments = {iri.partition("#")[2] for iri in iris if iri.startswith(name + "#")}
        assert len(fragments) > 50
        assert sorted(fragments - places) == []


def test_every_name_answers_at_the_service(iris: set[str], port: int) -> None:
    """Every third is asked for, in one of the forms, and leads to a file of that form, or is a file."""
    names = sorted(name for name in {iri.partition("#")[0] for iri in iris} if not PAGES.fullmatch(name))
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    wrong = []
    for name, extension in zip(names[::3], cycle(FORMS), strict=False):
        connection.request("HEAD", f"/{name}", headers={"Accept": TYPES[extension]})
        response = connection.getresponse()
        response.read()
        location = response.getheader("location") or ""
        led = response.status == 303 and location.endswith("." + extension)
        if not led and not (response.status == 200 and not files_of(name)):
            wrong.append((name, extension, response.status, location))
    connection.close()
    assert wrong == []
