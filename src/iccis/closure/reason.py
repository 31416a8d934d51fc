"""The closure: what follows from the data by the rules of OWL 2 RL, and where the data contradict it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from iccis.closure.rules import LEFT_OUT, Query, Rule, is_clash, queries, rules
from iccis.closure.rules.match import Bindings, Matcher, as_stored, premises, stored
from iccis.core.datatypes import is_lexical
from iccis.core.index import Index
from iccis.core.namespaces import PREFIXES, split
from iccis.core.rdf import Term, from_rdflib, iri, rdflib_graph

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["LEFT_OUT", "Clash", "Closure", "Rule", "closure", "closure_owlrl", "noise", "rules"]

TEXTS = {iri("xsd:string"), iri("rdf:langString")}
"""Datatypes of literals that every store spells as they are."""
BUILT_IN = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "xsd"))
REFLEXIVE = {iri(f"owl:{name}") for name in ("sameAs", "equivalentClass", "equivalentProperty")}
REFLEXIVE |= {iri("rdfs:subClassOf"), iri("rdfs:subPropertyOf")}
OWLRL_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#"


class Clash(NamedTuple):
    """One contradiction: the rule that found it, what is wrong in plain words, and the triples that clash."""

    rule: str
    message: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """What follows from the data: new triples only, contradictions, and the number of rounds it took."""

    triples: list[Triple]
    clashes: list[Clash]
    rounds: int


class Fixpoint(NamedTuple):
    """All that holds, noise too, and for each triple the round that found it, 0 if asserted."""

    facts: Index
    rounds: dict[Triple, int]
    spelling: dict[Term, Literal]
    matchers: list[Matcher]


def closure(triples: Iterable[Triple], *, using: Sequence[Rule] | None = None) -> Closure:
    """Compute what follows from `triples` by every rule, or by those of `using` alone.

    >>> from pyoxigraph import RdfFormat, parse
    >>> turtle = "PREFIX : <urn:x#> PREFIX owl: <http://www.w3.org/2002/07/owl#> :a owl:sameAs :b ."
    >>> [str(triple) for triple in closure(q.triple for q in parse(turtle, RdfFormat.TURTLE)).triples]
    ['<urn:x#b> <http://www.w3.org/2002/07/owl#sameAs> <urn:x#a>']
    """
    run = rules() if using is None else using
    asserted = list(triples)
    state = fixpoint(asserted, run)
    new = (triple for triple, last in state.rounds.items() if last)
    clashes = _clashes(state, filter(is_clash, run), asserted)
    return Closure(_tidy(new, state.spelling), clashes, max(state.rounds.values(), default=0))


def noise(triple: Triple) -> bool:
    """Tell whether a conclusion is true of everything or about the built-in vocabulary, and so says nothing.

    >>> noise(Triple(NamedNode("urn:x"), iri("owl:sameAs"), NamedNode("urn:x")))
    True
    >>> noise(Triple(NamedNode("urn:x"), iri("rdf:type"), NamedNode("urn:Treaty")))
    False
    """
    subject, predicate, value = triple
    if (subject == value and predicate in REFLEXIVE) or value == iri("owl:Thing"):
        return True
    if predicate == iri("owl:equivalentClass") and value == iri("owl:Nothing"):  # says subClassOf once more
        return True
    return isinstance(subject, NamedNode) and subject.value.startswith(BUILT_IN)


def _tidy(triples: Iterable[Triple], spelling: Mapping[Term, Literal]) -> list[Triple]:
    return sorted((with_spelling(triple, spelling) for triple in triples if not noise(triple)), key=str)


def fixpoint(triples: Iterable[Triple], using: Sequence[Rule]) -> Fixpoint:
    """Run rules until a round finds nothing new; each round looks only at what rests on the last one.

    >>> fixpoint([], rules()).rounds
    {}
    """
    asserted = list(triples)
    stored_as, spelling = _spellings(asserted)
    equal = (with_spelling(triple, stored_as) for triple in asserted) if stored_as else asserted
    rounds = dict.fromkeys(equal, 0)
    facts = Index(rounds)
    matchers = [Matcher(query) for rule in using if not is_clash(rule) for query in queries(rule, facts)]
    last, since = 0, None
    while new := _conclude(matchers, facts, since) - rounds.keys():
        last += 1
        rounds.update(dict.fromkeys(new, last))
        facts.add(new)
        since = Index(new)
    return Fixpoint(facts, rounds, spelling, matchers)


def _conclude(matchers: Iterable[Matcher], facts: Index, since: Index | None) -> set[Triple]:
    conclusions = set[Triple]()
    for matcher in matchers:
        matcher.conclude(facts, since, conclusions)
    return conclusions


def _spellings(triples: Iterable[Triple]) -> tuple[dict[Term, Literal], dict[Term, Literal]]:
    """Return the one spelling of each literal that has another, such as `"007"`, and the way back.

    The way back leads to a spelling of the data; it is missing where the one spelling is in the data, too.
    """
    literals = _typed_literals(triples)
    store = Store()
    store.extend(Quad(iri("rdf:nil"), iri("rdf:value"), literal) for literal in literals)
    others = sorted(literals - {quad.object for quad in store}, key=str, reverse=True)
    stored_as: dict[Term, Literal] = {literal: as_stored(literal) for literal in others}
    return stored_as, {ours: literal for literal, ours in stored_as.items() if ours not in literals}  # type: ignore[misc]


def _typed_literals(triples: Iterable[Triple]) -> set[Literal]:
    literals = {triple.object for triple in triples if isinstance(triple.object, Literal)}
    return {literal for literal in literals if literal.datatype not in TEXTS}


def with_spelling(triple: Triple, spelling: Mapping[Term, Literal]) -> Triple:
    """Return a triple with its literal as the data spell it.

    >>> with_spelling(Triple(iri("id:a"), iri("id:b"), Literal(7)), {Literal(7): Literal("007")}).object.value
    '007'
    """
    return Triple(triple.subject, triple.predicate, spelling.get(triple.object, triple.object))


def _clashes(state: Fixpoint, using: Iterable[Rule], asserted: Iterable[Triple]) -> list[Clash]:
    """Return the contradictions; the same triples in another order are one contradiction."""
    clashes: dict[tuple[str, frozenset[Triple]], Clash] = {}
    for rule in using:
        for query in queries(rule, state.facts):
            is_typing = rule.name == "dt-not-type"
            found = ill_typed(asserted) if is_typing else Matcher(query).solutions(state.facts)
            for bindings in found:
                clash = _clash(query, bindings, state)
                key = rule.name, frozenset(clash.triples)
                clashes[key] = min(clashes.get(key, clash), clash, key=str)
    return sorted(clashes.values(), key=str)


def ill_typed(asserted: Iterable[Triple]) -> Iterator[Bindings]:
    """Yield bindings of the rule `dt-not-type`: each triple whose literal is no value of its datatype.

    >>> byte = Literal("128", datatype=iri("xsd:byte"))
    >>> len(list(ill_typed([Triple(iri("id:a"), iri("id:b"), byte)])))
    1
    """
    statements = list(asserted)
    literals = _typed_literals(statements)
    wrong = {literal for literal in literals if not is_lexical(literal.value, literal.datatype.value)}
    for s, p, o in statements if wrong else ():
        if o in wrong:
            yield {"x": s, "p": p, "y": o}


def _clash(query: Query, bindings: Bindings, state: Fixpoint) -> Clash:
    clashing = (with_spelling(triple, state.spelling) for triple in premises(query, bindings, state.facts))
    message = re.sub(r"\?(\w+)", lambda match: name_of(bindings[match[1]]), query.rule.sentence)
    return Clash(query.rule.name, message, tuple(clashing))


def name_of(term: Term) -> str:
    """Return a term as a person reads it: a prefixed name where the project has the prefix.

    >>> name_of(iri("owl:Nothing")), name_of(NamedNode("urn:x")), name_of(Literal("x"))
    ('owl:Nothing', '<urn:x>', '"x"')
    """
    prefix, name = split(term.value) if isinstance(term, NamedNode) else ("", "")
    return f"{prefix}:{name}" if prefix else str(term)


def closure_owlrl(triples: Iterable[Triple]) -> Closure:
    """Compute the closure with the reference reasoner, owlrl; its contradictions name no rule.

    >>> closure_owlrl([Triple(iri("id:a"), iri("owl:sameAs"), iri("id:b"))]).triples[0].subject.value
    'https://w3id.org/iccis/id/b'
    """
    import owlrl

    asserted = list(triples)
    graph = rdflib_graph(asserted)
    reasoner = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    reasoner.closure()
    before, after = stored(asserted), stored(_from_rdflib(graph))
    new = (quad.triple for quad in after if quad not in before)
    clashes = sorted(Clash("owlrl", message, ()) for message in reasoner.error_messages)
    return Closure(_tidy(new, _spellings(asserted)[1]), clashes, 0)


def _from_rdflib(graph: "Graph") -> Iterable[Triple]:
    """Yield the triples of owlrl's result that are valid RDF, without its error messages."""
    for nodes in graph:
        subject, predicate, value = map(from_rdflib, nodes)
        about_error = predicate.value.startswith(OWLRL_ERROR) or value.value.startswith(OWLRL_ERROR)
        if isinstance(predicate, NamedNode) and not isinstance(subject, Literal) and not about_error:
            yield Triple(subject, predicate, value)
