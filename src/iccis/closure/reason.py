"""The closure: what follows from the data by the rules of OWL 2 RL, and where the data contradict it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from iccis.closure.rules import LEFT_OUT, NIL, Query, Rule, is_clash, is_subject, queries, rules
from iccis.closure.rules.match import Bindings, Matcher, as_stored, premises
from iccis.core.datatypes import is_lexical
from iccis.core.index import Index
from iccis.core.namespaces import PREFIXES, split
from iccis.core.rdf import Text, as_text, from_rdflib, from_text, iri, rdflib_graph

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["LEFT_OUT", "Clash", "Closure", "Rule", "closure", "closure_owlrl", "noise", "rules"]

BUILT_IN = tuple(f"<{PREFIXES[prefix]}" for prefix in ("owl", "rdf", "rdfs", "xsd"))
THING, NOTHING, EQUIVALENT = (str(iri(f"owl:{name}")) for name in ("Thing", "Nothing", "equivalentClass"))
REFLEXIVE = {EQUIVALENT, *(str(iri(f"owl:{name}")) for name in ("sameAs", "equivalentProperty"))}
REFLEXIVE |= {str(iri("rdfs:subClassOf")), str(iri("rdfs:subPropertyOf"))}
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

    facts: Index[str]
    rounds: dict[Text, int]
    literals: dict[str, Literal]
    """Literals of the data that a store may spell in another way, by their text."""
    spelling: dict[str, str]
    """How the data spell a literal that has another spelling here."""
    matchers: list[Matcher]

    def triples(self, found: Iterable[Text]) -> list[Triple]:
        """Return triples with their literals as the data spell them."""
        return from_text((s, p, self.spelling.get(o, o)) for s, p, o in found)


def closure(triples: Iterable[Triple], *, using: Sequence[Rule] | None = None) -> Closure:
    """Compute what follows from `triples` by every rule, or by those of `using` alone.

    >>> from pyoxigraph import RdfFormat, parse
    >>> turtle = "PREFIX : <urn:x#> PREFIX owl: <http://www.w3.org/2002/07/owl#> :a owl:sameAs :b ."
    >>> [str(triple) for triple in closure(q.triple for q in parse(turtle, RdfFormat.TURTLE)).triples]
    ['<urn:x#b> <http://www.w3.org/2002/07/owl#sameAs> <urn:x#a>']
    """
    run = rules() if using is None else using
    asserted = as_text(triples)
    state = fixpoint(asserted, run)
    new = (triple for triple, last in state.rounds.items() if last)
    clashes = _clashes(state, filter(is_clash, run), asserted)
    return Closure(_tidy(new, state), clashes, max(state.rounds.values(), default=0))


def noise(triple: Text) -> bool:
    """Tell whether a conclusion is true of everything or about the built-in vocabulary, and so says nothing.

    >>> noise(("<urn:x>", str(iri("owl:sameAs")), "<urn:x>"))
    True
    >>> noise(("<urn:x>", str(iri("rdf:type")), "<urn:Treaty>"))
    False
    """
    subject, predicate, value = triple
    if (subject == value and predicate in REFLEXIVE) or value == THING:
        return True
    if predicate == EQUIVALENT and value == NOTHING:  # says subClassOf once more
        return True
    return subject.startswith(BUILT_IN)


def _tidy(triples: Iterable[Text], state: Fixpoint) -> list[Triple]:
    return state.triples(sorted(triple for triple in triples if not noise(triple)))


def fixpoint(triples: Iterable[Text], using: Sequence[Rule]) -> Fixpoint:
    """Run rules until a round finds nothing new; each round looks only at what rests on the last one.

    >>> fixpoint([], rules()).rounds
    {}
    """
    asserted = list(triples)
    literals = _typed_literals(asserted)
    stored_as, spelling = _spellings(literals)
    equal = ((s, p, stored_as.get(o, o)) for s, p, o in asserted) if stored_as else asserted
    rounds = dict.fromkeys(equal, 0)
    facts = Index(rounds)
    matchers = [Matcher(query) for rule in using if not is_clash(rule) for query in queries(rule, facts)]
    last, since = 0, None
    while new := _conclude(matchers, facts, since) - rounds.keys():
        last += 1
        rounds.update(dict.fromkeys(new, last))
        facts.add(new)
        since = Index(new)
    return Fixpoint(facts, rounds, literals, spelling, matchers)


def _conclude(matchers: Iterable[Matcher], facts: Index[str], since: Index[str] | None) -> set[Text]:
    """Return what follows, known or new; as a CONSTRUCT does, without what would not be RDF."""
    conclusions = set[Text]()
    for matcher in matchers:
        matcher.conclude(facts, since, conclusions)
    return {(s, p, o) for s, p, o in conclusions if is_subject(s) and is_subject(p) and p[0] == "<" and o}


def _spellings(literals: Mapping[str, Literal]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the one spelling of each literal that has another, such as `"007"`, and the way back.

    The way back leads to a spelling of the data; it is missing where the one spelling is in the data, too.
    """
    store = Store()
    store.load("".join(f"{NIL} {NIL} {text} .\n" for text in literals), format=RdfFormat.N_TRIPLES)
    others = sorted(literals.keys() - {str(quad.object) for quad in store}, reverse=True)
    stored_as = {text: as_stored(literals[text]) for text in others}
    return stored_as, {ours: text for text, ours in stored_as.items() if ours not in literals}


