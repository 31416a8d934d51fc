"""The pages of an edition of one's own that has no recorded questions."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from browser.conftest import Host, watch
from browser.places import BUILT, PATIENCE, SIZES
from iccis.publication.publish import publish
from own_texts import BASE, make


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the publication of two texts on a file host."""
    if not BUILT.is_file():
        pytest.skip("needs the scripts of the pages: `make web`")
    folder = tmp_path_factory.mktemp("own")
    publish(folder / "site", base=make(folder / "project"), site=BASE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/site/"
    server.shutdown()
    server.server_close()


def test_the_editor_opens_with_a_query_and_answers_it(browser: Browser, own_site: str) -> None:
    """There is no example to open, and none to choose; the first query finds the norms of both texts."""
    width, height = SIZES["narrow"]
    with browser.new_context(base_url=own_site, viewport={"width": width, "height": height}) as context:
        context.set_default_timeout(PATIENCE // 4)
        page = context.new_page()
        outside, faults = watch(page, own_site)
        page.goto("sparql.html")
        page.mouse.move(1, 1)
        page.mouse.move(2, 2)
        page.wait_for_selector("#sparql[data-ready]")
        page.get_by_role("button", name="Run").click()
        page.get_by_text("not to damage the networks of another State").first.wait_for()
        assert not page.get_by_label("Question").is_visible()
        assert page.get_by_text("carry the mail").count()
        assert (outside, faults) == ([], [])
