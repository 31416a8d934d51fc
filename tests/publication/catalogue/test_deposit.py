"""Descriptions for archives and registries: true to the files and to the record, and nothing made up."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
from iccis.publication.catalogue import deposit
from iccis.publication.catalogue.vocabulary import about, index, typed

DAY = "2026-11-24"


def read(published: Path, name: str) -> Any:
    """A description as published."""
    return json.loads((published / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def released(published: Path) -> Facts:
    """The record as it would be after a release."""
    triples = (quad.triple for quad in parse(path=published / "catalog.nt", format=RdfFormat.N_TRIPLES))
    return index([*triples, *about("catalog:iccis", ("dcterms:issued", typed(DAY, "date")))])


def test_the_crate_holds_every_file_with_its_checksum(published: Path) -> None:
    """Each uncompressed file of the version that the catalogue describes is a part, and is as described."""
    graph = {node["@id"]: node for node in read(published, "ro-crate-metadata.json")["@graph"]}
    root = graph["./"]
    parts = [graph[part["@id"]] for part in root["hasPart"]]

    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert len(parts) > 100
    assert {part["@type"] for part in parts} == {"File"}
    assert [root[name]["@id"] for name in ("license", "author") if root[name]["@id"] not in graph] == []
    for part in parts:
        data = (published / part["@id"]).read_bytes()
        assert part["contentSize"] == str(len(data))
        assert part["sha256"] == hashlib.sha256(data).hexdigest()


def test_croissant_describes_every_table_column_by_column(published: Path) -> None:
    """Fields are the columns of the file that they are extracted from, which has its checksum."""
    found = read(published, "croissant.json")
    files = {file["@id"]: file for file in found["distribution"]}

    assert len(files) == len(found["recordSet"]) == 6
    for records in found["recordSet"]:
        (name,) = {field["source"]["fileObject"]["@id"] for field in records["field"]}
        path = published / files[name]["contentUrl"].removeprefix(SITE)
        with path.open(encoding="utf-8", newline="") as table:
            assert [field["source"]["extract"]["column"] for field in records["field"]] == next(
                csv.reader(table)
            )
        assert files[name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_they_say_what_the_record_says(published: Path, released: Facts) -> None:
    """Title, version, licence and publisher are those of the catalogue."""
    title = released.one(deposit.DATASET, "dcterms:title")
    archive, zenodo = read(published, "datacite.json"), read(published, ".zenodo.json")
    program = read(published, "codemeta.json")

    assert archive["titles"][0]["title"] == zenodo["title"] == title
    assert archive["version"] == zenodo["version"] == program["version"]
    assert archive["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    assert zenodo["license"] == "cc-by-4.0"
    assert program["license"] == "https://spdx.org/licenses/Apache-2.0"
    assert archive["publisher"]["name"] == zenodo["creators"][0]["name"] == program["author"][0]["name"]


def test_dates_of_publication_come_with_a_release(published: Path, released: Facts) -> None:
    """Before it there is none; a DOI there never is."""
    names = ("ro-crate-metadata.json", "croissant.json", "datacite.json", ".zenodo.json", "codemeta.json")
    texts = "".join((published / name).read_text("utf-8") for name in names)
    root = next(node for node in deposit.ro_crate(released)["@graph"] if node["@id"] == "./")

    assert [
        word for word in ("datePublished", "publicationYear", "publication_date", "doi") if word in texts
    ] == []
    assert root["datePublished"] == deposit.zenodo(released)["publication_date"] == DAY
    assert deposit.datacite(released)["publicationYear"] == "2026"
