"""Real HTTP servers that answer as no store should, for the tests of what talks to stores."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Call(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    body: bytes


class Reaction(NamedTuple):
    """A response; with `length`, its header promises so many bytes; with `seconds`, it takes its time."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}
    length: int | None = None
    seconds: float = 0


HANG_UP = Reaction(0)
"""The connection is closed without a response."""


@contextmanager
def faulty(react: Callable[[Call], Reaction]) -> Iterator[tuple[str, list[Call]]]:
    """A server on a free port: its address, and the requests that it got."""
    calls: list[Call] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            calls.append(Call(self.command, self.path, data))
            reaction = react(calls[-1])
            time.sleep(reaction.seconds)
            if reaction.status:
                self.send_response(reaction.status)
                length = len(reaction.body) if reaction.length is None else reaction.length
                for name, value in {"Content-Length": str(length), **reaction.headers}.items():
                    self.send_header(name, value)
                with suppress(OSError):
                    self.end_headers()
                    self.wfile.write(reaction.body)
            self.close_connection = True

        def do_PUT(self) -> None:
            self.do_GET()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", calls
        finally:
            server.shutdown()
            thread.join()