def _typed_literals(triples: Iterable[Text]) -> dict[str, Literal]:
    texts = {o: (NIL, NIL, o) for _, _, o in triples if o[-1] == ">" and o[0] == '"'}
    return {
        text: cast(Literal, triple.object)
        for text, triple in zip(texts, from_text(texts.values()), strict=True)
    }


def _clashes(state: Fixpoint, using: Iterable[Rule], asserted: Iterable[Text]) -> list[Clash]:
    """Return the contradictions; the same triples in another order are one contradiction."""
    clashes: dict[tuple[str, frozenset[Triple]], Clash] = {}
    for rule in using:
        for query in queries(rule, state.facts):
            is_typing = rule.name == "dt-not-type"
            found = (
                ill_typed(asserted, state.literals) if is_typing else Matcher(query).solutions(state.facts)
            )
            for bindings in found:
                clash = _clash(query, bindings, state)
                key = rule.name, frozenset(clash.triples)
                clashes[key] = min(clashes.get(key, clash), clash, key=str)
    return sorted(clashes.values(), key=str)


def ill_typed(asserted: Iterable[Text], literals: Mapping[str, Literal]) -> Iterator[Bindings]:
    """Yield bindings of the rule `dt-not-type`: each triple whose literal is no value of its datatype.

    >>> byte = Literal("128", datatype=iri("xsd:byte"))
    >>> list(ill_typed([("<urn:a>", "<urn:b>", str(byte))], {str(byte): byte}))[0]["x"]
    '<urn:a>'
    """
    wrong = {
        text for text, literal in literals.items() if not is_lexical(literal.value, literal.datatype.value)
    }
    for s, p, o in asserted if wrong else ():
        if o in wrong:
            yield {"x": s, "p": p, "y": o}


def _clash(query: Query, bindings: Bindings, state: Fixpoint) -> Clash:
    clashing = state.triples(premises(query, bindings, state.facts))
    message = re.sub(r"\?(\w+)", lambda match: name_of(bindings[match[1]]), query.rule.sentence)
    return Clash(query.rule.name, message, tuple(clashing))


def name_of(term: str) -> str:
    """Return a term as a person reads it: a prefixed name where the project has the prefix.

    >>> name_of(NOTHING), name_of("<urn:x>"), name_of('"x"')
    ('owl:Nothing', '<urn:x>', '"x"')
    """
    prefix, name = split(term[1:-1]) if term.startswith("<") else ("", "")
    return f"{prefix}:{name}" if prefix else term


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
    before, after = fixpoint(as_text(asserted), ()), fixpoint(as_text(_from_rdflib(graph)), ())
    clashes = sorted(Clash("owlrl", message, ()) for message in reasoner.error_messages)
    return Closure(_tidy(after.rounds.keys() - before.rounds.keys(), before), clashes, 0)


def _from_rdflib(graph: "Graph") -> Iterable[Triple]:
    """Yield the triples of owlrl's result that are valid RDF, without its error messages."""
    for nodes in graph:
        subject, predicate, value = map(from_rdflib, nodes)
        about_error = predicate.value.startswith(OWLRL_ERROR) or value.value.startswith(OWLRL_ERROR)
        if isinstance(predicate, NamedNode) and not isinstance(subject, Literal) and not about_error:
            yield Triple(subject, predicate, value)
