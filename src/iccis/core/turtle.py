"""Turtle files: read with errors that name the line, and written in the project's one style."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|#[^\n]*|\n', re.S
)


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises IccisError for a file that is missing, a folder, unreadable, empty, binary or not UTF-8.

    >>> from iccis.core.project import source_text
    >>> len(read_text(source_text()))
    8381
    """
    place = str(path)
    try:
        return decode(path.read_bytes(), place=place)
    except FileNotFoundError:
        raise IccisError("there is no such file", place=place, hint="check the path") from None
    except IsADirectoryError:
        raise IccisError("is a folder, not a file", place=place, hint="name a file in it") from None
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise IccisError(message, place=place, hint="check its permissions") from None


def decode(data: bytes, *, place: str) -> str:
    r"""Return bytes as text; raises IccisError if they are empty, binary or not UTF-8.

    >>> decode(b"ASK {\xff}", place="my.rq")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: my.rq:1: byte 5 (0xFF) is not UTF-8
    """
    if not data.strip():
        raise IccisError("is empty", place=place, hint="name a file that has content")
    if b"\0" in data:
        raise IccisError("is a binary file, not text", place=place, hint="name a text file in UTF-8")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8"
        raise IccisError(message, place=f"{place}:{line}", hint="save the file as UTF-8") from None


def read(path: Path) -> list[Triple]:
    """Return the triples of a Turtle file in their order; a malformed file is named with its line."""
    text = read_text(path)
    try:
        return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        place = f"{path}:{error.lineno}" if error.lineno else str(path)
        message = f"malformed Turtle: {str(error.msg).split(':', 1)[-1].strip()}"
        raise IccisError(message, place=place, hint="correct that line; a statement ends with ` .`") from None


def house_style(path: Path) -> str:
    """Return the content of a Turtle file in the house style; refuses comments, which would be lost."""
    text = read_text(path)
    for line in comment_lines(text):
        raise IccisError(
            "a comment would be lost when the file is written again",
            place=f"{path}:{line}",
            hint="say it with skos:editorialNote or skos:changeNote",
        )
    from iccis.core.turtle_writer import Order, write

    order: Order = "alphabetical" if {"ontology", "shapes"} & set(path.resolve().parts[-3:-1]) else "document"
    return write(read(path), base=ID, prefixes=PREFIXES | _declared(text), order=order)


def comment_lines(text: str) -> Iterator[int]:
    """Yield the numbers of the lines of Turtle that hold a comment.

    >>> list(comment_lines('<a#b> <c> "# no" .\\n# yes'))
    [2]
    """
    line = 1
    for token in _TOKEN.finditer(text):
        if token[0].startswith("#"):
            yield line
        line += token[0].count("\n")


def format_file(path: Path, *, check: bool = False) -> bool:
    """Write a Turtle file in the house style; return whether it changed, or with `check` would change.

    The file is replaced in one step, so that it is never half written.
    """
    wanted = house_style(path)
    if wanted == read_text(path):
        return False
    if not check:
        replace(path, wanted)
    return True


def replace(path: Path, text: str) -> None:
    """Write `text` beside a file and move it into its place; makes the folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_bytes(text.encode())
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise IccisError(f"cannot be written: {error.strerror}", place=str(path)) from None


def _declared(text: str) -> dict[str, str]:
    """Return the prefixes that a file declares for namespaces without a prefix of the project."""
    declarations = re.findall(r"(?:^|\.)\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", text, re.M | re.I)
    return {name: namespace for name, namespace in declarations if namespace not in PREFIXES.values()}
