"""Checks of a publication on disk: files, serialisations, catalogue, links, and data embedded in pages."""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from posixpath import join, normpath
from time import perf_counter
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from lxml import html
from pyoxigraph import Quad, RdfFormat, Triple, parse

from iccis.check.consistency import Findings
from iccis.check.run import CheckReport, Step
from iccis.check.shapes import Problem
from iccis.data.facts import Facts
from iccis.data.store import canonical
from iccis.publication.catalogue.vocabulary import checksums, index
from iccis.publication.files import SUMS
from iccis.publication.forms import GRAPHS
from iccis.publication.pages import NOT_FOUND
from iccis.publication.publish import manifest

FORMS = {f".{offer.extension}": RdfFormat.from_media_type(offer.type) for offer in GRAPHS}
NAMED = (".trig", ".nq")
LINKS = ("href", "src", "data", "action", "xlink:href")
PARSER = html.HTMLParser(encoding="utf-8", huge_tree=True)


@dataclass
class Files:
    """A publication on disk: its folder, the paths of its files, the base of its IRIs, and its address."""

    folder: Path
    paths: set[str]
    base: str
    host: str = ""

    @cached_property
    def pages(self) -> "dict[str, Page]":
        """Every page, parsed, by its path."""
        return {p: Page(self.read(p).decode()) for p in sorted(self.paths) if p.endswith(".html")}

    def read(self, path: str) -> bytes:
        """Read a file."""
        return (self.folder / path).read_bytes()

    def sha256(self, path: str) -> str:
        """Return the checksum of a file, in hexadecimal."""
        return sha256(self.read(path)).hexdigest()


