"""Stores for the tests: started by the scripts in tests/stores/, or skipped with the reason."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from iccis.core.namespaces import graph_name
from serving import BIN, free_port, running

SCRIPTS = sorted((Path(__file__).parent / "stores").glob("*.sh"))
OXIGRAPH = next(script for script in SCRIPTS if script.stem == "oxigraph")


class Address(NamedTuple):
    """Where a store answers queries, takes graphs and takes updates (or nothing), and as which user."""

    name: str
    query: str
    store: str
    update: str
    user: str
    password: str
    pid: int


@contextmanager
def started(script: Path, folder: Path, port: int | None = None) -> Iterator[Address]:
    """A store that runs until the end of the block."""
    says = dict(
        re.findall(r"^# (program|needs|query|store|update|user|password): (\S+)", script.read_text(), re.M)
    )
    for needed in filter(None, (says["program"], says.get("needs"))):
        if not (shutil.which(needed) or (BIN / needed).exists() or Path(needed).exists()):
            pytest.skip(f"needs {needed}: see {script.name}")
    port = port or free_port()
    at = {
        path: f"http://127.0.0.1:{port}{says[path]}" for path in ("query", "store", "update") if path in says
    }
    with running([str(script), str(port), str(folder)], port, says["query"], folder / "log") as process:
        who = says.get("user", ""), says.get("password", "")
        yield Address(script.stem, at["query"], at.get("store", ""), at.get("update", ""), *who, process.pid)


def add(http: httpx.Client, url: str, layer: str, lines: bytes) -> None:
    """Add N-Triples to the graph of a layer, by the Graph Store Protocol."""
    kind = {"Content-Type": "application/n-triples"}
    http.post(url, params={"graph": graph_name(layer)}, content=lines, headers=kind).raise_for_status()
