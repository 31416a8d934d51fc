"""The harvester of a portal and the checker of table packages accept what is published.

Both are heavy, and the harvester is AGPL: `make portals` installs each in an environment of its own, and they
are run as programs, never imported here.
"""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sources import VERSION

PORTALS = Path(__file__).parents[2] / "build" / "portals"
BESIDE = {"SHA256SUMS", "graphs.csv", "context.jsonld", "context.jsonld.gz"}
"""Files that help to read the others, and are no data."""
SETTINGS = """[app:main]
use = egg:ckan
ckan.site_url = http://127.0.0.1
ckan.plugins = dcat
ckan.storage_path = {folder}/storage
ckan.redis.url = redis://127.0.0.1:1/0
solr_url = http://127.0.0.1:1/solr
sqlalchemy.url = sqlite:///{folder}/ckan.db
SECRET_KEY = for-this-test-alone
beaker.session.secret = for-this-test-alone
"""
"""Enough for a command of CKAN that reads a file: no search, no queue, an empty database."""


def tool(name: str) -> str:
    """A command in an environment of its own."""
    found = PORTALS / name / "bin" / name
    if not found.exists():
        pytest.skip(f"needs {name}: run `make portals`")
    return str(found)


@pytest.fixture(scope="module")
def harvested(published: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What ckanext-dcat's parser makes of the catalogue: datasets as CKAN keeps them."""
    here = tmp_path_factory.mktemp("ckan")
    (here / "ckan.ini").write_text(SETTINGS.format(folder=here), "utf-8")
    with closing(sqlite3.connect(here / "ckan.db")) as database:
        database.execute("CREATE TABLE system_info (id INTEGER PRIMARY KEY, key, value, state)")
    command = [tool("ckan"), "-c", str(here / "ckan.ini"), "dcat", "consume"]
    options = ["-f", "turtle", "-p", "euro_dcat_ap_3", "-o", str(here / "found.json")]
    subprocess.run(
        [*command, *options, str(published / "catalog.ttl")], check=True, capture_output=True, timeout=300
    )
    return list(json.loads((here / "found.json").read_text("utf-8")))


def test_a_portal_finds_every_dataset(harvested: list[Any], published: Path) -> None:
    """Each dataset arrives with its title, licence, terms, keywords, version, publisher and files."""
    page = (published / "index.jsonld").read_text("utf-8")
    whole = next(one for one in harvested if one["title"] == json.loads(page)["name"])
    there = {path.name for path in (published / VERSION).iterdir()}
    extras = {pair["key"]: pair["value"] for pair in whole["extras"]}

    assert len(harvested) == 27
    assert all(one["title"] and one["notes"] and one["tags"] and one["version"] for one in harvested)
    assert sum(len(one["resources"]) for one in harvested) == len(there - BESIDE)
    assert extras["publisher_name"] == extras["contact_name"] == "The iccis authors"
    assert extras["access_rights"].endswith("/access-right/PUBLIC")
    assert extras["frequency"].endswith("/frequency/IRREG")
    assert len(json.loads(extras["theme"])) == 2


def test_a_portal_finds_every_file(harvested: list[Any], published: Path) -> None:
    """Each file arrives with address, size, checksum, form, licence and state, all true."""
    for resource in (one for dataset in harvested for one in dataset["resources"]):
        path = published / resource["download_url"].removeprefix("https://w3id.org/iccis/")
        assert resource["size"] == path.stat().st_size
        assert len(resource["hash"]) == 64
        assert resource["license"].endswith("/licence/CC_BY_4_0")
        assert "/file-type/" in resource["format"]
        assert resource["mimetype"].startswith("https://www.iana.org/")
        assert resource["availability"]
        assert resource["status"]


def test_the_tables_are_a_valid_package(published: Path, tmp_path: Path) -> None:
    """Frictionless finds every table valid: size, checksum, columns and types; and a changed one not."""
    package = tmp_path / "package"
    shutil.copytree(published / VERSION, package / VERSION)
    shutil.copy(published / "datapackage.json", package)
    command = [tool("frictionless"), "validate", "datapackage.json"]
    valid = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=300)
    (package / VERSION / "norms.csv").write_text("norm\nx\n", "utf-8")
    changed = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=300)

    assert (valid.returncode, valid.stdout.count("VALID")) == (0, 6), valid.stdout
    assert changed.returncode == 1
