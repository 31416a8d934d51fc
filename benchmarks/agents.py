"""Calls of tools over stdio beside the same functions, and questions that are found: `make bench-agents`.

`paraphrases.csv` has questions as people might put them, without the words of the titles. While the finder
was built, only those marked `seen` were looked at. Those marked `later` were written when it stood: it found
35 of the 45, and more once words that they had shown to be missing were added.
"""

import asyncio
import csv
import random
import statistics
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

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
RUNS = 30
QUOTATIONS = 100
SERVER = StdioServerParameters(command=sys.executable, args=["-m", "iccis", "mcp"])
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
    verifier.verify("none of these words", at="none")
    for _ in range(QUOTATIONS):
        words = draw.choice(verifier.clauses).text.split()
        if draw.random() < 0.5:
            words[draw.randrange(len(words))] = "other"
        start = process_time()
        verifier.verify(" ".join(words), at=draw.choice(("", "pledge 3", "purpose clause")))
        times.append((process_time() - start) * 1000)
    return times


async def median(call: Call, name: str, arguments: dict[str, Any]) -> float:
    """Return the median time of a call in milliseconds."""
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        await call(name, arguments)
        times.append((perf_counter() - start) * 1000)
    return statistics.median(times)


async def calls(whole: Edition) -> dict[str, tuple[float, float]]:
    """Return for each call its time as a function and over stdio, in milliseconds."""
    store, _ = open_scope()
    pool = Pool(store, Settings(workers=1))
    await pool.start()

    async def open_tools() -> Tools:
        return Tools.ready(whole, store, pool)

    door = Door(open_tools)
    try:
        async with Client(stdio_client(SERVER)) as client:
            times = {}
            for name, arguments in CALLS:  # in turns, so that both meet the same load of the machine
                direct, over = [], []
                for _ in range(3):
                    direct.append(await median(door.call, name, arguments))
                    over.append(await median(client.call_tool, name, arguments))
                times[name] = (min(direct), min(over))
            return times
    finally:
        await pool.stop()


def main() -> None:
    """Print the figures, each with its limit."""
    whole = edition()
    for half, (right, total) in found(Finder(whole.facts, questions())).items():
        print(f"questions found among the first {AMONG}, {half}: {right} of {total} ({right / total:.0%})")
    times = verifying(Verifier(whole.facts))
    spent = f"median {statistics.median(times):.1f} ms, most {max(times):.1f} ms"
    print(f"processor time of verifying a quotation: {spent} (at most 20)")
    measured = asyncio.run(calls(whole))
    for name, (direct, over) in measured.items():
        print(f"{name}: {direct:.1f} ms, over stdio {over:.1f} ms, ratio {over / direct:.2f}")
    direct, over = (sum(times) for times in zip(*measured.values(), strict=True))
    print(f"all: {direct:.1f} ms, over stdio {over:.1f} ms, ratio {over / direct:.2f} (at most 2)")


if __name__ == "__main__":
    main()
