"""Every kind of page, wide and narrow, in the light and in the dark: no barrier, and a picture to look at."""

from base64 import b64encode
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ViewportSize

from browser.places import AXE, PICTURES, SIZES, Visit, ask, kinds
from iccis.publication.pages import NOT_FOUND, PAGES, READ

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PICTURED = {
    Path(page.path).stem: "id/code.html" if page.path == READ else page.path
    for page in PAGES
    if page.path != NOT_FOUND
}
PICTURED |= {
    "pledge": "id/code/pledge/6.html",
    "norm": "id/norm/6.1.html",
    "search": "search.html?q=digital+divide",
}
"""Pages to look at: every registered page, and some of things."""
SCRIPTED = {"network", "search", "sparql"}
COMPARED = [name for name in PICTURED if name not in {*SCRIPTED, "languages", "catalog", "shapes", "paper"}]
"""Pages whose pictures with and without scripts are compared."""
TOLERANCE = 0.02
"""Share of the pixels that may differ."""
DIFFERENCE = """async (pictures) => {
  const [first, second] = await Promise.all(pictures.map(async (png) => {
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  }));
  const differs = (n) => [0, 1, 2].some((part) => Math.abs(first[n + part] - second[n + part]) > 24);
  let count = 0;
  for (let n = 0; n < first.length; n += 4) count += differs(n);
  return count / (first.length / 4);
}"""
ALIKE = 8
"""Elements of one kind in a row that are looked at: lists have hundreds, made alike."""
THIN_OUT = """(most) => {
  for (const parent of document.body.querySelectorAll("*")) {
    const count = {};
    for (const child of [...parent.children]) {
      const kind = `${child.tagName} ${child.getAttribute("class")}`;
      count[kind] = (count[kind] ?? 0) + 1;
      if (count[kind] > most) child.remove();
    }
  }
}"""
HEADER = 64
"""Pixels that the header may take, on a phone too."""


def violations(visit: Visit, rules: dict[str, list[str]]) -> list[str]:
    """What axe-core finds on the page that is open, by some rules or all, a line for each of the first."""
    found = visit.page.evaluate("(rules) => axe.run({ resultTypes: ['violations'], ...rules })", rules)
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:160]}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def test_no_page_has_a_barrier(visit: Visit, published: Path) -> None:
    """axe-core finds no violation on any kind of page; in the dark, only the colours are others."""
    found = {}
    for path in kinds(published):
        visit.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        visit.open(path)
        if path == "sparql.html":
            ask(visit.page, "30-read-pledge")
        visit.page.evaluate(AXE.read_text("utf-8"))
        visit.page.evaluate(THIN_OUT, ALIKE)
        found[path] = violations(visit, {})
        visit.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found[path] += violations(visit, {"runOnly": ["color-contrast"]})
    assert {path: lines for path, lines in found.items() if lines} == {}


def encoded(*images: bytes) -> list[str]:
    """Images as base64, for a script in the page."""
    return [b64encode(image).decode() for image in images]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_pages_have_their_picture_taken(
    visit: Visit, browser: Browser, size: str, scheme: Literal["light", "dark"]
) -> None:
    """No page is wider than the screen, and those that need no scripts look the same without them.

    The pictures are compared with each other, not with stored ones, which any change of the data outdates.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    width, height = SIZES[size]
    screen: ViewportSize = {"width": width, "height": height}
    page = visit.page
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    is_compared = (size == "wide") == (scheme == "light")  # each size and each scheme once
    differences = {}
    with browser.new_context(
        java_script_enabled=False, viewport=screen, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        plain = context.new_page()
        for name, path in PICTURED.items():
            visit.open(path)
            if name == "sparql":
                ask(page, "30-read-pledge")
            page.evaluate("document.fonts.ready")
            picture = page.screenshot(path=PICTURES / f"{name}-{size}-{scheme}.png")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate("document.querySelector('header.top').offsetHeight") <= HEADER, path
            if is_compared and name in COMPARED:
                plain.goto(visit.site + path)
                without = plain.screenshot()
                same = picture == without  # as most are, to the byte
                differences[name] = 0.0 if same else page.evaluate(DIFFERENCE, encoded(picture, without))
                if differences[name] > TOLERANCE:  # a page shows the fallback fonts if its own come late
                    plain.reload()
                    page.reload()
                    page.evaluate("document.fonts.ready")
                    differences[name] = page.evaluate(
                        DIFFERENCE, encoded(page.screenshot(), plain.screenshot())
                    )
    assert (len(differences) >= 12) == is_compared
    assert {name: share for name, share in differences.items() if share > TOLERANCE} == {}
