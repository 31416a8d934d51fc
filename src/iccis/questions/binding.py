"""Parameters of a query, bound by VALUES, which every engine and every remote store understands.

A parameter is a pre-bound variable, as in SHACL: one RDF term, the same everywhere in the query. pyoxigraph
serializes the term.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from iccis.core.errors import IccisError
from iccis.core.rdf import Term
from iccis.questions.sparql import ESCAPE, FORMS, Token, tokens

MODIFIERS = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
SCOPED = {"FILTER", "BIND", "OPTIONAL", "MINUS"}
"""Keywords whose meaning depends on which variables are bound in the same group."""
Edit = tuple[int, str]
"""Offset in a query, and the text to insert there."""


def with_values(text: str, bindings: Mapping[str, Term], *, place: str = "") -> str:
    """Bind parameters of a query, so that it means the same as if their terms stood in it.

    VALUES opens the pattern of the query; that of a sub-SELECT that mentions the parameter, because a
    sub-SELECT has variables of its own; and any other group whose filters or optional parts mention it,
    because groups are evaluated from the inside out. Only variables and serialized terms are ever added.
    Raises IccisError for a parameter that cannot be bound.

    >>> with_values("ASK { ?n <urn:p> ?x }", {"x": Literal(1)})
    'ASK { VALUES ?x { "1"^^<http://www.w3.org/2001/XMLSchema#integer> } ?n <urn:p> ?x }'
    """
    if not bindings:
        return text
    query = tokens(text)
    for name, term in bindings.items():
        _refuse_unbindable(query, name, term, place)
    edits = [*_patterns(text, query, bindings), *_nested_groups(text, query, bindings)]
    edits += _grouping(query, bindings)
    for offset, added in sorted(edits, reverse=True):
        text = text[:offset] + added + text[offset:]
    return text


def _refuse_unbindable(query: list[Token], name: str, term: Term, place: str) -> None:
    if not isinstance(term, NamedNode | Literal):
        raise IccisError(f"the parameter ?{name} is neither an IRI nor a literal", place=place)
    if ESCAPE.search(term.value):  # engines disagree on where escapes are resolved
        raise IccisError(rf"the value of ?{name} contains an escape: \u....", place=place)
    if name not in (names := _names(query)):
        hint = "its variables are " + (", ".join(f"?{name}" for name in sorted(names)) or "none")
        raise IccisError(f"the query has no variable ?{name}", place=place, hint=hint)
    if any(a.word == "AS" and b.text[1:] == name for a, b in pairwise(query)):
        raise IccisError(f"?{name} is a parameter, and the query gives it a value with AS", place=place)
    for i, token in enumerate(query):
        before = next((t.word for t in reversed(query[:i]) if t.word in ("}", "GROUP")), "")
        if token.word == "HAVING" and before == "}" and name in _names(query[i : _end(query, i)]):
            hint = f"write GROUP BY ?{name} before it"
            raise IccisError(f"HAVING uses the parameter ?{name} without GROUP BY", place=place, hint=hint)


def _patterns(text: str, query: list[Token], bindings: Mapping[str, Term]) -> Iterator[Edit]:
    """Insert values into the pattern of the query and of each sub-SELECT."""
    for i, brace in _bodies(query):
        end = _end(query, i)
        is_query = "{" not in (token.word for token in query[:i])
        added = _values(bindings, bindings if is_query else _names(query[i:end]))
        if brace is None:  # rdflib describes nothing for a variable unless there is a pattern
            yield next((t.start for t in query[i:] if t.word in MODIFIERS), len(text)), f"\n{{{added} }}\n"
        else:
            yield query[brace].end, added
        if brace is not None and [token.word for token in query[i : i + 2]] == ["CONSTRUCT", "WHERE"]:
            template = text[query[brace].start : query[_end(query, brace) - 1].end]
            yield query[i + 1].start, f"{template} "


def _bodies(query: list[Token]) -> Iterator[tuple[int, int | None]]:
    """Place of the keyword of each query and sub-SELECT, and of the brace that opens its pattern."""
    for i, token in enumerate(query):
        if token.word in FORMS:
            has_template = token.word == "CONSTRUCT" and query[i + 1].word == "{"
            start, level = _end(query, i + 1) if has_template else i, 0
            for n in range(start, _end(query, i)):
                level += {"(": 1, ")": -1}.get(query[n].word, 0)
                if query[n].word == "{" and level == 0:
                    yield i, n
                    break
            else:
                yield i, None


def _nested_groups(text: str, query: list[Token], bindings: Mapping[str, Term]) -> Iterator[Edit]:
    """Insert values into groups within patterns."""
    others = {brace for _, brace in _bodies(query)}
    for i, token in enumerate(query):
        if token.word == "{" and i not in others and not _is_other_brace(text, query, i):
            group = query[i : _end(query, i)]
            if not SCOPED.isdisjoint(token.word for token in query[i - 1 : i + len(group)]):
                yield token.end, _values(bindings, _names(group))


def _is_other_brace(text: str, query: list[Token], i: int) -> bool:
    """Tell whether a brace opens a template, rows of values, an annotation, or surrounds a sub-SELECT."""
    before = [token for token in query[:i] if token.kind != "variable" and token.word not in ("(", ")")]
    return (
        before[-1].word == "VALUES"
        or query[i - 1].word == "CONSTRUCT"
        or query[i + 1].word == "SELECT"
        or text[query[i].end] == "|"
    )


def _grouping(query: list[Token], bindings: Mapping[str, Term]) -> Iterator[Edit]:
    """Add parameters that HAVING or ORDER BY mention to GROUP BY: else they are not bound there."""
    for i, (token, by) in enumerate(pairwise(query)):
        if (token.word, by.word) == ("GROUP", "BY"):
            rest = query[i : _end(query, i)]
            start = next((n for n, t in enumerate(rest) if t.word in ("HAVING", "ORDER")), len(rest))
            yield by.end, "".join(f" ?{name}" for name in bindings if name in _names(rest[start:]))


def _values(bindings: Mapping[str, Term], names: Container[str]) -> str:
    return "".join(f" VALUES ?{name} {{ {term} }}" for name, term in bindings.items() if name in names)


def _names(part: Iterable[Token]) -> set[str]:
    return {token.text[1:] for token in part if token.kind == "variable"}


def _end(query: list[Token], start: int) -> int:
    """Place after the brace that closes the one at `start`, or else after the one that closes around it."""
    depth, floor = 0, int(query[start].word == "{")
    for i in range(start, len(query)):
        depth += {"{": 1, "}": -1}.get(query[i].word, 0)
        if query[i].word == "}" and depth < floor:
            return i + 1
    return len(query)
