"""uvicorn's HTTP protocol, with a short way for GET, and head and body of an answer in one packet.

uvloop sends at once whatever is written, so that each answer would cost two calls of the system and wake its
client twice. A query by GET, and a GET whose answer is kept, go past ASGI: no task is made for them, and the
answer is written in one piece. It is the same answer.
"""

import asyncio
import re
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from iccis.service.cache import Answer
from iccis.service.front import HEAD, Front

LONG = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade"))
LONG |= {b"x-forwarded-for", b"x-forwarded-proto"}
"""Headers of requests that go the long way: with a body, or of a client behind a proxy."""
PLAIN = re.compile(rb"/[\w./-]*")
"""Paths that mean what they say."""
LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}
NOBODY = asyncio.Event()
"""Set by uvicorn for who waits for the body of a request: here nobody does."""


class Quick:
    """What uvicorn knows of a request that goes the short way."""

    def __init__(self) -> None:
        """Begin a request."""
        self.response_complete, self.disconnected, self.keep_alive = False, False, True
        self.more_body, self.body, self.message_event = False, bytearray(), NOBODY


class Together(asyncio.Transport):
    """A transport that sends together what is written in one step of the loop."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Wrap a transport."""
        self.transport, self.parts = transport, list[bytes]()
        self.is_closing = transport.is_closing  # type: ignore[method-assign]
        self.call_soon = asyncio.get_running_loop().call_soon

    def write(self, data: bytes) -> None:  # type: ignore[override]
        """Hold some bytes until the step ends."""
        if not self.parts:
            self.call_soon(self.flush)
        self.parts.append(data)

    def send(self, data: bytes) -> None:
        """Send some bytes now, after what is held."""
        self.parts.append(data)
        self.flush()

    def flush(self) -> None:
        """Send what is held."""
        if self.parts:
            parts, self.parts = self.parts, []
            self.transport.write(b"".join(parts))

    def close(self) -> None:
        """Send what is held, then close."""
        self.flush()
        self.transport.close()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """What is known of the connection."""
        return self.transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Take no more for now."""
        self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Take more again."""
        self.transport.resume_reading()

    def abort(self) -> None:
        """Close at once."""
        self.transport.abort()


class Protocol(HttpToolsProtocol):
    """The protocol that `iccis.service.app` gives to uvicorn, whose application must be a `Front`."""

    transport: Together
    cycle: Any

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with a connection."""
        super().connection_made(Together(cast(asyncio.Transport, transport)))

    def on_headers_complete(self) -> None:
        """Answer in the short way, or leave the request to uvicorn."""
        before, self.cycle = self.cycle, Quick()
        if not self._may_be_quick(before) or not self._quick(self.cycle):
            self.cycle = before
            super().on_headers_complete()

    def _may_be_quick(self, before: Any) -> bool:
        """Whether this is a plain GET, and no answer to another request is under way on the connection."""
        return (
            self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and LONG.isdisjoint(name for name, _ in self.headers)
            and (before is None or before.response_complete)
            and not self.flow.write_paused
        )

    def _quick(self, cycle: Quick) -> bool:
        path, _, query = self.url.partition(b"?")
        if not PLAIN.fullmatch(path):
            return False
        scope = cast(dict[str, Any], self.scope)
        scope |= {"method": "GET", "path": path.decode(), "raw_path": path, "query_string": query}
        return cast(Front, self.config.app).quick(scope, partial(self._give, cycle))

    def _give(self, cycle: Quick, answer: Answer) -> None:
        """Write the answer to a query."""
        if cycle.disconnected:
            return
        headers = [*self.server_state.default_headers, *answer.headers]
        if not cycle.keep_alive:  # the service is about to end
            headers.append((b"connection", b"close"))
        head = b"".join([b"%b: %b\r\n" % header for header in headers])
        self.transport.send(b"%b%b%b\r\n%b" % (LINES[answer.status], head, HEAD, answer.body))
        cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
