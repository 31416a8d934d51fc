"""Sending the data to a store: whole graphs by the Graph Store Protocol, or batches by SPARQL Update.

Either way a reader finds the old graph or the new one, where the store keeps to the standards: a PUT replaces
a graph in one request, and batches go into a graph of their own that is moved to its place at the end.
"""

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from pyoxigraph import RdfFormat, Store, Triple, parse

from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.core.project import Layers
from iccis.data.store import triples
from iccis.questions.ask import canonical_lines
from iccis.questions.engines import graph_answer
from iccis.questions.remote import fetched

SECONDS = 300
BATCH = 1000
"""Triples of one update: Virtuoso refuses twice as many."""
LOADING = "/loading"
"""What the name of a graph has at its end while its batches arrive."""
BLANK = re.compile(r"^_:|> _:")
N_TRIPLES = "application/n-triples"
AGAIN = "the same command goes on where this one stopped"
KIND = "the address of its Graph Store Protocol is needed, or with --update that of its SPARQL Update"
USER = "set ICCIS_USER and ICCIS_PASSWORD to those of a user who may write"
HINTS = {
    400: f"{KIND}; if it is, try a smaller --batch",
    401: USER,
    403: USER,
    404: KIND,
    405: KIND,
    413: "use --update, with a small --batch",
    415: KIND,
}
"""What to do about a status."""


class Sent(NamedTuple):
    """How far the graph of a layer is: triples that are there, of how many, and how they came there."""

    layer: str
    done: int
    size: int
    state: str = "sent"


def push(
    url: str,
    store: Store,
    layers: Layers,
    *,
    update: bool = False,
    endpoint: str | None = None,
    batch: int = BATCH,
    dry: bool = False,
) -> Iterator[Sent]:
    """Put each layer into its named graph of the store behind `url`, and yield each step that is done.

    `url` is where the store speaks the Graph Store Protocol or, with `update`, SPARQL Update. A graph that
    is there already is not sent again; with `update` that is known only if the store can be asked, at
    `endpoint`.

    >>> from iccis.data.store import load
    >>> [sent.state for sent in push("http://127.0.0.1/", load(["text"]), ("text",), dry=True)]
    ['would be sent']
    """
    for address in (url, endpoint or url):
        _check(address)
    for layer, found in parts(store, layers).items():
        if dry or _is_there(url, layer, found, update=update, endpoint=endpoint):
            yield Sent(layer, len(found), len(found), "would be sent" if dry else "there already")
        elif update:
            yield from _in_batches(url, layer, found, endpoint, batch)
        else:
            put(url, layer, canonical_lines(found))
            yield Sent(layer, len(found), len(found))


def parts(store: Store, layers: Layers) -> dict[str, list[Triple]]:
    """The triples to send for each layer: what several hold goes into the first.

    Some stores count a triple once for each graph that they unite, and every set of graphs that a question
    can name has the earlier layers too.

    >>> from iccis.data.store import load
    >>> len(parts(load(["text"]), ("text", "text"))["text"]) > 100
    True
    """
    seen, out = set[Triple](), dict[str, list[Triple]]()
    for layer in dict.fromkeys(layers):
        out[layer] = [triple for triple in triples(store, [layer]) if triple not in seen]
        seen.update(out[layer])
    return out


def put(url: str, layer: str, lines: Iterable[str]) -> None:
    """Replace the graph of a layer by triples, one a line, by one request of the Graph Store Protocol."""
    _send(_graph_url(url, graph_name(layer)), _document(lines), N_TRIPLES, method="PUT")


def _check(url: str) -> None:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        hint = "give the whole address, as http://127.0.0.1:7878/store"
        raise IccisError("this is not the address of a store", place=url, hint=hint)


def _is_there(url: str, layer: str, found: list[Triple], *, update: bool, endpoint: str | None) -> bool:
    if update and endpoint is None:
        return False
    there = fetched(endpoint, (layer,))[layer] if endpoint else _got(url, layer)
    return len(there) == len(found) and _same(there, found)


def _same(one: Iterable[Triple], other: Iterable[Triple]) -> bool:
    return canonical_lines(graph_answer(one).triples) == canonical_lines(graph_answer(other).triples)


def _got(url: str, layer: str) -> list[Triple]:
    """What a store has in a graph by the Graph Store Protocol; nothing, if it does not say."""
    try:
        data = _send(_graph_url(url, graph_name(layer)), None, N_TRIPLES)
        return [quad.triple for quad in parse(input=data, format=RdfFormat.N_TRIPLES)]
    except (RefusedError, SyntaxError) as error:
        if isinstance(error, RefusedError) and error.status in (401, 403):
            raise
        return []


