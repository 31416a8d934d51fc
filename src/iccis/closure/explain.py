"""Why a statement holds: the rules and triples that it follows from, down to what the data say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from iccis.closure.reason import Fixpoint, fixpoint, name_of, noise, rules
from iccis.closure.rules import Query, Rule
from iccis.closure.rules.match import as_stored, premises
from iccis.core.errors import IccisError
from iccis.core.rdf import Text, as_text, iri

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A triple, the rule that concludes it (none if the data say it), and why its premises hold."""

    conclusion: Triple
    rule: Rule | None = None
    premises: tuple["Explanation", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Explanation"]]:
        """Yield depth and explanation, from this one down: conclusions before premises."""
        yield depth, self
        for premise in self.premises:
            yield from premise.walk(depth + 1)

    def __str__(self) -> str:
        """Return one line a triple, premises indented below their conclusion."""
        return "\n".join("    " * depth + _line(step) for depth, step in self.walk())


def explain(triples: Iterable[Triple], target: Triple) -> Explanation:
    """Return the rules and triples that a statement follows from, in as few levels as there can be.

    >>> data = [Triple(iri("id:a"), iri("owl:sameAs"), iri("id:b"))]
    >>> print(explain(data, Triple(iri("id:b"), iri("owl:sameAs"), iri("id:a"))))
    id:b owl:sameAs id:a  by eq-sym: Sameness holds in both directions.
        id:a owl:sameAs id:b  asserted
    """
    state = fixpoint(as_text(triples), rules())
    [(s, p, o)] = as_text([target])
    wanted = s, p, as_stored(target.object) if isinstance(target.object, Literal) else o
    if wanted not in state.rounds:
        why = "is a tautology, which the closure omits" if noise(wanted) else "does not follow from the data"
        message = f"this statement {why}: {_words(target)}"
        raise IccisError(message, hint="check its subject, predicate and object")
    return _explain(state, wanted, {})


def _line(step: Explanation) -> str:
    why = f"by {step.rule.name}: {step.rule.sentence}" if step.rule else "asserted"
    return f"{_words(step.conclusion)}  {why}"


def _words(triple: Triple) -> str:
    return " ".join(name_of(term) for term in as_text([triple])[0])


def _explain(state: Fixpoint, target: Text, explained: dict[Text, Explanation]) -> Explanation:
    if target not in explained:
        [conclusion] = state.triples([target])
        if state.rounds[target] == 0:
            explained[target] = Explanation(conclusion)
        else:
            rule, rests_on = min(_derivations(state, target), key=lambda step: _cost(state, *step))
            reasons = tuple(_explain(state, triple, explained) for triple in rests_on)
            explained[target] = Explanation(conclusion, rule, reasons)
    return explained[target]


def _derivations(state: Fixpoint, target: Text) -> Iterator[tuple[Rule, tuple[Text, ...]]]:
    """Yield each rule that concludes the target from triples of earlier rounds, with these triples."""
    for matcher in state.matchers:
        for bindings in _unified(matcher.query, target):
            for solution in matcher.solutions(state.facts, bindings):
                rests_on = premises(matcher.query, solution, state.facts)
                if all(state.rounds[triple] < state.rounds[target] for triple in rests_on):
                    yield matcher.query.rule, rests_on


def _cost(state: Fixpoint, rule: Rule, rests_on: tuple[Text, ...]) -> tuple[int, int, int, str, str]:
    """Return a sort key: fewest levels first, then fewest premises to explain, then fewest premises."""
    rounds = [state.rounds[triple] for triple in rests_on]
    return max(rounds), sum(map(bool, rounds)), len(rounds), rule.name, " ".join(map(" ".join, rests_on))


def _unified(query: Query, target: Text) -> Iterator[dict[str, str]]:
    """Yield the bindings that make a triple of the rule's head the target."""
    for pattern in query.head:
        bindings: dict[str, str] = {}
        if all(
            term == (bindings.setdefault(token[1:], term) if token.startswith("?") else str(iri(token)))
            for token, term in zip(pattern, target, strict=True)
        ):
            yield bindings
