"""The pages that work with scripts: the search, which lists everything, and the SPARQL editor."""

from functools import partial

from iccis.publication import Makers
from iccis.publication.assets import built
from iccis.publication.edition import Edition
from iccis.publication.site.data import groups
from iccis.publication.site.questions import by_set
from iccis.publication.site.render import render


def pages(edition: Edition, *, endpoint: str = "") -> Makers:
    """Return the makers of the pages, by path.

    >>> from iccis.publication.edition import edition
    >>> list(pages(edition()))
    ['search.html', 'sparql.html']
    """
    return {
        "search.html": partial(_search, edition),
        "sparql.html": partial(sparql, edition, endpoint=endpoint),
    }


def _search(edition: Edition) -> bytes:
    return render("search.html", "search.html", edition=edition, groups=groups(edition), **built("search"))


def sparql(edition: Edition, *, endpoint: str = "") -> bytes:
    """Return the page of the SPARQL editor, which queries the service at `endpoint`, or the published files.

    >>> from iccis.publication.edition import edition
    >>> b'data-endpoint="sparql"' in sparql(edition(), endpoint="sparql")
    True
    """
    context = {"edition": edition, "endpoint": endpoint, "groups": by_set(edition)}
    return render("sparql.html", "sparql.html", **context, **built("sparql"))
