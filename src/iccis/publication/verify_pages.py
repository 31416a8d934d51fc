"""Checking the pages of a publication: their links, and the data embedded in them."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from pyoxigraph import RdfFormat, Triple, parse

from iccis.check.consistency import Found
from iccis.check.shapes import Problem
from iccis.publication.edition import canonical
from iccis.publication.pages import NOT_FOUND

LINKS = ("href", "src", "data", "action", "xlink:href")


class Page(HTMLParser):
    """Links, anchors and embedded data of a page."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.data: list[str] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links and anchors."""
        found = {name: value or "" for name, value in attrs}
        self.inside = tag == "script" and found.get("type") == "application/ld+json"
        if self.inside:
            self.data.append("")
        self.anchors.add(found.get("id", ""))
        if found.get("rel") != "canonical":
            self.links += [found[name] for name in LINKS if name in found]

    def handle_endtag(self, tag: str) -> None:
        """Leave the data."""
        self.inside = False

    def handle_data(self, data: str) -> None:
        """Note the data."""
        if self.inside:
            self.data[-1] += data


def pages(folder: Path, paths: set[str]) -> dict[str, Page]:
    """Every page by its path."""
    return {p: Page((folder / p).read_text("utf-8")) for p in sorted(paths) if p.endswith(".html")}


def links(folder: Path, paths: set[str], base: str) -> Found:
    """Follow every link that stays in the publication, to its file and to its place in the page."""
    found = pages(folder, paths)
    problems = [problem for path in found for problem in _broken(path, found, paths)]
    count = sum(len(page.links) for page in found.values())
    return f"{count} links in {len(found)} pages", problems


def _broken(path: str, found: dict[str, Page], paths: set[str]) -> Iterator[Problem]:
    for link in dict.fromkeys(found[path].links):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = _target(path, unquote(parts.path))
        if target not in paths:
            yield Problem("links", path, link, f"leads to {target}, which is not there: publish again")
        elif target in found and not _has(found[target], parts.fragment):
            yield Problem("links", path, link, f"{target} has no place with that name: publish again")


def _target(path: str, link: str) -> str:
    """Path of the file that a link in the page at `path` leads to.

    >>> _target("id/norm/6.1.html", "../actor/china.html"), _target("id/code.html", "../")
    ('id/actor/china.html', 'index.html')
    """
    if not link:
        return path
    target = normpath(join(path.rpartition("/")[0], link.replace("../", "") if path == NOT_FOUND else link))
    return join("" if target == "." else target, "index.html") if link.endswith(("/", "..", ".")) else target


def _has(page: Page, fragment: str) -> bool:
    """Whether a page has a place; what a script reads from the fragment is no place."""
    return not fragment or "=" in fragment or unquote(fragment) in page.anchors


def embedded(folder: Path, paths: set[str], base: str) -> Found:
    """Compare the data embedded in each page with the graph.

    It is what the document beside the page says, or what the export to schema.org says of the same things.
    """
    found = {path: page for path, page in pages(folder, paths).items() if page.data}
    laws = _laws(folder)
    problems = [problem for path, page in found.items() for problem in _embedded(folder, path, page, laws)]
    return f"{sum(len(page.data) for page in found.values())} documents in pages", problems


def _embedded(folder: Path, path: str, page: Page, laws: dict[str, set[Triple]]) -> Iterator[Problem]:
    for text in page.data:
        try:
            found = _graph(text, RdfFormat.JSON_LD)
        except (SyntaxError, ValueError) as error:
            yield Problem("embedded", path, "", f"cannot be read: {error}")
            continue
        wanted = _beside(folder, path.removesuffix(".html"))
        if found != wanted:  # then it is what the export to schema.org says of the same things
            wanted = set().union(*(laws.get(str(subject), set()) for subject in {t.subject for t in found}))
        for triple in sorted(found ^ wanted, key=str)[:3]:
            where = "page and not in the graph" if triple in found else "graph and not in the page"
            yield Problem("embedded", path, str(triple), f"is in the {where}: publish again")


def _graph(data: str | bytes, form: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in canonical(parse(data, format=form))}


def _beside(folder: Path, path: str) -> set[Triple]:
    """Statements of the document that lies beside a page."""
    for extension, form in ((".nt", RdfFormat.N_TRIPLES), (".jsonld", RdfFormat.JSON_LD)):
        if (data := folder / (path + extension)).exists():
            return _graph(data.read_bytes(), form)
    return set()


def _laws(folder: Path) -> dict[str, set[Triple]]:
    """Statements of the export to schema.org, by subject."""
    found = dict[str, set[Triple]]()
    for triple in _graph((folder / "latest" / "schema-org.nt").read_bytes(), RdfFormat.N_TRIPLES):
        found.setdefault(str(triple.subject), set()).add(triple)
    return found
