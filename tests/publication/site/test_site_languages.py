"""The pages in other languages: words with evidence, everything else in English and marked as English."""

import pytest
from pyoxigraph import RdfFormat, Store

from iccis.core.namespaces import SITE
from iccis.core.project import root
from iccis.publication.site.frame import FRAME, LANGUAGES, path_of
from site_pages import EDITION, FACTS, one, page

OTHERS = [language for language in LANGUAGES if language != "en"]
NAMES = set(LANGUAGES.values()) | {"§", "iccis", "·"}


def labels(language: str) -> set[str]:
    """Labels in a language in the file of the labels."""
    store = Store()
    store.load(path=root() / "kg" / "links" / "labels-unbis.ttl", format=RdfFormat.TURTLE)
    return {q.object.value for q in store if getattr(q.object, "language", "") == language}


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_not_said_to_be_english_has_evidence(language: str) -> None:
    """Each text that a reader or a program takes for the language of the page is a label or a frame word."""
    known = labels(language) | {words[language] for words in FRAME.values()} | NAMES
    tree = page(path_of(language))
    assert tree.get("lang") == language
    texts = tree.xpath("//body//text()[normalize-space() and not(ancestor::script)]")
    foreign = [
        text.strip()
        for text in texts
        if text.getparent().xpath("string(ancestor-or-self::*[@lang][1]/@lang)") == language
        and text.strip() not in known
        and not text.strip().isdigit()
    ]
    assert foreign == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_names_the_same_page_in_every_language(language: str) -> None:
    """The links of the head are those of all six, this page among them; Arabic runs from right to left."""
    tree = page(path_of(language))
    found = {link.get("hreflang"): link.get("href") for link in tree.xpath("//head/link[@hreflang]")}
    assert found == {code: SITE + path_of(code) for code in LANGUAGES}
    assert tree.get("dir") == ("rtl" if language == "ar" else None)


def test_labels_are_those_of_the_same_things() -> None:
    """Each row leads to a thing that the mapping set matches exactly with the term that it links."""
    for row in page("languages/es.html").xpath("//tbody/tr"):
        thing, term = row.xpath(".//a/@href")
        iri = SITE + thing.removeprefix("../").removesuffix(".html")
        assert term in FACTS.values(iri, "skos:exactMatch")
        assert row.xpath("td[@lang='es']")[0].text in FACTS.values(term, "skos:prefLabel")


def test_a_thing_shows_its_labels_in_every_language() -> None:
    """On its page, each marked as in its language; nothing else has such a section."""
    section = "//section[h2 = 'In other languages']//dd"
    for row in page(path_of("en")).xpath("//tbody/tr"):
        shown = page(row.xpath("string(th/a/@href)")).xpath(section)
        labels = [(cell.get("lang"), cell.text, cell.get("dir")) for cell in row.xpath("td[@lang]")]
        assert [(cell.get("lang"), cell.text, cell.get("dir")) for cell in shown] == labels
    assert page("id/concept/information-weapons.html").xpath(section) == []


def test_every_page_leads_to_the_languages() -> None:
    """The footer links them by their own names, each marked as in that language."""
    for path in ("index.html", "id/code/pledge/6.html", "languages/ar.html"):
        links = page(path).xpath("//footer//a[@hreflang]")
        assert [(link.get("lang"), link.text) for link in links] == list(LANGUAGES.items())


def test_labels_in_other_languages_leave_the_english_ones_in_place() -> None:
    """The label of a term elsewhere is the English one."""
    mapped = {o.value for s, p, o in EDITION.graphs["links"] if getattr(o, "language", "") == "ar"}
    assert len(mapped) > 20
    assert FACTS.label("http://metadata.un.org/thesaurus/1006475") == "TERRORISM"
    assert one("languages.html", "//h1").text == "Language equivalents"
