"""Quotations -> anchors: the places in the text that everything read off it rests on.

By hand stand, in the files of a layer, only the exact words (`iccis:quote`) and the provisions that
hold them (`iccis:statedIn`, `iccis:mentionedIn`); the selectors and their offsets are computed here.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, short
from iccis.core.project import data_files, generated_folder
from iccis.core.rdf import TYPE, iri
from iccis.core.turtle import read
from iccis.data.source import WITNESS, Provision, normalized_text

QUOTE = iri("iccis:quote")
STATED_IN = iri("iccis:statedIn")
MENTIONED_IN = iri("iccis:mentionedIn")
RESTS_ON = iri("iccis:restsOn")
CONTEXT = 24
"""Characters of prefix and of suffix that a quotation gets, or more until it stands only once."""


class Quotation(NamedTuple):
    """Words that a subject rests on, in one provision; `once` if they may stand there only once."""

    subject: str
    words: str
    provision: str
    once: bool


def anchors(triples: Iterable[Triple], parts: list[Provision]) -> list[Triple]:
    """Return the anchors for all quotations among `triples`, in the order of the text, then of the subjects.

    Raises IccisError, naming the subject, for a quotation that stands nowhere in the provisions named,
    for a provision named that holds none of the quotations, and for one that stands where it is stated
    more than once.
    """
    whole = normalized_text(parts)
    by_iri = {ID + part.path: part for part in parts}
    quotations = _quotations(list(triples), by_iri)
    links = sorted((q.subject, start, end) for q in quotations for start, end in _places(q, by_iri))
    places = sorted({(start, end) for _, start, end in links})
    out = [triple for start, end in places for triple in _anchor(whole, start, end)]
    return out + [Triple(NamedNode(s), RESTS_ON, _iri(start, end)) for s, start, end in links]


def anchor_files(parts: list[Provision], base: Path | None = None) -> dict[Path, list[Triple]]:
    """Return the anchor file of each layer whose files quote the text, with what it must hold."""
    folder = generated_folder(base)
    layers: dict[str, list[Triple]] = {}
    for layer, path in data_files(base):
        if layer != "ontology" and not path.is_relative_to(folder):
            layers.setdefault(layer, []).extend(read(path))
    files = {layer: anchors(triples, parts) for layer, triples in sorted(layers.items())}
    return {folder / "anchors" / f"{layer}.ttl": triples for layer, triples in files.items() if triples}


def _iri(start: int, end: int, part: str = "") -> NamedNode:
    return NamedNode(f"{ID}{WITNESS}/words/{start}-{end}{part}")


def _quotations(triples: list[Triple], parts: dict[str, Provision]) -> Iterator[Quotation]:
    """Pair every quotation with the provisions of its subject that hold it."""
    stated_in, mentioned_in = _by_subject(triples, STATED_IN), _by_subject(triples, MENTIONED_IN)
    for subject, quotes in _by_subject(triples, QUOTE).items():
        stated, used = stated_in.get(subject, []), set[str]()
        for home in stated + mentioned_in.get(subject, []):
            here = [words for words in quotes if _offsets(words, _part(home, parts, subject).text)]
            if not here:
                raise IccisError(
                    f"none of its quotations occurs in {short(home)}",
                    place=short(subject),
                    hint="correct the quotation, or name the provision in which it occurs",
                )
            used |= set(here)
            yield from (Quotation(subject, words, home, home in stated) for words in here)
        if unused := [words for words in quotes if words not in used]:
            raise IccisError(
                f"the quotation {unused[0]!r} occurs in none of the provisions named",
                place=short(subject),
                hint="quote the exact words of the normalized text, or name the provision that contains them",
            )


def _by_subject(triples: list[Triple], predicate: NamedNode) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for s, p, o in triples:
        if p == predicate:
            out.setdefault(s.value, []).append(o.value)
    return out


def _part(name: str, parts: dict[str, Provision], subject: str) -> Provision:
    if name in parts:
        return parts[name]
    raise IccisError(
        f"there is no provision {short(name)}",
        place=short(subject),
        hint="the provisions are those of the source's outline",
    )


def _offsets(words: str, text: str) -> list[int]:
    """Return the offsets at which the words stand in a text as whole words."""
    return [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def _places(quotation: Quotation, parts: dict[str, Provision]) -> list[tuple[int, int]]:
    part = parts[quotation.provision]
    offsets = _offsets(quotation.words, part.text)
    if quotation.once and len(offsets) > 1:
        raise IccisError(
            f"the quotation {quotation.words!r} occurs {len(offsets)} times in {part.path}",
            place=short(quotation.subject),
            hint="quote more of the words around it",
        )
    return [(part.text_start + at, part.text_start + at + len(quotation.words)) for at in offsets]


def _context(whole: str, start: int, end: int) -> tuple[str, str]:
    """Return the prefix and suffix with which the words from `start` to `end` stand only once in `whole`."""
    size = CONTEXT
    while whole.count(whole[max(0, start - size) : end + size]) > 1:
        size *= 2
    return whole[max(0, start - size) : start], whole[end : end + size]


def _anchor(whole: str, start: int, end: int) -> Iterator[Triple]:
    anchor, quote, position = _iri(start, end), _iri(start, end, "/quote"), _iri(start, end, "/position")
    prefix, suffix = _context(whole, start, end)
    yield Triple(anchor, TYPE, iri("iccis:Anchor"))
    yield Triple(anchor, iri("oa:hasSource"), NamedNode(ID + WITNESS))
    yield Triple(anchor, iri("oa:hasSelector"), quote)
    yield Triple(anchor, iri("oa:hasSelector"), position)
    yield Triple(quote, TYPE, iri("oa:TextQuoteSelector"))
    yield Triple(quote, iri("oa:exact"), Literal(whole[start:end]))
    yield Triple(quote, iri("oa:prefix"), Literal(prefix))
    yield Triple(quote, iri("oa:suffix"), Literal(suffix))
    yield Triple(position, TYPE, iri("oa:TextPositionSelector"))
    yield Triple(position, iri("oa:start"), Literal(start))
    yield Triple(position, iri("oa:end"), Literal(end))
