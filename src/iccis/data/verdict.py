"""Quotations verified: whether words stand in the text and where, or what differs and what that does.

The words decide: case, line ends and the form of dashes and quotation marks do not count, and what the
quotation itself marks as left out, changed or put in is taken as such. Everything else is a difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from iccis.core.instruments import own_version
from iccis.core.namespaces import ONTOLOGY
from iccis.data.clauses import (
    Clause,
    Runs,
    Wording,
    clauses,
    extent,
    occurrences,
    transcribed,
    variants_in,
    wordings,
)
from iccis.data.difference import Difference, content_share, differences, share
from iccis.data.effects import Mark, effects, marks, plain_effects
from iccis.data.facts import Facts
from iccis.data.quotation import Quotation, parse_quotation, pieces, without_numbers
from iccis.data.resolve import LETTERS, Resolution, resolve
from iccis.data.verdict_text import norm_numbers

MAX_LENGTH = 20_000
"""Characters of a quotation: the whole text has less than half of them."""
MIN_SHARE = 0.6
"""Share of the words of a quotation that stand in a clause in order, from which on it quotes that clause."""
MIN_CONTENT = 0.5
"""Share of its telling words that stand in a clause, from which on it may be a paraphrase of that clause."""
MAX_PLACES = 12
VERDICTS = {
    "verbatim": 0,
    "verbatim elsewhere": 1,
    "variant of another witness": 1,
    "differs": 1,
    "cannot be judged": 2,
    "not in any witness held": 1,
}
"""Verdicts from the best to the worst, each with the exit status of `iccis verify`."""
AS_WRITTEN = "as written"
"""What every verdict is about: the words, not a parse or a reading of them."""
Data = dict[str, Any]


def edition_of(facts: Facts, witness: str, version: str = "") -> Data:
    """Return what identifies the text of a witness in an edition: the version, the witness, and its hash.

    Without a `version` of its own, an edition has that of the ontology.

    >>> edition_of(Facts([]), "urn:x")["version"]
    ''
    """
    version = version or facts.one(ONTOLOGY.rstrip("#/"), "owl:versionInfo")
    return {"version": version, "witness": witness, "sha256": facts.one(witness, "textSha256")}


class Verifier:
    """The texts of an edition, their variants and norms, ready to verify quotations."""

    def __init__(self, facts: Facts, version: str = "") -> None:
        """Read what is needed from the facts of an edition, which may have a version of its own."""
        self.facts = facts
        self.texts = [Text(facts, witness, version) for witness in transcribed(facts) or [""]]

    def verify(self, words: str, *, at: str = "") -> Data:
        """Return the verdict on words, said to be a quotation of the clause that `at` names, as plain data.

        Its `outcome` is `found`, `ambiguous` (the words stand in several places), `not in this edition` or
        `refused`; its `verdict` is one of `VERDICTS`. Of several texts, that which is cited counts, and else
        the one whose verdict is best.
        """
        if reason := _refusal(words):
            refusal: Data = {"outcome": "refused", "verdict": "cannot be judged", "reason": reason}
            return refusal | {"standing": AS_WRITTEN, "edition": self.edition}
        if not at:
            return _best([text.judge(words) for text in self.texts])
        resolution = resolve(at, self.facts)
        homes = {text: text.clauses_of(iri) for iri in resolution.iris for text in self.texts}
        cited = next((text for text, clauses in homes.items() if clauses), None)
        if resolution.outcome != "found" or not cited:
            found = [text.unresolved(resolution, words) for text in self.texts]
            return next((verdict for verdict in found if "places" in verdict), found[0])
        verdict = cited.judge(words, homes[cited])
        if verdict["verdict"].startswith("verbatim"):
            return verdict
        others = (text.judge(words) for text in self.texts if text != cited)
        elsewhere = next((other for other in others if other["verdict"] == "verbatim"), None)
        return elsewhere | {"verdict": "verbatim elsewhere"} if elsewhere else verdict

    @property
    def clauses(self) -> list[Clause]:
        """The clauses of every text, in order."""
        return [clause for text in self.texts for clause in text.clauses]

    @property
    def edition(self) -> Data:
        """What identifies the edition: its version, and the text that it holds, or its texts."""
        first, *others = (text.edition for text in self.texts)
        return {"version": first["version"], "texts": [first, *others]} if others else first

    @property
    def witnesses(self) -> list[str]:
        """IRIs of the witnesses whose text the edition holds."""
        return [text.witness for text in self.texts]

    def clauses_of(self, iri: str) -> list[Clause]:
        """Return the clauses that a thing is, holds, or else stands in, text by text."""
        return [clause for text in self.texts for clause in text.clauses_of(iri)]


def _best(verdicts: list[Data]) -> Data:
    """Return the best of the verdicts on words in several texts, or that they stand in more than one."""
    found = [verdict for verdict in verdicts if verdict["verdict"] == "verbatim"]
    if len(found) > 1:
        places = [place for verdict in found for place in verdict["places"]]
        return found[0] | {"outcome": "ambiguous", "places": places[:MAX_PLACES]}
    ranks = list(VERDICTS)
    return min(verdicts, key=lambda v: (ranks.index(v["verdict"]), len(v.get("differences", ()))))


class Text:
    """The text of one witness, its variants and norms."""

    def __init__(self, facts: Facts, witness: str, version: str = "") -> None:
        """Read what is needed from the facts of an edition."""
        self.facts, self.clauses, self.witness = facts, clauses(facts, witness), witness
        self.text = facts.one(self.witness, "text")
        self.tokens = [token for clause in self.clauses for token in clause.tokens]
        self.vocabulary = frozenset(token.key for token in self.tokens)
        self.edition = edition_of(facts, witness, version)
        self._marks: dict[str, list[Mark]] = {}

    def judge(self, words: str, homes: Sequence[Clause] = ()) -> Data:
        """Return the verdict on words, cited from some clauses or from none in particular."""
        verdict = self._judge(self._parsed(words), homes or self.clauses, cited=bool(homes))
        return verdict | self._common

    @property
    def _common(self) -> Data:
        return {"standing": AS_WRITTEN, "edition": self.edition}

    def _parsed(self, words: str) -> Quotation:
        quotation = parse_quotation(words, self.vocabulary)
        if not self._occurrences(quotation) and self._occurrences(plain := without_numbers(quotation)):
            return plain
        return quotation

    def unresolved(self, resolution: Resolution, words: str) -> Data:
        """Say that a citation names no clause of the edition, and where the words stand, if anywhere."""
        outcome = "not in this edition" if resolution.outcome == "found" else resolution.outcome
        result = {
            "outcome": outcome,
            "verdict": "cannot be judged",
            "reason": resolution.reason or "what is cited has no words of its own",
            "candidates": [self._reference(iri) for iri in resolution.iris],
            "places": self._places(self._parsed(words))[:MAX_PLACES],
        }
        return {name: value for name, value in result.items() if value} | self._common

    def _judge(self, quotation: Quotation, homes: Sequence[Clause], *, cited: bool) -> Data:
        if verdict := self._verbatim(quotation, homes, cited=cited):
            return verdict
        if variants := [*self._variants(quotation, homes)] or [*self._variants(quotation, self.clauses)]:
            return {**_head("variant of another witness", variants), "variants": variants}
        for candidates in filter(None, (homes, self.clauses)):
            nearness, clause = max(((share(quotation, c), c) for c in candidates), key=lambda pair: pair[0])
            if nearness >= MIN_SHARE:
                return self._differs(quotation, clause)
        paraphrased = [
            (near, c) for c in self.clauses if (near := content_share(quotation, c)) >= MIN_CONTENT
        ]
        if paraphrased and len(quotation.words) > 2:
            clause = max(paraphrased, key=lambda pair: pair[0])[1]
            name = self.facts.label(clause.iri)
            reason = f"it shares words with {name} but does not quote it; a paraphrase cannot be judged"
            place = self._place([clause], clause.start, clause.end)
            return {"outcome": "found", "verdict": "cannot be judged", "reason": reason, "nearest": place}
        reason = (
            f"neither {self.facts.label(self.witness)}, nor what was seen of other witnesses, has these words"
        )
        return {"outcome": "not in this edition", "verdict": "not in any witness held", "reason": reason}

    def _verbatim(self, quotation: Quotation, homes: Sequence[Clause], *, cited: bool) -> Data:
        """Return the verdict on words that stand in the text as they are; empty if they do not."""
        found, within = self._places(quotation), {clause.iri for clause in homes}
        here = [place for place in found if within & {clause["iri"] for clause in place["clauses"]}]
        if cut := next((place for place in here or found if self._is_cut(quotation, place)), None):
            return self._cut(cut)
        if not found:
            return {}
        if here and (wrong := self._other_number(quotation, here)):
            return {"outcome": "found", "verdict": "differs", "differences": [wrong], "places": here}
        verdict, found = ("verbatim", here) if here else ("verbatim elsewhere", found)
        result = {**_head(verdict, found), "places": found[:MAX_PLACES]}
        if len(found) > MAX_PLACES:
            result["number of places"] = len(found)
        if quotation.insertions:
            result["inserted"] = quotation.insertions
        return result

    def _other_number(self, quotation: Quotation, places: Sequence[Data]) -> Data | None:
        """Return the difference that the number before a quotation makes, if it is that of another clause."""
        numbers = [self.facts.one(place["clauses"][0]["iri"], "eli:number") for place in places]
        is_letter = quotation.number in LETTERS
        wanted = str(LETTERS.index(quotation.number) + 1) if is_letter else quotation.number
        if not quotation.number or wanted in numbers:
            return None
        words = {"text": numbers[0], "quoted": quotation.number}
        return {"kind": "replaced", **words, "effects": [{"what": "number"}]}

    def _occurrences(self, quotation: Quotation) -> list[Runs]:
        found = occurrences(pieces(quotation.items), self.tokens)
        return [runs for runs in found if self._is_near(runs)]

    def _is_near(self, runs: Runs) -> bool:
        """Refuse an ellipsis that leaves out more than the rest of a clause and the beginning of the next."""
        gaps = [(self.tokens[b - 1].end, self.tokens[c].start) for (_, b), (c, _) in pairwise(runs)]
        return all(sum(start < clause.start <= end for clause in self.clauses) < 2 for start, end in gaps)

    def _places(self, quotation: Quotation) -> list[Data]:
        """Return the places where the text has the words of a quotation, in order."""
        return [self._described(runs) for runs in self._occurrences(quotation)]

    def _described(self, runs: Runs) -> Data:
        start, end = extent(runs, self.tokens)
        here = [clause for clause in self.clauses if clause.start < end and start < clause.end]
        place = self._place(here, start, end)
        quoted = [(self.tokens[a].start, self.tokens[b - 1].end) for a, b in runs]
        if len(quoted) > 1:
            place["quoted"] = [self._words(*piece) for piece in quoted]
        return place | self._left_out(here, quoted)

    def _left_out(self, here: Sequence[Clause], quoted: Sequence[tuple[int, int]]) -> Data:
        """Return the words that decide what a norm says and are not quoted though its verb is, if any."""
        found = [mark for clause in here for mark in self._marks_of(clause)]
        verbs = {
            m.norm for m in found if m.what == "verb" and any(a <= m.start and m.end <= b for a, b in quoted)
        }
        groups: dict[tuple[int, int, str], set[str]] = {}
        for m in sorted(found):
            is_quoted = any(a < m.end and m.start < b for a, b in quoted)
            if m.what in ("negation", "strength", "qualifier") and m.norm in verbs and not is_quoted:
                groups.setdefault((m.start, m.end, m.what), set()).add(m.norm)
        left = [
            {"what": what, **self._words(start, end), "norms": [self._reference(n) for n in sorted(norms)]}
            for (start, end, what), norms in groups.items()
        ]
        return {"leaves out": left} if left else {}

    def _is_cut(self, quotation: Quotation, place: Data) -> bool:
        """Tell whether words begin like a sentence where the text does not, after words that decide it."""
        begins_inside = quotation.is_sentence and self.text[place["start"]].islower()
        return begins_inside and any(_is_lost(left, place) for left in place.get("leaves out", ()))

    def _cut(self, place: Data) -> Data:
        lost = [left for left in place.pop("leaves out") if _is_lost(left, place)]
        dropped = [
            {
                "kind": "dropped",
                "text": left["words"],
                "start": left["start"],
                "end": left["end"],
                "quoted": "",
                "effects": [{"what": left["what"], "norms": left["norms"]}],
            }
            for left in lost
        ]
        return {"outcome": "found", "verdict": "differs", "differences": dropped, "places": [place]}

    def _differs(self, quotation: Quotation, clause: Clause) -> Data:
        """Return the verdict on words that are nearly those of a clause, with each difference."""
        found, start, end = differences(quotation, clause)
        described = [self._difference(clause, difference) for difference in found]
        place = self._place([clause], start, end) | self._left_out([clause], [(start, end)])
        return {**_head("differs", [place]), "differences": described, "places": [place]}

    def _difference(self, clause: Clause, found: Difference) -> Data:
        does = effects(self._marks_of(clause), found)
        return {
            "kind": found.kind,
            "text": self.text[found.start : found.end],
            "start": found.start,
            "end": found.end,
            "quoted": " ".join(found.added),
            "effects": plain_effects(self.facts, does),
        }

    def _variants(self, quotation: Quotation, homes: Iterable[Clause]) -> Iterator[Data]:
        """Yield the clauses of which another witness, as far as it was compared, has the words quoted."""
        parts = pieces(quotation.items)
        for clause in homes:
            found = (variants_in(parts, wording) for wording in self._wordings[clause.iri])
            if place := next(filter(None, found), None):
                yield self._variant(clause, *place)

    def _variant(self, clause: Clause, iris: Sequence[str], words: str) -> Data:
        one = self.facts.one
        return {
            "witness": self._reference(one(iris[0], "inWitness")),
            "words": words,
            "clauses": [self._reference(clause.iri)],
            "differences": [
                {
                    "iri": iri,
                    "text": one(iri, "quote"),
                    "there": one(iri, "variantText"),
                    "kind": self.facts.label(one(iri, "hasVariantKind")),
                    "evidence": one(iri, "evidence"),
                }
                for iri in iris
            ],
        }

    @cached_property
    def _wordings(self) -> dict[str, list[Wording]]:
        return {clause.iri: wordings(self.facts, clause) for clause in self.clauses}

    def _place(self, here: Sequence[Clause], start: int, end: int) -> Data:
        names = [self._reference(clause.iri) for clause in here]
        return {"clauses": names, "witness": self._reference(self.witness), **self._words(start, end)}

    def _words(self, start: int, end: int) -> Data:
        return {"start": start, "end": end, "words": self.text[start:end]}

    def _reference(self, iri: str) -> dict[str, str]:
        return {"iri": iri, "label": self.facts.label(iri)}

    def _marks_of(self, clause: Clause) -> list[Mark]:
        if clause.iri not in self._marks:
            self._marks[clause.iri] = marks(self.facts, clause.iri)
        return self._marks[clause.iri]

    def clauses_of(self, iri: str) -> list[Clause]:
        """Return the clauses that a thing is, holds, or else stands in."""
        within = [c for c in self.clauses if iri in (c.iri, *self._wholes(c.iri))]
        homes = {*self.facts.values(iri, "statedIn"), *self.facts.values(iri, "mentionedIn")}
        return within or [c for c in self.clauses if c.iri in homes]

    def _wholes(self, iri: str) -> Iterator[str]:
        while iri := self.facts.one(iri, "eli:is_part_of"):
            yield iri


def verify(words: str, facts: Facts, *, at: str = "") -> Data:
    """Return the verdict on words, as `Verifier.verify` does.

    >>> verify(" ", Facts([]))["outcome"]
    'refused'
    """
    return Verifier(facts, own_version()).verify(words, at=at)


def _head(verdict: str, found: Sequence[Data]) -> Data:
    """Begin a verdict on words that were found: in how many places, and without which words that decide."""
    left_out = (
        f"“{left['words']}” ({'a' if left['what'] == 'qualifier' else 'the'} {left['what']} of"
        f" {norm_numbers(left['norms'])})"
        for place in found
        for left in place.get("leaves out", ())
    )
    reasons = [f"the words stand in {len(found)} places"] if len(found) > 1 else []
    if listed := ", ".join(dict.fromkeys(left_out)):
        reasons.append(f"the quotation leaves out {listed}")
    outcome = "found" if len(found) == 1 else "ambiguous"
    return {"outcome": outcome, "verdict": verdict} | ({"reason": "; ".join(reasons)} if reasons else {})


def _is_lost(left: Data, place: Data) -> bool:
    return left["what"] in ("negation", "strength") and left["end"] <= place["start"]


def _refusal(words: str) -> str:
    if len(words) > MAX_LENGTH:
        return f"a quotation has at most {MAX_LENGTH} characters"
    if any("\ud800" <= c <= "\udfff" for c in words):
        return "the words are not Unicode text"
    return "" if any(c.isalnum() for c in words) else "there are no words to verify"
