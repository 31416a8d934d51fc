"""Answers of tools: an outcome, what was found, and the edition, within a size; what is left out is said."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

Data = dict[str, Any]

OUTCOMES = ("found", "ambiguous", "not in this edition", "refused", "failed")
"""What an answer may be: these five, and no two of them at once."""
MAX_BYTES = 4000
"""Size of an answer as JSON unless more is asked for."""
MOST_BYTES = 200_000
LEAST_BYTES = 1000
KEPT = (
    "iri",
    "label",
    "kind",
    "words",
    "number",
    "takes",
    "to",
    "question",
    "holder",
    "standing",
    "name",
    "places",
    "clauses",
    "witness",
    "start",
    "end",
)
"""Fields of an item that are left out only when nothing else is left."""
PLACE = ("iri", "label", "clauses", "witness", "start", "end")
"""Fields that say where words stand, which are never left out."""
HEAD = ("outcome", "reason", "verdict", "standing", "edition", "places", "nearest")
"""Fields of an answer that are never left out."""
NOTICE_BYTES = 160
"""Room for saying what is left out."""
SHARES = 3
"""Items that an answer has room for at least, where there are as many: larger ones lose fields."""


def size(data: object) -> int:
    """Return the bytes of data as JSON.

    >>> size({"a": "\u00e9"})
    10
    """
    return len(encode(data).encode())


def encode(data: object) -> str:
    """Return data as compact JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def fitted(answer: Data, name: str, items: Sequence[Any], *, start: int, max_bytes: int) -> Data:
    """Return an answer with as many of the items, from one on, as fit; the others are counted.

    What is too large for its share of an answer loses its largest fields, which are named. An answer without
    a `name` has no items.

    >>> fitted({}, "things", ["a", "b"], start=1, max_bytes=4000)
    {'things': ['b'], 'total': 2}
    """
    answer, notices = _head(answer, max_bytes, is_all=not name), list[str]()
    following: Data = {}
    if out := answer.pop("left out", []):
        notices.append(f"{', '.join(out)}: ask again with a larger max_bytes")
    if name:
        answer |= {name: [], "total": len(items)}
        room = max_bytes - size(answer) - NOTICE_BYTES
        share = max(room // min(SHARES, max(len(items) - start, 1)), 0)
        end = start
        for item in items[start:]:
            part = shrunk(item, share)
            if end == start and size(part) >= room:
                part = shrunk(item, room - 1, PLACE)
            room -= size(part) + 1
            if room < 0:
                break
            answer[name].append(part)
            end += 1
        if end < len(items):
            more = f"start={end}" if end > start else "a larger max_bytes"
            notices.append(f"{len(items) - end} of {len(items)} {name}: ask again with {more}")
            following["next"] = end
    return answer | ({"left out": "; ".join(notices)} if notices else {}) | following


def _head(answer: Data, max_bytes: int, *, is_all: bool) -> Data:
    """Return the fields of an answer besides its items, for which half of it is kept unless these are all.

    Other fields go before the places of words, and their words and the reason before IRIs and offsets.
    """
    most = max_bytes - NOTICE_BYTES
    head = dict(shrunk(answer, most, HEAD))
    for name in ("places", "nearest"):
        if name in head and size(head) > (limit := most if is_all else most // 2):
            places = head[name] if name == "places" else [head[name]]
            share = max(limit - size(head) + size(places), 0) // len(places)
            places = [shrunk(place, share, PLACE) for place in places]
            head[name] = places if name == "places" else places[0]
    if (excess := size(head) - most) > 0 and "reason" in head:
        head["reason"] = head["reason"].encode()[: -excess - len("…".encode())].decode(errors="ignore") + "…"
    return head


def shrunk(item: Any, limit: int, kept: Collection[str] = KEPT) -> Any:
    """Return an item without its largest fields, which it names, so that it has at most some size if it can.

    >>> shrunk({"iri": "urn:x", "notes": "n" * 90}, 70)
    {'iri': 'urn:x', 'left out': ['notes']}
    """
    if not isinstance(item, Mapping) or size(item) <= limit:
        return item
    rest, out = dict(item), list[str]()
    for name in sorted((n for n in item if n not in kept), key=lambda n: -size(item[n])):
        del rest[name]
        out.append(name)
        if size(rest | {"left out": out}) <= limit:
            break
    return rest | {"left out": out}
