"""The command that runs the service."""

import click

from iccis.service.settings import Settings

DEFAULTS = Settings()
RELEASED = "Date on which this version was released: caches may store its files forever."


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=7878, help="Port to listen on; 0 takes a free one.")
@click.option("--workers", default=DEFAULTS.workers, help="Queries that run at once.")
@click.option("--timeout", default=DEFAULTS.timeout, help="Seconds that a query may take.")
@click.option("--memory", default=DEFAULTS.memory, help="MB that a query may take.")
@click.option("--max-rows", default=DEFAULTS.max_rows, help="Rows of an answer, at most.")
@click.option("--max-bytes", default=DEFAULTS.max_bytes, help="Bytes of an answer, at most.")
@click.option("--max-query", default=DEFAULTS.max_query, help="Bytes of a query, at most.")
@click.option("--queue", default=DEFAULTS.queue, help="Queries that may wait.")
@click.option("--rate", default=DEFAULTS.rate, help="Requests a second of one client; 0 is no limit.")
@click.option("--max-age", default=DEFAULTS.max_age, help="Seconds that caches need not ask again.")
@click.option("--released", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=RELEASED)
def serve(host: str, port: int, **limits: float) -> None:
    """Serve SPARQL and every IRI of the Code over HTTP.

    SPARQL 1.1 Protocol at /sparql, things at /id/..., graphs at /graph/... and /data. The log goes to stderr.
    Ctrl-C finishes the queries that run, then stops.
    """
    from iccis.core.errors import IccisError, require

    require("httptools", "jinja2", "prometheus_client", "starlette", "uvicorn", extra="serve")
    from iccis.service.app import serve as run

    try:
        run(Settings(**limits), host, port, lambda address: click.echo(f"{address}sparql", err=True))  # type: ignore[arg-type]
    except OSError as error:
        hint = "choose another with --port, or --port 0 for a free one"
        raise IccisError(f"cannot listen on {host}:{port}: {error.strerror}", hint=hint) from error
