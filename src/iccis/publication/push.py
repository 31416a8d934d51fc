"""Sending the data to a store: whole graphs by the Graph Store Protocol, or batches by SPARQL Update.

Either way a reader finds the old graph or the new one, where the store keeps to the standards: a PUT replaces
a graph in one request, and batches go into a graph of their own that is moved to its place at the end.
"""

import os
import re
from collections.abc import Generator, Iterable, Iterator
from itertools import accumulate, chain
from typing import NamedTuple
from urllib.parse import quote

import httpx
from pyoxigraph import RdfFormat, Store, Triple, parse

from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.core.project import Layers
from iccis.data.store import triples
from iccis.questions.ask import canonical_lines
from iccis.questions.engines import graph_answer
from iccis.questions.remote import fetch_graphs

TIMEOUT_SECONDS = 300
BATCH_TRIPLES = 1000
"""Triples in one update; Virtuoso refuses 2000."""
LOADING = "/loading"
"""Suffix of the name of the graph in which batches arrive."""
BLANK = re.compile(r"^_:|> _:")
N_TRIPLES = "application/n-triples"
RESUME = "the same command resumes where this one stopped"
ADDRESS = "give the address of its Graph Store Protocol, or with --update that of its SPARQL Update"
USER = "set ICCIS_USER and ICCIS_PASSWORD to those of a user who may write"
HINTS = {
    400: f"{ADDRESS}; if this is one, try a smaller --batch",
    401: USER,
    403: USER,
    404: ADDRESS,
    405: ADDRESS,
    413: "use --update, with a small --batch",
    415: ADDRESS,
}
"""What to do about each status."""


class Transfer(NamedTuple):
    """Progress of a layer: how many of its triples are in the store, of how many, and how they came there."""

    layer: str
    triples: int
    total: int
    state: str = "sent"


def push(
    url: str,
    store: Store,
    layers: Layers,
    *,
    update: bool = False,
    endpoint: str | None = None,
    batch: int = BATCH_TRIPLES,
    dry: bool = False,
) -> Iterator[Transfer]:
    """Put each layer into its named graph of the store behind `url`, and yield the progress of each request.

    `url` is where the store speaks the Graph Store Protocol or, with `update`, SPARQL Update. A graph that is
    in the store already is not sent again; with `update` that is known only if the store can be queried, at
    `endpoint`.

    >>> from iccis.data.store import load
    >>> [step.state for step in push("http://127.0.0.1/", load(["text"]), ("text",), dry=True)]
    ['would be sent']
    """
    for address in (url, endpoint or url):
        _check(address)
    with client() as http:
        for layer, found in parts(store, layers).items():
            if dry or _is_current(http, url, layer, found, update=update, endpoint=endpoint):
                state = "would be sent" if dry else "there already"
                yield Transfer(layer, len(found), len(found), state)
            elif update:
                yield from _send_batches(http, url, layer, found, endpoint, batch)
            else:
                put(http, url, layer, canonical_lines(found))
                yield Transfer(layer, len(found), len(found))


def parts(store: Store, layers: Layers) -> dict[str, list[Triple]]:
    """Return the triples to send for each layer; a triple of several layers goes into the first.

    Some stores count a triple once for each graph that they unite, and every set of graphs that a question
    can name has the earlier layers too.

    >>> from iccis.data.store import load
    >>> len(parts(load(["text"]), ("text", "text"))["text"]) > 100
    True
    """
    earlier, out = set[Triple](), dict[str, list[Triple]]()
    for layer in dict.fromkeys(layers):
        out[layer] = [triple for triple in triples(store, [layer]) if triple not in earlier]
        earlier.update(out[layer])
    return out


def put(http: httpx.Client, url: str, layer: str, lines: Iterable[str]) -> None:
    """Replace the graph of a layer by triples, one a line, in one request of the Graph Store Protocol."""
    _send(http, "PUT", _graph_url(url, layer), N_TRIPLES, _document(lines))


def _check(url: str) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL()
    if parsed.scheme not in ("http", "https") or not parsed.host:
        hint = "give the whole address, for example http://127.0.0.1:7878/store"
        raise IccisError("not the address of a store", place=url, hint=hint)


def _is_current(
    http: httpx.Client, url: str, layer: str, found: list[Triple], *, update: bool, endpoint: str | None
) -> bool:
    if update and endpoint is None:
        return False
    stored = fetch_graphs(endpoint, (layer,))[layer] if endpoint else _stored(http, url, layer)
    return len(stored) == len(found) and _equal(stored, found)


def _equal(one: Iterable[Triple], other: Iterable[Triple]) -> bool:
    return canonical_lines(graph_answer(one).triples) == canonical_lines(graph_answer(other).triples)


def _stored(http: httpx.Client, url: str, layer: str) -> list[Triple]:
    """Graph of a layer by the Graph Store Protocol; empty if the store does not give it."""
    try:
        data = _send(http, "GET", _graph_url(url, layer), N_TRIPLES)
        return [quad.triple for quad in parse(input=data, format=RdfFormat.N_TRIPLES)]
    except RefusedError as error:
        if error.status in (401, 403):
            raise
    except SyntaxError:
        pass
    return []


