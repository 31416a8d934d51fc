"""Resolution of what people call things, by an IRI, a label or a citation such as `para. 13(d)`, to IRIs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import NamedTuple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY, short
from iccis.data.facts import LABEL, Facts
from iccis.data.members import natural
from iccis.data.names import Labels, listed, matches

MAX_LENGTH = 500
"""Characters of a name."""
MAX_COMPARED = 100
"""Characters of a name that is compared with others."""
MIN_CANDIDATES, MAX_CANDIDATES = 3, 8
"""Nearest things for a name that nothing bears."""
MAX_COMPARISONS = 40
"""Names among which the nearest are chosen: many may be equally near."""
WORD = re.compile(r"[\w/]+")
OTHER_NAMES = ("editorialHeading", "skos:notation", "eli:id_local")
"""Properties by whose values a thing is called where no label fits."""
UNIT = re.compile(
    r"^(?:the\s+)?(?:(?:sub-?)?paragraphs?|paras?|clauses?|points?|art(?:icle)?s?|items?|nos?)\b\.?\s*", re.I
)
"""Words for a part of a text that its label does not use."""
NUMBER = re.compile(r"\d+")
"""A number alone, which any provision may have."""
OPERATIVE = re.compile(r"^(?:the\s+)?(?:operative\s+(?:paragraph|para|clause)\b|op\b)\.?\s*", re.I)
"""What lawyers call a pledge."""
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
"""Numbers that a provision may be called by."""
WITNESS_LANGUAGE = re.compile(r", in \w+$")
"""End of the label of a witness that has its language, as `press text of the Code, in English`."""
RECITAL = re.compile(
    r"\b(?:preambular|preamble,?)\s+(?:para(?:graph)?\b\.?|clause)|^(?:the\s+)?preamble$", re.I
)
"""What lawyers call a recital, or all of them."""
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
]
CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
LETTERS = "abcdefghijk"
"""Letters by which the annex to A/66/359 counts the pledges."""


class Resolution(NamedTuple):
    """What a name resolves to: the outcome, the things, and the reason if it is not one thing.

    The outcome is `found` (one thing), `ambiguous` (one of several), `not in this edition` (those whose names
    are nearest) or `refused`.
    """

    outcome: str
    iris: tuple[str, ...] = ()
    reason: str = ""
    is_like: bool = True
    """Whether the nearest names are like the one that nothing bears."""


def resolve(text: str, facts: Facts) -> Resolution:
    """Return what a name or citation stands for; if nothing bears it, the things with the nearest names.

    >>> resolve("pledge 12", Facts([])).outcome
    'not in this edition'
    """
    name = _normalized(text)
    if not name or len(name) > MAX_LENGTH:
        return Resolution("refused", reason=f"a name has 1 to {MAX_LENGTH} characters")
    if name in facts.out:
        return Resolution("found", (name,))
    labels, others = _labels(facts)
    is_number = NUMBER.fullmatch(UNIT.sub("", name).strip(" ()."))
    for spelling, iris in _candidates(name, labels, others):
        if NUMBER.fullmatch(spelling):
            iris = _numbered(spelling, facts) or iris
        elif is_number and not any(facts.one(iri, "text") for iri in iris):
            continue  # a paragraph of a text that is not held is one of several, which have the number
        if iris:
            return _chosen(text, iris)
    if name.startswith(ONTOLOGY):
        terms = {iri.removeprefix(ONTOLOGY).casefold(): iri for iri in facts.out if iri.startswith(ONTOLOGY)}
        return _closest(name.removeprefix(ONTOLOGY), terms, f"the ontology has no term {name}")
    return _numberless(name, text, labels) or _nearest(name, " ".join(text.split()), labels)


def among(text: str, facts: Facts, iris: Iterable[str]) -> Resolution:
    """Return what a name stands for among some things; some words of a label are enough.

    >>> among("annex", Facts([]), []).outcome
    'not in this edition'
    """
    every, names = _labels(facts), dict[str, list[str]]()
    for iri in iris:
        names[iri] = [word for labels in every for word in labels.get(iri, ())]
    words = set(WORD.findall(text.casefold())) - {"the"}
    found = matches(text, names)
    if words and not found:
        found = [iri for iri in names if words <= {*WORD.findall(" ".join(names[iri]).casefold())}]
    if found:
        return _chosen(text, found)
    return Resolution("not in this edition", tuple(names), f'none of these is called "{text}"')


def named(text: str, facts: Facts, iris: Iterable[str]) -> list[str]:
    """Return those of some things that a name or citation may stand for, in any spelling of it.

    >>> named("pledge 12", Facts([]), [])
    []
    """
    labels, others = ({iri: names[iri] for iri in iris if iri in names} for names in _labels(facts))
    return next((found for _, found in _candidates(_normalized(text), labels, others) if found), [])


def find(text: str, facts: Facts) -> str:
    """Return the IRI of the one thing that `text` names, as `resolve` understands it.

    Raises IccisError if nothing bears the name, or if several things do.

    >>> from pyoxigraph import Literal, NamedNode, Triple
    >>> find("china", Facts([Triple(NamedNode(ID + "actor/china"), NamedNode(LABEL), Literal("China"))]))
    'https://w3id.org/iccis/id/actor/china'
    """
    resolution = resolve(text, facts)
    if resolution.outcome == "found":
        return resolution.iris[0]
    if resolution.outcome == "ambiguous":
        raise IccisError(resolution.reason, hint=f"choose one: {listed(resolution.iris)}")
    meant = f"did you mean {' or '.join(map(short, resolution.iris[:3]))}?"
    is_near = resolution.iris and resolution.is_like
    raise IccisError(resolution.reason, hint=meant if is_near else "use `iccis search WORDS` to find things")


def _chosen(text: str, iris: Sequence[str]) -> Resolution:
    if len(iris) == 1:
        return Resolution("found", tuple(iris))
    return Resolution("ambiguous", tuple(sorted(iris, key=natural)), f'"{text}" matches more than one thing')


@lru_cache(2)
def _labels(facts: Facts) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the labels of the things, and their other names; a thing elsewhere has a class of ours."""
    things = [iri for iri in list(facts.out) if iri.startswith(ID) or facts.kinds(iri)]
    names = {iri: [*facts.values(iri, LABEL), *facts.values(iri, "skos:altLabel")] for iri in things}
    labels = {iri: words for iri, words in names.items() if words}
    others = {iri: [v for name in OTHER_NAMES for v in facts.values(iri, name)] for iri in labels}
    for iri, words in labels.items():
        others[iri] += [word.partition(" [")[0] for word in words if " [" in word]
        if "Witness" in facts.kinds(iri):
            others[iri] += [WITNESS_LANGUAGE.sub("", word) for word in words]
    return labels, {iri: words for iri, words in others.items() if words}


