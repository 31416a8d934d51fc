"""The text of a query before any engine runs it: its tokens, its dataset, and what is refused.

Whether a word is a keyword, or part of a string, comment, IRI or name, is for the parser of Oxigraph to say.
It has no function of its own in Python, but tells a query that it can read from one that it cannot.
"""

import re
from collections.abc import Container, Iterable
from contextlib import suppress
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES

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
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
"""Forms whose answers are graphs."""
FORMS = ("SELECT", "ASK", *GRAPH_FORMS)
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
DEEPEST = 200
"""Levels of brackets: some thousands overflow the stack of Oxigraph, which ends the whole process."""
MOST_OPERATORS = 1000
"""Operators and joined patterns, which Oxigraph nests however flat they are written."""
OPERATORS = {"*", "BIND", "FILTER", "GRAPH", "MINUS", "OPTIONAL", "UNION"}
"""... as words and brackets are split; others are signs between the tokens."""
EMPTY = Store()


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


@lru_cache(maxsize=1)
def tokens(text: str) -> list[Token]:
    """Split a query into its tokens, without comments; several functions ask for those of the same one.

    >>> [token.text for token in tokens("ASK { ?s <p> 'a # b' } # end")]
    ['ASK', '{', '?s', '<p>', "'a # b'", '}']
    """
    found = (Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in TOKEN.finditer(text))
    return [token for token in found if token.kind != "comment"]


def syntax_error(text: str) -> str:
    """Return what Oxigraph finds malformed in a query; empty if it is well-formed. Nothing is evaluated.

    >>> syntax_error("ASK { ?s ?p }")[:14], syntax_error("ASK {}")
    ('error at 1:14:', '')
    """
    absent = "absent"
    while absent in text:
        absent += "_"
    try:  # once it has parsed a query, Oxigraph refuses to substitute a variable that is not in it
        EMPTY.query(text, base_iri=ID, prefixes=PREFIXES, substitutions={Variable(absent): Literal("")})
    except SyntaxError as error:
        return str(error)
    except RuntimeError:
        pass
    return ""


def uses(text: str, keyword: str) -> bool:
    """Tell whether a well-formed query has a keyword, outside strings, IRIs, names and comments.

    Wherever the word stands, it is misspelled: only a query that has it as a keyword is then malformed.

    >>> uses("SELECT * { graph ?g {} }", "GRAPH"), uses("ASK { ?s ?p 'graph' }", "GRAPH")
    (True, False)
    """
    if keyword.casefold() not in text.casefold():  # a fast check that most queries pass
        return False
    return bool(syntax_error(_misspell(text, keyword))) and not syntax_error(text)


def _misspell(text: str, word: str, keep: Container[int] = ()) -> str:
    """Change a letter of a word wherever it stands but at some offsets; capitals stay capitals."""

    def change(match: re.Match[str]) -> str:
        found, letter = match[0], "Q" if match[0][2].isupper() else "q"
        return found if match.start() in keep else found[:2] + letter + found[3:]

    return re.sub(re.escape(word), change, text, flags=re.IGNORECASE)


def dataset(text: str) -> tuple[list[str], list[str]] | None:
    """Return the default and the named graphs that FROM names in a query; None if it does not.

    The parser resolves the names. Raises IccisError if it does not agree on where they stand.

    >>> dataset("BASE <http://a/b/> SELECT * FROM <../c> FROM NAMED id:d {}")
    (['http://a/c'], ['https://w3id.org/iccis/id/d'])
    """
    if not uses(text, "FROM"):
        return None
    words = tokens(text)
    first = next((token.start for token in words if token.word in FORMS), 0)
    places, default, named = set[int](), list[str](), list[str]()
    for i, token in enumerate(words):
        if token.word == "FROM" and syntax_error(f"{text[: token.start]}FRQM{text[token.end :]}"):
            places.add(token.start)
            is_named = words[i + 1].word == "NAMED"
            (named if is_named else default).append(words[i + 1 + is_named].text)
    if not syntax_error(_misspell(text, "FROM", keep=places)):
        with suppress(SyntaxError):
            return resolve_names(text[:first], default), resolve_names(text[:first], named)
    raise IccisError("the graphs of FROM cannot be read: put spaces around its words, and write whole IRIs")


