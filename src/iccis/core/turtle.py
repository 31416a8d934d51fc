"""Turtle files: read with errors that name the line, and replaced in one step."""

import os
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import RdfFormat, Triple, parse

from iccis.core.errors import IccisError

QUOTED = (
    r'''"""(?:[^"\\]++|\\.|"(?!""))*+"""|"(?:[^"\\\n\r]++|\\.)*+"'''
    r"""|'''(?:[^'\\]++|\\.|'(?!''))*+'''|'(?:[^'\\\n\r]++|\\.)*+'"""
    r"""|<[^\x00-\x20<>"{}|^`]*+>|\\.|\#[^\n\r]*+"""
)
"""Pattern of strings, IRIs, escapes in names and comments, in which any mark may stand."""
_TOKEN = re.compile(QUOTED + r"|<<\(?|\)>>", re.S)
MAX_DEPTH = 100
"""Triple terms in triple terms; thousands of them overflow the stack of the parser."""


UTF_MARKS = (
    (BOM_UTF32_LE, "UTF-32"),
    (BOM_UTF32_BE, "UTF-32"),
    (BOM_UTF16_LE, "UTF-16"),
    (BOM_UTF16_BE, "UTF-16"),
)
"""Bytes at the start of a text in another encoding; those of UTF-32 begin like those of UTF-16."""


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises IccisError for a file that is missing, a folder, unreadable, empty, binary or not UTF-8.

    >>> from iccis.core.project import package_root
    >>> len(read_text(package_root() / "kg" / "source" / "code-of-conduct.en.txt"))
    8381
    """
    return decode(read_bytes(path), place=str(path))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file; raises IccisError for one that is missing, a folder or unreadable."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        what = "is a link to a file that does not exist" if path.is_symlink() else "there is no such file"
        raise IccisError(what, place=str(path), hint="check the path") from None
    except IsADirectoryError:
        raise IccisError("is a folder, not a file", place=str(path), hint="name a file in it") from None
    except (OSError, ValueError) as error:
        message = f"cannot be read: {getattr(error, 'strerror', error)}"
        raise IccisError(message, place=str(path), hint="check the path and its permissions") from None


def decode(data: bytes, *, place: str) -> str:
    r"""Return bytes as text; raises IccisError if they are empty, binary or not UTF-8.

    >>> decode(b"ASK {\xff}", place="my.rq")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: my.rq:1: byte 5 (0xFF) is not UTF-8
    """
    if not data.strip():
        raise IccisError("is empty", place=place, hint="name a file that has content")
    if width := next((name for mark, name in UTF_MARKS if data.startswith(mark)), ""):
        hint = f"save it as UTF-8, for example with `iconv -f {width} -t UTF-8`"
        raise IccisError(f"is in {width}, not in UTF-8", place=place, hint=hint)
    if b"\0" in data:
        hint = "name a text file in UTF-8"
        raise IccisError("is a binary file, or text in UTF-16 or UTF-32", place=place, hint=hint)
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8"
        raise IccisError(message, place=f"{place}:{line}", hint="save the file as UTF-8") from None


class Document(NamedTuple):
    """The content of a Turtle file: its triples in their order, and the namespaces of its prefixes."""

    triples: list[Triple]
    prefixes: dict[str, str]


def read(path: Path) -> list[Triple]:
    """Return the triples of a Turtle file in their order; a malformed file is named with its line.

    Blank nodes get labels that no other file has.
    """
    return parse_turtle(read_text(path), place=str(path), rename_blank_nodes=True).triples


def parse_turtle(text: str, *, place: str, rename_blank_nodes: bool = False) -> Document:
    """Return the content of Turtle; raises IccisError, with `place` and line, where it is malformed.

    >>> parse_turtle("@prefix x: <urn:x#> . x:a x:b _:c .", place="x.ttl")[1]
    {'x': 'urn:x#'}
    """
    refuse_depth(text, place=place)
    try:
        parser = parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=rename_blank_nodes)
        return Document([quad.triple for quad in parser], parser.prefixes)
    except SyntaxError as error:
        where = f"{place}:{error.lineno}" if error.lineno else place
        message = f"malformed Turtle: {str(error.msg).split(':', 1)[-1].strip()}"
        hint = "correct that line; a statement ends with ` .`"
        if "scheme" in message:
            hint = "write whole IRIs, or say what they are relative to: `@base <https://...> .`"
        raise IccisError(message, place=where, hint=hint) from None
    except MemoryError:
        line, _ = max(_tokens(text), key=lambda pair: len(pair[1]))
        raise too_large(f"{place}:{line}") from None


def too_large(place: str) -> IccisError:
    """Return the error for a term that is too large for the parser.

    >>> too_large("x.ttl:2").place
    'x.ttl:2'
    """
    hint = "keep it in a file of its own, and refer to that"
    return IccisError("a term of more than 16 MB, which the parser does not read", place=place, hint=hint)


def refuse_depth(text: str, *, place: str) -> None:
    """Raise IccisError for triple terms within one another that would overflow the stack of the parser."""
    depth = 0
    for line, token in _tokens(text) if text.count("<<(") > MAX_DEPTH else ():
        depth += (token == "<<(") - (token == ")>>")
        if depth > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} triple terms within one another"
            raise IccisError(message, place=f"{place}:{line}", hint="name the inner ones with rdf:reifies")


def comment_lines(text: str) -> list[int]:
    """Return the numbers of the lines of Turtle that hold a comment.

    >>> comment_lines("<a#b> <c> '# no' .\\n# yes")
    [2]
    """
    return [line for line, token in _tokens(text) if token.startswith("#")]


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield what `_TOKEN` finds, each with the line on which it begins."""
    line, start = 1, 0
    for match in _TOKEN.finditer(text):
        line, start = line + text.count("\n", start, match.start()), match.start()
        yield line, match[0]


def replace(path: Path, text: str) -> None:
    """Write `text` beside a file and move it into its place in one step, so that it is never half written.

    The file keeps its mode, and a link to it stays a link. Makes the folder if need be. Raises IccisError
    for what cannot be written, read-only files among them.
    """
    target = Path(os.path.realpath(path))
    aside = target.with_name(f".iccis-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not (target.is_file() and target.stat().st_mode & 0o222):
            raise PermissionError(None, "it is read-only" if target.is_file() else "it is not a file")
        aside.write_bytes(text.encode())
        if target.exists():
            aside.chmod(target.stat().st_mode & 0o7777)
        os.replace(aside, target)
    except OSError as error:
        hint = "check file and folder: permissions, and space on the disk"
        raise IccisError(f"cannot be written: {error.strerror}", place=str(path), hint=hint) from None
    finally:
        with suppress(OSError):
            aside.unlink()
