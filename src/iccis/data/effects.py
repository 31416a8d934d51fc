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


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEGATIONS = _set("not no never nor neither none without cannot refrain don't doesn't shan't won't can't")
"""Words that deny or forbid."""
DEGREES = _set(
    "shall must should may might can could will would ought need try strive seek attempt endeavor "
    "endeavour endeavors endeavours promote encourage consider best effort efforts appropriate "
    "possible fully solely only always obliged required bound voluntary voluntarily mandatory "
    "binding"
)
"""Words that make a commitment firmer or weaker."""
BEARERS = _set(
    "state states country countries nation nations government governments party parties each every "
    "all any some member members"
)
"""Words for those who are bound."""
FIELDS = {
    "hasQualifier": "qualifier",
    "directedTo": "addressee",
    "benefits": "beneficiary",
    "action/hasObject": "object",
    "action/hasMeans": "means",
    "action/hasPurpose": "purpose",
    "concerns": "subject",
}
"""Properties of a norm whose values rest on words of their own, with what those words are to the norm."""
RANK = ("negation", "strength", "verb", "bearer", *FIELDS.values(), "words")
"""What words may be to a norm; the first that fits names a change."""


class Mark(NamedTuple):
    """Words that are something to a norm: their place, what they are, the norm, and the thing they name."""

    start: int
    end: int
    what: str
    norm: str
    thing: str


class Effect(NamedTuple):
    """What a change does: to which part of which norms."""

    what: str
    norms: tuple[str, ...]
    thing: str = ""


def marks(facts: Facts, provision: str) -> list[Mark]:
    """Return what the words of a provision are to the norms that it states, or whose bearer it names.

    >>> marks(Facts([]), "urn:x")
    []
    """
    stated = [iri for iri in facts.subjects("statedIn", provision) if facts.one(iri, "hasStrength")]
    found = [mark for norm in stated for mark in _of_norm(facts, norm)]
    first, last = (int(facts.one(provision, name) or -1) for name in ("textStart", "textEnd"))
    for actor in facts.subjects("statedIn", provision) + facts.subjects("mentionedIn", provision):
        for norm in facts.subjects("bearer", actor):
            if norm not in stated and facts.one(norm, "action"):
                places = [place for place in spans(facts, actor) if first <= place[0] < last]
                found += [Mark(start, end, "bearer", norm, actor) for start, end, _ in places]
    return found


def _of_norm(facts: Facts, norm: str) -> Iterator[Mark]:
    action, strengths = facts.one(norm, "action"), facts.values(norm, "hasStrength")
    yield from (Mark(start, end, "words", norm, norm) for start, end, _ in spans(facts, norm))
    verb = {stem(token.key) for token in tokenize(facts.one(action, "verb"))}
    acts = spans(facts, action)[:1]
    for start, _, words in acts:
        tokens = [token for token in tokenize(words) if token.is_word]
        at = next((n for n, token in enumerate(tokens) if stem(token.key) in verb), len(tokens))
        for n, token in enumerate(tokens):
            is_degree = token.key in DEGREES or (n < at < len(tokens) and token.key not in COMMON)
            is_verb = n >= at and stem(token.key) in verb
            what = "verb" if is_verb else "negation" if token.key in NEGATIONS else "strength"
            if what != "strength" or is_degree:
                thing = next(iter(strengths), "") if what == "strength" else action
                yield Mark(start + token.start, start + token.end, what, norm, thing)
    for start, end, words in spans(facts, norm):
        if acts and end <= acts[0][0] and len(words.split()) <= 4:  # as "To endeavor to", far from its verb
            yield Mark(start, end, "strength", norm, next(iter(strengths), norm))
    for path, what in {"bearer": "bearer", **FIELDS}.items():
        ends = [norm]
        for step in path.split("/"):
            ends = [value for end in ends for value in facts.values(end, step)]
        own = spans(facts, norm)
        for thing in ends:
            for start, end, _ in spans(facts, thing):
                if any(first <= start and end <= last for first, last, _ in own):
                    yield Mark(start, end, what, norm, thing)


def effects(found: Iterable[Mark], change: Difference) -> list[Effect]:
    """Return what a change does; of each norm, the most telling part is named.

    >>> mark = Mark(0, 10, "words", "urn:norm", "urn:norm")
    >>> [effect.what for effect in effects([mark], Difference("added", 4, 4, [], ["not"]))]
    ['negation']
    """
    start, end = change.start, change.end
    by_norm: dict[str, list[Mark]] = {}
    for mark in found:
        if (mark.start < end and start < mark.end) or (start == end and mark.start <= start <= mark.end):
            by_norm.setdefault(mark.norm, []).append(mark)
    groups: dict[tuple[str, str], list[str]] = {}
    for norm, near in by_norm.items():
        best = min(
            (mark for mark in near if change.removed or mark.what == "words"), key=_rank, default=near[0]
        )
        what = _telling({*change.removed} ^ {*change.added}, best.what)
        thing = best.thing if what == best.what and best.thing != norm else ""
        groups.setdefault((what, thing), []).append(norm)
    return [Effect(what, tuple(sorted(norms)), thing) for (what, thing), norms in groups.items()]


def _telling(words: set[str], what: str) -> str:
    """Return what a change of words is to a norm: what the words tell by themselves, or else their place."""
    if words & NEGATIONS:
        return "negation"
    if words & DEGREES and RANK.index("strength") < RANK.index(what):
        return "strength"
    return "bearer" if words & BEARERS and what == "words" else what


def _rank(mark: Mark) -> tuple[int, int]:
    return RANK.index(mark.what), mark.end - mark.start


def plain_effects(facts: Facts, found: Iterable[Effect]) -> list[dict[str, Any]]:
    """Return effects as plain data, with labels; a bearer of many norms has their number.

    >>> plain_effects(Facts([]), [])
    []
    """
    return [
        {
            "what": effect.what,
            **({"thing": {"iri": effect.thing, "label": facts.label(effect.thing)}} if effect.thing else {}),
            "norms": [{"iri": norm, "label": facts.label(norm)} for norm in effect.norms[:4]],
            **({"number of norms": len(effect.norms)} if len(effect.norms) > 4 else {}),
        }
        for effect in found
    ]
