"""The registry of pages: complete, and what the navigation and the links derive from."""

from iccis.publication.addresses import files_of
from iccis.publication.forms import HTML
from iccis.publication.pages import MENU, PAGES, READ, page_at
from site_pages import MADE, page


def test_every_page_beside_those_of_things_is_registered() -> None:
    """A page at the top of the site has a line in the registry, and each line has a page."""
    top = {path for path in MADE if path.endswith(".html") and "/" not in path}
    assert top | {READ} == {page.path for page in PAGES}


def test_the_iri_of_a_page_leads_to_it() -> None:
    """Negotiation and the redirects of w3id lead from the IRI of a page to the page."""
    found = {page.path: files_of(page.name)[HTML] for page in PAGES if page.name is not None}
    assert len(found) == 5
    assert found == {path: path for path in found}


def test_the_navigation_marks_the_section_of_each_page() -> None:
    """Every page lists the entries in their order and marks one, if its section is among them."""
    for path in (entry.path for entry in PAGES):
        links = page("id/code.html" if path == READ else path).xpath("//nav[@aria-label='Main']//a")
        assert [link.text_content() for link in links] == [entry.entry for entry in MENU]
        marked = [link.text_content() for link in links if link.get("aria-current")]
        assert marked == [entry.entry for entry in MENU if entry.section == page_at(path).section]
