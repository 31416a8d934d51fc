"""Solutions of the body of a rule, and the triples that each rests on."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple, Variable

from iccis.closure.rules import ALONG, Query, cells, sparql
from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import Term, iri

Bindings = Mapping[str, Term]


def stored(triples: Iterable[Triple]) -> Store:
    """Return a store that holds `triples` in its default graph.

    >>> len(stored([Triple(iri("id:a"), iri("owl:sameAs"), iri("id:b"))]))
    1
    """
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return store


def as_stored(literal: Literal) -> Literal:
    """Return a literal as the store spells it.

    >>> as_stored(Literal("007", datatype=iri("xsd:integer"))).value
    '7'
    """
    if literal.datatype in (iri("xsd:string"), iri("rdf:langString")):
        return literal
    [quad] = stored([Triple(iri("rdf:nil"), iri("rdf:value"), literal)])
    return cast(Literal, quad.object)


def premises(query: Query, bindings: Bindings, store: Store) -> tuple[Triple, ...]:
    """Return the triples of the store that the body of a query rests on, for one of its solutions.

    >>> from iccis.closure.rules import queries, rules
    >>> [sameness] = [rule for rule in rules() if rule.name == "eq-sym"]
    >>> bindings = {"x": iri("id:a"), "y": iri("id:b")}
    >>> len(premises(queries(sameness, Store())[0], bindings, Store()))
    1
    """
    found: list[Triple] = []
    for subject, predicate, value in query.body:
        start, end = _term(subject, bindings), _term(value, bindings)
        if predicate in ALONG:
            found += _walk(store, start, end)
        else:
            found.append(_triple(start, _term(predicate, bindings), end))
    return tuple(dict.fromkeys(found))


def _walk(store: Store, start: Term, end: Term) -> list[Triple]:
    """Return the triples that lead from one cell of a list to a later one."""
    path = cells(store, start)
    links = pairwise(path[: path.index(end) + 1])
    return [_triple(cell, iri("rdf:rest"), following) for cell, following in links]


def _triple(subject: Term, predicate: Term, value: Term) -> Triple:
    return Triple(cast(NamedNode, subject), cast(NamedNode, predicate), value)


def _term(token: str, bindings: Bindings) -> Term:
    if token.startswith("?"):
        return bindings[token[1:]]
    if token.startswith('"'):
        value, datatype = token.split("^^")
        return as_stored(Literal(value.strip('"'), datatype=iri(datatype)))
    return iri(token)


def solutions(store: Store, query: Query, given: Bindings) -> Iterator[dict[str, Term]]:
    """Yield the bindings of the variables of a query, of which some may be given.

    >>> from iccis.closure.rules import queries, rules
    >>> [sameness] = [rule for rule in rules() if rule.name == "eq-sym"]
    >>> list(solutions(Store(), queries(sameness, Store())[0], {}))
    []
    """
    fixed = {Variable(name): term for name, term in given.items()}
    text = sparql(query, select=True)
    found = cast(QuerySolutions, store.query(text, prefixes=PREFIXES, substitutions=fixed))
    for solution in found:
        bound = {name.value: term for name in found.variables if (term := solution[name]) is not None}
        yield {**bound, **given}
