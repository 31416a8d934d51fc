"""A plain text -> its outline: headings, articles, numbered and lettered paragraphs, recitals, footnotes.

The outline is a proposal. It is cut by what stands at the beginning of a line, and says what it is not sure
of, so that a person corrects the table before anything rests on it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from iccis.core.csv_text import csv_text
from iccis.core.errors import IccisError
from iccis.data.page_traces import page_traces
from iccis.data.source import OPENING, OUTLINE

HEADER = (*OUTLINE, OPENING)
"""Columns of an outline, which has a row for each provision, in the order of the text."""
OPERATORS = (
    "acknowledging affirming alarmed appreciating aware bearing believing cognizant concerned confident "
    "conscious considering convinced deploring desiring desirous determined emphasising emphasizing guided "
    "having highlighting mindful noting observing reaffirming realising realizing recalling recognising "
    "recognizing referring reiterating seeking stressing taking underlining welcoming whereas wishing"
)
"""First words of recitals."""
AGREEING = re.compile(
    r"(?:have|has|hereby) (?:agreed?|adopt(?:ed)?)\b|(?:agree|adopt|proclaim|declare)s?\b", re.I
)
"""Words with which a preamble ends."""
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
"""Numbers that headings may have in words."""
NUMBER = rf"(?P<number>\d+[a-z]?|{'|'.join(WORDS)}|[IVXLC]+|[A-Z])"
MARKERS = {
    "Annex": re.compile(rf"(?:annex|appendix|schedule)\b(?:\s+{NUMBER}\b)?", re.I),
    "Chapter": re.compile(rf"(?:chapter|part)\s+{NUMBER}\b", re.I),
    "Section": re.compile(rf"(?i:section)\s+{NUMBER}\b|(?P<roman>[IVXLC]+)\.\s(?=\S)"),
    "Article": re.compile(rf"art(?:icle|\.)\s+{NUMBER}\b", re.I),
    "Paragraph": re.compile(r"\(?(?P<number>\d+)[.)]\s|(?P<decimal>\d+(?:\.\d+)+)\.?\s"),
    "Item": re.compile(r"\(?(?P<number>[a-z]|([a-z])\2|[ivxlc]+)\)\s", re.I),
    "Footnote": re.compile(r"\[(?P<number>\d+)\]\s"),
}
"""What stands at the beginning of a provision, by class, outermost first."""
RANKS = {kind: rank for rank, kind in enumerate(MARKERS)}
NAMES = {
    "Annex": "annex",
    "Chapter": "chp",
    "Section": "sec",
    "Article": "art",
    "Paragraph": "para",
    "Item": "point",
    "Footnote": "fn",
}
"""Names of divisions in the identifiers of Akoma Ntoso."""
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
MAX_SIZE = 10_000_000
"""Characters of a text."""


class Row(NamedTuple):
    """A provision as a row of an outline."""

    path: str
    kind: str
    number: str
    notation: str
    parent: str
    eid: str
    opening: str


class Remark(NamedTuple):
    """Something in a line of a text that a person has to look at."""

    line: int
    text: str


class Block(NamedTuple):
    """Lines that are one provision: the number of the first, its offset, and all of them."""

    line: int
    start: int
    words: str


class Division(NamedTuple):
    """A provision that others may be part of."""

    kind: str
    number: str
    path: str
    notation: str
    eid: str
    level: int = 0
    """Depth of a list within a list."""


class Outline(NamedTuple):
    """The provisions of a text, and what a person has to look at."""

    rows: list[Row]
    remarks: list[Remark]

    def table(self) -> str:
        """Return the outline as CSV.

        >>> Outline([], []).table()
        'path,class,number,notation,parent,eid,opening words\\n'
        """
        return csv_text([HEADER, *self.rows])


def outline(text: str, work: str) -> Outline:
    """Cut a text into provisions; `work` is the path of the work that they belong to.

    Raises IccisError for a text without words and for one that is too large.

    >>> [row.path for row in outline("A Charter\\n\\nArticle 1\\n1. Each State shall help.", "charter").rows]
    ['title', 'article/1', 'article/1/1']
    """
    refuse_size(text)
    return _Cutter(text, work).outline()


def refuse_size(text: str, place: str = "") -> None:
    """Raise IccisError for a text without words, and for one that is too large.

    >>> refuse_size("words")
    """
    if not text.strip():
        raise IccisError("the text has no words", place=place, hint="give a text in UTF-8")
    if len(text) > MAX_SIZE:
        message = f"the text has more than {MAX_SIZE} characters"
        raise IccisError(message, place=place, hint="cut it into several texts")


class Builder:
    """The rows of an outline as they come, and the divisions that are open."""

    def __init__(self, text: str, work: str) -> None:
        """Begin without a row; `work` is the path of the work whose text it is."""
        self.text, self.work = text, work
        self.open: list[Division] = []
        self.rows: list[Row] = []
        self.remarks: list[Remark] = []
        self.counts: dict[str, int] = {}
        self.taken: set[str] = set()
        self.copies: dict[str, int] = {}
        self.last: dict[tuple[str, str], str] = {}
        self.start = -1

    @property
    def parent(self) -> Division | None:
        """The innermost division that is open."""
        return self.open[-1] if self.open else None

    def count(self, kind: str) -> int:
        """Return how many of a kind there are, with this one."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]

    def divide(self, block: Block, kind: str, number: str, *, level: int = 0, eid: str = "") -> None:
        """Add a division, and open it for others."""
        parent = self.parent
        self._check_sequence(block, kind, number, parent)
        is_heading = kind in ("Annex", "Chapter", "Section", "Article")
        counted = is_heading and _value(number, is_roman=True)
        is_part = parent and number.startswith(f"{parent.number}.")
        step = str(counted or (number.rpartition(".")[2] if is_part else number).casefold() or 1)
        is_within = parent and (kind == "Item" or parent.kind in ("Article", "Annex", "Paragraph", "Item"))
        path = f"{parent.path}/{step}" if parent and is_within else f"{kind.casefold()}/{step}"
        if parent and path in self.taken:
            path = f"{parent.path}/{path}"
        notation = _notation(kind, number, parent if is_within else None)
        eid = eid or (f"{parent.eid}__" if parent else "") + f"{NAMES[kind]}_{number or 1}"
        division = Division(kind, number, self.free(path), notation, eid, level)
        self.row(block, kind, division.path, notation, division.eid, number)
        self.open.append(division)

    def _check_sequence(self, block: Block, kind: str, number: str, parent: Division | None) -> None:
        key = (kind, parent.path if parent and kind in ("Paragraph", "Item") else "")
        before = self.last.get(key, "")
        if number and before and not _follows(number, before):
            self.remarks.append(Remark(block.line, f"{kind.casefold()} {number} follows {before}"))
        self.last[key] = number

    def unmarked(self, block: Block, reason: str, eid: str = "") -> None:
        """Add words that no number tells apart, and say so."""
        count, parent = self.count("unmarked"), self.parent
        self.remarks.append(Remark(block.line, f"{reason}, and is called unnumbered {count}"))
        eid = eid or (f"{parent.eid}__hcontainer_{count}" if parent else f"hcontainer_{count}")
        self.row(block, "Paragraph", self.free(f"unnumbered/{count}"), f"U{count}", eid, f"U{count}")

    def free(self, path: str) -> str:
        """Return a path that no other provision has."""
        self.copies[path] = copies = self.copies.get(path, 0) + 1
        name = path if copies == 1 else f"{path}-{copies}"
        return self.free(name) if name in self.taken else name

    def row(self, block: Block, kind: str, path: str, notation: str, eid: str, number: str = "") -> None:
        """Add a row."""
        parent = self.parent
        whole = f"{self.work}/{parent.path}" if parent else self.work
        opening = _opening(self.text, self.start, block)
        self.taken.add(path)
        self.rows.append(Row(path, kind, number, notation, whole, eid, opening))
        self.start = block.start


