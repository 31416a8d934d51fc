"""Outcomes of queries, and responses to those that fail."""

from typing import NamedTuple

from starlette.responses import Response

MIN_COMPRESSED_BYTES = 1000  # smaller bodies are sent as they are


class Reply(NamedTuple):
    """Outcome of a query: HTTP status, media type, body, and a word for the kind of failure, if any."""

    status: int
    media_type: str
    body: bytes
    failure: str = ""


def refusal(status: int, message: str, failure: str) -> Reply:
    """Return a plain-text reply that says why there is no other."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)


def error_response(reply: Reply) -> Response:
    """Turn a failure into a response that no cache stores; it says when to retry where that helps."""
    retry = {"Retry-After": "1"} if reply.status in (429, 503) else {}
    return Response(reply.body, reply.status, {"Cache-Control": "no-store", **retry}, reply.media_type)
