"""Verdicts on quotations as plain text; words of the text stand in quotation marks."""

from collections.abc import Iterator
from typing import Any

from iccis.core.namespaces import short

Data = dict[str, Any]


def verdict_text(verdict: Data) -> str:
    r"""Return a verdict as lines of text.

    >>> verdict_text({"outcome": "refused", "verdict": "cannot be judged", "reason": "there are no words"})
    'cannot be judged: there are no words\n'
    """
    return "".join(f"{line}\n" for line in _lines(verdict))


def _lines(verdict: Data) -> Iterator[str]:
    yield ": ".join(filter(None, (verdict["verdict"], verdict.get("reason"))))
    for place in verdict.get("places", ()):
        yield from _place(place)
    if (total := verdict.get("number of places", 0)) > len(verdict.get("places", ())):
        yield f"    and {total - len(verdict['places'])} more places"
    for words in verdict.get("inserted", ()):
        yield f"    in brackets, not in the text: “{words}”"
    for difference in verdict.get("differences", ()):
        yield from _difference(difference)
    for variant in verdict.get("variants", ()):
        yield f"    {_names(variant['clauses'])} in {variant['witness']['label']}: “{variant['words']}”"
        for difference in variant["differences"]:
            yield f"        “{difference['there']}” for “{difference['text']}” ({difference['evidence']})"
    if nearest := verdict.get("nearest"):
        yield from _place(nearest)
    if candidates := verdict.get("candidates"):
        labels = [thing["label"] for thing in candidates]
        names = (short(c["iri"]) if labels.count(c["label"]) > 1 else c["label"] for c in candidates)
        yield "    nearest: " + ", ".join(names)
    if edition := verdict.get("edition"):
        witnesses = " and ".join(text["witness"] for text in edition.get("texts", [edition]))
        yield f"    compared with {witnesses}, version {edition['version']}"


def _place(place: Data) -> Iterator[str]:
    offsets = f"characters {place['start']}-{place['end']} of {place['witness']['label']}"
    yield f"    {_names(place['clauses'])}, {offsets}"
    yield from (f"    {clause['iri']}" for clause in place["clauses"])
    yield f"    “{place['words']}”"


def _difference(difference: Data) -> Iterator[str]:
    text, quoted = (f"“{difference[name]}”" for name in ("text", "quoted"))
    words, kind = f"{text} by {quoted}", difference["kind"]
    if not difference["text"] or not difference["quoted"]:
        words, change = (text, "dropped") if difference["text"] else (quoted, "added")
        kind = change if kind == change else f"{kind} {change}"
    yield f"    {kind}: {words}"
    for effect in difference["effects"]:
        total = effect.get("number of norms", 0)
        norms = norm_numbers(effect["norms"], total) if "norms" in effect else ""
        thing = f" ({effect['thing']['label']})" if "thing" in effect else ""
        if "ambiguities" in effect:
            iris = ", ".join(ambiguity["iri"] for ambiguity in effect["ambiguities"])
            yield f"        changes what may be a {effect['what']}{thing} of {norms}: what it governs is open"
            yield f"        {iris}"
        else:
            yield f"        changes the {effect['what']}{thing}" + (f" of {norms}" if norms else "")


def _names(clauses: list[Data]) -> str:
    return " and ".join(clause["label"] for clause in clauses)


def norm_numbers(norms: list[Data], total: int = 0) -> str:
    """Return the numbers of norms, of which there may be more in all.

    >>> norm_numbers([{"iri": "https://w3id.org/iccis/id/norm/4.2"}])
    'norm 4.2'
    """
    numbers = ", ".join(norm["iri"].rpartition("/")[2] for norm in norms)
    more = f" and {total - len(norms)} more" if total > len(norms) else ""
    return f"norm{'s' if len(norms) > 1 else ''} {numbers}{more}"
