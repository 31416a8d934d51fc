"""A cache of responses in memory."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.types import Message, Scope

from iccis.service.conditional import CONDITIONS
from iccis.service.reply import header_lines

CACHE_BYTES = 32 * 1024 * 1024  # for all responses, approximately
MAX_BODY_BYTES = 1024 * 1024
OVERHEAD_BYTES = 2_000  # of a response besides its body and key: headers and the objects around them
KEY_SLOTS = 1 << 14  # keys, approximately, that are remembered after their first request
MAX_REQUESTS = 1000  # that are remembered as they came
MAX_REQUEST_BYTES = 4000  # of one of them
BYPASS_HEADERS = CONDITIONS | {b"range", b"authorization"}  # requests with these bypass the cache
KEY_HEADERS = frozenset((b"host", b"x-forwarded-proto", b"accept", b"accept-encoding"))
"""Headers that a response depends on."""

REQUEST = "iccis.request"
"""Extension of an ASGI scope: the request as it came."""
Request = tuple[str, bytes]
"""The address that a request came from, and all its bytes."""
CacheKey = tuple[bytes, bytes, tuple[tuple[bytes, bytes], ...]]
Messages = tuple[Message, Message]
"""A response as ASGI sends it: its start, then its body."""


def cache_key(scope: Mapping[str, Any]) -> CacheKey | None:
    """Return what the response to a request depends on; None if it bypasses the cache.

    >>> cache_key({"method": "GET", "raw_path": b"/x", "query_string": b"", "headers": [(b"accept", b"*/*")]})
    (b'/x', b'', ((b'accept', b'*/*'),))
    >>> cache_key({"method": "POST"}) is None
    True
    """
    if scope["method"] not in ("GET", "HEAD"):
        return None
    relevant = []
    for header in scope["headers"]:
        if header[0] in KEY_HEADERS:
            relevant.append(header)
        elif header[0] in BYPASS_HEADERS:
            return None
    return scope["raw_path"], scope["query_string"], tuple(relevant)


class Known(NamedTuple):
    """A request whose response was cached: its scope and key, and the headers of the response, encoded."""

    scope: Scope
    key: CacheKey
    head: bytes


class ResponseCache:
    """Responses by key; the least recently used is dropped first.

    A response is stored when it is requested for the second time: most never are, and would displace those
    that are. Requests that get one are remembered as they came: see `iccis.service.wire`.
    """

    def __init__(self, max_bytes: int = CACHE_BYTES) -> None:
        """Store about `max_bytes` bytes."""
        self.max_bytes, self.size, self.hits = max_bytes, 0, 0
        self.requested = [0] * KEY_SLOTS
        self.entries: OrderedDict[CacheKey, tuple[Messages, int]] = OrderedDict()
        self.known: dict[Request, Known] = {}

    def get(self, key: CacheKey | None) -> Messages | None:
        """Return the response for a key, if it is stored."""
        if key is None or (entry := self.entries.get(key)) is None:
            return None
        self.entries.move_to_end(key)
        self.hits += 1
        return entry[0]

    def remember(self, scope: Scope, key: CacheKey | None, response: Messages) -> None:
        """Remember a request that got a response from the cache, if the scope has its bytes."""
        request, headers = scope.get("extensions", {}).get(REQUEST), response[0]["headers"]
        if key is None or request is None or len(request[1]) > MAX_REQUEST_BYTES:
            return
        if scope["method"] != "GET" or b"content-length" not in dict(headers):
            return
        if len(self.known) >= MAX_REQUESTS:
            self.known.clear()
        self.known[request] = Known(scope, key, header_lines(headers))

    def put(self, key: CacheKey | None, response: Messages) -> None:
        """Store a response if it succeeded, is small, and has an ETag: it then stays the same."""
        start, body = response[0], response[1].get("body", b"")
        if key is None or not self._was_requested(key) or start["status"] != 200:
            return
        if len(body) > MAX_BODY_BYTES or all(name != b"etag" for name, _ in start["headers"]):
            return
        path, query, headers = key
        size = OVERHEAD_BYTES + len(path) + len(query) + sum(len(value) for _, value in headers)
        size += len(body)
        self.size += size - self.entries.get(key, (response, 0))[1]
        self.entries[key] = response, size
        while self.size > self.max_bytes:
            self.size -= self.entries.popitem(last=False)[1][1]

    def _was_requested(self, key: CacheKey) -> bool:
        """Tell whether a key came before, and not too many others since; remember it."""
        number = hash(key)
        slot = number % KEY_SLOTS
        previous, self.requested[slot] = self.requested[slot], number
        return previous == number