class Page:
    """Links, anchors and embedded data of a page."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.data: list[str] = []
        for element in html.document_fromstring(text, parser=PARSER).iter():
            values = element.attrib
            if not values:
                continue
            if element.tag == "script" and values.get("type") == "application/ld+json":
                self.data.append(element.text or "")
            self.anchors.add(values.get("id", ""))
            if values.get("rel") != "canonical":
                self.links += [values[name] for name in LINKS if name in values]


def check_publication(folder: Path) -> CheckReport:
    """Check everything that a publication claims of itself.

    Checksums; that every file can be read; that the serialisations of a graph are the same graph; sizes and
    checksums in the catalogue; links between pages; data embedded in pages. Raises IccisError for a folder
    that is no publication.
    """
    contents = manifest(folder)
    base, host = str(contents["base"]), str(contents.get("host", ""))
    paths = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    files = Files(folder, paths, base, host)
    return CheckReport(tuple(_step(name, files) for name in STEPS))


def _step(name: str, files: Files) -> Step:
    start = perf_counter()
    summary, problems = STEPS[name](files)
    return Step(name, summary, tuple(problems), perf_counter() - start)


def sums(files: Files) -> Findings:
    """Compare the files of each version with their recorded checksums, both ways."""
    count, problems = 0, list[Problem]()
    for path in sorted(p for p in files.paths if p.endswith("/" + SUMS)):
        version = path.removesuffix(SUMS)
        lines = (line.split("  ", 1) for line in files.read(path).decode().splitlines())
        recorded = {version + name: digest for digest, name in lines}
        present = {p for p in files.paths if p.startswith(version) and p != path}
        count += len(recorded)
        changed = {p for p in recorded.keys() & present if files.sha256(p) != recorded[p]}
        for message, wrong in (
            ("recorded but not there", recorded.keys() - present),
            ("there but not recorded", present - recorded.keys()),
            ("the checksum differs", changed),
        ):
            problems += [Problem("sums", p, "", f"{message}: publish again") for p in sorted(wrong)]
    return f"{count} checksums", problems


def readable(files: Files) -> Findings:
    """Read every table, JSON document, picture and compressed file; the RDF is read by `same_graphs`."""
    readers: dict[str, Callable[[bytes], object]] = {
        ".csv": _rows,
        ".json": json.loads,
        ".svg": ElementTree.fromstring,
        ".gz": gzip.decompress,
    }
    paths, problems = sorted(p for p in files.paths if Path(p).suffix in readers), list[Problem]()
    for path in paths:
        try:
            content = readers[Path(path).suffix](files.read(path))
        except (ValueError, ElementTree.ParseError, OSError, EOFError, zlib.error) as error:
            problems.append(Problem("files", path, "", f"cannot be read: {error}"))
            continue
        plain = path.removesuffix(".gz")
        if plain != path and plain in files.paths and content != files.read(plain):
            problems.append(
                Problem("files", path, "", f"differs from {plain} once decompressed: publish again")
            )
    return f"{len(paths)} tables, documents, pictures and compressed files", problems


def _rows(data: bytes) -> int:
    rows = [len(row) for row in csv.reader(data.decode().splitlines(), strict=True)]
    if len(set(rows)) > 1:
        raise ValueError("rows of different lengths")
    return len(rows)


def same_graphs(files: Files) -> Findings:
    """Read every RDF file, and compare those that differ in their extension only.

    Files that are the same bytes in two folders, as those of a version and of `latest`, are read once.
    """
    groups = dict[str, list[str]]()
    graphs = (path for path in files.paths if Path(path).suffix in FORMS)
    for path in sorted(path for path in graphs if not path.endswith("context.jsonld")):
        groups.setdefault(path.rpartition(".")[0], []).append(path)
    distinct = {tuple((Path(path).suffix, files.sha256(path)) for path in g): g for g in groups.values()}
    problems = [problem for group in distinct.values() for problem in _compared(files, group)]
    return f"{sum(map(len, groups.values()))} files, {len(groups)} graphs", problems


def _compared(files: Files, group: list[str]) -> Iterator[Problem]:
    """Compare the files of one graph; the union of a dataset is compared with the plain forms."""
    graphs, datasets = dict[str, set[Quad]](), dict[str, set[Quad]]()
    for path in group:
        try:
            form, base = FORMS[Path(path).suffix], files.base + path
            quads = list(parse(path=files.folder / path, format=form, base_iri=base))
        except (SyntaxError, ValueError) as error:
            yield Problem("forms", path, "", f"cannot be read: {error}")
            continue
        contents = set(canonical(quads))
        if path.endswith(NAMED):
            datasets[path] = contents
            contents = set(canonical(Quad(q.subject, q.predicate, q.object) for q in quads))
        graphs[path] = contents
    for compared in (graphs, datasets):
        first = next(iter(compared), "")
        for path in compared:
            if compared[path] != compared[first]:
                yield Problem("forms", path, "", f"does not contain the same graph as {first}: publish again")


def distributions(files: Files) -> Findings:
    """Compare what the catalogue says of each file with the file."""
    if "catalog.ttl" not in files.paths:
        return "none", [Problem("catalogue", "catalog.ttl", "", "there is no catalogue: publish again")]
    try:
        quads = parse(path=files.folder / "catalog.ttl", format=RdfFormat.TURTLE)
        facts = index(quad.triple for quad in quads)
    except (SyntaxError, ValueError) as error:
        return "unreadable", [Problem("catalogue", "catalog.ttl", "", f"cannot be read: {error}")]
    described = sorted(iri for iri in list(facts.out) if facts.one(iri, "dcat:downloadURL"))
    problems = [problem for iri in described for problem in _distribution(files, facts, iri)]
    return f"{len(described)} distributions", problems


def _distribution(files: Files, facts: Facts, iri: str) -> Iterator[Problem]:
    root = files.host or files.base
    for address in (*facts.values(iri, "dcat:downloadURL"), *facts.values(iri, "dcat:accessURL")):
        if address.removeprefix(root) not in files.paths:
            yield Problem("catalogue", iri, "", f"{address} is not there: publish again")
            return
    path = facts.one(iri, "dcat:downloadURL").removeprefix(root)
    size = len(files.read(path))
    if facts.values(iri, "dcat:byteSize") != [str(size)]:
        yield Problem("catalogue", iri, "", f"the size of {path} is {size}: publish again")
    if checksums(facts, iri) != [files.sha256(path)]:
        yield Problem("catalogue", iri, "", f"the checksum of {path} differs: publish again")


def links(files: Files) -> Findings:
    """Follow every link that stays in the publication, to its file and to its place in the page."""
    by_path = files.pages
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

    They are those of the document beside the page, those of a dump on the same things, or those of the export
    to schema.org on them.
    """
    documents = [(path, text) for path, page in files.pages.items() for text in page.data]
    laws = dict[str, set[Triple]]()
    for triple in _graph(files.read("latest/schema-org.nt"), RdfFormat.N_TRIPLES):
        laws.setdefault(str(triple.subject), set()).add(triple)
    problems = [problem for path, text in documents for problem in _differing(files, path, text, laws)]
    return f"{len(documents)} documents in pages", problems


def _differing(files: Files, path: str, text: str, laws: dict[str, set[Triple]]) -> Iterator[Problem]:
    try:
        triples = _graph(text, RdfFormat.JSON_LD)
    except (SyntaxError, ValueError) as error:
        yield Problem("embedded", path, "", f"cannot be read: {error}")
        return
    expected = _beside(files, path.removesuffix(".html"))
    subjects = {t.subject for t in triples}
    dump = f"latest/{path.removesuffix('.html')}.nt"
    if dump in files.paths:
        expected = {t for t in _graph(files.read(dump), RdfFormat.N_TRIPLES) if t.subject in subjects}
    elif triples != expected:  # then it is what the export to schema.org says of the same things
        expected = set().union(*(laws.get(str(subject), set()) for subject in subjects))
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


STEPS: dict[str, Callable[[Files], Findings]] = {
    "sums": sums,
    "files": readable,
    "forms": same_graphs,
    "catalogue": distributions,
    "links": links,
    "embedded": embedded,
}
"""Checks by name."""
