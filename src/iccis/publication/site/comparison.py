"""The comparison: each clause with its differences from other witnesses marked, and what each one does."""

from typing import NamedTuple

from iccis.data.facts import Facts, spans
from iccis.publication.edition import Edition
from iccis.publication.site.reading import Mark, Passage, fragment, passage
from iccis.publication.site.render import render
from iccis.publication.things.commentary import commentary
from iccis.publication.things.thing import Collation, Correspondence, Reference, Variant, reference

DIFFERENT = Mark("here")


class Compared(NamedTuple):
    """A clause with the words that differ marked, how far it was compared, and its differences."""

    clause: Reference
    passage: Passage
    collations: tuple[Collation, ...]
    variants: tuple[Variant, ...]
    parallels: tuple[Correspondence, ...]
    """What words were kept, dropped or replaced in the passage from or to another document."""

    @property
    def fragment(self) -> str:
        """Name of the clause within the page."""
        return fragment(self.clause.iri)


def compare(facts: Facts, iri: str) -> Compared:
    """Compare a clause with the other witnesses.

    >>> from iccis.publication.edition import edition
    >>> found = compare(edition().facts, "https://w3id.org/iccis/id/code/pledge/4")
    >>> [collation.status for collation in found.collations], found.variants
    (['not collated', 'not collated'], ())
    """
    beside = commentary(facts, iri)
    marks = [(spans(facts, variant.iri), DIFFERENT) for variant in beside.variants]
    parallels = tuple(parallel for parallel in beside.correspondences if parallel.words)
    return Compared(
        reference(facts, iri), passage(facts, iri, marks), beside.collations, beside.variants, parallels
    )


def page(edition: Edition) -> bytes:
    """Return the page."""
    clauses = [compare(edition.facts, iri) for iri in edition.clauses]
    return render("comparison.html", edition=edition, clauses=clauses)
