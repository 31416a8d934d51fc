"""The commands that publish: to a folder, and to another store."""

import gc
from pathlib import Path

import click

from iccis.cli.terminal import emit, progress
from iccis.core.errors import require
from iccis.core.namespaces import SITE
from iccis.publication.assets import built


@click.command()
@click.option("--out", default="dist", type=click.Path(path_type=Path), help="Output folder.")
@click.option("--base", "site", default=SITE, help="Base of all IRIs, for a private copy.")
@click.option("--host", help="Address of the published files: downloads, crawlers, w3id.org.")
@click.option("--release", metavar="DATE", help="Release this version: its files can never change again.")
@click.option("--pdf", is_flag=True, help="Write the text with its interpretations as PDF, too.")
@click.option(
    "--check", type=click.Path(path_type=Path), metavar="DIR", help="Check an existing publication instead."
)
def publish(
    out: Path, site: str, host: str | None, release: str | None, pdf: bool, check: Path | None
) -> int:
    """Write the publication: data in every format, catalogue and site.

    The files are ready for any file host; the command prints the path of the home page. The edition is
    checked first. A folder that an earlier run wrote is replaced as a whole, except for its released
    versions.
    """
    require("jinja2", extra="publish")
    if pdf:
        require("weasyprint", extra="pdf")
    from iccis.check import report
    from iccis.check.run import check as check_code

    if check:
        from iccis.publication.verify import check_publication

        result = check_publication(check)
        emit(report.as_text(result))
        return 0 if result.passed else 1
    from iccis.publication.publish import check_target
    from iccis.publication.publish import publish as write

    check_target(out, site)  # wrong options fail before the work
    gc.disable()  # a tenth of the time, for a sixth of the memory
    result = check_code(cache=True)
    if not result.passed:
        click.echo(report.as_text(result), err=True)
        return 1
    changed = 0

    def follow(done: int, total: int, written: int) -> None:
        nonlocal changed
        changed = written
        advance(done, total)

    with progress("publish") as advance:
        publication = write(out, site=site, host=host or "", release=release or "", pdf=pdf, report=follow)
    if not built("sparql")["scripts"]:
        click.echo(
            "the pages have no scripts (SPARQL, graph, search): run `make web` first to build them", err=True
        )
    if not host and not publication.edition.is_project:
        click.echo(
            "w3id/.htaccess leads to a placeholder: give the address of the files with --host", err=True
        )
    words = f"{len(publication)} files, {changed} of them new or changed"
    click.echo(f"{words}, version {publication.edition.version}", err=True)
    emit(f"{out / 'index.html'}\n")
    return 0


@click.command()
@click.argument("url")
@click.option("--update", is_flag=True, help="Send batches by SPARQL Update to URL.")
@click.option("--batch", default=1000, type=click.IntRange(1), help="Triples per update.")
@click.option(
    "--endpoint", metavar="URL", help="With --update: SPARQL endpoint to query for what is already there."
)
@click.option("--base", "site", default=SITE, metavar="IRI", help="Base IRI of your own project.")
@click.option("--dry-run", is_flag=True, help="Send nothing; list what would be sent.")
@click.option("--verify/--no-verify", default=True, help="Ask the store for each graph after sending it.")
def push(
    url: str, update: bool, batch: int, endpoint: str | None, site: str, dry_run: bool, verify: bool
) -> None:
    """Send every graph to another store.

    URL is the store's address for the Graph Store Protocol or, with --update, for SPARQL Update. Each named
    graph is replaced as a whole; graphs that are already there are skipped, so that the same command resumes
    after an interruption. A graph is reported as sent once the store gives it back; with --update, that needs
    --endpoint. ICCIS_USER and ICCIS_PASSWORD give the user name and password (Basic or Digest).
    """
    require("httpx", extra="publish")
    from rich.console import Console
    from rich.progress import Progress

    from iccis.core.base import open_base
    from iccis.core.project import possible_graphs
    from iccis.publication.push import push as push_layers
    from iccis.publication.rebase import check_things
    from iccis.questions.scopes import open_scope

    base = open_base(site)
    check_things()
    (store, _), layers = open_scope(), possible_graphs()  # what is gone is gone there, too
    console = Console(stderr=True, highlight=False)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("push", total=len(layers))
        steps = push_layers(
            url,
            store,
            layers,
            base=base,
            update=update,
            endpoint=endpoint,
            batch=batch,
            dry=dry_run,
            verify=verify,
        )
        for layer, triples, total, state in steps:
            completed = layers.index(layer) + triples / (total or 1)
            bar.update(task, description=layer, completed=completed)
            if triples == total:
                console.print(f"{layer:<12} {total:>5} triples {state}", soft_wrap=True)
