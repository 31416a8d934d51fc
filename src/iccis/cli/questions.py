"""The command that asks questions."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iccis.cli.terminal import emit
from iccis.core.errors import IccisError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from iccis.questions.engines import Answer
    from iccis.questions.question import Question

ENGINES = ("oxigraph", "rdflib")
FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
SCOPES = ("as written", "closure", "with readings", "with links", "all")

Choice = click.Choice[str]


def _complete(_context: click.Context, _option: click.Parameter, start: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    from iccis.questions.question import questions

    return [CompletionItem(q.name, help=q.title) for q in questions() if q.name.startswith(start)]


@click.command()
@click.argument("name", metavar="[NAME|FILE|-]", required=False, shell_complete=_complete)
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter.")
@click.option("--engine", type=Choice(ENGINES), default=ENGINES[0], show_default=True, help="What answers.")
@click.option("--graph", type=Choice(SCOPES), help="Graphs to ask, instead of those that the question names.")
@click.option("--endpoint", metavar="URL", help="Ask the store behind a SPARQL endpoint instead.")
@click.option("--format", type=Choice(FORMATS), help="table, or turtle where the answer is a graph.")
@click.option("--record", is_flag=True, help="Record the answer of a bundled question for the tests.")
def query(
    name: str | None,
    params: tuple[str, ...],
    engine: str,
    graph: str | None,
    endpoint: str | None,
    format: str | None,
    record: bool,
) -> None:
    """Ask a question, or a query of one's own.

    By number or name, from a file or from stdin (-); without a name, list the questions.
    """
    from iccis.questions import ask

    if record and (name is None or params or graph or endpoint):
        hint = "write `iccis query NAME --record`, without --param, --graph and --endpoint"
        raise IccisError("an answer is recorded as its question asks", hint=hint)
    if name is None:
        _print(_listing(), format)
        return
    asked, values = _question(name), dict(map(_pair, params))
    answer = ask.ask(asked, params=values, engine=engine, scope=graph, endpoint=endpoint)
    if record:
        click.echo(f"wrote {ask.record(asked, answer)}", err=True)
    _print(answer, format)


def _listing() -> "Answer":
    from pyoxigraph import Literal

    from iccis.questions.engines import Answer
    from iccis.questions.question import questions

    fields = ("number", "title", "question", "graph")
    rows = tuple(tuple(Literal(getattr(asked, field)) for field in fields) for asked in questions())
    return Answer("select", fields, rows)


def _question(name: str) -> "Question":
    from iccis.questions.question import decode, parse_question, question, read_question

    if name == "-":
        text = decode(sys.stdin.buffer.read(), place="stdin")
        return parse_question(text, name="stdin", place="stdin", strict=False)
    path = Path(name)
    if "/" in name or path.suffix in (".rq", ".sparql") or (path.exists() and not name.isdigit()):
        return read_question(path, strict=False)
    return question(name)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise IccisError(f'"{text}" is not a parameter', hint="write --param NAME=VALUE")
    return name.lstrip("?$"), value


def _print(answer: "Answer", format: str | None) -> None:
    from iccis.questions.output import render, show

    on_terminal = sys.stdout.isatty() and answer.kind != "graph" and format in (None, "table")
    if on_terminal:
        show(answer, sys.stdout, color="NO_COLOR" not in os.environ)
    else:
        emit(render(answer, format))
