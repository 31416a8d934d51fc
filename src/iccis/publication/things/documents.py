"""Documents about single things, in every form: all statements about each, and every link back."""

from functools import partial
from typing import Any

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
from iccis.publication import Makers
from iccis.publication.dumps import serialize_triples
from iccis.publication.edition import Edition
from iccis.publication.forms import THINGS, Offer
from iccis.publication.things.commentary import commentary
from iccis.publication.things.text import commentary_text, thing_text
from iccis.publication.things.thing import Thing, as_data, describe


def documents(edition: Edition) -> Makers:
    """Return the makers of the documents about each thing but its page, by path.

    >>> from iccis.publication.edition import edition
    >>> documents(edition())["id/actor/china.txt"]().splitlines()[0]
    b'China (State)'
    """
    return {
        f"{iri.removeprefix(SITE)}.{form.extension}": partial(document, edition, iri, form)
        for iri in edition.things
        for form in THINGS
        if form.extension != "html"
    }


def document(edition: Edition, iri: str, form: Offer) -> bytes:
    """Return a thing in one of the forms of `iccis.publication.forms.THINGS` but HTML.

    The plain text of a provision includes its commentary.
    """
    if form.extension == "txt":
        readings = bool(edition.facts.one(iri, "text"))
        return plain_text(edition.facts, edition.describe(iri), readings=readings).encode()
    return serialize_triples(edition.about(iri), form, edition.context, order="document")


def plain_text(facts: Facts, thing: Thing, *, readings: bool, width: int = 100) -> str:
    """Return a thing as plain text in at most `width` columns; `readings` adds the commentary on it."""
    text = thing_text(thing, width=width) + "\n"
    return text + f"\n{commentary_text(commentary(facts, thing.iri), width=width)}\n" if readings else text


def plain_data(facts: Facts, iri: str, *, readings: bool) -> dict[str, Any]:
    """Return a thing as plain data, ready for JSON; `readings` adds the commentary on it."""
    data: dict[str, Any] = as_data(describe(facts, iri))
    return data | as_data(commentary(facts, iri)) if readings else data
