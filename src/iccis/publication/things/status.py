"""The status of a work: how it was put forward, what became of it, which text of it is read here."""

from typing import NamedTuple

from iccis.core.namespaces import ID
from iccis.data.facts import Facts
from iccis.publication.things.thing import Reference, References, follow, reference, references

ASSEMBLY = ID + "actor/general-assembly"
"""The body that would have adopted the Code."""


class Document(NamedTuple):
    """A document with its number, its date, and the sources for them."""

    thing: Reference
    number: str
    date: str
    sources: References


class Status(NamedTuple):
    """What a reader has to know of a work before its words."""

    letters: tuple[Document, ...]
    """What the work was submitted in."""
    acts: References
    """What the General Assembly did with it."""
    revisions: tuple[Document, ...]
    witness: Reference
    """The text that is read here."""
    others: References
    """Other texts of the work, which are only compared."""
    assembly: bool = False
    """Whether the edition knows the General Assembly, and so what it did."""


def status(facts: Facts, work: str) -> Status:
    """Return the status of a work, from what is recorded of it and of the events that concern it.

    >>> from iccis.publication.edition import edition
    >>> found = status(edition().facts, ID + "code")
    >>> [letter.number for letter in found.letters], [later.number for later in found.revisions], found.acts
    (['A/66/359'], ['A/69/723'], ())
    """
    events = facts.subjects("concernsDocument", work)
    witnesses = [w for w in facts.subjects("eli:realizes", work) if "Witness" in facts.kinds(w)]
    return Status(
        letters=tuple(_document(facts, letter, letter) for letter in facts.values(work, "eli:is_annex_of")),
        acts=references(facts, (e for e in events if ASSEMBLY in facts.values(e, "carriedOutBy"))),
        revisions=tuple(
            _document(facts, later, carrier)
            for later in facts.subjects("revises", work)
            for carrier in facts.values(later, "eli:is_annex_of")
        ),
        witness=next(reference(facts, w) for w in witnesses if facts.one(w, "text")),
        others=references(facts, (w for w in witnesses if not facts.one(w, "text"))),
        assembly=ASSEMBLY in facts.out,
    )


def _document(facts: Facts, thing: str, carrier: str) -> Document:
    """Describe what was put forward in `carrier`, by the first of the events that concern it."""
    events = sorted(
        facts.subjects("concernsDocument", thing), key=lambda event: facts.one(event, "dcterms:date")
    )
    first = next(iter(events), "")
    sources = [*facts.values(carrier, "dcterms:source"), *follow(facts, first, "takenFrom")]
    return Document(
        reference(facts, thing),
        facts.one(carrier, "eli:id_local"),
        facts.one(first, "dcterms:date"),
        references(facts, sources),
    )
