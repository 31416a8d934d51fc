"""Akoma Ntoso 3.0 -> plain text with its outline, cut by the structure of the document itself.

The words of each provision begin a line, character by character as in the document but for white space;
further paragraphs of it are indented, and footnotes follow at the end. What has no place in an outline is
said with its line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from iccis.core.errors import IccisError
from iccis.core.instruments import LANGUAGES
from iccis.core.turtle import read_bytes
from iccis.data.akoma_ntoso_elements import (
    AKN,
    CLASSES,
    DOCUMENTS,
    HEADED,
    HEADINGS,
    INLINE,
    INTRODUCTIONS,
    LEFT_OUT,
    NAMED,
    NUM,
    READ,
    THROUGH,
)
from iccis.data.outline import AGREEING, Block, Builder, Outline, Remark, number_of, refuse_size

SUFFIXES = (".xml", ".akn")
MAX_BYTES = 40_000_000
PARAGRAPH = "\0"
"""Stands between paragraphs until white space is collapsed; XML cannot hold it."""
KIND_WORDS = re.compile(
    r"^(?:articles?|art|sections?|sec|chapter|part|title|annex|rule|paragraph|para|point|recital)\b|§", re.I
)
NUMBER = re.compile(r"[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*")


class Piece(NamedTuple):
    """The words of a provision: their class, how deep it lies, and where it stands in the document."""

    kind: str
    """Empty for words that no number tells apart."""
    words: str
    number: str
    eid: str
    line: int
    depth: int = 0


class Document(NamedTuple):
    """A document as plain text, with its outline and what it says of itself."""

    text: str
    outline: Outline
    title: str
    work: str
    """IRI of the work in the terms of Akoma Ntoso; empty if it is none that an export can use."""
    language: str
    """Language tag; empty if it is none of those known here."""


def is_akoma_ntoso(path: Path) -> bool:
    """Tell whether a file is to be read as XML, by its name.

    >>> is_akoma_ntoso(Path("charter.txt")), is_akoma_ntoso(Path("charter.XML"))
    (False, True)
    """
    return path.suffix.lower() in SUFFIXES


def read_document(path: Path, work: str) -> Document:
    """Read a document of Akoma Ntoso 3.0; `work` is the path of the work that its provisions belong to.

    Nothing outside the file is fetched. Raises IccisError, with the line, for what is not well-formed, has a
    document type declaration, another root or version, or no words, and for a type of document that has no
    provisions.
    """
    top = _parsed(path)
    reader = _Reader(path, top)
    reader.read()
    pieces, text, blocks = reader.pieces, "", list[Block]()
    for piece in pieces:
        words = piece.words.replace("\n", "\n  ") + "\n"  # only a provision begins at a margin
        blocks.append(Block(piece.line, len(text), words))
        text += words + "\n"
    text = text[:-1]
    refuse_size(text, str(path))
    builder = Builder(text, work)
    for piece, block in zip(pieces, blocks, strict=True):
        _add(builder, piece, block)
    remarks = [*reader.remarks, *builder.remarks, *_repeated(builder, pieces)]
    title = next((piece.words for piece in pieces if piece.kind == "Title"), "")
    name, language = (
        _said(top, tag, key) for tag, key in (("FRBRuri", "value"), ("FRBRlanguage", "language"))
    )
    tags = {code: tag for tag, code in LANGUAGES.items()}
    return Document(
        text,
        Outline(builder.rows, sorted(remarks)),
        " ".join(title.split()) or _said(top, "FRBRalias", "value") or work,
        name if name.startswith("/akn/") and name.count("/") > 4 else "",
        tags.get(language, language if language in LANGUAGES else ""),
    )


def _parsed(path: Path) -> Any:
    """Return the element of the document, below the root."""
    from lxml import etree

    data = read_bytes(path)
    if len(data) > MAX_BYTES:
        raise IccisError(f"is larger than {MAX_BYTES} bytes", place=str(path), hint="cut it into several")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        place = f"{path}:{error.lineno or 1}"
        raise IccisError(f"malformed XML: {error.msg}", place=place, hint="correct that line") from None
    place = f"{path}:{root.sourceline}"
    if root.getroottree().docinfo.internalDTD is not None:
        hint = "take out <!DOCTYPE ...>, and write characters instead of entities"
        raise IccisError("has a document type declaration", place=place, hint=hint)
    name = etree.QName(root)
    hint = f"give Akoma Ntoso 3.0, whose root is akomaNtoso in the namespace {AKN}, or plain text"
    if name.localname != "akomaNtoso":
        raise IccisError(f"is no Akoma Ntoso: its root is {name.localname}", place=place, hint=hint)
    if name.namespace != AKN:
        message = f"is not of version 3.0 of Akoma Ntoso, but {name.namespace or 'in no namespace'}"
        raise IccisError(message, place=place, hint=hint)
    found = [child for child in root if _tag(child)]
    if len(found) != 1 or _tag(found[0]) not in DOCUMENTS:
        kinds = ", ".join(map(_tag, found)) or "nothing"
        hint = f"give one document of a type that has provisions: {', '.join(DOCUMENTS)}"
        raise IccisError(f"no outline can be read from {kinds}", place=place, hint=hint)
    return found[0]


def _tag(element: Any) -> str:
    """Return the name of an element of Akoma Ntoso; of another, with its namespace; empty for no element."""
    return element.tag.removeprefix(f"{{{AKN}}}") if isinstance(element.tag, str) else ""


def _said(top: Any, tag: str, key: str) -> str:
    """Return an attribute of the first such element in the metadata; the work comes before its expression."""
    found = top.find(f"{{{AKN}}}meta")
    element = None if found is None else found.find(f".//{{{AKN}}}{tag}")
    return "" if element is None else str(element.get(key, "")).strip()


def _add(builder: Builder, piece: Piece, block: Block) -> None:
    """Add a provision to an outline, below the divisions that are open at its depth."""
    kind, number, eid = piece.kind, piece.number, piece.eid
    del builder.open[piece.depth :]
    if kind in CLASSES.values() or kind == "Annex":
        builder.divide(block, kind, number, eid=eid)
    elif kind == "Title":
        builder.row(block, kind, builder.free("title"), "T", eid or "preface__p_1")
    elif kind == "Opening":
        builder.row(block, kind, builder.free("opening"), "O", eid or "preamble__formula_1")
    elif kind == "AdoptingClause":
        builder.row(block, kind, builder.free("adopting-clause"), "AC", eid or "preamble__formula_2")
    elif kind == "Chapeau":
        parent = builder.parent
        builder.row(
            block, kind, builder.free("chapeau"), "C", eid or f"{parent.eid}__intro" if parent else eid
        )
    elif kind in COUNTED:
        name, letter, start = COUNTED[kind]
        number = number or str(builder.count(kind))
        path = builder.free(f"{name}/{number}")
        builder.row(block, kind, path, f"{letter}{number}", eid or f"{start}{number}", number)
    else:
        builder.unmarked(block, f"<{number}> has no number", eid)


COUNTED = {
    "Narrative": ("narrative", "N", "preface__p_"),
    "Recital": ("recital", "P", "preamble__recs__rec_"),
    "Footnote": ("footnote", "F", "fn_"),
}
"""Provisions that are counted through the whole text: path, letter of the notation, start of the eId."""


def _repeated(builder: Builder, pieces: Iterable[Piece]) -> Iterator[Remark]:
    counts = Counter(row.eid for row in builder.rows)
    for row, piece in zip(builder.rows, pieces, strict=True):
        if counts[row.eid] > 1:
            yield Remark(piece.line, f"the eId {row.eid} occurs {counts[row.eid]} times")


class _Reader:
    """The state of reading: the provisions so far, the notes, and what has no place in an outline."""

    def __init__(self, path: Path, top: Any) -> None:
        self.path, self.top = path, top
        self.pieces: list[Piece] = []
        self.notes: dict[Any, Piece] = {}
        self.remarks: dict[Remark, None] = {}
        self.positions = Counter[tuple[Any, str]]()
        """How many elements of a name there are so far below another."""

    def read(self) -> None:
        self._document(self.top, 0)
        self.pieces += self.notes.values()

    def _document(self, top: Any, depth: int) -> None:
        """Read the parts of a document; those of an annex have been read as far as its title."""
        for part in top:
            tag = _tag(part)
            if tag == "preface" and not depth:
                self._preface(part)
            elif tag == "preamble":
                self._preamble(part, depth)
            elif tag in ("attachments", "components", "annexes"):
                for annex in self._flat(part):
                    self._annex(annex)
            elif tag in ("body", "mainBody", "conclusions"):
                self._parts(self._flat(part), depth)
            elif tag and tag not in ("meta", "preface"):
                self._remark(part, "is left out")

    def _preface(self, preface: Any) -> None:
        """Read the title, and what stands before and after it."""
        blocks = [block for block in self._flat(preface) if self._words(block)]
        titles = [
            block for block in blocks if block.find(f".//{{{AKN}}}docTitle") is not None or _in_title(block)
        ]
        for count, block in enumerate(blocks, 1):
            is_title = block is (titles[0] if titles else blocks[-1])
            self._piece("Title" if is_title else "Narrative", block, eid=f"preface__p_{count}")

    def _preamble(self, preamble: Any, depth: int) -> None:
        """Read the recitals, and what stands before and after them."""
        kinds = {piece.kind for piece in self.pieces}
        for block in self._flat(preamble):
            tag = _tag(block)
            if tag == "recital":
                number = self._number(block, "")
                self._piece("Recital", block, number=number if number.isdigit() else "")
            elif tag == "formula":
                is_last = AGREEING.match(self._words(block)) or kinds & {"Opening", "Recital"}
                self._piece("AdoptingClause" if is_last else "Opening", block)
            else:
                self._piece("", block, depth=depth)
            kinds |= {piece.kind for piece in self.pieces[-1:]}

    def _annex(self, annex: Any) -> None:
        """Read an annex: a document within the document."""
        own, document = list[Any](), annex if _tag(annex) in DOCUMENTS else None
        for child in annex if document is None else ():
            if _tag(child) in DOCUMENTS:
                document = child
            elif _tag(child) in HEADINGS:
                own.append(child)
        if document is None:
            return self._remark(annex, "holds no document, and is left out")
        for part in document:
            own += list(self._flat(part)) if _tag(part) == "preface" else []
        words = "\n".join(filter(None, map(self._words, own)))
        count = sum(piece.kind == "Annex" for piece in self.pieces) + 1
        depth = 1 if words else 0
        if words:
            self.pieces.append(Piece("Annex", words, str(count), annex.get("eId", ""), annex.sourceline))
        else:
            self._remark(annex, "is an annex without a title: its parts stand by themselves")
        self._document(document, depth)

    def _parts(self, elements: Iterable[Any], depth: int) -> None:
        """Read divisions, and the words between them."""
        for element in elements:
            tag = _tag(element)
            if tag in CLASSES or tag == "hcontainer":
                self._division(element, depth)
            elif tag in INTRODUCTIONS:
                self._piece("Chapeau", element, depth=depth)
            else:
                self._piece("", element, depth=depth)

    def _division(self, element: Any, depth: int) -> None:
        """Read a division: its own words, then what it is cut into."""
        tag = _tag(element)
        self.positions[element.getparent(), tag] += 1
        kind = CLASSES.get(tag) or NAMED.get(element.get("name", ""), "")
        head, lines, parts = list[str](), list[str](), list[Any]()
        for child in self._flat(element):
            name = _tag(child)
            is_introduction = name in INTRODUCTIONS and kind in HEADED and head and not lines
            if name in HEADINGS:
                head.append(self._words(child))
            elif parts or is_introduction or name in CLASSES or name == "hcontainer":
                parts.append(child)
            else:
                lines.append(self._words(child))
        glue = "\n" if kind in HEADED else " "
        words = glue.join(filter(None, [" ".join(filter(None, head)), "\n".join(filter(None, lines))]))
        if words:
            in_words = None if element.find(NUM) is not None else number_of(words, kind)
            number = (self._number(element, tag) if in_words is None else in_words) if kind else tag
            self.pieces.append(Piece(kind, words, number, element.get("eId", ""), element.sourceline, depth))
        elif parts:
            self._remark(element, "has no words of its own: its parts stand by themselves")
        self._parts(parts, depth + 1 if words and kind else depth)

    def _number(self, element: Any, tag: str) -> str:
        """Return the number of a division by its `num`, or else its eId; of what has neither, how many."""
        num = element.find(NUM)
        text = "" if num is None else KIND_WORDS.sub("", self._words(num)).strip(" ().[]:\N{NO-BREAK SPACE}")
        if match := NUMBER.fullmatch(text) or NUMBER.fullmatch(element.get("eId", "").rpartition("_")[2]):
            return match[0]
        if text:
            self._remark(element, f"has the number {text!r}, which no path can have: it is counted")
        return str(self.positions[element.getparent(), tag]) if tag else ""

    def _piece(self, kind: str, element: Any, *, depth: int = 0, number: str = "", eid: str = "") -> None:
        """Add the words of an element as a provision; words without a kind are named by their element.

        `eid` is the identifier of an element that has none.
        """
        if words := self._words(element):
            number, eid = number or ("" if kind else _tag(element)), element.get("eId", eid)
            self.pieces.append(Piece(kind, words, number, eid, element.sourceline, depth))

    def _flat(self, element: Any) -> Iterator[Any]:
        """Yield what an element holds, through those that only hold others."""
        for child in element:
            tag = _tag(child)
            if tag in THROUGH:
                yield from self._flat(child)
            elif tag in LEFT_OUT:
                self._remark(child, "is left out")
            elif tag:
                yield child

    def _words(self, element: Any) -> str:
        """Return the words of an element, white space collapsed: those of each paragraph on a line."""
        text = self._inline(element)
        lines = (" ".join(re.split(r"[ \t\r\n]+", line)).strip(" ") for line in text.split(PARAGRAPH))
        glue = " " if _tag(element) == "recital" else "\n"
        return glue.join(filter(None, lines))

    def _inline(self, element: Any) -> str:
        if _tag(element) not in READ:
            self._remark(element, "keeps its words, but not its structure")
        words = element.text or ""
        for child in element:
            tag = _tag(child)
            if tag == "authorialNote":
                words += self._note(child)
            elif tag == "noteRef":
                words += f"[{child.get('marker', '')}]"
            elif tag in ("br", "eol", "eop"):
                words += " "
            elif tag in LEFT_OUT:
                self._remark(child, "is left out")
            elif tag:
                inner = self._inline(child)
                words += inner if tag in INLINE else f"{PARAGRAPH}{inner}{PARAGRAPH}"
            words += child.tail or ""
        return words

    def _note(self, note: Any) -> str:
        """Keep a footnote for the end, and return its mark."""
        if note not in self.notes:
            marker = note.get("marker", "")
            number = marker if marker.isascii() and marker.isalnum() else str(len(self.notes) + 1)
            words, eid = f"[{number}] {self._words(note)}", note.get("eId", "")
            self.notes[note] = Piece("Footnote", words, number, eid, note.sourceline)
        return f"[{self.notes[note].number}]"

    def _remark(self, element: Any, text: str) -> None:
        self.remarks[Remark(element.sourceline, f"<{_tag(element)}> {text}")] = None


def _in_title(block: Any) -> bool:
    parents = (_tag(parent) for parent in block.iterancestors())
    return _tag(block) in ("docTitle", "longTitle") or "longTitle" in parents
