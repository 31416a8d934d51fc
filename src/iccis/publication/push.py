"""Sending the data to a store: whole graphs by the Graph Store Protocol, or batches by SPARQL Update.

Either way a reader finds the old graph or the new one, where the store keeps to the standards: a PUT replaces
a graph in one request (one that was not there arrives in parts), and batches go into a graph that is moved to
its place at the end. A graph counts as sent once the store has been asked for it, and gives the same triples.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain
from typing import Any, NamedTuple, cast
from urllib.parse import quote

import httpx
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from iccis.core.base import HERE, Base
from iccis.core.errors import IccisError
from iccis.core.namespaces import GRAPH, graph_name
from iccis.core.project import Layers
from iccis.publication.stores import ADDRESS, RefusedError, client, send
from iccis.questions.ask import canonical_lines
from iccis.questions.engines import graph_answer
from iccis.questions.remote import (
    check_address,
    fetch_graph,
    first_words,
    one_line,
    refuse_deep_terms,
)

BATCH_TRIPLES = 1000
"""Triples in one update; Virtuoso refuses 2000."""
PART_TRIPLES = 10_000
"""Triples in one request for a graph that is not there yet: of 640,000 at once, each costs twice as much."""
LOADING = "/loading"
"""Suffix of the name of the graph in which batches arrive."""
BLANK = re.compile(r"^_:|> _:")
REPEATED = """SELECT ?s ?p ?o ?first ?other {
  GRAPH ?first { ?s ?p ?o } GRAPH ?other { ?s ?p ?o } FILTER(?first != ?other) }"""
"""Query for the triples of several graphs."""
N_TRIPLES = "application/n-triples"
UNVERIFIED = "accepted, not verified"


class Transfer(NamedTuple):
    """Progress of a layer: how many of its triples are in the store, of how many, and how they came there."""

    layer: str
    triples: int
    total: int
    state: str = "in progress"


def push(
    url: str,
    store: Store,
    layers: Layers,
    *,
    base: Base = HERE,
    update: bool = False,
    endpoint: str | None = None,
    batch: int = BATCH_TRIPLES,
    dry: bool = False,
    verify: bool = True,
) -> Iterator[Transfer]:
    """Put each graph of `layers` into the store behind `url`, and yield the progress of each request.

    `url` is where the store speaks the Graph Store Protocol or, with `update`, SPARQL Update. The things of a
    project of one's own, and its graphs, go below its `base`. A graph that is in the store already is not
    sent again, and after sending the store is asked for it, unless `verify` is off; with `update` both are
    possible only if the store can be queried, at `endpoint`.

    Raises IccisError for a store that refuses a graph, or accepts it and does not hold it.

    >>> from iccis.data.store import load
    >>> [step.state for step in push("http://127.0.0.1/", load(["text"]), ("text",), dry=True)]
    ['would be sent']
    """
    for address in (url, endpoint or url):
        check_address(address)
    can_ask = bool(endpoint or not update)
    verify = verify and can_ask
    with client() as http:
        for layer, lines in parts(store, layers, base):
            name = base.out(graph_name(layer))
            held = None if dry or not can_ask else _held(http, url, name, lines, endpoint)
            if dry or (held is not None and _is_equal(lines, held)):
                yield Transfer(layer, len(lines), len(lines), "would be sent" if dry else "there already")
                continue
            if update:
                sending = _send_batches(http, url, name, lines, endpoint, batch)
            else:
                pieces = batched(lines, PART_TRIPLES) if held == [] else iter([lines])
                sending = _send_parts(http, url, name, pieces)
            for arrived in sending:
                yield Transfer(layer, arrived, len(lines))
            if verify:
                _verify(http, url, name, lines, endpoint)
            yield Transfer(layer, len(lines), len(lines), "sent" if verify else UNVERIFIED)


def parts(store: Store, layers: Layers, base: Base = HERE) -> Iterator[tuple[str, list[str]]]:
    """Yield each graph of `layers` with its triples, one a line, but those that an earlier graph has.

    Some stores count a triple once for each graph that they unite, and every set of graphs that a question
    can name has the earlier layers too. A graph of an instrument is whole without those of others.

    >>> from iccis.data.store import load
    >>> [(layer, len(lines) > 100) for layer, lines in parts(load(["text"]), ("text", "text"))]
    [('text', True)]
    """
    places = {graph_name(layer): n for n, layer in enumerate(layers)}
    repeated: dict[str, set[str]] = defaultdict(set)
    for row in cast(Iterable[Any], store.query(REPEATED)):
        first, other = row["first"].value, row["other"].value
        if places.get(first, len(layers)) < places.get(other, 0) and _owner(first) in ("", _owner(other)):
            repeated[other].add(base.out(f"{row['s']} {row['p']} {row['o']}"))
    for layer in dict.fromkeys(layers):
        name = graph_name(layer)
        data = cast(bytes, store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(name)))
        lines = base.out(data.decode()).split(" .\n")[:-1]
        yield layer, _labelled([line for line in lines if line not in repeated[name]])


def _owner(name: str) -> str:
    """Return the instrument that a graph is of, by its path; empty for a graph of all."""
    return name.removeprefix(GRAPH).rpartition("/")[0]


def _labelled(lines: list[str]) -> list[str]:
    """Return triples, those with blank nodes first, which get canonical labels."""
    blank = set(filter(_has_blank, lines))
    return canonical_lines(read_lines(blank)) + [line for line in lines if line not in blank]


def _has_blank(line: str) -> bool:
    return "_:" in line and bool(BLANK.search(line))


def read_lines(lines: Iterable[str]) -> list[Triple]:
    """Return triples that are written one a line.

    >>> [triple.object.value for triple in read_lines(["<urn:s> <urn:p> <urn:o>"])]
    ['urn:o']
    """
    return [quad.triple for quad in parse(input=_document(lines), format=RdfFormat.N_TRIPLES)]


def put(http: httpx.Client, url: str, name: str, lines: Iterable[str]) -> None:
    """Replace a named graph by triples, one a line, in one request of the Graph Store Protocol."""
    send(http, "PUT", _graph_url(url, name), N_TRIPLES, _document(lines))


def _send_parts(http: httpx.Client, url: str, name: str, pieces: Iterator[list[str]]) -> Iterator[int]:
    """Send a graph in pieces, of which the first replaces it; yield how many arrived before each other."""
    put(http, url, name, first := next(pieces))
    arrived = len(first)
    for piece in pieces:
        yield arrived
        send(http, "POST", _graph_url(url, name), N_TRIPLES, _document(piece))
        arrived += len(piece)


def _held(
    http: httpx.Client, url: str, name: str, lines: list[str], endpoint: str | None
) -> list[str] | None:
    """Return the triples of a graph of the store; None if it does not give them, and may yet take others."""
    try:
        return _stored(http, url, name, lines, endpoint)
    except RefusedError as error:
        if error.status in (401, 403):
            raise
        return None


def _verify(http: httpx.Client, url: str, name: str, lines: list[str], endpoint: str | None) -> None:
    stored = _stored(http, url, name, lines, endpoint)
    if _is_equal(lines, stored):
        return
    count = len({*stored})
    fault = f"{count} triples of it instead of {len(lines)}" if count != len(lines) else "other triples in it"
    hint = f"{ADDRESS}; a store that changes or truncates what it gives needs --no-verify"
    message = f"the store accepted the graph {name.removeprefix(GRAPH)}, and holds {fault}"
    raise IccisError(message, place=endpoint or url, hint=hint)


def _is_equal(lines: Iterable[str], others: Iterable[str]) -> bool:
    """Compare graphs; only triples with blank nodes, or spelled differently, are looked at closely."""
    ours, theirs = {*lines}, {*others}
    if len(ours) != len(theirs):
        return False
    mine, yours = (
        canonical_lines(graph_answer(read_lines([*left, *filter(_has_blank, both)])).triples)
        for left, both in ((ours - theirs, ours & theirs), (theirs - ours, ours & theirs))
    )
    return mine == yours


def _stored(http: httpx.Client, url: str, name: str, lines: Iterable[str], endpoint: str | None) -> list[str]:
    """Return the triples of a graph of the store, one a line; none if it has no such graph."""
    if endpoint:
        return [str(triple) for triple in fetch_graph(endpoint, name)]
    try:
        response = send(http, "GET", _graph_url(url, name), N_TRIPLES)
    except RefusedError as error:
        if error.status == 404:
            return []
        raise
    kind = response.headers.get("Content-Type", N_TRIPLES)
    refuse_deep_terms(response.content, url)
    try:
        if form := RdfFormat.from_media_type(kind):
            data, known = response.content, list[str]()
            if form == RdfFormat.N_TRIPLES:  # what is there as it was sent need not be parsed
                sent, there = {*lines}, data.decode().split("\n")
                known = [line[:-2] for line in there if line[:-2] in sent]
                data = "\n".join(line for line in there if line[:-2] not in sent).encode()
            return known + [str(quad.triple) for quad in parse(input=data, format=form)]
        reason = f"{N_TRIPLES} was asked for"
    except (SyntaxError, ValueError) as error:
        reason = str(error)
    words = first_words(response.content) or "nothing"
    message = f"the store answers 200 with {kind} that is no graph ({reason}): {words}"
    raise IccisError(one_line(message), place=str(response.url), hint=ADDRESS)


def _send_batches(
    http: httpx.Client, url: str, name: str, lines: list[str], endpoint: str | None, size: int
) -> Iterator[int]:
    """Send a graph by SPARQL Update: into a graph beside it, which then takes its place.

    Yields how many triples have arrived, after each batch but the last.
    """
    batches = list(batched(lines, size))
    beside = name + LOADING
    start = _count_arrived(batches, list(map(str, fetch_graph(endpoint, beside)))) if endpoint else 0
    if not start:
        _update(http, url, f"DROP SILENT GRAPH <{beside}>")
    ends = list(accumulate(map(len, batches)))
    for n in range(start, len(batches)):
        _update(http, url, _insertion(beside, batches[n]))
        if n + 1 < len(batches):
            yield ends[n]
    everything = "{ ?s ?p ?o }"
    moving = f"INSERT {{ GRAPH <{name}> {everything} }} WHERE {{ GRAPH <{beside}> {everything} }}"
    # Jena 4.5 fails in MOVE
    _update(http, url, f"DROP SILENT GRAPH <{name}> ; {moving} ; DROP SILENT GRAPH <{beside}>")


def _insertion(graph: str, lines: list[str]) -> str:
    pattern = f"{{ GRAPH <{graph}> {{\n{_document(lines).decode()}}} }}"
    if any(map(_has_blank, lines)):  # Virtuoso refuses blank nodes in INSERT DATA
        return f"INSERT {pattern} WHERE {{}}"
    return f"INSERT DATA {pattern}"


def batched(lines: list[str], size: int) -> Iterator[list[str]]:
    """Split triples into batches; those with blank nodes stay together, since no label outlasts a request.

    >>> list(batched(["<a> <p> <b>", "<a> <p> <c>", "_:x <p> <a>", "_:x <p> _:y"], 1))
    [['_:x <p> <a>', '_:x <p> _:y'], ['<a> <p> <b>'], ['<a> <p> <c>']]
    """
    blank = list(filter(_has_blank, lines))
    plain = sorted(set(lines) - set(blank))
    cut = max(size - len(blank), 0)
    if first := blank + plain[:cut]:
        yield first
    yield from (plain[n : n + size] for n in range(cut, len(plain), size))


def _count_arrived(batches: list[list[str]], stored: list[str]) -> int:
    """Count the batches that arrived before an interruption; none if the graph holds anything else."""
    for n, end in enumerate(accumulate(map(len, batches)), 1):
        if end == len(stored):
            return n if _is_equal(stored, chain(*batches[:n])) else 0
    return 0


def _document(lines: Iterable[str]) -> bytes:
    return "".join(f"{line} .\n" for line in lines).encode()


def _graph_url(url: str, name: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}graph={quote(name, safe='')}"


def _update(http: httpx.Client, url: str, text: str) -> None:
    send(http, "POST", url, "application/sparql-update", text.encode())
