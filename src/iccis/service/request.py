"""Headers, parameters and bodies of requests."""

import asyncio
import re
from binascii import a2b_qp
from urllib.parse import unquote_to_bytes

from starlette.requests import ClientDisconnect, Request
from starlette.types import Scope

from iccis.publication.forms import wants
from iccis.service.reply import refusal

Parameters = dict[str, list[str]]
"""The values of each parameter, in order."""
MAX_URL_BYTES = 50_000  # after the question mark; the HTTP parser itself takes 64 kB
MAX_PARAMETERS = 100
BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class RefusedError(Exception):
    """A request that is refused; its `reply` says why."""

    def __init__(self, status: int, message: str, failure: str) -> None:
        """Make the reply."""
        self.reply = refusal(status, message, failure)


def header(scope: Scope, name: bytes) -> str:
    """Return the value of a header, the lines of one that is repeated joined by commas; empty if absent.

    >>> header({"headers": [(b"accept", b"text/csv"), (b"host", b"x"), (b"accept", b"*/*")]}, b"accept")
    'text/csv, */*'
    """
    return b", ".join([value for key, value in scope["headers"] if key == name]).decode("latin-1")


def accepts_gzip(scope: Scope) -> bool:
    """Tell whether the client accepts a body compressed by gzip."""
    return wants(header(scope, b"accept-encoding"), "gzip")


def form_parameters(data: bytes) -> Parameters:
    """Parse a query string or form in UTF-8, escaped or not; raises RefusedError if it is malformed.

    >>> form_parameters(b"query=ASK+%7B%7D&x=%C3%A9&x=")
    {'query': ['ASK {}'], 'x': ['é', '']}
    """
    fields, parameters = [field for field in data.split(b"&") if field], Parameters()
    try:
        if len(fields) <= MAX_PARAMETERS:
            for field in fields:
                name, _, value = field.partition(b"=")
                parameters.setdefault(_unquote(name), []).append(_unquote(value))
            return parameters
    except UnicodeDecodeError:
        pass
    raise RefusedError(400, "The parameters cannot be read.", "malformed")


def _unquote(data: bytes) -> str:
    """Undo percent-encoding as quoted-printable, which differs in its sign and is decoded in C."""
    data = data.replace(b"+", b" ")
    if b"%" in data:
        broken = BROKEN_ESCAPE.search(data)
        data = unquote_to_bytes(data) if broken else a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"="))
    return data.decode()


def url_parameters(scope: Scope) -> Parameters:
    """Parse the parameters in the address; raises RefusedError if they are malformed or too long."""
    data = scope["query_string"]
    if len(data) > MAX_URL_BYTES:
        raise RefusedError(414, f"The URL is longer than {MAX_URL_BYTES} bytes: POST the query.", "long")
    return form_parameters(data)


def parameter(parameters: Parameters, name: str) -> str | None:
    """Return the value of a parameter, or None; raises RefusedError if there are several."""
    values = parameters.get(name, [None])
    if len(values) > 1:
        raise RefusedError(400, f"Give exactly one {name}.", "malformed")
    return values[0]


async def read_body(request: Request, *, limit: int, seconds: float) -> bytes:
    """Return the body of a request; raises RefusedError if it is larger, slower or incomplete."""
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                body += part
                if len(body) > limit:
                    raise RefusedError(413, f"The request is larger than {limit} bytes.", "long")
        return bytes(body)
    except TimeoutError:
        raise RefusedError(408, "The request did not arrive in time.", "slow") from None
    except ClientDisconnect:  # nobody reads this
        raise RefusedError(400, "The request is incomplete.", "malformed") from None
