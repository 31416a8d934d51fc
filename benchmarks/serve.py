"""The service beside rdflib-endpoint and the Oxigraph server, in one run: `make bench-serve`.

The same data, clients and machine; the servers take turns within each round, so that other load on the
machine affects all. Tables have ratios, each the median over the rounds; times of different machines say
little. `wrk`, where it is installed, is a second client.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import NamedTuple
from urllib.parse import quote

from iccis.core.namespaces import ID, PREFIXES
from iccis.data.facts import Facts
from iccis.data.store import triples
from iccis.questions.scopes import open_scope

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from serving import descendants, free_port, get, running

SECONDS, CLIENTS = 1.0, (1, 8, 64)
LIMIT = 3
"""Seconds that the service gives a query here."""
MANY = 10_000
"""Requests between two looks at the memory."""
HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("iccis", "skos"))
USUAL = "SELECT ?p { ?p a iccis:Pledge }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
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


SERVE = ["iccis", "serve", "--rate", "0", "--timeout", str(LIMIT), "--port"]


@contextmanager
def others(folder: Path) -> Iterator[list[Server]]:
    """Start the service and two others with the same triples."""
    store, layers = open_scope("all")
    data = folder / "data.nt"
    data.write_text("".join(f"{triple} .\n" for triple in triples(store, layers)), "utf-8")
    location = str(folder / "oxigraph")
    subprocess.run(
        ["oxigraph", "load", "--location", location, "--file", str(data)], check=True, capture_output=True
    )
    endpoint = ["rdflib-endpoint", "serve", str(data), "--host", "127.0.0.1", "--port"]
    oxigraph = ["oxigraph", "serve-read-only", "--location", location, "--bind"]
    commands = (
        ("iccis", "/sparql", SERVE),
        ("rdflib-endpoint", "/", endpoint),
        ("oxigraph", "/query", oxigraph),
    )
    with servers(folder, commands) as started:
        yield started


@contextmanager
def servers(folder: Path, commands: Iterable[tuple[str, str, list[str]]]) -> Iterator[list[Server]]:
    """Start some servers: names, paths for queries, and commands without the port."""
    with ExitStack() as stack:
        started = []
        for name, path, command in commands:
            port, start = free_port(), perf_counter()
            place = f"127.0.0.1:{port}" if name == "oxigraph" else str(port)
            ask = f"{path}?query={quote('ASK {}')}"
            process = stack.enter_context(running([*command, place], port, ask, folder / f"{name}.log"))
            started.append(Server(name, port, path, process.pid, perf_counter() - start))
        yield started


async def one(port: int, make: Callable[[], str], accept: str, more: Callable[[], bool]) -> list[float]:
    """One client: request after request on one connection while there are `more`; seconds of each."""
    took = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while more():
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
    return took


async def load(port: int, make: Callable[[], str], accept: str, clients: int) -> Load:
    """Load one server with a number of clients for a while."""
    start = perf_counter()

    def more() -> bool:
        return perf_counter() < start + SECONDS

    lists = await asyncio.gather(*(one(port, make, accept, more) for _ in range(clients)))
    took = sorted(second for seconds in lists for second in seconds)
    return Load(len(took) / (perf_counter() - start), took[len(took) // 2], took[int(len(took) * 0.99)])


def wrk(server: Server, names: list[str], *, different: bool, clients: int) -> float:
    """Requests a second that the program wrk gets from a server with one-row queries."""
    url = f"http://127.0.0.1:{server.port}{server.path}?query="
    text = quote(HEAD + "SELECT ?l { <IRI> skos:prefLabel ?l } # ")
    iris = ", ".join(f'"{name}"' for name in names)
    number = "n" if different else "0"
    script = f"""
        local iris, n = {{ {iris} }}, {next(NUMBER)} * 1000000
        function request()
            n = n + 1
            local query = string.gsub("{text}", "IRI", iris[{number} % #iris + 1])
            return wrk.format("GET", "{server.path}?query=" .. query .. {number})
        end"""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        kind = "Accept: application/sparql-results+json"
        command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS:.0f}s", "-H", kind, "-s", file.name, url]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    return float(said.split("Requests/sec:")[1].split()[0])


def memory(pid: int) -> float:
    """Memory (MB) of a process and its descendants; what several share counts once."""
    rollups = (Path(f"/proc/{this}/smaps_rollup").read_text() for this in (pid, *descendants(pid)))
    return sum(int(rollup.split("\nPss:")[1].split()[0]) / 1000 for rollup in rollups)


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


def timed(port: int, query: str) -> float:
    """Seconds that a query takes on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port)
    start = perf_counter()
    connection.request("GET", f"/sparql?query={quote(HEAD + query)}%23{next(NUMBER)}")
    connection.getresponse().read()
    connection.close()
    return perf_counter() - start


def runaway(port: int) -> tuple[float, float, float]:
    """Seconds from its limit until a runaway query is stopped; how much longer than usual the next takes.

    Twice: among queries that are asked one after the other all the while, and after silence, which costs
    time by itself.
    """
    sleep(LIMIT)
    alone = timed(port, USUAL)
    stopped = timed(port, RUNAWAY)
    after = timed(port, USUAL)
    with ThreadPoolExecutor() as threads:
        before = [timed(port, USUAL) for _ in range(200)][100:]
        running_away = threads.submit(timed, port, RUNAWAY)
        while not running_away.done():
            before.append(timed(port, USUAL))
        among = timed(port, USUAL)
    return stopped - LIMIT, among / median(before), after / alone


def compare(found: list[Server], names: list[str], rounds: int) -> None:
    """Print how the service does under each load, beside the others."""
    plans = {server.name: workloads(server, names) for server in found}
    print("| load | clients | requests/s over rdflib-endpoint | over Oxigraph | p99 over rdflib-endpoint |")
    print("|---|---|---|---|---|")
    for kind in plans["iccis"]:
        for clients in CLIENTS:
            turns = [
                [asyncio.run(load(server.port, *plans[server.name][kind], clients)) for server in found]
                for _ in range(rounds)
            ]
            over = median(ours.rate / theirs.rate for ours, theirs, _ in turns)
            bare = median(ours.rate / theirs.rate for ours, _, theirs in turns)
            late = median(ours.tail / theirs.tail for ours, theirs, _ in turns)
            print(f"| {kind} | {clients} | {over:.1f} | {bare:.2f} | {late:.2f} |", flush=True)


def compare_wrk(found: list[Server], names: list[str], rounds: int) -> None:
    """Print how the service does beside Oxigraph with a client in C."""
    ours, _, theirs = found
    print("\n| load, wrk as client | clients | requests/s over Oxigraph |\n|---|---|---|")
    for kind, different in (("a: one row, all different", True), ("b: one row, the same", False)):
        for clients in CLIENTS:
            over = median(
                wrk(ours, names, different=different, clients=clients)
                / wrk(theirs, names, different=different, clients=clients)
                for _ in range(rounds)
            )
            print(f"| {kind} | {clients} | {over:.2f} |", flush=True)


async def many(server: Server, names: list[str]) -> None:
    """Ask a server many different queries."""
    left = iter(range(MANY))
    make, accept = workloads(server, names)["a: one row, all different"]
    await asyncio.gather(
        *(one(server.port, make, accept, lambda: next(left, None) is not None) for _ in range(8))
    )


def main() -> None:
    """Measure, and print tables in Markdown."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    names = things()
    with tempfile.TemporaryDirectory() as folder, others(Path(folder)) as started:
        compare_all(started, names, rounds)


def compare_all(started: list[Server], names: list[str], rounds: int) -> None:
    """Print every table of the service beside the others."""
    for path in ("/id/code/pledge/1.ttl", "/id/code/pledge/1.html"):
        get(started[0].port, path)  # opens the publication
    rest = {server.name: memory(server.pid) for server in started}
    for server in started:
        asyncio.run(many(server, names))
    after = {server.name: memory(server.pid) for server in started}
    compare(started, names, rounds)
    if shutil.which("wrk"):
        compare_wrk(started, names, rounds)
    stopped, among, alone = map(median, zip(*(runaway(started[0].port) for _ in range(rounds)), strict=True))
    print(f"\nA runaway query is stopped {stopped:.2f} s after its limit; the next takes", end=" ")
    print(f"{among:.1f} times what those took that were asked meanwhile,", end=" ")
    print(f"and {alone:.1f} times what one takes after the same silence.")
    print(f"\n| server | start to first answer | memory at rest | after {MANY} requests |")
    print("|---|---|---|---|")
    for server in started:
        start, unit = server.started / started[1].started, rest["rdflib-endpoint"]
        print(f"| {server.name} | {start:.2f} | {rest[server.name] / unit:.2f} |", end=" ")
        print(f"{after[server.name] / unit:.2f} |")
    print("\n(ratios to rdflib-endpoint, of memory to its memory at rest)")


if __name__ == "__main__":
    main()
