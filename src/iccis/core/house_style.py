"""The house style of Turtle files, in which every file says the same as before."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import RdfFormat

from iccis.core.blank_nodes import fingerprint
from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.turtle import comment_lines, parse_turtle, read_text, replace
from iccis.core.turtle_writer import Order, write


def house_style(path: Path) -> str:
    """Return the content of a Turtle file in the house style.

    Raises IccisError where something would be lost: comments, prefixes without statements, a graph that does
    not read back the same.
    """
    place, text = str(path), read_text(path)
    if (format := RdfFormat.from_extension(path.suffix[1:])) not in (None, RdfFormat.TURTLE):
        message = f"is {format.name} by its name, and only Turtle has a house style"
        raise IccisError(message, place=place, hint="leave it out, or name it .ttl if it is Turtle")
    triples, prefixes = parse_turtle(text, place=place)
    for line in comment_lines(text):
        hint = "say it with skos:editorialNote or skos:changeNote"
        message = "a comment would be lost when the file is written again"
        raise IccisError(message, place=f"{place}:{line}", hint=hint)
    if not triples:
        raise IccisError("holds no statement", place=place, hint="add one, or delete the file")
    declared = {name: start for name, start in prefixes.items() if start not in PREFIXES.values()}
    order: Order = "alphabetical" if {"ontology", "shapes"} & set(path.resolve().parts[-3:-1]) else "document"
    if PREFIXES.keys() & declared.keys():  # one that is not in use leaves its name to that of the project
        first = write(triples, base=ID, prefixes=PREFIXES | declared, order=order)
        used = parse_turtle(first, place=place).prefixes
        declared = {name: start for name, start in declared.items() if name in used}
    written = write(triples, base=ID, prefixes=PREFIXES | declared, order=order)
    if written != text:
        copy = parse_turtle(written, place=f"{place} in the house style")
        if fingerprint(copy.triples) != fingerprint(triples):
            hint = "leave the file out, and report this with the file"
            raise IccisError("would not hold the same graph in the house style", place=place, hint=hint)
    return written


def format_files(paths: Iterable[Path], *, check: bool = False) -> Iterator[Path]:
    """Write Turtle files in the house style and yield those that change, or with `check` that would change.

    Raises IccisError before anything is written if one of the files has no house style.
    """
    texts = {path: house_style(path) for path in paths}
    for path, text in texts.items():
        if text.encode() != path.read_bytes():
            if not check:
                replace(path, text)
            yield path
