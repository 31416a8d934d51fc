"""Media types: what is offered, under which extension, and which of them an `Accept` header asks for."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Offer(NamedTuple):
    """One form of a resource: media type, extension, and the other media types that mean it."""

    type: str
    extension: str
    also: tuple[str, ...] = ()


RESULTS = (
    Offer("application/sparql-results+json", "srj", ("application/json",)),
    Offer("application/sparql-results+xml", "srx", ("application/xml", "text/xml")),
    Offer("text/csv", "csv"),
    Offer("text/tab-separated-values", "tsv"),
)
"""Forms of rows and of yes or no; the first is the default."""

GRAPHS = (
    Offer("text/turtle", "ttl", ("application/x-turtle",)),
    Offer("application/ld+json", "jsonld", ("application/json",)),
    Offer("application/rdf+xml", "rdf", ("application/xml", "text/xml")),
    Offer("application/n-triples", "nt", ("text/plain",)),
    Offer("application/trig", "trig"),
    Offer("application/n-quads", "nq"),
)
"""Forms of a graph; the first is the default."""

HTML = Offer("text/html", "html", ("application/xhtml+xml",))
"""The form for people."""

THINGS = (
    GRAPHS[0],
    HTML,
    *GRAPHS[1:4],
    Offer("text/plain", "txt"),
)
"""Forms of one thing; the first is the default, so that a client that takes anything gets data.

In an `Accept` header, `text/plain` means N-Triples everywhere, as in RDF 1.0 and for rdflib; the text of a
thing has a path of its own.
"""


def choose(accept: str, offers: Iterable[Offer]) -> Offer | None:
    """Offer that an `Accept` header likes best, or None if it takes none.

    Among equals, what is named goes before what a wildcard covers, then what is named first, then what is
    offered first.

    >>> choose("text/html;q=0.5, application/rdf+xml", THINGS).extension
    'rdf'
    >>> choose("text/html, */*", THINGS).extension, choose("*/*", THINGS).extension
    ('html', 'ttl')
    >>> choose("image/png", THINGS) is None
    True
    """
    ranges = _ranges(accept)
    rated = [(_fit(ranges, offer), offer) for offer in offers]
    best = max((fit for fit, _ in rated), default=NONE)
    return next(offer for fit, offer in rated if fit == best) if best[0] > 0 else None


QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
"""A string in a parameter, which may hold commas and semicolons."""


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges with their q-values; parameters other than q are ignored.

    >>> _ranges("text/*;q=0.3, text/html;level=1")
    {'text/*': 0.3, 'text/html': 1.0}
    """
    found = {}
    for part in QUOTED.sub("", accept or "*/*").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        values = dict(parameter.partition("=")[::2] for parameter in parameters)
        try:
            quality = float(values.get("q", 1))
        except ValueError:
            quality = 0.0
        found[name] = min(quality, 1.0) if quality > 0 else 0.0  # so that NaN is 0
    return found


Fit = tuple[float, int, int]
"""Quality, how exactly a type is named, and how early."""
NONE: Fit = (0.0, 0, 0)


def _fit(ranges: dict[str, float], offer: Offer) -> Fit:
    """How well an offer fits: by the names it goes by, else by the narrowest wildcard that covers it."""
    place = {name: -number for number, name in enumerate(ranges)}
    named = [(ranges[name], 2, place[name]) for name in (offer.type, *offer.also) if name in ranges]
    wild = ((1, offer.type.split("/")[0] + "/*"), (0, "*/*"))
    covered = ((ranges[name], width, place[name]) for width, name in wild if name in ranges)
    return max(named) if named else next(covered, NONE)


def wants(accept: str, name: str) -> bool:
    """Tell whether `Accept-Encoding` takes an encoding, and does not like none at all (`identity`) better.

    >>> wants("br, gzip;q=0.8", "gzip"), wants("gzip;q=0", "gzip"), wants("*", "gzip"), wants("", "gzip")
    (True, False, True, False)
    >>> wants("gzip;q=0.5, identity", "gzip")
    False
    """
    ranges = _ranges(accept) if accept else {}
    quality = ranges.get(name, ranges.get("*", 0.0))
    return quality > 0 and quality >= ranges.get("identity", 0.0)


def listed(offers: Iterable[Offer]) -> str:
    """Text of an answer 406: what there is.

    >>> listed(RESULTS[2:])
    'Not acceptable. There is: text/csv, text/tab-separated-values.'
    """
    return "Not acceptable. There is: " + ", ".join(offer.type for offer in offers) + "."


TYPES = {offer.extension: offer.type for offer in (*GRAPHS, *THINGS)} | {
    "css": "text/css",
    "csv": "text/csv",
    "epub": "application/epub+zip",
    "graphml": "application/xml",
    "gz": "application/gzip",
    "ico": "image/x-icon",
    "js": "text/javascript",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tsv": "text/tab-separated-values",
    "wasm": "application/wasm",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
"""Media types of files by their extension."""
LINKSETS = {"linkset.json": "application/linkset+json", "linkset.txt": "application/linkset"}
"""Media types of the files that have a type of their own."""


def type_of(path: str) -> str:
    """Media type of a file of the publication; what has no known extension is plain text.

    >>> type_of("latest/text.ttl"), type_of("latest/text.ttl.gz"), type_of("latest/SHA256SUMS")
    ('text/turtle; charset=utf-8', 'application/gzip', 'text/plain; charset=utf-8')
    """
    kind = LINKSETS.get(path) or TYPES.get(path.rpartition(".")[2], "text/plain")
    return kind + "; charset=utf-8" if kind.startswith("text/") else kind
