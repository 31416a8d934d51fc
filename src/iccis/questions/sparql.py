"""The text of a query, before any engine sees it: what is refused, and where its parameters stand.

A parameter is a pre-bound variable, as in SHACL: one RDF term, the same everywhere in the query. Engines
bind it by handing the term to the evaluator; its value never becomes part of the text. Both engines keep the
binding only where a SELECT names the variable, so each SELECT that uses a parameter is made to name it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from iccis.core.errors import IccisError

TOKEN = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
    |(?P<iri><(?![?$]|[^<>]*&&)[^<>"{}|^`\x00-\x20]*>)
    |(?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<word>(?:[@:]|[^\W\d])(?:[\w\-.:%\u00b7]|\\.)*)
    |(?P<mark>[{}()[\]*])""",
    re.VERBOSE | re.DOTALL,
)
AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
AFTER_GROUP = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
OUTSIDE = re.compile("service|from", re.IGNORECASE)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
DEEPEST = 200
"""Levels of brackets: some thousands overflow the stack of Oxigraph, which ends the whole process."""
FIRST_COMMENTS = re.compile(r"\A(?:\s*#[^\r\n]*(?:[\r\n]|\Z))*")


class Token(NamedTuple):
    """One word, variable, string, IRI or bracket of a query, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword in capitals; a bracket is itself; empty for all else."""
        return self.text.upper() if self.kind in ("word", "mark") else ""


class Select(NamedTuple):
    """One SELECT or sub-SELECT: its tokens, and where to add a variable to its projection and groups."""

    tokens: list[Token]
    named: set[str]
    projection_end: int
    groups_start: int | None
    aggregates: bool
    nested: bool


class Bound(NamedTuple):
    """A query whose SELECTs name its parameters, and the variables that only its evaluation needs."""

    text: str
    hidden: frozenset[str]


def tokens(text: str) -> list[Token]:
    """Split a query into its tokens, without comments.

    >>> [token.text for token in tokens("ASK { ?s <p> 'a # b' } # end")]
    ['ASK', '{', '?s', '<p>', "'a # b'", '}']
    """
    found = (Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in TOKEN.finditer(text))
    return [token for token in found if token.kind != "comment"]


def uses(text: str, keyword: str) -> bool:
    """Whether a query has a keyword, outside strings, IRIs and comments.

    >>> uses("SELECT * { graph ?g {} }", "GRAPH"), uses("ASK { ?s ?p 'graph' }", "GRAPH")
    (True, False)
    """
    return keyword in text.upper() and any(token.word == keyword for token in tokens(text))


def variables(text: str) -> list[str]:
    """Names of the variables of a query, sorted.

    >>> variables("SELECT ?b { ?b ?p $a }")
    ['a', 'b', 'p']
    """
    return sorted({token.text[1:] for token in tokens(text) if token.kind == "variable"})


def refuse_unsafe(text: str, *, place: str = "") -> None:
    """Raise IccisError for a query that would write, or reach for data anywhere but in the project.

    >>> refuse_unsafe("SELECT * { service <http://127.0.0.1/> {} }")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: SERVICE is refused: questions never use the network
    """
    words = (token.word for token in tokens(text) if token.kind == "word" and ":" not in token.text)
    first = next((word for word in words if word not in ("BASE", "PREFIX")), "")
    if first in UPDATES:
        hint = "use SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise IccisError(f"{first} is refused: questions only read", place=place, hint=hint)
    if depth(text) > DEEPEST:
        raise IccisError("the query is nested too deeply", place=place)
    if any(OUTSIDE.search(FIRST_COMMENTS.sub("", version)) for version in (text, decoded(text))):
        _refuse_outside(text, place)


