"""The base of a project of one's own: its things move there, and what it shares with others stays."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from iccis.core.namespaces import ID, SITE
from iccis.core.rdf import serialized
from iccis.core.turtle_writer import write
from iccis.publication.catalogue.vocabulary import CATALOGUE, NAMES
from iccis.questions.export import VOCABULARIES

SHARED = (
    "ontology",
    "odrl-profile",
    "shapes",
    "static/icon.svg",
    f"{CATALOGUE.removeprefix(SITE)}#publisher",
)
"""What stays at the permanent base besides things: terms, shapes, and who made them."""
COMPUTED = ("export", "question")
"""Kinds of things that each edition has of its own, without an instrument in their IRIs."""
PREFIXED = {"ttl": RdfFormat.TURTLE, "trig": RdfFormat.TRIG}
"""Forms that can shorten IRIs by the base of things, by the extension of their files."""


def moved(data: bytes, own: tuple[str, ...], site: str, extension: str) -> bytes:
    """Return a file with the IRIs of the instruments `own`, and those of the site, below the base `site`.

    >>> text = b"<https://w3id.org/iccis/id/norm/lakes/2.1> <https://w3id.org/iccis/ontology#bearer> ..."
    >>> moved(text, ("lakes",), "https://example.org/", "nt")
    b'<https://example.org/id/norm/lakes/2.1> <https://w3id.org/iccis/ontology#bearer> ...'
    """
    if extension not in PREFIXED or f"<{ID}> .\n".encode() not in data:
        return _pattern(own).sub(site, data.decode()).encode()
    pattern, form = _pattern(own), PREFIXED[extension]
    quads = moved_quads(parse(data, format=form), own, site)
    names = {name: pattern.sub(site, space) for name, space in (NAMES | VOCABULARIES).items() if space != ID}
    if form == RdfFormat.TURTLE:
        triples = [quad.triple for quad in quads]
        return write(triples, base=f"{site}id/", prefixes=names, order="document").encode()
    return serialized(quads, form, names)


def moved_quads(quads: Iterable[Quad], own: tuple[str, ...], site: str) -> Iterator[Quad]:
    """Yield statements with the same IRIs moved, those of their graphs, too.

    >>> [str(quad.subject) for quad in moved_quads([], ("lakes",), "https://example.org/")]
    []
    """
    lines = "".join(f"{quad} .\n" for quad in quads)
    return parse(_pattern(own).sub(site, lines), format=RdfFormat.N_QUADS)


def unmoved(triples: Iterable[Triple], site: str) -> list[Triple]:
    """Return statements with the IRIs below the base `site` back at the permanent base.

    >>> from pyoxigraph import NamedNode
    >>> thing = NamedNode("https://example.org/id/norm/lakes/2.1")
    >>> str(unmoved([Triple(thing, thing, thing)], "https://example.org/")[0].subject)
    '<https://w3id.org/iccis/id/norm/lakes/2.1>'
    """
    lines = "".join(f"{triple} .\n" for triple in triples).replace(f"<{site}", f"<{SITE}")
    return [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]


def moved_store(store: Store, own: tuple[str, ...], site: str) -> Store:
    """Return a store with the same IRIs moved; the store itself if there are no instruments.

    >>> store = Store()
    >>> moved_store(store, (), "https://example.org/") is store
    True
    """
    if not own:
        return store
    moved_one = Store()
    moved_one.bulk_extend(moved_quads(store, own, site))
    return moved_one


def is_own(iri: str, own: tuple[str, ...]) -> bool:
    """Tell whether an IRI is one of a thing of the instruments `own`.

    >>> [is_own(ID + path, ("lakes",)) for path in ("lakes/article/1", "strength/firm")]
    [True, False]
    """
    return bool(_pattern(own).match(iri))


@cache
def _pattern(own: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the permanent base before what moves with a project."""
    instruments = "|".join(map(re.escape, own))
    things = rf"(?:[a-z-]+/)?(?:{instruments})(?![\w-])|(?:{'|'.join(COMPUTED)})/"
    return re.compile(rf"{re.escape(SITE)}(?!(?:{'|'.join(map(re.escape, SHARED))})|id/(?!{things}))")
