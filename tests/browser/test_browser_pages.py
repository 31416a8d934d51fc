"""Reading and following: the reading page, things, the graph, the search; and the same without scripts."""

import csv
import re
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from browser.places import PATIENCE, SIZES, Visit, kinds, press

PLEDGE = "code/pledge/6"
OVERLAP = 1
"""Pixels by which boxes of labels may touch, since their edges are rounded."""
LABELS = """() => {
  const { cy } = document.querySelector("#network .network-canvas")._cyreg;
  const only = { includeNodes: false, includeEdges: false, includeOverlays: false, includeUnderlays: false };
  const labels = cy.nodes().filter((node) => node.visible()).map((node) => ({
    name: node.id(),
    box: node.renderedBoundingBox({ ...only, includeLabels: true }),
    letters: node.numericStyle("font-size") * cy.zoom(),
  }));
  return { labels, width: cy.width() };
}"""
INK = """() => [...document.querySelectorAll("#network canvas")].some((canvas) => canvas
  .getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte))"""


def plain(text: str) -> str:
    """Text with single spaces."""
    return " ".join(text.split())


def verbatim(published: Path, clause: str) -> str:
    """Words of a clause, from the published table."""
    with (published / "latest" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        return next(row["text"] for row in csv.DictReader(file) if row["clause"].endswith(clause))


def test_pledge_6_is_read_word_for_word(visit: Visit, published: Path) -> None:
    """The words of the pledge stand on the reading page as received, its norms marked in them."""
    page = visit.open("id/code.html")
    words = page.locator(f"#{PLEDGE.replace('/', '-').removeprefix('code-')} .words")
    assert plain(words.text_content() or "") == plain(verbatim(published, PLEDGE))
    assert words.locator(".mark").count() >= 1


def test_a_norm_leads_to_its_counterparty(visit: Visit) -> None:
    """From the norms on the reading page to a norm, from the norm to whom it is owed."""
    page = visit.open("id/code.html")
    page.get_by_role("radio", name="Norms").check(force=True)
    page.get_by_role("link", name=re.compile("9.1, norm in full")).click()
    link = page.locator("dl.said div", has=page.locator("dt", has_text="Counterparty")).locator("a").first
    name = link.inner_text()
    link.click()
    page.wait_for_url(re.compile(r"/id/(actor/[^/]+|position/.+/bearer)\.html$"))
    assert page.inner_text("h1").lower() == name.lower()


def test_a_reading_leads_to_its_source(visit: Visit) -> None:
    """From a pledge to who reads it how, and from there to where that is written."""
    page = visit.open("id/code/pledge/3.html")
    page.locator(".is-reading a.plain").first.click()
    page.wait_for_url("**/id/reading/**")
    source = page.locator("dl.said div", has=page.locator("dt:text-is('Source')")).locator("a").first
    target = source.get_attribute("href") or ""
    source.click()
    page.wait_for_url("**/id/source/**")
    assert page.url.endswith(target.rsplit("/", 1)[-1])
    assert page.locator("main a[href^='http']").count() >= 1


UNDERLINED = """(layer) => [...document.querySelectorAll(`.words .mark.of-${layer}`)]
  .filter((mark) => getComputedStyle(mark).textDecorationLine === "underline").length"""


def test_a_clause_is_read_in_its_views_by_keyboard_and_without_scripts(browser: Browser, site: str) -> None:
    """Clean words first; the arrow keys change the view; a mark that is chosen shows its norm alone."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{site}id/code/pledge/3.html")
        words = page.locator(".words")
        before = words.text_content()
        assert [page.evaluate(UNDERLINED, layer) for layer in ("norm", "ambiguity")] == [0, 0]
        assert page.locator(".words a.tag:visible").count() == 0
        assert page.locator(".beside .note:visible").count() > 10

        page.locator("#view-text").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#view-norm").is_checked()
        assert page.evaluate(UNDERLINED, "norm") >= 1
        assert page.locator(".beside .note:visible").count() == 0
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#norm-3.2")
        assert page.locator(".norms .note:visible").count() == 1
        page.get_by_role("link", name="All norms of pledge 3").click()
        assert page.locator(".norms .note:visible").count() == page.locator(".norms .note").count() > 1

        page.locator("#view-norm").focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate(UNDERLINED, "ambiguity") >= 4
        assert page.evaluate(UNDERLINED, "norm") == 0
        assert page.locator(".beside .note:visible").count() == page.locator(".is-ambiguity li.note").count()
        assert words.text_content() == before


def test_the_menu_opens_on_a_phone_without_scripts(browser: Browser, site: str) -> None:
    """Its links and the search are out of sight until it is opened by keyboard."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{site}id/code/pledge/3.html")
        link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions")
        assert not link.is_visible()
        page.get_by_role("button", name="Menu").press("Enter")
        assert link.is_visible()
        link.click()
        page.wait_for_url("**/questions.html")


