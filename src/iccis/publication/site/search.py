"""The pages that work with scripts: the search, which lists everything, and the SPARQL editor."""

from iccis.publication.assets import built
from iccis.publication.edition import Edition
from iccis.publication.site.data import groups
from iccis.publication.site.questions import by_set
from iccis.publication.site.render import render


def search(edition: Edition) -> bytes:
    """Return the page of the search."""
    return render("search.html", edition=edition, groups=groups(edition), **built("search"))


def sparql(edition: Edition, *, endpoint: str = "") -> bytes:
    """Return the page of the SPARQL editor, which queries the service at `endpoint`, or the published files.

    >>> from iccis.publication.edition import edition
    >>> b'data-endpoint="sparql"' in sparql(edition(), endpoint="sparql")
    True
    """
    groups = by_set(edition)
    return render("sparql.html", edition=edition, endpoint=endpoint, groups=groups, **built("sparql"))
