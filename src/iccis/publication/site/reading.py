"""What the reading page says: the clauses of a work in order, their words with marks, what stands beside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from iccis.core.namespaces import ID, ONTOLOGY
from iccis.core.rdf import TYPE
from iccis.data.facts import Facts, spans
from iccis.publication.site.marks import Span, tokens
from iccis.publication.things.commentary import commentary
from iccis.publication.things.view import View, view

LETTERS = {"obligation": "O", "prohibition": "F", "permission": "P", "affirmation": "A"}
"""A letter for each kind of norm: what ought to be, is forbidden, is permitted, is affirmed."""
NBSP = "\u00a0"
Place = tuple[int, int, str]
"""Start, end and exact words."""
PRESS, PREAMBLE = "The press text", "Title and preamble"
"""Headings of the parts of the text that have none of their own."""


def works(facts: Facts) -> dict[str, list[str]]:
    """Clauses in the order of the text, by the work that a witness with the text realizes.

    >>> from iccis.publication.edition import edition
    >>> [(work, len(clauses)) for work, clauses in works(edition().facts).items()]
    [('https://w3id.org/iccis/id/code', 30)]
    """
    witnesses = sorted(facts.back[ONTOLOGY + "Witness"][TYPE.value])
    return {
        facts.one(witness, "eli:realizes"): sorted(
            _parts(facts, facts.values(witness, "carries")), key=lambda part: int(facts.one(part, "order"))
        )
        for witness in witnesses
        if facts.one(witness, "text")
    }


def _parts(facts: Facts, wholes: Iterable[str]) -> Iterator[str]:
    for whole in wholes:
        parts = facts.subjects("eli:is_part_of", whole)
        yield from (part for part in parts if facts.one(part, "order"))
        yield from _parts(facts, parts)


def fragment(iri: str) -> str:
    """Name of a clause within the reading page.

    >>> fragment("https://w3id.org/iccis/id/code/pledge/3")
    'pledge-3'
    """
    return iri.removeprefix(ID).partition("/")[2].replace("/", "-")


def sections(facts: Facts, clauses: Iterable[str]) -> list[View]:
    """Clauses under their headings, as a table of contents and the page need them."""
    found: list[View] = []
    for iri in clauses:
        seen = clause(facts, iri)
        title = {"Narrative": PRESS, "Section": ""}.get(seen["kind"], PREAMBLE)
        if not found or seen["kind"] == "Section" or (found[-1]["title"] == PRESS != title):
            found.append({"title": title, "head": seen if not title else None, "clauses": []})
        if title:
            found[-1]["clauses"].append(seen)
    return found


def clause(facts: Facts, iri: str) -> View:
    """A clause: its words with norms and slips marked, and all that stands beside it."""
    seen = view(facts, iri) | commentary(facts, iri)
    norms = [_norm(norm) for norm in seen.get("norms", [])]
    slips = [n for n in facts.subjects("statedIn", iri) if "EditorialNote" in facts.kinds(n)]
    marks = [(spans(facts, norm["iri"]), mark_of(norm)) for norm in norms]
    marks += [(spans(facts, slip), _slip(facts, slip)) for slip in slips]
    return seen | {"fragment": fragment(iri), "norms": norms, "passage": passage(facts, iri, marks)}


def norm(facts: Facts, iri: str) -> View:
    """A norm with its parties."""
    return _norm(view(facts, iri))


def _norm(seen: View) -> View:
    """A norm with those towards whom it is, by the positions of its bearers."""
    bearers = [thing["iri"] for thing in seen["bearer"]]
    towards = {
        thing["iri"]: thing
        for position in seen.get("positions", [])
        if any(thing["iri"] in bearers for thing in position["bearer"])
        for thing in position["counterparty"]
    }
    return (
        seen
        | {"kind": seen["kind"].lower(), "letter": LETTERS[seen["kind"].lower()]}
        | {
            "counterparty": [towards[iri] for iri in sorted(towards)],
            "strength": " ".join(seen["strength"]),
        }
    )


def mark_of(norm: View) -> View:
    """How a norm is marked in the words.

    >>> mark_of({"kind": "permission", "strength": "best effort", "letter": "P", "number": "1", "iri": "i",
    ...     "label": "to"})["class"]
    'permission best-effort'
    """
    text = f"Norm {norm['number']}, {norm['kind']}, {norm['strength']}: {norm['label']}"
    badge = {"iri": norm["iri"], "name": f"{norm['letter']}{NBSP}{norm['number']}", "text": text}
    return {"class": f"{norm['kind']} {norm['strength'].replace(' ', '-')}", "badge": badge}


def _slip(facts: Facts, iri: str) -> View:
    text = f"Slip, read “{facts.one(iri, 'normalizedReading')}”: {facts.one(iri, 'skos:editorialNote')}"
    return {"class": "slip", "badge": {"iri": iri, "name": "sic", "text": text}}


def passage(facts: Facts, iri: str, marks: Iterable[tuple[list[Place], View]]) -> View:
    """Words of a clause as tokens, with marks at places in the text; alike and in one place is one mark.

    Each mark has a class, and may have a badge. What stands in other clauses is left out.
    """
    text, at = facts.one(iri, "text"), int(facts.one(iri, "textStart"))
    badges: dict[Span, list[View]] = defaultdict(list)
    for found, mark in marks:
        for number, (start, end, _) in enumerate(one for one in found if within(facts, iri, one)):
            badges[Span(start - at, end - at, mark["class"])] += _badge(mark, number)
    keyed = {str(number): span for number, span in enumerate(sorted(badges))}
    return {
        "tokens": tokens(text, (span._replace(key=key) for key, span in keyed.items())),
        "marks": {key: {"class": span.key, "badges": badges[span]} for key, span in keyed.items()},
    }


def _badge(mark: View, number: int) -> list[View]:
    """The badge of a mark, if it has one; from the second place on it only says that the mark goes on."""
    if "badge" not in mark:
        return []
    badge = mark["badge"]
    return [badge | {"name": f"…{NBSP}" + badge["name"].rpartition(NBSP)[2]} if number else badge]


def within(facts: Facts, iri: str, at: Place) -> bool:
    """Whether a place is within a clause."""
    return int(facts.one(iri, "textStart")) <= at[0] and at[1] <= int(facts.one(iri, "textEnd"))
