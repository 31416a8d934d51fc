"""Typed links of pages and files, and what crawlers read first."""

import json
import re
from pathlib import Path
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree, html

from browser.places import kinds
from iccis.core.namespaces import SITE
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.forms import LINKSETS
from serving import get

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
Links = set[tuple[str, str]]


def links(published: Path, path: str) -> Links:
    """Relations and absolute targets of the links in the head of a page."""
    found = html.parse(str(published / path)).xpath("//head/link")
    return {
        (relation, urljoin(SITE + path, link.get("href")))
        for link in found
        for relation in link.get("rel").split()
    }


def of(found: Links, relation: str) -> set[str]:
    """Targets of a relation."""
    return {target for name, target in found if name == relation}


def test_pages_have_signposts(published: Path) -> None:
    """Every kind of page: author, licence, type and linkset, each leading to a file."""
    for path in kinds(published):
        found = links(published, path)
        assert of(found, "author") == {SITE + "catalog#publisher"}, path
        assert of(found, "license") == {LICENCE}, path
        assert "https://schema.org/AboutPage" in of(found, "type"), path
        assert of(found, "linkset") == {SITE + name for name in LINKSETS}, path
        files = of(found, "describedby") | of(found, "item") | of(found, "linkset")
        assert [file for file in files if not (published / file.removeprefix(SITE)).is_file()] == [], path


def test_a_page_of_a_thing_says_how_to_cite_it_and_what_describes_it(published: Path) -> None:
    """Its IRI, its documents, and the collection that it is in."""
    found = links(published, "id/norm/6.1.html")
    assert of(found, "cite-as") == of(found, "canonical") == {SITE + "id/norm/6.1"}
    assert of(found, "describedby") == of(found, "alternate")
    assert len(of(found, "describedby")) == 5
    assert of(found, "collection") == {SITE}


def test_the_home_page_stands_for_the_dataset(published: Path) -> None:
    """Its items are the file to load in each form; the catalogue describes it."""
    found = links(published, "index.html")
    assert of(found, "cite-as") == {SITE}
    assert SITE + "latest/iccis.ttl" in of(found, "item")
    assert SITE + "catalog.ttl" in of(found, "describedby")
    assert "https://schema.org/Dataset" in of(found, "type")


def test_the_linkset_has_every_file_and_is_the_same_as_text(published: Path) -> None:
    """As items of the dataset, each with its licence, and the way back (RFC 9264)."""
    contexts = {c.pop("anchor"): c for c in json.loads((published / "linkset.json").read_text())["linkset"]}
    as_json = {
        (anchor, relation, link["href"], link.get("type", ""))
        for anchor, relations in contexts.items()
        for relation, targets in relations.items()
        for link in targets
    }
    line = re.compile(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?; anchor="([^"]+)"')
    lines = (published / "linkset.txt").read_text().rstrip().split(",\n")
    as_text = {(m[4], m[2], m[1], m[3] or "") for text in lines if (m := line.fullmatch(text))}
    items = {link["href"] for link in contexts[SITE]["item"]}
    beside = ("latest/SHA256SUMS", "latest/graphs.csv")
    there = (path.relative_to(published).as_posix() for path in (published / "latest").iterdir())

    assert as_json == as_text
    assert len(as_text) == len(lines)
    assert items == contexts.keys() - {SITE}
    assert items == {SITE + path for path in there if not path.endswith(".gz") and path not in beside}
    assert all(contexts[item]["license"] == [{"href": LICENCE}] for item in items)
    assert all(contexts[item]["collection"] == [{"href": SITE}] for item in items)
    assert contexts[SITE + "latest/norms.ttl"]["cite-as"] == [{"href": SITE + "graph/norms"}]


def test_the_site_map_lists_every_page_with_its_date(published: Path) -> None:
    """But the page for unknown addresses; and `robots.txt` leads there and forbids nothing."""
    urls = etree.parse(str(published / "sitemap.xml")).getroot()
    rows = [[part.text for part in url] for url in urls]
    pages = {path.relative_to(published).as_posix() for path in published.rglob("*.html")}
    robots = RobotFileParser()
    robots.parse((published / "robots.txt").read_text().splitlines())

    assert {address.removeprefix(SITE) for address, _ in rows} == pages - {"404.html"}
    assert len(rows) == len(pages) - 1
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for _, date in rows)
    assert robots.site_maps() == [SITE + "sitemap.xml"]
    assert robots.can_fetch("*", SITE + "id/code.html")


@pytest.mark.parametrize("host", ["https://example.org/code", "https://example.org/code/"])
def test_with_a_host_crawlers_stay_there(given: Edition, host: str) -> None:
    """The addresses in the site map and the linkset are those of the copy; what to cite is not."""
    made = publication(given, host=host)
    first = json.loads(made["linkset.json"])["linkset"][0]
    assert b"<loc>https://example.org/code/catalog.html</loc>" in made["sitemap.xml"]
    assert b"Sitemap: https://example.org/code/sitemap.xml" in made["robots.txt"]
    assert first["anchor"] == "https://example.org/code/"
    assert first["item"][0]["href"].startswith("https://example.org/code/latest/")
    assert first["cite-as"] == [{"href": SITE}]


def test_the_service_sends_signposts(port: int, published: Path) -> None:
    """With a page those that the page has; with a file of a version, its licence and the dataset."""
    pattern = re.compile(r'<([^>]+)>; rel="([^"]+)"')

    def sent(path: str) -> Links:
        found = pattern.findall(get(port, path).headers["link"])
        return {(name, urljoin(SITE, to.removeprefix("/"))) for to, name in found}

    page, dump = sent("/id/norm/6.1.html"), dict(sent("/latest/norms.csv"))
    kept = {"icon", "preload", "stylesheet"}

    assert {link for link in links(published, "id/norm/6.1.html") if link[0] not in kept} == page
    assert (dump["license"], dump["collection"]) == (LICENCE, SITE)
    assert get(port, "/linkset.json").headers["content-type"] == "application/linkset+json"
    assert "link" not in get(port, "/static/site.css").headers
