"""The commands that write the text layer and show one thing; `iccis.cli` puts them together."""

import shutil
import sys
from pathlib import Path

import click

from iccis.terminal import complain, emit


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
def text(check: bool) -> int:
    """Write text layer and anchors anew.

    kg/text.ttl from the source, and kg/anchors/ from the quotations in the other files.
    """
    from iccis.anchors import anchor_files
    from iccis.files import ID, PREFIXES, root
    from iccis.source import provisions, text_file, text_triples
    from iccis.turtle import read_text, replace
    from iccis.turtle_writer import write

    parts = provisions()
    wanted = {text_file(): text_triples(parts)} | anchor_files(parts)
    texts = {p: write(t, base=ID, prefixes=PREFIXES, order="document") for p, t in wanted.items()}
    stale = [path for path, text in texts.items() if not path.exists() or read_text(path) != text]
    for path in [] if check else stale:
        replace(path, texts[path])
    left = sorted(set((root() / "kg" / "anchors").glob("*.ttl")) - set(texts))
    return _told(stale, left, check)


def _told(stale: list[Path], left: list[Path], check: bool) -> int:
    emit("".join(f"{path}\n" for path in stale))
    if left:
        names = ", ".join(map(str, left))
        return complain(f"no quotation needs {names}", "delete what is left over", status=1)
    if stale and check:
        return complain("not what the source and the quotations give", "run `iccis text`", status=1)
    return 0


@click.command()
@click.argument("thing", nargs=-1, required=True)
@click.option("--format", type=click.Choice(("text", "json", "turtle")), default="text", show_default=True)
@click.option("--readings", is_flag=True, help="Add how it is read, by whom, and what corresponds elsewhere.")
def show(thing: tuple[str, ...], format: str, readings: bool) -> None:
    """Show one thing with its words and links.

    THING is an IRI, or what people call it: pledge 3, norm 3.2, china, "digital divide".
    """
    from iccis.graphs import open_scope, triples
    from iccis.pages import Facts, find, view
    from iccis.pages_readings import commentary

    store, layers = open_scope("all")
    given = list(triples(store, layers))
    facts = Facts(given)
    iri = find(" ".join(thing), facts)
    beside = commentary(facts, iri) if readings else None
    if format == "turtle":
        from iccis.files import ID, PREFIXES
        from iccis.pages import about
        from iccis.turtle_writer import write

        emit(write(about(given, facts, iri), base=ID, prefixes=PREFIXES, order="document"))
    elif format == "json":
        from json import dumps

        emit(dumps(view(facts, iri) | (beside or {}), indent=2, ensure_ascii=False) + "\n")
    else:
        from iccis.pages_text import page

        emit(page(view(facts, iri), width=_width()) + "\n")
        if beside is not None:
            from iccis.pages_commentary import commentary_text

            emit("\n" + commentary_text(beside, width=_width()) + "\n")


def _width() -> int:
    """Columns to fill: those of the terminal, within reason; a pipe gets the usual 100."""
    return max(60, min(shutil.get_terminal_size().columns, 120)) if sys.stdout.isatty() else 100
