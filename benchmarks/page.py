"""The first answer of the editor in the page, beside the embedded engine, in one run: `make bench-page`.

Each question is asked by a link, in a new browser context: the time runs from the end of loading the page to
the table being there, with data, engine and closure fetched and read in between. Beside it stands the same
question by the embedded engine, which reads the files and computes the closure; and both asked once more.
"""

import shutil
import statistics
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser, sync_playwright

from iccis.publication.publish import publish
from iccis.questions.ask import bindings
from iccis.questions.engines import oxigraph
from iccis.questions.question import question
from iccis.questions.scopes import open_scope

QUESTIONS = ("30-read-pledge", "59-list-counterparties", "92-list-supportive-readings")
TIMES = 5
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DRAWN = ".tabPanel.active .yasr_results tbody tr"
SINCE_LOAD = "performance.now() - performance.getEntriesByType('navigation')[0].loadEventEnd"
AGAIN = """async (name) => {
  const known = await (await fetch("sparql.json")).json();
  const { query, graph } = known.examples.find((one) => one.name === name);
  const body = new URLSearchParams({ query });
  for (const graphName of known.graphs[graph]) body.append("default-graph-uri", graphName);
  const start = performance.now();
  await (await fetch(new URL("sparql", location.href).href, { method: "POST", body })).text();
  return performance.now() - start;
}"""


class Quiet(SimpleHTTPRequestHandler):
    """A file host that says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def in_page(browser: Browser, site: str, name: str) -> tuple[float, float]:
    """Milliseconds to the first answer after loading, and of the same query once more."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}sparql.html#question={name}")
        page.wait_for_selector(DRAWN, timeout=30_000)
        return page.evaluate(SINCE_LOAD), page.evaluate(AGAIN, name)


def embedded(name: str) -> tuple[float, float]:
    """Milliseconds of the embedded engine: files read, closed and asked; and asked once more."""
    start = perf_counter()
    asked = question(name)
    store, layers = open_scope(asked.graph)
    bound, engine = bindings(asked, {}, store), oxigraph(store, layers)
    engine(asked.text, bound)
    first = perf_counter()
    engine(asked.text, bound)
    return (first - start) * 1000, (perf_counter() - first) * 1000


def main() -> None:
    """Print the table: medians, and how many times the page takes what the embedded engine takes."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        publish(Path(folder) / "dist")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}/dist/"
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        heads = ("page ms", "engine ms", "ratio", "again ms", "engine ms", "ratio")
        print(" " * 32 + "".join(f"{head:>11}" for head in heads))
        for name in QUESTIONS:
            runs = [(*in_page(browser, site, name), *embedded(name)) for _ in range(TIMES)]
            page, again, first, second = (statistics.median(column) for column in zip(*runs, strict=True))
            row = (page, first, page / first, again, second, again / second)
            print(f"{name:<32}" + "".join(f"{value:>11.1f}" for value in row), flush=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