SHIFT = """() => new Promise((resolve) => document.fonts.ready.then(() => new PerformanceObserver((list) =>
  resolve(list.getEntries().map((entry) => entry.value))).observe({ type: "layout-shift", buffered: true })
  || setTimeout(() => resolve([]), 500)))"""
FONTS = ["Source Serif 4", "Source Sans 3"]
LOADED = "[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)"


def test_nothing_moves_when_the_fonts_arrive(visit: Visit) -> None:
    """The pair of fonts is there with the page, and no part of the page shifts."""
    for path in ("id/code/pledge/6.html", "id/code.html"):
        page = visit.open(path)
        assert page.evaluate(SHIFT) == [], path
        loaded = page.evaluate(LOADED)
        assert [name.strip('"') for name in loaded] == FONTS, path


OVERPRINTED = """() => {
  const box = (element) => element.getBoundingClientRect();
  const overlap = (a, b) =>
    a.bottom > b.top + 1 && b.bottom > a.top + 1 && a.right > b.left + 1 && b.right > a.left + 1;
  const held = document.querySelector(".study .held");
  const others = [...document.querySelectorAll(".beside, .study > .norms")];
  const found = [];
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 3) {
    scrollTo(0, y);
    if (others.some((other) => overlap(box(held), box(other)))) found.push(y);
  }
  return found;
}"""
"""Positions of the page at which the words, which stay in view, lie over what stands beside or below them."""


def test_the_words_that_stay_in_view_lie_over_nothing(visit: Visit) -> None:
    """In each view of a clause on a wide screen, wherever the page is scrolled to."""
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    for pledge in (3, 4, 6):
        page = visit.open(f"id/code/pledge/{pledge}.html")
        for view in page.locator(".switch input").all():
            view.check(force=True)
            assert page.evaluate(OVERPRINTED) == [], (pledge, view.get_attribute("id"))


def test_digital_divide_is_found(visit: Visit) -> None:
    """The form in the header finds the words, and the first hit is the concept of that name."""
    page = visit.open("id/code.html")
    page.fill("header input[type=search]", "digital divide")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search[data-ready]")
    hits = page.locator(".search-found a")
    assert hits.first.inner_text() == "digital divide"
    assert "pledge 9" in hits.all_inner_texts()
    assert not page.locator("#index").is_visible()
    found = page.locator(".search-found li", has=page.get_by_role("link", name="pledge 9", exact=True))
    assert found.locator("mark").all_inner_texts() == ["digital divide"]
    assert (found.locator("a").get_attribute("href") or "").endswith(
        ":~:text=to%20close%20the-,digital%20divide"
    )
    hits.first.click()
    page.wait_for_url("**/id/concept/digital-divide.html*")
    assert page.inner_text("h1").lower() == "digital divide"


def test_the_search_finds_as_one_types(visit: Visit) -> None:
    """The list changes with each letter, says how many there are, and says when there is none."""
    page = visit.open("search.html")
    assert page.locator("#index").is_visible()
    page.fill("#search-words", "suprema")
    assert "No results" in page.inner_text("#search [role=status]")
    page.fill("#search-words", "sovereign")
    assert page.locator(".search-found li").count() > 1
    assert "results" in page.inner_text("#search [role=status]")
    page.fill("#search-words", "zebra pledge 4")
    assert "pledge 4 pledge without “zebra”" in plain(page.locator(".search-found li").first.inner_text())
    assert "Nothing has all of these words" in page.inner_text("#search [role=status]")


def test_the_graph_is_searched_filtered_and_followed(visit: Visit) -> None:
    """By keyboard alone: find a norm, follow it to its bearer, and take a layer away."""
    page = visit.open("network.html")
    page.fill(".network-find input", "to fully respect the rights and freedom in information space")
    page.locator(".network-follow").first.focus()
    page.keyboard.press("Enter")
    assert "to fully respect" in page.inner_text(".network-panel h2")
    page.locator(".network-follow", has_text="State subscribing to the Code").press("Enter")
    assert page.inner_text(".network-panel h2") == "State subscribing to the Code"
    page.locator(".network-panel h2 a").click()
    page.wait_for_url("**/id/actor/subscribing-state.html")
    page.go_back()
    page.wait_for_selector("#network[data-ready]", timeout=PATIENCE)
    page.get_by_role("checkbox", name="actors").uncheck()
    page.fill(".network-find input", "State subscribing")
    assert "0 nodes" in page.inner_text(".network-panel")


