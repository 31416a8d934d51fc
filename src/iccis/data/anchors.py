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
from iccis.core.project import ANCHORS, GENERATED, data_files, generated_folder, trees
from iccis.core.rdf import TYPE, iri
from iccis.core.turtle import read
from iccis.data.source import Provision, normalized_text

QUOTE = iri("iccis:quote")
STATED_IN = iri("iccis:statedIn")
MENTIONED_IN = iri("iccis:mentionedIn")
RESTS_ON = iri("iccis:restsOn")
CONTEXT = 24
"""Characters of prefix and of suffix that a quotation gets, or more until it stands only once."""


class Place(NamedTuple):
    """Words of a witness: its path, and the offsets of the first character and after the last."""

    witness: str
    start: int
    end: int


class Quotation(NamedTuple):
    """Words that a subject rests on, in one provision; `once` if they may stand there only once."""

    subject: str
    words: str
    provision: str
    once: bool


Problems = list[IccisError]
"""Quotations that do not stand where they must, one for each subject."""


def anchors(
    triples: Iterable[Triple], parts: list[Provision], problems: Problems | None = None
) -> list[Triple]:
    """Return the anchors for all quotations among `triples`, in the order of the text, then of the subjects.

    Raises IccisError, naming the subject, for a quotation that stands nowhere in the provisions named,
    for a provision named that holds none of the quotations, and for one that stands where it is stated
    more than once; with `problems`, these errors are added to it and their subjects left out.
    """
    statements = list(triples)
    wholes = {w: normalized_text([part for part in parts if part.witness == w]) for w in _witnesses(parts)}
    by_iri = {ID + part.path: part for part in parts}
    stated_in, mentioned_in = _by_subject(statements, STATED_IN), _by_subject(statements, MENTIONED_IN)
    links = list[tuple[str, Place]]()
    for subject, quotes in _by_subject(statements, QUOTE).items():
        stated, mentioned = stated_in.get(subject, []), mentioned_in.get(subject, [])
        try:
            found = list(_quotations(subject, quotes, stated, mentioned, by_iri))
            links += [(subject, place) for quotation in found for place in _places(quotation, by_iri)]
        except IccisError as problem:
            if problems is None:
                raise
            problems.append(problem)
    links.sort()
    out = [triple for place in sorted({place for _, place in links}) for triple in _anchor(wholes, place)]
    return out + [Triple(NamedNode(s), RESTS_ON, _iri(place)) for s, place in links]


def _witnesses(parts: Iterable[Provision]) -> dict[str, None]:
    return dict.fromkeys(part.witness for part in parts)


def quoting(base: Path | None = None, *, instrument: str = "") -> dict[Path, list[Triple]]:
    """Return what is written by hand in each graph, of one instrument if it is named, by its anchor file."""
    own, found = trees(base)[-1], dict[str, list[Triple]]()
    for graph, path in data_files(base, instrument=instrument):
        if graph != "ontology" and path.is_relative_to(own) and GENERATED not in path.relative_to(own).parts:
            found.setdefault(graph, []).extend(read(path))
    names = ((graph.rpartition("/"), triples) for graph, triples in sorted(found.items()))
    return {
        generated_folder(base, of) / ANCHORS / f"{layer}.ttl": triples for (of, _, layer), triples in names
    }


def anchor_files(
    parts: list[Provision], written: dict[Path, list[Triple]], problems: Problems | None = None
) -> dict[Path, list[Triple]]:
    """Return the anchor file of each graph that quotes the text, with what it must hold.

    `written` is what `quoting` returns.
    """
    files = {path: anchors(triples, parts, problems) for path, triples in written.items()}
    return {path: triples for path, triples in files.items() if triples}


def quoted(triples: Iterable[Triple]) -> set[str]:
    """Return the paths of the instruments whose provisions hold the quotations among some statements.

    >>> quoted([Triple(NamedNode("urn:x"), STATED_IN, NamedNode(ID + "code/pledge/3"))])
    {'code'}
    """
    homes = (t.object.value for t in triples if t.predicate in (STATED_IN, MENTIONED_IN))  # type: ignore[union-attr]
    return {home.removeprefix(ID).partition("/")[0] for home in homes}


def _iri(place: Place, part: str = "") -> NamedNode:
    return NamedNode(f"{ID}{place.witness}/words/{place.start}-{place.end}{part}")


def _quotations(
    subject: str, quotes: list[str], stated: list[str], mentioned: list[str], parts: dict[str, Provision]
) -> Iterator[Quotation]:
    """Pair the quotations of a subject with the provisions that hold them."""
    used = set[str]()
    for home in stated + mentioned:
        here = [words for words in quotes if offsets(words, _part(home, parts, subject).text)]
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


def offsets(words: str, text: str) -> list[int]:
    """Return the offsets at which the words stand in a text as whole words.

    >>> offsets("State", "No State, no Statement, no State")
    [3, 27]
    """
    return [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def _places(quotation: Quotation, parts: dict[str, Provision]) -> list[Place]:
    part = parts[quotation.provision]
    found = offsets(quotation.words, part.text)
    if quotation.once and len(found) > 1:
        raise IccisError(
            f"the quotation {quotation.words!r} occurs {len(found)} times in {part.path}",
            place=short(quotation.subject),
            hint="quote more of the words around it",
        )
    starts = (part.text_start + at for at in found)
    return [Place(part.witness, start, start + len(quotation.words)) for start in starts]


def _context(whole: str, start: int, end: int) -> tuple[str, str]:
    """Return the prefix and suffix with which the words from `start` to `end` stand only once in `whole`."""
    size = CONTEXT
    while whole.count(whole[max(0, start - size) : end + size]) > 1:
        size *= 2
    return whole[max(0, start - size) : start], whole[end : end + size]


def _anchor(wholes: dict[str, str], place: Place) -> Iterator[Triple]:
    witness, start, end = place
    whole = wholes[witness]
    anchor, quote, position = _iri(place), _iri(place, "/quote"), _iri(place, "/position")
    prefix, suffix = _context(whole, start, end)
    yield Triple(anchor, TYPE, iri("iccis:Anchor"))
    yield Triple(anchor, iri("oa:hasSource"), NamedNode(ID + witness))
    yield Triple(anchor, iri("oa:hasSelector"), quote)
    yield Triple(anchor, iri("oa:hasSelector"), position)
    yield Triple(quote, TYPE, iri("oa:TextQuoteSelector"))
    yield Triple(quote, iri("oa:exact"), Literal(whole[start:end]))
    yield Triple(quote, iri("oa:prefix"), Literal(prefix))
    yield Triple(quote, iri("oa:suffix"), Literal(suffix))
    yield Triple(position, TYPE, iri("oa:TextPositionSelector"))
    yield Triple(position, iri("oa:start"), Literal(start))
    yield Triple(position, iri("oa:end"), Literal(end))
