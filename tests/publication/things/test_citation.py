"""Citations: what they say of the edition and of a clause, in every form."""

import json
import re

import pytest
from pyoxigraph import Literal, NamedNode

from iccis.core.namespaces import ID, PREFIXES, SITE
from iccis.core.project import root
from iccis.core.turtle import read
from iccis.publication.edition import Edition
from iccis.publication.site.thing_pages import pages
from iccis.publication.things.citation import Citation

PLEDGE = ID + "code/pledge/4"
TITLE = "iccis, the International Code of Conduct for Information Security as linked data"


def texts(edition: Edition, iri: str, released: str = "") -> dict[str, str]:
    """Return the text of each form by its name."""
    return {form.name: form.text for form in Citation(edition, iri, released=released).forms}


def test_a_citation_names_author_title_version_date_and_link(given: Edition) -> None:
    """In every form that cites this edition; the title is that of the catalogue."""
    found = texts(given, PLEDGE, "2026-12-01")
    assert found["Plain text"] == (
        f"The iccis authors, “pledge 4”, in: {TITLE}, version {given.version} (1 December 2026), {PLEDGE} "
        "(accessed [date])."
    )
    for name in ("BibTeX", "RIS", "CSL-JSON"):
        parts = ("The iccis authors", "pledge 4", TITLE, given.version, "2026", PLEDGE)
        assert all(part in found[name] for part in parts), name
    titles = {
        t.object.value
        for path in (root() / "kg" / "catalog").glob("*.ttl")
        for t in read(path)
        if t.predicate == NamedNode(PREFIXES["dcterms"] + "title") and isinstance(t.object, Literal)
    }
    assert TITLE in titles


@pytest.mark.parametrize("name", ["Plain text", "BibTeX", "RIS", "CSL-JSON"])
def test_a_draft_is_not_cited_as_a_release(given: Edition, name: str) -> None:
    """Each form says so, until there is a date of release."""
    assert "not released" in texts(given, SITE)[name]
    assert "not released" not in texts(given, SITE, "2026-12-01")[name]


def test_data_for_programs_are_well_formed(given: Edition) -> None:
    """CSL-JSON with and without the date of access is JSON; braces of BibTeX balance; RIS has its tags."""
    forms = {form.name: form for form in Citation(given, ID + "norm/9.2").forms}
    csl = forms["CSL-JSON"]
    accessed = csl.accessed.replace("{parts}", "2026, 12, 3")
    assert json.loads(csl.start + accessed + csl.end)[0]["accessed"] == {"date-parts": [[2026, 12, 3]]}
    assert json.loads(csl.text)[0]["type"] == "webpage"
    for text in (
        forms["BibTeX"].text,
        forms["BibTeX"].start + forms["BibTeX"].accessed + forms["BibTeX"].end,
    ):
        assert text.count("{") == text.count("}")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in forms["RIS"].text.splitlines())


def test_official_citations_name_the_document_of_the_united_nations(given: Edition) -> None:
    """Clauses have them; the press text before the Code, norms and the Code itself do not."""
    found = texts(given, PLEDGE)
    assert found["OSCOLA"].endswith("(14 September 2011) UN Doc A/66/359, annex, pledge 4")
    assert found["Bluebook"].endswith("pledge 4, U.N. Doc. A/66/359, annex (Sept. 14, 2011)")
    assert found["OSCOLA"].startswith("China, Russian Federation, Tajikistan and Uzbekistan, ")
    for name in ("code", "code/narrative/1", "norm/4.1"):
        assert "OSCOLA" not in texts(given, ID + name), name


def test_the_page_shows_every_form(given: Edition) -> None:
    """As text, without scripts."""
    page = pages(given, lambda path: b"{}")["id/code/pledge/4.html"]().decode()
    assert page.count('class="citation"') == len(texts(given, PLEDGE))
    assert "Draft of version" in page
