"""Solutions of the body of a rule, and the triples that each rests on; terms are as in N-Triples.

A body becomes a chain of steps, the pattern with the fewest matches first: each step sets slots of a row and
calls the next one. What rests on new triples is found with each pattern in turn matched against these, and
the others against all.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache

from pyoxigraph import Literal, Quad, Store

from iccis.closure.rules import ALONG, REST, Query
from iccis.core.index import Index
from iccis.core.rdf import Text, datatype_of, iri

Bindings = Mapping[str, str]
Row = list[str]
"""A term for each token of a rule: its variables, as far as they are set, and its constants."""
Step = Callable[[Row], None]
Slots = tuple[int, int, int]
Facts = Index[str]
Ends = Mapping[str, set[str]]
"""The terms at the other end of a predicate."""

PATHS = tuple(str(iri(name)) for name in ALONG)
UNSET = ""
"""What a slot holds at first; no term is empty."""
NONE: frozenset[str] = frozenset()
MANY = 10**9
FILTER = re.compile(r"\s*FILTER\((.*)\)$")
TABLE = re.compile(r"VALUES \((\S+) (\S+)\) \{(.*?)\n    \}", re.S)
ROW = re.compile(r'\((\S+) ("[^"]*")\)')
SAME = re.compile(r"(!?)sameTerm\((\S+), (\S+)\)$")
IS_LITERAL = re.compile(r"(!?)isLiteral\((\S+)\)$")
DATATYPE = re.compile(r"datatype\((\S+)\) = (\S+)$")
UNEQUAL = re.compile(r"(\S+) != (\S+)$")


def as_stored(literal: Literal) -> str:
    """Return a literal as the store spells it, in which equal numbers are one term.

    >>> as_stored(Literal("007", datatype=iri("xsd:byte")))
    '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    store = Store()
    store.add(Quad(iri("rdf:nil"), iri("rdf:value"), literal))
    [quad] = store
    return str(quad.object)


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
        self._predicates = [UNSET if p.startswith("?") else _term(p) for _, p, _ in query.body]
        self._names = {token[1:]: slot for token, slot in self._slots.items() if token.startswith("?")}

    def _pattern(self, pattern: tuple[str, str, str]) -> Slots:
        s, p, o = map(self._slot, pattern)
        return s, p, o

    def _slot(self, token: str) -> int:
        return self._slots.setdefault(token, len(self._slots))

    def _table(self, match: re.Match[str]) -> None:
        key, value = self._slot(match[1]), self._slot(match[2])
        rows = {_term(first): second for first, second in ROW.findall(match[3])}

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
            needs, test = {a}, lambda row: (row[a][0] == '"') is wanted
        elif match := UNEQUAL.match(atom):
            a, b = self._slot(match[1]), self._slot(match[2])
            needs, test = {a, b}, lambda row: _is_unequal(row[a], row[b])
        else:
            raise ValueError(f"unknown line in the rule {self.query.rule.name}: {atom}")
        self._conditions.append((needs, set(), lambda then: _if(test, then)))

    def solutions(self, facts: Facts, given: Bindings | None = None) -> list[dict[str, str]]:
        """Return the bindings of the variables, of which some may be given.

        >>> from iccis.closure.rules import queries, rules
        >>> [sameness] = [rule for rule in rules() if rule.name == "eq-sym"]
        >>> Matcher(queries(sameness, Index([]))[0]).solutions(Index([]))
        []
        """
        found: list[dict[str, str]] = []

        def keep(row: Row) -> None:
            found.append({name: row[slot] for name, slot in self._names.items()})

        self._run([(pattern, facts) for pattern in self._body], given or {}, keep)
        return found

    def conclude(self, facts: Facts, new: Facts | None, conclusions: set[Text]) -> None:
        """Add to `conclusions` what follows, with `new` only what rests on one of these facts.

        Some of it may be no RDF: a literal as subject, an unset variable.
        """

        def keep(row: Row) -> None:
            for s, p, o in self._head:
                conclusions.add((row[s], row[p], row[o]))

        everything = [(pattern, facts) for pattern in self._body]
        if new is None or (REST in new.predicates and not set(PATHS).isdisjoint(self._predicates)):
            self._run(everything, {}, keep)
            return
        for i, predicate in enumerate(self._predicates):
            if predicate is UNSET or predicate in new.predicates:
                # The new ones stand first, so that among equals they are the ones to begin with.
                self._run([(self._body[i], new), *everything[:i], *everything[i + 1 :]], {}, keep)

    def _run(self, patterns: list[tuple[Slots, Facts]], given: Bindings, last: Step) -> None:
        """Call `last` with each row that matches patterns and conditions."""
        row = self._start.copy()
        bound = {slot for slot, term in enumerate(row) if term}
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
        if (found := datatype_of(row[value])) and (is_free or found == row[datatype]):
            row[datatype] = found
            then(row)

    return run


