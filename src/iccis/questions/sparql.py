"""The text of a query, before any engine sees it: what is refused, and how its parameters are bound.

A parameter is a pre-bound variable, as in SHACL: one RDF term, the same everywhere in the query. It is bound
by VALUES, which every engine and every remote store understands; pyoxigraph serializes its term.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from iccis.core.errors import IccisError
from iccis.core.rdf import Term

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
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
MODIFIERS = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
SCOPED = {"FILTER", "BIND", "OPTIONAL", "MINUS"}
"""Keywords whose meaning depends on which variables are bound in the same group."""
GAP = r"(?:\s|#[^\r\n]*[\r\n])*"
SERVICE = re.compile(
    rf"service{GAP}(?:silent{GAP})?(?:<[^<>]*>|[?$][^\s{{#]+|[^\s{{<]*:[^\s{{]*){GAP}\{{", re.IGNORECASE
)
"""Every clause that the grammar calls SERVICE."""
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
DEEPEST = 200
"""Levels of brackets: some thousands overflow the stack of Oxigraph, which ends the whole process."""
FIRST_COMMENTS = re.compile(r"\A(?:\s*#[^\r\n]*(?:[\r\n]|\Z))*")


class Token(NamedTuple):
    """A word, variable, string, IRI or bracket of a query, with its offsets."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword in capitals, or the bracket; empty for anything else."""
        return self.text.upper() if self.kind in ("word", "mark") else ""


def tokens(text: str) -> list[Token]:
    """Split a query into its tokens, without comments.

    >>> [token.text for token in tokens("ASK { ?s <p> 'a # b' } # end")]
    ['ASK', '{', '?s', '<p>', "'a # b'", '}']
    """
    found = (Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in TOKEN.finditer(text))
    return [token for token in found if token.kind != "comment"]


def uses(text: str, keyword: str) -> bool:
    """Tell whether a query has a keyword, outside strings, IRIs and comments.

    >>> uses("SELECT * { graph ?g {} }", "GRAPH"), uses("ASK { ?s ?p 'graph' }", "GRAPH")
    (True, False)
    """
    return keyword in text.upper() and any(token.word == keyword for token in tokens(text))


def variables(text: str) -> list[str]:
    """Return the names of the variables of a query, sorted.

    >>> variables("SELECT ?b { ?b ?p $a }")
    ['a', 'b', 'p']
    """
    return sorted({token.text[1:] for token in tokens(text) if token.kind == "variable"})


def refuse_unsafe(text: str, *, place: str = "") -> None:
    """Raise IccisError for a query that would write, or reach for data anywhere but in the project.

    >>> refuse_unsafe("SELECT * FROM <file:///etc/passwd> {}")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: FROM is refused: questions run on the project's own graphs
    """
    refuse_update(text, place=place)
    refuse_deep(text, place=place)
    refuse_service(text, place=place)
    if any("from" in FIRST_COMMENTS.sub("", version).casefold() for version in (text, resolve_escapes(text))):
        _refuse_from(text, place)


def refuse_update(text: str, *, place: str = "") -> None:
    """Raise IccisError for an update.

    >>> refuse_update("PREFIX x: <urn:x> CLEAR ALL")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: CLEAR is refused: queries only read
    """
    words = (token.word for token in tokens(text) if token.kind == "word" and ":" not in token.text)
    first = next((word for word in words if word not in ("BASE", "PREFIX")), "")
    if first in UPDATES:
        hint = "use SELECT, ASK, CONSTRUCT or DESCRIBE"
        raise IccisError(f"{first} is refused: queries only read", place=place, hint=hint)


def refuse_deep(text: str, *, place: str = "") -> None:
    """Raise IccisError for a query nested so deeply that it would end the process of an engine."""
    if sum(map(text.count, "{([")) > DEEPEST < depth(text):
        raise IccisError("the query is nested too deeply", place=place)


