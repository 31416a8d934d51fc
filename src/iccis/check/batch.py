"""SPARQL constraints asked of all focus nodes at once, on the embedded store.

SHACL binds `$this` to one focus node after the other. Here the focus nodes are a named graph of the store,
and each group of the query that names `$this` begins with a pattern that takes it from there. For one focus
node, every group then has the solutions that it has with `$this` replaced by that node. A query for which
that is not so, or which might mean something else to rdflib, is left to pySHACL.
"""

from collections.abc import Callable, Iterable
from functools import cache, cached_property
from itertools import accumulate, pairwise

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from iccis.check.index import Index, UnsupportedError, sh
from iccis.core.rdf import STRING, TYPE, Term, iri, plain
from iccis.questions.sparql import Token, form, tokens

FOCUS = NamedNode("urn:iccis:focus")
"""Subject and predicate of triples whose objects are focus nodes, and start of the names of their graphs."""
MARK = "urn:iccis:focus-graph"
TEXTS = {STRING, iri("rdf:langString")}
AGGREGATES = {"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT", "HAVING"}
REFUSED = {"MINUS", "VALUES", "SERVICE", "GRAPH", "FROM", "LIMIT", "OFFSET"}
"""Keywords that SHACL forbids, or for which all focus nodes together are not the same as each alone."""
BUILT_IN = {name: iri(f"{name}:").value for name in ("rdf", "rdfs", "owl")}
"""Prefixes that pySHACL knows without a declaration."""


class Batch:
    """The SPARQL constraints of a graph of shapes, on data in the embedded store."""

    def __init__(self, data: Index, shapes: Index) -> None:
        """Take data and shapes; the store is made when a constraint is first asked."""
        self._data, self._shapes = data, shapes
        self._graphs: dict[frozenset[Term], NamedNode] = {}

    @cached_property
    def _store(self) -> Store | None:
        return faithful(self._data.triples)

    def constraint(self, node: Term) -> Callable[[set[Term]], set[Term]]:
        """Return what finds the focus nodes that do not meet a constraint; raises UnsupportedError."""
        names = {"select", "prefixes", "message", "name", "description", "severity"}
        if not self._shapes.by_subject.get(node, set()) <= {TYPE, *map(sh, names)}:
            raise UnsupportedError("a SPARQL constraint with other parameters")
        selects = self._shapes.objects(node, sh("select"))
        if len(selects) != 1:
            raise UnsupportedError("a SPARQL constraint without one query")
        text, prefixes = over_all(plain(*selects)), self._prefixes(node)

        def failing(nodes: set[Term]) -> set[Term]:
            if not nodes:
                return set()
            if self._store is None:
                raise UnsupportedError("a literal that the embedded store spells anew")
            query = text.replace(MARK, self._graph(nodes).value)
            try:
                rows = self._store.query(query, prefixes=prefixes)
            except (SyntaxError, ValueError) as error:
                raise UnsupportedError(f"a query that the embedded store refuses: {error}") from None
            assert isinstance(rows, QuerySolutions)
            return {row["this"] for row in rows}

        return failing

    def _graph(self, nodes: set[Term]) -> NamedNode:
        assert self._store is not None
        key = frozenset(nodes)
        if key not in self._graphs:
            self._graphs[key] = NamedNode(f"{FOCUS.value}-{len(self._graphs)}")
            self._store.extend(Quad(FOCUS, FOCUS, node, self._graphs[key]) for node in nodes)
        return self._graphs[key]

    def _prefixes(self, node: Term) -> dict[str, str]:
        """Return the prefixes of a constraint: those that its `sh:prefixes` and the ontologies declare."""
        owners = self._shapes.objects(node, sh("prefixes"))
        if owners:
            owners = owners | self._shapes.backward(TYPE).get(iri("owl:Ontology"), set())
        prefixes = dict(BUILT_IN)
        for declaration in set().union(*(self._shapes.objects(owner, sh("declare")) for owner in owners)):
            name, namespace = (self._shapes.objects(declaration, sh(n)) for n in ("prefix", "namespace"))
            if len(name) != 1 or len(namespace) != 1:
                raise UnsupportedError("a malformed declaration of a prefix")
            if prefixes.setdefault(plain(*name), plain(*namespace)) != plain(*namespace):
                raise UnsupportedError(f"two declarations of the prefix {plain(*name)}")
        return prefixes


def faithful(triples: Iterable[Triple]) -> Store | None:
    """Return a store of some triples, or None if it would spell a literal anew.

    >>> number = Literal("01", datatype=iri("xsd:integer"))
    >>> faithful([Triple(iri("id:a"), iri("id:b"), number)]) is None
    True
    """
    statements = list(triples)
    literals = (triple.object for triple in statements if isinstance(triple.object, Literal))
    values = {literal for literal in literals if literal.datatype not in TEXTS}
    store = Store()
    store.extend(Quad(FOCUS, FOCUS, value) for value in values)
    if {quad.object for quad in store} != values:
        return None
    store.clear()
    store.bulk_extend(Quad(*triple) for triple in statements)
    return store


