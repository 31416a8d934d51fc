"""Documents about single things: what is said of each, and every link back, in every form."""

from collections.abc import Callable
from functools import partial

from iccis.dumps import of_triples
from iccis.edition import Edition
from iccis.files import SITE
from iccis.negotiation import PAGES, Offer
from iccis.pages import view
from iccis.pages_commentary import commentary_text
from iccis.pages_readings import commentary
from iccis.pages_text import page


def files(given: Edition) -> dict[str, Callable[[], bytes]]:
    """What makes the documents about each thing but its page, by path.

    >>> from iccis.edition import edition
    >>> files(edition())["id/actor/china.txt"]().splitlines()[0]
    b'China (State)'
    """
    return {
        f"{iri.removeprefix(SITE)}.{offer.extension}": partial(document, given, iri, offer)
        for iri in given.things
        for offer in PAGES
        if offer.extension != "html"
    }


def document(given: Edition, iri: str, offer: Offer) -> bytes:
    """What is said of a thing, in one of the forms of `iccis.negotiation.PAGES` but HTML."""
    if offer.extension == "txt":
        return words(given, iri).encode()
    return of_triples(given.about(iri), offer, given.context, order="document")


def words(given: Edition, iri: str) -> str:
    """A thing as plain text; a provision has its commentary with it."""
    text = page(view(given.facts, iri))
    if given.facts.one(iri, "text"):
        text += "\n\n" + commentary_text(commentary(given.facts, iri))
    return text + "\n"
