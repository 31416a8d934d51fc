"""Quotations verified: whether words stand in the text and where, or what differs and what that does.

The words decide: case, line ends and the form of dashes and quotation marks do not count, and what the
quotation itself marks as left out, changed or put in is taken as such. Everything else is a difference.
"""

from typing import Any

from iccis.core.instruments import own_version
from iccis.data.clauses import Clause, transcribed
from iccis.data.facts import Facts
from iccis.data.judge import AS_WRITTEN, MAX_PLACES, Text, absence
from iccis.data.quotation import parse_quotation
from iccis.data.resolve import resolve

MAX_LENGTH = 20_000
"""Characters of a quotation: the whole text has less than half of them."""
VERDICTS = {
    "verbatim": 0,
    "verbatim elsewhere": 1,
    "variant of another witness": 1,
    "differs": 1,
    "cannot be judged": 2,
    "not in any witness held": 1,
}
"""Verdicts from the best to the worst, each with the exit status of `iccis verify`."""
Data = dict[str, Any]


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
            best = _best([text.judge(words) for text in self.texts])
            labels = [self.facts.label(witness) for witness in self.witnesses]
            is_absent = best["verdict"] == "not in any witness held"
            return best | {"reason": absence(labels), "edition": self.edition} if is_absent else best
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


def verify(words: str, facts: Facts, *, at: str = "") -> Data:
    """Return the verdict on words, as `Verifier.verify` does.

    >>> verify(" ", Facts([]))["outcome"]
    'refused'
    """
    return Verifier(facts, own_version()).verify(words, at=at)


def _refusal(words: str) -> str:
    if len(words) > MAX_LENGTH:
        return f"a quotation has at most {MAX_LENGTH} characters"
    if any("\ud800" <= c <= "\udfff" for c in words):
        return "the words are not Unicode text"
    return "" if parse_quotation(words).words else "there are no words to verify"
