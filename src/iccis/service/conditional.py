"""Conditional requests, as section 13 of RFC 9110 defines them."""

import re
from email.utils import parsedate_to_datetime
from hashlib import sha256

from starlette.types import Scope

from iccis.service.request import header

CONDITIONS = frozenset((b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"))
"""Headers that make a request conditional."""
ETAG = re.compile(r'(?:W/)?"[^"]*"')


def weak_etag(data: bytes) -> str:
    """Return a weak entity tag for what follows from some data."""
    return f'W/"{sha256(data).hexdigest()[:32]}"'


def conditional_status(scope: Scope, etag: str, modified: float) -> int:
    """Evaluate the conditions of a request that would otherwise succeed, in the order of section 13.2.2.

    `etag` is the entity tag of the response as its header spells it, `modified` its last change in seconds
    since 1970. The result is 304, 412, or 200 if the request is to be answered.

    >>> conditional_status({"method": "GET", "headers": [(b"if-none-match", b'"a", "b"')]}, 'W/"b"', 0)
    304
    """
    if CONDITIONS.isdisjoint(name for name, _ in scope["headers"]):
        return 200
    reads = scope["method"] in ("GET", "HEAD")
    if condition := header(scope, b"if-match"):
        if not _matches(condition, etag, weak=False):
            return 412
    elif (since := _time(scope, b"if-unmodified-since")) is not None and int(modified) > since:
        return 412
    if condition := header(scope, b"if-none-match"):
        return (304 if reads else 412) if _matches(condition, etag) else 200
    since = _time(scope, b"if-modified-since") if reads else None
    return 304 if since is not None and int(modified) <= since else 200


def _matches(condition: str, etag: str, *, weak: bool = True) -> bool:
    tags = ETAG.findall(condition)
    if weak:
        etag, tags = etag.removeprefix("W/"), [tag.removeprefix("W/") for tag in tags]
    return condition.strip() == "*" or (etag in tags and not etag.startswith("W/"))


def _time(scope: Scope, name: bytes) -> float | None:
    """Return the time in a header, or None if there is no valid one."""
    try:
        return parsedate_to_datetime(header(scope, name)).timestamp()
    except (ValueError, OverflowError):
        return None
