"""Answers as text for programs and for people, and as a DataFrame.

The text formats are those of SPARQL 1.1: CSV and TSV, JSON, XML; Turtle for graphs. The table is for reading:
laid out on a terminal, elsewhere one row a line, cells separated by tabs, nothing quoted and nothing cut.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from iccis.core.errors import IccisError, require
from iccis.core.namespaces import PREFIXES, short
from iccis.core.rdf import STRING, Term, plain
from iccis.core.xml import well_formed
from iccis.questions import FORMATS
from iccis.questions.ask import table
from iccis.questions.engines import Answer

if TYPE_CHECKING:
    import pandas

NARROW = 14
"""Columns narrower than this are hard to read: each row then becomes a block of lines."""

INTEGERS = "integer int long short byte nonNegativeInteger positiveInteger unsignedInt unsignedLong"


def render(answer: Answer, format: str | None = None) -> str:
    """Write an answer in a format; the default is Turtle for a graph, and a table for anything else.

    >>> render(Answer("ask", boolean=True), "csv")
    'answer\\r\\ntrue\\r\\n'
    """
    chosen = format or ("turtle" if answer.kind == "graph" else "table")
    if chosen not in FORMATS:
        raise IccisError(f"no such format: {chosen}", hint="choose one of: " + ", ".join(FORMATS))
    if answer.kind == "graph" and chosen != "turtle":
        hint = "use `--format turtle`"
        raise IccisError(f"the answer is a graph, which {chosen} cannot express", hint=hint)
    if answer.kind != "graph" and chosen == "turtle":
        hint = "use " + ", ".join(FORMATS[:-1]) + "; or write a CONSTRUCT query"
        raise IccisError("the answer is not a graph, and Turtle holds only graphs", hint=hint)
    return WRITERS[chosen](answer)


def turtle(triples: Iterable[Triple]) -> str:
    """Write triples as Turtle with the project's prefixes, as far as they are used.

    >>> note = Triple(NamedNode("urn:a"), NamedNode(PREFIXES["skos"] + "note"), Literal("b"))
    >>> print(turtle([note]), end="")
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <urn:a> skos:note "b" .
    """
    listed = list(triples)
    lines = ntriples(listed)
    used = {prefix: namespace for prefix, namespace in PREFIXES.items() if f"<{namespace}" in lines}
    return bytes(serialize(listed, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()


def ntriples(triples: Iterable[Triple]) -> str:
    """Write triples as N-Triples."""
    return bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _plain(answer: Answer) -> str:
    escapes = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r"})
    return "".join("\t".join(cell.translate(escapes) for cell in row) + "\n" for row in _cells(answer))


def _cells(answer: Answer) -> list[list[str]]:
    return [[str(answer.boolean).lower()]] if answer.kind == "ask" else list(table(answer))


def _serialized(answer: Answer, format: QueryResultsFormat) -> str:
    results = parse_query_results(_json(answer), format=QueryResultsFormat.JSON)
    return bytes(results.serialize(format=format) or b"").decode()


def _rows(answer: Answer, format: QueryResultsFormat, name: str, end: str) -> str:
    """Serialize rows; a truth value becomes a row with a header."""
    rows = _serialized(answer, format)
    return f"{name}{end}{rows}{end}" if answer.kind == "ask" else rows


def mark_empty_rows(text: str) -> str:
    r"""Quote blank values in CSV of one column: else readers take their rows for blank lines.

    >>> mark_empty_rows('x\r\n\r\n"\r\n\r\n"\r\n')
    'x\r\n""\r\n"\r\n\r\n"\r\n'
    """
    records = re.finditer(r'("(?:[^"]|"")*"|[^\r\n]*)\r\n', text)
    return "".join(row[0] if row[1].strip() else f'"{row[1]}"\r\n' for row in records)


def _csv(answer: Answer) -> str:
    text = _rows(answer, QueryResultsFormat.CSV, "answer", "\r\n")
    return mark_empty_rows(text) if len(answer.variables) == 1 else text


def _json(answer: Answer) -> str:
    from iccis.core.jsonld import to_json

    if answer.kind == "ask":
        return to_json({"head": {}, "boolean": answer.boolean})
    rows = [
        {name: _json_term(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return to_json({"head": {"vars": list(answer.variables)}, "results": {"bindings": rows}})


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        literal = {"type": "literal", "value": term.value}
        if term.language:
            direction = {"its:dir": str(term.direction)} if term.direction else {}
            return literal | {"xml:lang": term.language} | direction
        return literal if term.datatype == STRING else literal | {"datatype": term.datatype.value}
    parts = zip(("subject", "predicate", "object"), term, strict=True)
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}


WRITERS: dict[str, Callable[[Answer], str]] = {
    "table": _plain,
    "csv": _csv,
    "tsv": lambda answer: _rows(answer, QueryResultsFormat.TSV, "?answer", "\n"),
    "json": _json,
    "xml": lambda answer: well_formed(_serialized(answer, QueryResultsFormat.XML)) + "\n",
    "turtle": lambda answer: turtle(answer.triples),
}


def show(answer: Answer, stream: TextIO, *, color: bool = True) -> None:
    """Print an answer on a terminal: a table or, where that is too narrow, a block of lines for each row.

    Things stand under the names that the commands take, such as `norm/3.1`; the formats for pipes and files
    have their full IRIs.

    >>> import sys
    >>> show(Answer("ask", boolean=True), sys.stdout)
    true
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, color_system="auto" if color else None, highlight=False, markup=False)
    header, *rows = ([short(cell) for cell in row] for row in _cells(answer))
    if answer.kind == "ask":
        console.print(header[0])
    elif console.width < NARROW * len(header):
        for row in rows:
            for name, cell in zip(header, row, strict=True):
                console.print(f"{name}: {cell}", soft_wrap=True)
            console.print()
    else:
        grid = Table(box=SIMPLE_HEAD, show_lines=False)
        for column in zip(header, *rows, strict=True):
            grid.add_column(column[0], overflow="fold", min_width=min(NARROW - 2, max(map(len, column))))
        for row in rows:
            grid.add_row(*map(Text, row))
        console.print(grid)