def resolve_names(prologue: str, names: list[str]) -> list[str]:
    """Return the IRIs that names in a query stand for after some declarations of prefixes and base.

    >>> resolve_names("BASE <http://a/b/> ", ["<../c>", "iccis:Norm"])
    ['http://a/c', 'https://w3id.org/iccis/ontology#Norm']
    """
    rows = EMPTY.query(
        f"{prologue}SELECT ?g {{ VALUES ?g {{ {' '.join(names)} }} }}", base_iri=ID, prefixes=PREFIXES
    )
    return [cast(NamedNode, row["g"]).value for row in cast(QuerySolutions, rows)]


def form(text: str) -> str:
    """Return the keyword of the form of a query; empty for anything else.

    >>> form("PREFIX ask: <urn:ask> DESCRIBE ask:x")
    'DESCRIBE'
    """
    return next((token.word for token in tokens(text) if token.word in FORMS), "")


def columns(text: str, names: Iterable[str]) -> list[str]:
    """Return the variables of an answer in the order of its columns.

    What SELECT * names is a set, for which each engine has an order of its own; here it is the one in which
    the query first names them.

    >>> columns("SELECT * { ?b ?c ?a }", ["a", "b", "c"]), columns("SELECT ?b ?a { ?a ?c ?b }", ["b", "a"])
    (['b', 'c', 'a'], ['b', 'a'])
    """
    found = tokens(text)
    if star(found) is None:
        return list(names)
    order = [token.text[1:] for token in found if token.kind == "variable"]
    return sorted(names, key=lambda name: order.index(name) if name in order else len(order))


def star(query: list[Token]) -> Token | None:
    """Return the `*` of a query that begins with SELECT *; that of a sub-SELECT is none of its columns."""
    start = next((n for n, token in enumerate(query) if token.word in FORMS), 0)
    return next((token for token in query[start : start + 3] if token.word == "*"), None)


def refuse_unsafe(text: str, *, place: str = "") -> None:
    """Raise IccisError for a query that would write, or reach for data anywhere but in the project.

    >>> refuse_unsafe("SELECT * FROM <file:///etc/passwd> {}")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: FROM is refused: questions run on the project's own graphs
    """
    refuse_update(text, place=place)
    refuse_deep(text, place=place)
    refuse_service(text, place=place)
    if _is_read_with(text, "FROM"):
        hint = "choose the graphs with `--graph`, or name one with GRAPH <...> { }"
        raise IccisError("FROM is refused: questions run on the project's own graphs", place=place, hint=hint)


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
    if len(text) > MOST_OPERATORS < operators(text):
        hint = "split it, or list values with VALUES or IN"
        raise IccisError(f"the query has more than {MOST_OPERATORS:,} operators", place=place, hint=hint)


def refuse_service(text: str, *, place: str = "") -> None:
    r"""Raise IccisError for a query that asks another endpoint.

    >>> refuse_service(r"ASK { \u0053ERVICE <http://127.0.0.1/> {} }")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: SERVICE is refused: queries never use the network
    """
    if _is_read_with(text, "SERVICE"):
        hint = "download the data to files first, and load them into a store of your own"
        raise IccisError("SERVICE is refused: queries never use the network", place=place, hint=hint)


def _is_read_with(text: str, keyword: str) -> bool:
    """Tell whether an engine may find a keyword; engines disagree on where escapes are resolved."""
    return uses(text, keyword) or ("\\" in text and uses(resolve_escapes(text), keyword))


def depth(text: str) -> int:
    """Return the greatest depth of brackets, outside strings, IRIs and comments.

    >>> depth("ASK { { ?s ?p '{' } }")
    2
    """
    steps = ({"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.word, 0) for token in tokens(text))
    return max(accumulate(steps), default=0)


def operators(text: str) -> int:
    """Count the operators and joining keywords of a query, outside strings, IRIs, variables and comments.

    >>> operators("ASK { ?a <a/b> 'a + b' FILTER(!?a || ?b) OPTIONAL {} }")
    4
    """
    signs = re.findall(r"[-+/!^=<>]|[|&]+", TOKEN.sub(" ", text))
    return len(signs) + sum(token.word in OPERATORS for token in tokens(text))


def resolve_escapes(text: str) -> str:
    r"""Resolve the code point escapes of a query, as SPARQL does before anything else.

    >>> resolve_escapes(r"\u0053ERVICE")
    'SERVICE'
    """
    return ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]
