"""What the tests of the pages share: the browser's switches, the policy, where things stand in a page."""

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from iccis.publication.assets import STATIC

ROOT = Path(__file__).parents[2]
BUILT = STATIC / "built" / "licences.txt"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "build" / "screenshots"

POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 1000
PATIENCE = 60 * SECONDS
"""How long a page may take on a machine that does much else."""
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}


class Visit(NamedTuple):
    """A page of a browser, and the address of the publication."""

    page: Page
    site: str

    def open(self, path: str) -> Page:
        """Open a page of the publication, and wait until its scripts have made what they make."""
        self.page.goto(self.site + path)
        self.page.mouse.move(1, 1)  # a person is there
        self.page.mouse.move(2, 2)
        for name in ("sparql", "network", "search"):
            if path.startswith(f"{name}.html"):
                self.page.wait_for_selector(f"#{name}[data-ready]", timeout=PATIENCE)
        return self.page


def ask(page: Page, question: str) -> None:
    """Choose a question of the project in the editor, and wait for the answer to be drawn."""
    page.select_option("#sparql-example", question)
    page.wait_for_selector("#sparql:not([data-busy])", timeout=PATIENCE)
    page.wait_for_selector(".tabPanel.active .yasr_results > *", timeout=PATIENCE)


def press(page: Page, name: str) -> None:
    """Click the button with this name."""
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page) -> str:
    """What the editor says of the last answer, once there is one."""
    page.wait_for_selector("#sparql:not([data-busy])", timeout=PATIENCE)
    return page.inner_text(".sparql-status")


def write(page: Page, query: str) -> None:
    """Put a query into the editor's own field, as one who pastes it, in place of what is there."""
    page.click(".tabPanel.active .CodeMirror-lines")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def kinds(published: Path) -> list[str]:
    """One page of each kind: those at the top, one from right to left, the first of each folder of things."""
    # The page of what is not found stands at other addresses than its own.
    top = sorted(path.name for path in published.glob("*.html") if path.name != "404.html")
    first: dict[Path, str] = {}
    for path in sorted((published / "id").rglob("*.html")):
        name = path.relative_to(published)
        first.setdefault(Path(*name.parts[:3][:-1]), name.as_posix())
    return [*top, "languages/ar.html", *first.values()]