@cache
def is_portable(query: str) -> bool:
    """Tell whether a query means the same to rdflib and Oxigraph: a SELECT, no foreign function, not sorted.

    Sorting terms of several types ends the process of the embedded store. In a group in a group of EXISTS,
    rdflib does not know the variables from outside.

    >>> [is_portable(f"SELECT $this WHERE {{ $this <p> ?o }} {end}") for end in ("", "ORDER BY ?o")]
    [True, False]
    """
    words = tokens(query)
    calls = (a.text for a, b in pairwise(words) if b.text == "(" and (a.kind == "iri" or ":" in a.text))
    is_sorted = any(token.word == "ORDER" for token in words)
    exists = (_group(words[i + 1 :]) for i, token in enumerate(words) if token.word == "EXISTS")
    is_plain = form(query) == "SELECT" and not is_sorted and not any(map(_has_groups, exists))
    return is_plain and all(text.startswith("xsd:") for text in calls)


@cache
def over_all(query: str) -> str:
    """Return the query of a constraint, asked of every focus node in a graph; raises UnsupportedError.

    >>> over_all("SELECT $this { FILTER(isIRI($this)) }").startswith(f"SELECT $this {{ GRAPH <{MARK}>")
    True
    """
    found = tokens(query)
    words = [token.word for token in found]
    start = words.index("{") if "{" in words else 0
    if not is_portable(query) or REFUSED.intersection(words) or words.count("SELECT") != 1:
        raise UnsupportedError("a query that the embedded store may answer otherwise")
    if not any(map(_is_this, found[:start])) or {"$PATH", "?PATH"} & {token.text for token in found}:
        raise UnsupportedError("a query that does not select $this, or has parameters")
    if any(a.word == "AS" and _is_this(b) for a, b in pairwise(found)):
        raise UnsupportedError("a query that binds $this anew")
    if any(token.text[1:] in ("currentShape", "shapesGraph") for token in found if token.kind == "variable"):
        raise UnsupportedError("a query about the shapes")
    if AGGREGATES.intersection(words):
        group = words.index("GROUP") if "GROUP" in words else len(words)
        end = words.index("HAVING") if "HAVING" in words else len(words)
        if not any(map(_is_this, found[group:end])):
            raise UnsupportedError("a query that counts over all focus nodes")
    return _with_focus(_without_exists(query))


def _with_focus(query: str) -> str:
    """Begin the whole group, and each in it that names `$this`, with what binds that to the focus nodes."""
    places, within = set[int](), list[int]()
    found = tokens(query)
    for token in found:
        if token.word == "{":
            within.append(token.end)
            places |= {token.end} if len(within) == 1 else set()
        elif token.word == "}":
            within.pop()
        elif within and _is_this(token):
            places.add(within[-1])
    ends = [0, *sorted(places), len(query)]
    pattern = f" GRAPH <{MARK}> {{ {FOCUS} {FOCUS} $this }} "
    return pattern.join(query[start:end] for start, end in pairwise(ends))


def _without_exists(query: str) -> str:
    """Replace each NOT EXISTS of the whole group by an OPTIONAL that must find nothing: the same solutions.

    Oxigraph evaluates a group of EXISTS anew for each solution, in the order in which it is written, and that
    of an OPTIONAL once. The two differ where a group in the group, or a BIND, names a variable from outside.

    >>> _without_exists("SELECT $this { $this <p> ?o FILTER NOT EXISTS { ?o <q> $this } }")
    'SELECT $this { $this <p> ?o  OPTIONAL { ?o <q> $this BIND(1 AS ?_6) } FILTER(!BOUND(?_6)) }'
    """
    found, depth, place, front, back = tokens(query), 0, 0, "", ""
    for i, token in enumerate(found):
        depth += (token.word == "{") - (token.word == "}")
        if depth == 1 and [other.word for other in found[i : i + 4]] == ["FILTER", "NOT", "EXISTS", "{"]:
            group = _group(found[i + 3 :])
            if _is_flat(group):
                body = query[group[0].end : group[-1].start]
                back += f"OPTIONAL {{{body}BIND(1 AS ?_{i}) }} FILTER(!BOUND(?_{i})) "
                front, place = front + query[place : token.start], group[-1].end
        if depth == 0 and token.word == "}":
            return front + query[place : token.start] + back + query[token.start :]
    return query


def _group(found: list[Token]) -> list[Token]:
    """Return the tokens from a brace to the one that closes it."""
    depths = accumulate((token.word == "{") - (token.word == "}") for token in found)
    return found[: next((i for i, depth in enumerate(depths) if depth == 0), len(found)) + 1]


def _is_flat(group: list[Token]) -> bool:
    """Tell whether a group consists of triple patterns and filters."""
    return not _has_groups(group) and {"BIND", "OPTIONAL", "UNION"}.isdisjoint(token.word for token in group)


def _has_groups(group: list[Token]) -> bool:
    """Tell whether there is a group in a group, other than those of EXISTS."""
    return any(b.word == "{" and a.word != "EXISTS" for a, b in pairwise(group))


def _is_this(token: Token) -> bool:
    return token.kind == "variable" and token.text[1:] == "this"
