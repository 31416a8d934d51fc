"""The pages of questions: each with its words, its query and its recorded answer, row by row."""

import csv
import re
from html import unescape
from html.parser import HTMLParser
from io import StringIO

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from iccis.core.namespaces import SITE, short
from iccis.publication.edition import Edition
from iccis.publication.site.questions import pages, value
from iccis.questions.ask import answer_file
from iccis.questions.question import Question, questions


class Answer(HTMLParser):
    """Rows of the table with the answer, links as the IRIs that they stand for."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = self.cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note that the table, a row or a cell begins."""
        self.inside |= tag == "table" and ("class", "answer") in attrs
        if self.inside and tag == "tr":
            self.rows.append([])
        if self.inside and tag in ("td", "th"):
            self.cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Note that a cell or the table ends."""
        self.inside &= tag != "table"
        self.cell &= tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        """Add to the cell that is open."""
        if self.cell:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("asked", questions(), ids=lambda q: q.name)
def test_page_shows_the_recorded_answer(given: Edition, asked: Question) -> None:
    """The table on the page has the rows of the recorded answer, and a graph is there as it is recorded."""
    page = pages(given)[f"id/question/{asked.slug}.html"]().decode()
    text = answer_file(asked).read_text(encoding="utf-8")
    if answer_file(asked).suffix == ".ttl":
        assert text in unescape(page)
        return
    head, *rows = [row for row in csv.reader(StringIO(text, newline="")) if row]
    shown = Answer(page).rows
    assert shown == ([head, *([short(cell) for cell in row] for row in rows)] if rows else [])


def test_page_says_what_is_asked_why_where_and_how(given: Edition) -> None:
    """Each page has the question, its reason, its set of graphs, its query and a link that runs it."""
    files = pages(given)
    for asked in given.questions:
        page = unescape(files[f"id/question/{asked.slug}.html"]().decode())
        said = (asked.title, asked.question, asked.why, f">{asked.graph}</a>: ", asked.text)
        assert all(words in page for words in said), asked.name
        assert f'href="../../sparql.html#question={asked.slug}"' in page
        assert all(f"?{param.name}</code>" in page and param.what in page for param in asked.params)


def test_list_leads_to_every_question_and_stays_light(given: Edition) -> None:
    """The list links each page once and holds no table."""
    page = pages(given)["questions.html"]().decode()
    assert all(page.count(f'href="id/question/{q.slug}.html"') == 1 for q in given.questions)
    assert "<table" not in page


def test_list_embeds_what_the_questions_declare(given: Edition) -> None:
    """JSON-LD with the prefixes that the queries use, as other pages embed the header of their document."""
    page = pages(given)["questions.html"]().decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    found = [quad.triple for quad in parse(text, format=RdfFormat.JSON_LD)]

    assert len(found) > 5
    assert {t.subject.value for t in found if isinstance(t.subject, NamedNode)} == {SITE + "questions"}


def test_values_of_parameters_are_linked(given: Edition) -> None:
    """A parameter that stands for a thing names one that has a page."""
    for asked in given.questions:
        for param in asked.params:
            if param.kind not in ("string", "integer"):
                assert value(given.facts, param) in given.things, (asked.name, param)


def test_links_in_answers_lead_to_pages(given: Edition) -> None:
    """No IRI of the project in an answer is a link that leaves the site."""
    files = pages(given)
    assert not [
        q.name
        for q in given.questions
        if f'<a href="{SITE}id/'.encode() in files[f"id/question/{q.slug}.html"]()
    ]
