"""Replies to queries."""

from typing import NamedTuple


class Reply(NamedTuple):
    """What a query led to: HTTP status, media type, body, and why it failed in a word, or nothing."""

    status: int
    type: str
    body: bytes
    failure: str = ""


def refusal(status: int, failure: str, message: str) -> Reply:
    """An answer in plain words."""
    return Reply(status, "text/plain; charset=utf-8", (message + "\n").encode(), failure)
