"""Words that a quotation leaves out though they decide what the norm that it quotes says, or may limit it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from iccis.core.namespaces import ID
from iccis.data.clauses import Clause
from iccis.data.effects import Mark, references, word_set
from iccis.data.facts import Facts, spans
from iccis.data.verdict_text import norm_numbers

Span = tuple[int, int]
Data = dict[str, Any]
DECISIVE = ("negation", "strength")
"""What a norm is not quoted without."""
OPENERS = word_set("as at by except in on pursuant provided subject to under unless which who with without")
"""Words that open what limits the words before it."""
MIN_QUOTED = 2 / 3
"""Share of the words of a norm without a verb that are quoted, from which on the norm is."""
MAX_WORDS = 90
"""Characters of words that a reason repeats whole."""


class Omission(NamedTuple):
    """Words left out: their place, what they are, and of which norms, or why it is open what they govern."""

    start: int
    end: int
    what: str
    norms: tuple[str, ...]
    ambiguities: tuple[str, ...]
    is_rest: bool = False

    def data(self, facts: Facts, text: str) -> Data:
        """Return the omission as plain data, with labels."""
        return {
            "what": ("rest of a " if self.is_rest else "") + self.what,
            "start": self.start,
            "end": self.end,
            "words": text[self.start : self.end],
            **references(facts, "norms", self.norms),
            **references(facts, "ambiguities", self.ambiguities),
        }


def omissions(
    facts: Facts, clause: Clause, marks: Sequence[Mark], quoted: Sequence[Span], changed: Sequence[Span] = ()
) -> list[Omission]:
    """Return what a quotation of some spans of a clause leaves out: of its norms, and right after its words.

    A norm is quoted if its verb is, or most of its words if it has none. Of a qualifier that is quoted in
    part, the rest counts, unless the quotation has `changed` it.
    """
    norms = {
        norm for norm in dict.fromkeys(mark.norm for mark in marks) if _is_quoted(norm, clause, marks, quoted)
    }
    groups: dict[tuple[int, int, str, tuple[str, ...], bool], set[str]] = {}
    for mark in marks:
        if mark.norm in norms and mark.what in (*DECISIVE, "qualifier"):
            rests = _rests(mark, clause, quoted)
            is_whole = rests == [(mark.start, mark.end)]
            is_changed = any(mark.meets(*span) for span in changed)
            if is_whole or (mark.what == "qualifier" and not is_changed):
                for start, end in rests if is_whole else [span for span in rests if span[1] == mark.end]:
                    key = (start, end, mark.what, mark.ambiguities, not is_whole)
                    groups.setdefault(key, set()).add(mark.norm)
    found = [
        Omission(start, end, what, tuple(sorted(names)), ambiguities, is_rest)
        for (start, end, what, ambiguities, is_rest), names in groups.items()
    ]
    found += _following(facts, clause, quoted[-1][1])
    return sorted(one for one in found if not any(_covers(other, one) for other in found))


def _is_quoted(norm: str, clause: Clause, marks: Sequence[Mark], quoted: Sequence[Span]) -> bool:
    own = [mark for mark in marks if mark.norm == norm]
    verbs = [mark for mark in own if mark.what == "verb"]
    if verbs:
        return any(_is_within(mark, quoted) for mark in verbs)
    limits = [(mark.start, mark.end) for mark in own if mark.what == "qualifier"]
    for mark in (mark for mark in own if mark.what == "words"):
        words = [t for t in clause.tokens if t.is_word and mark.start <= t.start < mark.end]
        core = [t for t in words if not any(a <= t.start < b for a, b in limits)] or words
        if sum(_is_within(t, quoted) for t in core) >= MIN_QUOTED * len(core):
            return True
    return False


def _is_within(words: Any, spans: Sequence[Span]) -> bool:
    return any(a <= words.start and words.end <= b for a, b in spans)


def _rests(mark: Mark, clause: Clause, quoted: Sequence[Span]) -> list[Span]:
    """Return the runs of words of a mark that are not quoted."""
    runs: list[Span] = []
    is_open = False
    for token in clause.tokens:
        if token.is_word and mark.start <= token.start < mark.end:
            if _is_within(token, quoted):
                is_open = False
            else:
                runs = (
                    [*runs[:-1], (runs[-1][0], token.end)] if is_open else [*runs, (token.start, token.end)]
                )
                is_open = True
    return runs


def _covers(other: Omission, one: Omission) -> bool:
    """Tell whether an omission is part of another, or the same as one that says more."""
    is_within = other.start <= one.start and one.end <= other.end
    is_less = (one.end - one.start, one.what != "words", not one.is_rest) < (
        other.end - other.start,
        other.what != "words",
        not other.is_rest,
    )
    return is_within and is_less and (one.what not in DECISIVE)


def _following(facts: Facts, clause: Clause, end: int) -> Iterator[Omission]:
    """Yield the words that follow at once and limit others, where it is open which."""
    for iri in facts.subjects("statedIn", clause.iri):
        aspects = {aspect.removeprefix(f"{ID}aspect/") for aspect in facts.values(iri, "bearsOn")}
        if "scope" in aspects and aspects.isdisjoint(("norm", "purpose")):
            for start, stop, words in spans(facts, iri):
                between = clause.text[max(end - clause.start, 0) : max(start - clause.start, 0)]
                is_next = end <= start and not any(c.isalnum() for c in between)
                if is_next and words.split()[0].casefold() in OPENERS:
                    yield Omission(start, stop, "words", (), (iri,))


def reasons(places: Sequence[Data]) -> list[str]:
    """Say what a quotation leaves out in some places: what limits its norms, and what may limit them.

    >>> left = {"what": "strength", "words": "fully", "start": 3, "norms": [{"iri": "urn:norm/6.1"}]}
    >>> reasons([{"end": 2, "leaves out": [left]}])
    ['the quotation leaves out “fully” (the strength of norm 6.1)']
    """
    settled, disputed = [], []
    for place in places:
        for left in place.get("leaves out", ()):
            words = f"“{_shortened(left['words'])}”"
            if "ambiguities" in left:
                how = "follows" if left["start"] >= place["end"] else "is left out"
                iris = ", ".join(ambiguity["iri"] for ambiguity in left["ambiguities"])
                disputed.append(f"{words} {how}, and what it governs is open ({iris})")
            else:
                article = "a" if left["what"] == "qualifier" else "the"
                settled.append(f"{words} ({article} {left['what']} of {norm_numbers(left['norms'])})")
    listed = ", ".join(dict.fromkeys(settled))
    return [*([f"the quotation leaves out {listed}"] if listed else []), *dict.fromkeys(disputed)]


def _shortened(words: str) -> str:
    if len(words) <= MAX_WORDS:
        return words
    return f"{words[: MAX_WORDS // 2].rpartition(' ')[0]} … {words[-MAX_WORDS // 2 :].partition(' ')[2]}"