def depth(text: str) -> int:
    """Most levels of brackets, outside strings, IRIs and comments.

    >>> depth("ASK { { ?s ?p '{' } }")
    2
    """
    steps = ({"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.word, 0) for token in tokens(text))
    return max(accumulate(steps), default=0)


def decoded(text: str) -> str:
    r"""Text with its code point escapes resolved, as SPARQL does before all else.

    >>> decoded(r"\u0053ERVICE")
    'SERVICE'
    """
    return ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _refuse_outside(text: str, place: str) -> None:
    # Engines disagree on where escapes are resolved, so no parser can tell for both what an escape hides.
    if ESCAPE.search(text):
        hint = r"write the character itself instead of \u...."
        raise IccisError("SERVICE or FROM beside a code point escape is refused", place=place, hint=hint)
    names = set(_node_names(text, place))
    if "ServiceGraphPattern" in names:
        raise IccisError(
            "SERVICE is refused: questions never use the network",
            place=place,
            hint="load the data into files instead",
        )
    if "DatasetClause" in names:
        hint = "choose the graphs with `--graph`, or name one with GRAPH <...> { }"
        raise IccisError("FROM is refused: questions run on the project's own graphs", place=place, hint=hint)


def _node_names(text: str, place: str) -> Iterator[str]:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        # For rdflib a comment ends only at a line feed; for SPARQL at a carriage return too.
        todo = list(parseQuery(text.replace("\r", "\n")))
    except (ParseException, RecursionError) as error:
        hint = "take the words `service` and `from` out of it"
        raise IccisError(
            "the query mentions SERVICE or FROM and cannot be checked", place=place, hint=hint
        ) from error
    while todo:
        node = todo.pop()
        yield getattr(node, "name", "")
        if not isinstance(node, str) and hasattr(node, "__iter__"):
            todo += list(node.values()) if hasattr(node, "values") and isinstance(node, dict) else list(node)


def bind(text: str, names: Iterable[str], *, place: str = "") -> Bound:
    """Make each SELECT that uses a parameter name it; only variable names are ever added.

    >>> bind("SELECT ?s { ?s ?p ?o FILTER(?o = ?x) }", ["x"])
    Bound(text='SELECT ?s ?x { ?s ?p ?o FILTER(?o = ?x) }', hidden=frozenset({'x'}))
    """
    edits: list[tuple[int, str]] = []
    hidden = set()
    for name in names:
        _refuse_unbindable(text, name, place)
        for select in selects(text):
            if _needs(select, name):
                edits += _edits(select, name, place)
                hidden |= set() if select.nested else {name}
    edits += _bare_describe(text)
    for offset, added in sorted(edits, reverse=True):
        text = text[:offset] + added + text[offset:]
    return Bound(text, frozenset(hidden))


def _refuse_unbindable(text: str, name: str, place: str) -> None:
    if name not in variables(text):
        hint = "its variables are " + (", ".join(f"?{name}" for name in variables(text)) or "none")
        raise IccisError(f"the query has no variable ?{name}", place=place, hint=hint)
    found = [token.text[1:] if token.kind == "variable" else token.word for token in tokens(text)]
    if ("AS", name) in pairwise(found):
        raise IccisError(f"?{name} is a parameter, and the query gives it a value with AS", place=place)
    # Engines disagree here: one looks for the variable in the pattern, the other among the bindings.
    if ("BOUND", "(", name) in zip(found, found[1:], found[2:], strict=False):
        raise IccisError(f"?{name} is a parameter, always bound", place=place, hint="take BOUND out")


def _needs(select: Select, name: str) -> bool:
    mentioned = any(token.kind == "variable" and token.text[1:] == name for token in select.tokens)
    return mentioned and name not in select.named and (select.nested or "*" not in select.named)


def _bare_describe(text: str) -> list[tuple[int, str]]:
    # rdflib describes nothing for a bound variable unless there is a pattern.
    words = [token.word for token in tokens(text)]
    return [(len(text), "\n{}")] if "DESCRIBE" in words and "{" not in words else []


def _edits(select: Select, name: str, place: str) -> list[tuple[int, str]]:
    if "*" in select.named:
        hint = f"write its variables out, ?{name} among them"
        raise IccisError(f"a sub-SELECT * uses the parameter ?{name}", place=place, hint=hint)
    if select.aggregates and select.groups_start is None:
        hint = f"write SELECT ?{name} (COUNT(...) AS ?count) {{ ... }} GROUP BY ?{name}"
        raise IccisError(f"a SELECT that counts must name its parameter ?{name}", place=place, hint=hint)
    groups = [(select.groups_start, f" ?{name}")] if select.groups_start else []
    return [(select.projection_end, f"?{name} "), *groups]


def selects(text: str) -> Iterator[Select]:
    """Yield every SELECT of a query, sub-SELECTs included.

    >>> [sorted(select.named) for select in selects("SELECT * { { SELECT ?a (1 AS ?b) {} } }")]
    [['*'], ['a', 'b']]
    """
    found = tokens(text)
    for i, token in enumerate(found):
        if token.word == "SELECT":
            yield _select(found[i:], nested=any(other.word == "{" for other in found[:i]))


def _select(rest: list[Token], *, nested: bool) -> Select:
    body = next((i for i, token in enumerate(rest) if token.word in ("WHERE", "{")), len(rest) - 1)
    end = _end(rest)
    after = rest[_close(rest, body) : end]
    group = next(
        (i for i, token in enumerate(after) if token.word == "BY" and after[i - 1].word == "GROUP"), None
    )
    outside = [token.word for token in rest[:body] + after]
    return Select(
        tokens=rest[:end],
        named=set(_named(rest[1:body])),
        projection_end=rest[body].start,
        groups_start=None if group is None else after[group].end,
        aggregates=not AGGREGATES.isdisjoint(outside),
        nested=nested,
    )


def _named(projection: list[Token]) -> Iterator[str]:
    depth = 0
    for before, token in zip([None, *projection], projection, strict=False):
        depth += {"(": 1, ")": -1}.get(token.word, 0)
        if token.word == "*" and depth == 0:
            yield "*"
        elif token.kind == "variable" and (depth == 0 or (before is not None and before.word == "AS")):
            yield token.text[1:]


def _close(rest: list[Token], body: int) -> int:
    depth = 0
    for i, token in enumerate(rest[body:], body):
        depth += {"{": 1, "}": -1}.get(token.word, 0)
        if token.word == "}" and depth == 0:
            return i + 1
    return len(rest)


def _end(rest: list[Token]) -> int:
    depth = 0
    for i, token in enumerate(rest):
        depth += {"{": 1, "}": -1}.get(token.word, 0)
        if depth < 0:
            return i
    return len(rest)
