"""Stores beside the Oxigraph server, with the Code alone and among many instruments: `make bench-stores`.

The instruments come from `generator.py`, each in named graphs of its own, as those of a project are. A
question about one thing is asked of the Code's graphs, any other of all; the questions stay the same. The
stores take turns within each question, so that what else the machine does falls on all; the table has ratios
and exponents only.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from math import log
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from generator import Template, lines, make, path, template
from growth import about_one
from pyoxigraph import NamedNode, RdfFormat, Store

from iccis.core.errors import IccisError
from iccis.core.namespaces import graph_name
from iccis.core.project import scope
from iccis.publication.push import parts, put, read_lines
from iccis.publication.stores import client
from iccis.questions import remote
from iccis.questions.ask import bindings
from iccis.questions.binding import with_values
from iccis.questions.engines import evaluate, oxigraph
from iccis.questions.question import Question, questions
from iccis.questions.remote import fetch, graph_names, standalone
from iccis.questions.scopes import open_scope
from iccis.questions.sparql import GRAPH_FORMS, form

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from serving import descendants
from storing import SCRIPTS, Address, add, started

SIZES, PEER, EMBEDDED = tuple(map(int, sys.argv[1:])) or (1, 10, 50), "oxigraph", "in the process"
ROUNDS, ENOUGH = 3, 2.0
"""Times that a question is asked, unless it takes more seconds than this."""
remote.TIMEOUT_SECONDS = 10
Asking = Callable[[Question], None]


class Loaded(NamedTuple):
    """A store with the data: what asks it, seconds that loading took, memory (MB) that it takes since."""

    ask: Asking
    seconds: float
    memory: float


class Data(NamedTuple):
    """The Code and some instruments beside it, as N-Triples by layer."""

    store: Store
    code: Template
    instrument: Template
    size: int

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the graphs of the Code, then those of each instrument."""
        yield from self.code.items()
        for number in range(1, self.size):
            for layer, text in self.instrument.items():
                yield f"{path(number)}/{layer}", make(text, number)

    def graphs(self, asked: Question) -> tuple[str, ...]:
        """Return the graphs that a question is asked of."""
        layers, others = scope(asked.graph), range(1, 1 if asked in about_one() else self.size)
        own = (f"{path(n)}/{layer}" for n in others for layer in layers if layer in self.instrument)
        return (*layers, *own)

    @property
    def triples(self) -> int:
        """Count the triples."""
        code, instrument = (
            sum(text.count(b"\n") for text in layers.values()) for layers in (self.code, self.instrument)
        )
        return code + instrument * (self.size - 1)


def selection() -> list[Question]:
    """Every fifth question that gives rows, and all about one thing."""
    rows = [one for one in questions() if form(one.text) not in GRAPH_FORMS]
    return [*dict.fromkeys([*rows[::5], *filter(rows.__contains__, about_one())])]


def load(data: Data, send: Callable[[str, bytes], object]) -> float:
    """Return the seconds that a store takes for the data, without the time to make them."""
    seconds = 0.0
    for layer, text in data.parts():
        start = perf_counter()
        send(layer, text)
        seconds += perf_counter() - start
    return seconds


def embedded(data: Data) -> Loaded:
    """The engine of `iccis query`, in this process."""
    before, mine = memory(os.getpid()), Store()

    def send(layer: str, text: bytes) -> None:
        mine.bulk_load(input=text, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph_name(layer)))

    seconds, start = load(data, send), perf_counter()
    opened = {graphs: oxigraph(mine, graphs) for graphs in {data.graphs(asked) for asked in selection()}}
    seconds += perf_counter() - start

    def asking(asked: Question) -> None:
        evaluate(opened[data.graphs(asked)], asked.text, bindings(asked, {}, data.store))

    return Loaded(asking, seconds, memory(os.getpid()) - before)


def served(address: Address, data: Data) -> Loaded:
    """A store over HTTP; its answers are received and not read."""
    with client() as http:
        put(http, address.store, graph_name("test"), [])  # it asks for a password before much is sent
        seconds = load(data, partial(add, http, address.store))

    def asking(asked: Question) -> None:
        text = standalone(with_values(asked.text, bindings(asked, {}, data.store)))
        fetch(address.query, text, graph_names(data.graphs(asked)), graph=False)

    return Loaded(asking, seconds, memory(address.pid))