def to_dataframe(answer: Answer) -> "pandas.DataFrame":
    """DataFrame of an answer: XSD numbers, booleans and dates as Python's, IRIs as strings, None if unbound.

    >>> to_dataframe(Answer("select", ("n",), ((Literal(3),),)))["n"].tolist()
    [3]
    """
    require("pandas", extra="pandas")
    import pandas

    columns, rows = list(answer.variables), answer.rows
    if answer.kind == "ask":
        columns, rows = ["answer"], ((Literal(answer.boolean),),)
    elif answer.kind == "graph":
        columns, rows = ["subject", "predicate", "object"], tuple(map(tuple, answer.triples))
    frame = pandas.DataFrame([list(map(value, row)) for row in rows], columns=columns, dtype=object)
    for name in columns:
        if not frame[name].isna().any():
            frame[name] = frame[name].infer_objects()
    return frame


@cache
def _casts() -> dict[str, Callable[[str], Any]]:
    """Return the Python types of values, by the local name of their datatype."""
    from datetime import date, datetime

    return {
        **dict.fromkeys(INTEGERS.split(), int),
        **dict.fromkeys(("decimal", "double", "float"), float),
        "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
        "date": date.fromisoformat,
        "dateTime": datetime.fromisoformat,
    }


def value(term: Term | None) -> Any:
    """Python value of a term; what its datatype cannot hold stays a string.

    >>> value(Literal(True)), value(Literal("x")), value(NamedNode("urn:a")), value(None)
    (True, 'x', 'urn:a', None)
    """
    if not isinstance(term, Literal):
        return None if term is None else plain(term)
    cast = _casts().get(term.datatype.value.removeprefix(PREFIXES["xsd"]), str)
    try:
        return cast(term.value)
    except (ValueError, KeyError):
        return term.value