@pytest.mark.parametrize("size", SIZES)
def test_the_overview_of_the_graph_is_legible(visit: Visit, size: str) -> None:
    """At first sight, no label lies on another, none leaves its width, and letters have 9 pixels or more."""
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})
    seen = visit.open("network.html").evaluate(LABELS)
    labels = [label["box"] for label in seen["labels"]]
    assert len(labels) > 49
    assert [
        (a["name"], b["name"])
        for a, b in combinations(seen["labels"], 2)
        if overlap(a["box"], b["box"]) > OVERLAP
    ] == []
    assert all(box["x1"] >= 0 and box["x2"] <= seen["width"] for box in labels)
    assert min(label["letters"] for label in seen["labels"]) >= 9


def overlap(a: dict[str, float], b: dict[str, float]) -> float:
    """Pixels by which two boxes share both width and height; none if they are apart."""
    return min(min(a[f"{d}2"], b[f"{d}2"]) - max(a[f"{d}1"], b[f"{d}1"]) for d in "xy")


def test_the_whole_graph_is_shown_on_demand(visit: Visit) -> None:
    """A button draws every node of the visible layers, another goes back to the clauses."""
    page = visit.open("network.html")
    before = len(page.evaluate(LABELS)["labels"])
    press(page, "Whole graph")
    assert len(page.evaluate(LABELS)["labels"]) > 3 * before
    press(page, "By clause")
    assert len(page.evaluate(LABELS)["labels"]) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_graph_is_drawn(visit: Visit, scheme: str) -> None:
    """The canvas is not empty, in either colour scheme."""
    visit.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    assert visit.open("network.html").evaluate(INK)


def test_pages_are_readable_without_scripts(browser: Browser, site: str, published: Path) -> None:
    """With scripts off, every kind of page has its heading and its words, and says what needs scripts."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for path in kinds(published):
            page.goto(site + path)
            assert page.locator("h1").count() == 1, path
            assert len(page.locator("main").inner_text()) > 150, path
        for path in ("network.html", "sparql.html", "search.html"):
            page.goto(site + path)
            assert "requires JavaScript" in page.locator("main").inner_text(), path
            assert page.locator("main a").count() > 20, path


def test_citations_are_copied_and_selected_words_have_a_link(visit: Visit) -> None:
    """With the date of access; the link to a quotation leads to its words."""
    page = visit.open("id/code/pledge/4.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("details.cite summary")
    assert "[date]" not in page.inner_text("p.citation")
    page.get_by_role("button", name="Copy citation").click()
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("p.citation")
    page.get_by_role("button", name="Copy BibTeX").click()
    assert "  urldate = {20" in page.evaluate("navigator.clipboard.readText()")
    for extension, words in {"bib": "@misc{", "ris": "TY  - ELEC", "csl.json": '"accessed"'}.items():
        with page.expect_download() as saved:
            page.get_by_role("link", name=f"code-pledge-4.{extension}").click()
        assert saved.value.suggested_filename.endswith(f"-code-pledge-4.{extension}")
        assert words in saved.value.path().read_text("utf-8")
    button = page.get_by_role("button", name="Copy link to these words")
    assert not button.is_visible()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.words'))")
    button.click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{visit.site}id/code/pledge/4.html#:~:text=4.%20To%20endeavor")


LETTERS = """() => [...document.querySelectorAll("main *")].filter((element) => element.checkVisibility()
    && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
  .map((element) => parseFloat(getComputedStyle(element).fontSize) * 72 / 96)"""
"""Sizes of the letters of a page, in points."""


def test_a_clause_prints_in_readable_letters_with_its_address(visit: Visit) -> None:
    """The pledge with most notes: citation, words and norms on the first sheet, then all notes."""
    page = visit.open("id/code/pledge/3.html")
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert len(sheets) <= 3
    first = [
        sheets[0].index(words) for words in ("w3id.org/iccis/id/code/pledge/3", "3. To cooperate", "Norms")
    ]
    assert first == sorted(first)
    assert all(" ".join(sheets).count(words) for words in ("Ambiguities", "Interpretations", "Parallels"))
    page.emulate_media(media="print")
    assert min(page.evaluate(LETTERS)) >= 9
