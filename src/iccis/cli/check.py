"""The commands that check the Code and validate other data."""

import click

from iccis.cli.terminal import emit, emit_json
from iccis.data.formats import INPUT_FORMATS

SHACL = click.option(
    "--shacl",
    type=click.Choice(("fast", "pyshacl")),
    default="fast",
    help="Engine for the shapes; both find the same, and pyshacl is the reference.",
)


@click.command()
@click.option("--format", type=click.Choice(("text", "json", "junit", "turtle")), default="text")
@click.option("--step", metavar="NAME", help="Run only this step, for example shapes.")
@click.option("--endpoint", metavar="URL", help="Check the data behind a SPARQL endpoint.")
@SHACL
def check(format: str, step: str | None, endpoint: str | None, shacl: str) -> int:
    """Check the Code: text, data, closure, shapes and questions.

    The steps are text, anchors, names, layers, closure, shapes and questions; at an endpoint, closure, shapes
    and questions. Exits with 1 if one of them fails.
    """
    from iccis.check import report
    from iccis.check.run import check as run
    from iccis.check.run import check_endpoint

    reference = shacl == "pyshacl"
    if endpoint:
        result = check_endpoint(endpoint, step=step, reference=reference)
    else:
        result = run(step=step, reference=reference)
    emit(getattr(report, f"as_{format}")(result))
    return 0 if result.passed else 1


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--with-code", is_flag=True, help="Validate together with every layer of the Code.")
@click.option(
    "--input-format", type=click.Choice(INPUT_FORMATS), help="Format of the files, not of the report."
)
@click.option("--base", metavar="IRI", help="Resolve relative IRIs against this, not the file's address.")
@click.option("--shapes", metavar="FILE", multiple=True, help="Validate against these shapes, too.")
@SHACL
@click.option(
    "--format", type=click.Choice(("text", "json", "turtle")), default="text", help="Report format."
)
def validate(
    files: tuple[str, ...],
    with_code: bool,
    input_format: str | None,
    base: str | None,
    shapes: tuple[str, ...],
    shacl: str,
    format: str,
) -> int:
    """Validate your own RDF files against the ontology and the shapes.

    FILES may be files, folders, patterns, and - for stdin. They are Turtle unless the end of the name stands
    for another format: .trig, .nt, .nq, .jsonld, .json, .rdf, .owl or .xml; any of them may be gzipped. Exits
    with 1 if they do not conform.
    """
    from dataclasses import asdict

    from iccis.check.report import as_turtle, problems_text
    from iccis.check.validate import validate_files

    report = validate_files(
        files,
        with_code=with_code,
        input_format=input_format,
        base_iri=base,
        shapes=shapes,
        reference=shacl == "pyshacl",
    )
    if format == "turtle":
        emit(as_turtle(report))
    elif format == "json":
        data = {"conforms": report.conforms, "nodes": report.nodes, "focus nodes": len(report.focus)}
        left = {"by pySHACL": report.by_pyshacl}
        emit_json(data | left | {"problems": [asdict(problem) for problem in report.problems]})
    else:
        emit(problems_text(report.problems))
    verdict = "conforms" if report.conforms else f"does not conform: {len(report.problems)} problems"
    counts = f"{report.nodes} nodes, {len(report.focus)} of them with a shape, {report.shapes} shapes"
    click.echo(f"{verdict} ({counts})", err=True)
    for reason in report.reasons:
        click.echo(f"validated by pySHACL: {reason}", err=True)
    if not report.focus:
        hint = "give them classes of the ontology, for example iccis:Obligation"
        click.echo(f"no node has a shape, so nothing was checked against the shapes: {hint}", err=True)
    return 0 if report.conforms else 1
