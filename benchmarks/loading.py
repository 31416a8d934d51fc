"""How loading a store grows with the instruments: a part of `make bench-stores`.

Three ways to the same triples: the bulk loader of the store; one instrument after the other, by the Graph
Store Protocol; and `iccis push` of a project, and again, when nothing is left to send. Seconds are processor
time, of the client and of the store. An exponent compares with the size before, and is 1 for twice the time
on twice the triples. `python benchmarks/loading.py 1 10 60 --store oxigraph` names sizes and stores.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from math import log
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import httpx
from generator import Template, make, path, project, rename, rest, template
from growth import about_one
from pyoxigraph import NamedNode

from iccis.core.namespaces import GRAPH, ID, graph_name
from iccis.core.project import scope
from iccis.publication.push import parts, put, read_lines
from iccis.publication.stores import client
from iccis.questions.binding import with_values
from iccis.questions.remote import fetch, standalone
from iccis.questions.scopes import open_scope
from iccis.questions.sparql import GRAPH_FORMS, form

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from serving import BIN, descendants
from storing import SCRIPTS, Address, started

SIZES = (1, 10, 60)
MOST_PUSHED = 200
"""Instruments of the largest project that is pushed: the closure of more takes too much memory."""
STORES = {script.stem: script for script in SCRIPTS if script.stem in ("oxigraph", "virtuoso")}
SITE = "https://example.org/made/"
os.environ.setdefault("VIRTUOSO_BUFFERS", "170000")  # what its settings advise for 2 GB
os.environ.setdefault("VIRTUOSO_ROWS", "10000000")  # it gives no more triples of a graph, either
HEADS = ("store", "way", "instruments", "triples", "client s", "exponent", "store s", "exponent", "s", "MB")
ROUNDS = 3


class Cost(NamedTuple):
    """Processor seconds of the client and of the store, seconds that passed, and memory of the store (MB)."""

    client: float
    store: float
    passed: float
    memory: float = 0


class Data(NamedTuple):
    """What instruments share, and a template of one, by layer; the closure is part of both."""

    shared: Template
    instrument: Template
    size: int

    def graphs(self) -> Iterator[tuple[str, bytes]]:
        """Yield the names of the graphs of each instrument, after those that are shared, with N-Triples."""
        yield from ((graph_name(layer), text) for layer, text in self.shared.items())
        for number in range(1, self.size + 1):
            for layer, text in self.instrument.items():
                yield graph_name(f"{path(number)}/{layer}"), make(text, number)

    @property
    def triples(self) -> int:
        """Count the triples."""
        shared, own = (sum(t.count(b"\n") for t in part.values()) for part in (self.shared, self.instrument))
        return shared + own * self.size


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and its descendants."""
    pids = (pid, *descendants(pid))
    fields = (Path(f"/proc/{this}/stat").read_text().rpartition(")")[2].split() for this in pids)
    return sum(int(found[11]) + int(found[12]) for found in fields) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> float:
    """Return the peak of the resident memory (MB) of a process and its descendants."""
    texts = (Path(f"/proc/{this}/status").read_text() for this in (pid, *descendants(pid)))
    return sum(int(text.partition("VmHWM:")[2].split()[0]) for text in texts) / 1024


def command(*words: str, pid: int | None = None, env: dict[str, str] | None = None) -> Cost:
    """Return what a command costs, and a store meanwhile."""
    before, start = processor_seconds(pid) if pid else 0, perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    assert child.stderr
    words_of_error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{words}: {words_of_error.decode()}")
    passed = perf_counter() - start
    return Cost(
        usage.ru_utime + usage.ru_stime,
        processor_seconds(pid) - before if pid else 0,
        passed,
        peak(pid) if pid else usage.ru_maxrss / 1024,
    )


def pushed(store: str, folder: Path, size: int) -> Iterator[tuple[str, Cost]]:
    """Push a project to a store, twice."""
    tree = project(folder / "project", range(1, size + 1))
    with started(STORES[store], folder) as address:
        env = os.environ | {"ICCIS_USER": address.user, "ICCIS_PASSWORD": address.password}
        words = [sys.executable, "-m", "iccis", "push", address.store, "--base", SITE, "--project", str(tree)]
        yield "dry run", command(*words, "--dry-run", pid=address.pid)
        for way in ("push", "push again"):
            yield way, command(*words, pid=address.pid, env=env)


def sent(store: str, folder: Path, data: Data) -> Cost:
    """Send the graphs of each instrument."""
    with started(STORES[store], folder) as address:
        os.environ.update(ICCIS_USER=address.user, ICCIS_PASSWORD=address.password)
        mine, theirs, passed = 0.0, processor_seconds(address.pid), 0.0
        with client() as http:
            put(http, address.store, graph_name("test"), [])  # it asks for a password before much is sent
            for name, text in data.graphs():
                start, before = perf_counter(), sum(os.times()[:2])
                send(http, address.store, name, text)
                mine, passed = mine + sum(os.times()[:2]) - before, passed + perf_counter() - start
        used = processor_seconds(address.pid) - theirs
        return Cost(mine, used, passed, peak(address.pid))


def send(http: httpx.Client, url: str, name: str, text: bytes) -> None:
    """Replace a graph by N-Triples."""
    kind = {"Content-Type": "application/n-triples"}
    http.put(url, params={"graph": name}, content=text, headers=kind).raise_for_status()


