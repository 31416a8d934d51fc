"""Questions: SPARQL files with a header that says what they ask.

A question of the project is a file `queries/LAYER/NNN-verb-object.rq`, in the folder of the layer that it is
about. The header is the comment lines at the start of the file, `# key: value`; a value continues in lines
that start with `#   `. The keys are `title`, `question`, `why`, `keywords` (separated by commas), `graph`,
and for each parameter `param: NAME KIND DEFAULT — what it is`. KIND is `string`, `integer`, the name of a
class of the ontology, or `work`: a text of the edition, by default the only one. DEFAULT is the value that
the recorded answer uses, a bare word or in quotation marks.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.errors import IccisError, near
from iccis.core.namespaces import ID, PREFIXES, SITE
from iccis.core.project import AS_WRITTEN, BESIDE, DEFAULT, SCOPES, folders
from iccis.core.rdf import TYPE, iri
from iccis.core.turtle import read_text
from iccis.questions.sparql import form

FOLDERS = (*AS_WRITTEN, *BESIDE)
"""Folders of `queries/` that hold questions: the layers."""

HEADER = ("title", "question", "why", "keywords", "graph")
QUESTIONS, ENDPOINT = SITE + "questions", SITE + "sparql"
"""What all questions together are, and where to ask them."""
PREFIX = re.compile(r"^PREFIX ([\w-]+):", re.MULTILINE)
PARAM = re.compile(
    r'(?P<name>\w+)\s+(?P<kind>\w+)\s+(?P<default>"(?:[^"\\]|\\.)*"|\S+)\s+(?:—|--?)\s+(?P<what>.+)'
)


class Param(NamedTuple):
    """A parameter: its variable, the kind of its values, its default, and what it stands for."""

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
    graph: str = DEFAULT
    keywords: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    place: str = ""

    @property
    def number(self) -> str:
        """The number at the start of the name.

        >>> Question("007-list-pledges", "").number
        '7'
        """
        return self.name.split("-")[0].lstrip("0")

    @property
    def slug(self) -> str:
        """Name in addresses: release 0.1.0 published them with two digits below 100, and IRIs do not change.

        >>> Question("007-list-pledges", "").slug
        '07-list-pledges'
        """
        return re.sub(r"^0(?=\d\d-)", "", self.name)


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
    return read_folder("tables", base)


def read_folder(name: str, base: Path | None = None) -> list[Question]:
    """Return the queries of one folder of `queries/`, by name."""
    paths = (path for folder in folders(f"queries/{name}", base) for path in folder.glob("*.rq"))
    return [read_question(path) for path in sorted(paths, key=lambda path: path.name)]


def question(name: str, *, base: Path | None = None) -> Question:
    """Return one question: by number, by name, or by any part of a name that no other has.

    >>> question("99999")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: no such question: 99999
    """
    return read_question(_find(name.removesuffix(".rq"), {path.stem: path for path in _files(base)}))


def _files(base: Path | None) -> list[Path]:
    """Files of the questions by number; a misplaced or misnamed one, or a number used twice, is an error."""
    tops = folders("queries", base)
    others = [top / name for top in tops for name in ("exports", "patterns", "tables")]
    inside = ((Path(folder), names) for top in tops for folder, _, names in os.walk(top))
    paths = (folder / name for folder, names in inside if folder not in others for name in names)
    files = sorted((path for path in paths if path.suffix == ".rq"), key=lambda path: (path.stem, path))
    numbers: dict[str, Path] = {}
    for path in files:
        if path.parent.parent not in tops or path.parent.name not in FOLDERS:
            hint = f"move it to a folder of {tops[-1]}: " + ", ".join(FOLDERS)
            raise IccisError("the question is not in the folder of a layer", place=str(path), hint=hint)
        if not re.fullmatch(r"\d{3}(-\w+)+", path.stem):
            hint = "call it NNN-verb-object.rq, with a number of three digits"
            raise IccisError("the name does not begin with a three-digit number", place=str(path), hint=hint)
        if (other := numbers.setdefault(path.stem[:3], path)) != path:
            hint = f"give it the next free number, {int(files[-1].stem[:3]) + 1:03}"
            raise IccisError(f"{other.stem} has the same number", place=str(path), hint=hint)
    return files


def names_of(name: str, names: Collection[str]) -> list[str]:
    """Return which of the names of questions a number, a name or a part of one stands for, if any.

    >>> names_of("7", ["007-list-pledges"]), names_of("07-list", ["007-list-pledges"])
    (['007-list-pledges'], ['007-list-pledges'])
    """
    number = re.fullmatch(r"(\d+)(-.*)?", name)
    wanted = f"{int(number[1]):03}{number[2] or '-'}" if number else name
    if wanted in names:
        return [wanted]
    starts = [stem for stem in names if stem[4:] == wanted or stem.startswith(wanted)]
    return starts or [stem for stem in names if wanted in stem]


def _find(name: str, files: Mapping[str, Path]) -> Path:
    matches = names_of(name, files)
    if len(matches) == 1:
        return files[matches[0]]
    if matches:
        raise IccisError(f'"{name}" matches more than one question', hint="choose one: " + ", ".join(matches))
    hint = near(name, files if name[:1].isdigit() else (stem.split("-", 1)[1] for stem in files))
    raise IccisError(f"no such question: {name}", hint=hint or "run `iccis query` for the list")


def read_question(path: Path, *, strict: bool = True) -> Question:
    """Read a question from a file; unless `strict`, its header may be missing or in part.

    >>> read_question(Path("missing.rq"))
    Traceback (most recent call last):
    iccis.core.errors.IccisError: missing.rq: there is no such file
    """
    return parse_question(read_text(path), name=path.stem, place=str(path), strict=strict)


def parse_question(text: str, *, name: str, place: str = "", strict: bool = True) -> Question:
    """Parse the text of a query with a header.

    >>> parse_question("# title: All\\nASK {}", name="all", strict=False).title
    'All'
    """
    text = text.removeprefix("\ufeff")
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
    keywords = tuple(filter(None, map(str.strip, fields.pop("keywords", "").split(","))))
    return Question(name=name, text=text, keywords=keywords, params=tuple(params), place=place, **fields)


def _header(text: str) -> list[tuple[int, str, str]]:
    entries: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        if entries and re.match(r"#\s{2,}\S", line):
            start, key, value = entries.pop()
            entries.append((start, key, f"{value} {line[1:].strip()}".strip()))
        elif match := re.match(r"#\s?(\w+):(.*)", line):
            entries.append((number, match[1], match[2].strip()))
    return entries


def _param(value: str, place: str) -> Param:
    match = PARAM.fullmatch(value)
    if not match:
        hint = "write `# param: NAME KIND DEFAULT — what it is`"
        raise IccisError(f'this parameter cannot be read: "{value}"', place=place, hint=hint)
    import json

    default = match["default"]
    try:
        value = json.loads(default) if default.startswith('"') else default
    except ValueError as error:
        raise IccisError(f"the default value is not a string: {default}", place=place) from error
    return Param(**match.groupdict() | {"default": value})


def question_iri(name: str) -> str:
    """Return the IRI of a question.

    >>> question_iri("036-count-norms-by-kind")
    'https://w3id.org/iccis/id/question/36-count-norms-by-kind'
    """
    return f"{ID}question/{Question(name, '').slug}"


def executable(question: Question) -> Iterator[Triple]:
    """Describe a question as a SHACL executable: title, question, reason, keywords and SPARQL.

    Title and question are also there as `rdfs:label` and `rdfs:comment`, by which programs list examples.
    """
    me, kind = NamedNode(question_iri(question.name)), form(question.text).capitalize()
    texts = [("skos:prefLabel", question.title), ("rdfs:label", question.title)]
    texts += [("skos:definition", question.question), ("rdfs:comment", question.question)]
    texts += [("skos:scopeNote", question.why), *(("schema:keywords", word) for word in question.keywords)]
    for name, text in texts:
        yield Triple(me, iri(name), Literal(text, language="en"))
    yield Triple(me, iri(f"sh:{kind.lower()}"), Literal(question.text))
    yield Triple(me, iri("sh:prefixes"), NamedNode(QUESTIONS))
    yield Triple(me, iri("schema:target"), NamedNode(ENDPOINT))
    for type_name in ("SPARQLExecutable", f"SPARQL{kind}Executable"):
        yield Triple(me, TYPE, iri(f"sh:{type_name}"))


def executables(questions: Iterable[Question]) -> Iterator[Triple]:
    """Describe questions as SHACL executables, and declare the prefixes that they use."""
    used = set[str]()
    for question in questions:
        yield from executable(question)
        used |= set(PREFIX.findall(question.text))
    for name in sorted(used & PREFIXES.keys()):
        me = NamedNode(f"{QUESTIONS}#prefix-{name}")
        yield Triple(NamedNode(QUESTIONS), iri("sh:declare"), me)
        yield Triple(me, TYPE, iri("sh:PrefixDeclaration"))
        yield Triple(me, iri("rdfs:label"), Literal(name))
        yield Triple(me, iri("sh:prefix"), Literal(name))
        yield Triple(me, iri("sh:namespace"), Literal(PREFIXES[name], datatype=iri("xsd:anyURI")))
