"""The site in the official languages of the United Nations, as far as there is evidence for its words.

Nothing is translated here. Concepts, actors and topics have the labels of those terms of the UNBIS thesaurus
that the mapping set says are the same; the words of the frame are those of the site of the United
Nations Library. What neither has stays English, and is marked as English.
"""

from functools import partial
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.project import MAPPINGS
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.frame import LANGUAGES, path_of
from iccis.publication.site.render import render
from iccis.publication.things.thing import Reference, reference

UNBIS = "http://metadata.un.org/thesaurus/"


class Equivalents(NamedTuple):
    """A thing, the term of UNBIS that means the same, and its labels by language."""

    thing: Reference
    term: str
    labels: dict[str, str]


def equivalents(edition: Edition) -> list[Equivalents]:
    """Return the things that a term of UNBIS with labels in all languages matches exactly, by label.

    >>> from iccis.publication.edition import edition
    >>> [(e.thing.label, e.labels["es"]) for e in equivalents(edition())][0]
    ('acts of aggression', 'AGRESION')
    """
    labels: dict[str, dict[str, str]] = {}
    for s, p, o in edition.graphs["links"]:
        if isinstance(s, NamedNode) and isinstance(o, Literal) and p.value == PREFIXES["skos"] + "prefLabel":
            labels.setdefault(s.value, {})[o.language or ""] = o.value
    pairs = {
        (s.value, o.value)
        for s, p, o in edition.layer(MAPPINGS)
        if isinstance(s, NamedNode)
        and isinstance(o, NamedNode)
        and p.value == PREFIXES["skos"] + "exactMatch"
        and LANGUAGES.keys() <= labels.get(o.value, {}).keys()
    }
    found = (Equivalents(reference(edition.facts, s), o, labels[o]) for s, o in pairs)
    return sorted(found, key=lambda equivalent: equivalent.thing.label.casefold())


def page(edition: Edition, language: str) -> bytes:
    """Return the page in a language."""
    return render(
        "languages.html",
        path_of(language),
        edition=edition,
        equivalents=equivalents(edition),
        hreflangs=[(code, SITE + path_of(code)) for code in LANGUAGES],
        unbis=UNBIS,
        language=language,
    )


def pages(edition: Edition) -> Makers:
    """Return the makers of the pages in each language, by path.

    >>> from iccis.publication.edition import edition
    >>> list(pages(edition()))[:2]
    ['languages/ar.html', 'languages/zh.html']
    """
    return {path_of(language): partial(page, edition, language) for language in LANGUAGES}
