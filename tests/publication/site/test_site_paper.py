"""The Code as one document: nothing of the text is lost, and programs and people can read the PDF."""

import io
import re
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree
from markupsafe import Markup
from pypdf import PdfReader

from iccis.core.namespaces import ID
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.site.paper import papers

WORK = ID + "code"
HEAD = "International Code of Conduct for Information Security"


@pytest.fixture(scope="module")
def pdf(given: Edition) -> bytes:
    """The published PDF."""
    return papers(given, pdf=True)["code.pdf"]()


@pytest.fixture(scope="module")
def reader(pdf: bytes) -> PdfReader:
    """The PDF, read by another library than the one that wrote it."""
    return PdfReader(io.BytesIO(pdf))


def letters(text: str) -> str:
    """Return a text without spaces, which the lines of a page change."""
    return re.sub(r"\s", "", text)


def test_the_pdf_is_tagged_and_says_what_it_is(reader: PdfReader) -> None:
    """Title, author, language, structure, and the standard that it claims."""
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (HEAD, "The iccis authors")
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def test_the_outline_leads_to_every_clause(reader: PdfReader) -> None:
    """By label and topic."""

    def titles(entries: Any) -> list[str]:
        return [t for e in entries for t in (titles(e) if isinstance(e, list) else [e.title])]

    found = titles(reader.outline)
    assert {"Recital 8: Digital divide and capacity-building", "Pledge 4: Supply chain security"} <= {*found}
    assert sum(title.startswith("Pledge ") for title in found) == 11


@pytest.fixture(scope="module")
def book(given: Edition) -> ZipFile:
    """The published EPUB."""
    return ZipFile(io.BytesIO(papers(given)["code.epub"]()))


def test_the_book_has_what_readers_look_for(book: ZipFile) -> None:
    """Its type first and not compressed, a package that lists every other file, and no dead link."""
    first, container, *files = book.infolist()
    assert (first.filename, first.compress_type, book.read(first)) == (
        "mimetype",
        ZIP_STORED,
        b"application/epub+zip",
    )
    package = etree.fromstring(book.read(container)).xpath("string(//@full-path)")
    items = etree.fromstring(book.read(package)).xpath("//*[local-name() = 'item']/@href")
    assert sorted([package, *(f"EPUB/{item}" for item in items)]) == sorted(file.filename for file in files)
    ids = set(etree.fromstring(book.read("EPUB/code.xhtml")).xpath("//@id"))
    links = etree.fromstring(book.read("EPUB/contents.xhtml")).xpath("//*[local-name() = 'a']/@href")
    assert len(links) > 30
    assert {link.removeprefix("code.xhtml#") for link in links} <= ids


def test_the_book_has_the_words_of_every_clause(book: ZipFile, given: Edition) -> None:
    """Verbatim, in order."""
    text = letters("".join(etree.fromstring(book.read("EPUB/code.xhtml")).itertext()))
    at = 0
    for iri in given.works[WORK]:
        assert (at := text.find(letters(given.facts.one(iri, "text")), at)) >= 0, iri


def test_the_words_of_the_code_are_there_in_order(reader: PdfReader, given: Edition) -> None:
    """From the first word of each clause to its last, whatever page they are on."""
    bare = letters("".join(page.extract_text() for page in reader.pages))
    at = 0
    for iri in given.works[WORK]:
        words = letters(given.facts.one(iri, "text"))
        for part in (words[:40], words[-40:]):
            assert (at := bare.find(part, at)) >= 0, iri


def test_the_page_has_every_clause_and_interpretation(given: Edition) -> None:
    """Verbatim."""
    text = letters(Markup(papers(given)["paper.html"]().decode().partition("<main")[2]).striptags())
    clauses = given.works[WORK]
    assert all(letters(given.facts.one(iri, "text")) in text for iri in clauses)
    readings = [reading for iri in clauses for reading in given.facts.subjects("reads", iri)]
    assert readings
    assert all(letters(given.facts.one(iri, "takes")) in text for iri in readings)


def test_the_same_sources_give_the_same_bytes(given: Edition, pdf: bytes) -> None:
    """And without the option there is no PDF, nor a link to one."""
    whole, alone = publication(given, pdf=True), publication(given)
    assert whole["code.pdf"] == pdf
    assert [b"code.pdf" in found["id/code.html"] for found in (whole, alone)] == [True, False]
    assert "code.pdf" not in alone
