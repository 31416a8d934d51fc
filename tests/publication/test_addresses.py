"""Names: every IRI of the project that is written anywhere leads somewhere."""

import re
from pathlib import Path

import pytest

from iccis.core.namespaces import SITE
from iccis.publication.addresses import alias, files_of, names_of
from iccis.publication.forms import HTML

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
        (".well-known/void", "void", "ttl", "catalog.html"),
        ("context", "latest/context", "jsonld", ""),
        ("id/export/eli", "latest/eli", "ttl jsonld nt", "data.html"),
        ("id/norm/3.2/odrl/target", "latest/odrl", "ttl jsonld nt", "data.html"),
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


def test_every_iri_that_is_written_leads_to_data(published: Path) -> None:
    """Those in the dumps, the exports, the catalogue and VoID; a fragment leads where its document does."""
    files = {path.relative_to(published).as_posix(): path for path in published.rglob("*") if path.is_file()}
    read = [path for path in files if re.fullmatch(r"latest/[a-z-]+\.nt|catalog\.nt|void\.ttl", path)]
    found = {iri for path in read for iri in re.findall(rf"<{SITE}([^>#]*)", files[path].read_text("utf-8"))}
    assert len(read) > 20
    assert len(found) > 3000

    def leads(path: str) -> bool:
        forms = files_of(path)
        data = [file for offer, file in forms.items() if offer is not HTML or len(forms) == 1]
        return path in files or alias(path) in files or any(file in files for file in data)

    # An earlier release lies in the folder that it was released into, which a publication made anew has not.
    prior = set(re.findall(rf"priorVersion> <{SITE}([^>]+)>", files["latest/ontology.nt"].read_text("utf-8")))
    assert all(files_of(path) for path in prior)
    assert sorted(path for path in found - SPACES - prior if not leads(path)) == []


def test_every_page_and_document_is_of_a_name(published: Path) -> None:
    """What lies under `id/` is about something that has a name, and each name knows its file."""
    from iccis.publication.edition import edition

    files = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    names = names_of(edition(), files)
    assert {file for file in files if file.startswith("id/")} <= names.keys()
    assert all(file in files_of(name).values() for file, name in names.items())
