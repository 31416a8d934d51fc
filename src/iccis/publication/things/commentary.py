"""Commentary: how a provision is interpreted and by whom, its ambiguities, variants and parallels."""

from dataclasses import dataclass, field
from typing import ClassVar

from iccis.data.facts import Facts
from iccis.publication.things.thing import (
    Ambiguity,
    Correspondence,
    Reading,
    Variant,
    of_kind,
    read,
)


@dataclass(kw_only=True, eq=False)
class Commentary:
    """Everything that stands beside a provision, or beside what a provision states."""

    HEADINGS: ClassVar = {
        "ambiguities": "Ambiguities",
        "readings": "Interpretations",
        "variants": "Variants",
        "correspondences": "Parallels in other instruments",
    }
    ambiguities: tuple[Ambiguity, ...] = field(default=(), metadata={"key": "open places"})
    readings: tuple[Reading, ...] = ()
    variants: tuple[Variant, ...] = ()
    correspondences: tuple[Correspondence, ...] = ()


def commentary(facts: Facts, iri: str) -> Commentary:
    """Return the commentary on a provision, or on what a provision states.

    Readings that resolve an ambiguity are among its parses. A norm or qualifier has the ambiguities that
    affect it, and the readings of it alone; variants and parallels are those of its provision.
    """
    home = iri if facts.one(iri, "text") else next(iter(facts.values(iri, "statedIn")), iri)
    stated = facts.subjects("statedIn", home)
    readings = {
        r for thing in (iri, *(stated if iri == home else ())) for r in facts.subjects("reads", thing)
    }
    ambiguities = of_kind(facts, stated if iri == home else facts.subjects("affects", iri), "Ambiguity")
    parallels = {*facts.subjects("correspondsFrom", home), *facts.subjects("correspondsTo", iri)}
    return Commentary(
        ambiguities=tuple(read(Ambiguity, facts, a) for a in sorted(ambiguities)),
        readings=tuple(read(Reading, facts, r) for r in sorted(readings) if not facts.values(r, "resolves")),
        variants=tuple(read(Variant, facts, v) for v in sorted(of_kind(facts, stated, "Variant"))),
        correspondences=tuple(read(Correspondence, facts, c) for c in sorted(parallels)),
    )
