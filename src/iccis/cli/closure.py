"""The command that computes the closure."""

from typing import TYPE_CHECKING

import click

from iccis.cli.questions import Choice
from iccis.cli.terminal import emit
from iccis.core.project import CLOSURE, SCOPES, graphs, scope

if TYPE_CHECKING:
    from pyoxigraph import Triple


@click.command()
@click.option("--reasoner", type=Choice(("own", "owlrl")), default="own")
@click.option("--graph", type=Choice(SCOPES), default="as written", help="Graphs to reason over.")
@click.option("--format", type=Choice(("turtle", "ntriples")), default="turtle")
@click.option("--data", multiple=True, metavar="FILE", help="Reason over an RDF file of your own, too.")
@click.option("--explain", metavar='"SUBJECT PREDICATE OBJECT"', help="Explain why a statement follows.")
def reason(reasoner: str, graph: str, format: str, data: tuple[str, ...], explain: str | None) -> int:
    """Print the triples that follow from the data by OWL 2 RL.

    Exits with 1 if the data are inconsistent.
    """
    from iccis.data.inputs import read_triples
    from iccis.data.store import load, triples

    layers = graphs(layer for layer in scope(graph) if layer != CLOSURE)
    premises = list(dict.fromkeys([*triples(load(scope(graph)), layers), *read_triples(data)]))
    if not explain:
        return _print_closure(premises, reasoner, format)
    from iccis.closure import explain as explanation
    from iccis.questions.params import statement

    emit(f"{explanation.explain(premises, statement(explain))}\n")
    return 0


def _print_closure(premises: "list[Triple]", reasoner: str, format: str) -> int:
    from time import perf_counter

    from iccis.closure.reason import closure, closure_owlrl
    from iccis.questions.output import ntriples, turtle

    start = perf_counter()
    result = {"own": closure, "owlrl": closure_owlrl}[reasoner](premises)
    seconds = perf_counter() - start
    emit({"turtle": turtle, "ntriples": ntriples}[format](result.triples))
    rounds = f", in {result.rounds} rounds" if result.rounds else ""
    words = f"{len(premises)} triples, {len(result.triples)} more follow{rounds}"
    click.echo(f"{words} ({seconds:.2f} s, {reasoner})", err=True)
    for clash in result.clashes:
        lines = [f"    {' '.join(map(str, triple))}" for triple in clash.triples]
        click.echo("\n".join([f"clash ({clash.rule}): {clash.message}", *lines]), err=True)
    return 1 if result.clashes else 0
