"""The commands that answer questions, and export the answers of some to other vocabularies."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from iccis.cli.query import ONE_INSTRUMENT, OPTIONS, answer, find_question
from iccis.cli.terminal import emit, emit_rows
from iccis.core.errors import IccisError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from iccis.questions.engines import Answer

Choice = click.Choice[str]


def _complete(_context: click.Context, _option: click.Parameter, start: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    from iccis.questions.question import questions

    return [CompletionItem(q.name, help=q.title) for q in questions() if q.name.startswith(start)]


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of the table to a command."""
    for option in reversed(OPTIONS):
        command = click.option(
            *option.flags,
            option.name,
            type=Choice(option.choices) if option.choices else str,
            metavar=option.metavar,
            default=option.default,
            multiple=option.is_multiple,
            help=option.help,
        )(command)
    return command


@click.command()
@click.argument("name", metavar="[NAME|FILE|-]", required=False, shell_complete=_complete)
@_with_options
@click.option("--record", is_flag=True, help="Record the answer of a bundled question for the tests.")
def query(name: str | None, format: str | None, record: bool, **options: Any) -> None:
    """Answer a bundled question, or run a query of your own.

    Give the number or name of a bundled question, a query file, or - for stdin. Without an argument, list
    the questions.
    """
    changing = ("params", "graph", "endpoint", "data", "instrument")
    if record and (name is None or any(options[option] for option in changing)):
        hint = "write `iccis query NAME --record`, with no option but --engine and --format"
        raise IccisError("an answer is recorded with the question's own defaults", hint=hint)
    if name is None:
        _print(_listing(), format)
        return
    question = find_question(name)
    result = answer(question, **options)
    if record:
        from iccis.questions.ask import record as write_record

        click.echo(f"wrote {write_record(question, result)}", err=True)
    _print(result, format)


def _listing() -> "Answer":
    from pyoxigraph import Literal

    from iccis.questions.engines import Answer
    from iccis.questions.question import questions

    fields = ("number", "title", "question", "graph")
    rows = tuple(tuple(Literal(getattr(asked, field)) for field in fields) for asked in questions())
    return Answer("select", fields, rows)


def _print(answer: "Answer", format: str | None) -> None:
    from iccis.questions.output import render, show

    if sys.stdout.isatty() and answer.kind != "graph" and format in (None, "table"):
        show(answer, sys.stdout, color="NO_COLOR" not in os.environ)
    else:
        emit(render(answer, format))


@click.command()
@click.argument("name", required=False)
@click.option("--format", help="Output format: one of those listed for the export.")
@click.option("--instrument", default="", metavar="PATH", help=ONE_INSTRUMENT)
def export(name: str | None, format: str | None, instrument: str) -> None:
    """Export the edition to another vocabulary or format.

    ODRL, LegalRuleML, Akoma Ntoso, schema.org, ELI, SKOS, or a network. Without NAME, list the exports, with
    what each of them cannot express.
    """
    from iccis.questions.export import export as exported
    from iccis.questions.export import exports, formats

    if name:
        emit(exported(name, format, instrument=instrument))
    else:
        rows = ((e.name, e.title, ", ".join(formats(e.name)), e.why) for e in exports())
        emit_rows([("name", "title", "formats", "notes"), *rows])
