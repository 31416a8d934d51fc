"""The pages as the service sends them: under its policy, with the editor asking the service."""

import csv
import io
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.conftest import watch
from browser.places import BUILT, SECONDS, Visit, told, write
from browser.test_browser_editor import short
from serving import BIN, get

QUERY = (
    'SELECT ?norm ?label { ?norm iccis:bearer ?who ; skos:prefLabel ?label FILTER(CONTAINS(?label, "to")) }'
)
QUERY += " ORDER BY STR(?norm)"
PAGES = (
    "",
    "id/code",
    "id/norm/6.1",
    "ontology",
    "questions",
    "catalog",
    "search.html?q=divide",
    "network.html",
)


@pytest.fixture
def served(browser: Browser, port: int) -> Iterator[Visit]:
    """Open pages of the service; afterwards no request has left the host, and no script has failed."""
    if not BUILT.is_file():
        pytest.skip("needs the scripts of the pages: `make web`")
    site = f"http://127.0.0.1:{port}/"
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        outside, faults = watch(page, site)
        yield Visit(page, site)
        assert outside == []
        assert faults == []


@pytest.mark.parametrize("path", PAGES)
def test_a_name_opens_as_a_page(served: Visit, path: str) -> None:
    """A browser that goes to an IRI's path sees a page with a heading, styled, its scripts allowed."""
    page = served.open(path)
    assert page.locator("h1").count() == 1
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')")


def test_a_query_typed_in_the_editor_answers_as_the_command_line_does(served: Visit, port: int) -> None:
    """The same table, row by row; the service has answered it, not the page."""
    page = served.open("sparql")
    page.wait_for_selector("#sparql[data-ready]", timeout=20 * SECONDS)
    before = asked(port)
    write(page, QUERY)
    page.click("text=Run")
    told(page)
    page.wait_for_selector(".tabPanel.active .yasr_results tbody tr", timeout=20 * SECONDS)
    page.select_option(".tabPanel.active .tableSizer", label="All")
    rows = [row.locator("td").all_text_contents() for row in page.locator(".tabPanel.active tbody tr").all()]

    command = [str(BIN / "iccis"), "query", "-", "--format", "csv"]
    done = subprocess.run(command, input=QUERY, capture_output=True, text=True, check=True)
    _, *expected = list(csv.reader(io.StringIO(done.stdout)))
    assert len(expected) > 10
    assert rows == [[short(cell) for cell in row] for row in expected]
    assert asked(port) > before


def asked(port: int) -> int:
    """Queries that the service has answered."""
    text = get(port, "/metrics").text
    found = [line.split()[-1] for line in text.splitlines() if line.startswith("iccis_queries_total")]
    return sum(int(float(number)) for number in found)


def test_what_there_is_not_has_a_page_whose_links_lead_home(browser: Browser, port: int) -> None:
    """At any depth; one of its ways to the root is the right one, and the browser complains of the others."""
    with browser.new_context() as context:
        page = context.new_page()
        answer = page.goto(f"http://127.0.0.1:{port}/id/code/pledge/33")
        assert answer is not None
        assert answer.status == 404
        page.click("nav a >> text=Read")
        page.wait_for_url("**/id/code.html")
