"""Questions: files of SPARQL whose header says what they ask.

The header is the comment lines at the start of the file, `# key: value`, a value going on in lines that start
with `#   `: `title`, `question`, `why`, `graph`, and each parameter in a line
`param: NAME KIND DEFAULT — what it is`. KIND is `string`, `integer` or the name of a class of the
ontology; DEFAULT is what the recorded answer uses.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.errors import IccisError, near
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import SCOPES, root
from iccis.core.rdf import TYPE
from iccis.questions.params import unquoted

HEADER = ("title", "question", "why", "graph")
PARAM = re.compile(
    r'(?P<name>\w+)\s+(?P<kind>\w+)\s+(?P<default>"(?:[^"\\]|\\.)*"|\S+)\s+(?:—|--?)\s+(?P<what>.+)'
)


class Param(NamedTuple):
    """A variable that the asker chooses a value for."""

    name: str
    kind: str
    default: str
    what: str


class Question(NamedTuple):
    """A query with what it asks in plain words, the graphs it is for, and its parameters."""

    name: str
    text: str
    title: str = ""
    question: str = ""
    why: str = ""
    graph: str = "as written"
    params: tuple[Param, ...] = ()
    place: str = ""

    @property
    def number(self) -> str:
        """Number that the name starts with.

        >>> Question("07-list-pledges", "").number
        '7'
        """
        return self.name.split("-")[0].lstrip("0")


def questions(*, base: Path | None = None) -> list[Question]:
    """Return every question of the project, by number.

    >>> all(question.title for question in questions())
    True
    """
    return [read_question(path) for path in _files(base)]


def tables(*, base: Path | None = None) -> list[Question]:
    """Return the questions that make the published tables, by name.

    >>> [table.name for table in tables()]
    ['actors', 'clauses', 'links', 'norms', 'positions']
    """
    return [read_question(path) for path in sorted(((base or root()) / "queries" / "tables").glob("*.rq"))]


def question(name: str, *, base: Path | None = None) -> Question:
    """Return one question: by number, by name, or by any part of a name that no other has.

    >>> question("99999")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: no such question: 99999
    """
    return read_question(_find(name.removesuffix(".rq"), {path.stem: path for path in _files(base)}))


def _files(base: Path | None) -> list[Path]:
    found = ((base or root()) / "queries").glob("[0-9]*-*.rq")
    return sorted(found, key=lambda path: (int(path.stem.split("-")[0]), path.stem))


def _find(name: str, files: Mapping[str, Path]) -> Path:
    if name in files:
        return files[name]
    number = name.lstrip("0") if name.isdigit() else None
    by_number = [stem for stem in files if stem.split("-")[0].lstrip("0") == number]
    starts = [stem for stem in files if stem.startswith(name) and not name.isdigit()]
    inside = [stem for stem in files if name in stem and not name.isdigit()]
    found = by_number or starts or inside
    if len(found) == 1:
        return files[found[0]]
    if found:
        raise IccisError(f'"{name}" stands for more than one question', hint="say which: " + ", ".join(found))
    hint = near(name, [*files, *(stem.split("-", 1)[1] for stem in files)])
    raise IccisError(f"no such question: {name}", hint=hint or "run `iccis query` for the list")


def read_question(path: Path, *, strict: bool = True) -> Question:
    """Read a question from a file; unless `strict`, its header may be missing or in part.

    >>> read_question(Path("missing.rq"))
    Traceback (most recent call last):
    iccis.core.errors.IccisError: missing.rq: no such file
    """
    return parse_question(read_text(path), name=path.stem, place=str(path), strict=strict)


def read_text(path: Path) -> str:
    """Text of a file, or IccisError with the reason why it has none.

    >>> read_text(Path("."))
    Traceback (most recent call last):
    iccis.core.errors.IccisError: .: cannot be read: Is a directory
    """
    try:
        return decode(path.read_bytes(), place=str(path))
    except FileNotFoundError as error:
        raise IccisError("no such file", place=str(path)) from error
    except OSError as error:
        raise IccisError(f"cannot be read: {error.strerror}", place=str(path)) from error


def decode(data: bytes, *, place: str) -> str:
    r"""Text of a query file, or IccisError for what is none.

    >>> decode(b"ASK {\xff}", place="my.rq")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: my.rq:1: not UTF-8
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise IccisError("not UTF-8", place=f"{place}:{line}", hint="save the file as UTF-8") from error
    if "\0" in text:
        raise IccisError("this is a binary file, not a query", place=place)
    return text


