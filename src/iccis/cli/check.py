"""The commands that check the Code and validate other data."""

from pathlib import Path

import click

from iccis.cli.terminal import emit, emit_json


@click.command()
@click.option("--format", type=click.Choice(("text", "json", "junit", "turtle")), default="text")
@click.option("--step", metavar="NAME", help="Run only this step, for example shapes.")
@click.option("--endpoint", metavar="URL", help="Check the data behind a SPARQL endpoint.")
def check(format: str, step: str | None, endpoint: str | None) -> int:
    """Check the Code: text, data, closure, shapes and questions.

    The steps are text, anchors, names, layers, closure, shapes and questions; at an endpoint, closure, shapes
    and questions. Exits with 1 if one of them fails.
    """
    from iccis.check import report
    from iccis.check.run import check as run
    from iccis.check.run import check_endpoint

    result = check_endpoint(endpoint, step=step) if endpoint else run(step=step)
    emit(getattr(report, f"as_{format}")(result))
    return 0 if result.passed else 1


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--with-code", is_flag=True, help="Validate the files together with the data of the Code.")
@click.option("--format", type=click.Choice(("text", "json", "turtle")), default="text")
def validate(files: tuple[Path, ...], with_code: bool, format: str) -> int:
    """Validate your own Turtle files against the ontology and the shapes.

    Exits with 1 if they do not conform.
    """
    from dataclasses import asdict

    from iccis.check.report import as_turtle, problems_text
    from iccis.check.shapes import validate_files

    report = validate_files(files, with_code=with_code)
    if format == "turtle":
        emit(as_turtle(report))
    elif format == "json":
        emit_json({"conforms": report.conforms, "problems": [asdict(problem) for problem in report.problems]})
    else:
        emit(problems_text(report.problems))
    verdict = "conforms" if report.conforms else f"does not conform: {len(report.problems)} problems"
    click.echo(f"{verdict} ({report.nodes} nodes, {report.shapes} shapes)", err=True)
    return 0 if report.conforms else 1
