"""Documents about single things: what is said of each, and every link back, in every form."""

from functools import partial

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
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


def document(edition: Edition, iri: str, form: Offer) -> bytes:
    """Return a thing in one of the forms of `iccis.publication.forms.THINGS` but HTML.

    The plain text of a provision includes its commentary.
    """
    if form.extension == "txt":
        return plain_text(edition.facts, iri, readings=bool(edition.facts.one(iri, "text"))).encode()
    return of_triples(edition.about(iri), form, edition.context, order="document")


def plain_text(facts: Facts, iri: str, *, readings: bool, width: int = 100) -> str:
    """Return a thing as plain text in at most `width` columns; `readings` adds the commentary on it."""
    text = page(view(facts, iri), width=width) + "\n"
    return text + f"\n{commentary_text(commentary(facts, iri), width=width)}\n" if readings else text
