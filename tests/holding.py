"""Instruments spread over four endpoints of two engines, and the same data in one store."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from documents import ROOT, load_program
from iccis.core.namespaces import graph_name
from iccis.publication.push import client, parts, put, read_lines
from iccis.questions.scopes import open_scope
from storing import SCRIPTS, Address, add, started

ENGINES = ("oxigraph", "virtuoso", "oxigraph", "virtuoso")
"""The engines of the endpoints, the first of which holds the Code, each other an instrument like it."""
GENERATOR = load_program(ROOT / "benchmarks" / "generator.py")


class Holders(NamedTuple):
    """Endpoints that hold an instrument each, with what all share, and one that holds everything."""

    spread: list[Address]
    merged: Address

    @property
    def urls(self) -> list[str]:
        """Where the endpoints answer queries."""
        return [address.query for address in self.spread]


@contextmanager
def holders(scope: str) -> Iterator[Holders]:
    """Endpoints with a set of graphs, which run until the end of the block."""
    scripts = {script.stem: script for script in SCRIPTS}
    graphs = {layer: read_lines(found) for layer, found in parts(*open_scope(scope))}
    code, shared, template = (getattr(GENERATOR, name)(graphs) for name in ("lines", "rest", "template"))
    with ExitStack() as stack:
        *spread, merged = (
            stack.enter_context(started(scripts[name], Path(stack.enter_context(TemporaryDirectory()))))
            for name in (*ENGINES, "oxigraph")
        )
        _send(code, merged, spread[0])
        for number, address in enumerate(spread[1:], 1):
            own = {layer: GENERATOR.make(text, number) for layer, text in template.items()}
            _send(own, merged, address)
            _send(shared, address)
        yield Holders(spread, merged)


def _send(layers: dict[str, bytes], *addresses: Address) -> None:
    for address in addresses:
        os.environ.update(ICCIS_USER=address.user, ICCIS_PASSWORD=address.password)
        with client() as http:
            put(http, address.store, graph_name("test"), [])  # it asks for a password before much is sent
            for layer, lines in layers.items():
                add(http, address.store, layer, lines)
