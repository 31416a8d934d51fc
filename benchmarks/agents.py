"""Calls of tools over stdio beside the same functions, and questions that are found: `make bench-agents`.

Two clients call a server each: one that writes a line of JSON and reads one, which shows what the server
takes, and that of the SDK, which also checks each answer against its schema.

`paraphrases.csv` has questions as people might put them, without the words of the titles. While the finder
was built, only those marked `seen` were looked at. Those marked `later` were written when it stood: it found
35 of the 45, and more once words that they had shown to be missing were added.
"""

import asyncio
import csv
import json
import random
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, BinaryIO, cast

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from iccis.data.verdict import Verifier
from iccis.publication.edition import Edition, edition
from iccis.questions.find import Finder
from iccis.questions.question import questions
from iccis.questions.scopes import open_scope
from iccis.service.agents.protocol import Door
from iccis.service.agents.tools import Tools
from iccis.service.settings import Settings
from iccis.service.workers.pool import Pool

PARAPHRASES = Path(__file__).with_name("paraphrases.csv")
AMONG = 3
"""The right question is to be among so many first."""
RUNS = 90
QUOTATIONS = 100
SERVER = StdioServerParameters(command=sys.executable, args=["-m", "iccis", "mcp"])
VERSION = "2025-06-18"
"""That of the protocol."""
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("resolve", {"name": "plegde 3"}),
    ("text", {"clause": "section II"}),
    ("norms", {"clause": "pledge 4"}),
    ("readings", {"clause": "pledge 4"}),
    ("search", {"words": "sovereignty"}),
    ("answer", {"question": "read-pledge", "parameters": {"pledge": "4"}}),
    ("sparql", {"query": "SELECT ?s ?o { ?s skos:prefLabel ?o } ORDER BY ?o"}),
    ("verify", {"words": "To ensure the supply chain security of all products", "at": "pledge 4"}),
)
Call = Callable[[str, dict[str, Any]], Awaitable[object]]
WAYS = ("the function", "over stdio", "with the SDK's client")


def found(finder: Finder) -> dict[str, tuple[int, int]]:
    """Return for each mark how many paraphrases lead to their question, and how many there are."""
    right, all_of = Counter[str](), Counter[str]()
    with PARAPHRASES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            all_of[row["half"]] += 1
            numbers = [question.number for question in finder.find(row["words"])[:AMONG]]
            right[row["half"]] += row["question"] in numbers
    return {half: (right[half], total) for half, total in all_of.items()}


def verifying(verifier: Verifier) -> list[float]:
    """Return the processor time of verifying quotations, true and false, in milliseconds."""
    draw, times = random.Random(2011), []
    for _ in range(QUOTATIONS):
        words = draw.choice(verifier.clauses).text.split()
        if draw.random() < 0.5:
            words[draw.randrange(len(words))] = "other"
        start = process_time()
        verifier.verify(" ".join(words), at=draw.choice(("", "pledge 3", "purpose clause")))
        times.append((process_time() - start) * 1000)
    return times


@contextmanager
def lines() -> Iterator[Call]:
    """Start a server, and yield a function that writes a call as a line of JSON and reads the answer."""
    number = 0

    def send(method: str, params: dict[str, Any], **more: Any) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params} | more
        requests.write(json.dumps(message).encode() + b"\n")
        requests.flush()

    async def call(name: str, arguments: dict[str, Any]) -> object:
        nonlocal number
        number += 1
        send("tools/call", {"name": name, "arguments": arguments}, id=number)
        answer = json.loads(answers.readline())
        return answer["result"]["structuredContent"]

    command = [SERVER.command, *SERVER.args]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        requests, answers = cast(BinaryIO, server.stdin), cast(BinaryIO, server.stdout)
        who = {"name": "benchmark", "version": "1"}
        send("initialize", {"protocolVersion": VERSION, "capabilities": {}, "clientInfo": who}, id=0)
        answers.readline()
        send("notifications/initialized", {})
        yield call


async def milliseconds(call: Call, name: str, arguments: dict[str, Any]) -> float:
    """Return the time of a call."""
    start = perf_counter()
    await call(name, arguments)
    return (perf_counter() - start) * 1000


async def calls(whole: Edition) -> dict[str, list[float]]:
    """Return for each call its median time in milliseconds in each of the WAYS."""
    store, _ = open_scope()
    pool = Pool(store, Settings(workers=1))
    await pool.start()

    async def open_tools() -> Tools:
        return Tools.ready(whole, store, pool)

    door = Door(open_tools)
    try:
        async with Client(stdio_client(SERVER)) as client:
            with lines() as call:
                ways: tuple[Call, ...] = (door.call, call, client.call_tool)
                times = {}
                for name, arguments in CALLS:  # in turns, so that all meet the same load of the machine
                    turns = [[await milliseconds(way, name, arguments) for way in ways] for _ in range(RUNS)]
                    times[name] = [statistics.median(column) for column in zip(*turns, strict=True)]
                return times
    finally:
        await pool.stop()


def main() -> None:
    """Print the figures, each with its limit."""
    whole = edition()
    for half, (right, total) in found(Finder(whole.facts, questions())).items():
        print(f"questions found among the first {AMONG}, {half}: {right} of {total} ({right / total:.0%})")
    times = verifying(whole.verifier)
    spent = f"median {statistics.median(times):.1f} ms, most {max(times):.1f} ms"
    print(f"processor time of verifying a quotation: {spent} (at most 20)")
    measured = asyncio.run(calls(whole))
    measured["all"] = [sum(times) for times in zip(*measured.values(), strict=True)]
    print(f"{'':<10}{''.join(f'{way:>24}' for way in WAYS)}  (medians in ms; over the function, at most 2)")
    for name, (direct, *over) in measured.items():
        columns = "".join(f"{f'{time:.1f} ({time / direct:.2f})':>24}" for time in over)
        print(f"{name:<10}{direct:>24.1f}{columns}")


if __name__ == "__main__":
    main()
