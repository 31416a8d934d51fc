"""The command that runs the service."""

from typing import Any

import click

from iccis.core.namespaces import SITE
from iccis.service.settings import Settings

DEFAULTS = Settings()
BASE = "Base IRI of your own project."
RELEASED = "Date on which this version was released: caches may store its files for a year."


def _settings(options: dict[str, Any]) -> Settings:
    """Return the settings, or raise IccisError for a text whose things have no IRIs below the base."""
    from iccis.core.base import open_base

    settings = Settings(**options)
    open_base(settings.base)
    return settings


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option(
    "--port", default=7878, type=click.IntRange(0, 65535), help="Port to listen on; 0 for a free one."
)
@click.option("--workers", default=DEFAULTS.workers, type=click.IntRange(1), help="Queries to run at once.")
@click.option("--timeout", default=DEFAULTS.timeout, help="Time limit of a query, in seconds.")
@click.option("--memory", default=DEFAULTS.memory, help="Memory limit of a query, in MB.")
@click.option("--max-rows", default=DEFAULTS.max_rows, help="Maximum rows in an answer.")
@click.option("--max-bytes", default=DEFAULTS.max_bytes, help="Maximum size of an answer, in bytes.")
@click.option("--max-query", default=DEFAULTS.max_query, help="Maximum size of a query, in bytes.")
@click.option("--queue", default=DEFAULTS.queue, help="Maximum number of waiting queries.")
@click.option("--rate", default=DEFAULTS.rate, help="Requests per second from one client; 0 for no limit.")
@click.option("--max-age", default=DEFAULTS.max_age, help="How long caches may reuse an answer, in seconds.")
@click.option("--base", default=SITE, metavar="IRI", help=BASE)
@click.option("--data", multiple=True, metavar="FILE", help="Serve an RDF file of your own, too.")
@click.option("--released", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=RELEASED)
def serve(host: str, port: int, data: tuple[str, ...], **limits: Any) -> None:
    """Serve SPARQL and every IRI of the edition over HTTP.

    SPARQL 1.1 Protocol at /sparql, things at /id/..., graphs at /graph/... and /data. With --data, files of
    your own stand beside the edition in the graph data, at /sparql, /data and /id/...; dumps and catalogue
    remain those of the edition. The log goes to stderr. Ctrl-C lets running queries finish, then stops.
    """
    from iccis.core.errors import IccisError, require
    from iccis.data.inputs import read_triples

    require("httptools", "jinja2", "prometheus_client", "starlette", "uvicorn", extra="serve")
    from iccis.service.app import serve as run

    settings = _settings(limits)
    if data and settings.released:
        hint = "leave out --released: caches would keep your statements as part of the release"
        raise IccisError("a released version has no files beside it", hint=hint)
    own = read_triples(data)

    def report(address: str) -> None:
        if own:
            names = ", ".join(dict.fromkeys(data))
            click.echo(f"beside the edition: {len(set(own))} statements of {names}", err=True)
        click.echo(f"{address}sparql", err=True)

    try:
        run(settings, host, port, report, own)
    except OSError as error:
        hint = "choose another with --port, or --port 0 for a free one"
        raise IccisError(f"cannot listen on {host}:{port}: {error.strerror}", hint=hint) from error


@click.command()
@click.option("--workers", default=1, type=click.IntRange(1), help="Queries to run at once.")
@click.option("--timeout", default=DEFAULTS.timeout, help="Time limit of a query, in seconds.")
@click.option("--memory", default=DEFAULTS.memory, help="Memory limit of a query, in MB.")
@click.option("--max-rows", default=DEFAULTS.max_rows, help="Maximum rows in an answer.")
@click.option("--base", default=SITE, metavar="IRI", help=BASE)
def mcp(**limits: Any) -> None:
    """Offer the edition to language models by the Model Context Protocol, over stdin and stdout.

    A client starts this command; `iccis serve` offers the same over HTTP at /mcp. See docs/agents.md.
    """
    from iccis.core.errors import require

    require("jsonschema", "mcp", extra="mcp")
    from iccis.service.agents.stdio import run

    run(_settings(limits))