def questions_about_one(address: Address, data: Data) -> Cost:
    """Return the seconds of all questions about the first instrument, on its graphs and those it shares."""
    os.environ.update(ICCIS_USER=address.user, ICCIS_PASSWORD=address.password)
    taken, start, times = processor_seconds(address.pid), sum(os.times()[:2]), 0.0
    for question in about_one():
        values = {param.name: NamedNode(rename(ID + param.default, path(1))) for param in question.params}
        text = standalone(with_values(question.text, values))
        names = [name for layer in scope(question.graph) for name in graph_names_of(layer, data)]
        rounds = list[float]()
        for _ in range(ROUNDS):
            before = perf_counter()
            fetch(address.query, text, names, graph=form(text) in GRAPH_FORMS)
            rounds.append(perf_counter() - before)
        times += median(rounds)
    mine, used = sum(os.times()[:2]) - start, processor_seconds(address.pid) - taken
    return Cost(mine / ROUNDS, used / ROUNDS, times, peak(address.pid))


def graph_names_of(layer: str, data: Data) -> list[str]:
    """Return the graphs of a layer that are shared, or the first instrument's."""
    names = {layer: data.shared, f"{path(1)}/{layer}": data.instrument}
    return [graph_name(name) for name, part in names.items() if layer in part]


def quads(data: Data) -> Iterator[bytes]:
    """Yield N-Quads, graph by graph."""
    for name, text in data.graphs():
        yield text.replace(b" .\n", f" <{name}> .\n".encode())


def bulk_oxigraph(folder: Path, data: Data) -> Cost:
    """Load N-Quads by `oxigraph load`, from standard input."""
    words = [str(BIN / "oxigraph"), "load", "--location", str(folder / "oxigraph"), "--format", "nq"]
    start = perf_counter()
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdin
        for block in quads(data):
            child.stdin.write(block)
        child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{words} exited with {child.returncode}")
    return Cost(0, usage.ru_utime + usage.ru_stime, perf_counter() - start, usage.ru_maxrss / 1024)


def bulk_virtuoso(folder: Path, data: Data) -> Cost:
    """Load compressed N-Quads by the loader of Virtuoso, from a folder that its settings allow."""
    with started(STORES["virtuoso"], folder) as address:
        files = folder / "virtuoso" / "bulk"
        files.mkdir()
        with gzip.open(files / "all.nq.gz", "wb", 1) as file:
            for block in quads(data):
                file.write(block)
        text = (folder / "virtuoso" / "virtuoso.ini").read_text()
        port = text.partition("ServerPort")[2].split()[1].rpartition(":")[2]
        load = f"ld_dir('{files}', '*.nq.gz', '{graph_name('test')}'); rdf_loader_run(); checkpoint;"
        cost = command("isql-vt", port, address.user, address.password, f"exec={load}", pid=address.pid)
        shutil.rmtree(files)
        ours = f'FILTER(STRSTARTS(STR(?g), "{GRAPH}"))'
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {ours} }}"
        if f'"{data.triples}"' not in (answer := fetch(address.query, query, (), graph=False).data.decode()):
            raise SystemExit(f"{data.triples} triples were loaded: {answer}")
        return cost


BULK = {"oxigraph": bulk_oxigraph, "virtuoso": bulk_virtuoso}


def main() -> None:
    """Print a row for each size, store and way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--store", choices=STORES, action="append")
    parser.add_argument("--bulk", action="store_true", help="only the bulk loaders")
    options = parser.parse_args()
    graphs = {layer: read_lines(lines) for layer, lines in parts(*open_scope("all"))}
    shared, own = rest(graphs), template(graphs)
    before = dict[tuple[str, str], tuple[int, Cost]]()
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    for size in options.sizes:
        data = Data(shared, own, size)
        for store in options.store or STORES:
            for way, cost in runs(store, data, whole=size <= MOST_PUSHED and not options.bulk):
                last = before.get((store, way))
                before[store, way] = data.triples, cost
                cells = [f"{cost.client:.2f}", exponent(last, data, cost, 0), f"{cost.store:.2f}"]
                cells += [exponent(last, data, cost, 1), f"{cost.passed:.2f}", f"{cost.memory:.0f}"]
                print(f"| {store} | {way} | {size} | {data.triples:,} | {' | '.join(cells)} |", flush=True)


def runs(store: str, data: Data, *, whole: bool) -> Iterator[tuple[str, Cost]]:
    """Yield the ways of loading, each in a folder of its own, with what they cost, and questions."""
    with TemporaryDirectory() as folder:
        yield "bulk", BULK[store](Path(folder), data)
        with started(STORES[store], Path(folder)) as address:
            yield "questions about one", questions_about_one(address, data)
    if whole:
        with TemporaryDirectory() as folder:
            yield "one by one", sent(store, Path(folder), data)
        with TemporaryDirectory() as folder:
            yield from pushed(store, Path(folder), data.size)


def exponent(last: tuple[int, Cost] | None, data: Data, cost: Cost, place: int) -> str:
    """Return the exponent of seconds over triples since the size before."""
    if not last or not last[1][place] or not cost[place]:
        return ""
    return f"{log(cost[place] / last[1][place]) / log(data.triples / last[0]):.2f}"


if __name__ == "__main__":
    main()
