"""Solutions of the body of a rule, and the triples that each rests on.

A body becomes a chain of steps, the pattern with the fewest matches first: each step sets slots of a row and
calls the next one. What rests on new triples is found with each pattern in turn matched against these, and
the others against all.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from iccis.closure.rules import ALONG, Query, cells
from iccis.core.index import Index
from iccis.core.rdf import STRING, Term, iri

Bindings = Mapping[str, Term]
Row = list[Term]
"""A term for each token of a rule: its variables, as far as they are set, and its constants."""
Step = Callable[[Row], None]
Slots = tuple[int, int, int]

REST = iri("rdf:rest")
PATHS = tuple(map(iri, ALONG))
UNSET = Literal("")
"""What a slot holds at first; it is recognised by identity, since data may hold this literal."""
NONE: frozenset[Term] = frozenset()
MANY = 10**9
FILTER = re.compile(r"\s*FILTER\((.*)\)$")
TABLE = re.compile(r"VALUES \((\S+) (\S+)\) \{(.*?)\n    \}", re.S)
ROW = re.compile(r'\((\S+) "([^"]*)"\)')
SAME = re.compile(r"(!?)sameTerm\((\S+), (\S+)\)$")
IS_LITERAL = re.compile(r"(!?)isLiteral\((\S+)\)$")
DATATYPE = re.compile(r"datatype\((\S+)\) = (\S+)$")
UNEQUAL = re.compile(r"(\S+) != (\S+)$")


def stored(triples: Iterable[Triple]) -> Store:
    """Return a store that holds `triples` in its default graph.

    >>> len(stored([Triple(iri("id:a"), iri("owl:sameAs"), iri("id:b"))]))
    1
    """
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return store


def as_stored(literal: Literal) -> Literal:
    """Return a literal as the store spells it, in which equal numbers are one term.

    >>> as_stored(Literal("007", datatype=iri("xsd:integer"))).value
    '7'
    """
    if literal.datatype in (STRING, iri("rdf:langString")):
        return literal
    [quad] = stored([Triple(iri("rdf:nil"), iri("rdf:value"), literal)])
    return cast(Literal, quad.object)


class Matcher:
    """A query, read once: a slot for each of its tokens, and its patterns and conditions by slot."""

    def __init__(self, query: Query) -> None:
        """Read a query; raises ValueError for a line that is neither pattern, table of values nor filter."""
        self.query = query
        self._slots: dict[str, int] = {}
        self._head = list(map(self._pattern, query.head))
        self._body = list(map(self._pattern, query.body))
        self._conditions: list[tuple[set[int], set[int], Callable[[Step], Step]]] = []
        rest = "\n".join(query.rest)
        for match in TABLE.finditer(rest):
            self._table(match)
        for line in filter(str.strip, TABLE.sub("", rest).splitlines()):
            match_ = FILTER.match(line)
            for atom in match_[1].split(" && ") if match_ else [line]:
                self._filter(atom)
        self._start: Row = [UNSET if token.startswith("?") else _term(token) for token in self._slots]
        self._names = {token[1:]: slot for token, slot in self._slots.items() if token.startswith("?")}

    def _pattern(self, pattern: tuple[str, str, str]) -> Slots:
        s, p, o = map(self._slot, pattern)
        return s, p, o

    def _slot(self, token: str) -> int:
        return self._slots.setdefault(token, len(self._slots))

    def _table(self, match: re.Match[str]) -> None:
        key, value = self._slot(match[1]), self._slot(match[2])
        rows = {_term(first): Literal(second) for first, second in ROW.findall(match[3])}

        def step(then: Step) -> Step:
            def run(row: Row) -> None:
                if (found := rows.get(row[key])) is not None:
                    row[value] = found
                    then(row)

            return run

        self._conditions.append(({key}, {value}, step))

    def _filter(self, atom: str) -> None:
        if match := DATATYPE.match(atom):
            a, b = self._slot(match[1]), self._slot(match[2])
            is_free = not any(b in pattern for pattern in self._body)
            self._conditions.append(
                ({a} if is_free else {a, b}, {b}, lambda then: _datatype(a, b, is_free, then))
            )
            return
        if match := SAME.match(atom):
            a, b, same = self._slot(match[2]), self._slot(match[3]), not match[1]
            needs, test = {a, b}, lambda row: (row[a] == row[b]) is same
        elif match := IS_LITERAL.match(atom):
            a, wanted = self._slot(match[2]), not match[1]
            needs, test = {a}, lambda row: isinstance(row[a], Literal) is wanted
        elif match := UNEQUAL.match(atom):
            a, b = self._slot(match[1]), self._slot(match[2])
            needs, test = {a, b}, lambda row: _is_unequal(row[a], row[b])
        else:
            raise ValueError(f"unknown line in the rule {self.query.rule.name}: {atom}")
        self._conditions.append((needs, set(), lambda then: _if(test, then)))

    def solutions(self, facts: Index, given: Bindings | None = None) -> list[dict[str, Term]]:
        """Return the bindings of the variables, of which some may be given.

        >>> from iccis.closure.rules import queries, rules
        >>> [sameness] = [rule for rule in rules() if rule.name == "eq-sym"]
        >>> Matcher(queries(sameness, Index([]))[0]).solutions(Index([]))
        []
        """
        found: list[dict[str, Term]] = []

        def keep(row: Row) -> None:
            found.append({name: row[slot] for name, slot in self._names.items()})

        self._run([(pattern, facts) for pattern in self._body], given or {}, keep)
        return found

    def conclude(self, facts: Index, new: Index | None, conclusions: set[Triple]) -> None:
        """Add to `conclusions` what follows, with `new` only what rests on one of these facts.

        As a CONSTRUCT does, it leaves out what would not be RDF.
        """

        def keep(row: Row) -> None:
            for s, p, o in self._head:
                subject, predicate, value = row[s], row[p], row[o]
                if value is UNSET or not isinstance(subject, NamedNode | BlankNode):
                    continue
                if isinstance(predicate, NamedNode):
                    conclusions.add(Triple(subject, predicate, value))

        everything = [(pattern, facts) for pattern in self._body]
        along = any(predicate in ALONG for _, predicate, _ in self.query.body)
        if new is None or (along and REST in new.predicates):
            self._run(everything, {}, keep)
            return
        for i, (_, predicate, _) in enumerate(self.query.body):
            if predicate.startswith("?") or (predicate not in ALONG and iri(predicate) in new.predicates):
                self._run([*everything[:i], (self._body[i], new), *everything[i + 1 :]], {}, keep)

    def _run(self, patterns: list[tuple[Slots, Index]], given: Bindings, last: Step) -> None:
        """Call `last` with each row that matches patterns and conditions."""
        row = self._start.copy()
        bound = {slot for slot, term in enumerate(row) if term is not UNSET}
        for name, term in given.items():
            row[self._names[name]] = term
            bound.add(self._names[name])
        makers: list[Callable[[Step], Step]] = []
        waiting = list(self._conditions)
        while patterns or waiting:
            if ready := next((condition for condition in waiting if condition[0] <= bound), None):
                waiting.remove(ready)
                makers.append(ready[2])
                bound |= ready[1]
                continue
            costs = [_cost(slots, index, row, bound) for slots, index in patterns]
            if min(costs, default=0) == 0:  # no match, or a condition on what nothing binds
                return
            slots, index = patterns.pop(costs.index(min(costs)))
            makers.append(_maker(slots, index, row, frozenset(bound)))
            bound |= {*slots}
        for maker in reversed(makers):
            last = maker(last)
        last(row)


def _if(test: Callable[[Row], bool], then: Step) -> Step:
    def run(row: Row) -> None:
        if test(row):
            then(row)

    return run


def _datatype(value: int, datatype: int, is_free: bool, then: Step) -> Step:
    def run(row: Row) -> None:
        term = row[value]
        if isinstance(term, Literal) and (is_free or term.datatype == row[datatype]):
            row[datatype] = term.datatype
            then(row)

    return run


def _cost(slots: Slots, index: Index, row: Row, bound: set[int]) -> int:
    """Return about how many matches a pattern has for a row, 0 if it certainly has none."""
    s, p, o = slots
    has_subject, has_object = s in bound, o in bound
    if row[p] in PATHS:
        return 2 if has_subject or has_object else MANY
    if p not in bound:
        return MANY // 2 if has_subject or has_object else MANY
    if row[p] is UNSET:
        return 1 if has_subject else 3 if has_object else 1000
    if not (count := len(index.pairs(row[p]))):
        return 0
    if has_subject:
        return 1
    if not has_object:
        return count + 1
    return len(index.backward(row[p]).get(row[o], NONE)) if row[o] is not UNSET else 2


def _maker(slots: Slots, index: Index, row: Row, bound: frozenset[int]) -> Callable[[Step], Step]:
    """Return what puts the step that matches a pattern before another step."""
    s, p, o = slots
    if row[p] in PATHS:
        return lambda then: _along(slots, index, row[p] == PATHS[0], bound, then)
    if p not in bound:
        inner = _maker(slots, index, row, bound | {p})
        return lambda then: _any_predicate(p, index, inner(then))
    if s in bound:
        forward = _ends(index.forward, p, row)
        return lambda then: (_check if o in bound else _walk_to)(s, o, forward, then)
    if o in bound:
        backward = _ends(index.backward, p, row)
        return lambda then: _walk_to(o, s, backward, then)
    return lambda then: _scan(slots, index, then)


def _ends(
    by_end: Callable[[Term], Mapping[Term, set[Term]]], p: int, row: Row
) -> Callable[[Row], Mapping[Term, set[Term]]]:
    """Return what looks up a predicate: now, or for each row if an earlier step sets it."""
    if row[p] is UNSET:
        return lambda row: by_end(row[p])
    ends = by_end(row[p])
    return lambda _: ends


def _check(s: int, o: int, ends: Callable[[Row], Mapping[Term, set[Term]]], then: Step) -> Step:
    def run(row: Row) -> None:
        if row[o] in ends(row).get(row[s], NONE):
            then(row)

    return run


def _walk_to(start: int, end: int, ends: Callable[[Row], Mapping[Term, set[Term]]], then: Step) -> Step:
    def run(row: Row) -> None:
        for term in ends(row).get(row[start], NONE):
            row[end] = term
            then(row)

    return run


def _scan(slots: Slots, index: Index, then: Step) -> Step:
    s, p, o = slots

    def run(row: Row) -> None:
        for start, end in index.pairs(row[p]):
            if s != o or start == end:
                row[s], row[o] = start, end
                then(row)

    return run


def _any_predicate(p: int, index: Index, then: Step) -> Step:
    def run(row: Row) -> None:
        for predicate in index.predicates:
            row[p] = predicate
            then(row)

    return run


def _along(slots: Slots, index: Index, from_start: bool, bound: frozenset[int], then: Step) -> Step:
    """Match a path along the cells of a list, in the direction of the end that is bound."""
    s, _, o = slots
    start, end = (s, o) if s in bound else (o, s)
    links = index.forward(REST) if s in bound else index.backward(REST)

    def run(row: Row) -> None:
        first = row[start]
        found = _reached(first, links) | ({first} if from_start else set())
        for term in (found & {row[end]}) if end in bound else found:
            row[end] = term
            then(row)

    return run


def _reached(start: Term, links: Mapping[Term, set[Term]]) -> set[Term]:
    found, rest = set[Term](), {start}
    while rest:
        rest = set().union(*(links.get(cell, NONE) for cell in rest)) - found
        found |= rest
    return found


def _is_unequal(one: Term, other: Term) -> bool:
    """Tell whether two values are different by SPARQL, for which not all that are two terms are."""
    if one == other:
        return False
    if all(isinstance(term, Literal) and term.datatype == STRING for term in (one, other)):
        return True
    return bool(Store().query(f"ASK {{ FILTER({one} != {other}) }}"))


def premises(query: Query, bindings: Bindings, facts: Index) -> tuple[Triple, ...]:
    """Return the triples that the body of a query rests on, for one of its solutions.

    >>> from iccis.closure.rules import queries, rules
    >>> [sameness] = [rule for rule in rules() if rule.name == "eq-sym"]
    >>> bindings = {"x": iri("id:a"), "y": iri("id:b")}
    >>> len(premises(queries(sameness, Index([]))[0], bindings, Index([])))
    1
    """
    found: list[Triple] = []
    for subject, predicate, value in query.body:
        start, end = _bound(subject, bindings), _bound(value, bindings)
        if predicate in ALONG:
            found += _links(facts, start, end)
        else:
            found.append(_triple(start, _bound(predicate, bindings), end))
    return tuple(dict.fromkeys(found))


def _links(facts: Index, start: Term, end: Term) -> list[Triple]:
    """Return the triples that lead from one cell of a list to a later one."""
    path = cells(facts, start)
    links = pairwise(path[: path.index(end) + 1])
    return [_triple(cell, REST, following) for cell, following in links]


def _triple(subject: Term, predicate: Term, value: Term) -> Triple:
    return Triple(cast(NamedNode, subject), cast(NamedNode, predicate), value)


def _bound(token: str, bindings: Bindings) -> Term:
    return bindings[token[1:]] if token.startswith("?") else _term(token)


def _term(token: str) -> Term:
    if token.startswith('"'):
        value, datatype = token.split("^^")
        return as_stored(Literal(value.strip('"'), datatype=iri(datatype)))
    return iri(token)