def _send_batches(
    http: httpx.Client, url: str, layer: str, found: list[Triple], endpoint: str | None, size: int
) -> Iterator[Transfer]:
    """Send a graph by SPARQL Update: into a graph beside it, which then takes its place."""
    batches = list(batched(canonical_lines(found), size))
    loading = layer + LOADING
    name, beside = graph_name(layer), graph_name(loading)
    start = _count_arrived(batches, fetch_graphs(endpoint, (loading,))[loading]) if endpoint else 0
    if not start:
        _update(http, url, f"DROP SILENT GRAPH <{beside}>")
    ends = list(accumulate(map(len, batches)))
    for n in range(start, len(batches)):
        _update(http, url, _insertion(beside, batches[n]))
        if n + 1 < len(batches):
            yield Transfer(layer, ends[n], ends[-1])
    everything = "{ ?s ?p ?o }"
    moving = f"INSERT {{ GRAPH <{name}> {everything} }} WHERE {{ GRAPH <{beside}> {everything} }}"
    # Jena 4.5 fails in MOVE
    _update(http, url, f"DROP SILENT GRAPH <{name}> ; {moving} ; DROP SILENT GRAPH <{beside}>")
    yield Transfer(layer, len(found), len(found))


def _insertion(graph: str, lines: list[str]) -> str:
    pattern = f"{{ GRAPH <{graph}> {{\n{_document(lines).decode()}}} }}"
    if any(BLANK.search(line) for line in lines):  # Virtuoso refuses blank nodes in INSERT DATA
        return f"INSERT {pattern} WHERE {{}}"
    return f"INSERT DATA {pattern}"


def batched(lines: list[str], size: int) -> Iterator[list[str]]:
    """Split triples into batches; those with blank nodes stay together, since no label outlasts a request.

    >>> list(batched(["<a> <p> <b>", "<a> <p> <c>", "_:x <p> <a>", "_:x <p> _:y"], 1))
    [['_:x <p> <a>', '_:x <p> _:y'], ['<a> <p> <b>'], ['<a> <p> <c>']]
    """
    blank = [line for line in lines if BLANK.search(line)]
    plain = sorted(set(lines) - set(blank))
    cut = max(size - len(blank), 0)
    if first := blank + plain[:cut]:
        yield first
    yield from (plain[n : n + size] for n in range(cut, len(plain), size))


def _count_arrived(batches: list[list[str]], stored: list[Triple]) -> int:
    """Count the batches that arrived before an interruption; none if the graph holds anything else."""
    for n, end in enumerate(accumulate(map(len, batches)), 1):
        if end == len(stored):
            expected = parse(input=_document(chain(*batches[:n])), format=RdfFormat.N_TRIPLES)
            return n if _equal(stored, [quad.triple for quad in expected]) else 0
    return 0


def _document(lines: Iterable[str]) -> bytes:
    return "".join(f"{line} .\n" for line in lines).encode()


def _graph_url(url: str, layer: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}graph={quote(graph_name(layer), safe='')}"


def _update(http: httpx.Client, url: str, text: str) -> None:
    _send(http, "POST", url, "application/sparql-update", text.encode())


class RefusedError(IccisError):
    """The error of a store that refuses a request."""

    def __init__(self, response: httpx.Response) -> None:
        """Take the status and the words of the response."""
        self.status = response.status_code
        markup = response.content[:2000].decode(errors="replace")
        words = " ".join(re.sub(r"<[^>]*>", " ", markup).split())[:300]
        super().__init__(
            f"the store answers {self.status}: {words or response.reason_phrase}",
            place=str(response.request.url),
            hint=HINTS.get(self.status, RESUME if self.status >= 500 else ""),
        )


class Password(httpx.Auth):
    """User and password for a store, by the scheme that it asks for: Digest, or else Basic.

    Nothing is sent before the store asks. From then on every request is authenticated at once: Virtuoso hangs
    up on a large request that is not.
    """

    def __init__(self, user: str, password: str) -> None:
        """Wait for a challenge."""
        self.schemes = {
            "digest": httpx.DigestAuth(user, password),
            "basic": httpx.BasicAuth(user, password),
        }
        self.scheme: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request, again with the password if the store asks for it."""
        if self.scheme is None:
            response = yield request
            offers = response.headers.get("www-authenticate", "") if response.status_code == 401 else ""
            names = (name for name in self.schemes if re.search(rf"(?i)(^|, *){name} ", offers))
            self.scheme = self.schemes.get(next(names, ""))
        if self.scheme:
            yield from self.scheme.auth_flow(request)


def client() -> httpx.Client:
    """Return an HTTP client for one store, with the password from the environment; it follows no redirect."""
    user = os.environ.get("ICCIS_USER", "")
    auth = Password(user, os.environ.get("ICCIS_PASSWORD", "")) if user else None
    return httpx.Client(auth=auth, timeout=TIMEOUT_SECONDS)


def _send(http: httpx.Client, method: str, url: str, kind: str, data: bytes | None = None) -> bytes:
    headers = {"Accept": kind} if data is None else {"Content-Type": kind}
    try:
        response = http.request(method, url, content=data, headers=headers)
    except httpx.HTTPError as error:
        hint = f"is it running, and is this its address? Then {RESUME}"
        raise IccisError(f"the store cannot be reached: {error}", place=url, hint=hint) from error
    if not response.is_success:
        raise RefusedError(response)
    return response.content
