"""The harvester of a portal and the checker of table packages accept what is published.

Both are heavy, and the harvester is AGPL: they are tools in folders of their own, never imported here. They
are asked only when ICCIS_PORTAL names a folder for them; what is missing there is installed first.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CKAN = ("ckan[requirements]==2.12.0", "ckanext-dcat==2.4.4")
FRICTIONLESS = ("frictionless==5.21.0",)
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


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the tools are."""
    if not (name := os.environ.get("ICCIS_PORTAL")):
        pytest.skip("needs ICCIS_PORTAL=FOLDER, where CKAN and frictionless are or will be installed")
    return Path(name).resolve()


def tool(folder: Path, name: str, packages: tuple[str, ...]) -> Path:
    """A command in an environment of its own, which is made if it is not there."""
    where = folder / name
    if not (where / "bin" / name).exists():
        subprocess.run([sys.executable, "-m", "venv", str(where)], check=True)
        subprocess.run([str(where / "bin" / "pip"), "install", "--quiet", *packages], check=True)
    return where / "bin" / name


@pytest.fixture(scope="module")
def harvested(folder: Path, published: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What ckanext-dcat's parser makes of the catalogue: datasets as CKAN keeps them."""
    here = tmp_path_factory.mktemp("ckan")
    (here / "ckan.ini").write_text(SETTINGS.format(folder=here), "utf-8")
    with sqlite3.connect(here / "ckan.db") as database:
        database.execute("CREATE TABLE system_info (id INTEGER PRIMARY KEY, key, value, state)")
    command = [str(tool(folder, "ckan", CKAN)), "-c", str(here / "ckan.ini"), "dcat", "consume"]
    options = ["-f", "turtle", "-p", "euro_dcat_ap_3", "-o", str(here / "found.json")]
    subprocess.run(
        [*command, *options, str(published / "catalog.ttl")], check=True, capture_output=True, timeout=300
    )
    return list(json.loads((here / "found.json").read_text("utf-8")))


def test_a_portal_finds_every_dataset(harvested: list[Any], published: Path) -> None:
    """Each dataset arrives with its title, licence, terms, keywords, version, publisher and files."""
    page = (published / "index.jsonld").read_text("utf-8")
    whole = next(one for one in harvested if one["title"] == json.loads(page)["name"])
    there = {path.name for path in (published / "0.1.0").iterdir()}
    extras = {pair["key"]: pair["value"] for pair in whole["extras"]}

    assert len(harvested) == 26
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


def test_the_tables_are_a_valid_package(folder: Path, published: Path, tmp_path: Path) -> None:
    """Frictionless finds every table valid: size, checksum, columns and types; and a changed one not."""
    package = tmp_path / "package"
    shutil.copytree(published / "0.1.0", package / "0.1.0")
    shutil.copy(published / "datapackage.json", package)
    command = [str(tool(folder, "frictionless", FRICTIONLESS)), "validate", "datapackage.json"]
    valid = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=300)
    (package / "0.1.0" / "norms.csv").write_text("norm\nx\n", "utf-8")
    changed = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=300)

    assert (valid.returncode, valid.stdout.count("VALID")) == (0, 5), valid.stdout
    assert changed.returncode == 1
