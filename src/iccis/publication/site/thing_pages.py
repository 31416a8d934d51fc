"""Pages of single things, and the reading page of a work."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

from pyoxigraph import Triple

from iccis.core.namespaces import ID, SITE
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.forms import THINGS
from iccis.publication.site.legislation import jsonld, legislation
from iccis.publication.site.reading import LETTERS, PRESS, clause, sections, works
from iccis.publication.site.render import render
from iccis.publication.site.thing import thing_page
from iccis.publication.things.thing import Reference, reference

FORMS = tuple(offer for offer in THINGS if offer.extension != "html")
QUESTION = ID + "question/"
"""Questions have pages of another kind."""
Laws = Callable[[], dict[str, list[Triple]]]
Order = Callable[[], dict[str, list[str]]]
File = Callable[[str], bytes]


class Neighbours(NamedTuple):
    """The work that a clause is in, and the clauses before and after it."""

    work: str
    before: Reference | None
    after: Reference | None


def pages(edition: Edition, file: File) -> Makers:
    """Return the makers of the pages of things, by path; `file` gives the documents beside them, by path.

    >>> from iccis.publication.edition import edition
    >>> "id/actor/china.html" in pages(edition(), lambda path: b"{}")
    True
    """
    order = cache(lambda: works(edition.facts))
    laws = cache(lambda: legislation(edition.answers["schema-org"]))
    things = [iri for iri in edition.things if not iri.startswith(QUESTION)]
    return {
        f"{iri.removeprefix(SITE)}.html": partial(page, edition, iri, order, laws, file) for iri in things
    }


def page(edition: Edition, iri: str, order: Order, laws: Laws, file: File) -> bytes:
    """Return the page of a thing; that of a work whose text is here is the reading page.

    `order` gives the clauses of works, `laws` what schema.org can say; both are computed once.
    """
    path = iri.removeprefix(SITE)
    context: dict[str, Any] = {
        "edition": edition,
        "canonical": iri,
        "alternates": [(form.type, f"{path}.{form.extension}") for form in FORMS],
        "jsonld": embedded(iri, laws, file),
        "page": thing_page(edition, iri),
        "letters": LETTERS,
    }
    if clauses := order().get(iri):
        parts = sections(edition.facts, clauses)
        return render("reading.html", f"{path}.html", sections=parts, press=PRESS, **context)
    neighbours = _neighbours(edition, iri, order())
    context["clause"] = clause(edition.facts, iri) if neighbours else None
    return render("thing.html", f"{path}.html", neighbours=neighbours, **context)


def embedded(iri: str, laws: Laws, file: File) -> str:
    """Return the JSON-LD that the page of a thing embeds.

    For the Code and its clauses it is what the export `schema-org` says of them (`legislation.py`), for
    everything else the thing's own document, the file beside the page.
    """
    exported = laws()
    return jsonld(exported[iri]) if iri in exported else file(f"{iri.removeprefix(SITE)}.jsonld").decode()


def _neighbours(edition: Edition, iri: str, order: dict[str, list[str]]) -> Neighbours | None:
    for work, clauses in order.items():
        if iri in clauses:
            at = clauses.index(iri)
            before, after = clauses[at - 1 : at], clauses[at + 1 : at + 2]
            ends = (reference(edition.facts, near[0]) if near else None for near in (before, after))
            return Neighbours(work, *ends)
    return None
