"""Outcomes of queries, and the responses made of them."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.responses import Response

MIN_COMPRESSED_BYTES = 1000  # smaller bodies are sent as they are
Headers = list[tuple[bytes, bytes]]
"""Headers as ASGI has them: names in lower case, and values."""


class Reply(NamedTuple):
    """Outcome of a query: HTTP status, media type, body, and a word for the kind of failure, if any."""

    status: int
    media_type: str
    body: bytes
    failure: str = ""


class RawResponse(Response):
    """A response whose headers are encoded already: those that all have need be encoded only once."""

    def __init__(self, body: bytes, status: int, headers: Headers) -> None:
        """Respond with all of `headers` and no others."""
        self.body, self.status_code, self.raw_headers, self.background = body, status, headers, None


def encoded_headers(headers: Mapping[str, str]) -> Headers:
    """Encode headers as ASGI has them.

    >>> encoded_headers({"Vary": "Accept"})
    [(b'vary', b'Accept')]
    """
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def header_lines(headers: Headers) -> bytes:
    r"""Return headers as HTTP/1.1 spells them.

    >>> header_lines([(b"vary", b"Accept")])
    b'vary: Accept\r\n'
    """
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def refusal(status: int, message: str, failure: str) -> Reply:
    """Return a plain-text reply that says why there is no other."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)


def error_response(reply: Reply) -> Response:
    """Turn a failure into a response that no cache stores; it says when to retry where that helps."""
    retry = {"Retry-After": "1"} if reply.status in (429, 503) else {}
    return Response(reply.body, reply.status, {"Cache-Control": "no-store", **retry}, reply.media_type)
