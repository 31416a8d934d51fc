"""Quotations judged by the text of one witness: where the words stand, or what differs and what that does."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from heapq import nlargest
from itertools import pairwise
from typing import Any

from iccis.core.namespaces import ONTOLOGY
from iccis.data.citation import split_label
from iccis.data.clauses import Clause, Runs, Wording, clauses, extent, occurrences, variants_in, wordings
from iccis.data.difference import Difference, content_share, differences, edits, share
from iccis.data.effects import Mark, effects, marks, plain_effects
from iccis.data.facts import Facts
from iccis.data.omissions import DECISIVE, Span, omissions
from iccis.data.omissions import reasons as omitted
from iccis.data.quotation import Quotation, parse_quotation, pieces, without_numbers
from iccis.data.resolve import LETTERS, WITNESS_LANGUAGE, Resolution

MIN_SHARE = 0.6
"""Share of the words of a quotation that stand in a clause in order, from which on it quotes that clause."""
MIN_CONTENT = 0.5
"""Share of its telling words that stand in a clause, from which on it may be a paraphrase of that clause."""
MIN_WORDS = 3
"""Words of a quotation that stand in a clause, from which on they tell that it quotes that clause."""
MAX_NEAR, NEARNESS = 3, 0.1
"""Nearest clauses among which that with the fewest differences is the one quoted, and how near they are."""
MAX_PLACES = 12
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
        quotation = self._parsed(words)
        labelled = [clause for iri in quotation.named for clause in self.clauses_of(iri)]
        verdict = self._judge(quotation, homes or labelled or self.clauses, cited=bool(homes))
        return verdict | self._common

    @property
    def _common(self) -> Data:
        return {"standing": AS_WRITTEN, "edition": self.edition}

    def _parsed(self, words: str) -> Quotation:
        quotation = parse_quotation(words, self.vocabulary)
        if self._occurrences(quotation):
            return quotation
        if (plain := without_numbers(quotation)) != quotation and self._occurrences(plain):
            return plain
        label, iris, rest = split_label(words, self.facts, self._names)
        parsed = self._parsed(rest) if iris else quotation
        if not iris or not parsed.words:
            return quotation
        return parsed if parsed.named else parsed._replace(label=label, named=tuple(iris))

    @cached_property
    def _names(self) -> list[str]:
        """The clauses, and what they are parts of: what a label before a quotation may name."""
        iris = (iri for clause in self.clauses for iri in (clause.iri, *self._wholes(clause.iri)))
        return list(dict.fromkeys(iris))

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
            near = nlargest(MAX_NEAR, ((share(quotation, c), -n, c) for n, c in enumerate(candidates)))
            if near[0][0] >= MIN_SHARE and near[0][0] * len(quotation.words) >= MIN_WORDS:
                clauses = [clause for nearness, _, clause in near if nearness >= near[0][0] - NEARNESS]
                return self._differs(quotation, min(clauses, key=partial(edits, quotation)))
        paraphrased = [
            (nearness, clause)
            for clause in self.clauses
            if (nearness := content_share(quotation, clause)) >= MIN_CONTENT
        ]
        if paraphrased and len(quotation.words) > 2:
            clause = max(paraphrased, key=lambda pair: pair[0])[1]
            name = self.facts.label(clause.iri)
            reason = (
                f"these words resemble {name} but are not a quotation of it; a paraphrase cannot be judged"
            )
            place = self._place([clause], clause.start, clause.end)
            return {"outcome": "found", "verdict": "cannot be judged", "reason": reason, "nearest": place}
        reason = absence([self.facts.label(self.witness)])
        return {"outcome": "not in this edition", "verdict": "not in any witness held", "reason": reason}

    def _verbatim(self, quotation: Quotation, homes: Sequence[Clause], *, cited: bool) -> Data:
        """Return the verdict on words that stand in the text as they are; empty if they do not."""
        found, within = self._places(quotation), {clause.iri for clause in homes}
        here = [place for place in found if within & {clause["iri"] for clause in place["clauses"]}]
        for place in here or found:
            if lost := self._lost(quotation, place):
                return self._cut(place, lost)
        if not found:
            return {}
        if wrong := self._other_label(quotation, here or (found if quotation.named else [])):
            places = (here or found)[:MAX_PLACES]
            label = places[0]["clauses"][0]["label"]
            reason = f"the words are those of {label}, not of “{wrong['quoted']}”"
            reason = "; ".join([reason, *omitted(places)])
            head = {"outcome": "found", "verdict": "differs", "reason": reason}
            return head | {"differences": [wrong], "places": places}
        verdict, found = ("verbatim", here) if here else ("verbatim elsewhere", found)
        result = {**_head(verdict, found), "places": found[:MAX_PLACES]}
        if len(found) > MAX_PLACES:
            result["number of places"] = len(found)
        if quotation.insertions:
            result["inserted"] = quotation.insertions
        return result

    def _other_label(self, quotation: Quotation, places: Sequence[Data]) -> Data | None:
        """Return the difference that a number or label before a quotation makes that names another clause."""
        homes = [clause["iri"] for place in places for clause in place["clauses"]]
        if (
            homes
            and quotation.named
            and not any(iri in quotation.named for home in homes for iri in (home, *self._wholes(home)))
        ):
            words = {"text": self.facts.label(homes[0]), "quoted": quotation.label}
            return {"kind": "replaced", **words, "effects": [{"what": "citation"}]}
        numbers = [self.facts.one(place["clauses"][0]["iri"], "eli:number") for place in places]
        is_letter = quotation.number in LETTERS
        wanted = str(LETTERS.index(quotation.number) + 1) if is_letter else quotation.number
        if not numbers or not quotation.number or wanted in numbers:
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

    def _left_out(self, here: Sequence[Clause], quoted: Sequence[Span], changed: Sequence[Span] = ()) -> Data:
        """Return the words that limit a norm, or may, and are not quoted though the norm is, if any."""
        left = [
            omission.data(self.facts, self.text)
            for clause in here
            for omission in omissions(self.facts, clause, self._marks_of(clause), quoted, changed)
        ]
        return {"leaves out": left} if left else {}

    def _lost(self, quotation: Quotation, place: Data) -> list[Data]:
        """Return what decides a norm and stands before words that begin like a sentence where none does."""
        begins_inside = quotation.is_sentence and self.text[place["start"]].islower()
        return [left for left in place.get("leaves out", ()) if begins_inside and _is_lost(left, place)]

    def _cut(self, place: Data, lost: Sequence[Data], described: Sequence[Data] = ()) -> Data:
        """Return the verdict on words without what decides their norm, which belongs to their place."""
        start = min(self._beginning(left) for left in lost)
        words = self.text[place["start"] : place["end"]]
        rest = [left for left in place.pop("leaves out") if left not in lost]
        place |= self._words(start, place["end"]) | {"quoted": place.get("quoted", [words])}
        place |= {"leaves out": rest} if rest else {}
        dropped = [_dropped(left) for left in lost]
        first = described[0] if described else {}
        if first.get("kind") == "added" and dropped[0]["text"].casefold().startswith(
            first["quoted"].casefold()
        ):
            dropped[0] |= {"kind": "replaced", "quoted": first["quoted"]}
            described = described[1:]
        return {**_head("differs", [place]), "differences": [*dropped, *described], "places": [place]}

    def _beginning(self, left: Data) -> int:
        """Return where the words of the norms begin to which something belongs."""
        norms = {norm["iri"] for norm in left["norms"]}
        marks = (mark for clause in self.clauses for mark in self._marks_of(clause) if mark.norm in norms)
        around = [m.start for m in marks if m.what == "words" and m.start <= left["start"] < m.end]
        return min((int(left["start"]), *around))

    def _differs(self, quotation: Quotation, clause: Clause) -> Data:
        """Return the verdict on words that are nearly those of a clause, with each difference."""
        found, start, end = differences(quotation, clause)
        if found and found[-1].kind == "replaced" and found[-1].end == end:
            found[-1] = found[-1]._replace(end=self._end(clause, found[-1]))
            end = found[-1].end
        described = [self._difference(clause, difference) for difference in found]
        changed = [(difference.start, difference.end) for difference in found]
        place = self._place([clause], start, end) | self._left_out([clause], [(start, end)], changed)
        if wrong := self._other_label(quotation, [place]):
            described = [*described, wrong]
        if lost := self._lost(quotation, place):
            return self._cut(place, lost, described)
        return {**_head("differs", [place]), "differences": described, "places": [place]}

    def _end(self, clause: Clause, change: Difference) -> int:
        """Return where the qualifier ends whose first words a quotation has and whose last it replaces."""
        limits = (mark for mark in self._marks_of(clause) if mark.what == "qualifier")
        return max((change.end, *(m.end for m in limits if m.start < change.start and change.end < m.end)))

    def _difference(self, clause: Clause, found: Difference) -> Data:
        does = effects(self._marks_of(clause), found)
        return {
            "kind": found.kind,
            "text": self.text[found.start : found.end],
            "start": found.start,
            "end": found.end,
            "quoted": found.quoted,
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


def _head(verdict: str, found: Sequence[Data]) -> Data:
    """Begin a verdict on words that were found: in how many places, and without which words that decide."""
    reasons = [f"the words stand in {len(found)} places"] if len(found) > 1 else []
    reasons += omitted(found)
    outcome = "found" if len(found) == 1 else "ambiguous"
    return {"outcome": outcome, "verdict": verdict} | ({"reason": "; ".join(reasons)} if reasons else {})


def _is_lost(left: Data, place: Data) -> bool:
    return left["what"] in DECISIVE and left["end"] <= place["start"]


def _dropped(left: Data) -> Data:
    place = {"start": left["start"], "end": left["end"]}
    effects = [{"what": left["what"], "norms": left["norms"]}]
    return {"kind": "dropped", "text": left["words"], **place, "quoted": "", "effects": effects}


def absence(witnesses: Sequence[str]) -> str:
    """Say that words are not in some witnesses, by their labels.

    >>> absence(["text of the treaty, in French"])
    'these words are neither in the text of the treaty (French) nor in what was seen of other witnesses'
    """
    labels = (
        WITNESS_LANGUAGE.sub(lambda found: f" ({found[0].removeprefix(', in ')})", label)
        for label in witnesses
    )
    listed = " nor in the ".join(labels)
    return f"these words are neither in the {listed} nor in what was seen of other witnesses"
