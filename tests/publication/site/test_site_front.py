"""The first page, 2011 beside 2015, and the controversies: what recorded answers say, the pages show."""

import csv
import re
from urllib.parse import urljoin

import pytest

from iccis.core.namespaces import SITE
from iccis.core.project import root
from iccis.publication.edition import Edition
from iccis.publication.site.front import data
from iccis.publication.site.render import page_of
from site_pages import FACTS, ids, one, page

PLEDGES = [f"{SITE}id/code/pledge/{number}" for number in range(1, 12)]


def recorded(name: str) -> list[dict[str, str]]:
    """The recorded answer to a question."""
    text = (root() / "tests" / "answers" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def hrefs(path: str, xpath: str) -> list[str]:
    """What the links in a part of a page lead to."""
    return [urljoin(path, to) for to in page(path).xpath(f"{xpath}//a/@href")]


def text(path: str, xpath: str) -> str:
    """Words of a part of a page."""
    return " ".join(one(path, xpath).text_content().split())


def test_each_pledge_stands_beside_what_became_of_it() -> None:
    """Eleven rows in order; those that the recorded answers know name the relation and the paragraph."""
    rows = page("revision.html").xpath("//*[@class='versions']")
    assert [row.get("id") for row in rows] == [f"pledge-{n}" for n in range(1, 12)]
    for answer in recorded("108-list-revised-pledges"):
        words = text("revision.html", f"//*[@id='pledge-{answer['notation']}']")
        links = hrefs("revision.html", f"//*[@id='pledge-{answer['notation']}']")
        assert answer["change"] in words
        assert answer["note"] in words
        assert page_of(answer["to"]) in links
    for answer in recorded("110-list-new-in-revision"):
        assert answer["note"] in text("revision.html", "//section[@aria-labelledby='new']")


def test_no_words_of_the_revision_are_made_up() -> None:
    """Every quotation on the page is one of the data; a pledge of which nothing was seen has none."""
    quotes = {q.text_content() for q in page("revision.html").xpath("//main//q")}
    known = {v for thing in list(FACTS.out) for p in ("quote", "sourceWords") for v in FACTS.values(thing, p)}
    assert quotes == {"searching for, acquiring and disseminating", "seek, receive and impart"} <= known
    assert "Not known" in text("revision.html", "//*[@id='pledge-4']")


def test_topics_lead_to_who_says_so_and_where() -> None:
    """Each reading that raises a topic stands under it, with its holder and its source."""
    for answer in recorded("094-find-readings-on-topic"):
        section = "//section[@aria-labelledby='censorship']"
        assert answer["takes"] in text("controversies.html", section)
        assert page_of(answer["reading"]) in hrefs("controversies.html", section)
        sources = FACTS.values(answer["reading"], "takenFrom")
        assert {page_of(source) for source in sources} <= set(hrefs("controversies.html", section))


def test_every_ambiguity_and_parse_is_listed() -> None:
    """Clause by clause."""
    links = set(hrefs("controversies.html", "//main"))
    for name, column in (("086-list-ambiguities", "ambiguity"), ("087-list-parses", "parse")):
        assert {page_of(row[column]) for row in recorded(name)} <= links


def test_the_first_page_leads_to_each_pledge_by_its_subject() -> None:
    """The list of topics has the number and the heading of each pledge."""
    entries = page("index.html").xpath("//*[@id='topic']/li/a")
    assert [entry.get("href") for entry in entries] == [page_of(pledge) for pledge in PLEDGES]
    headings = [re.sub(r"^\d+ ", "", " ".join(entry.text_content().split())) for entry in entries]
    assert headings == [FACTS.one(pledge, "editorialHeading") for pledge in PLEDGES]
    assert headings[5] == "Rights and freedoms"


def test_a_clause_leads_to_its_other_versions() -> None:
    """To its row beside 2015 and to its place beside the annex."""
    for number in (1, 6, 11):
        links = hrefs(f"id/code/pledge/{number}.html", "//nav[@class='near']")
        for path in ("revision.html", "comparison.html"):
            assert f"{path}#pledge-{number}" in links
            assert f"pledge-{number}" in ids(path)


def test_the_contents_of_the_reading_page_name_each_pledge_by_its_subject() -> None:
    """Beside its number, as in the text itself."""
    contents = page("id/code.html").xpath("//nav[@class='toc']//a[contains(@href, '#pledge-')]")
    names = [" ".join(link.text_content().split()) for link in contents]
    assert names == [f"{n} {FACTS.one(pledge, 'editorialHeading')}" for n, pledge in enumerate(PLEDGES, 1)]


@pytest.mark.parametrize(
    ("links", "words"),
    [
        (["6 Rights and freedoms"], "on the premise of complying with relevant national laws"),
        (["censorship"], "Lets any State censor or block communications."),
        (["2011 beside 2015", "7 Management of the Internet"], "governance has a provision of its own"),
        (["4 Supply chain security"], f"{SITE}id/code/pledge/4"),
        (
            ["Which of the eleven norms of A/70/174 have no parallel in the Code?"],
            "Reporting of vulnerabilities.",
        ),
    ],
)
def test_a_task_is_done_in_three_steps_from_the_first_page(links: list[str], words: str) -> None:
    """What pledge 6 protects, who speaks of censorship, what changed in 7, citing 4, the experts' norms."""
    path, part = "index.html", "main"
    for name in links:
        found = page(path).xpath(f"//*[@id='{part}']//a[normalize-space()=$name]/@href", name=name)
        path, _, part = urljoin(path, found[0]).partition("#")
        path, part = path or "index.html", part or "main"
    assert len(links) <= 3
    assert words in " ".join(page(path).xpath("string(//main)").split())


@pytest.mark.parametrize(("released", "draft"), [("", True), ("2026-12-01", False)])
def test_files_of_a_version_may_change_until_it_is_released(
    given: Edition, released: str, draft: bool
) -> None:
    """The page of the downloads promises what publishing keeps."""
    text = data(given, released=released).decode()
    assert ("are a draft until that version is released" in text) == draft
    assert "never change" in text