def memory(pid: int) -> float:
    """Resident memory (MB) of a process and its descendants."""
    pages = (Path(f"/proc/{this}/statm").read_text().split()[1] for this in (pid, *descendants(pid)))
    return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def stores(data: Data) -> Iterator[dict[str, Loaded]]:
    """Every store that is installed, with the data; it ends with the block."""
    with ExitStack() as stack:
        found = {EMBEDDED: embedded(data)}
        for script in SCRIPTS:
            if script.stem == "iccis":  # it holds the Code alone, in the engine that is embedded here
                continue
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            address = stack.enter_context(started(script, folder))
            os.environ.update(ICCIS_USER=address.user, ICCIS_PASSWORD=address.password)
            found[script.stem] = served(address, data)
        yield found


def timed(ask: Asking, asked: Question) -> float | None:
    """Seconds of one answer; nothing, if there is none."""
    start = perf_counter()
    try:
        ask(asked)
    except IccisError as error:
        print(f"{asked.name}: {error}"[:300], file=sys.stderr)
        return None
    return perf_counter() - start


def measured(found: dict[str, Loaded]) -> dict[str, dict[str, float]]:
    """Seconds of each question on each store, the median of some rounds, in turn."""
    out = {name: dict[str, float]() for name in found}
    for asked in selection():
        took = {name: list[float]() for name in found}
        for _ in range(ROUNDS):
            for name, one in found.items():
                if not took[name] or took[name][-1] < ENOUGH:
                    seconds = timed(one.ask, asked)
                    took[name].append(float("inf") if seconds is None else seconds)
        out |= {name: out[name] | {asked.name: statistics.median(took[name])} for name in found}
    return out


def main() -> None:
    """Measure, and print tables in Markdown."""
    store, layers = open_scope("all")
    graphs = {layer: read_lines(found) for layer, found in parts(store, layers)}
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}")
    first, before = dict[str, dict[str, float]](), dict[str, tuple[int, float]]()
    for size in SIZES:
        data = Data(store, lines(graphs), template(graphs), size)
        with stores(data) as found:
            took = measured(found)
            first = first or took
            for name, one in found.items():
                exponent = growth(before.get(name), now := (data.triples, one.seconds))
                cells = row(name, one, found[PEER], took, first)
                print(
                    f"| {name} | {size} | {data.triples:,} | {exponent} | {' | '.join(cells)} |", flush=True
                )
                before[name] = now
    print(f"\n{len(selection())} questions, {len(about_one())} of them about one thing.")


HEADS = (
    *("store", "instruments", "triples", "load exponent", "load", "memory"),
    *("questions", "slowest", "no answer", "growth", "about one thing"),
)
"""Columns; load, memory, questions and slowest are ratios to the peer, the last two to the first size."""


def growth(before: tuple[int, float] | None, now: tuple[int, float]) -> str:
    """Return the exponent of seconds over triples since the size before."""
    return f"{log(now[1] / before[1]) / log(now[0] / before[0]):.2f}" if before else ""


def row(
    name: str,
    one: Loaded,
    peer: Loaded,
    took: dict[str, dict[str, float]],
    first: dict[str, dict[str, float]],
) -> list[str]:
    """Return cells of a line: ratios are medians over the questions that both answer."""
    mine, theirs = took[name], took[PEER]
    both = [asked for asked in mine if mine[asked] < float("inf") and theirs[asked] < float("inf")]
    ratios = [mine[asked] / theirs[asked] for asked in both]
    slower = {asked: mine[asked] / first[name][asked] for asked in both}
    about = {asked.name for asked in about_one()}
    return [
        f"{one.seconds / peer.seconds:.2f}",
        f"{one.memory / peer.memory:.2f}" if name != EMBEDDED else "",
        f"{statistics.median(ratios):.2f}",
        f"{max(ratios):.1f} ({max(both, key=lambda asked: mine[asked] / theirs[asked])})",
        str(sum(seconds == float("inf") for seconds in mine.values())),
        f"{statistics.median(value for asked, value in slower.items() if asked not in about):.1f}",
        f"{statistics.median(value for asked, value in slower.items() if asked in about):.1f}",
    ]


if __name__ == "__main__":
    main()
