"""Ambiguities and controversies: what is disputed, by topic and by clause, and who says what."""

from typing import NamedTuple

from iccis.core.namespaces import ONTOLOGY
from iccis.core.rdf import TYPE
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.site.reading import fragment
from iccis.publication.site.render import render
from iccis.publication.things.commentary import Commentary, commentary
from iccis.publication.things.thing import (
    Provision,
    Reading,
    Reference,
    References,
    each,
    read,
    reference,
    references,
)


class Topic(NamedTuple):
    """A matter that interpretations raise."""

    topic: Reference
    definition: str
    readings: tuple[Reading, ...]

    @property
    def fragment(self) -> str:
        """Name of the topic within the page."""
        return self.topic.iri.rpartition("/")[2]


class Disputed(NamedTuple):
    """A clause with its ambiguities and interpretations."""

    provision: Provision
    commentary: Commentary
    takers: dict[str, References]
    """Readings that take a parse, by the IRI of the parse."""

    @property
    def fragment(self) -> str:
        """Name of the clause within the page."""
        return fragment(self.provision.iri)


def topics(facts: Facts) -> list[Topic]:
    """Return the topics that interpretations raise, by label.

    >>> from iccis.publication.edition import edition
    >>> [(topic.topic.label, len(topic.readings)) for topic in topics(edition().facts)][0]
    ('censorship', 4)
    """
    iris = sorted(facts.back[ONTOLOGY + "Topic"][TYPE.value], key=facts.label)
    found = (
        Topic(
            reference(facts, iri),
            facts.one(iri, "skos:definition"),
            each(Reading, "Reading", facts, facts.subjects("raises", iri)),
        )
        for iri in iris
    )
    return [topic for topic in found if topic.readings]


def disputed(facts: Facts, iri: str) -> Disputed:
    """Collect the ambiguities and the interpretations of a clause."""
    beside = commentary(facts, iri)
    parses = (parse.iri for ambiguity in beside.ambiguities for parse in ambiguity.parses)
    takers = {parse: references(facts, facts.subjects("takesParse", parse)) for parse in parses}
    return Disputed(read(Provision, facts, iri), beside, takers)


def page(edition: Edition) -> bytes:
    """Return the page."""
    facts = edition.facts
    clauses = [disputed(facts, iri) for iri in edition.clauses]
    return render(
        "controversies.html",
        edition=edition,
        topics=topics(facts),
        clauses=[c for c in clauses if c.commentary.ambiguities or c.commentary.readings],
        whole=[
            (reference(facts, work), each(Reading, "Reading", facts, facts.subjects("reads", work)))
            for work in edition.works
        ],
    )
