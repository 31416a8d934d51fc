"""The commands that check the Code and validate other data."""

import sys

import click

from iccis.cli.query import ONE_INSTRUMENT, THERE
from iccis.cli.terminal import emit, emit_json
from iccis.core.namespaces import SITE
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
@click.option("--base", "site", default=SITE, metavar="IRI", help=THERE)
@click.option("--instrument", default="", metavar="PATH", help=ONE_INSTRUMENT)
@click.option("--no-cache", is_flag=True, help="Run every step, whatever an earlier check has found.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes; stop with Ctrl-C.")
@SHACL
def check(
    format: str,
    step: str | None,
    endpoint: str | None,
    site: str,
    instrument: str,
    no_cache: bool,
    watch: bool,
    shacl: str,
) -> int:
    """Check the edition: text, data, closure, shapes and questions.

    The steps are text, anchors, names, layers, closure, shapes and questions; at an endpoint, closure, shapes
    and questions. Exits with 1 if one of them fails. What a step finds is kept below the user's cache folder,
    and the step is not run again as long as the files that it reads are the same. With --instrument, every
    step runs except the questions, whose recorded answers are about all instruments.
    """
    if instrument and (endpoint or watch or format == "turtle"):
        raise click.UsageError("--instrument goes with none of --endpoint, --watch and --format turtle")
    if watch:
        if endpoint or format != "text":
            raise click.UsageError("--watch goes with neither --endpoint nor --format")
        return _watch([*(["--step", step] if step else []), *["--no-cache"] * no_cache, "--shacl", shacl])
    if site != SITE and not endpoint:
        raise click.UsageError("--base goes only with --endpoint")
    from iccis.check import report
    from iccis.check.run import check as run
    from iccis.check.run import check_endpoint

    reference = shacl == "pyshacl"
    if endpoint:
        result = check_endpoint(endpoint, step=step, site=site, reference=reference)
    else:
        result = run(
            step=step, reference=reference, cache=not no_cache and format != "turtle", instrument=instrument
        )
    emit(getattr(report, f"as_{format}")(result))
    return 0 if result.passed else 1


def _watch(options: list[str]) -> int:
    """Check, and again after each change; print what is new (+) and what is gone (-), and the verdict."""
    from iccis.check.cache import FOLDERS
    from iccis.core.errors import require
    from iccis.core.project import root

    require("watchfiles", extra="watch")
    from watchfiles import watch

    folders = [path for folder in FOLDERS if (path := root() / folder).is_dir()]
    # Each turn without a change yields nothing; the first comes as soon as the folders are watched.
    turns = watch(*folders, debounce=300, rust_timeout=200, yield_on_timeout=True)
    known, status, is_first = list[str](), 0, True
    for changed in turns:
        if not changed and not is_first:
            continue
        is_first = False
        status, problems = _check_apart(options)
        differences = [f"- {line}" for line in known if line not in problems]
        differences += [f"+ {line}" for line in problems if line not in known]
        known = problems
        verdicts = {0: "conforms", 1: f"does not conform ({len(problems)})"}
        emit("".join(f"{line}\n" for line in [*differences, verdicts.get(status, "cannot be checked")]))
        sys.stdout.flush()
    return status


def _check_apart(options: list[str]) -> tuple[int, list[str]]:
    """Check in a process of its own, which reads everything anew; return its status and the problems."""
    import json
    import subprocess

    from iccis.check.shapes import Problem

    command = [sys.executable, "-m", "iccis", "check", "--format", "json", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    steps = json.loads(done.stdout)["steps"] if done.returncode in (0, 1) else []
    return done.returncode, [str(Problem(**problem)) for step in steps for problem in step["problems"]]


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--with-code", is_flag=True, help="Validate together with every layer of the edition.")
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
    """Validate your own RDF files and mapping sets against the ontology and the shapes.

    FILES may be files, folders, patterns, and - for stdin. They are Turtle unless the end of the name stands
    for another format: .trig, .nt, .nq, .jsonld, .json, .rdf, .owl or .xml; any of them may be gzipped.
    Files called *.sssom.tsv are SSSOM mapping sets: the table is checked, and its mappings are checked as
    triples together with the edition. Exits with 1 if they do not conform.
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
