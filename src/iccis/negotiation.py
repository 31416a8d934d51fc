"""Media types: what is offered, under which extension, and which of them an `Accept` header asks for."""

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
    Offer("application/n-triples", "nt", ("text/plain",)),
    Offer("application/trig", "trig"),
    Offer("application/n-quads", "nq"),
    Offer("application/ld+json", "jsonld", ("application/json",)),
    Offer("application/rdf+xml", "rdf", ("application/xml", "text/xml")),
)
"""Forms of a graph; the first is the default."""

PAGES = (
    Offer("text/turtle", "ttl", ("application/x-turtle",)),
    Offer("text/html", "html", ("application/xhtml+xml",)),
    Offer("application/ld+json", "jsonld", ("application/json",)),
    Offer("application/rdf+xml", "rdf", ("application/xml", "text/xml")),
    Offer("application/n-triples", "nt"),
    Offer("text/plain", "txt"),
)
"""Forms of one thing; the first is the default, so that a client that takes anything gets data."""


def choose(accept: str, offers: Iterable[Offer]) -> Offer | None:
    """Offer that an `Accept` header likes best; among equals the first offered; None if it takes none.

    >>> choose("text/html;q=0.5, application/rdf+xml", PAGES).extension
    'rdf'
    >>> choose("image/png", PAGES) is None
    True
    """
    ranges = _ranges(accept)
    rated = [
        (max([_quality(ranges, o.type), *(ranges.get(name, 0.0) for name in o.also)]), o) for o in offers
    ]
    best = max((quality for quality, _ in rated), default=0.0)
    return next((offer for quality, offer in rated if quality == best), None) if best > 0 else None


def _ranges(accept: str) -> dict[str, float]:
    """Media ranges with their q-values; parameters other than q are ignored.

    >>> _ranges("text/*;q=0.3, text/html;level=1")
    {'text/*': 0.3, 'text/html': 1.0}
    """
    found = {}
    for part in (accept or "*/*").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        values = dict(parameter.partition("=")[::2] for parameter in parameters)
        try:
            found[name] = min(max(float(values.get("q", 1)), 0.0), 1.0)
        except ValueError:
            found[name] = 0.0
    return found


def _quality(ranges: dict[str, float], name: str) -> float:
    """What the most specific range that covers a media type gives it."""
    for key in (name, name.split("/")[0] + "/*", "*/*"):
        if key in ranges:
            return ranges[key]
    return 0.0


def listed(offers: Iterable[Offer]) -> str:
    """Text of an answer 406: what there is.

    >>> listed(RESULTS[2:])
    'Not acceptable. There is: text/csv, text/tab-separated-values.'
    """
    return "Not acceptable. There is: " + ", ".join(offer.type for offer in offers) + "."
