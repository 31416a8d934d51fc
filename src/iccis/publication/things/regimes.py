"""Norms of two instruments compared: the pairs, component by component, and what one of them alone asks.

That a norm has no counterpart is said only where a survey records that all norms were compared.
"""

# ruff: noqa: RUF009 (`one` and `many` call `dataclasses.field`, which the rule allows)

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ONTOLOGY
from iccis.core.project import scope
from iccis.data.facts import Facts
from iccis.data.members import natural, reached
from iccis.data.names import Labels, listed, look_up, nearest, with_near
from iccis.publication.things.thing import (
    ACTION,
    COMPONENTS,
    Entry,
    NormSurvey,
    Reference,
    References,
    Texts,
    follow,
    many,
    one,
    read,
    reference,
    references,
    wholes,
)

LAYERS = scope("with links")
"""The layers that comparisons are read from: what is written, without what is inferred."""
INVERSE = {"narrower": "wider", "wider": "narrower", "firmer": "weaker", "weaker": "firmer"}
"""What a relation is from the other end; the others are the same from both."""
NOT_COMPARED = "not compared"
NO_COUNTERPART = "no counterpart as compared"
NONE_IN_PARTS = "no counterpart in the parts compared"
"""What is known of a norm without a pair: nothing, or what the survey of the two instruments bears."""


def _kind(facts: Facts, kinds: list[str]) -> References:
    return tuple(Reference(kind, facts.label(kind)) for kind in kinds if kind.startswith(ONTOLOGY))[:1]


def _concepts(facts: Facts, iris: list[str]) -> References:
    return references(
        facts, (iri for iri in iris if facts.values(iri, "skos:inScheme") or "Topic" in facts.kinds(iri))
    )


@dataclass(kw_only=True, eq=False)
class Rule(Entry):
    """A norm of any instrument, as far as it is compared."""

    label: str = one("skos:prefLabel")
    provision: Reference = one("statedIn|describes", references)
    kind: Reference = one("normKind|rdf:type", _kind)
    strength: References = many("hasStrength")
    verb: str = one("action/verb|affirms/hasContent/verb")
    modal: str = one("modalWords")
    bearer: References = many("bearer|affirms/bearer")
    protects: References = many("benefits|directedTo")
    """Those for whose good it is, or towards whom its bearer is to act."""
    concepts: References = many(
        f"concerns|action/hasObject|action/hasMeans|action/hasPurpose|{ACTION}/hasObject", _concepts
    )
    principles: References = many("serves")
    evidence: str = one("evidence")
    """What was seen of its words; empty for a norm whose words this edition holds."""

    @property
    def number(self) -> str:
        """Its number within the instrument."""
        return self.iri.rpartition("/")[2]


class Pair(NamedTuple):
    """Two norms that were compared, and what the second is to the first in each component."""

    iri: str
    label: str
    first: Rule
    second: Rule
    relations: dict[str, Reference]
    standing: str
    evidence: str
    source: References


Rules = tuple[Rule, ...]


@dataclass(eq=False)
class Comparison:
    """Two instruments with their norms, the pairs, and the survey that says how far they were compared."""

    first: Reference
    second: Reference
    survey: NormSurvey | None
    norms: tuple[Rules, Rules]
    pairs: tuple[Pair, ...]
    alone: tuple[Rules, Rules]
    """The norms of each without a pair in the other."""
    subject: str = ""
    """What the norms are about, if they are not all."""

    @cached_property
    def absence(self) -> str:
        """What a norm without a pair is known to have."""
        if self.survey is None:
            return NOT_COMPARED
        return NONE_IN_PARTS if self.survey.is_partial else NO_COUNTERPART

    def about(self, iri: str) -> "Comparison":
        """Return what of it is about a concept, an actor, a principle or a strength."""

        def kept(rules: Iterable[Rule]) -> Rules:
            return tuple(rule for rule in rules if iri in _subjects(rule))

        norms, alone = ((kept(rules[0]), kept(rules[1])) for rules in (self.norms, self.alone))
        pairs = tuple(pair for pair in self.pairs if kept((pair.first, pair.second)))
        return replace(self, norms=norms, alone=alone, pairs=pairs, subject=self.subjects[iri][0])

    @cached_property
    def subjects(self) -> Labels:
        """Concepts, actors, principles and strengths of its norms, each with its label."""
        rules = [rule for rules in self.norms for rule in rules]
        return {iri: [label] for rule in rules for iri, label in _subjects(rule).items()}


