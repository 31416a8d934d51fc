"""Every kind of page, wide and narrow, in the light and in the dark: no barrier, and a picture to look at."""

from pathlib import Path
from typing import Literal

import pytest

from browser.places import AXE, PICTURES, SECONDS, SIZES, Visit, ask, kinds
from iccis.publication.pages import NOT_FOUND, PAGES

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PICTURED = {Path(page.path).stem: page.path for page in PAGES if page.path != NOT_FOUND}
PICTURED |= {
    "pledge": "id/code/pledge/6.html",
    "norm": "id/norm/6.1.html",
    "search": "search.html?q=digital+divide",
}
"""Pages to look at: every registered page, and some of things."""
HEADER = 64
"""Pixels that the header may take, on a phone too."""


def violations(visit: Visit, rules: dict[str, list[str]]) -> list[str]:
    """What axe-core finds on the page that is open, by some rules or all, a line for each of the first."""
    visit.page.evaluate(AXE.read_text("utf-8"))
    found = visit.page.evaluate("(rules) => axe.run({ resultTypes: ['violations'], ...rules })", rules)
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:160]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_no_page_has_a_barrier(
    visit: Visit, published: Path, scheme: Literal["light", "dark"], rules: dict[str, list[str]]
) -> None:
    """axe-core finds no violation on any kind of page; in the dark, only the colours are others."""
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for path in kinds(published):
        visit.open(path)
        if path == "sparql.html":
            ask(visit.page, "30-read-pledge")
        found[path] = violations(visit, rules)
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_have_their_picture_taken(
    visit: Visit, published: Path, size: str, scheme: Literal["light", "dark"]
) -> None:
    """Screenshots are written, and no page is wider than the screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    width, height = SIZES[size]
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name, path in PICTURED.items():
        page = visit.open(path)
        if name == "sparql":
            ask(page, "30-read-pledge")
        page.wait_for_timeout(0.3 * SECONDS)
        page.screenshot(path=PICTURES / f"{name}-{size}-{scheme}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("document.querySelector('header.top').offsetHeight") <= HEADER, path