class _Cutter(Builder):
    """A plain text, cut line by line."""

    def __init__(self, text: str, work: str) -> None:
        super().__init__(text, work)
        self.is_preamble = True

    def outline(self) -> Outline:
        blocks = list(_blocks(self.text))
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            self._add(block, following)
        traces = (Remark(*trace) for trace in page_traces(self.text))
        return Outline(self.rows, sorted([*self.remarks, *traces]))

    def _add(self, block: Block, following: Block | None) -> None:
        words = block.words.strip()
        if not self.rows:
            return self.row(block, "Title", "title", "T", "preface__p_1")
        kind, match = _marked(words)
        if match and not (self.is_preamble and kind == "Item"):
            self.is_preamble = False
            return self._numbered(block, kind, match)
        if self.is_preamble and self._is_preambular(block, words):
            return None
        parent = self.parent
        if words.endswith(":") and following and _marked(following.words.strip())[0] in ("Paragraph", "Item"):
            eid = f"{parent.eid}__intro" if parent else "intro"
            return self.row(block, "Chapeau", self.free("chapeau"), "C", eid)
        if parent and parent.kind == "Article" and self.rows[-1].path == parent.path:
            return None  # the words of an article without numbers, below its heading
        self.unmarked(block, "has no number")

    def _is_preambular(self, block: Block, words: str) -> bool:
        """Add a recital, or what is before and after recitals; tell whether these words are one of them."""
        first = re.match(r"[^\W\d_]*", words)
        if AGREEING.match(words):
            self.is_preamble = False
            self.row(block, "AdoptingClause", "adopting-clause", "AC", "preamble__formula_2")
        elif first and first[0].casefold() in OPERATORS.split():
            count = self.count("Recital")
            eid = f"preamble__recs__rec_{count}"
            self.row(block, "Recital", f"recital/{count}", f"P{count}", eid, str(count))
        elif words.endswith(",") and "Opening" not in self.counts:
            self.count("Opening")
            self.row(block, "Opening", "opening", "O", "preamble__formula_1")
        else:
            return False
        return True

    def _numbered(self, block: Block, kind: str, match: re.Match[str]) -> None:
        number = _number(match)
        level = self._level(kind, number)
        if kind == "Footnote":
            self.open.clear()
        while self.open and (RANKS[self.open[-1].kind], self.open[-1].level) >= (RANKS[kind], level):
            self.open.pop()
        while self.open and "." in number and self.open[-1].kind == "Paragraph":
            if number.startswith(self.open[-1].number + "."):
                break
            self.open.pop()
        if kind == "Footnote":
            path = self.free(f"footnote/{number}")
            return self.row(block, kind, path, f"F{number}", f"fn_{number}", number)
        self.divide(block, kind, number, level=level)

    def _level(self, kind: str, number: str) -> int:
        """Return the depth of a list: a lettered list may have a list with small roman numbers in it."""
        if kind == "Paragraph":
            return number.count(".")
        if kind != "Item":
            return 0
        lists = [division for division in self.open if division.kind == "Item"]
        for division in reversed(lists):
            if _follows(number, division.number):
                return division.level
        return lists[-1].level + 1 if lists and _value(number, is_roman=True) == 1 else 0


