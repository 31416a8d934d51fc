"""The commands that serve the Code and send it to other stores; `iccis.cli` puts the commands together."""

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
    from iccis.errors import IccisError
    from iccis.serve import Settings
    from iccis.serve import serve as run

    try:
        run(Settings(**limits), host, port, lambda address: click.echo(f"{address}sparql", err=True))  # type: ignore[arg-type]
    except OSError as error:
        hint = "choose another with --port, or --port 0 for a free one"
        raise IccisError(f"cannot listen on {host}:{port}: {error.strerror}", hint=hint) from error


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

    from iccis.graphs import open_scope
    from iccis.push import push as pushed

    store, layers = open_scope("all")
    console = Console(stderr=True, highlight=False)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("push", total=len(layers))
        for sent in pushed(url, store, layers, update=update, endpoint=endpoint, batch=batch, dry=dry_run):
            bar.update(
                task,
                description=sent.layer,
                completed=layers.index(sent.layer) + sent.done / (sent.size or 1),
            )
            if sent.done == sent.size:
                console.print(f"{sent.layer:<12}{sent.size:>6} triples {sent.state}", soft_wrap=True)
