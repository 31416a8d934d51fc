"""Pages of single things, and the reading page of a work."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from pyoxigraph import Triple

from iccis.core.namespaces import ID, SITE
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.legislation import jsonld, legislation
from iccis.publication.site.reading import LETTERS, PRESS, clause, sections, works
from iccis.publication.site.render import render
from iccis.publication.site.thing import thing_page

QUESTION = ID + "question/"
"""Questions have pages of another kind."""
Laws = Callable[[], dict[str, list[Triple]]]
File = Callable[[str], bytes]


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


def page(
    edition: Edition, iri: str, order: Callable[[], dict[str, list[str]]], laws: Laws, file: File
) -> bytes:
    """Return the page of a thing; that of a work whose text is here is the reading page.

    `order` gives the clauses of works, `laws` what schema.org can say; both are computed once.
    """
    path = iri.removeprefix(SITE)
    context: dict[str, Any] = {
        "edition": edition,
        "jsonld": embedded(iri, laws, file),
        "page": thing_page(edition, iri),
        "letters": LETTERS,
    }
    if clauses := order().get(iri):
        parts = sections(edition.facts, clauses)
        return render("reading.html", f"{path}.html", sections=parts, press=PRESS, **context)
    neighbours = _neighbours(iri, order())
    context["clause"] = clause(edition.facts, iri) if neighbours else None
    return render("thing.html", f"{path}.html", neighbours=neighbours, **context)


def embedded(iri: str, laws: Laws, file: File) -> str:
    """Return the JSON-LD that the page of a thing embeds.

    For the Code and its clauses it is what the export `schema-org` says of them (`legislation.py`), for
    everything else the thing's own document, the file beside the page.
    """
    exported = laws()
    return jsonld(exported[iri]) if iri in exported else file(f"{iri.removeprefix(SITE)}.jsonld").decode()


def _neighbours(iri: str, order: dict[str, list[str]]) -> tuple[str, str | None, str | None] | None:
    """Return the work that a clause is in, and the clauses before and after it; None for other things."""
    for work, clauses in order.items():
        if iri in clauses:
            at, ends = clauses.index(iri), [*clauses, None]  # the end is also what is before the start
            return work, ends[at - 1], ends[at + 1]
    return None
