"""The text of a query before any engine sees it: its tokens, and what is refused."""

import re
from itertools import accumulate
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
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
"""Forms whose answers are graphs."""
FORMS = ("SELECT", "ASK", *GRAPH_FORMS)
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
GAP = r"(?:\s|#[^\r\n]*[\r\n])*"
SERVICE = rf"(?i)service{GAP}(?:silent{GAP})?(?:<[^<>]*>|[?$][^\s{{#]+|[^\s{{<]*:[^\s{{]*){GAP}\{{"
"""Every clause that the grammar calls SERVICE; compiled only for the few queries that mention the word."""
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
DEEPEST = 200
"""Levels of brackets: some thousands overflow the stack of Oxigraph, which ends the whole process."""


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


def form(text: str) -> str:
    """Return the keyword of the form of a query; empty for anything else.

    >>> form("PREFIX ask: <urn:ask> DESCRIBE ask:x")
    'DESCRIBE'
    """
    return next((token.word for token in tokens(text) if token.word in FORMS), "")


def refuse_unsafe(text: str, *, place: str = "") -> None:
    """Raise IccisError for a query that would write, or reach for data anywhere but in the project.

    >>> refuse_unsafe("SELECT * FROM <file:///etc/passwd> {}")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: FROM is refused: questions run on the project's own graphs
    """
    refuse_update(text, place=place)
    refuse_deep(text, place=place)
    refuse_service(text, place=place)
    if any(uses(reading, "FROM") for reading in (text, resolve_escapes(text))):
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
        if re.search(SERVICE, reading) or re.search(SERVICE, reading.replace("\r", " ")):
            hint = "download the data to files first, and load them into a store of your own"
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
