"""A browser, and the publication on a plain file host, below a path."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.places import BUILT, PATIENCE, POLICY, SWITCHES, Visit


class Host(SimpleHTTPRequestHandler):
    """A file host that sends the content security policy which the pages are made for."""

    def end_headers(self) -> None:
        """Add the policy."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(published: Path) -> Iterator[str]:
    """Address of the publication on a file host, below a path of its own."""
    if not BUILT.is_file():
        pytest.skip("needs the scripts of the pages: `make web`")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(published.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{published.name}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests here; it ends with them, since its event loop disturbs those of others."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("needs chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(SWITCHES))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Open pages; afterwards no request has left the host, and no script has failed."""
    with browser.new_context(base_url=site) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        outside, faults = watch(page, site)
        yield Visit(page, site)
        assert outside == []
        assert faults == []


def watch(page: Page, site: str) -> tuple[list[str], list[str]]:
    """Lists that fill with requests to other hosts, and with errors of scripts."""
    outside: list[str] = []
    faults: list[str] = []
    inner = (origin(site), "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(inner) else outside.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    return outside, faults


def origin(site: str) -> str:
    """Host and port of an address."""
    return "/".join(site.split("/")[:3]) + "/"
