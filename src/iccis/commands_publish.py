"""The command that publishes; `iccis.cli` puts the commands together."""

from pathlib import Path

import click

from iccis.files import SITE
from iccis.scripts import built
from iccis.terminal import emit


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
    from iccis import report
    from iccis.check import check as checked

    if check:
        from iccis.publish_check import check_publication

        found = check_publication(check)
        emit(report.as_text(found))
        return 0 if found.passed else 1
    from iccis.publish import checked_base, released
    from iccis.publish import publish as run

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
