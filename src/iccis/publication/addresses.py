"""Names: where IRIs of each kind lead, in the service and in the redirects of w3id.org alike.

A name is the path of an IRI below the base of the project. It leads to files of the publication, one for each
form in which it can be had.
"""

import re
from collections.abc import Container
from typing import NamedTuple

from iccis.core.namespaces import SITE
from iccis.publication.edition import Edition
from iccis.publication.forms import GRAPHS, HTML, THINGS, Offer
from iccis.publication.pages import PAGES

DATASETS = (GRAPHS[0], HTML, *GRAPHS[1:])
"""Forms of what is published whole: a graph in every form, and a page about it."""
RECORDS = tuple(offer for offer in DATASETS if offer.extension not in ("trig", "nq"))
"""Forms of the catalogue, which is one graph."""
EXPORTS = tuple(offer for offer in RECORDS if offer.extension != "rdf")
"""Forms of the exports to other vocabularies."""


class Name(NamedTuple):
    """IRIs of one kind: a pattern of their names; paths of data, without extension, and of the page."""

    pattern: str
    data: str
    page: str
    forms: tuple[Offer, ...]


NAMES = (
    Name("", "latest/iccis", "index.html", DATASETS),
    Name(r"(ontology)/(\d+\.\d+\.\d+)", "$2/$1", "$1.html", DATASETS),
    Name("(ontology|shapes|questions)", "latest/$1", "$1.html", DATASETS),
    Name("graph/([a-z]+)", "latest/$1", "data.html", DATASETS),
    Name("catalog", "catalog", "catalog.html", RECORDS),
    Name(r"(?:\.well-known/)?void", "void", "catalog.html", (GRAPHS[0], HTML)),
    Name("sparql", "sparql", "sparql.html", (HTML,)),
    Name("context", "latest/context", "data.html", (GRAPHS[1],)),
    Name("odrl-profile", "latest/odrl", "data.html", EXPORTS),
    Name("id/export/([a-z-]+)", "latest/$1", "data.html", EXPORTS),
    Name(r"id/[A-Za-z0-9./-]+/(odrl|legalruleml)(?:/target)?", "latest/$1", "data.html", EXPORTS),
    Name("id/code/[A-Za-z0-9./-]+/words(?:/quote)?", "latest/eli", "data.html", EXPORTS),
    Name(r"id/([A-Za-z0-9./-]+/words/\d+-\d+)/(?:quote|position)", "id/$1", "id/$1.html", THINGS),
    Name("id/([A-Za-z0-9./-]+)", "id/$1", "id/$1.html", THINGS),
)
"""Every kind; the first whose pattern fits counts. Selectors are described with their anchor, and what stands
only in an export with the export."""


def files_of(path: str) -> dict[Offer, str]:
    """File of each form in which the IRI with this path can be had, whether or not it is there.

    >>> [file for file in files_of("ontology/1.2.3").values()][:2]
    ['1.2.3/ontology.ttl', 'ontology.html']
    >>> files_of("nothing")
    {}
    """
    for name in NAMES:
        if found := re.fullmatch(name.pattern, path):
            data, page = (_filled(text, found) for text in (name.data, name.page))
            return {offer: page if offer is HTML else f"{data}.{offer.extension}" for offer in name.forms}
    return {}


def _filled(text: str, found: re.Match[str]) -> str:
    for number, group in enumerate(found.groups(), 1):
        text = text.replace(f"${number}", group)
    return text


def alias(path: str) -> str:
    """File that an IRI with an extension of its own means; nothing if it means none.

    >>> alias("graph/text.nt"), alias("context.jsonld"), alias("graph/text.exe")
    ('latest/text.nt', 'latest/context.jsonld', '')
    """
    name, _, extension = path.rpartition(".")
    found = (file for offer, file in files_of(name).items() if offer.extension == extension) if name else ()
    return next(iter(found), "")


def names_of(given: Edition, files: Container[str]) -> dict[str, str]:
    """Path of the IRI that each file is about, of those files that there are.

    >>> from iccis.publication.edition import edition
    >>> names_of(edition(), ["latest/text.ttl", "id/norm/3.2.ttl"])
    {'latest/text.ttl': 'graph/text', 'id/norm/3.2.ttl': 'id/norm/3.2'}
    """
    paths = [page.name for page in PAGES if page.name is not None]
    paths += [f"ontology/{given.version}", ".well-known/void", *(f"graph/{layer}" for layer in given.graphs)]
    paths += [iri.removeprefix(SITE) for iri in given.things]
    found: dict[str, str] = {}
    for path in paths:
        for file in files_of(path).values():
            if file in files:
                found.setdefault(file, path)
    return found
