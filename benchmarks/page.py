"""Time to the first answer of the editor in the page, beside the embedded engine: `make bench-page`.

Each question is opened by a link in a new browser context. The time runs from the end of loading the page
until the table is shown, while data, engine and closure are fetched and loaded. Beside it stands the time of
the embedded engine, which reads the files and computes the closure; then the time of a second query by both.
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
from iccis.questions.engines import evaluate, oxigraph
from iccis.questions.question import question
from iccis.questions.scopes import open_scope

QUESTIONS = ("30-read-pledge", "59-list-counterparties", "92-list-supportive-readings")
RUNS = 5
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TABLE_ROWS = ".tabPanel.active .yasr_results tbody tr"
SINCE_LOAD = "performance.now() - performance.getEntriesByType('navigation')[0].loadEventEnd"
AGAIN = """async (name) => {
  const data = await (await fetch("sparql.json")).json();
  const { query, graph } = data.examples.find((example) => example.name === name);
  const body = new URLSearchParams({ query });
  for (const graphName of data.graphs[graph]) body.append("default-graph-uri", graphName);
  const start = performance.now();
  await (await fetch(new URL("sparql", location.href).href, { method: "POST", body })).text();
  return performance.now() - start;
}"""


class Host(SimpleHTTPRequestHandler):
    """A file host without a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def in_page(browser: Browser, site: str, name: str) -> tuple[float, float]:
    """Return the milliseconds to the first answer after loading, and of the same query once more."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}sparql.html#question={name}")
        page.wait_for_selector(TABLE_ROWS, timeout=30_000)
        return page.evaluate(SINCE_LOAD), page.evaluate(AGAIN, name)


def embedded(name: str) -> tuple[float, float]:
    """Return the milliseconds of the embedded engine: to read, close and query; and to query once more."""
    start = perf_counter()
    query = question(name)
    store, layers = open_scope(query.graph)
    values, engine = bindings(query, {}, store), oxigraph(store, layers)
    evaluate(engine, query.text, values)
    first = perf_counter()
    evaluate(engine, query.text, values)
    return (first - start) * 1000, (perf_counter() - first) * 1000


def main() -> None:
    """Print a table of medians, with the ratio of the page to the embedded engine."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        publish(Path(folder) / "dist")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}/dist/"
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        heads = ("page ms", "engine ms", "ratio", "again ms", "engine ms", "ratio")
        print(" " * 32 + "".join(f"{head:>11}" for head in heads))
        for name in QUESTIONS:
            runs = [(*in_page(browser, site, name), *embedded(name)) for _ in range(RUNS)]
            page, again, first, second = (statistics.median(column) for column in zip(*runs, strict=True))
            row = (page, first, page / first, again, second, again / second)
            print(f"{name:<32}" + "".join(f"{value:>11.1f}" for value in row), flush=True)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
