"""The command that computes the closure."""

from typing import TYPE_CHECKING

import click

from iccis.cli.questions import Choice
from iccis.cli.terminal import emit
from iccis.core.project import CLOSURE, SCOPES, scope

if TYPE_CHECKING:
    from pyoxigraph import Triple


@click.command()
@click.option("--reasoner", type=Choice(("own", "owlrl")), default="own", show_default=True)
@click.option(
    "--graph",
    type=Choice(SCOPES),
    default="as written",
    show_default=True,
    help="Graphs to reason over.",
)
@click.option("--format", type=Choice(("turtle", "ntriples")), default="turtle", show_default=True)
@click.option("--explain", metavar='"SUBJECT PREDICATE OBJECT"', help="Explain why a statement follows.")
def reason(reasoner: str, graph: str, format: str, explain: str | None) -> int:
    """Print the triples that follow from the data by OWL 2 RL.

    Exits with 1 if the data are inconsistent.
    """
    from iccis.data.store import load, triples

    layers = [layer for layer in scope(graph) if layer != CLOSURE]
    given = list(triples(load(layers), layers))
    return _explained(given, explain) if explain else _closed(given, reasoner, format)


def _explained(given: "list[Triple]", text: str) -> int:
    from iccis.closure.explain import explain
    from iccis.questions.params import statement

    emit(f"{explain(given, statement(text))}\n")
    return 0


def _closed(given: "list[Triple]", reasoner: str, format: str) -> int:
    from time import perf_counter

    from pyoxigraph import RdfFormat, serialize

    from iccis.closure.reason import closure, closure_owlrl
    from iccis.questions.output import turtle

    start = perf_counter()
    found = {"own": closure, "owlrl": closure_owlrl}[reasoner](given)
    seconds = perf_counter() - start
    data = serialize(found.triples, format=RdfFormat.N_TRIPLES) or b""
    emit(turtle(found.triples) if format == "turtle" else bytes(data).decode())
    rounds = f", in {found.rounds} rounds" if found.rounds else ""
    words = f"{len(given)} triples, {len(found.triples)} more follow{rounds}"
    click.echo(f"{words} ({seconds:.2f} s, {reasoner})", err=True)
    for clash in found.clashes:
        lines = [f"    {' '.join(map(str, triple))}" for triple in clash.triples]
        click.echo("\n".join([f"clash ({clash.rule}): {clash.message}", *lines]), err=True)
    return 1 if found.clashes else 0
