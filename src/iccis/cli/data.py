"""The commands on files and things: text, format, show, search."""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from iccis.cli.query import ONE_INSTRUMENT
from iccis.cli.questions import Choice
from iccis.cli.terminal import complain, emit, emit_json, emit_rows, read_stdin
from iccis.core.errors import IccisError

BESIDE = click.option("--data", multiple=True, metavar="FILE", help="Take in an RDF file of your own, too.")


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def text(check: bool) -> int:
    """Write the text layer and the anchors.

    Everything in kg/generated/ is computed from the source text and from the quotations in the other files.
    After a change of the text, quotations that stand elsewhere move; those that no longer occur, or more than
    once, are named and have no anchors until they are corrected.
    """
    from iccis.data.generated import drift

    problems = list[IccisError]()
    found = drift(problems=problems)
    if not check:
        found.write()
    emit("".join(f"{path}\n" for path in found.stale))
    if found.moved:
        click.echo(f"{found.moved} quotations have moved", err=True)
    for problem in problems:
        complain(str(problem), problem.hint)
    if problems:
        return complain(f"{len(problems)} quotations are not in the text, or more than once", "", status=1)
    if found.needless:
        names = ", ".join(map(str, found.needless))
        return complain(f"nothing is quoted for {names}", "delete what is left over", status=1)
    if found.stale and check:
        return complain("not what the source and the quotations give", "run `iccis text`", status=1)
    return 0


@click.command()
@click.argument("thing", nargs=-1, required=True)
@click.option("--format", type=click.Choice(("text", "json", "turtle")), default="text")
@click.option("--readings", is_flag=True, help="Add ambiguities, interpretations, variants and parallels.")
@BESIDE
@click.option("--instrument", default="", metavar="PATH", help=ONE_INSTRUMENT)
def show(thing: tuple[str, ...], format: str, readings: bool, data: tuple[str, ...], instrument: str) -> None:
    """Show one thing with its text and links.

    THING is an IRI or a name: pledge 3, norm 3.2, china, "digital divide". With --data, it may be a thing of
    your own, and what your statements add to a thing of the edition is shown with it.
    """
    from iccis.data.inputs import read_triples
    from iccis.data.resolve import find
    from iccis.publication.edition import edition as read_edition
    from iccis.publication.forms import THINGS
    from iccis.publication.things.documents import document, plain_data, plain_text
    from iccis.questions.scopes import open_scope

    own = read_triples(data)
    if own or instrument:
        edition = read_edition(store=open_scope(data=own, instrument=instrument)[0])
    else:
        edition = read_edition()
    iri = find(" ".join(thing), edition.facts)
    if format == "turtle":
        emit(document(edition, iri, THINGS[0]).decode())
    elif format == "json":
        emit_json(plain_data(edition.facts, iri, readings=readings))
    else:
        emit(plain_text(edition.facts, edition.describe(iri), readings=readings, width=_width()))


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--about", metavar="NAME", help="Only norms with this concept, actor, principle or strength.")
@click.option("--format", type=Choice(("text", "csv", "json", "turtle")), default="text")
def compare(first: str, second: str, about: str | None, format: str) -> None:
    """Compare the norms of two instruments, named like code, a-70-174 or A/RES/73/27.

    Shows the pairs, with the relation of each component and the evidence, and what the one asks and the other
    does not, as far as the two were compared.
    """
    from iccis.data.facts import Facts
    from iccis.data.store import load
    from iccis.publication.things import regime_forms as forms
    from iccis.publication.things import regimes

    triples = list(dict.fromkeys(quad.triple for quad in load(regimes.LAYERS)))
    facts = Facts(triples)
    ends = [regimes.find_instrument(text, facts) for text in (first, second)]
    if ends[0] == ends[1]:
        raise IccisError(f'"{first}" and "{second}" are one instrument', hint="name another one")
    comparison = regimes.compare(facts, *ends)
    if about:
        comparison = comparison.about(regimes.find_subject(about, comparison))
    if format == "json":
        emit_json(forms.comparison_data(comparison))
    elif format == "turtle":
        from iccis.questions.output import turtle

        emit(turtle(forms.comparison_statements(comparison, facts, triples)))
    elif format == "csv":
        emit(forms.comparison_table(comparison))
    else:
        emit(forms.comparison_text(comparison, width=_width()))


