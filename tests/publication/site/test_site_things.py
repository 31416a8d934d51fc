"""Pages of things and the reading page: the words as they are, all that is said, every link back."""

import dataclasses
from posixpath import dirname, join, normpath
from typing import Any

import pytest
from lxml import html
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.namespaces import ID, SITE, short
from iccis.data.facts import Facts, spans
from iccis.data.store import canonical
from iccis.publication.edition import PARTS
from iccis.publication.site.notes import LETTERS
from iccis.publication.site.reading import fragment
from iccis.publication.site.render import page_of
from iccis.publication.site.thing import contexts
from iccis.publication.site.thing_pages import legislation, pages
from iccis.publication.things.relations import BACKLINKS
from iccis.questions.export import export
from iccis.questions.scopes import DERIVED
from site_pages import EDITION, FACTS, MADE, THINGS, file, one, page

pytestmark = pytest.mark.usefixtures("written")

((WORK, CLAUSES),) = EDITION.works.items()
NORMS = [iri for iri in EDITION.things if "Norm" in FACTS.kinds(iri)]
COPY = ID + "copy/"


def words_of(path: str, within: str = "") -> Any:
    """The element that holds the words of a clause."""
    return one(path, f"{within}//p[contains(@class, 'words')]")


def path_of(iri: str) -> str:
    """Path of the page of a thing."""
    return f"{iri.removeprefix(SITE)}.html"


@pytest.mark.parametrize("iri", CLAUSES)
def test_marked_words_are_the_words(iri: str) -> None:
    """Character for character, on the reading page and on the page of the clause."""
    text = FACTS.one(iri, "text")
    assert words_of("id/code.html", f"//article[@id='{fragment(iri)}']").text_content() == text
    assert words_of(path_of(iri)).text_content() == text


def test_the_clauses_stand_in_the_order_of_the_text() -> None:
    """The reading page has every clause once, in the order of the source, and nothing else."""
    assert page("id/code.html").xpath("//article/@id") == [fragment(iri) for iri in CLAUSES]
    assert [int(FACTS.one(iri, "order")) for iri in CLAUSES] == list(range(1, len(CLAUSES) + 1))


@pytest.mark.parametrize("iri", NORMS)
def test_every_norm_is_marked_where_its_words_stand(iri: str) -> None:
    """A badge leads from the first of the words of each anchor to the norm, with its letter and number."""
    clause = FACTS.one(iri, "statedIn")
    element = words_of("id/code.html", f"//article[@id='{fragment(clause)}']")
    badges = element.xpath(".//a[@href=$to]", to=f"#norm-{iri.rpartition('/')[2]}")
    starts = [start - int(FACTS.one(clause, "textStart")) for start, _, _ in spans(FACTS, iri)]
    kind = FACTS.kinds(iri)[0].lower()

    assert [before(element, badge) for badge in badges] == starts
    assert badges[0].get("data-name") == f"{LETTERS[kind]}\u00a0{iri.rpartition('/')[2]}"
    assert all(kind in badge.get("class").split() for badge in badges)
    assert all(FACTS.label(iri) in badge.get("aria-label") for badge in badges)


def before(element: Any, badge: Any) -> int:
    """Number of characters of an element before a badge in it."""
    return sum(map(len, badge.xpath("preceding::text()"))) - sum(map(len, element.xpath("preceding::text()")))


def test_every_page_says_all_that_is_said_and_every_link_back() -> None:
    """Each statement has its value on the page of its subject, and each thing that points there its link."""
    for path in THINGS:
        iri, tree = SITE + path.removesuffix(".html"), page(path)
        text, links = (
            tree.find("body").text_content(),
            {to.partition("#")[0] for to in tree.xpath("//a/@href")},
        )
        targets = {normpath(join(dirname(path), to)) for to in links if "://" not in to} | links
        for triple in EDITION.about(iri):
            if triple.predicate not in DERIVED.values():
                assert stands(triple, iri, text, targets), (path, triple)


def stands(triple: Triple, iri: str, text: str, targets: set[str]) -> bool:
    """Whether the other end of a statement stands on a page."""
    assert isinstance(triple.subject, NamedNode)
    own = triple.subject.value in (iri, *(iri + part for part in PARTS))
    other = triple.object if own else triple.subject
    if isinstance(other, Literal):
        return other.value in text
    assert isinstance(other, NamedNode)
    return (page_of(other.value) if other.value.startswith(SITE) else other.value).partition("#")[
        0
    ] in targets


def embedded(path: str) -> set[Triple]:
    """Statements embedded in a page."""
    return graph(one(path, "//script[@type='application/ld+json']").text.encode(), RdfFormat.JSON_LD)


def graph(data: bytes, form: RdfFormat) -> set[Triple]:
    """Statements of a document."""
    return {quad.triple for quad in canonical(parse(data, format=form))}


