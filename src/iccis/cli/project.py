"""The commands for a text of one's own: make a project, and accept candidates of norms as data."""

from pathlib import Path
from typing import Any

import click

from iccis.cli.terminal import emit


@click.command()
@click.argument("name")
@click.option(
    "--text",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The text: plain text in UTF-8, or Akoma Ntoso 3.0 (.xml, .akn).",
)
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder to create, or an existing project; NAME by default.",
)
@click.option(
    "--language",
    default="",
    metavar="TAG",
    help="Language of the text; by default as stated in the XML, or English if it looks like English.",
)
@click.option("--publisher", default="", metavar="NAME", help="Who will publish the edition.")
@click.option("--licence", default="", metavar="IRI", help="Licence of the edition.")
@click.option("--with-code", is_flag=True, help="Include the data of the package as well, for comparison.")
def new(name: str, text: Path, folder: Path | None, **options: Any) -> None:
    """Make a project of your own from a text, or add the text to one: NAME is the path used in its IRIs.

    Proposes an outline of the text to be corrected by hand, and says what it is not sure of. A document of
    Akoma Ntoso keeps its structure and its eIds. Every command works in the new folder, or with
    `--project DIR`.
    """
    from iccis.data.new_project import make_project

    made = make_project(name, text, folder or Path(name), **options)
    for remark in made.remarks:
        click.echo(f"{text}:{remark.line}: {remark.text}", err=True)
    look = f"; {len(made.remarks)} to look at" if made.remarks else ""
    click.echo(
        f"{made.provisions} provisions{look}: correct kg/source/*.outline.csv, then `iccis text`", err=True
    )
    if not made.is_first:
        click.echo(
            "kg/catalog/record.ttl: title and description speak of the first text: correct them", err=True
        )
    emit(f"{made.folder}\n")


@click.command()
@click.option(
    "--renew", is_flag=True, help="List the candidates of the texts as they are now, and write no data."
)
def accept(renew: bool) -> None:
    """Write the candidates of norms that are marked in candidates.csv as data.

    Mark a row with x in the column `accept`, after you have read it beside the text and corrected it. After a
    change of a text or its outline, --renew adds candidates and takes out those whose words no longer stand
    in their provisions; rows that are marked stay.
    """
    from iccis.core.project import root
    from iccis.data.accepted import accept as write
    from iccis.data.accepted import renew as list_anew

    if renew:
        added, gone = list_anew(root())
        click.echo(f"{added} candidates added, {gone} dropped that the text no longer has", err=True)
        return
    paths = write(root())
    emit("".join(f"{path}\n" for path in paths))
