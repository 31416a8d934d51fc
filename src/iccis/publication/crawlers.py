"""Files for crawlers: the map of the site, what they may read, and the linkset."""

from collections.abc import Iterable, Iterator
from functools import cache, partial
from xml.sax.saxutils import escape

from iccis.publication import Makers
from iccis.publication.addresses import encoded
from iccis.publication.dumps import dumps
from iccis.publication.files import LATEST, Publication
from iccis.publication.pages import NOT_FOUND
from iccis.publication.signposts import as_json, as_text, linkset

SITEMAP = "sitemap.xml"


def discovery(publication: Publication) -> Makers:
    """Return the makers of the files for crawlers.

    >>> from iccis.publication import contents
    >>> from iccis.publication.edition import edition
    >>> discovery(contents.publication(edition()))["robots.txt"]().splitlines()[-1]
    b'Sitemap: https://w3id.org/iccis/sitemap.xml'
    """
    edition, root = publication.edition, publication.root
    links = cache(lambda: linkset(edition, (f"{LATEST}/{name}" for name in dumps(edition)), root))

    def pages() -> bytes:
        paths = sorted(path for path in publication if path.endswith(".html") and path != NOT_FOUND)
        return sitemap(paths, root, edition.said("dcterms:modified")[:10])

    return {
        "linkset.json": lambda: as_json(links()),
        "linkset.txt": lambda: as_text(links()),
        SITEMAP: pages,
        "robots.txt": partial(robots, root),
    }


def sitemap(paths: Iterable[str], root: str, modified: str) -> bytes:
    """Return the map of the pages at `paths` below the address `root`, each with its date, empty if unknown.

    >>> sitemap(["a.html"], "https://example.org/", "2026-11-24").split()[-2]
    b'<url><loc>https://example.org/a.html</loc><lastmod>2026-11-24</lastmod></url>'
    """
    return "".join(f"{line}\n" for line in _lines(paths, root, modified)).encode()


def _lines(paths: Iterable[str], root: str, modified: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    date = f"<lastmod>{modified}</lastmod>" if modified else ""
    for path in paths:
        yield f"<url><loc>{escape(encoded(root + path))}</loc>{date}</url>"
    yield "</urlset>"


def robots(root: str) -> bytes:
    """Return `robots.txt`: everything may be read, and where the map is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {root}{SITEMAP}\n".encode()
