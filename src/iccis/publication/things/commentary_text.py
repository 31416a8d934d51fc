"""The part of a page of `iccis show --readings` that stands below what is written, as plain text."""

import textwrap
from collections.abc import Iterator

from iccis.core.namespaces import short
from iccis.publication.things.text import listed
from iccis.publication.things.view import View


def commentary_text(view: View, *, width: int = 100) -> str:
    """Render a commentary in at most `width` columns; nothing is left out.

    >>> print(commentary_text({}))
    No reading, variant or correspondence is recorded.
    """
    return "\n".join(_lines(view, width)).lstrip("\n") or "No reading, variant or correspondence is recorded."


def _lines(view: View, width: int) -> Iterator[str]:
    yield from _headed("Where the words are open", view.get("open places", []))
    for place in view.get("open places", []):
        yield from _ambiguity(place, width)
    yield from _headed("How it is read", view.get("readings", []))
    for reading in view.get("readings", []):
        yield from _reading(reading, width)
    yield from _headed("Other wording", view.get("variants", []))
    for variant in view.get("variants", []):
        words = " ... ".join(f'"{words}"' for words in variant.get("words", []))
        yield from _wrapped(f"{words}: {variant['witness']['label']} has {variant['other']}", width, "  ")
        yield from _field("evidence", variant["evidence"], width)
        for note in variant.get("notes", []):
            yield from _field("note", note, width)
    yield from _headed("What corresponds elsewhere", view.get("correspondences", []))
    for c in view.get("correspondences", []):
        yield from _wrapped(f"{c['to']['label']}: {listed(c['types'], ', ')}. {c['note']}", width, "  ")
        yield from _field(c["standing"], c["evidence"], width)


def _headed(title: str, items: list[View]) -> list[str]:
    return ["", title] if items else []


def _ambiguity(place: View, width: int) -> Iterator[str]:
    words = " ... ".join(f'"{words}"' for words in place["words"])
    yield from _wrapped(f"{words}: {place['question']}", width, "  ")
    for number, parse in zip("abcdefgh", place["parses"], strict=False):
        so = f" -> {listed(parse['as'])}" if parse["as"] else ""
        yield from _wrapped(f"({number}) {parse['takes']}{so}", width, "    ")
    yield from _field(
        "depends on it", "; ".join(sorted(short(thing["iri"]) for thing in place["depends"])), width
    )


def _reading(reading: View, width: int) -> Iterator[str]:
    when = f", {reading['date']}" if "date" in reading else ""
    yield from _wrapped(
        f"{reading['holder']['label']}{when} ({reading['stance']}): {reading['takes']}", width, "  "
    )
    yield from _field("text read", reading["version"], width)
    for key in ("reported by", "source", "disagrees with", "notes"):
        if key in reading:
            yield from _field(key.removesuffix("s"), listed(reading[key]), width)


def _field(name: str, value: str, width: int) -> list[str]:
    return _wrapped(f"{name}: {value}", width, "      ")


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
