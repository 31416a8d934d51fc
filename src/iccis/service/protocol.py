"""uvicorn's HTTP protocol with a fast path for GET, and responses written in one piece.

uvloop sends at once whatever is written, so that head and body would cost two system calls and wake the
client twice. A query by GET, and a GET whose response is cached, bypass ASGI: no task is created for them.
The response is the same as on the slow path.

This relies on internals of uvicorn, which is therefore pinned to a minor version.
"""

import asyncio
import re
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from iccis.service.gateway import COMMON_HEADERS, Gateway
from iccis.service.reply import Header, RawResponse

SLOW_PATH_HEADERS = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade"))
SLOW_PATH_HEADERS |= {b"x-forwarded-for", b"x-forwarded-proto"}
"""Headers of requests that take the slow path: those with a body, or from a client behind a proxy."""
PLAIN_PATH = re.compile(rb"/[\w./-]*")  # without escapes
STATUS_LINES = {s.value: f"HTTP/1.1 {s.value} {s.phrase}\r\n".encode() for s in HTTPStatus}
UNUSED_EVENT = asyncio.Event()  # uvicorn sets it to wake an application that waits for a body: here none does


def encode_headers(headers: list[Header]) -> bytes:
    """Encode headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


COMMON_HEADER_BYTES = encode_headers(COMMON_HEADERS)


class FastPathCycle:
    """The state that uvicorn expects of a request, for one on the fast path."""

    def __init__(self) -> None:
        """Begin a request."""
        self.response_complete, self.disconnected, self.keep_alive = False, False, True
        self.more_body, self.body, self.message_event = False, bytearray(), UNUSED_EVENT


class BatchingTransport:
    """A transport that sends together what is written in one iteration of the event loop."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Wrap a transport."""
        self.transport, self.parts = transport, list[bytes]()
        self.is_closing = transport.is_closing
        self.call_soon = asyncio.get_running_loop().call_soon

    def __getattr__(self, name: str) -> Any:
        """Leave everything but writing to the transport."""
        return getattr(self.transport, name)

    def write(self, data: bytes) -> None:
        """Hold some bytes until the iteration ends."""
        if not self.parts:
            self.call_soon(self.flush)
        self.parts.append(data)

    def write_now(self, data: bytes) -> None:
        """Send some bytes now, after those that are held."""
        self.parts.append(data)
        self.flush()

    def flush(self) -> None:
        """Send the bytes that are held."""
        if self.parts:
            parts, self.parts = self.parts, []
            self.transport.write(b"".join(parts))

    def close(self) -> None:
        """Send the bytes that are held, then close."""
        self.flush()
        self.transport.close()


class Protocol(HttpToolsProtocol):
    """The protocol that `iccis.service.app` gives to uvicorn, whose application must be a `Gateway`."""

    transport: BatchingTransport  # type: ignore[assignment]
    cycle: Any

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a connection."""
        super().connection_made(BatchingTransport(cast(asyncio.Transport, transport)))  # type: ignore[arg-type]

    def on_headers_complete(self) -> None:
        """Respond on the fast path, or leave the request to uvicorn."""
        previous, self.cycle = self.cycle, FastPathCycle()
        if not self._may_be_fast(previous) or not self._try_fast_path(self.cycle):
            self.cycle = previous
            super().on_headers_complete()

    def _may_be_fast(self, previous: Any) -> bool:
        """Tell whether this is a plain GET, with no other response under way on the connection."""
        return (
            self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and SLOW_PATH_HEADERS.isdisjoint(name for name, _ in self.headers)
            and (previous is None or previous.response_complete)
            and not self.flow.write_paused
        )

    def _try_fast_path(self, cycle: FastPathCycle) -> bool:
        path, _, query = self.url.partition(b"?")
        if not PLAIN_PATH.fullmatch(path):
            return False
        scope = cast(dict[str, Any], self.scope)
        scope |= {"method": "GET", "path": path.decode(), "raw_path": path, "query_string": query}
        return cast(Gateway, self.config.app).try_fast_path(scope, partial(self._respond, cycle))

    def _respond(self, cycle: FastPathCycle, response: RawResponse) -> None:
        """Write a response."""
        if cycle.disconnected:
            return
        headers = [*self.server_state.default_headers, *response.headers]
        if not cycle.keep_alive:  # the service is shutting down
            headers.append((b"connection", b"close"))
        head = STATUS_LINES[response.status] + encode_headers(headers) + COMMON_HEADER_BYTES
        self.transport.write_now(b"%b\r\n%b" % (head, response.body))
        cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
