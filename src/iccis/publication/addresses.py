"""Addresses: where IRIs of each kind lead, in the service and in the redirects of w3id.org alike.

The name of an IRI is its path below the base of the project. It leads to files of the publication, one for
each form.
"""

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from string import printable
from typing import NamedTuple
from urllib.parse import quote

from iccis.core.namespaces import CACHED_IRIS, SITE
from iccis.publication.edition import Edition
from iccis.publication.forms import GRAPHS, HTML, THINGS, Offer
from iccis.publication.pages import PAGES

DATASETS = (GRAPHS[0], HTML, *GRAPHS[1:])
"""Forms of a dataset: a graph in every form, and a page about it."""
RECORDS = tuple(offer for offer in DATASETS if offer.extension not in ("trig", "nq"))
"""Forms of what is one graph: the catalogue, VoID, each export to another vocabulary."""


class Address(NamedTuple):
    """IRIs of one kind: a pattern of their names; paths of the data, without extension, and of the page."""

    pattern: str
    data: str
    page: str
    forms: tuple[Offer, ...]


ADDRESSES = (
    Address("", "latest/iccis", "index.html", DATASETS),
    Address(r"(ontology)/(\d+\.\d+\.\d+)", "$2/$1", "$1.html", DATASETS),
    Address("(ontology|shapes|questions)", "latest/$1", "$1.html", DATASETS),
    Address("graph/([a-z]+)", "latest/$1", "data.html", DATASETS),
    Address("catalog", "catalog", "catalog.html", RECORDS),
    Address(r"(?:\.well-known/)?void", "void", "catalog.html", RECORDS),
    Address("sparql", "sparql", "sparql.html", (HTML,)),
    Address("context", "latest/context", "data.html", (GRAPHS[1],)),
    Address("odrl-profile", "latest/odrl", "data.html", RECORDS),
    Address("id/export/([a-z-]+)", "latest/$1", "data.html", RECORDS),
    Address(r"id/[A-Za-z0-9./-]+/(odrl|legalruleml)(?:/[a-z]+)?", "latest/$1", "data.html", RECORDS),
    Address("id/[A-Za-z0-9./-]+/words(?:/quote)?", "latest/eli", "data.html", RECORDS),
    Address(r"id/([A-Za-z0-9./-]+/words/\d+-\d+)/(?:quote|position)", "id/$1", "id/$1.html", THINGS),
    Address("id/([A-Za-z0-9./-]+)", "id/$1", "id/$1.html", THINGS),
)
"""Every kind; the first whose pattern matches counts. A selector is described with its anchor, and a thing
that only an export has with the export."""
OWN_GRAPH = Address("graph/([a-z0-9-]+/[a-z]+)", "latest/$1", "data.html", DATASETS)
"""Graphs of an instrument, which only projects have, below bases of their own."""
OWN_THING = Address(r"id/([\w./-]+)", "id/$1", "id/$1.html", THINGS)
"""Things that a project names in another script than Latin."""


@lru_cache(CACHED_IRIS)
def files_of(path: str) -> dict[Offer, str]:
    """Return the file of each form of an IRI, by its path, whether or not the file exists.

    >>> [file for file in files_of("ontology/1.2.3").values()][:2]
    ['1.2.3/ontology.ttl', 'ontology.html']
    >>> files_of("nothing")
    {}
    """
    for address in (*ADDRESSES, OWN_GRAPH, OWN_THING):
        if match := re.fullmatch(address.pattern, path):
            data, page = (_filled(text, match.groups("")) for text in (address.data, address.page))
            return {form: page if form is HTML else f"{data}.{form.extension}" for form in address.forms}
    return {}


def encoded(text: str) -> str:
    """Return a text of addresses as HTTP and XML of crawlers need it: what is not ASCII percent-encoded.

    >>> encoded("https://example.org/id/concept/hartia/сети")[-12:]
    '%D1%82%D0%B8'
    """
    return text if text.isascii() else quote(text, safe=printable)


def _filled(text: str, groups: Sequence[str]) -> str:
    """Return a text with the groups of a match for `$1`, `$2`."""
    for number, group in enumerate(groups, 1):
        text = text.replace(f"${number}", group)
    return text


def alias(path: str) -> str:
    """Return the file that an IRI with an extension means; empty if there is none.

    >>> alias("graph/text.nt"), alias("context.jsonld"), alias("graph/text.exe")
    ('latest/text.nt', 'latest/context.jsonld', '')
    """
    name, _, extension = path.rpartition(".")
    files = files_of(name) if name else {}
    return next((file for form, file in files.items() if form.extension == extension), "")


def names_of(edition: Edition, files: Container[str]) -> dict[str, str]:
    """Return the name of the IRI that each existing file is about.

    >>> from iccis.publication.edition import edition
    >>> names_of(edition(), ["latest/text.ttl", "id/norm/3.2.ttl"])
    {'latest/text.ttl': 'graph/text', 'id/norm/3.2.ttl': 'id/norm/3.2'}
    """
    paths = [page.name for page in PAGES if page.name is not None]
    paths += [f"ontology/{edition.version}", ".well-known/void"]
    paths += [f"graph/{name}" for name in edition.graphs]
    paths += [iri.removeprefix(SITE) for iri in edition.things]
    names: dict[str, str] = {}
    for path in paths:
        for file in files_of(path).values():
            if file in files:
                names.setdefault(file, path)
    return names
