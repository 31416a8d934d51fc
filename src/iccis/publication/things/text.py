"""A thing and the commentary on it as plain text."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from iccis.core.namespaces import short
from iccis.publication.things.commentary import Commentary
from iccis.publication.things.thing import (
    COMPONENTS,
    Ambiguity,
    Collation,
    Correspondence,
    NormComparison,
    Position,
    Provision,
    Qualifier,
    Reading,
    Reference,
    Slip,
    Thing,
    Variant,
)

COLUMN = 15
"""Columns for the heading of a row."""
SPACE = re.compile(r"[\t\n\v\f\r]")
"""What is written as a space."""
WRAP = partial(textwrap.wrap, break_long_words=False, break_on_hyphens=False)


def thing_text(thing: Thing, *, width: int = 100) -> str:
    """Render a thing in at most `width` columns (long words excepted); nothing is left out.

    >>> print(thing_text(Thing(iri="https://example.org/x", label="x", kind="Actor", notes=("A note.",))))
    x (Actor)
    https://example.org/x
    <BLANKLINE>
    Note           A note.
    """
    return "\n".join(_lines(thing, width))


def commentary_text(commentary: Commentary, *, width: int = 100) -> str:
    """Render a commentary in at most `width` columns; nothing is left out.

    >>> print(commentary_text(Commentary()))
    No interpretation, variant or parallel is recorded.
    """
    parts = [(title, getattr(commentary, name)) for name, title in Commentary.HEADINGS.items()]
    sections = ["\n".join(_section(title, entries, width)) for title, entries in parts if entries]
    return "\n\n".join(sections) or "No interpretation, variant or parallel is recorded."


def _lines(thing: Thing, width: int) -> Iterator[str]:
    yield f"{thing.label} ({thing.kind})" if thing.kind else thing.label
    yield thing.iri
    if isinstance(thing, Provision):
        yield from ("", *_wrapped(thing.marked, width, "    "))
        for norm in thing.norms:
            yield from ("", *_wrapped(f"{norm.number}  {norm.label}", width, "", "     "))
            yield from (*_row("Kind", norm.kind, width, "     "), *_rows(norm, width, "     "))
        for heading, found in thing.details:
            if found is not thing.norms:
                yield from ("", *_section(heading, found, width))
    elif found := list(_rows(thing, width)):
        yield from ("", *found)
    for relation, found in thing.links.items():
        yield from ("", *_section(relation.capitalize(), found, width))


def _rows(thing: Thing, width: int, indent: str = "") -> Iterator[str]:
    if thing.words:
        yield from _row("Words", quoted(thing.words), width, indent)
    for definition in thing.definition:
        yield from _row("Definition", definition, width, indent)
    for heading, value in thing.rows:
        yield from _row(heading, _value(value), width, indent)


def _row(heading: str, text: str, width: int, indent: str) -> list[str]:
    return _wrapped(text, width, f"{indent}{heading:<{COLUMN}}", indent + " " * COLUMN)


def _section(title: str, entries: Iterable[Any], width: int) -> Iterator[str]:
    yield title
    for entry in entries:
        first, *more = _paragraphs(entry)
        yield from _wrapped(first, width, "  ", "    ")
        for text in more:
            yield from _wrapped(text, width, "      ", "        ")


def _wrapped(text: str, width: int, first: str, rest: str = "") -> list[str]:
    line = first + text
    if len(line) <= width and text and text == text.rstrip() and not SPACE.search(text):
        return [line]  # most lines fit, and to look for places to break them takes far longer
    return WRAP(text, width, initial_indent=first, subsequent_indent=rest or first)


def listed(values: Iterable[Reference | str], between: str = "; ") -> str:
    """Return texts and labels of things in one line.

    >>> listed(["a", Reference("https://example.org/b", "b")])
    'a; b'
    """
    return between.join(value if isinstance(value, str) else value.label for value in values)


def quoted(words: Iterable[str]) -> str:
    """Return quoted words in one line.

    >>> quoted(["to promote", "peace"])
    '"to promote" ... "peace"'
    """
    return " ... ".join(f'"{text}"' for text in words)


def _value(value: Any) -> str:
    match value:
        case str():
            return value
        case Reference():
            return value.label
        case Qualifier():
            governs = f"governs {listed(value.governs)}" if value.governs else "what it governs is ambiguous"
            note = f" ({value.note})" if value.note else ""
            return f"{value.kind} {quoted(value.words)}; {governs}{note}"
        case Position():
            return f"{value.label}: {listed(value.bearer)}, towards {listed(value.counterparty)}"
        case Slip():
            return f'{quoted(value.words)}, read "{value.reading}": {value.note}'
    return listed(value)


def _paragraphs(entry: Any) -> list[str]:
    """Return the paragraphs of an entry of a section; the first is its head."""
    match entry:
        case Reference():
            return [f"{entry.label}  <{entry.iri}>"]
        case Ambiguity():
            parses = [
                f"({letter}) {parse.takes}" + (f" -> {listed(parse.as_)}" if parse.as_ else "")
                for letter, parse in zip("abcdefgh", entry.parses, strict=False)
            ]
            affected = "; ".join(sorted(short(thing.iri) for thing in entry.depends))
            return [f"{quoted(entry.words)}: {entry.question}", *parses, f"affects: {affected}"]
        case Reading():
            date = f", {entry.date}" if entry.date else ""
            head = f"{entry.holder.label}{date} ({entry.stance}): {entry.takes}"
            return [head, *(f"{heading.lower()}: {_value(value)}" for heading, value in entry.provenance)]
        case Variant():
            head = f"{quoted(entry.words)}: {entry.witness.label} reads {entry.other}"
            effects = (f"{words}: {listed(things)}" for words, things in entry.effects)
            notes = (f"note: {note}" for note in entry.notes)
            return [head, f"evidence: {entry.evidence}", *effects, *notes]
        case Collation():
            return [f"{entry.witness.label}: {entry.status}", f"evidence: {entry.evidence}"]
        case Correspondence():
            head = f"{entry.to.label}: {listed(entry.types, ', ')}. {entry.note}"
            words = [f"words: {listed(entry.words)}"] if entry.words else []
            return [head, *words, f"{entry.standing}: {entry.evidence}"]
        case NormComparison():
            relations = (f"{words}: {listed(getattr(entry, name))}" for name, words in COMPONENTS.items())
            return [entry.label, "; ".join(relations), f"{entry.standing}: {entry.evidence}"]
    return [_value(entry)]