def _cost(slots: Slots, index: Facts, row: Row, bound: set[int]) -> int:
    """Return about how many matches a pattern has for a row, 0 if it certainly has none."""
    s, p, o = slots
    has_subject, has_object = s in bound, o in bound
    if row[p] in PATHS:
        return 2 if has_subject or has_object else MANY
    if p not in bound:
        return MANY // 2 if has_subject or has_object else MANY
    if not row[p]:
        return 1 if has_subject else 3 if has_object else 1000
    if not (count := len(index.pairs(row[p]))):
        return 0
    if has_subject:
        return 1
    if not has_object:
        return count + 1
    return len(index.backward(row[p]).get(row[o], NONE)) if row[o] else 2


def _maker(slots: Slots, index: Facts, row: Row, bound: frozenset[int]) -> Callable[[Step], Step]:
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


def _ends(by_end: Callable[[str], Ends], p: int, row: Row) -> Callable[[Row], Ends]:
    """Return what looks up a predicate: now, or for each row if an earlier step sets it."""
    if not row[p]:
        return lambda row: by_end(row[p])
    ends = by_end(row[p])
    return lambda _: ends


def _check(s: int, o: int, ends: Callable[[Row], Ends], then: Step) -> Step:
    def run(row: Row) -> None:
        if row[o] in ends(row).get(row[s], NONE):
            then(row)

    return run


def _walk_to(start: int, end: int, ends: Callable[[Row], Ends], then: Step) -> Step:
    def run(row: Row) -> None:
        for term in ends(row).get(row[start], NONE):
            row[end] = term
            then(row)

    return run


def _scan(slots: Slots, index: Facts, then: Step) -> Step:
    s, p, o = slots

    def run(row: Row) -> None:
        for start, end in index.pairs(row[p]):
            if s != o or start == end:
                row[s], row[o] = start, end
                then(row)

    return run


def _any_predicate(p: int, index: Facts, then: Step) -> Step:
    def run(row: Row) -> None:
        for predicate in index.predicates:
            row[p] = predicate
            then(row)

    return run


def _along(slots: Slots, index: Facts, from_start: bool, bound: frozenset[int], then: Step) -> Step:
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


def _reached(start: str, links: Ends) -> set[str]:
    found, rest = set[str](), {start}
    while rest:
        rest = set().union(*(links.get(cell, NONE) for cell in rest)) - found
        found |= rest
    return found


def _is_unequal(one: str, other: str) -> bool:
    """Tell whether two values are different by SPARQL, for which not all that are two terms are."""
    if one == other:
        return False
    if one[-1] == other[-1] == '"':  # two strings
        return True
    return bool(Store().query(f"ASK {{ FILTER({one} != {other}) }}"))


def premises(query: Query, bindings: Bindings, facts: Facts) -> tuple[Text, ...]:
    """Return the triples that the body of a query rests on, for one of its solutions.

    >>> from iccis.closure.rules import queries, rules
    >>> [sameness] = [rule for rule in rules() if rule.name == "eq-sym"]
    >>> premises(queries(sameness, Index([]))[0], {"x": "<urn:a>", "y": "<urn:b>"}, Index([]))
    (('<urn:a>', '<http://www.w3.org/2002/07/owl#sameAs>', '<urn:b>'),)
    """
    found: list[Text] = []
    for subject, predicate, value in query.body:
        start, end = _bound(subject, bindings), _bound(value, bindings)
        if predicate in ALONG:
            found += _links(facts, start, end)
        else:
            found.append((start, _bound(predicate, bindings), end))
    return tuple(dict.fromkeys(found))


def _links(facts: Facts, start: str, end: str) -> list[Text]:
    """Return the triples that lead from one cell of a list to a later one, the fewest where it branches."""
    ways: dict[str, list[Text]] = {start: []}
    reached = [start]
    for cell in reached:  # it grows on the way
        for following in sorted(facts.objects(cell, REST) - ways.keys()):
            ways[following] = [*ways[cell], (cell, REST, following)]
            reached.append(following)
    return ways[end]


def _bound(token: str, bindings: Bindings) -> str:
    return bindings[token[1:]] if token.startswith("?") else _term(token)


@cache
def _term(token: str) -> str:
    if token.startswith('"'):
        value, datatype = token.split("^^")
        return as_stored(Literal(value.strip('"'), datatype=iri(datatype)))
    return str(iri(token))
