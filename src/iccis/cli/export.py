"""The command that exports the Code to other vocabularies and formats."""

import click

from iccis.cli.terminal import emit


@click.command()
@click.argument("name", required=False)
@click.option("--format", help="Output format: one of those listed for the export.")
def export(name: str | None, format: str | None) -> None:
    """Export the Code to another vocabulary or format.

    ODRL, LegalRuleML, Akoma Ntoso, schema.org, ELI, SKOS, or a network. Without NAME, list the exports, with
    what each of them cannot express.
    """
    from iccis.questions.export import export as exported
    from iccis.questions.export import exports, formats

    if name:
        emit(exported(name, format))
    else:
        rows = [("name", "title", "formats", "notes")]
        rows += [(e.name, e.title, ", ".join(formats(e.name)), e.why) for e in exports()]
        emit("".join("\t".join(row) + "\n" for row in rows))
