"""What words do in a clause: the norms that rest on them, and what each takes from them.

So a change of the words changes a verb, a strength, a bearer, a qualifier, a negation or something else of
certain norms.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from iccis.data.difference import COMMON, Difference
from iccis.data.facts import Facts, spans
from iccis.data.tokens import tokenize
from iccis.data.words import key as stem
from iccis.data.words import words


def word_set(line: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(line.split())


NEGATIONS = word_set("not no never nor neither none without cannot refrain don't doesn't shan't won't can't")
"""Words that deny or forbid."""
DEGREES = word_set(
    "shall must should may might can could will would ought need try strive seek attempt endeavor "
    "endeavour endeavors endeavours promote encourage consider best effort efforts appropriate "
    "possible fully solely only always obliged required bound voluntary voluntarily mandatory "
    "binding"
)
"""Words that make a commitment firmer or weaker."""
FIELDS = {
    "bearer": "bearer",
    "directedTo": "addressee",
    "benefits": "beneficiary",
    "action/hasObject": "object",
    "action/hasMeans": "means",
    "action/hasPurpose": "purpose",
    "concerns": "subject",
}
"""Properties of a norm whose values rest on words of their own, with what those words are to the norm."""
HEAD = ("negation", "strength", "verb")
"""What words at the head of a norm may be to it."""
BESIDE = 2
"""Reach of words that are a space away from others."""
RANK = (*HEAD, "bearer", "qualifier", *list(FIELDS.values())[1:], "words")
"""What words may be to a norm; the first that fits names a change."""


class Mark(NamedTuple):
    """Words that are something to a norm: their place, what they are, the norm, and the thing they name.

    What a qualifier governs may be open by some `ambiguities`: then it may be one of the norm. Where other
    things are named by the same words, as in "criminal and terrorist activities", `keys` are its own ones.
    """

    start: int
    end: int
    what: str
    norm: str
    thing: str
    ambiguities: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()

    def meets(self, start: int, end: int, *, reach: int = 0) -> bool:
        """Tell whether a change of a span is within these words; with a `reach`, also near them."""
        return self.start - reach < end and start < self.end + reach


class Effect(NamedTuple):
    """What a change does: to which part of which norms, or of norms among which ambiguities leave it open."""

    what: str
    norms: tuple[str, ...]
    thing: str = ""
    ambiguities: tuple[str, ...] = ()


def marks(facts: Facts, provision: str) -> list[Mark]:
    """Return what the words of a provision are to the norms that it states, or whose bearer it names.

    >>> marks(Facts([]), "urn:x")
    []
    """
    stated = [iri for iri in facts.subjects("statedIn", provision) if facts.one(iri, "hasStrength")]
    first, last = (int(facts.one(provision, name) or -1) for name in ("textStart", "textEnd"))
    found = [mark for norm in stated for mark in _of_norm(facts, norm, first, last)]
    for actor in facts.subjects("statedIn", provision) + facts.subjects("mentionedIn", provision):
        places = [place for place in spans(facts, actor) if first <= place[0] < last]
        for norm in facts.subjects("bearer", actor):
            if norm not in stated and _is_borne_from_afar(facts, norm, actor):
                found += [Mark(start, end, "bearer", norm, actor) for start, end, _ in places]
    return _with_keys(facts, found)


def _with_keys(facts: Facts, found: list[Mark]) -> list[Mark]:
    """Add the keys of the names of things that share their words with others."""
    things: dict[tuple[int, int], set[str]] = {}
    for mark in found:
        if mark.what in FIELDS.values():
            things.setdefault((mark.start, mark.end), set()).add(mark.thing)
    return [
        mark._replace(keys=frozenset(word.key for word in words(facts.label(mark.thing))))
        if mark.what in FIELDS.values() and len(things[mark.start, mark.end]) > 1
        else mark
        for mark in found
    ]


def _is_borne_from_afar(facts: Facts, norm: str, actor: str) -> bool:
    """Tell whether a norm of the text has its bearer from the words of another provision, as of a chapeau."""
    places = {*facts.values(actor, "statedIn"), *facts.values(actor, "mentionedIn")}
    is_rule = bool(facts.one(norm, "action") and spans(facts, norm))
    return is_rule and places.isdisjoint(facts.values(norm, "statedIn"))


def _of_norm(facts: Facts, norm: str, first: int, last: int) -> Iterator[Mark]:
    action, strengths = facts.one(norm, "action"), facts.values(norm, "hasStrength")
    own = spans(facts, norm)
    yield from (Mark(start, end, "words", norm, norm) for start, end, _ in own)
    names = [token.key for token in tokenize(facts.one(action, "verb"))]
    verb = {stem(name) for name in names if name not in COMMON} or {stem(name) for name in names}
    acts = spans(facts, action)[:1]
    for start, _, text in acts:
        for token in tokenize(text):
            is_verb = stem(token.key) in verb
            what = "verb" if is_verb else "negation" if token.key in NEGATIONS else "strength"
            if what != "strength" or token.key in DEGREES:
                thing = next(iter(strengths), "") if what == "strength" else action
                yield Mark(start + token.start, start + token.end, what, norm, thing)
    for start, end, text in own:
        if acts and end <= acts[0][0] and len(text.split()) <= 4:  # as "To endeavor to", far from its verb
            yield Mark(start, end, "strength", norm, next(iter(strengths), norm))
    for qualifier in facts.values(norm, "hasQualifier"):
        ambiguities = _open(facts, qualifier)
        for start, end, _ in spans(facts, qualifier):
            if first <= start < last:
                yield Mark(start, end, "qualifier", norm, qualifier, ambiguities)
    for path, what in FIELDS.items():
        ends = [norm]
        for step in path.split("/"):
            ends = [value for end in ends for value in facts.values(end, step)]
        for thing in ends:
            for start, end, _ in spans(facts, thing):
                if any(a <= start and end <= b for a, b, _ in own):
                    yield Mark(start, end, what, norm, thing)


def _open(facts: Facts, qualifier: str) -> tuple[str, ...]:
    """Return the ambiguities of which the parses suppose that a qualifier governs one thing or another."""
    governs = facts.names["governs"]
    suppositions = [
        iri for iri in facts.subjects("aboutThing", qualifier) if facts.one(iri, "aboutProperty") == governs
    ]
    parses = (parse for iri in suppositions for parse in facts.subjects("supposes", iri))
    return tuple(sorted({iri for parse in parses for iri in facts.values(parse, "parseOf")}))


def effects(found: Iterable[Mark], change: Difference) -> list[Effect]:
    """Return what a change does; of each norm, the most telling part in whose words it falls is named.

    >>> mark = Mark(0, 10, "words", "urn:norm", "urn:norm")
    >>> [effect.what for effect in effects([mark], Difference("added", 4, 4, [], ["not"]))]
    ['negation']
    """
    if change.kind == "punctuation":
        return []
    by_norm: dict[str, list[Mark]] = {}
    for mark in found:
        if mark.meets(change.start, change.end, reach=BESIDE):
            by_norm.setdefault(mark.norm, []).append(mark)
    groups: dict[Effect, list[str]] = {}
    for norm, near in by_norm.items():
        if effect := _effect(near, change):
            groups.setdefault(effect, []).append(norm)
    return sorted(
        (effect._replace(norms=tuple(sorted(norms))) for effect, norms in groups.items()),
        key=lambda effect: (RANK.index(effect.what), effect.norms),
    )


def _effect(near: list[Mark], change: Difference) -> Effect | None:
    """Return what a change does to a norm, without the norm; None if it changes no words of it."""
    inside = [mark for mark in near if mark.meets(change.start, change.end)]
    altered = {*change.removed} ^ {*change.added}
    is_beside = any(mark.meets(change.start, change.end, reach=1) for mark in near)
    if altered & NEGATIONS and (inside or (change.added and is_beside)):
        return Effect("negation", ())
    has_verb = any(mark.what == "verb" for mark in inside)
    is_head = any(mark.what in HEAD for mark in near)
    if is_head and DEGREES & (set(change.added) if has_verb else altered):
        return Effect("strength", ())
    stems = {word.key for text in altered for word in words(text)}
    claims = [mark for mark in inside if not mark.keys or mark.keys & stems]
    best = min(claims, key=_rank, default=None)
    if best is None or (best.what == "words" and len(claims) < len(inside)):
        return None  # what it changes is something to another norm
    if best.what == "words" and DEGREES & {*change.removed} and DEGREES & {*change.added}:
        return Effect("strength", ())  # as "mandatory" for "voluntary"
    return Effect(best.what, (), "" if best.thing == best.norm else best.thing, best.ambiguities)


def _rank(mark: Mark) -> tuple[int, int]:
    return RANK.index(mark.what), mark.end - mark.start


def plain_effects(facts: Facts, found: Iterable[Effect]) -> list[dict[str, Any]]:
    """Return effects as plain data, with labels; a bearer of many norms has their number.

    Where ambiguities leave open what a qualifier governs, the norms are those that it may limit.

    >>> plain_effects(Facts([]), [])
    []
    """
    return [
        {
            "what": effect.what,
            **({"thing": {"iri": effect.thing, "label": facts.label(effect.thing)}} if effect.thing else {}),
            "norms": [{"iri": norm, "label": facts.label(norm)} for norm in effect.norms[:4]],
            **references(facts, "ambiguities", effect.ambiguities),
            **({"number of norms": len(effect.norms)} if len(effect.norms) > 4 else {}),
        }
        for effect in found
    ]


def references(facts: Facts, name: str, iris: Iterable[str]) -> dict[str, Any]:
    """Return a field with things by IRI and label; no field if there are none.

    >>> references(Facts([]), "norms", [])
    {}
    """
    things = [{"iri": iri, "label": facts.label(iri)} for iri in iris]
    return {name: things} if things else {}
