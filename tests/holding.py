"""Instruments spread over four endpoints of two engines, and the same data in one store."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pyoxigraph import Triple

from documents import ROOT, load_program
from iccis.core.namespaces import ID, graph_name
from iccis.publication.push import parts, put, read_lines
from iccis.publication.stores import client
from iccis.questions.scopes import open_scope
from storing import SCRIPTS, Address, add, started

ENGINES = ("oxigraph", "virtuoso", "oxigraph", "virtuoso")
"""The engines of the endpoints."""
DESCRIBED = {"a-70-174": 1, "a-res-73-27": 2, "a-c-1-73-l-27": 2, "a-69-723": 3}
"""The endpoint of each described instrument, by its path; the first, 0, holds the Code."""
SLUG = re.compile(f"<{ID}[a-z-]+/({'|'.join(DESCRIBED)})/")
GENERATOR = load_program(ROOT / "benchmarks" / "generator.py")
Layers = dict[str, bytes]
"""N-Triples by layer."""


class Holders(NamedTuple):
    """Endpoints that hold instruments each, with what all share, and one that holds everything."""

    spread: list[Address]
    merged: Address

    @property
    def urls(self) -> list[str]:
        """Where the endpoints answer queries."""
        return [address.query for address in self.spread]


@contextmanager
def holders(scope: str) -> Iterator[Holders]:
    """Endpoints with a set of graphs, which run until the end of the block.

    The first holds the Code; each other holds described instruments, and one like the Code.
    """
    scripts = {script.stem: script for script in SCRIPTS}
    graphs = {layer: read_lines(lines) for layer, lines in parts(*open_scope(scope))}
    shared, template = (getattr(GENERATOR, name)(graphs) for name in ("rest", "template"))
    with ExitStack() as stack:
        *spread, merged = (
            stack.enter_context(started(scripts[name], Path(stack.enter_context(TemporaryDirectory()))))
            for name in (*ENGINES, "oxigraph")
        )
        for number, (address, described) in enumerate(zip(spread, _split(graphs), strict=True)):
            _send(described, merged, address)
            if number:
                made = {layer: GENERATOR.make(text, number) for layer, text in template.items()}
                _send(made, merged, address)
                _send(shared, address)
        yield Holders(spread, merged)


def _split(graphs: dict[str, list[Triple]]) -> list[Layers]:
    """Return what each endpoint holds of the Code and of the instruments that are described beside it."""
    found = [defaultdict[str, list[Triple]](list) for _ in ENGINES]
    for layer, triples in graphs.items():
        for triple in triples:
            match = SLUG.match(str(triple.subject))
            found[DESCRIBED[match[1]] if match else 0][layer].append(triple)
    return list(map(GENERATOR.lines, found))


def _send(layers: Layers, *addresses: Address) -> None:
    for address in addresses:
        os.environ.update(ICCIS_USER=address.user, ICCIS_PASSWORD=address.password)
        with client() as http:
            put(http, address.store, graph_name("test"), [])  # it asks for a password before much is sent
            for layer, lines in layers.items():
                add(http, address.store, layer, lines)
