"""A page of `iccis show` as plain text."""

import textwrap
from collections.abc import Iterator
from typing import Any

from iccis.publication.things.view import View

FIELDS = (
    "bearer",
    "verb",
    "object",
    "means",
    "purpose",
    "directed to",
    "benefits",
    "wording",
    "concerns",
    "serves",
)
"""What is said of a norm, in the order in which people ask for it."""


def page(view: View, *, width: int = 100) -> str:
    """Render a page in at most `width` columns (long words excepted); nothing is left out.

    >>> print(page({"iri": "https://example.org/x", "label": "x", "kind": "Actor"}))
    x (Actor)
    https://example.org/x
    """
    return "\n".join(_lines(view, width))


def _lines(view: View, width: int) -> Iterator[str]:
    yield f"{view['label']} ({view['kind']})" if view.get("kind") else view["label"]
    yield view["iri"]
    if "text" in view:
        yield from ("", *_wrapped(str(view.get("marked", view["text"])), width, "    "))
    elif "number" in view:
        yield from ("", *_norm(view, width))
    else:
        yield from _section("Words", [f'"{words}"' for words in view.get("words", [])], width)
    for norm in view.get("norms", []):
        yield from ("", *_norm(norm, width))
    if "number" not in view:
        yield from _section("Qualifiers", [_qualifier(q) for q in view.get("qualifiers", [])], width)
        yield from _section("Takes it to mean", view.get("takes", []), width)
        yield from _section("Definition", view.get("definition", []), width)
        yield from _section("Notes", view.get("notes", []), width)
        yield from _fields(view, ("bearer", "counterparty", "correlative"), width, "")
    for name in ("statements", "claims", "actors", "concepts", "principles", "cites"):
        yield from _section(name.capitalize(), [_name(v) for v in view.get(name, [])], width)
    yield from _section("Slips", [_slip(s) for s in view.get("slips", [])], width)
    for relation, things in view.get("links", {}).items():
        yield from _section(relation.capitalize(), [_name(v) for v in things], width)


def _norm(norm: View, width: int) -> Iterator[str]:
    kinds = [norm["kind"], *norm.get("strength", []), *norm.get("binding force", [])]
    yield from _wrapped(f"{norm['number']}  {norm['label']}", width, "", "     ")
    yield from _field("kind", ", ".join(kinds), width)
    yield from _field("words", " ... ".join(f'"{words}"' for words in norm["words"]), width)
    yield from _fields(norm, FIELDS, width, "     ")
    for qualifier in norm.get("qualified by", []):
        yield from _field("qualified by", _qualifier(qualifier), width)
    for position in norm.get("positions", []):
        yield from _field(position["kind"].lower(), _position(position), width)
    for note in norm.get("notes", []):
        yield from _field("note", note, width)


def _fields(view: View, names: tuple[str, ...], width: int, indent: str) -> Iterator[str]:
    for name in names:
        value = view.get(name)
        if value:
            yield from _field(name, value if isinstance(value, str) else listed(value), width, indent)


def _field(name: str, text: str, width: int, indent: str = "     ") -> Iterator[str]:
    yield from _wrapped(text, width, f"{indent}{name:<13}", indent + " " * 13)


def _section(title: str, items: list[str], width: int) -> Iterator[str]:
    if items:
        yield from ("", title)
        for item in items:
            yield from _wrapped(item, width, "  ", "    ")


def _wrapped(text: str, width: int, first: str, rest: str = "") -> list[str]:
    indent = rest or first
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def listed(values: list[Any], between: str = "; ") -> str:
    """Texts and labels of things in one line.

    >>> listed(["a", {"iri": "https://example.org/b", "label": "b"}])
    'a; b'
    """
    return between.join(value if isinstance(value, str) else value["label"] for value in values)


def _name(thing: View) -> str:
    return f"{thing['label']}  <{thing['iri']}>"


def _position(position: View) -> str:
    return f"{position['label']}: {listed(position['bearer'])}, towards {listed(position['counterparty'])}"


def _qualifier(qualifier: View) -> str:
    words = " ... ".join(f'"{words}"' for words in qualifier["words"])
    governs = (
        f"; governs {listed(qualifier['governs'])}" if "governs" in qualifier else "; what it governs is open"
    )
    note = f" ({qualifier['note']})" if "note" in qualifier else ""
    return f"{qualifier['kind']} {words}{governs}{note}"


def _slip(slip: View) -> str:
    return f'"{slip["words"][0]}", read "{slip["reading"]}": {slip["note"]}'
