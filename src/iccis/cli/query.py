"""Options and execution of `iccis query`, for its click command and for the fast path in `iccis.cli.start`.

Nothing heavy is imported here before a query runs.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from iccis.cli.terminal import read_stdin
from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.core.project import DEFAULT, SCOPES
from iccis.questions import ENGINE_NAMES, FORMATS

if TYPE_CHECKING:
    from iccis.questions.engines import Answer
    from iccis.questions.question import Question


ONE_INSTRUMENT = "Use only the data of this text of a project, and what is shared."
"""Help for the option that names an instrument."""


class Option(NamedTuple):
    """An option that takes a value."""

    name: str
    flags: tuple[str, ...]
    help: str
    choices: tuple[str, ...] = ()
    metavar: str | None = None
    default: str | None = None
    is_multiple: bool = False


THERE = "With --endpoint: base of your project's IRIs at that endpoint."
OPTIONS = (
    Option("params", ("--param", "-p"), "Set a parameter.", metavar="NAME=VALUE", is_multiple=True),
    Option("engine", ("--engine",), "SPARQL engine.", ENGINE_NAMES, default=ENGINE_NAMES[0]),
    Option(
        "graph",
        ("--graph",),
        f"Set of graphs to query, instead of the question's own, or else {DEFAULT}: see the cheat sheet.",
        SCOPES,
    ),
    Option(
        "endpoint",
        ("--endpoint",),
        "Query a remote SPARQL endpoint, or several together, by Comunica.",
        metavar="URL",
        is_multiple=True,
    ),
    Option("site", ("--base",), THERE, metavar="IRI", default=SITE),
    Option(
        "data",
        ("--data",),
        "Query an RDF file of your own, too: it stands beside the graphs, and more may follow from it.",
        metavar="FILE",
        is_multiple=True,
    ),
    Option("instrument", ("--instrument",), ONE_INSTRUMENT, metavar="PATH", default=""),
    Option("format", ("--format",), "Output format; by default table, or turtle for a graph.", FORMATS),
)


def parse(args: Sequence[str]) -> dict[str, Any] | None:
    """Read the arguments `query NAME [OPTION VALUE]...`; None for any others, which only click can read.

    >>> parse(["query", "36", "--format", "csv"])["format"]
    'csv'
    >>> parse(["query", "36", "--format=csv"]) is None
    True
    """
    if args[:1] != ["query"] or len(args) % 2 or args[1].startswith("-"):
        return None
    options = {flag: option for option in OPTIONS for flag in option.flags}
    values: dict[str, Any] = {o.name: [] if o.is_multiple else o.default for o in OPTIONS} | {"name": args[1]}
    for flag, value in zip(args[2::2], args[3::2], strict=True):
        option = options.get(flag)
        if option is None or (option.choices and value not in option.choices):
            return None
        if option.is_multiple:
            values[option.name].append(value)
        else:
            values[option.name] = value
    return values


def answer(
    question: "Question",
    *,
    params: Iterable[str],
    engine: str,
    graph: str | None,
    endpoint: Sequence[str],
    site: str = SITE,
    data: Sequence[str] = (),
    instrument: str = "",
) -> "Answer":
    """Answer a question with parameters of the form `NAME=VALUE`; a note on the answer goes to stderr."""
    from iccis.questions.ask import ask
    from iccis.questions.params import WORK

    if data and endpoint:
        hint = "load the files into the store, or leave out --endpoint"
        raise IccisError("files cannot be queried at an endpoint", hint=hint)
    if site != SITE and not endpoint:
        hint = "leave out --base, or name an endpoint with --endpoint"
        raise IccisError("the data here have no base but that of the package", hint=hint)
    values, triples = dict(map(_assignment, params)), []
    if data:
        from iccis.data.inputs import read_triples

        triples = read_triples(data)
    where = endpoint[0] if len(endpoint) == 1 else endpoint
    result = ask(
        question,
        params=values,
        engine=engine,
        scope=graph,
        endpoint=where,
        site=site,
        data=triples,
        instrument=instrument,
    )
    for param in question.params if sys.stderr.isatty() else ():
        if param.name not in values and param.kind != WORK:
            choose = f"choose with --param {param.name}=VALUE"
            sys.stderr.write(f"note: {param.name} is {param.default}, the default: {choose}\n")
    if result.note:
        sys.stderr.write(f"note: {result.note}\n")
    return result


def find_question(name: str) -> "Question":
    """Return the question that a number, a name or a file holds; `-` stands for stdin."""
    from iccis.questions.question import parse_question, question, read_question

    if name == "-":
        return parse_question(read_stdin(), name="stdin", place="stdin", strict=False)
    path = Path(name)
    if "/" in name or path.suffix in (".rq", ".sparql") or (path.exists() and not name.isdigit()):
        return read_question(path, strict=False)
    return question(name)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise IccisError(f'"{text}" is not a parameter', hint="write --param NAME=VALUE")
    return name.lstrip("?$"), value
