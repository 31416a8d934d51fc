"""Checks of the pages of a publication: their links, and the data embedded in them."""

from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pyoxigraph import RdfFormat, Triple, parse

from iccis.check.consistency import Findings
from iccis.check.shapes import Problem
from iccis.publication.edition import canonical
from iccis.publication.pages import NOT_FOUND

LINKS = ("href", "src", "data", "action", "xlink:href")


class Files(NamedTuple):
    """A publication on disk: its folder, the paths of its files, and the base of its IRIs."""

    folder: Path
    paths: set[str]
    base: str

    def read(self, path: str) -> bytes:
        """Read a file."""
        return (self.folder / path).read_bytes()

    def sha256(self, path: str) -> str:
        """Return the checksum of a file, in hexadecimal."""
        return sha256(self.read(path)).hexdigest()


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
        values = {name: value or "" for name, value in attrs}
        self.inside = tag == "script" and values.get("type") == "application/ld+json"
        if self.inside:
            self.data.append("")
        self.anchors.add(values.get("id", ""))
        if values.get("rel") != "canonical":
            self.links += [values[name] for name in LINKS if name in values]

    def handle_endtag(self, tag: str) -> None:
        """Leave the data."""
        self.inside = False

    def handle_data(self, data: str) -> None:
        """Note the data."""
        if self.inside:
            self.data[-1] += data


def pages(files: Files) -> dict[str, Page]:
    """Parse every page, by its path."""
    return {p: Page(files.read(p).decode()) for p in sorted(files.paths) if p.endswith(".html")}


def links(files: Files) -> Findings:
    """Follow every link that stays in the publication, to its file and to its place in the page."""
    by_path = pages(files)
    problems = [problem for path in by_path for problem in _broken(path, by_path, files.paths)]
    count = sum(len(page.links) for page in by_path.values())
    return f"{count} links in {len(by_path)} pages", problems


def _broken(path: str, by_path: dict[str, Page], paths: set[str]) -> Iterator[Problem]:
    for link in dict.fromkeys(by_path[path].links):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = _target(path, unquote(parts.path))
        if target not in paths:
            yield Problem("links", path, link, f"leads to {target}, which does not exist: publish again")
        elif target in by_path and not _has(by_path[target], parts.fragment):
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
    """Tell whether a page has a place; a fragment with `=` is read by a script and is no place."""
    return not fragment or "=" in fragment or unquote(fragment) in page.anchors


def embedded(files: Files) -> Findings:
    """Compare the data embedded in each page with the graph.

    They are those of the document beside the page, or those of the export to schema.org on the same things.
    """
    documents = [(path, text) for path, page in pages(files).items() for text in page.data]
    laws = dict[str, set[Triple]]()
    for triple in _graph(files.read("latest/schema-org.nt"), RdfFormat.N_TRIPLES):
        laws.setdefault(str(triple.subject), set()).add(triple)
    problems = [problem for path, text in documents for problem in _compared(files, path, text, laws)]
    return f"{len(documents)} documents in pages", problems


def _compared(files: Files, path: str, text: str, laws: dict[str, set[Triple]]) -> Iterator[Problem]:
    try:
        triples = _graph(text, RdfFormat.JSON_LD)
    except (SyntaxError, ValueError) as error:
        yield Problem("embedded", path, "", f"cannot be read: {error}")
        return
    expected = _beside(files, path.removesuffix(".html"))
    if triples != expected:  # then it is what the export to schema.org says of the same things
        expected = set().union(*(laws.get(str(subject), set()) for subject in {t.subject for t in triples}))
    for triple in sorted(triples ^ expected, key=str)[:3]:
        where = "page but not in the graph" if triple in triples else "graph but not in the page"
        yield Problem("embedded", path, str(triple), f"is in the {where}: publish again")


def _graph(data: str | bytes, form: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in canonical(parse(data, format=form))}


def _beside(files: Files, path: str) -> set[Triple]:
    """Read the document that lies beside a page."""
    for extension, form in ((".nt", RdfFormat.N_TRIPLES), (".jsonld", RdfFormat.JSON_LD)):
        if path + extension in files.paths:
            return _graph(files.read(path + extension), form)
    return set()
