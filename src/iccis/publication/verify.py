"""Checking a publication on disk: files, serialisations, catalogue, links, and data embedded in pages."""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

from pyoxigraph import Dataset, Quad, RdfFormat, Triple, parse

from iccis.check.consistency import Found
from iccis.check.run import CheckReport, Step
from iccis.check.shapes import Problem
from iccis.publication.edition import canonical
from iccis.publication.files import SUMS
from iccis.publication.forms import GRAPHS
from iccis.publication.publish import manifest
from iccis.publication.verify_pages import embedded, links

FORMS = {f".{offer.extension}": RdfFormat.from_media_type(offer.type) for offer in GRAPHS}
NAMED = (".trig", ".nq")
DCAT, SPDX = "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"


def check_publication(folder: Path) -> CheckReport:
    """Check everything that a publication claims of itself.

    Checksums; that every file can be read; that the serialisations of a graph are the same graph; sizes and
    checksums in the catalogue; links between pages; data embedded in pages. Raises IccisError for a folder
    that is no publication.
    """
    base = str(manifest(folder)["base"])
    paths = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return CheckReport(tuple(_step(name, folder, paths, base) for name in STEPS))


def _step(name: str, folder: Path, paths: set[str], base: str) -> Step:
    start = perf_counter()
    found, problems = STEPS[name](folder, paths, base)
    return Step(name, found, tuple(problems), perf_counter() - start)


def fault(path: str, message: str, constraint: str, value: str = "") -> Problem:
    """What is wrong with a file."""
    return Problem(constraint, path, value, message)


def sums(folder: Path, paths: set[str], base: str) -> Found:
    """Compare the files of each version with their recorded checksums, both ways."""
    count, problems = 0, list[Problem]()
    for path in sorted(p for p in paths if p.endswith("/" + SUMS)):
        version = path.removesuffix(SUMS)
        lines = (line.split("  ", 1) for line in (folder / path).read_text("utf-8").splitlines())
        known = {version + name: digest for digest, name in lines}
        there = {p for p in paths if p.startswith(version) and p != path}
        count += len(known)
        problems += [
            fault(p, "recorded but not there: publish again", "sums") for p in sorted(known.keys() - there)
        ]
        problems += [
            fault(p, "there but not recorded: publish again", "sums") for p in sorted(there - known.keys())
        ]
        changed = (p for p in sorted(known.keys() & there) if _sha256(folder / p) != known[p])
        problems += [fault(p, "the checksum is another: publish again", "sums") for p in changed]
    return f"{count} checksums", problems


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def readable(folder: Path, paths: set[str], base: str) -> Found:
    """Read every table, JSON document, picture and compressed file; the RDF is read by `same_graphs`."""
    readers: dict[str, Callable[[bytes], object]] = {
        ".csv": _rows,
        ".json": json.loads,
        ".svg": ElementTree.fromstring,
        ".gz": gzip.decompress,
    }
    known = sorted(p for p in paths if Path(p).suffix in readers)
    problems = []
    for path in known:
        data = (folder / path).read_bytes()
        try:
            found = readers[Path(path).suffix](data)
        except (ValueError, ElementTree.ParseError, OSError, EOFError, zlib.error) as error:
            problems.append(fault(path, f"cannot be read: {error}", "files"))
            continue
        plain = path.removesuffix(".gz")
        if plain != path and plain in paths and found != (folder / plain).read_bytes():
            problems.append(fault(path, f"is not what {plain} holds: publish again", "files"))
    return f"{len(known)} tables, documents, pictures and compressed files", problems


def _rows(data: bytes) -> int:
    rows = [len(row) for row in csv.reader(data.decode().splitlines(), strict=True)]
    if len(set(rows)) > 1:
        raise ValueError("rows of different lengths")
    return len(rows)


def same_graphs(folder: Path, paths: set[str], base: str) -> Found:
    """Read every RDF file, and compare those that differ in their extension only."""
    count, problems, groups = 0, list[Problem](), dict[str, list[str]]()
    for path in sorted(p for p in paths if Path(p).suffix in FORMS and not p.endswith("context.jsonld")):
        groups.setdefault(path.rpartition(".")[0], []).append(path)
    for group in groups.values():
        count += len(group)
        problems += _compared(folder, group)
    return f"{count} files, {len(groups)} graphs", problems


def _compared(folder: Path, group: list[str]) -> Iterator[Problem]:
    """Problems of the files of one graph; the union of a dataset is compared with the plain forms."""
    graphs = dict[str, set[Triple]]()
    datasets = dict[str, set[Quad]]()
    for path in group:
        try:
            quads = list(parse(path=folder / path, format=FORMS[Path(path).suffix]))
        except (SyntaxError, ValueError) as error:
            yield fault(path, f"cannot be read: {error}", "forms")
            continue
        union = canonical(Quad(q.subject, q.predicate, q.object) for q in quads)
        graphs[path] = {quad.triple for quad in union}
        if path.endswith(NAMED):
            datasets[path] = set(canonical(quads))
    yield from _differences(graphs)
    yield from _differences(datasets)


def _differences(found: dict[str, set[Triple]] | dict[str, set[Quad]]) -> Iterator[Problem]:
    first = next(iter(found), "")
    for path in found:
        if found[path] != found[first]:
            yield fault(path, f"does not hold the graph that {first} holds: publish again", "forms")


def distributions(folder: Path, paths: set[str], base: str) -> Found:
    """Compare what the catalogue says of each file with the file."""
    if "catalog.ttl" not in paths:
        return "none", [fault("catalog.ttl", "there is no catalogue: publish again", "catalogue")]
    try:
        data = Dataset(parse(path=folder / "catalog.ttl", format=RdfFormat.TURTLE))
    except (SyntaxError, ValueError) as error:
        return "unreadable", [fault("catalog.ttl", f"cannot be read: {error}", "catalogue")]
    said = dict[str, dict[str, list[str]]]()
    for quad in data:
        by_name = said.setdefault(_value(quad.subject), {})
        by_name.setdefault(_value(quad.predicate), []).append(_value(quad.object))
    files = [s for s, by_name in said.items() if DCAT + "downloadURL" in by_name]
    problems = [problem for s in sorted(files) for problem in _distribution(folder, paths, base, said, s)]
    return f"{len(files)} distributions", problems


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _distribution(
    folder: Path, paths: set[str], base: str, said: dict[str, dict[str, list[str]]], name: str
) -> Iterable[Problem]:
    about = said[name]
    for address in (*about[DCAT + "downloadURL"], *about.get(DCAT + "accessURL", ())):
        if address.removeprefix(base) not in paths:
            yield fault(name, f"{address} is not there: publish again", "catalogue")
            return
    path = about[DCAT + "downloadURL"][0].removeprefix(base)
    data = (folder / path).read_bytes()
    if about.get(DCAT + "byteSize") != [str(len(data))]:
        yield fault(name, f"the size of {path} is {len(data)}: publish again", "catalogue")
    sums = (said.get(one, {}).get(SPDX + "checksumValue", []) for one in about.get(SPDX + "checksum", ()))
    if [*chain.from_iterable(sums)] != [sha256(data).hexdigest()]:
        yield fault(name, f"the checksum of {path} is another: publish again", "catalogue")


STEPS: dict[str, Callable[[Path, set[str], str], Found]] = {
    "sums": sums,
    "files": readable,
    "forms": same_graphs,
    "catalogue": distributions,
    "links": links,
    "embedded": embedded,
}
"""What is checked: each step takes the folder, the paths of its files and the base of IRIs."""