def _blocks(text: str) -> Iterator[Block]:
    """Yield the lines of a text from each one that a number, a heading or a blank line sets apart."""
    first, start, lines, is_apart, offset = 0, 0, list[str](), True, 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        begins = line.strip() and (is_apart or _marked(line.strip())[1])
        if begins and lines:
            yield Block(first, start, "".join(lines))
            lines = []
        if not lines and line.strip():
            first, start = number, offset
        lines += [line] if lines or line.strip() else []
        is_apart, offset = not line.strip(), offset + len(line)
    if lines:
        yield Block(first, start, "".join(lines))


def _marked(words: str) -> tuple[str, re.Match[str] | None]:
    """Return the class of a provision by what it begins with, and the match."""
    for kind, pattern in MARKERS.items():
        if match := pattern.match(words):
            return kind, match
    return "", None


def _number(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next(filter(None, (groups.get(name) for name in ("number", "roman", "decimal"))), "")


def number_of(words: str, kind: str) -> str | None:
    """Return the number with which the words of a provision of a class begin; None if they begin otherwise.

    >>> number_of("Article 3. Duties", "Article"), number_of("Annex", "Annex"), number_of("Duties", "Article")
    ('3', '', None)
    """
    found, match = _marked(words)
    return _number(match) if match and found == kind else None


def _notation(kind: str, number: str, parent: Division | None) -> str:
    if parent:
        return f"{parent.notation}({number.rpartition('.')[2]})"
    return {"Annex": "A", "Chapter": "Ch", "Section": "S"}.get(kind, "") + number


def _follows(number: str, before: str) -> bool:
    """Tell whether a number comes next after another: 4 after 3, c after b, IV after III, 3.2 after 3.1."""
    head, _, last = number.casefold().rpartition(".")
    other, _, previous = before.casefold().rpartition(".")
    if head != other:
        return number.startswith(before + ".")
    return any(_value(last, r) == _value(previous, r) + 1 for r in (False, True) if _value(previous, r))


def _word_value(number: str) -> int:
    """Return what a number in words counts; 0 for what is none."""
    return WORDS.index(number.casefold()) + 1 if number.casefold() in WORDS else 0


def _value(number: str, is_roman: bool) -> int:
    """Return what a number or letter counts, read as roman or not; 0 for what is none."""
    if number.isdigit():
        return int(number)
    folded = number.casefold()
    if count := _word_value(number):
        return count
    if is_roman:
        values = [ROMAN.get(letter, 0) for letter in folded]
        pairs = pairwise([*values, 0])
        return sum(-a if a < b else a for a, b in pairs) if values and all(values) else 0
    is_letter = len(set(folded)) == 1 and "a" <= folded[:1] <= "z"
    return ord(folded[0]) - ord("a") + 1 + 26 * (len(folded) - 1) if is_letter else 0


def _opening(text: str, before: int, block: Block) -> str:
    """Return the fewest words of a block, three or more, that begin no line between it and the one before."""
    for match in re.finditer(r"\S+", block.words):
        words = block.words[: match.end()]
        pattern = re.compile("^" + re.escape(words), re.M)
        found = pattern.search(text, max(0, before + 1), block.start + match.end())
        is_enough = len(words.split()) > 2 or block.words[match.end() : match.end() + 1] == "\n"
        if is_enough and found and found.start() == block.start:
            return words
    return block.words.rstrip()
