"""The commands that publish: into a folder, and to another store."""

from pathlib import Path

import click

from iccis.cli.terminal import emit
from iccis.core.errors import require
from iccis.core.namespaces import SITE
from iccis.publication.assets import built


@click.command()
@click.option(
    "--out", default="dist", show_default=True, type=click.Path(path_type=Path), help="Folder to write."
)
@click.option("--base", "site", default=SITE, show_default=True, help="Base of all IRIs, for a private copy.")
@click.option("--host", default="", help="Address where the files will lie, for the redirects of w3id.")
@click.option("--release", default="", metavar="DATE", help="Release this version; its files then stay.")
@click.option("--check", type=click.Path(path_type=Path), help="Check a publication instead of making one.")
def publish(out: Path, site: str, host: str, release: str, check: Path | None) -> int:
    """Write everything that a portal, a researcher or a reader takes away.

    Data in every form, the catalogue, and the site, ready for any file host; prints where the pages are.
    The Code is checked first. A folder that an earlier run wrote is replaced as a whole; its released
    versions are kept.
    """
    require("jinja2", extra="publish")
    from iccis.check import report
    from iccis.check.run import check as checked

    if check:
        from iccis.publication.verify import check_publication

        found = check_publication(check)
        emit(report.as_text(found))
        return 0 if found.passed else 1
    from iccis.publication.publish import checked_base, released
    from iccis.publication.publish import publish as run

    checked_base(site), released(out)  # what is asked wrongly is said before the work
    code = checked()
    if not code.passed:
        click.echo(report.as_text(code), err=True)
        return 1
    made = run(out, site=site, host=host, release=release)
    if not built("sparql")["scripts"]:
        click.echo("the pages have no scripts (SPARQL, graph, search): run `make web` first", err=True)
    click.echo(f"{len(made)} files, version {made.edition.version}", err=True)
    emit(f"{out / 'index.html'}\n")
    return 0


@click.command()
@click.argument("url")
@click.option("--update", is_flag=True, help="URL takes SPARQL Update: send batches.")
@click.option(
    "--batch", default=1000, show_default=True, type=click.IntRange(1), help="Triples of one update."
)
@click.option("--endpoint", metavar="URL", help="With --update: where to ask what is there already.")
@click.option("--dry-run", is_flag=True, help="Send nothing; say what would be sent.")
def push(url: str, update: bool, batch: int, endpoint: str | None, dry_run: bool) -> None:
    """Send every graph to another store.

    URL is the store's address for the Graph Store Protocol, or with --update for SPARQL Update. Each named
    graph is replaced as a whole, and one that is there already is left alone: after an interruption the
    same command goes on. A user name and password, basic or digest, are taken from ICCIS_USER and
    ICCIS_PASSWORD.
    """
    from rich.console import Console
    from rich.progress import Progress

    from iccis.publication.push import push as push_layers
    from iccis.questions.scopes import open_scope

    store, layers = open_scope("all")
    console = Console(stderr=True, highlight=False)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("push", total=len(layers))
        steps = push_layers(url, store, layers, update=update, endpoint=endpoint, batch=batch, dry=dry_run)
        for layer, triples, total, state in steps:
            completed = layers.index(layer) + triples / (total or 1)
            bar.update(task, description=layer, completed=completed)
            if triples == total:
                console.print(f"{layer:<12}{total:>6} triples {state}", soft_wrap=True)
