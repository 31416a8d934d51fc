"""The change feed of a folder: a Linked Data Event Stream (LDES) of what each publication into it changed.

A member says that a thing was created, updated or deleted, and has all statements with the thing as their
subject in a graph of its own. A page has the members of one publication and never changes; the root lists the
pages. The last member of every thing, together, is the whole edition.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from iccis.core.base import Base
from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY_IRI, PREFIXES, SITE
from iccis.core.rdf import TYPE, iri, plain, serialized
from iccis.data.store import label_blank_nodes
from iccis.publication import Makers
from iccis.publication.files import Publication

ROOT = "feed.ttl"
FOLDER = "feed"
STREAM = NamedNode(SITE + ROOT + "#stream")
NAMES = {name: space for name, space in PREFIXES.items() if space != ID} | {
    "as": "https://www.w3.org/ns/activitystreams#",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
IMMUTABLE = b"<> a tree:Node ; ldes:immutable true .\n"
"""End of each page, which so need not be fetched twice; its own address is relative, as that of the root."""
CREATE, UPDATE, DELETE = (NamedNode(NAMES["as"] + name) for name in ("Create", "Update", "Delete"))

Node = NamedNode | BlankNode
Things = dict[str, frozenset[Triple]]
"""All statements, by the thing that is their subject."""


def feed(publication: Publication, folder: Path) -> Makers:
    """Return the makers of the feed by path: root, pages in the folder, and one for what changed.

    Raises IccisError for a page that cannot be read.
    """
    paths = sorted((folder / FOLDER).glob("*.trig"), key=lambda path: int(path.stem))
    before, times = _replay(publication, paths)
    now = things(t for graph in publication.edition.graphs.values() for t in graph)
    time = _next_time(publication.edition.said("dcterms:modified"), times)
    pages = [path.read_bytes() for path in paths]
    if quads := list(_changes(before, now, f"{SITE}{FOLDER}/{len(pages) + 1}.trig#", time)):
        pages, times = [*pages, serialized(quads, RdfFormat.TRIG, NAMES) + IMMUTABLE], [*times, time]
    makers: Makers = {f"{FOLDER}/{number}.trig": partial(bytes, data) for number, data in enumerate(pages, 1)}
    return makers | {ROOT: partial(_root, times)}


def _next_time(modified: str, times: list[str]) -> str:
    """Return the time of a change: when the edition was last modified, but a second after the one before."""
    after = [(datetime.fromisoformat(time) + timedelta(seconds=1)).isoformat() for time in times]
    return max([modified, *(time.replace("+00:00", "Z") for time in after)])


def things(triples: Iterable[Triple]) -> Things:
    """Return statements by thing; what a blank node says belongs to the thing that leads to it.

    A blank node that nothing leads to belongs to the ontology.

    >>> sorted(things([Triple(NamedNode("urn:x:a"), TYPE, NamedNode("urn:x:b"))]))
    ['urn:x:a']
    """
    by_subject: dict[Node, set[Triple]] = defaultdict(set)
    for t in triples:
        by_subject[t.subject].add(t)  # type: ignore[index]  # no statement is about a statement
    inner = {t.object for group in by_subject.values() for t in group if isinstance(t.object, BlankNode)}
    grouped: dict[str, set[Triple]] = defaultdict(set)
    for subject in by_subject:
        if subject not in inner:
            owner = subject.value if isinstance(subject, NamedNode) else ONTOLOGY_IRI
            grouped[owner] |= _statements(subject, by_subject)
    return {thing: _relabel(group) for thing, group in grouped.items()}


def _statements(node: Node, by_subject: dict[Node, set[Triple]]) -> set[Triple]:
    found = set(by_subject.get(node, ()))
    for t in list(found):
        if isinstance(t.object, BlankNode):
            found |= _statements(t.object, by_subject)
    return found


def _relabel(group: set[Triple]) -> frozenset[Triple]:
    """Return the same statements, with labels of blank nodes that depend on nothing else."""
    if not any(isinstance(t.object, BlankNode) for t in group):
        return frozenset(group)
    return frozenset(quad.triple for quad in label_blank_nodes(Quad(*t) for t in group))


def _replay(publication: Publication, paths: list[Path]) -> tuple[Things, list[str]]:
    """Return what the pages, in their order, say of each thing in the end, and the time of each page."""
    state: Things = {}
    times = []
    for path in paths:
        groups: dict[str, set[Triple]] = defaultdict(set)
        thing_of, time = {}, ""
        for quad in _quads(path, publication.base):
            if not isinstance(quad.graph_name, DefaultGraph):
                groups[plain(quad.graph_name)].add(quad.triple)
            elif quad.predicate == iri("dcterms:isVersionOf"):
                thing_of[plain(quad.subject)] = plain(quad.object)
            elif quad.predicate == iri("dcterms:modified"):
                time = plain(quad.object)
        state |= {thing: frozenset(groups[member]) for member, thing in thing_of.items()}
        times.append(time)
    return {thing: group for thing, group in state.items() if group}, times


def _quads(path: Path, base: Base) -> list[Quad]:
    try:
        return list(parse(base.back(path.read_bytes().decode()), format=RdfFormat.TRIG, base_iri=SITE))
    except (SyntaxError, ValueError) as error:
        hint = f"restore it, or delete the folder {FOLDER} to begin a new feed"
        raise IccisError(
            f"a page of the change feed cannot be read: {error}", place=str(path), hint=hint
        ) from error


def _changes(before: Things, now: Things, page: str, time: str) -> Iterator[Quad]:
    """Yield the members of the things that differ, each described and followed by its statements."""
    moment = Literal(time, datatype=iri("xsd:dateTime"))
    for thing in sorted(before.keys() | now.keys()):
        if before.get(thing) != now.get(thing):
            member = NamedNode(page + quote(thing.removeprefix(SITE), safe="/"))
            yield Quad(STREAM, NamedNode(NAMES["tree"] + "member"), member)
            yield Quad(member, TYPE, DELETE if thing not in now else UPDATE if thing in before else CREATE)
            yield Quad(member, iri("dcterms:isVersionOf"), NamedNode(thing))
            yield Quad(member, iri("dcterms:modified"), moment)
            for s, p, o in sorted(now.get(thing, ()), key=str):
                yield Quad(s, p, o, member)


def _root(times: list[str]) -> bytes:
    """Return the root: what the stream is, and where its pages are, with their times."""
    return ROOT_TURTLE.replace(
        "RELATIONS", "".join(_relation(*item) for item in enumerate(times, 1))
    ).encode()


def _relation(number: int, time: str) -> str:
    return f"""
    tree:relation [
        a tree:GreaterThanOrEqualToRelation ;
        tree:node <{FOLDER}/{number}.trig> ;
        tree:path dcterms:modified ;
        tree:value "{time}"^^xsd:dateTime ;
    ] ;"""


ROOT_TURTLE = f"""\
@prefix as: <{NAMES["as"]}> .
@prefix dcterms: <{NAMES["dcterms"]}> .
@prefix ldes: <{NAMES["ldes"]}> .
@prefix rdf: <{NAMES["rdf"]}> .
@prefix tree: <{NAMES["tree"]}> .
@prefix xsd: <{NAMES["xsd"]}> .

{STREAM}
    a ldes:EventStream ;
    ldes:timestampPath dcterms:modified ;
    ldes:versionCreateObject as:Create ;
    ldes:versionDeleteObject as:Delete ;
    ldes:versionOfPath dcterms:isVersionOf ;
    ldes:versionUpdateObject as:Update ;
    tree:view <> ;
.

<>
    a tree:Node ;RELATIONS
.
"""
