"""Outcomes of queries, and responses over HTTP."""

from collections.abc import Callable
from typing import NamedTuple

Header = tuple[bytes, bytes]
MIN_COMPRESSED_BYTES = 1000
"""Smaller bodies are sent as they are."""


class Reply(NamedTuple):
    """Outcome of a query: HTTP status, media type, body, and a word for the kind of failure, if any."""

    status: int
    media_type: str
    body: bytes
    failure: str = ""


class RawResponse(NamedTuple):
    """A complete HTTP response."""

    status: int
    headers: list[Header]
    body: bytes


Respond = Callable[[RawResponse], None]
"""A callback that takes the response to a request, once."""


def refusal(status: int, message: str, failure: str = "") -> Reply:
    """Return a plain-text reply that says why there is no other."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)


def error_response(reply: Reply) -> RawResponse:
    """Turn a failure into a response that no cache stores; it says when to retry where that helps."""
    retry = [(b"retry-after", b"1")] if reply.status in (429, 503) else []
    return RawResponse(
        reply.status, [(b"cache-control", b"no-store"), *retry, *entity_headers(reply)], reply.body
    )


def entity_headers(reply: Reply) -> list[Header]:
    """Return the headers that describe the body of a reply."""
    return [(b"content-type", reply.media_type.encode()), (b"content-length", b"%d" % len(reply.body))]


INTERNAL_ERROR = error_response(refusal(500, "Internal error.", "internal"))
