"""What every command writes with: data to stdout, words to stderr."""

import sys

import click


def complain(message: str, hint: str, *, status: int = 2) -> int:
    """Write what is wrong and what to do to stderr, and return the exit status."""
    click.echo(f"error: {message}" + (f"\n\nhint: {hint}" if hint else ""), err=True)
    return status


def emit(text: str) -> None:
    """Write data to stdout, as UTF-8 and with the line ends that it has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
