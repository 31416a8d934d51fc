"""Commentary: how a provision is interpreted and by whom, its ambiguities, variants and parallels."""

from dataclasses import dataclass, field
from typing import ClassVar

from iccis.data.facts import Facts
from iccis.publication.things.thing import (
    Ambiguity,
    Collation,
    Correspondence,
    NormComparison,
    Reading,
    Variant,
    each,
    follow,
)

COMPARED = "^comparesNorm|^withNorm|^statedIn/^comparesNorm|^describes/^comparesNorm|^describes/^withNorm"
"""From a norm, or from what states norms or is described by them, to the comparisons of the norms."""


@dataclass(kw_only=True, eq=False)
class Commentary:
    """Everything that stands beside a provision, or beside what a provision states."""

    HEADINGS: ClassVar = {
        "ambiguities": "Ambiguities",
        "readings": "Interpretations",
        "variants": "Variants",
        "collations": "Compared in other witnesses and versions",
        "correspondences": "Parallels in other instruments",
        "comparisons": "Compared with norms of other instruments",
    }
    ambiguities: tuple[Ambiguity, ...] = field(default=(), metadata={"key": "open places"})
    readings: tuple[Reading, ...] = ()
    variants: tuple[Variant, ...] = ()
    collations: tuple[Collation, ...] = ()
    correspondences: tuple[Correspondence, ...] = ()
    comparisons: tuple[NormComparison, ...] = ()


def commentary(facts: Facts, iri: str) -> Commentary:
    """Return the commentary on a provision, or on what a provision states.

    A norm or qualifier has the ambiguities that affect it, and the readings and comparisons of it alone;
    variants and parallels are those of its provision.
    """
    is_provision = bool(facts.one(iri, "text"))
    home = iri if is_provision else next(iter(facts.values(iri, "statedIn")), iri)
    stated, ends = follow(facts, home, "^statedIn"), follow(facts, iri, "^correspondsTo")
    return Commentary(
        ambiguities=each(
            Ambiguity, "Ambiguity", facts, stated if is_provision else follow(facts, iri, "^affects")
        ),
        readings=each(Reading, "Reading", facts, follow(facts, iri, "^reads|^statedIn/^reads")),
        variants=each(Variant, "Variant", facts, stated),
        collations=each(Collation, "Collation", facts, follow(facts, home, "^inProvision")),
        correspondences=each(
            Correspondence, "Correspondence", facts, [*follow(facts, home, "^correspondsFrom"), *ends]
        ),
        comparisons=each(NormComparison, "NormComparison", facts, follow(facts, iri, COMPARED)),
    )