def _subjects(rule: Rule) -> dict[str, str]:
    ends = (*rule.concepts, *rule.principles, *rule.bearer, *rule.protects, *rule.strength)
    return {end.iri: end.label for end in ends}


def compare(facts: Facts, first: str, second: str) -> Comparison:
    """Compare the norms of two instruments, as far as pairs and surveys of them are recorded.

    The facts are those of LAYERS. Pairs that are recorded the other way round are turned.

    >>> compare(Facts([]), "urn:x", "urn:y").absence
    'not compared'
    """
    norms = (rules_of(facts, first), rules_of(facts, second))
    pairs = tuple(_pairs(facts, first, second))
    paired = {rule.iri for pair in pairs for rule in (pair.first, pair.second)}
    alone = tuple(tuple(rule for rule in rules if rule.iri not in paired) for rules in norms)
    ends = reference(facts, first), reference(facts, second)
    return Comparison(*ends, _survey(facts, first, second), norms, pairs, (alone[0], alone[1]))


def rules_of(facts: Facts, instrument: str) -> Rules:
    """Return the norms of an instrument that its words bear, or that are described, in their order.

    >>> rules_of(Facts([]), "urn:x")
    ()
    """
    return tuple(read(Rule, facts, iri) for iri in _stated(facts, instrument) if _is_norm(facts, iri))


def _is_norm(facts: Facts, iri: str) -> bool:
    return bool(facts.values(iri, "hasStrength")) or "DescribedNorm" in facts.kinds(iri)


def _stated(facts: Facts, instrument: str) -> list[str]:
    """Return what the provisions of an instrument state or are described by, norms of parses too."""
    parts = reached(instrument, lambda whole: facts.subjects("eli:is_part_of", whole))
    found = {
        iri for part in parts for name in ("statedIn", "describes") for iri in facts.subjects(name, part)
    }
    return sorted(
        found, key=lambda iri: (int(next(iter(follow(facts, iri, "statedIn/order")), 0)), natural(iri))
    )


def _pairs(facts: Facts, first: str, second: str) -> Iterable[Pair]:
    others = set(_stated(facts, second))
    for norm in _stated(facts, first):
        for forwards, (near, far) in {
            True: ("comparesNorm", "withNorm"),
            False: ("withNorm", "comparesNorm"),
        }.items():
            for iri in sorted(facts.subjects(near, norm), key=natural):
                if (other := facts.one(iri, far)) in others:
                    yield _pair(facts, iri, norm, other, forwards=forwards)


def _pair(facts: Facts, iri: str, first: str, second: str, *, forwards: bool) -> Pair:
    values = {component: facts.one(iri, f"{component}Relation") for component in COMPONENTS}
    turned = {c: value if forwards else _inverse(value) for c, value in values.items() if value}
    return Pair(
        iri=iri,
        label=facts.label(iri),
        first=read(Rule, facts, first),
        second=read(Rule, facts, second),
        relations={component: reference(facts, value) for component, value in turned.items()},
        standing=next(iter(follow(facts, iri, "hasStanding/skos:prefLabel")), ""),
        evidence=facts.one(iri, "evidence"),
        source=references(facts, facts.values(iri, "takenFrom")),
    )


def _inverse(relation: str) -> str:
    scheme, slash, name = relation.rpartition("/")
    return scheme + slash + INVERSE.get(name, name)


