"""The page that compares the norms of several instruments, and the page of each survey of two of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from iccis.core.instruments import instruments
from iccis.core.namespaces import ID
from iccis.publication.edition import Edition
from iccis.publication.site.picture_pages import drawing
from iccis.publication.site.render import render
from iccis.publication.things.regimes import (
    Comparison,
    Group,
    Pair,
    Rule,
    Rules,
    compare,
    grouped,
    regimes,
    rules_of,
    surveys,
    words_of,
)
from iccis.publication.things.thing import COMPONENTS, Reference

SIGNS = {
    "same": "=",
    "narrower": "<",
    "wider": ">",
    "firmer": "↑",
    "weaker": "↓",
    "other": "≠",
    "open": "~",
    "not-stated": "-",
    "not-seen": "?",
}
"""Signs of relations in a cell of the matrix, by the end of their IRI."""
SHOWN = ("action", "strength")
"""Components whose relations a cell shows."""
SUBJECTS = {
    "Concepts": ("Concept", lambda rule: rule.concepts),
    "Principles": ("Principle", lambda rule: rule.principles),
    "Whom they protect": ("Actor", lambda rule: rule.protects),
    "Who is bound or entitled": ("Actor", lambda rule: rule.bearer),
    "Strength": ("Strength", lambda rule: rule.strength),
}
"""What norms are grouped by: heading, head of the first column, and the things that a norm has."""


class Regime(NamedTuple):
    """An instrument with its norms, its short name, and how many norms are of which kind."""

    thing: Reference
    name: str
    norms: Rules
    counts: list[tuple[str, int]]


class Subject(NamedTuple):
    """What norms are grouped by: the groups that several instruments share, and those of each alone."""

    heading: str
    head: str
    shared: list[Group]
    single: list[list[Group]]

    @property
    def fragment(self) -> str:
        """Its name within the page."""
        return self.heading.lower().replace(" ", "-")


Row = tuple[Rule, list[list[Pair]]]
"""A norm, and its pairs with each norm of the other instrument."""


def page(edition: Edition) -> bytes:
    """Return the page of all instruments."""
    facts = edition.with_links
    found = [_regime(edition, thing) for thing in regimes(facts)]
    return render(
        "regimes.html",
        edition=edition,
        regimes=found,
        comparisons=[
            compare(facts, survey.first[0].iri, survey.second[0].iri)
            for survey in surveys(facts)
            if survey.first and survey.second
        ],
        subjects=subjects([regime.norms for regime in found]),
        **drawing(edition, "regimes"),
    )


def _regime(edition: Edition, thing: Reference) -> Regime:
    rules = rules_of(edition.with_links, thing.iri)
    return Regime(
        thing, short_name(edition, thing), rules, Counter(r.kind.label for r in rules).most_common()
    )


def short_name(edition: Edition, instrument: Reference) -> str:
    """Return what an instrument is called where room is scarce: its name in the table of texts, or symbol."""
    names = {ID + row.path: row.name for row in instruments(edition.base)}
    return names.get(instrument.iri) or edition.facts.one(instrument.iri, "eli:id_local") or instrument.label


def subjects(norms: Sequence[Rules]) -> list[Subject]:
    """Group the norms of several instruments by what they have in common."""
    found = []
    for heading, (head, ends) in SUBJECTS.items():
        groups = grouped(norms, ends)
        shared = [group for group in groups if group.spread > 1]
        single = [[g for g in groups if g.spread == 1 and g.norms[n]] for n in range(len(norms))]
        found.append(Subject(heading, head, shared, single))
    return found


def survey(edition: Edition, iri: str) -> dict[str, Any]:
    """Collect what the page of a survey shows: a matrix, the pairs, and what one of the two alone asks."""
    facts = edition.with_links
    comparison = compare(facts, facts.one(iri, "surveys"), facts.one(iri, "surveyedWith"))
    return {
        "comparison": comparison,
        "names": [short_name(edition, end) for end in (comparison.first, comparison.second)],
        "matrix": matrix(comparison),
        "components": COMPONENTS,
        "signs": SIGNS,
        "sign": sign,
        "words_of": words_of,
        "subjects": subjects(comparison.norms),
    }


def matrix(comparison: Comparison) -> list[tuple[Reference, list[Row]]]:
    """Return the rows of a matrix, by provision; a norm of a parse has one if it is in a pair."""
    cells: dict[tuple[str, str], list[Pair]] = {}
    rules = {rule.iri: rule for rule in comparison.norms[0]}
    for pair in comparison.pairs:
        rules.setdefault(pair.first.iri, pair.first)
        cells.setdefault((pair.first.iri, pair.second.iri), []).append(pair)
    rows: dict[str, tuple[Reference, list[Row]]] = {}
    for rule in rules.values():
        row = (rule, [cells.get((rule.iri, other.iri), []) for other in comparison.norms[1]])
        rows.setdefault(rule.provision.iri, (rule.provision, []))[1].append(row)
    return list(rows.values())


def sign(pair: Pair) -> str:
    """Return the signs of a pair in a cell."""
    shown = (pair.relations[component] for component in SHOWN if component in pair.relations)
    return " ".join(SIGNS.get(relation.iri.rpartition("/")[2], relation.label) for relation in shown)
