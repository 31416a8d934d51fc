"""The page of the model: a picture, prefixes, patterns of IRIs, queries to copy, and every property."""

from urllib.parse import urlencode

from iccis.core.namespaces import ONTOLOGY, PREFIXES, SITE
from iccis.publication.edition import Edition
from iccis.publication.patterns import Pattern, iris, patterns
from iccis.publication.properties import Model
from iccis.publication.site.picture_pages import drawing
from iccis.publication.site.render import render


def page(edition: Edition) -> bytes:
    """Return the page."""
    return render(
        "model.html",
        edition=edition,
        base=SITE,
        prefixes=PREFIXES,
        iris=iris(edition.base),
        patterns=[(pattern, run(pattern)) for pattern in patterns(edition.base)],
        properties=list(Model(base=edition.base).properties()),
        namespace=ONTOLOGY,
        **drawing(edition, "model"),
    )


def run(pattern: Pattern) -> str:
    """Return the path of the SPARQL page with a query and its set of graphs.

    >>> run(Pattern("All", "closure", "ASK {}"))
    'sparql.html#query=ASK+%7B%7D&graph=closure'
    """
    return "sparql.html#" + urlencode({"query": pattern.query, "graph": pattern.graph})
