"""What stands beside a provision: how it is read and by whom, where its words are open, what corresponds."""

from iccis.data.facts import Facts
from iccis.publication.things.view import View, things


def commentary(facts: Facts, iri: str) -> View:
    """Readings, open places, variants and correspondences of a provision, or of what a provision states.

    Keys without anything to say are left out.
    """
    provision = next(iter(facts.values(iri, "statedIn")), iri)
    home = iri if facts.one(iri, "text") else provision
    around = {iri, *(facts.subjects("statedIn", home) if iri == home else ())}
    read = {reading for thing in around for reading in facts.subjects("reads", thing)}
    resolving = {reading for reading in read if facts.values(reading, "resolves")}
    ends = [*facts.subjects("correspondsFrom", home), *facts.subjects("correspondsTo", iri)]
    view: View = {
        "open places": [_ambiguity(facts, place) for place in _open(facts, iri, home)],
        "readings": [read_as(facts, reading) for reading in sorted(read - resolving)],
        "variants": [_variant(facts, variant) for variant in _variants(facts, home)],
        "correspondences": [_correspondence(facts, c) for c in sorted(set(ends))],
    }
    return {key: value for key, value in view.items() if value}


def _open(facts: Facts, iri: str, home: str) -> list[str]:
    """Ambiguities of a provision, or those that a norm or qualifier depends on."""
    found = facts.subjects("statedIn", home) if iri == home else facts.subjects("affects", iri)
    return sorted(place for place in found if "Ambiguity" in facts.kinds(place))


def _variants(facts: Facts, home: str) -> list[str]:
    return sorted(v for v in facts.subjects("statedIn", home) if "Variant" in facts.kinds(v))


def _thing(facts: Facts, iri: str) -> View:
    return {"iri": iri, "label": facts.label(iri)}


def _ambiguity(facts: Facts, iri: str) -> View:
    return {
        "iri": iri,
        "words": facts.values(iri, "quote"),
        "question": facts.one(iri, "skos:definition"),
        "depends": things(facts, facts.values(iri, "affects")),
        "parses": [_parse(facts, reading) for reading in sorted(facts.subjects("resolves", iri))],
    }


def _parse(facts: Facts, iri: str) -> View:
    counts = [f"{count} norms" for count in facts.values(iri, "takesAsNormCount")]
    properties = ("takesAsScope", "takesAsParty", "takesAsStrength")
    taken = [thing for p in properties for thing in things(facts, facts.values(iri, p))]
    return {"iri": iri, "takes": facts.one(iri, "takes"), "as": [*taken, *counts]}


def read_as(facts: Facts, iri: str) -> View:
    """A reading: what it takes the words to mean, who holds it, and where that stands."""
    view: View = {
        "iri": iri,
        "takes": facts.one(iri, "takes"),
        "holder": things(facts, facts.values(iri, "heldBy"))[0],
        "stance": facts.label(facts.one(iri, "hasStance")),
        "date": facts.one(iri, "dcterms:date"),
        "version": facts.label(facts.one(iri, "readsText")),
        "reported by": things(facts, facts.values(iri, "reportedBy")),
        "source": [
            {"iri": s, "label": facts.one(s, "locator")} for s in sorted(facts.values(iri, "takenFrom"))
        ],
        "disagrees with": things(facts, facts.values(iri, "cito:disagreesWith")),
        "notes": facts.values(iri, "skos:scopeNote"),
    }
    return {key: value for key, value in view.items() if value}


def _variant(facts: Facts, iri: str) -> View:
    view: View = {
        "iri": iri,
        "words": facts.values(iri, "quote"),
        "other": facts.one(iri, "variantText"),
        "witness": _thing(facts, facts.one(iri, "inWitness")),
        "evidence": facts.one(iri, "evidence"),
        "norms": facts.one(iri, "variantNormCount"),
        "notes": facts.values(iri, "skos:scopeNote"),
    }
    return {key: value for key, value in view.items() if value}


def _correspondence(facts: Facts, iri: str) -> View:
    return {
        "iri": iri,
        "from": _thing(facts, facts.one(iri, "correspondsFrom")),
        "to": _thing(facts, facts.one(iri, "correspondsTo")),
        "types": things(facts, facts.values(iri, "hasCorrespondenceType")),
        "standing": facts.label(facts.one(iri, "hasStanding")),
        "evidence": facts.one(iri, "evidence"),
        "note": facts.one(iri, "skos:scopeNote"),
    }
