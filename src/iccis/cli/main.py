"""The command line. Data go to stdout, messages to stderr.

Exit status: 0 conforms, 1 does not conform, 2 wrong usage or unreadable input, 3 internal error.
Slow imports stand inside the commands, so that `--help` is quick.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from iccis.cli.check import check, validate
from iccis.cli.closure import reason
from iccis.cli.data import compare, format_, search, show, text, verify
from iccis.cli.project import accept, new
from iccis.cli.publication import publish, push
from iccis.cli.questions import export, query
from iccis.cli.service import mcp, serve
from iccis.cli.terminal import complain, emit, run_guarded, silence_libraries, use_utf8
from iccis.core.errors import IccisError
from iccis.core.project import instrument_table

STATUS = "Exit status: 0 conforms; 1 does not conform; 2 wrong usage or unreadable input; 3 internal error."


def main() -> None:
    """Run the command line, and exit with its status."""
    use_utf8()
    silence_libraries()
    if "_ICCIS_COMPLETE" in os.environ:
        cli.main(prog_name="iccis")
    # Garbage collection takes a sixth of the time of a short command and finds none: rarely, not at exit.
    gc.set_threshold(100_000)
    status = run(sys.argv[1:])
    gc.freeze()
    sys.exit(status)


def run(args: Sequence[str]) -> int:
    """Run one command, and return its exit status; a failure is one short message on stderr.

    >>> run(["no-such-command"])
    2
    """
    return run_guarded(lambda: _invoke(args))


def _invoke(args: Sequence[str]) -> int:
    try:
        with cli.make_context("iccis", list(args)) as context:
            status = cli.invoke(context)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "iccis"
        return complain(error.format_message(), f"`{path} --help` shows its usage")
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 110, "show_default": True}


@click.group(context_settings=SETTINGS, epilog=STATUS)
@click.version_option(package_name="iccis", message="%(prog)s %(version)s", prog_name="iccis")
def cli() -> None:
    """Check, query and read the International Code of Conduct for Information Security (2011)."""


@cli.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    In bash: eval "$(iccis completion bash)"
    """
    from click.shell_completion import get_completion_class

    if found := get_completion_class(shell):
        emit(found(cli, {}, "iccis", "_ICCIS_COMPLETE").source() + "\n")


for command in (
    check,
    query,
    show,
    compare,
    search,
    verify,
    export,
    publish,
    serve,
    mcp,
    push,
    validate,
    reason,
    new,
    accept,
    text,
    format_,
):
    cli.add_command(command)


def _enter_project(_context: click.Context, _option: click.Parameter, folder: Path | None) -> None:
    """Take the edition from a folder, in this process and in those that it starts."""
    if folder:
        if not instrument_table(folder).is_file():
            hint = "make a project with `iccis new NAME --text FILE`, or name the folder that has its kg/"
            raise IccisError("is no project: it has no table of instruments", place=str(folder), hint=hint)
        os.environ["ICCIS_ROOT"] = str(folder.resolve())


for command in (cli, *cli.commands.values()):
    click.option(
        "--project",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        metavar="DIR",
        help="Project of your own to use instead: a folder that `iccis new` made.",
        expose_value=False,
        is_eager=True,
        callback=_enter_project,
    )(command)
    for option in command.params:
        if isinstance(option, click.Option) and option.default == "":
            option.show_default = False
