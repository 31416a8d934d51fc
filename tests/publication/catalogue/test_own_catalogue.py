"""The catalogue of an edition of one's own: what it describes is its own, and nobody else's work is."""

import json
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, URIRef

from iccis.cli.main import run
from iccis.core.namespaces import SITE
from iccis.core.turtle import read_text
from iccis.publication import contents
from iccis.publication.edition import edition
from iccis.publication.files import Publication
from own_texts import BASE, make

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The publication of two texts under another licence than that of the package."""
    folder = make(tmp_path_factory.mktemp("catalogue") / "project")
    record = folder / "kg" / "catalog" / "record.ttl"
    record.write_text(
        read_text(record).replace("https://creativecommons.org/licenses/by/4.0/", LICENCE), "utf-8"
    )
    return contents.publication(edition(base=folder), site=BASE)


def test_terms_and_shapes_keep_their_licence_and_their_makers(own: Publication) -> None:
    """They are copies of what the package has; the data are those of the publisher of the edition."""
    graph = rdflib.Graph().parse(data=own["catalog.ttl"], format="turtle")
    dataset = URIRef(f"{BASE}catalog#")
    for name in ("ontology", "alignments", "shapes", "ontology.ttl", "shapes.nt.gz"):
        assert set(graph.objects(dataset + name, DCTERMS.license)) == {
            URIRef("https://creativecommons.org/licenses/by/4.0/")
        }, name
    for name in ("ontology", "alignments", "shapes"):
        assert set(graph.objects(dataset + name, DCTERMS.publisher)) == {URIRef(SITE + "catalog#publisher")}
    for name in ("iccis", "lakes-charter/norms", "closure", "iccis.ttl", "lakes-charter/norms.ttl"):
        assert set(graph.objects(dataset + name, DCTERMS.license)) == {URIRef(LICENCE)}, name
    maker = graph.value(URIRef(SITE + "catalog#publisher"), rdflib.FOAF.name)
    assert maker
    assert f'<dt>Terms and shapes by</dt><dd id="publisher">{maker} ' in own["catalog.html"].decode()


def test_nobody_is_said_to_have_made_the_program(own: Publication) -> None:
    """Its description is published with the edition of the package alone."""
    assert "codemeta.json" not in own
    for path in ("datacite.json", ".zenodo.json", "ro-crate-metadata.json"):
        assert "The Lakes Library" in json.dumps(json.loads(own[path]))


def test_no_export_quotes_another_text(own: Publication) -> None:
    """What an export leaves out is said in general."""
    for path in ("catalog.ttl", "latest/legalruleml.ttl", "latest/eli.ttl", "latest/odrl.ttl"):
        text = own[path].decode()
        for words in (
            "hostile activities",
            "that of the letter",
            "the claims of the narrative",
            "the sponsors are",
        ):
            assert words not in text, (path, words)


def test_a_released_version_is_raised_in_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the version of an edition of one's own stands, not in files that it does not have."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    monkeypatch.chdir(make(tmp_path / "project"))
    command = ["publish", "--base", BASE, "--out", str(tmp_path / "site")]
    assert run([*command, "--release", "2026-01-01"]) == 0
    assert run([*command, "--release", "2026-01-02"]) == 2
    assert "raise owl:versionInfo in " in capsys.readouterr().err
    actors = Path("kg/lakes-charter/actors/accepted.ttl")
    actors.write_text(read_text(actors).replace('"State"@en', '"a State"@en'), "utf-8")
    assert run(command) == 2
    errors = capsys.readouterr().err
    assert "its files would change" in errors
    assert "kg/catalog/record.ttl" in errors


def test_programs_know_it_by_a_name_of_its_own(own: Publication) -> None:
    """Two editions that are made with one program have no key of a citation and no package in common."""
    for path in ("datapackage.json", "croissant.json"):
        assert json.loads(own[path])["name"] == "lakes-charter-tables"
    assert "@misc{lakes-charter-0.1.0," in own["index.html"].decode()
    assert (
        "@misc{lakes-charter-0.1.0-norm-hills-accord-1.2.1,"
        in own["id/norm/hills-accord/1.2.1.html"].decode()
    )
