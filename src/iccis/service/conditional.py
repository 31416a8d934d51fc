"""Conditional requests, as section 13 of RFC 9110 defines them."""

import re
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from gzip import compress
from hashlib import sha256

from starlette.responses import Response
from starlette.types import Scope

from iccis.service.reply import (
    MIN_COMPRESSED_BYTES,
    Headers,
    RawResponse,
    Reply,
    encoded_headers,
    error_response,
    refusal,
)
from iccis.service.request import accepts_gzip, header

CONDITIONS = frozenset((b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"))
"""Headers that make a request conditional."""
ETAG = re.compile(r'(?:W/)?"[^"]*"')


def weak_etag(data: bytes) -> str:
    """Return a weak entity tag for what follows from some data."""
    return f'W/"{sha256(data).hexdigest()[:32]}"'


def conditional_status(scope: Scope, etag: str, modified: float | None) -> int:
    """Evaluate the conditions of a request that would otherwise succeed, in the order of section 13.2.2.

    `etag` is the entity tag of the response as its header spells it, `modified` its last change in seconds
    since 1970; without one, conditions on dates are ignored. The result is 304, 412, or 200 if the request is
    to be answered.

    >>> conditional_status({"method": "GET", "headers": [(b"if-none-match", b'"a", "b"')]}, 'W/"b"', 0)
    304
    """
    if CONDITIONS.isdisjoint(dict(scope["headers"])):
        return 200
    reads = scope["method"] in ("GET", "HEAD")
    if condition := header(scope, b"if-match"):
        if not _matches(condition, etag, weak=False):
            return 412
    elif modified is not None and _time(scope, b"if-unmodified-since", default=modified) < int(modified):
        return 412
    if condition := header(scope, b"if-none-match"):
        return (304 if reads else 412) if _matches(condition, etag) else 200
    if modified is None or not reads:
        return 200
    return 304 if _time(scope, b"if-modified-since", default=-1) >= int(modified) else 200


class Responder:
    """Responses with data that last changed at some time: conditional, and cacheable as configured."""

    def __init__(self, modified: float | None, max_age: int) -> None:
        """Caches need not revalidate for `max_age` seconds; `modified` is as in `conditional_status`."""
        self.modified = modified
        self.dates = {} if modified is None else {"Last-Modified": formatdate(modified, usegmt=True)}
        self.cache_control = f"public, max-age={max_age}" if max_age else "no-cache"

    def headers(self, more: Mapping[str, str]) -> Headers:
        """Encode the headers that caches need, and more, which may replace them."""
        return encoded_headers({**self.dates, "Cache-Control": self.cache_control, **more})

    def respond(
        self, scope: Scope, reply: Reply, etag: str, headers: Headers, *, compressible: bool = False
    ) -> Response:
        """Respond with a reply that succeeded, or with 304 or 412 if conditions of the request call for it.

        `headers` are as the method of that name makes them. A body that is `compressible` is compressed if
        it is large enough, and the client accepts that.
        """
        headers = [(b"etag", etag.encode()), *headers]
        status = conditional_status(scope, etag, self.modified)
        if status == 412:
            return error_response(refusal(412, "A precondition of the request failed.", "precondition"))
        if status == 304:
            return RawResponse(b"", 304, headers)
        body = reply.body
        if compressible and len(body) >= MIN_COMPRESSED_BYTES and accepts_gzip(scope):
            body = compress(body, 5)
            headers.append((b"content-encoding", b"gzip"))
        headers += (b"content-length", b"%d" % len(body)), (b"content-type", reply.media_type.encode())
        return RawResponse(body, 200, headers)


def _matches(condition: str, etag: str, *, weak: bool = True) -> bool:
    tags = ETAG.findall(condition)
    if weak:
        etag, tags = etag.removeprefix("W/"), [tag.removeprefix("W/") for tag in tags]
    return condition.strip() == "*" or (etag in tags and not etag.startswith("W/"))


def _time(scope: Scope, name: bytes, *, default: float) -> float:
    """Return the time in a header, or the default if there is no valid one."""
    try:
        return parsedate_to_datetime(header(scope, name)).timestamp()
    except (ValueError, OverflowError):
        return default
