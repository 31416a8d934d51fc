"""Hashes of graphs that depend on nothing but their statements."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, parse

from iccis.core.digest import digest
from iccis.data.store import canonical


def graph_hash(triples: Iterable[Triple]) -> str:
    """Return the SHA-256 of the canonical N-Quads (RDFC-1.0) of a graph.

    >>> graph_hash([])[:8]
    'e3b0c442'
    """
    return hash_of_lines(f"{triple} ." for triple in triples)


def hash_of_lines(lines: Iterable[str]) -> str:
    """Return the same hash of a graph from the lines of its N-Triples."""
    by_label = defaultdict[bool, list[str]](list)  # a line without blank nodes is canonical
    for line in lines:
        by_label["_:" in line].append(line)
    labelled = canonical(parse("\n".join(by_label[True]), format=RdfFormat.N_TRIPLES))
    return digest("".join(f"{line}\n" for line in sorted({*by_label[False], *(f"{q} ." for q in labelled)})))
