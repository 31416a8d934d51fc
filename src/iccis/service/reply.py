"""Outcomes of queries, and responses over HTTP."""

from gzip import compress
from typing import NamedTuple

Header = tuple[bytes, bytes]
MIN_COMPRESSED_BYTES = 1000  # smaller bodies are sent as they are


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


def refusal(status: int, message: str, failure: str = "") -> Reply:
    """Return a plain-text reply that says why there is no other."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)


def error_response(reply: Reply) -> RawResponse:
    """Turn a failure into a response that no cache stores; it says when to retry where that helps."""
    retry = [(b"retry-after", b"1")] if reply.status in (429, 503) else []
    return _response(reply, [(b"cache-control", b"no-store"), *retry], reply.body)


def success_response(reply: Reply, headers: list[Header], *, compressed: bool) -> RawResponse:
    """Turn a reply into a response with some headers, compressed if it is large enough."""
    if not compressed or len(reply.body) < MIN_COMPRESSED_BYTES:
        return _response(reply, headers, reply.body)
    return _response(reply, [*headers, (b"content-encoding", b"gzip")], compress(reply.body, 5))


def _response(reply: Reply, headers: list[Header], body: bytes) -> RawResponse:
    headers = [*headers, (b"content-type", reply.media_type.encode())]
    return RawResponse(reply.status, [*headers, (b"content-length", b"%d" % len(body))], body)


INTERNAL_ERROR = error_response(refusal(500, "Internal error.", "internal"))
