"""What a request says: its headers and parameters."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote_plus

from iccis.service.reply import Reply, refusal

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Pairs = list[tuple[str, str]]
LONGEST_URL = 50_000
"""Bytes after the question mark; the parser of requests itself takes 64 kB."""
MOST_PAIRS = 100


class RefusedError(Exception):
    """A request that gets no answer: the reply says why."""

    def __init__(self, reply: Reply) -> None:
        """Take the reply."""
        self.reply = reply


def header(scope: Message, name: bytes) -> str:
    """Value of the first header of a name, or nothing.

    >>> header({"headers": [(b"accept", b"text/csv")]}, b"accept")
    'text/csv'
    """
    for known, value in scope["headers"]:
        if known == name:
            return bytes(value).decode("latin-1")
    return ""


def pairs_of(text: str) -> Pairs:
    """Names and values of a query string or form.

    >>> pairs_of("query=ASK+%7B%7D&x=%C3%A9")
    [('query', 'ASK {}'), ('x', 'é')]
    """
    parts = text.split("&")
    try:
        if len(parts) > MOST_PAIRS:
            raise ValueError
        pairs = [part.partition("=")[::2] for part in parts if part]
        return [(unquoted(name), unquoted(value)) for name, value in pairs]
    except ValueError:
        raise RefusedError(refusal(400, "malformed", "The parameters cannot be read.")) from None


def unquoted(text: str) -> str:
    r"""What a part of a query string means; raises ValueError if that is not UTF-8.

    >>> unquoted("100%25+%5C"), unquoted("100%")
    ('100% \\', '100%')
    """
    if "%" not in text and "+" not in text:
        return text
    escaped = text.replace("\\", "\\\\").replace("+", " ").replace("%", "\\x")
    try:  # in one go: urllib goes from escape to escape, which takes as long as all the rest of a request
        return escaped.encode("latin-1").decode("unicode_escape").encode("latin-1").decode()
    except UnicodeError:
        return unquote_plus(text, errors="strict")


def of_address(scope: Message) -> Pairs:
    """Parameters of a request by GET."""
    text = scope["query_string"].decode("ascii", "replace")
    if len(text) > LONGEST_URL:
        raise RefusedError(refusal(414, "long", f"More than {LONGEST_URL} bytes: POST the query."))
    return pairs_of(text)


def one(pairs: Pairs, name: str) -> str | None:
    """Value of a parameter, if it is there; RefusedError if it is there twice."""
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise RefusedError(refusal(400, "malformed", f"Give one {name}."))
    return values[0] if values else None


def matches(scope: Message, key: str) -> bool:
    """Whether the client has this already."""
    given = header(scope, b"if-none-match")
    return bool(given) and any(part.strip().rstrip('"').endswith(key[:24]) for part in given.split(","))
