"""Clauses with their tokens, as the text has them and as other witnesses do, and quotations found in them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from iccis.core.namespaces import ONTOLOGY
from iccis.core.rdf import TYPE
from iccis.data.facts import Facts
from iccis.data.members import reached
from iccis.data.quotation import Item, match
from iccis.data.tokens import Token, tokenize

Parts = list[tuple[int, list[Item]]]
"""Pieces of a quotation, as `iccis.data.quotation.pieces` returns them."""
Runs = list[tuple[int, int]]
"""First token of each piece, and the one after its last."""


class Clause(NamedTuple):
    """A provision: IRI, witness, number, offset in its normalized text, text, and tokens after its number.

    Tokens have the offsets of the normalized text.
    """

    iri: str
    witness: str
    number: str
    start: int
    text: str
    tokens: list[Token]

    @property
    def end(self) -> int:
        """Return the offset after the last character."""
        return self.start + len(self.text)


class Wording(NamedTuple):
    """A clause as another witness has it: text, tokens, and place and IRI of each of its variants."""

    text: str
    tokens: list[Token]
    variants: list[tuple[int, int, str]]


def transcribed(facts: Facts) -> list[str]:
    """Return the witnesses whose text the edition holds, in the order of their instruments' IRIs.

    >>> transcribed(Facts([]))
    []
    """
    witnesses = set(facts.back[ONTOLOGY + "Witness"][TYPE.value])
    return sorted(witness for witness in witnesses if facts.one(witness, "text"))


def provisions(facts: Facts, witness: str) -> list[str]:
    """Return the provisions whose words a witness has, in the order of the text."""
    parts = dict.fromkeys(_parts(facts, facts.values(witness, "carries")))
    return sorted(parts, key=lambda part: int(facts.one(part, "order")))


def in_order(facts: Facts) -> dict[str, int]:
    """Return the place of each provision, text by text, in the order of its text.

    >>> in_order(Facts([]))
    {}
    """
    parts = (part for witness in transcribed(facts) for part in provisions(facts, witness))
    return {part: place for place, part in enumerate(dict.fromkeys(parts))}


def work_of(facts: Facts, provision: str) -> str:
    """Return the work whose text has a provision; empty for what is no provision of a text that is here.

    >>> work_of(Facts([]), "urn:x")
    ''
    """
    wholes = reached(provision, lambda part: facts.values(part, "eli:is_part_of")[:1])
    return next((whole for whole in wholes[1:] if facts.subjects("eli:realizes", whole)), "")


def _parts(facts: Facts, wholes: Iterable[str]) -> Iterator[str]:
    for whole in wholes:
        parts = facts.subjects("eli:is_part_of", whole)
        yield from (part for part in parts if facts.one(part, "order"))
        yield from _parts(facts, parts)


def clauses(facts: Facts, witness: str) -> list[Clause]:
    """Return the clauses of the text of a witness, in order.

    >>> clauses(Facts([]), "urn:x")
    []
    """
    return [_clause(facts, iri, witness) for iri in provisions(facts, witness)]


def _clause(facts: Facts, iri: str, witness: str) -> Clause:
    text, start, number = (
        facts.one(iri, "text"),
        int(facts.one(iri, "textStart")),
        facts.one(iri, "eli:number"),
    )
    tokens = [Token(token.key, token.start + start, token.end + start) for token in tokenize(text)]
    mark = [token.key for token in tokenize(number + ".")] if number else []
    is_numbered = [token.key for token in tokens[: len(mark)]] == mark
    return Clause(iri, witness, number, start, text, tokens[len(mark) :] if is_numbered else tokens)


def wordings(facts: Facts, clause: Clause) -> list[Wording]:
    """Return a clause with the variants of each other witness: all of them, then each alone."""
    groups: dict[str, list[str]] = {}
    for iri in facts.subjects("statedIn", clause.iri):
        if facts.one(iri, "variantText"):
            groups.setdefault(facts.one(iri, "inWitness"), []).append(iri)
    single = [[iri] for group in groups.values() if len(group) > 1 for iri in group]
    return [_with_variants(facts, clause, group) for group in (*groups.values(), *single)]


def _with_variants(facts: Facts, clause: Clause, variants: Sequence[str]) -> Wording:
    """Put the words of variants in the text of a clause, those that do not overlap."""
    places = sorted(
        (at, at + len(quote), iri)
        for iri in variants
        for quote in facts.values(iri, "quote")[:1]
        if (at := clause.text.find(quote)) >= 0
    )
    text, end, used = "", 0, list[tuple[int, int, str]]()
    for start, stop, iri in places:
        if start >= end:
            text += clause.text[end:start]
            new = facts.one(iri, "variantText")
            used.append((len(text), len(text) + len(new), iri))
            text, end = text + new, stop
    text += clause.text[end:]
    return Wording(text, tokenize(text), used)


def occurrences(parts: Parts, tokens: Sequence[Token]) -> Iterator[Runs]:
    """Yield the runs of tokens in each place that has the pieces of a quotation, in order."""
    for at, token in enumerate(tokens if parts else ()):
        first = parts[0][1][0]
        is_start = first.kind == "start" and token.key.startswith(first.text)
        if (is_start or token.key == first.text) and (runs := match(parts, tokens, at)):
            yield runs


def extent(runs: Runs, tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the offsets of the first and after the last character of some runs."""
    return tokens[runs[0][0]].start, tokens[runs[-1][1] - 1].end


def variants_in(parts: Parts, wording: Wording) -> tuple[list[str], str] | None:
    """Return the variants among the words quoted, in the first place of a wording with any, and its words."""
    for start, end in (extent(runs, wording.tokens) for runs in occurrences(parts, wording.tokens)):
        if used := [iri for a, b, iri in wording.variants if a < end and start < b]:
            return used, wording.text[start:end]
    return None