def _survey(facts: Facts, first: str, second: str) -> NormSurvey | None:
    for near, far in ((first, second), (second, first)):
        for iri in facts.subjects("surveys", near):
            if far in facts.values(iri, "surveyedWith"):
                return read(NormSurvey, facts, iri)
    return None


def surveys(facts: Facts) -> list[NormSurvey]:
    """Return the surveys of two instruments each, in the order of the dates of the instruments.

    >>> surveys(Facts([]))
    []
    """
    order = {regime.iri: number for number, regime in enumerate(regimes(facts))}
    found = (read(NormSurvey, facts, iri) for iri in facts.subjects("rdf:type", ONTOLOGY + "NormSurvey"))
    ranked = (
        (tuple(order.get(end.iri, len(order)) for end in (*s.first, *s.second)), s.iri, s) for s in found
    )
    return [survey for _, _, survey in sorted(ranked, key=lambda entry: entry[:2])]


def regimes(facts: Facts) -> References:
    """Return the instruments whose norms are held or described, the earliest first.

    >>> regimes(Facts([]))
    ()
    """
    homes = (
        end
        for iri in list(facts.out)
        if _is_norm(facts, iri)
        for end in follow(facts, iri, "statedIn|describes")
    )
    tops = {wholes(facts, home)[-1] for home in dict.fromkeys(homes)}
    return tuple(reference(facts, iri) for iri in sorted(tops, key=lambda iri: (_date(facts, iri), iri)))


def _date(facts: Facts, instrument: str) -> str:
    return next(iter(follow(facts, instrument, "dcterms:date|eli:is_annex_of/dcterms:date")), "")


def find_instrument(text: str, facts: Facts) -> str:
    """Return the IRI of the instrument with norms that `text` names: its path, label or symbol.

    Raises IccisError if there is none, or more than one.

    >>> find_instrument("code", Facts([]))
    Traceback (most recent call last):
    iccis.core.errors.IccisError: no instrument with norms is called "code"
    """
    labels = {
        regime.iri: [
            regime.label,
            *facts.values(regime.iri, "eli:id_local"),
            *facts.values(regime.iri, "skos:altLabel"),
        ]
        for regime in regimes(facts)
    }
    return _find(text, labels, "instrument with norms")


def find_subject(text: str, comparison: Comparison) -> str:
    """Return the IRI of the concept, actor, principle or strength of a comparison that `text` names."""
    return _find(text, comparison.subjects, "concept, actor, principle or strength of these norms")


def _find(text: str, labels: Labels, kind: str) -> str:
    if found := look_up(text, labels, kind=kind):
        return found
    near = nearest(text, labels)
    there = f"there are: {listed(labels)}" if labels else ""
    raise IccisError(f'no {kind} is called "{text}"', hint=with_near(near, there))


class Group(NamedTuple):
    """A thing that norms have in common, with the norms of each instrument that have it."""

    thing: Reference
    norms: tuple[Rules, ...]

    @property
    def spread(self) -> int:
        """How many of the instruments have such norms."""
        return sum(map(bool, self.norms))


def grouped(norms: Sequence[Rules], ends: Callable[[Rule], References]) -> list[Group]:
    """Group the norms of several instruments by what they have in common, that of most instruments first.

    >>> grouped([()], lambda rule: rule.concepts)
    []
    """
    things = {end.iri: end for rules in norms for rule in rules for end in ends(rule)}
    groups = [
        Group(thing, tuple(tuple(rule for rule in rules if thing in ends(rule)) for rules in norms))
        for thing in things.values()
    ]
    return sorted(groups, key=lambda group: (-group.spread, group.thing.label.casefold(), group.thing.iri))


def words_of(relations: dict[str, Reference]) -> Texts:
    """Return the relation of each component in words.

    >>> words_of({"bearer": Reference("urn:x", "same")})
    ('who: same',)
    """
    return tuple(f"{COMPONENTS[component]}: {relation.label}" for component, relation in relations.items())
