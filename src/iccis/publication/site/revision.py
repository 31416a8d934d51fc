"""A text beside its revision: what became of each clause, and what is new.

The revision is not transcribed. The page gives what sources quote or report of it, and says what is
not attested.
"""

from collections.abc import Iterator
from typing import NamedTuple

from iccis.core.namespaces import ID
from iccis.data.facts import Facts, spans
from iccis.data.members import natural
from iccis.publication.edition import Edition
from iccis.publication.site.notes import Place
from iccis.publication.site.reading import Mark, Passage, fragment, passage
from iccis.publication.site.render import render
from iccis.publication.things.regimes import Comparison, Pair, Rules, compare
from iccis.publication.things.thing import (
    COMPONENTS,
    Collation,
    Correspondence,
    Provision,
    Reading,
    Reference,
    References,
    each,
    follow,
    of_kind,
    read,
    reference,
    references,
    wholes,
)

NEW = ID + "correspondence-type/new-in-revision"
DIFFERENT = Mark("here")


class Words(NamedTuple):
    """Words of the text, and those that the revision has instead of them; either may be empty."""

    iri: str
    before: str
    after: str
    norms: References
    """The norms that the words of the text state, alone or with others."""


class Parallel(NamedTuple):
    """A provision of the revision, what it is to one of the text, and who says so."""

    parallel: Correspondence
    meanings: list[str]
    """Definitions of the relation."""
    words: list[Words]
    topics: References
    sources: References

    @property
    def is_new(self) -> bool:
        """Whether the text has nothing like it."""
        return NEW in [kind.iri for kind in self.parallel.types]


class Revised(NamedTuple):
    """A provision with its parallels in the revision."""

    provision: Provision
    passage: Passage
    collations: tuple[Collation, ...]
    sources: References
    """Where words of the revision were seen."""
    parallels: list[Parallel]

    @property
    def fragment(self) -> str:
        """Name of the provision within the page."""
        return fragment(self.provision.iri)

    @property
    def norms(self) -> References:
        """Its norms, by number."""
        return _numbered([norm.iri for norm in self.provision.norms])


def revised(facts: Facts, iri: str) -> Revised:
    """Say what became of a provision.

    >>> from iccis.publication.edition import edition
    >>> six = revised(edition().facts, ID + "code/pledge/6")
    >>> [(words.before, words.after) for words in six.parallels[0].words]
    [('searching for, acquiring and disseminating', 'seek, receive and impart')]
    """
    found = list(parallels(facts, iri))
    marks = [(spans(facts, words.iri), DIFFERENT) for other in found for words in other.words]
    later = revision_of(facts, iri)
    collations = [c for c in facts.subjects("inProvision", iri) if later in facts.values(c, "inVersion")]
    return Revised(
        read(Provision, facts, iri),
        passage(facts, iri, marks),
        each(Collation, "Collation", facts, collations),
        references(facts, (source for c in collations for source in facts.values(c, "takenFrom"))),
        found,
    )


def revision_of(facts: Facts, iri: str) -> str:
    """Return the revision of the work that a provision is part of, or the empty string.

    >>> revision_of(Facts([]), "urn:x")
    ''
    """
    found = (later for whole in wholes(facts, iri) for later in facts.subjects("revises", whole))
    return next(found, "")


def parallels(facts: Facts, iri: str) -> Iterator[Parallel]:
    """Yield the parallels of a provision, or of the whole work, in the revision.

    >>> list(parallels(Facts([]), "urn:x"))
    []
    """
    document = facts.one(revision_of(facts, iri), "eli:is_annex_of")
    for parallel in sorted(facts.subjects("correspondsFrom", iri), key=natural):
        if document in follow(facts, parallel, "correspondsTo/eli:is_part_of"):
            yield Parallel(
                read(Correspondence, facts, parallel),
                follow(facts, parallel, "hasCorrespondenceType/skos:definition"),
                [_words(facts, iri, words) for words in facts.subjects("inCorrespondence", parallel)],
                references(facts, facts.values(parallel, "raises")),
                references(facts, facts.values(parallel, "takenFrom")),
            )


def _words(facts: Facts, provision: str, iri: str) -> Words:
    places = spans(facts, iri)
    norms = of_kind(facts, facts.subjects("statedIn", provision), "Norm")
    touched = [norm for norm in norms if _overlap(places, spans(facts, norm))]
    return Words(iri, facts.one(iri, "quote"), facts.one(iri, "sourceWords"), _numbered(touched))


def _overlap(these: list[Place], those: list[Place]) -> bool:
    return any(a < d and c < b for a, b, _ in these for c, d, _ in those)


def _numbered(norms: list[str]) -> References:
    """Return references to norms by number."""
    return tuple(Reference(iri, iri.rpartition("/")[2]) for iri in sorted(norms, key=natural))


class Path(NamedTuple):
    """What became of the norms of a provision: their pairs in the revision, and those without one."""

    pairs: list[Pair]
    alone: Rules


def path(comparison: Comparison, provision: str) -> Path:
    """Return what a comparison with the revision says of the norms of a provision."""
    pairs = [pair for pair in comparison.pairs if pair.first.provision.iri == provision]
    return Path(pairs, tuple(rule for rule in comparison.alone[0] if rule.provision.iri == provision))


def page(edition: Edition) -> bytes:
    """Return the page."""
    facts = edition.facts
    document = facts.one(edition.revision, "eli:is_annex_of")
    comparison = compare(edition.with_links, facts.one(edition.revision, "revises"), document)
    rows = [revised(facts, iri) for iri in edition.clauses]
    pledges = [row for row in rows if row.provision.kind == "Pledge"]
    others = [row for row in rows if row.collations and row not in pledges]
    readings = each(Reading, "Reading", facts, facts.subjects("reads", edition.revision))
    return render(
        "revision.html",
        edition=edition,
        pledges=pledges,
        others=[row for row in others if row.sources],
        unseen=[row for row in others if not row.sources],
        new=[other for work in edition.works for other in parallels(facts, work) if other.is_new],
        readings=readings,
        comparison=comparison,
        paths={row.provision.iri: path(comparison, row.provision.iri) for row in pledges},
        components=COMPONENTS,
        notes=facts.values(edition.revision, "skos:scopeNote"),
        revision=reference(facts, edition.revision),
    )
