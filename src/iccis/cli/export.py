"""The command that exports."""

import click

from iccis.cli.terminal import emit


@click.command()
@click.argument("name", required=False)
@click.option("--format", help="Format; without a name, the list says which there are.")
def export(name: str | None, format: str | None) -> None:
    """Write the Code in other terms.

    ODRL, LegalRuleML, Akoma Ntoso, schema.org, ELI, SKOS, or a network. Without NAME, list the exports.
    """
    from iccis.questions.export import export as exported
    from iccis.questions.export import exports, formats

    if name:
        emit(exported(name, format))
    else:
        rows = [("name", "what", "formats")]
        rows += [(found.name, found.title, ", ".join(formats(found.name))) for found in exports()]
        emit("".join("\t".join(row) + "\n" for row in rows))
