"""The command that serves the Code."""

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=7878, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--workers", default=2, show_default=True, help="Queries that run at once.")
@click.option("--timeout", default=10.0, show_default=True, help="Seconds a query may take.")
@click.option("--memory", default=1024, show_default=True, help="MB that a query may take.")
@click.option("--max-rows", default=100_000, show_default=True, help="Rows of an answer.")
@click.option("--max-bytes", default=50_000_000, show_default=True, help="Bytes of an answer.")
@click.option("--max-query", default=100_000, show_default=True, help="Bytes of a query.")
@click.option("--queue", default=64, show_default=True, help="Queries that may wait.")
@click.option(
    "--rate", default=100.0, show_default=True, help="Requests a second of one client; 0 is no limit."
)
@click.option("--max-age", default=0, show_default=True, help="Seconds a cache may keep answers unasked.")
@click.option(
    "--released",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="This version is released: its files never change.",
)
def serve(host: str, port: int, **limits: float) -> None:
    """Serve SPARQL and every address of the Code.

    SPARQL 1.1 Protocol at /sparql, things at /id/..., graphs at /graph/... and /data. Logs go to stderr.
    Ctrl-C finishes what is running, and ends.
    """
    from iccis.core.errors import IccisError, require

    require("httptools", "jinja2", "prometheus_client", "starlette", "uvicorn", extra="serve")
    from iccis.service.app import serve as run
    from iccis.service.settings import Settings

    try:
        run(Settings(**limits), host, port, lambda address: click.echo(f"{address}sparql", err=True))  # type: ignore[arg-type]
    except OSError as error:
        hint = "choose another with --port, or --port 0 for a free one"
        raise IccisError(f"cannot listen on {host}:{port}: {error.strerror}", hint=hint) from error
