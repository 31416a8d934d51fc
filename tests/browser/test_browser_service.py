"""The editor on the pages of the service: the service answers, and says the same as the command line."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.conftest import watch
from browser.places import BUILT, PATIENCE, SIZES, Visit, ask, press, told, write

QUERY = "SELECT ?norm WHERE { ?norm a <https://w3id.org/iccis/ontology#Prohibition> } ORDER BY STR(?norm)"


@pytest.fixture
def service(browser: Browser, port: int) -> Visit:
    """A page on the service."""
    if not BUILT.is_file():
        pytest.skip("needs the scripts of the pages: `make web`")
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    return Visit(page, f"http://127.0.0.1:{port}/")


def test_a_typed_query_has_the_answer_of_the_command_line(service: Visit, tmp_path: Path) -> None:
    """The editor asks the service and no other host; the table is that of `iccis query`."""
    outside, faults = watch(service.page, service.site)
    asked = []
    service.page.on("request", lambda request: asked.append(request.url))
    page = service.open("sparql.html")
    write(page, QUERY)
    press(page, "Run")
    assert told(page).endswith("ms")
    shown = page.locator(".tabPanel.active tbody td").all_text_contents()

    (tmp_path / "typed.rq").write_text(QUERY, "utf-8")
    command = [
        str(Path(sys.executable).parent / "iccis"),
        "query",
        str(tmp_path / "typed.rq"),
        "--format",
        "csv",
    ]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[1:]
    assert [cell.strip("<>") for cell in shown] == [iri.split("/id/")[-1] for iri in printed]
    assert f"{service.site}sparql" in asked
    assert not [url for url in asked if url.endswith((".wasm", ".nq.gz"))]
    assert (outside, faults) == ([], [])


def test_a_question_runs_on_its_graphs_at_the_service(service: Visit) -> None:
    """The set of graphs goes along with the query: four rows as written, not more for the other layers."""
    page = service.open("sparql.html")
    ask(page, "01-list-sponsors")
    assert told(page).startswith("4 rows")


def test_a_verdict_fits_on_a_phone(service: Visit) -> None:
    """Neither the form nor an address in the verdict is wider than the screen."""
    width, height = SIZES["narrow"]
    service.page.set_viewport_size({"width": width, "height": height})
    page = service.open("api/verify?words=To+fully+respect+the+rights+and+freedom+in+information+space")
    assert "/ambiguity/6.1" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
