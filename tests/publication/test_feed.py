"""The change feed: whoever replays it has the edition, a change costs little, and no page ever changes."""

import csv
import functools
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.feed import feed
from iccis.publication.hashes import graph_hash
from serving import with_programs

BASE = "urn:x:page"
STREAMS = "https://www.w3.org/ns/activitystreams#"
READING = NamedNode(ID + "reading/own/tension-1-and-3")


@pytest.fixture(scope="module")
def changed(given: Edition) -> Edition:
    """The edition with other words in one reading."""
    takes = NamedNode(PREFIXES["iccis"] + "takes")
    graph = given.graphs["readings"]
    words = [t for t in graph if (t.subject, t.predicate) == (READING, takes)]
    assert len(words) == 1
    other = Triple(READING, takes, Literal("other words", language="en"))
    return replace(given, graphs=given.graphs | {"readings": [*(t for t in graph if t not in words), other]})


@pytest.fixture(scope="module")
def folder(published: Path, changed: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feed of a folder into which the edition was published, and then the changed one."""
    out = tmp_path_factory.mktemp("feed")
    for path, make in feed(publication(changed), published).items():
        (out / path).parent.mkdir(exist_ok=True)
        (out / path).write_bytes(make())
    return out


def whole(edition: Edition) -> str:
    """The hash of everything in an edition."""
    return graph_hash({t for graph in edition.graphs.values() for t in graph})


def members(page: Path) -> dict[str, tuple[str, set[Triple]]]:
    """The kind and the statements of each member of a page, by the thing of which it is a version."""
    kinds, versions = {}, {}
    graphs: dict[object, set[Triple]] = {}
    for quad in parse(path=page, format=RdfFormat.TRIG, base_iri=BASE):
        if not isinstance(quad.graph_name, DefaultGraph):
            graphs.setdefault(quad.graph_name, set()).add(quad.triple)
        elif quad.predicate.value == PREFIXES["rdf"] + "type":
            kinds[quad.subject] = str(quad.object).removeprefix(f"<{STREAMS}").removesuffix(">")
        elif quad.predicate.value == PREFIXES["dcterms"] + "isVersionOf":
            versions[quad.subject] = quad.object
    return {str(thing): (kinds[m], graphs.get(m, set())) for m, thing in versions.items()}


def test_the_first_page_is_the_edition(published: Path) -> None:
    """All things are created, and together they have the canonical hash that the table of graphs gives."""
    page = published / "feed" / "1.trig"
    found = members(page)
    with (published / "latest" / "graphs.csv").open(encoding="utf-8", newline="") as table:
        hashes = {name: value for name, _, value in csv.reader(table)}

    assert page.read_bytes().endswith(b"ldes:immutable true .\n")
    assert 'href="feed.ttl"' in (published / "data.html").read_text("utf-8")
    assert len(found) > 3000
    assert {kind for kind, _ in found.values()} == {"Create"}
    assert graph_hash({t for _, graph in found.values() for t in graph}) == hashes["iccis"]


def test_a_changed_reading_is_one_member_and_little_to_fetch(folder: Path, published: Path) -> None:
    """A harvester fetches the root and a page: less than a fiftieth of a dump. The first page stays."""
    root, page = folder / "feed.ttl", folder / "feed" / "2.trig"
    dump = (published / "latest" / "iccis.ttl").stat().st_size

    assert [(kind, len(graph) > 5) for kind, graph in members(page).values()] == [("Update", True)]
    assert root.stat().st_size + page.stat().st_size < dump / 50
    assert (folder / "feed" / "1.trig").read_bytes() == (published / "feed" / "1.trig").read_bytes()


def test_what_is_gone_is_deleted(given: Edition, folder: Path) -> None:
    """A thing without statements is deleted, the reading is as before again; and the time goes on."""
    made = publication(replace(given, graphs=given.graphs | {"mappings": []}))
    files = feed(made, folder)
    page = folder / "3.trig"
    page.write_bytes(files["feed/3.trig"]())
    found = members(page)
    times = [line for line in files["feed.ttl"]().decode().splitlines() if "tree:value" in line]

    assert found[str(READING)][0] == "Update"
    assert {kind for thing, (kind, graph) in found.items() if not graph} == {"Delete"}
    assert len([thing for thing, (kind, _) in found.items() if kind == "Delete"]) > 300
    assert len(times) == 3
    assert times == sorted(set(times))


def test_the_same_edition_adds_nothing(changed: Edition, folder: Path) -> None:
    """The files are those that are there."""
    files = feed(publication(changed), folder)

    assert [path for path in files if (folder / path).read_bytes() != files[path]()] == []
    assert len(files) == 3


def test_a_damaged_page_is_an_error(changed: Edition, tmp_path: Path) -> None:
    """It is named, with what to do; nothing is guessed."""
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "1.trig").write_text("<a> <b>", "utf-8")
    with pytest.raises(IccisError, match=r"1\.trig: a page of the change feed cannot be read"):
        feed(publication(changed), tmp_path)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The root of the feed at a plain file server."""
    handler = functools.partial(SimpleHTTPRequestHandler, directory=folder)
    handler.extensions_map = {".ttl": "text/turtle", ".trig": "application/trig"}  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/feed.ttl"
        server.shutdown()


def test_the_client_of_others_ends_at_the_edition(address: str, changed: Edition, from_npm: Path) -> None:
    """`ldes-client` replicates both publications, and ends at the canonical hash of the second."""
    command = ["node", str(from_npm.parent / "replicate.mjs"), address]
    done = subprocess.run(command, capture_output=True, check=False, env=with_programs())
    assert done.returncode == 0, done.stderr.decode()
    triples = {quad.triple for quad in parse(done.stdout, format=RdfFormat.N_TRIPLES)}

    assert graph_hash(triples) == whole(changed)
