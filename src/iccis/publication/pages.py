"""The registry of pages: one line for each page that is not about a single thing or question.

The navigation, the section and canonical IRI of each page, and the links from IRIs to pages derive from it.
To add a page, add a line here, and to `contents.py` the function that makes the page.
"""

from typing import NamedTuple


class Page(NamedTuple):
    """A page: its file, the IRI it documents, the section it is in, and its entry in the navigation."""

    path: str
    name: str | None = None
    """Path of the IRI below the base; None for a page without an IRI of its own."""
    section: str = ""
    """Key of the entry of the navigation that is marked as current."""
    entry: str = ""
    """Words of the entry; empty for a page that the navigation leaves out."""


NOT_FOUND = "404.html"
"""The page that a file host shows at any address: its links climb to the root from every folder."""
READ = "read"
"""Stands for the page with the text: that of a work, or the home page if there are several works."""
PAGES = (
    Page("index.html", ""),
    Page(READ, None, "read", "Read"),
    Page("comparison.html", None, "read"),
    Page("paper.html", None, "read"),
    Page("revision.html", None, "read"),
    Page("regimes.html", None, "read"),
    Page("controversies.html", None, "read"),
    Page("network.html", None, "norms", "Norms"),
    Page("concepts.html", None, "concepts", "Concepts"),
    Page("ontology.html", "ontology", "ontology", "Ontology"),
    Page("model.html", None, "ontology"),
    Page("shapes.html", "shapes"),
    Page("questions.html", "questions", "questions", "Questions"),
    Page("sparql.html", None, "sparql", "SPARQL"),
    Page("data.html", None, "data", "Data"),
    Page("catalog.html", "catalog", "data"),
    Page("registries.html", None, "data"),
    Page("search.html"),
    Page("verify.html"),
    Page("languages.html"),
    Page(NOT_FOUND),
)
"""Every page, in the order of the navigation."""
MENU = tuple(page for page in PAGES if page.entry)
"""Pages that the navigation lists."""


def page_at(path: str) -> Page:
    """Return the entry of the page at `path`; the page of a thing has one with the name of the thing.

    >>> page_at("catalog.html").section, page_at("id/norm/6.1.html").name
    ('data', 'id/norm/6.1')
    """
    thing = Page(path, path.removesuffix(".html") if path.startswith("id/") else None)
    return next((page for page in PAGES if page.path == path), thing)
