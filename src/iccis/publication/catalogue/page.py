"""The page of the catalogue: files, their sizes, the terms of use, and the source."""

from functools import partial

from iccis.data.facts import Facts
from iccis.publication.catalogue.quality import scores
from iccis.publication.catalogue.series import SERIES
from iccis.publication.catalogue.vocabulary import CATALOGUE, checksums, named
from iccis.publication.files import Publication
from iccis.publication.site.render import render

SHARED = {
    "Publisher": "dcterms:publisher",
    "Contact": "dcat:contactPoint",
    "Licence": "dcterms:license",
    "Access": "dcterms:accessRights",
    "Language": "dcterms:language",
    "Frequency": "dcterms:accrualPeriodicity",
    "Theme": "dcat:theme",
    "Issued": "dcterms:issued",
    "Changed": "dcterms:modified",
}
"""Properties of the whole catalogue, by their names on the page."""
LABELS = ("skos:prefLabel", "foaf:name", "vcard:fn", "dcterms:title", "rdfs:label")


def page(publication: Publication, facts: Facts) -> bytes:
    """Render the page; the template reads everything off the record."""
    publishers = {value for thing in list(facts.out) for value in facts.values(thing, "dcterms:publisher")}
    return render(
        "catalog.html",
        edition=publication.edition,
        me=CATALOGUE,
        one=facts.one,
        values=facts.values,
        label=partial(label, facts),
        checksum=lambda iri: checksums(facts, iri)[0],
        shared=SHARED,
        others=sorted(publishers - set(facts.values(CATALOGUE, "dcterms:publisher"))),
        series=[named(name).value for name in SERIES],
        members=partial(facts.subjects, "dcat:inSeries"),
        scores=scores(publication, facts),
    )


def label(facts: Facts, value: str) -> str:
    """Return the label of a thing of the record, or the text of a literal, a date without the time of day.

    >>> label(Facts([]), "2026-11-24T00:00:00Z")
    '2026-11-24'
    """
    return next((text for name in LABELS if (text := facts.one(value, name))), value.partition("T00:")[0])