def _normalized(text: str) -> str:
    return RECITAL.sub("recital", " ".join(text.split()))


def _candidates(name: str, labels: Labels, others: Labels) -> Iterator[tuple[str, list[str]]]:
    """Yield each spelling of a name, with the things that bear it."""
    for spelling in dict.fromkeys(_spellings(name)):
        yield spelling, matches(spelling, labels) or matches(spelling, others) or _endings(spelling, labels)


def _spellings(name: str) -> Iterator[str]:
    """Yield a citation as written, then as labels have it."""
    yield name
    if (operative := OPERATIVE.sub("pledge ", name)) != name:
        yield operative
    plain = UNIT.sub("", OPERATIVE.sub("", name))
    yield plain
    plain = re.sub(r"\s*\(\s*(\w+)\s*\)$", r" \1", re.sub(r"^(?:the\s+)", "", plain, flags=re.I)).strip(" .")
    yield plain
    kind, _, number = plain.rpartition(" ")
    if kind and number in ROMAN and "(" not in name:
        yield f"{kind} {ROMAN.index(number)}"
    words = plain.casefold().split()
    if len(words) == 2 and words[0] in ORDINALS:
        yield f"{words[1]} {ORDINALS.index(words[0]) + 1}"
    if len(words) == 2 and words[1] in CARDINALS:
        yield f"{words[0]} {CARDINALS.index(words[1]) + 1}"
    if len(words) == 2 and words[0] == "pledge" and words[1] in LETTERS:
        yield f"pledge {LETTERS.index(words[1]) + 1}"
    if kind and number.upper() in ROMAN:
        yield f"{kind} {ROMAN.index(number.upper())}"
    if len(words) > 2 and words[1] == "of":
        yield " ".join([words[0], *words[2:]])


