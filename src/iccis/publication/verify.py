"""Checks of a publication on disk: files, serialisations, catalogue, links, and data embedded in pages."""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

from pyoxigraph import Quad, RdfFormat, parse

from iccis.check.consistency import Findings
from iccis.check.run import CheckReport, Step
from iccis.check.shapes import Problem
from iccis.data.facts import Facts
from iccis.publication.catalogue.vocabulary import checksums, index
from iccis.publication.edition import canonical
from iccis.publication.files import SUMS
from iccis.publication.forms import GRAPHS
from iccis.publication.publish import manifest
from iccis.publication.verify_pages import Files, embedded, links

FORMS = {f".{offer.extension}": RdfFormat.from_media_type(offer.type) for offer in GRAPHS}
NAMED = (".trig", ".nq")


def check_publication(folder: Path) -> CheckReport:
    """Check everything that a publication claims of itself.

    Checksums; that every file can be read; that the serialisations of a graph are the same graph; sizes and
    checksums in the catalogue; links between pages; data embedded in pages. Raises IccisError for a folder
    that is no publication.
    """
    base = str(manifest(folder)["base"])
    paths = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return CheckReport(tuple(_step(name, Files(folder, paths, base)) for name in STEPS))


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
    """Read every RDF file, and compare those that differ in their extension only."""
    groups = dict[str, list[str]]()
    graphs = (path for path in files.paths if Path(path).suffix in FORMS)
    for path in sorted(path for path in graphs if not path.endswith("context.jsonld")):
        groups.setdefault(path.rpartition(".")[0], []).append(path)
    problems = [problem for group in groups.values() for problem in _compared(files, group)]
    return f"{sum(map(len, groups.values()))} files, {len(groups)} graphs", problems


def _compared(files: Files, group: list[str]) -> Iterator[Problem]:
    """Compare the files of one graph; the union of a dataset is compared with the plain forms."""
    graphs, datasets = dict[str, set[Quad]](), dict[str, set[Quad]]()
    for path in group:
        try:
            quads = list(parse(path=files.folder / path, format=FORMS[Path(path).suffix]))
        except (SyntaxError, ValueError) as error:
            yield Problem("forms", path, "", f"cannot be read: {error}")
            continue
        graphs[path] = set(canonical(Quad(q.subject, q.predicate, q.object) for q in quads))
        if path.endswith(NAMED):
            datasets[path] = set(canonical(quads))
    yield from _differences(graphs)
    yield from _differences(datasets)


def _differences(contents: dict[str, set[Quad]]) -> Iterator[Problem]:
    first = next(iter(contents), "")
    for path in contents:
        if contents[path] != contents[first]:
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
    for address in (*facts.values(iri, "dcat:downloadURL"), *facts.values(iri, "dcat:accessURL")):
        if address.removeprefix(files.base) not in files.paths:
            yield Problem("catalogue", iri, "", f"{address} is not there: publish again")
            return
    path = facts.one(iri, "dcat:downloadURL").removeprefix(files.base)
    size = len(files.read(path))
    if facts.values(iri, "dcat:byteSize") != [str(size)]:
        yield Problem("catalogue", iri, "", f"the size of {path} is {size}: publish again")
    if checksums(facts, iri) != [files.sha256(path)]:
        yield Problem("catalogue", iri, "", f"the checksum of {path} differs: publish again")


STEPS: dict[str, Callable[[Files], Findings]] = {
    "sums": sums,
    "files": readable,
    "forms": same_graphs,
    "catalogue": distributions,
    "links": links,
    "embedded": embedded,
}
"""Checks by name."""
