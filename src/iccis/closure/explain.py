"""Why a statement holds: the rules and triples that it follows from, down to what the data say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from iccis.closure.reason import Fixpoint, fixpoint, name_of, noise, rules, spelled
from iccis.closure.rules import Pattern, Query, Rule
from iccis.closure.rules.match import premises, solutions, stored
from iccis.core.errors import IccisError
from iccis.core.rdf import Term, iri

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A triple, the rule that concludes it (none if the data say it), and why its premises hold."""

    conclusion: Triple
    rule: Rule | None = None
    premises: tuple["Explanation", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Explanation"]]:
        """This explanation and those of its premises, each with its depth, conclusions before premises."""
        yield depth, self
        for premise in self.premises:
            yield from premise.walk(depth + 1)

    def __str__(self) -> str:
        """One line a triple, premises indented below their conclusion."""
        return "\n".join("    " * depth + _line(step) for depth, step in self.walk())


def explain(triples: Iterable[Triple], target: Triple) -> Explanation:
    """By which rules and from which triples a statement follows, in as few levels as there can be.

    >>> data = [Triple(iri("id:a"), iri("owl:sameAs"), iri("id:b"))]
    >>> print(explain(data, Triple(iri("id:b"), iri("owl:sameAs"), iri("id:a"))))
    id:b owl:sameAs id:a  by eq-sym: Sameness holds in both directions.
        id:a owl:sameAs id:b  asserted
    """
    found = fixpoint(triples, rules())
    value = stored(target.object) if isinstance(target.object, Literal) else target.object
    wanted = Triple(target.subject, target.predicate, value)
    if wanted not in found.rounds:
        why = (
            "is a tautology, which the closure leaves out"
            if noise(target)
            else "does not follow from the data"
        )
        raise IccisError(
            f"this statement {why}: {_words(target)}", hint="check its subject, predicate and object"
        )
    return _explain(found, wanted, {})


def _line(step: Explanation) -> str:
    why = f"by {step.rule.name}: {step.rule.sentence}" if step.rule else "asserted"
    return f"{_words(step.conclusion)}  {why}"


def _words(triple: Triple) -> str:
    return " ".join(name_of(term) for term in triple)


def _explain(found: Fixpoint, target: Triple, known: dict[Triple, Explanation]) -> Explanation:
    if target not in known:
        conclusion = spelled(target, found.spelling)
        if found.rounds[target] == 0:
            known[target] = Explanation(conclusion)
        else:
            rule, rests_on = min(_derivations(found, target), key=lambda step: _cost(found, *step))
            reasons = tuple(_explain(found, triple, known) for triple in rests_on)
            known[target] = Explanation(conclusion, rule, reasons)
    return known[target]


def _derivations(found: Fixpoint, target: Triple) -> Iterator[tuple[Rule, tuple[Triple, ...]]]:
    """Every rule that concludes the target at once from triples of earlier rounds, with these triples."""
    for query in found.queries:
        for bindings in _unified(query, target):
            for solution in solutions(found.store, query, bindings):
                rests_on = premises(query, solution, found.store)
                if all(found.rounds[triple] < found.rounds[target] for triple in rests_on):
                    yield query.rule, rests_on


def _cost(found: Fixpoint, rule: Rule, rests_on: tuple[Triple, ...]) -> tuple[int, int, int, str, str]:
    """Fewest levels first, then fewest premises to explain, then fewest premises."""
    rounds = [found.rounds[triple] for triple in rests_on]
    return max(rounds), sum(map(bool, rounds)), len(rounds), rule.name, " ".join(map(str, rests_on))


def _unified(query: Query, target: Triple) -> Iterator[dict[str, Term]]:
    """Bindings that make a triple of the rule's head the target, one for each that can be made so."""
    for pattern in query.head:
        bindings = _bindings(pattern, target)
        if bindings is not None:
            yield bindings


def _bindings(pattern: Pattern, target: Triple) -> dict[str, Term] | None:
    bindings: dict[str, Term] = {}
    for token, term in zip(pattern, target, strict=True):
        expected = bindings.setdefault(token[1:], term) if token.startswith("?") else iri(token)
        if expected != term:
            return None
    return bindings