def _in_batches(url: str, layer: str, found: list[Triple], endpoint: str | None, size: int) -> Iterator[Sent]:
    """Send a graph by SPARQL Update: into a graph beside it, which then takes its place."""
    batches = list(batched(canonical_lines(found), size))
    name, beside = graph_name(layer), graph_name(layer + LOADING)
    start = _arrived(batches, fetched(endpoint, (layer + LOADING,))[layer + LOADING]) if endpoint else 0
    if not start:
        _update(url, f"DROP SILENT GRAPH <{beside}>")
    ends = list(accumulate(map(len, batches)))
    for n in range(start, len(batches)):
        _update(url, _insertion(beside, batches[n]))
        if n + 1 < len(batches):
            yield Sent(layer, ends[n], ends[-1])
    everything = "{ ?s ?p ?o }"
    moving = f"INSERT {{ GRAPH <{name}> {everything} }} WHERE {{ GRAPH <{beside}> {everything} }}"
    _update(
        url, f"DROP SILENT GRAPH <{name}> ; {moving} ; DROP SILENT GRAPH <{beside}>"
    )  # Jena 4.5 fails in MOVE
    yield Sent(layer, len(found), len(found))


def _insertion(graph: str, lines: list[str]) -> str:
    pattern = f"{{ GRAPH <{graph}> {{\n{_document(lines).decode()}}} }}"
    if any(BLANK.search(line) for line in lines):  # Virtuoso refuses blank nodes in INSERT DATA
        return f"INSERT {pattern} WHERE {{}}"
    return f"INSERT DATA {pattern}"


def batched(lines: list[str], size: int) -> Iterator[list[str]]:
    """Split triples into batches; those with blank nodes stay together, since no name lasts beyond a request.

    >>> list(batched(["<a> <p> <b>", "<a> <p> <c>", "_:x <p> <a>", "_:x <p> _:y"], 1))
    [['_:x <p> <a>', '_:x <p> _:y'], ['<a> <p> <b>'], ['<a> <p> <c>']]
    """
    blank = [line for line in lines if BLANK.search(line)]
    plain = sorted(set(lines) - set(blank))
    cut = max(size - len(blank), 0)
    if first := blank + plain[:cut]:
        yield first
    yield from (plain[n : n + size] for n in range(cut, len(plain), size))


def _arrived(batches: list[list[str]], there: list[Triple]) -> int:
    """Number of batches that arrived before an interruption; none, if anything else is there."""
    for n, end in enumerate(accumulate(map(len, batches)), 1):
        if end == len(there):
            sent = parse(input=_document(chain(*batches[:n])), format=RdfFormat.N_TRIPLES)
            return n if _same(there, [quad.triple for quad in sent]) else 0
    return 0


def _document(lines: Iterable[str]) -> bytes:
    return "".join(f"{line} .\n" for line in lines).encode()


def _graph_url(url: str, name: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}graph={quote(name, safe='')}"


def _update(url: str, text: str) -> None:
    _send(url, text.encode(), "application/sparql-update", method="POST")


class RefusedError(IccisError):
    """A store answered with an error."""

    def __init__(self, status: int, words: str, url: str) -> None:
        """Take the status, and what the store says."""
        self.status = status
        super().__init__(
            f"the store answers {status}: {words}",
            place=url,
            hint=HINTS.get(status, AGAIN if status >= 500 else ""),
        )


def _send(url: str, data: bytes | None, kind: str, *, method: str = "GET") -> bytes:
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError

    headers = {"Accept": kind} if data is None else {"Content-Type": kind}
    try:
        with _opener(url).open(Request(url, data, headers, method=method), timeout=SECONDS) as response:
            return bytes(response.read())
    except HTTPError as error:
        with error:
            words = " ".join(re.sub(r"<[^>]*>", " ", error.read()[:2000].decode(errors="replace")).split())[
                :300
            ]
        raise RefusedError(error.code, words or str(error.reason), url) from error
    except (URLError, OSError, HTTPException) as error:
        hint = f"is it running, and is this its address? Then {AGAIN}"
        raise IccisError(f"the store cannot be reached: {error}", place=url, hint=hint) from error


def _opener(url: str) -> OpenerDirector:
    """Opener that answers a request for a password, basic or digest, from the environment."""
    at = urlsplit(url)
    user, password = os.environ.get("ICCIS_USER", ""), os.environ.get("ICCIS_PASSWORD", "")
    return _opener_for(f"{at.scheme}://{at.netloc}/", user, password)


@lru_cache
def _opener_for(site: str, user: str, password: str) -> OpenerDirector:
    if not user:
        return build_opener()
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, site, user, password)
    return build_opener(HTTPBasicAuthHandler(passwords), Digest(passwords))


class Digest(HTTPDigestAuthHandler):
    """Digest that answers the last challenge at once: Virtuoso hangs up on a large request without it."""

    challenge: dict[str, str] | None = None

    def http_error_401(self, req: Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Let go of the answer that asks for a password."""
        with fp:
            return super().http_error_401(req, fp, code, msg, headers)

    def retry_http_digest_auth(self, req: Request, auth: str) -> Any:
        """Answer a challenge, and remember it."""
        self.challenge = parse_keqv_list([part for part in parse_http_list(auth.partition(" ")[2]) if part])
        return super().retry_http_digest_auth(req, auth)

    def http_request(self, req: Request) -> Request:
        """Answer the last challenge before it is asked again."""
        if self.challenge and not req.has_header(self.auth_header):
            known = self.get_authorization(req, self.challenge)
            req.add_unredirected_header(self.auth_header, f"Digest {known}")
        return req
