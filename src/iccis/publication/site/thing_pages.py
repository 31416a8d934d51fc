"""The files of the site: pages of things, and the pages about all of them."""

from collections.abc import Callable
from functools import cache, partial

from pyoxigraph import Triple

from iccis.core.namespaces import ID, SITE
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.forms import THINGS
from iccis.publication.site.legislation import jsonld, legislation
from iccis.publication.site.reading import LETTERS, PRESS, clause, sections, works
from iccis.publication.site.render import render
from iccis.publication.site.thing import thing
from iccis.publication.things.view import View

FORMS = tuple(offer for offer in THINGS if offer.extension != "html")
QUESTION = ID + "question/"
"""Questions have pages of another kind."""


Laws = Callable[[], dict[str, list[Triple]]]
Order = Callable[[], dict[str, list[str]]]
File = Callable[[str], bytes]


def pages(given: Edition, file: File) -> Makers:
    """What makes the page of each thing, by path; `file` gives the documents beside them, by path.

    >>> from iccis.publication.edition import edition
    >>> "id/actor/china.html" in pages(edition(), lambda path: b"{}")
    True
    """
    order = cache(lambda: works(given.facts))
    laws = cache(lambda: legislation(given.answers["schema-org"]))
    things = [iri for iri in given.things if not iri.startswith(QUESTION)]
    return {f"{iri.removeprefix(SITE)}.html": partial(page, given, iri, order, laws, file) for iri in things}


def page(given: Edition, iri: str, order: Order, laws: Laws, file: File) -> bytes:
    """Page of a thing; that of a work whose text is here is the reading page.

    `order` gives the clauses of works, `laws` what schema.org can say; both are asked for once.
    """
    path = iri.removeprefix(SITE)
    said: View = {
        "edition": given,
        "iri": iri,
        "canonical": iri,
        "alternates": [(form.type, f"{path}.{form.extension}") for form in FORMS],
        "jsonld": embedded(iri, laws, file),
        "thing": thing(given, iri),
    }
    if clauses := order().get(iri):
        parts = sections(given.facts, clauses)
        return render("reading.html", f"{path}.html", sections=parts, press=PRESS, **said)
    if near := _near(given, iri, order()):
        said["thing"] |= clause(given.facts, iri)
    return render("thing.html", f"{path}.html", near=near, letters=LETTERS, **said)


def embedded(iri: str, laws: Laws, file: File) -> str:
    """JSON-LD to stand in the page of a thing.

    For the Code and its clauses it is what the export `schema-org` says of them (`legislation.py`), for
    everything else the thing's own document, the file beside the page.
    """
    known = laws()
    return jsonld(known[iri]) if iri in known else file(f"{iri.removeprefix(SITE)}.jsonld").decode()


def _near(given: Edition, iri: str, order: dict[str, list[str]]) -> View | None:
    """The work that a clause is in, and the clauses before and after it."""
    for work, clauses in order.items():
        if iri in clauses:
            at = clauses.index(iri)
            named = [{"iri": one, "label": given.facts.label(one)} for one in clauses]
            return {
                "work": work,
                "before": named[at - 1] if at else None,
                "after": named[at + 1] if at + 1 < len(named) else None,
            }
    return None
