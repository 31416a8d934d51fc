"""Documents about single things: what is said of each, and every link back, in every form."""

from functools import partial

from iccis.core.namespaces import SITE
from iccis.publication import Makers
from iccis.publication.dumps import of_triples
from iccis.publication.edition import Edition
from iccis.publication.forms import THINGS, Offer
from iccis.publication.things.commentary import commentary
from iccis.publication.things.commentary_text import commentary_text
from iccis.publication.things.text import page
from iccis.publication.things.view import view


def documents(given: Edition) -> Makers:
    """What makes the documents about each thing but its page, by path.

    >>> from iccis.publication.edition import edition
    >>> documents(edition())["id/actor/china.txt"]().splitlines()[0]
    b'China (State)'
    """
    return {
        f"{iri.removeprefix(SITE)}.{offer.extension}": partial(document, given, iri, offer)
        for iri in given.things
        for offer in THINGS
        if offer.extension != "html"
    }


def document(given: Edition, iri: str, offer: Offer) -> bytes:
    """What is said of a thing, in one of the forms of `iccis.publication.forms.THINGS` but HTML."""
    if offer.extension == "txt":
        return words(given, iri).encode()
    return of_triples(given.about(iri), offer, given.context, order="document")


def words(given: Edition, iri: str) -> str:
    """A thing as plain text; a provision has its commentary with it."""
    text = page(view(given.facts, iri))
    if given.facts.one(iri, "text"):
        text += "\n\n" + commentary_text(commentary(given.facts, iri))
    return text + "\n"
