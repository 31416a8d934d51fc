"""RDF files and mapping sets of users -> triples, each with its place: file and line.

A file is read once, so that it may be a pipe. Blank nodes of several files are kept apart.
"""

import gzip
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, RdfFormat, Triple, parse

from iccis.core.errors import IccisError, near
from iccis.core.project import SSSOM
from iccis.core.turtle import MAX_DEPTH, QUOTED, decode, read_bytes, refuse_depth, too_large
from iccis.data.formats import ENDINGS, INPUT_FORMATS
from iccis.data.mappings import read_sets, statements

STDIN = "-"
FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
LINES = ("ntriples", "nquads", "rdfxml")
"""Formats of which each line is a piece; the pieces of Turtle and TriG are its statements."""

PIECE = re.compile(
    QUOTED + r"|(?P<end>\.(?![\w%\\:-])\s*|(?<!\|)\}(?!\|)|\{(?!\|)"
    r"|(?i:(?<![\w:@-])(?:prefix\s+[^\s:]*:|base)\s*<[^>]*>))",
    re.S,
)
"""What ends a statement of Turtle or TriG, beside that in which the same marks may stand."""
BLANK = re.compile(r"(?:\s|#[^\r\n]*)*")
LINE_END = re.compile(r"\r\n?|\n")
UNKNOWN = "urn:iccis:unknown:"
"""Start of the IRIs that keys of JSON-LD without a meaning get, when they are looked for."""


class Statement(NamedTuple):
    """A triple, and where the statement that holds it begins: `file:line`, or only the file for JSON-LD."""

    triple: Triple
    place: str


def read_inputs(
    names: Iterable[str | Path],
    *,
    input_format: str | None = None,
    base_iri: str | None = None,
    problems: list[IccisError] | None = None,
) -> list[Statement]:
    """Read files, folders, patterns such as `*.ttl`, and `-` for stdin; named graphs are merged.

    The format is `input_format`, a name in INPUT_FORMATS, or that of the file's name, else Turtle; a file
    called `*.sssom.tsv` is a mapping set. Relative IRIs are resolved against `base_iri`, or the address of
    the file. Raises IccisError, naming file and line, for what cannot be read, and for triple terms and base
    directions (RDF 1.2), which rdflib does not have. What is wrong with mapping sets is added to `problems`,
    if they are given.

    >>> read_inputs(["missing.ttl"])
    Traceback (most recent call last):
    iccis.core.errors.IccisError: missing.ttl: there is no such file
    """
    if input_format not in (None, *INPUT_FORMATS):
        hint = near(str(input_format), INPUT_FORMATS) or "choose one of: " + ", ".join(INPUT_FORMATS)
        raise IccisError(f"no such input format: {input_format}", hint=hint)
    paths = list({path.resolve(): path for name in names for path in _expand(str(name))}.values())
    sets = [path for path in paths if input_format is None and is_mapping_set(path)]
    others, is_many = [path for path in paths if path not in sets], len(paths) > 1
    read = [s for path in others for s in _read(path, input_format, base_iri, rename_blank_nodes=is_many)]
    return read + [Statement(*statement) for statement in statements(read_sets(sets, problems=problems))]


def is_mapping_set(path: Path) -> bool:
    """Tell whether a file is a mapping set, by its name.

    >>> is_mapping_set(Path("links.sssom.tsv"))
    True
    """
    return path.name.lower().endswith(SSSOM)


def read_triples(names: Iterable[str | Path]) -> list[Triple]:
    """Return the triples of files, as `read_inputs` reads them; none without files.

    >>> read_triples([])
    []
    """
    return [statement.triple for statement in read_inputs(names)]


def located(path: Path) -> list[Statement]:
    """Return the triples of one file of the project, with their places."""
    return list(_read(path, None, None, rename_blank_nodes=False))


def _expand(name: str) -> Iterator[Path]:
    """Yield the files that a name stands for: itself, those in a folder, or those that match a pattern."""
    path = Path(name)
    if name != STDIN and path.is_dir():
        files = list(_in_folder(path, set()))
        if not files:
            hint = "its files must end with one of: " + ", ".join(ENDINGS)
            raise IccisError("there is no RDF file in this folder", place=name, hint=hint)
        yield from files
    elif re.search(r"[*?[]", name) and not path.exists():
        matches = sorted(glob(name, recursive=True))
        if not matches:
            raise IccisError("no file matches", place=name, hint="check the pattern")
        for match in matches:
            yield from _expand(match)
    else:
        yield path


