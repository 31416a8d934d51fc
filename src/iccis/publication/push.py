"""Sending the data to a store: whole graphs by the Graph Store Protocol, or batches by SPARQL Update.

Either way a reader finds the old graph or the new one, where the store keeps to the standards: a PUT replaces
a graph in one request, and batches go into a graph of their own that is moved to its place at the end. A
graph counts as sent once the store has been asked for it, and gives the same triples.
"""

import os
import re
import time
from collections.abc import Generator, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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
from iccis.questions.remote import (
    check_address,
    fetch_graphs,
    first_words,
    hint_for,
    one_line,
    refuse_deep_terms,
)

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
    507: f"make room on the disk of the store; then {RESUME}",
}
"""What to do about each status."""
SUCCESS = {"GET": (200,), "PUT": (200, 201, 202, 204), "POST": (200, 201, 202, 204)}
TRIES = 5
"""Requests that a busy store (429, 503) gets at most, each after the time that it asks to wait."""
MAX_WAIT_SECONDS = 60
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
    update: bool = False,
    endpoint: str | None = None,
    batch: int = BATCH_TRIPLES,
    dry: bool = False,
    verify: bool = True,
) -> Iterator[Transfer]:
    """Put each layer into its named graph of the store behind `url`, and yield the progress of each request.

    `url` is where the store speaks the Graph Store Protocol or, with `update`, SPARQL Update. A graph that is
    in the store already is not sent again, and after sending the store is asked for it, unless `verify` is
    off; with `update` both are possible only if the store can be queried, at `endpoint`.

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
        for layer, found in parts(store, layers).items():
            if dry or (can_ask and _is_current(http, url, layer, found, endpoint)):
                state = "would be sent" if dry else "there already"
                yield Transfer(layer, len(found), len(found), state)
                continue
            if update:
                yield from _send_batches(http, url, layer, found, endpoint, batch)
            else:
                put(http, url, layer, canonical_lines(found))
            if verify:
                _verify(_stored(http, url, layer, endpoint), found, layer, endpoint or url)
            yield Transfer(layer, len(found), len(found), "sent" if verify else UNVERIFIED)


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


def _is_current(http: httpx.Client, url: str, layer: str, found: list[Triple], endpoint: str | None) -> bool:
    try:
        stored = _stored(http, url, layer, endpoint)
    except RefusedError as error:
        if error.status in (401, 403):
            raise
        return False  # whether the store takes the graph is another matter
    return len(stored) == len(found) and _equal(stored, found)


def _verify(stored: list[Triple], found: list[Triple], layer: str, url: str) -> None:
    if len(stored) != len(found):
        fault = f"holds {len(stored)} triples of it instead of {len(found)}"
    elif not _equal(stored, found):
        fault = "holds other triples in it"
    else:
        return
    hint = f"{ADDRESS}; a store that changes or truncates what it gives needs --no-verify"
    raise IccisError(f"the store accepted the graph {layer}, and {fault}", place=url, hint=hint)


def _equal(one: Iterable[Triple], other: Iterable[Triple]) -> bool:
    return canonical_lines(graph_answer(one).triples) == canonical_lines(graph_answer(other).triples)


def _stored(http: httpx.Client, url: str, layer: str, endpoint: str | None) -> list[Triple]:
    """Graph of a layer, by a query or by the Graph Store Protocol; empty if the store has none."""
    if endpoint:
        return fetch_graphs(endpoint, (layer,))[layer]
    try:
        response = _send(http, "GET", _graph_url(url, layer), N_TRIPLES)
    except RefusedError as error:
        if error.status == 404:
            return []
        raise
    kind = response.headers.get("Content-Type", N_TRIPLES)
    refuse_deep_terms(response.content, url)
    try:
        if form := RdfFormat.from_media_type(kind):
            return [quad.triple for quad in parse(input=response.content, format=form)]
        reason = f"{N_TRIPLES} was asked for"
    except (SyntaxError, ValueError) as error:
        reason = str(error)
    words = first_words(response.content) or "nothing"
    message = f"the store answers 200 with {kind} that is no graph ({reason}): {words}"
    raise IccisError(one_line(message), place=str(response.url), hint=ADDRESS)


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
        super().__init__(
            one_line(
                f"the store answers {self.status}: {first_words(response.content) or response.reason_phrase}"
            ),
            place=str(response.request.url),
            hint=hint_for(self.status, response.headers.get, HINTS) or RESUME * (self.status >= 500),
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


def _send(http: httpx.Client, method: str, url: str, kind: str, data: bytes | None = None) -> httpx.Response:
    headers = {"Accept": kind} if data is None else {"Content-Type": kind}
    for _ in range(TRIES):
        try:
            response = http.request(method, url, content=data, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, NotImplementedError) as error:
            hint = f"is it running, and is this its address? Then {RESUME}"
            message = f"the store cannot be reached: {str(error) or type(error).__name__}"
            raise IccisError(one_line(message), place=url, hint=hint) from error
        wait = _seconds_to_wait(response)
        if wait is None:
            break
        time.sleep(wait)
    if response.status_code not in SUCCESS[method]:
        raise RefusedError(response)
    if re.search(rb"(?i)<form\b|type=.?password", response.content[:100_000]) and _is_page(response):
        words = first_words(response.content)
        message = f"the store answers {response.status_code} with a page that asks for input: {words}"
        raise IccisError(message, place=url, hint=f"{ADDRESS}; {USER}")
    return response


def _is_page(response: httpx.Response) -> bool:
    return "html" in response.headers.get("Content-Type", "html")


def _seconds_to_wait(response: httpx.Response) -> float | None:
    """Time that a busy store asks to wait; None if it does not ask, or for longer than is bearable."""
    wait = response.headers.get("Retry-After", "") if response.status_code in (429, 503) else ""
    try:
        seconds = float(wait) if wait.isdecimal() else _until(wait)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(seconds, 0) if seconds <= MAX_WAIT_SECONDS else None


def _until(date: str) -> float:
    return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
