"""uvicorn's HTTP protocol, with head and body of an answer in one packet.

uvloop sends at once whatever is written, so that each answer would cost two calls of the system and wake its
client twice.
"""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


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
    """The protocol that `iccis.serve` gives to uvicorn."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with a connection."""
        super().connection_made(Together(cast(asyncio.Transport, transport)))
