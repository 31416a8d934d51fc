"""Norms as sentences, from what is recorded of them: what the data leave open, a sentence leaves open."""

from collections.abc import Iterable

from iccis.data.facts import Facts
from iccis.publication.things.thing import Norm, Reference, References, follow

Parts = tuple[str | Reference, ...]
MODALS = {"Obligation": "must", "Prohibition": "must not", "Permission": "may"}
UNNAMED = "UnnamedParty"
NOT_STATED = "not stated"


def sentence(facts: Facts, norm: Norm) -> Parts:
    """Put a norm in a sentence: strings, and references to its parties.

    The action is in the words of the norm's label. Parties that the text does not name are "not stated".

    >>> norm = Norm(iri="urn:n", label="not to yield", kind="Prohibition", strength=("firm",))
    >>> "".join(sentence(Facts([]), norm))
    'Bearer not stated: must not yield; holder of the claim: not stated; strength: firm.'
    >>> quoted = Norm(iri="urn:n", label="Il cède", words=("Il cède",), strength=("firm",))
    >>> "".join(sentence(Facts([]), quoted))
    'The text states: “Il cède”; bearer and counterparty: not stated; strength: firm.'
    """
    action = infinitive(norm.label)
    strength = f"; strength: {' or '.join(norm.strength)}." if norm.strength else "."
    if action is None or norm.kind not in MODALS:
        verb = "affirms" if norm.kind == "Affirmation" else "states"
        says = f": “{norm.label}”" if norm.label in norm.words else f" that {norm.label}"
        return (f"The text {verb}{says}", *_sides(facts, norm), strength)
    towards = _named(facts, norm.counterparty)
    end: Parts = (", towards ", *joined(towards)) if towards else (f"; holder of the claim: {NOT_STATED}",)
    return (*_subject(facts, norm.bearer), f" {MODALS[norm.kind]} {action}", *end, strength)


def infinitive(label: str) -> str | None:
    """Return the action in a label that begins with "to" or "not to", as it follows "must" or "must not".

    >>> infinitive("to prevent, or to endeavor to prevent, use"), infinitive("there is freedom")
    ('prevent, or endeavor to prevent, use', None)
    """
    for start in ("not to ", "to "):
        if label.startswith(start):
            return label.removeprefix(start).replace(", or to ", ", or ", 1)
    return None


def joined(things: Iterable[Reference], separator: str = ", ") -> Parts:
    """Put a separator between references.

    >>> joined([Reference("urn:a", "a"), Reference("urn:b", "b")])[1]
    ', '
    """
    return tuple(part for thing in things for part in (separator, thing))[1:]


def _subject(facts: Facts, bearers: References) -> Parts:
    """Name the bearers at the beginning of a sentence; a role that any State can be in is each State's."""
    parties = _named(facts, bearers)
    if not parties:
        return ("Bearer not stated:",)
    first, *more = parties
    if first.label.startswith("State ") and "Role" in facts.kinds(first.iri):
        return ("Each ", *joined(parties))
    return joined((Reference(first.iri, first.label[:1].upper() + first.label[1:]), *more))


def _sides(facts: Facts, norm: Norm) -> Parts:
    """Name both sides of what is affirmed or free: of a right, its holder and who bears the burden."""
    is_right = any("Right" in facts.kinds(position) for position in follow(facts, norm.iri, "affirms"))
    names = ("holder", "bearer of the burden") if is_right else ("bearer", "counterparty")
    sides = [joined(_named(facts, parties)) or (NOT_STATED,) for parties in (norm.bearer, norm.counterparty)]
    if sides == [(NOT_STATED,)] * 2:
        return (f"; {' and '.join(names)}: {NOT_STATED}",)
    return tuple(part for name, side in zip(names, sides, strict=True) for part in (f"; {name}: ", *side))


def _named(facts: Facts, parties: References) -> References:
    return tuple(party for party in parties if UNNAMED not in facts.kinds(party.iri))