def refuse_service(text: str, *, place: str = "") -> None:
    r"""Raise IccisError for a query that asks another endpoint, in whichever way an engine reads it.

    Engines disagree on where escapes are resolved and where comments end, so each reading is searched. A
    clause in a string or comment is refused too.

    >>> refuse_service(r"ASK { \u0053ERVICE <http://127.0.0.1/> {} }")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: SERVICE is refused: queries never use the network
    """
    resolved = resolve_escapes(text) if "\\" in text else text
    if "service" not in resolved.casefold():  # a fast check that most queries pass
        return
    for reading in {text, resolved}:
        # For rdflib a comment ends only at a line feed; for SPARQL at a carriage return too.
        if SERVICE.search(reading) or SERVICE.search(reading.replace("\r", " ")):
            hint = "load the data into files instead"
            raise IccisError("SERVICE is refused: queries never use the network", place=place, hint=hint)


def depth(text: str) -> int:
    """Return the greatest depth of brackets, outside strings, IRIs and comments.

    >>> depth("ASK { { ?s ?p '{' } }")
    2
    """
    steps = ({"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.word, 0) for token in tokens(text))
    return max(accumulate(steps), default=0)


def resolve_escapes(text: str) -> str:
    r"""Resolve the code point escapes of a query, as SPARQL does before anything else.

    >>> resolve_escapes(r"\u0053ERVICE")
    'SERVICE'
    """
    return ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _refuse_from(text: str, place: str) -> None:
    # Engines disagree on where escapes are resolved, so no parser can tell for both what an escape hides.
    if ESCAPE.search(text):
        hint = r"write the character itself instead of \u...."
        raise IccisError("FROM beside a code point escape is refused", place=place, hint=hint)
    if "DatasetClause" in _node_names(text, place):
        hint = "choose the graphs with `--graph`, or name one with GRAPH <...> { }"
        raise IccisError("FROM is refused: questions run on the project's own graphs", place=place, hint=hint)


def _node_names(text: str, place: str) -> Iterator[str]:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        # For rdflib a comment ends only at a line feed; for SPARQL at a carriage return too.
        todo = list(parseQuery(text.replace("\r", "\n")))
    except (ParseException, RecursionError) as error:
        hint = "remove the word `from`"
        raise IccisError("the query mentions FROM and cannot be checked", place=place, hint=hint) from error
    while todo:
        node = todo.pop()
        yield getattr(node, "name", "")
        if not isinstance(node, str) and hasattr(node, "__iter__"):
            todo += list(node.values()) if hasattr(node, "values") and isinstance(node, dict) else list(node)


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
    for name, term in bindings.items():
        _refuse_unbindable(text, name, term, place)
    found = tokens(text)
    edits = [*_patterns(text, found, bindings), *_nested_groups(text, found, bindings)]
    edits += _grouping(found, bindings)
    for offset, added in sorted(edits, reverse=True):
        text = text[:offset] + added + text[offset:]
    return text


def _refuse_unbindable(text: str, name: str, term: Term, place: str) -> None:
    if not isinstance(term, NamedNode | Literal):
        raise IccisError(f"the parameter ?{name} is neither an IRI nor a literal", place=place)
    if ESCAPE.search(term.value):  # engines disagree on where escapes are resolved
        raise IccisError(rf"the value of ?{name} contains an escape: \u....", place=place)
    if name not in variables(text):
        hint = "its variables are " + (", ".join(f"?{name}" for name in variables(text)) or "none")
        raise IccisError(f"the query has no variable ?{name}", place=place, hint=hint)
    found = tokens(text)
    if any(a.word == "AS" and b.text[1:] == name for a, b in pairwise(found)):
        raise IccisError(f"?{name} is a parameter, and the query gives it a value with AS", place=place)
    for i, token in enumerate(found):
        before = next((t.word for t in reversed(found[:i]) if t.word in ("}", "GROUP")), "")
        if token.word == "HAVING" and before == "}" and name in _names(found[i : _end(found, i)]):
            hint = f"write GROUP BY ?{name} before it"
            raise IccisError(f"HAVING uses the parameter ?{name} without GROUP BY", place=place, hint=hint)


Edit = tuple[int, str]
"""Offset in a query, and the text to insert there."""


def _patterns(text: str, found: list[Token], bindings: Mapping[str, Term]) -> Iterator[Edit]:
    """Insert values into the pattern of the query and of each sub-SELECT."""
    for i, brace in _bodies(found):
        end = _end(found, i)
        is_query = "{" not in (token.word for token in found[:i])
        added = _values(bindings, bindings if is_query else _names(found[i:end]))
        if brace is None:  # rdflib describes nothing for a variable unless there is a pattern
            yield next((t.start for t in found[i:] if t.word in MODIFIERS), len(text)), f"\n{{{added} }}\n"
        else:
            yield found[brace].end, added
        if brace is not None and [token.word for token in found[i : i + 2]] == ["CONSTRUCT", "WHERE"]:
            template = text[found[brace].start : found[_end(found, brace) - 1].end]
            yield found[i + 1].start, f"{template} "


def _bodies(found: list[Token]) -> Iterator[tuple[int, int | None]]:
    """Place of the keyword of each query and sub-SELECT, and of the brace that opens its pattern."""
    for i, token in enumerate(found):
        if token.word in FORMS:
            has_template = token.word == "CONSTRUCT" and found[i + 1].word == "{"
            start, level = _end(found, i + 1) if has_template else i, 0
            for n in range(start, _end(found, i)):
                level += {"(": 1, ")": -1}.get(found[n].word, 0)
                if found[n].word == "{" and level == 0:
                    yield i, n
                    break
            else:
                yield i, None


def _nested_groups(text: str, found: list[Token], bindings: Mapping[str, Term]) -> Iterator[Edit]:
    """Insert values into groups within patterns."""
    others = {brace for _, brace in _bodies(found)}
    for i, token in enumerate(found):
        if token.word == "{" and i not in others and not _is_no_group(text, found, i):
            group = found[i : _end(found, i)]
            if not SCOPED.isdisjoint(token.word for token in found[i - 1 : i + len(group)]):
                yield token.end, _values(bindings, _names(group))


def _is_no_group(text: str, found: list[Token], i: int) -> bool:
    """Tell whether a brace opens a template, rows of values, an annotation, or surrounds a sub-SELECT."""
    before = [token for token in found[:i] if token.kind != "variable" and token.word not in ("(", ")")]
    return (
        before[-1].word == "VALUES"
        or found[i - 1].word == "CONSTRUCT"
        or found[i + 1].word == "SELECT"
        or text[found[i].end] == "|"
    )


def _grouping(found: list[Token], bindings: Mapping[str, Term]) -> Iterator[Edit]:
    """Add parameters that HAVING or ORDER BY mention to GROUP BY: else they are not bound there."""
    for i, (token, by) in enumerate(pairwise(found)):
        if (token.word, by.word) == ("GROUP", "BY"):
            rest = found[i : _end(found, i)]
            start = next((n for n, t in enumerate(rest) if t.word in ("HAVING", "ORDER")), len(rest))
            yield by.end, "".join(f" ?{name}" for name in bindings if name in _names(rest[start:]))


def _values(bindings: Mapping[str, Term], names: Container[str]) -> str:
    return "".join(f" VALUES ?{name} {{ {term} }}" for name, term in bindings.items() if name in names)


def _names(found: Iterable[Token]) -> set[str]:
    return {token.text[1:] for token in found if token.kind == "variable"}


def _end(found: list[Token], start: int) -> int:
    """Place after the brace that closes the one at `start`, or else after the one that closes around it."""
    depth, floor = 0, int(found[start].word == "{")
    for i in range(start, len(found)):
        depth += {"{": 1, "}": -1}.get(found[i].word, 0)
        if found[i].word == "}" and depth < floor:
            return i + 1
    return len(found)
