"""Comparisons of the norms of two instruments as text, as a table, as plain data and as statements."""

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import NamedNode, Triple

from iccis.core.csv_text import csv_text
from iccis.core.namespaces import short
from iccis.data.facts import Facts
from iccis.publication.things.regimes import Comparison, Pair, Rule, Rules, words_of
from iccis.publication.things.text import WRAP
from iccis.publication.things.thing import COMPONENTS, as_data, follow

SIDE = ("norm", "label", "kind", "strength")
HEAD = (
    "result",
    *(f"{which} {name}" for which in ("first", "second") for name in SIDE),
    *COMPONENTS,
    "standing",
    "evidence",
    "comparison",
)
"""Columns of the table."""
COLUMN = 13
"""Columns for the number of a norm."""
DIRECTION = "Each relation says what the second norm is to the first."


def comparison_text(comparison: Comparison, *, width: int = 100) -> str:
    """Render a comparison in at most `width` columns; what is not known is said."""
    return "\n".join(line.rstrip() for line in _lines(comparison, width)) + "\n"


def _lines(comparison: Comparison, width: int) -> Iterator[str]:
    first, second = (f"{end.label} ({short(end.iri)})" for end in (comparison.first, comparison.second))
    yield from WRAP(f"{first} and {second}", width)
    yield from WRAP(scope_of(comparison), width)
    if comparison.subject:
        yield f"Only norms about: {comparison.subject}"
    yield from ("", f"Pairs: {len(comparison.pairs)}. {DIRECTION if comparison.pairs else ''}")
    for pair in comparison.pairs:
        yield from ("", *_rule(pair.first, width), *_rule(pair.second, width))
        yield from _wrapped("; ".join(words_of(pair.relations)), width)
        yield from _wrapped(f"{pair.standing}: {pair.evidence}", width)
    ends = (comparison.first, comparison.second)
    for rules, end, other in zip(comparison.alone, ends, ends[::-1], strict=True):
        title = f"In {short(end.iri)}, with {comparison.absence} in {short(other.iri)}: {len(rules)}."
        if not comparison.survey:
            title = f"In {short(end.iri)}, {comparison.absence} with {short(other.iri)}: {len(rules)}."
        yield from ("", *WRAP(title, width))
        for rule in rules:
            yield from _rule(rule, width)


def scope_of(comparison: Comparison) -> str:
    """Say when, how far and on what evidence two instruments were compared."""
    survey = comparison.survey
    if survey is None:
        return "No survey of these two is recorded: what has no pair was not compared."
    extent = f", {survey.extent[0].label}" if survey.extent else ""
    return f"Compared on {survey.date}{extent}: {survey.evidence}"


def _rule(rule: Rule, width: int) -> list[str]:
    strength = ", ".join(strength.label for strength in rule.strength)
    notes = ", ".join(filter(None, (rule.kind.label, strength)))
    return WRAP(
        f"{rule.label} ({notes})",
        width,
        initial_indent=f"{rule.number:<{COLUMN - 2}}  ",
        subsequent_indent=" " * COLUMN,
    )


def _wrapped(text: str, width: int) -> list[str]:
    indent = " " * (COLUMN + 2)
    return WRAP(text, width, initial_indent=indent, subsequent_indent=indent)


def comparison_table(comparison: Comparison) -> str:
    """Return a comparison as CSV: a row for each pair, and for each norm without one."""
    return csv_text([HEAD, *map(_pair_row, comparison.pairs), *_single_rows(comparison)])


def _pair_row(pair: Pair) -> Iterator[str]:
    yield from ("pair", *_side(pair.first), *_side(pair.second))
    for component in COMPONENTS:
        yield pair.relations[component].label if component in pair.relations else ""
    yield from (pair.standing, pair.evidence, pair.iri)


def _single_rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    survey, blank = comparison.survey, ("",) * len(SIDE)
    rest = (*("" for _ in COMPONENTS), "", survey.evidence if survey else "", survey.iri if survey else "")
    for rule in comparison.alone[0]:
        yield (comparison.absence, *_side(rule), *blank, *rest)
    for rule in comparison.alone[1]:
        yield (comparison.absence, *blank, *_side(rule), *rest)


def _side(rule: Rule) -> tuple[str, ...]:
    return rule.iri, rule.label, rule.kind.label, ", ".join(strength.label for strength in rule.strength)


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data, ready for JSON."""
    return {
        "first": as_data(comparison.first),
        "second": as_data(comparison.second),
        "survey": as_data(comparison.survey) if comparison.survey else None,
        "without a pair": comparison.absence,
        **({"about": comparison.subject} if comparison.subject else {}),
        "pairs": [_pair_data(pair) for pair in comparison.pairs],
        "first alone": _rules_data(comparison.alone[0]),
        "second alone": _rules_data(comparison.alone[1]),
    }


def _pair_data(pair: Pair) -> dict[str, Any]:
    return {name: as_data(value) for name, value in pair._asdict().items()}


def _rules_data(rules: Rules) -> list[Any]:
    return [as_data(rule) for rule in rules]


def comparison_statements(comparison: Comparison, facts: Facts, triples: Iterable[Triple]) -> list[Triple]:
    """Return what is recorded of a comparison: survey, pairs and norms, with their actions and qualifiers."""
    rules = [rule.iri for rules in comparison.norms for rule in rules]
    rules += [rule.iri for pair in comparison.pairs for rule in (pair.first, pair.second)]
    parts = (part for iri in rules for part in follow(facts, iri, "action|hasQualifier"))
    survey = [comparison.survey.iri] if comparison.survey else []
    wanted = {*survey, *(pair.iri for pair in comparison.pairs), *rules, *parts}
    return [t for t in triples if isinstance(t.subject, NamedNode) and t.subject.value in wanted]