def _width() -> int:
    """Columns to fill: those of the terminal, within reason; a pipe gets the usual 100."""
    return max(60, min(shutil.get_terminal_size().columns, 120)) if sys.stdout.isatty() else 100


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def format_(paths: tuple[Path, ...], check: bool) -> int:
    """Format Turtle files in the style of the project.

    Without PATHS, all files of the project. The graph of a file never changes: where it would, or a comment
    would be lost, nothing is written.
    """
    from iccis.core.house_style import format_files

    changed = []
    for path in format_files(_turtle_files(paths), check=check):
        changed.append(path)
        emit(f"{path}\n")
    if changed and check:
        command = " ".join(["iccis format", *(map(str, changed) if paths else ())])
        return complain("not in the house style", f"run `{command}`", status=1)
    return 0


def _turtle_files(paths: Iterable[Path]) -> list[Path]:
    from iccis.core.project import BUNDLED, catalogue_files, data_files, root

    if not paths and root().name == BUNDLED:
        raise IccisError("there is no checkout here", hint="name the files to format")
    if not paths:
        found = {path for _, path in data_files()} | set((root() / "shapes").rglob("*.ttl"))
        return sorted(found | {*catalogue_files(), *(root() / "tests" / "answers").rglob("*.ttl")})
    files: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        if not inside:
            hint = "name a folder with files that end with .ttl"
            raise IccisError("there is no Turtle file in this folder", place=str(path), hint=hint)
        files += inside
    return files


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--among", type=Choice(("everything", "questions")), default="everything")
@click.option("--format", type=Choice(("text", "json", "tsv")), default="text")
@BESIDE
@click.option("--instrument", default="", metavar="PATH", help=ONE_INSTRUMENT)
def search(words: tuple[str, ...], among: str, format: str, data: tuple[str, ...], instrument: str) -> None:
    """Search clauses, norms, interpretations, concepts, instruments, questions and terms.

    Finds entries with all WORDS, in any form and spelling, best matches first, or else entries with some of
    them. Put phrases in quotation marks. Among the bundled questions, finds those that a plain question leads
    to. With --data, things of your own are found, too, and things of the edition by names that you give them.
    """
    from iccis.data.facts import Facts
    from iccis.data.inputs import read_triples
    from iccis.data.search import Hit
    from iccis.data.store import load
    from iccis.questions.find import Finder, index
    from iccis.questions.question import questions
    from iccis.questions.scopes import open_scope

    own = read_triples(data)  # what things of a user are may follow from what is said of them
    store = open_scope(data=own, instrument=instrument)[0] if own else load(instrument=instrument)
    facts = Facts(dict.fromkeys(quad.triple for quad in store))
    if among == "questions":
        hits = Finder(facts, questions()).hits(" ".join(words))
    else:
        hits = index(facts, questions()).search(words)
    if format == "json":
        emit_json([hit._asdict() for hit in hits])
    elif format == "tsv":
        emit_rows([Hit._fields, *((*hit[:-1], ", ".join(hit.missing)) for hit in hits)])
    else:
        emit("".join(f"{hit.kind}: {hit.label}\n    {hit.iri}\n    {hit.snippet}\n" for hit in hits))
    is_partial = hits and all(hit.missing for hit in hits)
    click.echo(f"{len(hits)} found" + (", none with all of the words" if is_partial else ""), err=True)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--at", default="", metavar="CITATION", help="Clause said to have the words: pledge 3.")
@click.option("--format", type=Choice(("text", "json")), default="text")
def verify(words: tuple[str, ...], at: str, format: str) -> int:
    """Verify a quotation: whether WORDS stand in the text, and where, or what differs and what that changes.

    Ellipses, square brackets, quotation marks, dashes, case and line ends are understood as people quote; `-`
    reads the words from stdin. Exit status: 0 if the words stand there, 1 if they do not, 2 if that cannot be
    judged.
    """
    from iccis.data.facts import Facts
    from iccis.data.store import load
    from iccis.data.verdict import VERDICTS
    from iccis.data.verdict import verify as judge

    text = read_stdin() if words == ("-",) else " ".join(words)
    verdict = judge(text, Facts(dict.fromkeys(quad.triple for quad in load())), at=at)
    if format == "json":
        emit_json(verdict)
    else:
        from iccis.data.verdict_text import verdict_text

        emit(verdict_text(verdict))
    return VERDICTS[verdict["verdict"]]