def _in_folder(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """Yield the RDF files in a folder, also through links; folders that contain themselves are read once."""
    seen.add(folder.resolve())
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.resolve() not in seen:
                yield from _in_folder(path, seen)
        elif _ending(path) in ENDINGS or is_mapping_set(path):
            yield path


def _ending(path: Path) -> str:
    return path.name.lower().removesuffix(".gz").rpartition(".")[2]


def _read(
    path: Path, input_format: str | None, base_iri: str | None, *, rename_blank_nodes: bool
) -> Iterator[Statement]:
    is_stdin = str(path) == STDIN
    place = "stdin" if is_stdin else str(path)
    data = sys.stdin.buffer.read() if is_stdin else read_bytes(path)
    name = input_format or ENDINGS.get(_ending(path), "")
    text = _text(_unzipped(data, place), place, name)
    if name == "jsonld":
        _refuse_deep_json(text, place)
    elif name != "rdfxml":
        refuse_depth(text, place=place)
    pieces = _Pieces(text, name)
    address = base_iri or (None if is_stdin else path.absolute().as_uri())
    here = ""
    try:
        format = FORMATS[name or "turtle"]
        for quad in parse(pieces, format, base_iri=address, rename_blank_nodes=rename_blank_nodes):  # type: ignore[arg-type]
            here = pieces.place(place)
            _refuse_rdf12(quad.triple, here)
            yield Statement(quad.triple, here)
    except MemoryError:
        raise too_large(pieces.place(place)) from None
    except SyntaxError as error:
        where = f"{place}:{error.lineno}" if error.lineno else pieces.place(place)
        raise _malformed(str(error.msg), where, name) from None
    except ValueError as error:
        raise IccisError(
            f"no base IRI: {address}: {error}", hint="give an absolute IRI with --base"
        ) from None
    if name == "jsonld":
        _refuse_unknown_keys(text, place, address)
    if not here:
        hint = "a JSON-LD file needs a @context for its keys" if name == "jsonld" else "name a file with data"
        raise IccisError("holds no triples", place=place, hint=hint)


def _unzipped(data: bytes, place: str) -> bytes:
    try:
        return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError, zlib.error) as error:
        raise IccisError(f"cannot be unzipped: {error}", place=place, hint="compress it again") from None


def _text(data: bytes, place: str, name: str) -> str:
    """Return the text of a file: UTF-8, or for RDF/XML the encoding that its first line declares."""
    declared = re.match(rb"<\?xml[^>]*?encoding=[\"']([\w.-]+)[\"'][^>]*?\?>", data)
    if name != "rdfxml" or not declared or declared[1].lower() in (b"utf-8", b"us-ascii"):
        return decode(data, place=place)
    try:
        return data[declared.end() :].decode(declared[1].decode())
    except (LookupError, UnicodeDecodeError) as error:
        raise IccisError(f"cannot be decoded: {error}", place=f"{place}:1", hint="save it as UTF-8") from None


class _Pieces:
    """A stream that gives a parser one piece of a file at a time, and knows the line on which it begins."""

    def __init__(self, text: str, name: str) -> None:
        self.line, self._rest = 0, b""
        if name == "jsonld":
            self._pieces = iter([(0, text)])
        else:
            self._pieces = _lines(text) if name in LINES else _statements(text)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of a piece, at most `size`; none at the end."""
        if not self._rest:
            self.line, piece = next(self._pieces, (self.line, ""))
            self._rest = piece.encode()
        part, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return part

    def place(self, file: str) -> str:
        """Return a file with the line of the piece that was read last; JSON-LD has no lines."""
        return f"{file}:{self.line}" if self.line else file


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$", text), 1)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the statements of Turtle or TriG, each with the line of its first term."""
    start, line = 0, 1
    ends = [match.end() for match in PIECE.finditer(text) if match["end"]]
    for end in [*ends, len(text)]:
        piece = text[start:end]
        margin = BLANK.match(piece)
        yield line + len(LINE_END.findall(piece, 0, margin.end() if margin else 0)), piece
        start, line = end, line + len(LINE_END.findall(piece))


def _refuse_rdf12(triple: Triple, place: str) -> None:
    value = triple.object
    is_directed = isinstance(value, Literal) and value.direction is not None
    if isinstance(value, Triple) or is_directed:
        what = "a literal with a base direction" if is_directed else "a triple term"
        hint = "take it out: rdflib, on which the shapes run, has RDF 1.1 only"
        raise IccisError(f"{what} (RDF 1.2) cannot be validated", place=place, hint=hint)


def _refuse_deep_json(text: str, place: str) -> None:
    """Raise IccisError for objects within one another that would overflow the stack of the parser."""
    depth = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', text, re.S):
        depth += (match[0] in "[{") - (match[0] in "]}")
        if depth > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} objects and arrays within one another"
            line = len(LINE_END.findall(text, 0, match.start())) + 1
            raise IccisError(
                message, place=f"{place}:{line}", hint="name the inner ones with @id, beside them"
            )


def _refuse_unknown_keys(text: str, place: str, address: str | None) -> None:
    """Raise IccisError for a key that the context gives no meaning: JSON-LD leaves it out without a word."""
    marked = f'{{"@context": {{"@vocab": "{UNKNOWN}"}}, "@graph": {text}}}'
    for quad in parse(marked, FORMATS["jsonld"], base_iri=address):
        if quad.predicate.value.startswith(UNKNOWN):
            key = quad.predicate.value.removeprefix(UNKNOWN)
            hint = "correct it, or give it a meaning in the @context; null there leaves it out"
            raise IccisError(f'the key "{key}" has no meaning, and would be lost', place=place, hint=hint)


def _malformed(message: str, place: str, name: str) -> IccisError:
    """Return the error for a file that the parser refuses; `name` is its format, empty if that is a guess."""
    hint = "correct that line" + ("; a statement ends with ` .`" if name == "turtle" else "")
    if "scheme" in message:
        hint = "write absolute IRIs, or give with --base the IRI against which they are relative"
    elif "LoadDocumentCallback" in message:
        message, hint = "its context is elsewhere, and nothing is fetched", "put the context into the file"
    elif not name:
        hint += "; if it is not Turtle, end its name as .nt, .rdf or .jsonld (or `validate --input-format`)"
    message = re.sub(r"^Parser error.*?: ", "", message)
    return IccisError(f"malformed {FORMATS[name or 'turtle'].name}: {message}", place=place, hint=hint)
