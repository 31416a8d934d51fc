"""Provisions -> candidates of norms: sentences with a modal or performative verb, in a worksheet.

A candidate is never data. A person reads it beside the text, completes it and marks it in the worksheet; only
then does `accept` write it as a norm, with its action, positions and bearer.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from iccis.core.csv_text import csv_text
from iccis.core.errors import IccisError
from iccis.core.turtle import read_text
from iccis.data.source import Provision, normalize

WORKSHEET = "candidates.csv"
"""File of a project that lists the candidates; it is not below `kg/`, for it holds no data."""
MODALS = (
    ("Prohibition", "firm", r"(?:shall|must|may) not\b|(?:undertake|agree|pledge)s? not to\b"),
    ("Prohibition", "firm", r"(?:is|are) (?:prohibited|forbidden) (?:to|from)\b"),
    ("Obligation", "best-effort", r"(?:shall|undertakes? to) (?:endeavou?r|seek|strive) to"),
    ("Obligation", "", r"should\b|(?:is|are) (?:requested|invited|urged|encouraged|called upon) to\b"),
    ("Affirmation", "declaratory", r"(?:has|have|enjoys?) (?:the|a) (?:right|freedom)s? (?:to|of)"),
    ("Obligation", "firm", r"(?:shall|must)\b|(?:undertake|agree|pledge)s?(?: to\b|(?=:))|commits? to\b"),
    ("Obligation", "firm", r"(?:is|are) (?:obliged|required|bound) to\b"),
    ("Permission", "declaratory", r"may\b|(?:is|are) (?:entitled|free) to\b"),
)
"""Kind and strength that words suggest, and the words; the first that fits counts."""
WITHOUT = ("Title", "Opening", "Recital", "AdoptingClause", "Chapter", "Section", "Footnote")
"""Classes of provisions in which no norm is looked for."""
ADVERB = r"(?!(?:ab|al|app|comp|imp|multip|re|rep|supp)ly\b)\w+ly\b"
"""Adverbs, which may stand before a verb; verbs such as *comply* end alike."""
MARK = re.compile(r"^(?:\(?[\w.]{1,6}[.)]|art(?:icle|\.) \w+\.?|annex(?: \w+)?\.?)\s+", re.I)
"""Number or name at the beginning of a provision."""
ACCEPTED, DONE = ("x", "yes"), "done"
"""What a person writes in the first column, and what stands there of a norm that was written."""


class Candidate(NamedTuple):
    """A row of the worksheet."""

    accept: str
    provision: str
    kind: str
    strength: str
    bearer: str
    """Words for the bearer, as the text has them."""
    verb: str
    object: str
    """Label of what the verb acts on, as a concept; empty if it takes none."""
    quote: str
    """Exact words of the provision that the norm rests on."""


class _Modal(NamedTuple):
    """A modal or performative verb in a sentence: what it suggests, and the words before and after it."""

    kind: str
    strength: str
    bearer: str
    rest: str


def candidates(parts: Iterable[Provision]) -> Iterator[Candidate]:
    """Yield the candidates in the order of the text; items take kind and bearer from what introduces them.

    >>> from iccis.data.source import provisions
    >>> [(c.kind, c.verb) for c in candidates(provisions()) if "pledge" in c.provision][:3]
    [('Obligation', 'comply'), ('Prohibition', 'use'), ('Prohibition', 'proliferate')]
    """
    heads: dict[str, _Modal] = {}
    for part in (part for part in parts if part.kind not in WITHOUT):
        for sentence in _sentences(part):
            modal = _modal(sentence)
            if modal and sentence.endswith(":") and not re.match(r"\s*[a-z]", modal.rest):
                heads[part.parent if part.kind == "Chapeau" else part.path] = modal
            elif modal:
                yield _candidate(part, modal, modal.rest, sentence)
            elif part.parent in heads:
                yield _candidate(part, heads[part.parent], sentence, sentence)


def is_english(language: str) -> bool:
    """Tell whether a language tag is of English, whose verbs are known.

    >>> is_english("en-GB"), is_english("fr")
    (True, False)
    """
    return language.partition("-")[0] == "en"


def renewed(
    rows: Sequence[Candidate], parts: Iterable[Provision]
) -> tuple[list[Candidate], list[Candidate], list[Candidate]]:
    """Return the rows of a worksheet that stay, those to add, and those whose words no longer stand there.

    A row that a person has marked stays, whatever has become of the text; one that is corrected, as long as
    its words stand there.
    """
    cut = {part.path: part for part in parts}
    kept, gone = list[Candidate](), list[Candidate]()
    for row in rows:
        stands = row.provision in cut and row.quote in cut[row.provision].text
        (kept if row.accept or stands else gone).append(row)
    added = [
        new
        for new in candidates(cut.values())
        if not any(row.provision == new.provision and row.quote in new.quote for row in kept)
    ]
    return kept, added, gone


def _candidate(part: Provision, modal: _Modal, action: str, sentence: str) -> Candidate:
    kind = "Prohibition" if re.match(r"not\b", action, re.I) and modal.kind == "Obligation" else modal.kind
    plain = re.sub(r"^(?:not )?to\s+", "", action.strip(), flags=re.I)
    found = re.search(rf"\b(?!{ADVERB})[a-z]+(?:-[a-z]+)*", plain)
    quote = re.sub(r"(?:[;,:]|[;,] (?:and|or))$", "", sentence)
    return Candidate("", part.path, kind, modal.strength, modal.bearer, found[0] if found else "", "", quote)


def _sentences(part: Provision) -> Iterator[str]:
    """Yield the sentences of a provision, without its number, its heading and the point at their end."""
    lines = [line.strip() for line in part.verbatim.splitlines() if line.strip()]
    heading = 1 if part.kind in ("Article", "Annex") and len(lines) > 1 else 0
    if heading and MARK.fullmatch(f"{lines[0]} ") and _is_heading(part):
        heading = 2
    words = normalize("\n".join(lines[heading:])) if heading else MARK.sub("", part.text)
    for sentence in re.split(r"(?<=[.;:])\s+(?=[A-Z(])", words):
        if plain := sentence.strip().rstrip(".;"):
            yield plain


def _is_heading(part: Provision) -> bool:
    """Tell whether the line below that of the number is set apart, as a heading is, by an empty line."""
    return bool(re.match(r"\s*\S.*\n[^\S\n]*\S[^\n]*[^.;:,\s]\s*\n\s*\n\s*\S", part.verbatim))


def _modal(sentence: str) -> _Modal | None:
    for kind, strength, pattern in MODALS:
        if match := re.search(rf"\b(?:{pattern})", sentence, re.I):
            bearer = sentence[: match.start()].strip(" ,").partition(",")[0]
            is_denied = bearer.casefold().startswith("no ") and kind in ("Obligation", "Permission")
            forbids = ("Prohibition", "firm") if is_denied else (kind, strength)
            return _Modal(*forbids, bearer, sentence[match.end() :])
    return None


def worksheet(rows: Iterable[Candidate]) -> str:
    """Return candidates as CSV.

    >>> worksheet([]).strip()
    'accept,provision,kind,strength,bearer,verb,object,quote'
    """
    return csv_text([Candidate._fields, *rows])


def read_worksheet(path: Path) -> list[tuple[int, Candidate]]:
    """Read a worksheet: the candidates, each with its line.

    Raises IccisError, with the line, for other columns, and for a row that has too few or too many.
    """
    reader = csv.reader(io.StringIO(read_text(path)))
    if tuple(next(reader, ())) != Candidate._fields:
        raise IccisError("wrong columns", place=f"{path}:1", hint="write " + ",".join(Candidate._fields))
    rows = []
    for row in reader:
        if len(row) != len(Candidate._fields):
            message = f"the row has {len(row)} cells, not {len(Candidate._fields)}"
            raise IccisError(message, place=f"{path}:{reader.line_num}", hint="quote cells that have commas")
        rows.append((reader.line_num, Candidate(*row)))
    return rows
