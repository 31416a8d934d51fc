"""The commands that ask, reason, search and format; `iccis.cli` puts them together."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iccis.errors import IccisError
from iccis.terminal import complain, emit

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem
    from pyoxigraph import Triple

    from iccis.engines import Answer
    from iccis.questions import Question
    from iccis.search import Hit

ENGINES = ("oxigraph", "rdflib")
FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
SCOPES = ("as written", "closure", "with readings", "with links", "all")

Choice = click.Choice[str]


def _complete(_context: click.Context, _option: click.Parameter, start: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    from iccis.questions import questions

    return [CompletionItem(q.name, help=q.title) for q in questions() if q.name.startswith(start)]


@click.command()
@click.argument("name", metavar="[NAME|FILE|-]", required=False, shell_complete=_complete)
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter.")
@click.option("--engine", type=Choice(ENGINES), default=ENGINES[0], show_default=True, help="What answers.")
@click.option("--graph", type=Choice(SCOPES), help="Graphs to ask, instead of those that the question names.")
@click.option("--endpoint", metavar="URL", help="Ask the store behind a SPARQL endpoint instead.")
@click.option("--format", type=Choice(FORMATS), help="table, or turtle where the answer is a graph.")
def query(
    name: str | None,
    params: tuple[str, ...],
    engine: str,
    graph: str | None,
    endpoint: str | None,
    format: str | None,
) -> None:
    """Ask a question, or a query of one's own.

    By number or name, from a file or from stdin (-); without a name, list the questions.
    """
    from iccis.ask import ask

    if name is None:
        _print(_listing(), format)
    else:
        values = dict(map(_pair, params))
        _print(ask(_question(name), params=values, engine=engine, scope=graph, endpoint=endpoint), format)


def _listing() -> "Answer":
    from pyoxigraph import Literal

    from iccis.engines import Answer
    from iccis.questions import questions

    fields = ("number", "title", "question", "graph")
    rows = tuple(tuple(Literal(getattr(asked, field)) for field in fields) for asked in questions())
    return Answer("select", fields, rows)


def _question(name: str) -> "Question":
    from iccis.questions import decode, parse_question, question, read_question

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
    from iccis.output import render, show

    on_terminal = sys.stdout.isatty() and answer.kind != "graph" and format in (None, "table")
    if on_terminal:
        show(answer, sys.stdout, color="NO_COLOR" not in os.environ)
    else:
        emit(render(answer, format))


@click.command()
@click.option("--reasoner", type=Choice(("own", "owlrl")), default="own", show_default=True)
@click.option("--graph", type=Choice(SCOPES), default="as written", show_default=True, help="Where to start.")
@click.option("--format", type=Choice(("turtle", "ntriples")), default="turtle", show_default=True)
@click.option("--explain", metavar='"SUBJECT PREDICATE OBJECT"', help="Say why a statement follows.")
def reason(reasoner: str, graph: str, format: str, explain: str | None) -> int:
    """Print what follows from the data by OWL 2 RL.

    Exits with 1 if the data contradict themselves.
    """
    from iccis.graphs import CLOSURE, load, scope, triples

    layers = [layer for layer in scope(graph) if layer != CLOSURE]
    given = list(triples(load(layers), layers))
    return _explained(given, explain) if explain else _closed(given, reasoner, format)


def _explained(given: "list[Triple]", text: str) -> int:
    from iccis.explain import explain
    from iccis.params import statement

    emit(f"{explain(given, statement(text))}\n")
    return 0


def _closed(given: "list[Triple]", reasoner: str, format: str) -> int:
    from time import perf_counter

    from pyoxigraph import RdfFormat, serialize

    from iccis.output import turtle
    from iccis.reason import closure, closure_owlrl

    start = perf_counter()
    found = {"own": closure, "owlrl": closure_owlrl}[reasoner](given)
    seconds = perf_counter() - start
    data = serialize(found.triples, format=RdfFormat.N_TRIPLES) or b""
    emit(turtle(found.triples) if format == "turtle" else bytes(data).decode())
    rounds = f", in {found.rounds} rounds" if found.rounds else ""
    words = f"{len(given)} triples, {len(found.triples)} more follow{rounds}"
    click.echo(f"{words} ({seconds:.2f} s, {reasoner})", err=True)
    for clash in found.clashes:
        lines = [f"    {' '.join(map(str, triple))}" for triple in clash.triples]
        click.echo("\n".join([f"clash ({clash.rule}): {clash.message}", *lines]), err=True)
    return 1 if found.clashes else 0


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def format_(paths: tuple[Path, ...], check: bool) -> int:
    """Write Turtle files in the house style.

    Those named, or all of the project.
    """
    from iccis.turtle import format_file

    changed = [path for path in _turtle_files(paths) if format_file(path, check=check)]
    emit("".join(f"{path}\n" for path in changed))
    if changed and check:
        command = " ".join(["iccis format", *(map(str, changed) if paths else ())])
        return complain("not in the house style", f"run `{command}`", status=1)
    return 0


def _turtle_files(paths: Iterable[Path]) -> list[Path]:
    from iccis.files import catalogue_files, data_files, root

    if not paths and root().name == "data":
        raise IccisError("there is no checkout here", hint="name the files to format")
    if not paths:
        found = {path for _, path in data_files()} | set((root() / "shapes").rglob("*.ttl"))
        return sorted(found | {*catalogue_files(), *(root() / "tests" / "answers").rglob("*.ttl")})
    nested = [sorted(path.rglob("*.ttl")) if path.is_dir() else [path] for path in paths]
    return [path for found in nested for path in found]


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--format", type=Choice(("text", "json", "tsv")), default="text", show_default=True)
def search(words: tuple[str, ...], format: str) -> None:
    """Find things by their words.

    Provisions, norms, actors and concepts whose words hold all WORDS; quote a phrase.
    """
    from iccis.graphs import load
    from iccis.search import search as find

    found = find(words, load())
    emit(_hits(found, format))
    click.echo(f"{len(found)} found", err=True)


def _hits(found: "Sequence[Hit]", format: str) -> str:
    from dataclasses import asdict
    from json import dumps

    if format == "json":
        return dumps([asdict(hit) for hit in found], indent=2, ensure_ascii=False) + "\n"
    if format == "tsv":
        rows = [("kind", "iri", "label", "snippet"), *(tuple(asdict(hit).values()) for hit in found)]
        return "".join("\t".join(row) + "\n" for row in rows)
    return "".join(f"{hit.kind}: {hit.label}\n    {hit.iri}\n    {hit.snippet}\n" for hit in found)
