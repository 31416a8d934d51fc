"""The service beside rdflib-endpoint and the Oxigraph server, in one run: `make bench-serve`.

The same data, clients and machine; the servers take turns within each round, so that what else the machine
does falls on all. Tables have requests a second and latencies as ratios; times of different machines say
little.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple
from urllib.parse import quote

from iccis.files import ID, PREFIXES
from iccis.graphs import open_scope, triples
from iccis.pages import Facts

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from serving import free_port, running

SECONDS, ROUNDS, CLIENTS = 1.0, 3, (1, 8, 64)
HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("iccis", "skos"))
NUMBER = count()


class Server(NamedTuple):
    """A server that runs: where it listens, where it answers queries, and its first process."""

    name: str
    port: int
    path: str
    pid: int
    started: float


class Load(NamedTuple):
    """What was measured under one load."""

    rate: float
    median: float
    tail: float


def things() -> list[str]:
    """Everything that has a label."""
    facts = Facts(triples(*open_scope("all")))
    found = sorted(iri for iri in list(facts.out) if iri.startswith(ID) and facts.one(iri, "skos:prefLabel"))
    return found


@contextmanager
def servers(folder: Path) -> Iterator[list[Server]]:
    """The three servers with the same triples, warm."""
    store, layers = open_scope("all")
    data = folder / "data.nt"
    data.write_text("".join(f"{triple} .\n" for triple in triples(store, layers)), "utf-8")
    location = str(folder / "oxigraph")
    subprocess.run(
        ["oxigraph", "load", "--location", location, "--file", str(data)], check=True, capture_output=True
    )
    with ExitStack() as stack:
        found = []
        for name, path, command in (
            ("iccis", "/sparql", ["iccis", "serve", "--rate", "0", "--port"]),
            (
                "rdflib-endpoint",
                "/",
                ["rdflib-endpoint", "serve", str(data), "--host", "127.0.0.1", "--port"],
            ),
            ("oxigraph", "/query", ["oxigraph", "serve-read-only", "--location", location, "--bind"]),
        ):
            port, start = free_port(), perf_counter()
            place = f"127.0.0.1:{port}" if name == "oxigraph" else str(port)
            ask = f"{path}?query={quote('ASK {}')}"
            process = stack.enter_context(running([*command, place], port, ask, folder / f"{name}.log"))
            found.append(Server(name, port, path, process.pid, perf_counter() - start))
        yield found


async def one(port: int, make: Callable[[], str], accept: str, until: float, took: list[float]) -> None:
    """One client: request after request on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while perf_counter() < until:
        start = perf_counter()
        head = f"GET {make()} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n\r\n"
        writer.write(head.encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not answer.startswith(b"http/1.1 200"):
            raise RuntimeError(answer.decode() + make())
        if b"content-length:" in answer:
            await reader.readexactly(int(answer.split(b"content-length:")[1].split(b"\r\n")[0]))
        else:
            while (size := int((await reader.readline()).split(b";")[0], 16)) > 0:
                await reader.readexactly(size + 2)
            await reader.readline()
        took.append(perf_counter() - start)
    writer.close()


async def load(port: int, make: Callable[[], str], accept: str, clients: int) -> Load:
    """Load one server with a number of clients."""
    took: list[float] = []
    start = perf_counter()
    await asyncio.gather(*(one(port, make, accept, start + SECONDS, took) for _ in range(clients)))
    took.sort()
    return Load(len(took) / (perf_counter() - start), took[len(took) // 2], took[int(len(took) * 0.99)])


def memory(pid: int) -> float:
    """Resident memory (MB) of a process and its descendants."""
    total, todo = 0.0, [pid]
    while todo:
        this = todo.pop()
        total += int(Path(f"/proc/{this}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        todo += map(int, Path(f"/proc/{this}/task/{this}/children").read_text().split())
    return total


def workloads(server: Server, names: list[str]) -> dict[str, tuple[Callable[[], str], str]]:
    """What the clients ask of a server: for each load a maker of paths, and what is accepted."""

    def asks(text: str) -> str:
        return f"{server.path}?query={quote(HEAD + text)}"

    def different() -> str:
        n = next(NUMBER)
        return asks(f"SELECT ?l {{ <{names[n % len(names)]}> skos:prefLabel ?l }} # {n}")

    def described() -> str:
        n = next(NUMBER) % 11 + 1
        return (
            f"/id/code/pledge/{n}.ttl" if server.name == "iccis" else asks(f"DESCRIBE <{ID}code/pledge/{n}>")
        )

    def paged() -> str:
        n = next(NUMBER) % 11 + 1
        return (
            f"/id/code/pledge/{n}.html" if server.name == "iccis" else asks(f"DESCRIBE <{ID}code/pledge/{n}>")
        )

    def grouped() -> str:
        group = "SELECT ?k (COUNT(?n) AS ?c) { ?n a ?k ; iccis:action ?a } GROUP BY ?k"
        return asks(f"{group} # {next(NUMBER)}")

    same = asks(f"SELECT ?l {{ <{names[0]}> skos:prefLabel ?l }}")
    rows, graph = "application/sparql-results+json", "text/turtle"
    return {
        "a: one row, all different": (different, rows),
        "b: one row, the same": (lambda: same, rows),
        "c: a clause as Turtle": (described, graph),
        "c: a clause as HTML": (paged, graph if server.name != "iccis" else "text/html"),
        "d: GROUP BY over all norms": (grouped, rows),
    }


def runaway(port: int) -> tuple[float, float, float]:
    """Seconds until a runaway query is stopped, and of a usual query before and right after."""

    def timed(query: str) -> float:
        connection = HTTPConnection("127.0.0.1", port)
        start = perf_counter()
        connection.request("GET", "/sparql?query=" + quote(HEAD + query))
        connection.getresponse().read()
        connection.close()
        return perf_counter() - start

    usual = statistics.median(timed(f"SELECT ?p {{ ?p a iccis:Pledge }} # {next(NUMBER)}") for _ in range(50))
    stopped = timed("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    return stopped, usual, timed(f"SELECT ?p {{ ?p a iccis:Pledge }} # {next(NUMBER)}")


def main() -> None:
    """Measure, and print tables in Markdown."""
    names = things()
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as found:
        rest = {server.name: memory(server.pid) for server in found}
        plans = {server.name: workloads(server, names) for server in found}
        heads = (
            "load",
            "clients",
            "requests/s over rdflib-endpoint",
            "over Oxigraph",
            "p99 over rdflib-endpoint",
        )
        print(f"| {' | '.join(heads)} |")
        print("|---|---|---|---|---|")
        for kind in plans["iccis"]:
            for clients in CLIENTS:
                loads: dict[str, list[Load]] = {server.name: [] for server in found}
                for _ in range(ROUNDS):
                    for server in found:
                        make, accept = plans[server.name][kind]
                        loads[server.name].append(asyncio.run(load(server.port, make, accept, clients)))
                rate = {name: statistics.median(one.rate for one in many) for name, many in loads.items()}
                tail = {name: statistics.median(one.tail for one in many) for name, many in loads.items()}
                ours, theirs, bare = rate["iccis"], rate["rdflib-endpoint"], rate["oxigraph"]
                late = tail["iccis"] / tail["rdflib-endpoint"]
                print(
                    f"| {kind} | {clients} | {ours / theirs:.1f} | {ours / bare:.2f} | {late:.2f} |",
                    flush=True,
                )
        stopped, usual, after = runaway(found[0].port)
        print(f"\nA runaway query is stopped {stopped - 10:.2f} s after its limit;", end=" ")
        print(f"the next takes {after / usual:.1f} times the usual.")
        sleep(0.5)
        print("\n| server | start to first answer | memory at rest | after the loads |\n|---|---|---|---|")
        for server in found:
            start, rest_ = server.started / found[1].started, rest[server.name] / rest["rdflib-endpoint"]
            now = memory(server.pid) / rest["rdflib-endpoint"]
            print(f"| {server.name} | {start:.2f} | {rest_:.2f} | {now:.2f} |")
        print("\n(ratios to rdflib-endpoint, of memory to its memory at rest)")


if __name__ == "__main__":
    main()
