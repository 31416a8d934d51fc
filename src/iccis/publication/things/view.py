"""One thing and all that is said of it, for people to read: its exact words, norms, positions, links."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from iccis.data.facts import Facts, spans
from iccis.data.members import natural

View = dict[str, Any]
"""Plain strings, numbers, lists and dicts; IRIs are full."""
OUT = {
    "statedIn": "stated in",
    "mentionedIn": "mentioned in",
    "isOrganOf": "organ of",
    "holdsOffice": "holds the office of",
    "includes": "includes",
    "hasStatus": "status",
    "sponsoredBy": "sponsored by",
    "sentBy": "sent by",
    "addressedTo": "addressed to",
    "requests": "requests",
    "hasPurpose": "purpose",
    "skos:broader": "broader",
    "eli:is_part_of": "part of",
    "eli:is_annex_of": "annex of",
    "pointsAt": "points at",
    "reads": "reads",
    "heldBy": "held by",
    "readsText": "text read",
    "takenFrom": "source",
    "resolves": "settles",
    "affects": "depends on it",
    "raises": "brings in",
    "cito:disagreesWith": "disagrees with",
    "correspondsFrom": "corresponds from",
    "correspondsTo": "corresponds to",
}
"""Relations that a page names from their own end, with the words for them."""
BACK = {
    "sponsoredBy": "sponsor of",
    "holdsOffice": "office held by",
    "isOrganOf": "organs",
    "includes": "included in",
    "skos:broader": "narrower",
    "bearer": "bears",
    "directedTo": "norms directed to it",
    "benefits": "norms for its benefit",
    "concerns": "norms that concern it",
    "serves": "norms that serve it",
    "governs": "qualifiers that govern it",
    "hasQualifier": "qualifies",
    "establishes": "established by",
    "eli:cites": "cited in",
    "pointsAt": "recitals that point at it",
    "heldBy": "holds the readings",
    "resolves": "ways to settle it",
    "raises": "brought in by",
    "correspondsTo": "set beside it",
}
"""Relations that a page names from the other end, with the words for them."""


def view(facts: Facts, iri: str) -> View:
    """Everything said of a thing, as plain data; a provision brings its norms, a norm its positions."""
    page: View = {"iri": iri, "label": facts.label(iri), "kind": next(iter(facts.kinds(iri)), "")}
    page |= _provision(facts, iri) if facts.one(iri, "text") else {"words": _words(facts, iri)}
    if "Norm" in facts.kinds(iri):
        page |= _norm(facts, iri)
    if "Position" in facts.kinds(iri):
        page |= _position(facts, iri)
    page |= {"takes": facts.values(iri, "takes"), "definition": facts.values(iri, "skos:definition")}
    page |= {"notes": [*facts.values(iri, "skos:scopeNote"), *facts.values(iri, "skos:editorialNote")]}
    page |= {"links": _links(facts, iri)}
    return {key: value for key, value in page.items() if value not in ("", [], {})}


def things(facts: Facts, iris: Iterable[str]) -> list[View]:
    """References to other things: IRI and label, each once, by label."""
    return sorted(
        ({"iri": i, "label": facts.label(i)} for i in set(iris)), key=lambda v: (v["label"], v["iri"])
    )


def _words(facts: Facts, iri: str) -> list[str]:
    return list(dict.fromkeys(words for _, _, words in spans(facts, iri)))


def _provision(facts: Facts, iri: str) -> View:
    norms = sorted(_of_kind(facts, facts.subjects("statedIn", iri), "Norm"), key=natural)
    found = facts.subjects("mentionedIn", iri) + facts.subjects("statedIn", iri)
    return {
        "notation": facts.one(iri, "skos:notation"),
        "text": facts.one(iri, "text"),
        "marked": _marked(facts, iri, norms),
        "norms": [_entry(facts, norm) | _norm(facts, norm) for norm in norms],
        "qualifiers": [_qualifier(facts, q) for q in sorted(_of_kind(facts, found, "Qualifier"))],
        "actors": things(facts, _of_kind(facts, found, "Actor")),
        "principles": things(facts, _of_kind(facts, found, "Principle")),
        "concepts": things(
            facts, set(_of_kind(facts, found, "Concept")) - set(_of_kind(facts, found, "Principle"))
        ),
        "cites": things(facts, facts.values(iri, "eli:cites")),
        "statements": things(facts, _of_kind(facts, found, "PreambularStatement")),
        "claims": things(facts, _of_kind(facts, found, "ReportedClaim")),
        "slips": [
            {
                "words": _words(facts, n),
                "reading": facts.one(n, "normalizedReading"),
                "note": facts.one(n, "skos:editorialNote"),
            }
            for n in sorted(_of_kind(facts, found, "EditorialNote"))
        ],
    }


def _entry(facts: Facts, iri: str) -> View:
    kinds = facts.kinds(iri)
    return {"iri": iri, "label": facts.label(iri), "kind": kinds[0], "words": _words(facts, iri)}


def _norm(facts: Facts, iri: str) -> View:
    action = facts.one(iri, "action")
    page: View = {
        "number": iri.rsplit("/", 1)[-1],
        "bearer": things(facts, facts.values(iri, "bearer")),
        "verb": facts.one(action, "verb"),
        "object": things(facts, facts.values(action, "hasObject")),
        "means": things(facts, facts.values(action, "hasMeans")),
        "purpose": things(facts, facts.values(action, "hasPurpose")),
        "directed to": things(facts, facts.values(iri, "directedTo")),
        "benefits": things(facts, facts.values(iri, "benefits")),
        "strength": [facts.label(v) for v in facts.values(iri, "hasStrength")],
        "binding force": sorted({facts.label(v) for v in facts.values(iri, "hasBindingForce")}),
        "wording": [facts.label(v) for v in facts.values(iri, "hasPolarity")],
        "qualified by": [_qualifier(facts, q) for q in sorted(facts.values(iri, "hasQualifier"))],
        "concerns": things(facts, facts.values(iri, "concerns")),
        "serves": things(facts, facts.values(iri, "serves")),
        "positions": [
            _entry(facts, p) | _position(facts, p)
            for p in sorted(facts.values(iri, "establishes"), key=natural)
        ],
        "notes": facts.values(iri, "skos:scopeNote"),
    }
    return {key: value for key, value in page.items() if value}


def _position(facts: Facts, iri: str) -> View:
    return {
        "bearer": things(facts, facts.values(iri, "bearer")),
        "counterparty": things(facts, facts.values(iri, "counterparty")),
        "correlative": things(facts, facts.values(iri, "correlative")),
    }


def _qualifier(facts: Facts, iri: str) -> View:
    page: View = {
        "iri": iri,
        "kind": facts.label(facts.one(iri, "hasQualifierKind")),
        "words": _words(facts, iri),
        "governs": things(facts, facts.values(iri, "governs")),
        "note": facts.one(iri, "skos:scopeNote"),
    }
    return {key: value for key, value in page.items() if value}


def _links(facts: Facts, iri: str) -> View:
    """What a thing is related to, by the words for the relation."""
    out: View = {words: things(facts, facts.values(iri, name)) for name, words in OUT.items()}
    if not facts.one(iri, "text"):
        out |= {words: things(facts, facts.subjects(name, iri)) for name, words in BACK.items()}
    return {key: value for key, value in out.items() if value}


def _marked(facts: Facts, iri: str, norms: list[str]) -> str:
    """Text of a provision with the verb of each norm in brackets and the norms' numbers after it."""
    text, at = facts.one(iri, "text"), int(facts.one(iri, "textStart") or 0)
    marks: dict[tuple[int, int], list[str]] = defaultdict(list)
    for norm in norms:
        for start, end, _ in spans(facts, facts.one(norm, "action"))[:1]:
            marks[start - at, end - at].append(norm.rsplit("/", 1)[-1])
    inserts = [(start, "[") for start, _ in marks]
    inserts += [(end, f"]({', '.join(numbers)})") for (_, end), numbers in marks.items()]
    for position, mark in sorted(inserts, reverse=True):
        text = text[:position] + mark + text[position:]
    return text


def _of_kind(facts: Facts, iris: Iterable[str], kind: str) -> list[str]:
    return [iri for iri in dict.fromkeys(iris) if kind in facts.kinds(iri)]
