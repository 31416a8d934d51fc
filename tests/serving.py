"""Servers for the tests: started on free ports, awaited, and stopped by their process."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

BIN = Path(sys.executable).parent
TIMEOUT = 2.0
"""Seconds that the service of the tests gives a query."""
PLEDGES = "SELECT (COUNT(?p) AS ?n) { ?p a iccis:Pledge }"


class Got(NamedTuple):
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Body as text."""
        return self.body.decode()


def with_programs() -> dict[str, str]:
    """Environment in which the programs of this one are found first, Node among them."""
    return os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(
    port: int,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    **headers: str,
) -> Got:
    """One request; names of headers have underscores for hyphens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def request(port: int, path: str, *headers: tuple[str, str], method: str = "GET", body: bytes = b"") -> Got:
    """One request whose headers may repeat a name."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        response = connection.getresponse()
        return Got(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def ask(port: int, query: str, *, accept: str = "text/csv", **more: str | list[str]) -> Got:
    """One SPARQL query by GET."""
    parameters = {"query": query} | {name.replace("_", "-"): value for name, value in more.items()}
    return get(port, "/sparql?" + urlencode(parameters, doseq=True), Accept=accept)


def cache_hits(port: int) -> float:
    """Number of responses that a service has sent from its cache."""
    found = re.search(r"^iccis_kept_total (\S+)$", get(port, "/metrics").text, re.M)
    assert found
    return float(found[1])


def descendants(pid: int) -> list[int]:
    """Processes below a process that have not ended: the one that forks, and the workers."""
    found = list[int]()
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split():
            if Path(f"/proc/{child}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z":
                found += [int(child), *descendants(int(child))]
    return found


def left(pids: list[int], seconds: float = 5) -> list[int]:
    """Processes that have not ended after some seconds; it waits no longer than it must."""
    until = time.monotonic() + seconds
    while (there := [pid for pid in pids if os.path.exists(f"/proc/{pid}")]) and time.monotonic() < until:
        time.sleep(0.05)
    return there


@contextmanager
def running(command: Sequence[str], port: int, path: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at `path`; it is ended, and its end awaited."""
    with (
        log.open("wb") as output,
        subprocess.Popen(command, stdout=output, stderr=output, env=with_programs()) as process,
    ):
        try:
            for _ in range(1000):
                assert process.poll() is None, log.read_text()
                try:
                    get(port, path)
                    break
                except (OSError, HTTPException):
                    time.sleep(0.1)
            else:
                raise AssertionError(f"{command} does not answer: {log.read_text()}")
            yield process
        finally:
            process.terminate()
            process.wait(100)
