"""Resolution of what people call things, by an IRI, a label or a citation such as `para. 13(d)`, to IRIs."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.data.facts import LABEL, Facts
from iccis.data.members import natural
from iccis.data.names import Labels, listed, matches, nearest

MAX_LENGTH = 500
"""Characters of a name."""
MAX_COMPARED = 100
"""Characters of a name that is compared with others."""
MIN_CANDIDATES, MAX_CANDIDATES = 3, 8
"""Nearest things for a name that nothing bears."""
OTHER_NAMES = ("editorialHeading", "skos:notation", "eli:id_local")
"""Properties by whose values a thing is called where no label fits."""
UNIT = re.compile(
    r"^(?:the\s+)?(?:(?:sub-?)?paragraphs?|paras?|clauses?|points?|art(?:icle)?s?|items?|nos?)\b\.?\s*", re.I
)
"""Words for a part of a text that its label does not use."""
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


def resolve(text: str, facts: Facts) -> Resolution:
    """Return what a name or citation stands for; if nothing bears it, the things with the nearest names.

    >>> resolve("pledge 12", Facts([])).outcome
    'not in this edition'
    """
    name = RECITAL.sub("recital", " ".join(text.split()))
    if not name or len(name) > MAX_LENGTH:
        return Resolution("refused", reason=f"a name has 1 to {MAX_LENGTH} characters")
    if name in facts.out:
        return Resolution("found", (name,))
    labels, others = _labels(facts)
    for spelling in dict.fromkeys(_spellings(name)):
        iris = matches(spelling, labels) or matches(spelling, others) or _endings(spelling, labels)
        if iris:
            return _chosen(text, iris)
    return Resolution("not in this edition", *_nearest(name, text, labels))


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
    hint = nearest(text[:MAX_LENGTH], _labels(facts)[0]) or "use `iccis search WORDS` to find things"
    raise IccisError(f'no thing called "{text}"', hint=hint)


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
    return labels, {iri: words for iri, words in others.items() if words}


def _spellings(name: str) -> Iterator[str]:
    """Yield a citation as written, then as labels have it."""
    yield name
    plain = UNIT.sub("", name)
    yield plain
    plain = re.sub(r"\s*\(\s*(\w+)\s*\)$", r" \1", re.sub(r"^(?:the\s+)", "", plain, flags=re.I)).strip(" .")
    yield plain
    words = plain.casefold().split()
    if len(words) == 2 and words[0] in ORDINALS:
        yield f"{words[1]} {ORDINALS.index(words[0]) + 1}"
    if len(words) == 2 and words[1] in CARDINALS:
        yield f"{words[0]} {CARDINALS.index(words[1]) + 1}"
    if len(words) == 2 and words[0] == "pledge" and words[1] in LETTERS:
        yield f"pledge {LETTERS.index(words[1]) + 1}"


def _endings(name: str, labels: Labels) -> list[str]:
    """Return the things whose labels end with a name with a number, as `norm 13(d)`: the shortest."""
    if not re.search(r"\d", name):
        return []
    end = " " + name.casefold()
    found = [
        (len(word), iri) for iri, words in labels.items() for word in words if word.casefold().endswith(end)
    ]
    return [iri for length, iri in found if length == min(found)[0]]


def _nearest(name: str, text: str, labels: Labels) -> tuple[tuple[str, ...], str]:
    """Return the things with the names most like one, written as `text`, and a reason that names its kind."""
    by_name: dict[str, str] = {}
    for iri, words in labels.items():
        for word in (*words, iri.removeprefix(ID)):
            by_name.setdefault(word.casefold(), iri)
    is_iri, folded = "://" in name, name.casefold()[:MAX_COMPARED]
    compared = folded.rstrip("/#").rpartition("/")[2] if is_iri else folded
    close = get_close_matches(compared, by_name, n=MAX_CANDIDATES, cutoff=0.5) or get_close_matches(
        compared, by_name, n=MIN_CANDIDATES, cutoff=0.0
    )
    near = [by_name[word] for word in close]
    if is_iri:
        return tuple(dict.fromkeys(near)), f"the IRIs of this edition begin with {ID} or {ONTOLOGY}"
    kind = folded.rpartition(" ")[0] or folded
    same = sorted((iri for iri, words in labels.items() if _is_member(kind, words)), key=natural)
    if not same:
        return tuple(dict.fromkeys(near)), f'no thing is called "{text}"'
    near = same[:MAX_CANDIDATES] if kind == folded else near
    first, last = (labels[iri][0] for iri in (same[0], same[-1]))
    return tuple(dict.fromkeys(near)), f'no "{text}": there are {first} to {last}'


def _is_member(kind: str, words: Sequence[str]) -> bool:
    return any(re.fullmatch(rf"{re.escape(kind)} \d+", word.casefold()) for word in words)