def parse_question(text: str, *, name: str, place: str = "", strict: bool = True) -> Question:
    """Question that a text with a header stands for.

    >>> parse_question("# title: All\\nASK {}", name="all", strict=False).title
    'All'
    """
    fields: dict[str, str] = {}
    params = []
    for line, key, value in _header(text):
        if key == "param":
            params.append(_param(value, f"{place}:{line}"))
        elif key in HEADER:
            fields[key] = value
        elif strict:
            hint = "the keys are " + ", ".join((*HEADER, "param"))
            raise IccisError(f'the header has no key "{key}"', place=f"{place}:{line}", hint=hint)
        if key == "graph" and value not in SCOPES:
            hint = "choose one of: " + ", ".join(SCOPES)
            raise IccisError(f'no such set of graphs: "{value}"', place=f"{place}:{line}", hint=hint)
    if missing := [key for key in HEADER if strict and not fields.get(key)]:
        hint = f"write `# {missing[0]}: ...` among the first lines"
        raise IccisError(f"the header lacks {' and '.join(missing)}", place=f"{place}:1", hint=hint)
    return Question(name=name, text=text, params=tuple(params), place=place, **fields)


def _header(text: str) -> Iterator[tuple[int, str, str]]:
    entries: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        if entries and re.match(r"#\s{2,}\S", line):
            start, key, value = entries.pop()
            entries.append((start, key, f"{value} {line[1:].strip()}".strip()))
        elif match := re.match(r"#\s?(\w+):(.*)", line):
            entries.append((number, match[1], match[2].strip()))
    return iter(entries)


def _param(value: str, place: str) -> Param:
    match = PARAM.fullmatch(value)
    if not match:
        hint = "write `# param: NAME KIND DEFAULT — what it is`"
        raise IccisError(f'this parameter cannot be read: "{value}"', place=place, hint=hint)
    try:
        return Param(**match.groupdict() | {"default": unquoted(match["default"])})
    except ValueError as error:
        raise IccisError(f"the default value is not a string: {match['default']}", place=place) from error


SHACL = PREFIXES["sh"]


def question_iri(name: str) -> str:
    """IRI of a question.

    >>> question_iri("36-count-norms-by-kind")
    'https://w3id.org/iccis/id/question/36-count-norms-by-kind'
    """
    return f"{ID}question/{name}"


def executable(asked: Question) -> Iterator[Triple]:
    """A question as a SHACL executable: what it asks, why, and its SPARQL."""
    me, kind = NamedNode(question_iri(asked.name)), form(asked)
    for name, text in (("prefLabel", asked.title), ("definition", asked.question), ("scopeNote", asked.why)):
        yield Triple(me, NamedNode(PREFIXES["skos"] + name), Literal(text, language="en"))
    yield Triple(me, NamedNode(SHACL + kind.lower()), Literal(asked.text))
    yield Triple(me, TYPE, NamedNode(f"{SHACL}SPARQL{kind}Executable"))


def form(asked: Question) -> str:
    """Form of a question's query: `Select`, `Ask` or `Construct`.

    >>> form(Question("q", "ASK {}"))
    'Ask'
    """
    from iccis.questions.sparql import uses

    return next((kind for kind in ("Construct", "Ask") if uses(asked.text, kind.upper())), "Select")
