"""The change feed of a folder: a Linked Data Event Stream (LDES) of what each publication into it changed.

A member says that a thing was created, updated or deleted, and has all statements with the thing as their
subject in a graph of its own. A page has the members of one publication and never changes; the root lists the
pages. The last member of every thing, together, is the whole edition.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.rdf import TYPE, iri, plain, serialized
from iccis.data.store import label_blank_nodes
from iccis.publication.files import Publication

ROOT = "feed.ttl"
FOLDER = "feed"
STREAM = NamedNode(SITE + ROOT + "#stream")
NAMES = PREFIXES | {
    "as": "https://www.w3.org/ns/activitystreams#",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
CREATE, UPDATE, DELETE = (NamedNode(NAMES["as"] + name) for name in ("Create", "Update", "Delete"))

Node = NamedNode | BlankNode
Things = dict[str, frozenset[Triple]]
"""All statements, by the thing that is their subject."""


def feed(publication: Publication, out: Path) -> dict[str, bytes]:
    """Return the files of the feed by path: the root, the pages in `out`, and one for what changed."""
    pages = {path.name: path.read_bytes() for path in (out / FOLDER).glob("*.trig")}
    pages = {name: pages[name] for name in sorted(pages, key=lambda name: int(name.partition(".")[0]))}
    before, times = _replayed(publication.unbased(data) for data in pages.values())
    now = things(t for graph in publication.edition.graphs.values() for t in graph)
    time = _later(publication.edition.facts.one(SITE + "ontology", "dcterms:modified"), times)
    name = f"{len(pages) + 1}.trig"
    if quads := list(_changes(before, now, f"{SITE}{FOLDER}/{name}#", time)):
        pages[name], times = publication.rebased(serialized(quads, RdfFormat.TRIG, NAMES)), [*times, time]
    root = publication.rebased(_root(dict(zip(pages, times, strict=True))))
    return {ROOT: root, **{f"{FOLDER}/{page}": data for page, data in pages.items()}}


def _later(modified: str, times: list[str]) -> str:
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
            owner = subject.value if isinstance(subject, NamedNode) else SITE + "ontology"
            grouped[owner] |= _reached(subject, by_subject)
    return {thing: _labelled(group) for thing, group in grouped.items()}


def _reached(node: Node, by_subject: dict[Node, set[Triple]]) -> set[Triple]:
    found = set(by_subject.get(node, ()))
    for t in list(found):
        if isinstance(t.object, BlankNode):
            found |= _reached(t.object, by_subject)
    return found


def _labelled(group: set[Triple]) -> frozenset[Triple]:
    """Return the same statements, with labels of blank nodes that depend on nothing else."""
    if not any(isinstance(t.object, BlankNode) for t in group):
        return frozenset(group)
    return frozenset(quad.triple for quad in label_blank_nodes(Quad(*t) for t in group))


def _replayed(pages: Iterable[bytes]) -> tuple[Things, list[str]]:
    """Return what the pages, in their order, say of each thing in the end, and the time of each page."""
    state: Things = {}
    times = []
    for data in pages:
        groups: dict[str, set[Triple]] = defaultdict(set)
        thing_of, time = {}, ""
        for quad in parse(data, format=RdfFormat.TRIG):
            if not isinstance(quad.graph_name, DefaultGraph):
                groups[plain(quad.graph_name)].add(quad.triple)
            elif quad.predicate == iri("dcterms:isVersionOf"):
                thing_of[plain(quad.subject)] = plain(quad.object)
            elif quad.predicate == iri("dcterms:modified"):
                time = plain(quad.object)
        state |= {thing: frozenset(groups[member]) for member, thing in thing_of.items()}
        times.append(time)
    return {thing: group for thing, group in state.items() if group}, times


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


def _root(times: dict[str, str]) -> bytes:
    """Return the root: what the stream is, and where its pages are, with their times."""
    return ROOT_TURTLE.replace("RELATIONS", "".join(_relation(*item) for item in times.items())).encode()


def _relation(page: str, time: str) -> str:
    return f"""
    tree:relation [
        a tree:GreaterThanOrEqualToRelation ;
        tree:node <{FOLDER}/{page}> ;
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
