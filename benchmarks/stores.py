"""Stores beside the Oxigraph server, with the Code once and many times over: `make bench-stores`.

Copies of the Code under other addresses make the graphs larger; the questions stay the same. The stores take
turns within each question, so that what else the machine does falls on all; the table has ratios only.
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from pyoxigraph import RdfFormat, Store

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, graph_name
from iccis.core.project import scope
from iccis.publication.push import client, parts, put
from iccis.questions import remote
from iccis.questions.ask import bindings
from iccis.questions.binding import with_values
from iccis.questions.engines import evaluate, oxigraph
from iccis.questions.question import Question, questions
from iccis.questions.remote import fetch, standalone
from iccis.questions.scopes import open_scope
from iccis.questions.sparql import GRAPH_FORMS, form

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from serving import descendants
from storing import SCRIPTS, Address, started

SIZES, PEER, EMBEDDED = tuple(map(int, sys.argv[1:])) or (1, 10, 50), "oxigraph", "in the process"
ROUNDS, ENOUGH = 3, 2.0
"""Times that a question is asked, unless it takes more seconds than this."""
remote.TIMEOUT_SECONDS = 20
Asking = Callable[[Question], None]


class Loaded(NamedTuple):
    """A store with the data: what asks it, seconds that loading took, memory (MB) that it takes since."""

    ask: Asking
    seconds: float
    memory: float


def copies(given: dict[str, list[str]], number: int) -> dict[str, list[str]]:
    """The triples of each graph, and again under other addresses."""
    others = [f"<{ID}copy-{n}/" for n in range(1, number)]
    return {
        layer: list(
            dict.fromkeys(chain(lines, (line.replace(f"<{ID}", other) for other in others for line in lines)))
        )
        for layer, lines in given.items()
    }


def selection() -> list[Question]:
    """Every fifth question that gives rows."""
    return [one for one in questions() if form(one.text) not in GRAPH_FORMS][::5]


def embedded(many: dict[str, list[str]], store: Store) -> Loaded:
    """The engine of `iccis query`, in this process."""
    before, start, mine = memory(os.getpid()), perf_counter(), Store()
    for layer, lines in many.items():
        data = "".join(f"{line} <{graph_name(layer)}> .\n" for line in lines)
        mine.bulk_load(input=data, format=RdfFormat.N_QUADS)
    opened = {name: oxigraph(mine, scope(name)) for name in {asked.graph for asked in selection()}}

    def asking(asked: Question) -> None:
        evaluate(opened[asked.graph], asked.text, bindings(asked, {}, store))

    return Loaded(asking, perf_counter() - start, memory(os.getpid()) - before)


def served(address: Address, many: dict[str, list[str]], store: Store) -> Loaded:
    """A store over HTTP; its answers are received and not read."""
    with client() as http:
        put(http, address.store, "ontology", [])  # a store that wants a password says so before much is sent
        start = perf_counter()
        for layer, lines in many.items():
            put(http, address.store, layer, lines)

    def asking(asked: Question) -> None:
        text = standalone(with_values(asked.text, bindings(asked, {}, store)))
        fetch(address.query, text, scope(asked.graph), graph=False)

    return Loaded(asking, perf_counter() - start, memory(address.pid))


def memory(pid: int) -> float:
    """Resident memory (MB) of a process and its descendants."""
    pages = (Path(f"/proc/{this}/statm").read_text().split()[1] for this in (pid, *descendants(pid)))
    return sum(map(int, pages)) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def stores(many: dict[str, list[str]], store: Store) -> Iterator[dict[str, Loaded]]:
    """Every store that is installed, with the data; it ends with the block."""
    with ExitStack() as stack:
        found = {EMBEDDED: embedded(many, store)}
        for script in SCRIPTS:
            if (
                script.stem == "iccis"
            ):  # it holds the Code as it is, in the engine that is measured in the process
                continue
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            address = stack.enter_context(started(script, folder))
            os.environ.update(ICCIS_USER=address.user, ICCIS_PASSWORD=address.password)
            found[script.stem] = served(address, many, store)
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
    once = {layer: [str(triple) for triple in found] for layer, found in parts(store, layers).items()}
    heads = ("store", "copies", "triples", "load", "memory", "questions", "slowest", "no answer", "growth")
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    first = dict[str, dict[str, float]]()
    for size in SIZES:
        many = copies(once, size)
        triples = sum(map(len, many.values()))
        with stores(many, store) as found:
            took = measured(found)
            first = first or took
            for name, one in found.items():
                print(row(name, size, triples, one, found[PEER], took, first), flush=True)
    print(
        f"\n{len(selection())} questions. All but copies, triples, no answer and growth are ratios to {PEER}."
    )


def row(
    name: str,
    size: int,
    triples: int,
    one: Loaded,
    peer: Loaded,
    took: dict[str, dict[str, float]],
    first: dict[str, dict[str, float]],
) -> str:
    """A line of the table: ratios are medians over the questions that both answer."""
    mine, theirs = took[name], took[PEER]
    both = [asked for asked in mine if mine[asked] < float("inf") and theirs[asked] < float("inf")]
    ratios = [mine[asked] / theirs[asked] for asked in both]
    growth = statistics.median(mine[asked] / first[name][asked] for asked in both)
    cells = (
        f"{one.seconds / peer.seconds:.2f}",
        f"{one.memory / peer.memory:.2f}" if name != EMBEDDED else "",
        f"{statistics.median(ratios):.2f}",
        f"{max(ratios):.1f} ({max(both, key=lambda asked: mine[asked] / theirs[asked])})",
        str(sum(seconds == float("inf") for seconds in mine.values())),
        f"{growth:.1f}",
    )
    return f"| {name} | {size} | {triples:,} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
