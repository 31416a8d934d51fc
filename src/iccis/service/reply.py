"""Outcomes of queries, and the responses that are made of them."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.responses import Response
from starlette.types import Message

MIN_COMPRESSED_BYTES = 1000  # smaller bodies are sent as they are


class Reply(NamedTuple):
    """Outcome of a query: HTTP status, media type, body, and a word for the kind of failure, if any."""

    status: int
    media_type: str
    body: bytes
    failure: str = ""


class Answer(Response):
    """A response that is whole, so that it can be sent and cached without being watched."""

    def __init__(self, body: bytes, status: int, headers: Mapping[str, str], media_type: str) -> None:
        """Send `body` with the headers, its type and its length; encoding all at once saves time."""
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = [
            (name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()
        ]
        self.raw_headers += (b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body))

    def messages(self, headers: list[tuple[bytes, bytes]]) -> tuple[Message, Message]:
        """Return the response, with some more headers, as ASGI sends it: its start, then its body."""
        start = {
            "type": "http.response.start",
            "status": self.status_code,
            "headers": self.raw_headers + headers,
        }
        return start, {"type": "http.response.body", "body": self.body}


def refusal(status: int, message: str, failure: str) -> Reply:
    """Return a plain-text reply that says why there is no other."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)


def error_response(reply: Reply) -> Answer:
    """Turn a failure into a response that no cache stores; it says when to retry where that helps."""
    retry = {"Retry-After": "1"} if reply.status in (429, 503) else {}
    return Answer(reply.body, reply.status, {"Cache-Control": "no-store", **retry}, reply.media_type)