def test_the_data_in_a_page_are_those_of_the_document_beside_it() -> None:
    """Clauses have what schema.org can say of them, all together no more and no less than the export."""
    laws = legislation(EDITION.answers["schema-org"])
    for path in THINGS:
        iri = SITE + path.removesuffix(".html")
        beside = graph(file(f"{path.removesuffix('.html')}.nt"), RdfFormat.N_TRIPLES)
        assert embedded(path) == (set(laws[iri]) if iri in laws else beside), path
    header = NamedNode(f"{ID}export/schema-org")
    exported = graph(export("schema-org", "ntriples").encode(), RdfFormat.N_TRIPLES)
    found = {triple for iri in laws for triple in embedded(path_of(iri))}
    assert found == {triple for triple in exported if triple.subject != header}


@pytest.mark.parametrize("iri", NORMS[::9])
def test_the_words_of_a_thing_stand_in_their_clause(iri: str) -> None:
    """A norm and the anchors that it rests on lead to the same clause, and quote words of it."""
    clause, anchors = FACTS.one(iri, "statedIn"), FACTS.values(iri, "restsOn")
    (found,) = contexts(FACTS, iri)
    assert (found.clause.iri, {quote.iri for quote in found.quotes}) == (clause, set(anchors))
    assert all(quote.exact in FACTS.one(clause, "text") for quote in found.quotes)
    for anchor in anchors:
        (same,) = contexts(FACTS, anchor)
        assert (same.clause.iri, [quote.iri for quote in same.quotes]) == (clause, [anchor])


def test_no_page_lists_a_clause_in_which_its_words_do_not_stand() -> None:
    """What rests on an anchor is also mentioned in other clauses, where other words of it stand."""
    listed = {iri: contexts(FACTS, iri) for iri in EDITION.things}
    assert len(list(filter(None, listed.values()))) > 500
    assert [iri for iri, found in listed.items() if not all(context.quotes for context in found)] == []


def test_a_norm_leads_to_its_parties_and_its_qualifiers() -> None:
    """The counterparty of norm 6.1 is found from its page, and the words of its qualifiers stand there."""
    tree = page("id/norm/6.1.html")
    entries = {entry.findtext("dt"): entry.find("dd") for entry in tree.xpath("//dl/div")}

    assert entries["Counterparty"].text_content() == "unnamed holder of claim 6.1"
    assert entries["Counterparty"].xpath(".//@href") == ["../../id/position/6.1/claim/bearer.html"]
    assert "on the premise of complying with relevant national laws and regulations" in tree.text_content()


def test_a_reading_stands_below_the_words_that_it_reads() -> None:
    """The words of the pledge come first, then what the reading takes them to mean, its holder and source."""
    text = page("id/reading/carr-1.html").find("body").text_content()
    after = text[text.index("Words interpreted") :]
    words = FACTS.one(ID + "code/pledge/1", "text")
    places = [after.index(one) for one in (words, "Favours territorial", "Carr", "jeffreycarr.blogspot.com")]

    assert places == sorted(places)


def test_slips_stand_as_received_with_their_reading_beside() -> None:
    """The stray word is in the text, and what was meant is in the note."""
    article = one("id/code.html", "//article[@id='narrative-1']")
    (note,) = article.xpath(".//p[@class='slip-note'][contains(., 'Submit')]")

    assert words_of("id/code.html", "//article[@id='narrative-1']").text_content().startswith("Submit On ")
    assert [quote.text for quote in note.xpath("q")] == [
        "Submit On September 12, 2011",
        "On September 12, 2011",
    ]


def test_a_page_costs_the_same_however_much_else_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a second Code beside the first, the pages of the first ask as many facts as before."""
    graphs = {layer: [*found, *map(copied, found)] for layer, found in EDITION.graphs.items()}
    doubled = dataclasses.replace(EDITION, graphs=graphs)
    asked: list[str] = []
    values = Facts.values

    def counted(facts: Facts, subject: str, name: str) -> list[str]:
        asked.append(subject)
        return values(facts, subject, name)

    monkeypatch.setattr(Facts, "values", counted)
    counts = []
    for given in (dataclasses.replace(EDITION), doubled):  # nothing is kept from other tests
        files = pages(given, MADE.__getitem__)
        files["id/actor/china.html"]()  # what is made once for all pages
        asked.clear()
        for path in ("id/actor/china.html", *map(path_of, CLAUSES[::5]), *THINGS[::40]):
            assert html.document_fromstring(files[path]()) is not None
        counts.append(len(asked))

    assert len(doubled.things) > 1.9 * len(THINGS)
    assert counts[0] == counts[1] > 1000


def copied(triple: Triple) -> Triple:
    """A statement about copies of the things that it is about."""
    ends = (
        NamedNode(end.value.replace(ID, COPY)) if isinstance(end, NamedNode) else end
        for end in (triple.subject, triple.object)
    )
    subject, object = ends
    assert isinstance(subject, NamedNode | BlankNode)
    return Triple(subject, triple.predicate, object)


def test_links_back_are_named_in_words() -> None:
    """Each name is that of a property that leads to something, and no heading is a property with an arrow."""
    used = {short(p).removeprefix("iccis:") for found in FACTS.back.values() for p in found}
    assert set(BACKLINKS) <= used
    headings = {title.text_content().strip() for path in THINGS[::20] for title in page(path).xpath("//h3")}
    assert [title for title in headings if title.startswith("←")] == []
    assert any(title.startswith("Based on these words (") for title in headings)