def _numbered(number: str, facts: Facts) -> list[str]:
    """Return the provisions that have a number."""
    parts = [iri for iri in list(facts.out) if facts.values(iri, "eli:is_part_of")]
    return [iri for iri in parts if number in facts.values(iri, "eli:number")]


def _endings(name: str, labels: Labels) -> list[str]:
    """Return the things whose labels end with a name with a number, as `norm 13(d)`: the shortest."""
    if not re.search(r"\d", name):
        return []
    end = " " + name.casefold()
    found = [
        (len(word), iri) for iri, words in labels.items() for word in words if word.casefold().endswith(end)
    ]
    return [iri for length, iri in found if length == min(found)[0]]


def _numberless(name: str, text: str, labels: Labels) -> Resolution | None:
    """Return what `recital` or `pledges` stands for, any of the things of a kind that have numbers."""
    for kind in (name, name.removesuffix("s")):
        if members := _members(kind, labels):
            reason = f'"{text}" needs a number from {min(members.values())} to {max(members.values())}'
            return Resolution("ambiguous", tuple(members), reason)
    return None


def _members(kind: str, labels: Labels) -> dict[str, int]:
    """Return the things whose label is a kind and a number, as `pledge 3`, with the number."""
    pattern = re.compile(rf"{re.escape(kind)} (\d+)", re.I)
    names = [(iri, pattern.fullmatch(word)) for iri, words in labels.items() for word in words]
    found = {iri: int(match[1]) for iri, match in names if match}
    return {iri: found[iri] for iri in sorted(found, key=natural)}


def _nearest(name: str, text: str, labels: Labels) -> Resolution:
    """Return the things with the names most like one, written as `text`, and a reason that names its kind."""
    is_own, kind, number = name.startswith(ID), *name.casefold().rpartition(" ")[::2]
    if is_own:
        kind, number = f"/{name}".rsplit("/", 2)[1:]
        text = f"{kind} {number}"
    if kind and (members := _members(kind, labels)):
        value = int(number) if number.isdecimal() else 0
        near = sorted(members, key=lambda iri: abs(members[iri] - value))
        ends = f"{min(members.values())} to {max(members.values())}"
        plural = kind + ("es" if kind.endswith(("s", "x")) else "s")
        return _absent(near, f"there is no {text}; the {plural} are numbered {ends}")
    by_name: dict[str, str] = {}
    for iri, words in labels.items():
        for word in (*words, iri.removeprefix(ID)):
            by_name.setdefault(word.casefold(), iri)
    if is_own:
        return _closest(name.removeprefix(ID), by_name, f"nothing here has the IRI {name}")
    if "://" in name:
        end = name.rstrip("/#").rpartition("/")[2]
        return _closest(end, by_name, f"the IRIs of this edition begin with {ID} or {ONTOLOGY}")
    return _closest(name, by_name, f'no thing is called "{text}"')


def _closest(name: str, by_name: Mapping[str, str], reason: str) -> Resolution:
    """Return the things with the names most like one; of equally near ones, the first in reading order."""
    compared = name.casefold()[:MAX_COMPARED]
    alike = get_close_matches(compared, by_name, n=MAX_COMPARISONS, cutoff=0.5)
    found = alike or get_close_matches(compared, by_name, n=MIN_CANDIDATES, cutoff=0.0)
    nearness = {word: SequenceMatcher(None, word, compared).ratio() for word in found}
    order = sorted(found, key=lambda word: (-nearness[word], natural(by_name[word])))
    return _absent((by_name[word] for word in order), reason, is_like=bool(alike))


def _absent(near: Iterable[str], reason: str, *, is_like: bool = True) -> Resolution:
    iris = tuple(dict.fromkeys(near))[:MAX_CANDIDATES]
    return Resolution("not in this edition", iris, reason, is_like)
