"""Pages, pictures and lists of an edition with several texts: each thing is told apart by its text."""

import json
import re
from pathlib import Path

import pytest

from iccis.cli.main import run
from iccis.core.namespaces import ID
from iccis.core.turtle import read_text
from iccis.data.accepted import accept
from iccis.data.new_project import make_project
from iccis.publication import contents
from iccis.publication.edition import edition
from iccis.publication.files import Publication
from iccis.publication.pictures.network import network, norms
from iccis.publication.pictures.strengths import strengths
from iccis.publication.publish import publish
from iccis.publication.verify import check_publication
from own_texts import ACCORD, BASE, make, make_cyrillic

BEARERS = "ABCDEFGHIJKLMNOP"
PARALLEL = """@base <https://w3id.org/iccis/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<correspondence/hills-accord/1.2/lakes-charter/3.2>
    a iccis:Correspondence ;
    iccis:correspondsFrom <hills-accord/article/1/2> ;
    iccis:correspondsTo <lakes-charter/article/3/2> ;
    iccis:evidence "both texts as they stand here" ;
    iccis:hasCorrespondenceType <correspondence-type/partial-parallel> ;
    iccis:hasStanding <standing/own-reading> ;
    iccis:takenFrom <source/hills-accord/comparison> ;
    skos:prefLabel "opening mail, and damage"@en ;
    skos:scopeNote "Both forbid."@en ;
.

<source/hills-accord/comparison>
    a iccis:Source ;
    dcterms:date "2026" ;
    iccis:locator "this edition" ;
    iccis:writtenBy <party/hills-accord/library> ;
    skos:prefLabel "comparison"@en ;
.

<party/hills-accord/library>
    a iccis:Party ;
    skos:prefLabel "Library"@en ;
.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two texts, with a parallel between them."""
    folder = make(tmp_path_factory.mktemp("pages") / "project")
    links = folder / "kg" / "hills-accord" / "links" / "parallels.ttl"
    links.parent.mkdir()
    links.write_text(PARALLEL, "utf-8")
    return folder


@pytest.fixture(scope="module")
def own(project: Path) -> Publication:
    """Its publication, whose files are made on demand."""
    return contents.publication(edition(base=project), site=BASE)


@pytest.fixture(autouse=True)
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the project."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    monkeypatch.chdir(project)


def test_a_clause_leads_back_to_its_own_text(own: Publication) -> None:
    """Not to all texts of the edition at once."""
    page = own["id/hills-accord/article/1/2.html"].decode()
    assert re.search(r'<a href="[^"]*hills-accord.html#[^"]*">In the Hills Accord on Shared Mail</a>', page)


def test_addresses_on_the_page_of_data_are_those_of_the_edition(own: Publication) -> None:
    """Its things are below its base; what it shares with others is below that of the package."""
    page = own["data.html"].decode()
    assert f'<span class="iri">{BASE}<wbr>id/</span>' in page
    assert "https://w3id.org/iccis/ontology#" in page


def test_titles_say_once_what_the_edition_is(own: Publication) -> None:
    """In the catalogue and in VoID; what describes the texts speaks of no kinds that they do not have."""
    for path in ("catalog.ttl", "void.ttl", "datapackage.json", "ro-crate-metadata.json"):
        text = own[path].decode()
        assert "as linked data as linked data" not in text
        assert "pledge" not in re.sub('https?://[^ >"]+', "", text).casefold()
        assert "Description of iccis" not in text
    assert "The letter" not in own["latest/eli.ttl"].decode()


def test_norms_stand_text_by_text(project: Path) -> None:
    """In the network and in the picture of strengths, whose columns are headed by the texts."""
    made = edition(base=project)
    works = [iri.removeprefix(ID).split("/")[1] for iri in norms(made.as_written)]
    assert works == sorted(works)
    assert {"hills-accord", "lakes-charter"} == set(works)
    heads = [box.label for box in network(made).boxes["heads"]]
    assert heads[:2] == ["Hills Accord on Shared Mail", "article 1, paragraph 1"]
    assert heads.count("Lakes Charter on Network Safety") == 1
    over = [(box.label, box.lines) for box in strengths(made).boxes["works"]]
    assert over == [
        ("Hills Accord on Shared Mail", ("hills-accord",)),
        ("Lakes Charter on Network Safety", ("lakes-charter",)),
    ]


def test_a_parallel_names_the_text_that_it_leads_to(capsys: pytest.CaptureFixture[str]) -> None:
    """Both texts have an article 1."""
    assert run(["show", "hills-accord/article/1/2", "--readings"]) == 0
    assert (
        "article 3, paragraph 2 (Lakes Charter on Network Safety): partial parallel"
        in capsys.readouterr().out
    )


def test_the_parts_of_a_provision_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """In the order of the text."""
    assert run(["show", "lakes-charter/article/3"]) == 0
    shown = capsys.readouterr().out
    parts = [line.strip() for line in shown.partition("Parts\n")[2].partition("\n\n")[0].splitlines()]
    assert [part.partition("  ")[0] for part in parts] == [f"article 3, paragraph {n}" for n in (1, 2, 3)]


def test_the_page_of_an_article_leads_to_its_paragraphs(own: Publication) -> None:
    """They are what it consists of; a clause without parts has no such list."""
    page = own["id/lakes-charter/article/3.html"].decode()
    parts = page.partition('<h2 id="parts">Parts</h2>')[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]+)"', parts) == [
        f"../../../id/lakes-charter/article/3/{n}.html" for n in (1, 2, 3)
    ]
    assert "No State shall damage the networks of another State" in parts
    assert 'id="parts"' not in own["id/lakes-charter/article/3/1.html"].decode()


def test_lanes_of_many_bearers_do_not_run_into_the_norms(tmp_path: Path) -> None:
    """Those whose norms stand apart share a lane."""
    folder, text = tmp_path / "many", tmp_path / "many.txt"
    articles = [f"{n}. The {word}-State shall help the others." for n, word in enumerate(BEARERS, 1)]
    text.write_text("Charter\n\n" + "\n\n".join([*articles, "17. The A-State shall learn."]), "utf-8")
    make_project("many", text, folder, language="en")
    sheet = folder / "candidates.csv"
    sheet.write_text(read_text(sheet).replace("\n,", "\nx,"), "utf-8")
    accept(folder)
    picture = network(edition(base=folder))
    assert len(picture.boxes["bearers"]) == 16
    lanes = [line for line in picture.lines if line.kind == "lane"]
    assert len(lanes) == 16
    edge = picture.boxes["norms"][0].x
    assert max(int(re.search(r"H(\d+)", line.path)[1]) for line in lanes) <= edge - 8  # type: ignore[index]


def test_without_recorded_questions_the_page_says_so(own: Publication) -> None:
    """It does not count to nought."""
    page = own["questions.html"].decode()
    assert "0 questions" not in page
    assert "No questions are recorded" in page


def test_names_of_many_texts_are_not_strung_together(tmp_path: Path) -> None:
    """Two are named; more are counted."""
    folder = tmp_path / "many"
    text = tmp_path / "text.txt"
    names = ["Hills Accord", "Lakes Charter", "Woods Pact"]
    for name in names:
        text.write_text(ACCORD.replace("Hills Accord on Shared Mail", name), "utf-8")
        make_project(name.casefold().replace(" ", "-"), text, folder, publisher="P", licence="urn:l")
    made = edition(base=folder)
    assert made.name == "the 3 texts"
    assert list(made.names.values()) == [f"the {name}" for name in names]
    own = contents.publication(made, site=BASE)
    assert "Concepts in the 3 texts" in own["concepts.html"].decode()
    assert "The complete words of the 3 texts" in own["index.html"].decode()


def test_things_named_in_another_script_have_pages(tmp_path: Path) -> None:
    """Links lead to them, and the whole publication passes its own check."""
    folder = make_cyrillic(tmp_path / "hartia")
    publish(tmp_path / "site", base=folder, site=BASE)
    assert (tmp_path / "site" / "id" / "actor" / "hartia" / "каждое-государство.html").is_file()
    report = check_publication(tmp_path / "site")
    assert report.passed, [problem for step in report.steps for problem in step.problems][:5]
    sitemap = (tmp_path / "site" / "sitemap.xml").read_text("utf-8")
    assert f"{BASE}id/concept/hartia/%D1%81%D0%B5%D1%82%D0%B8.html" in sitemap


def test_numbers_and_names_keep_their_capitals(own: Publication) -> None:
    """At the beginning of a line, only the first letter changes."""
    assert ">Chapter I<" in own["paper/lakes-charter.html"].decode()
    assert "Chapter i" not in own["paper/lakes-charter.html"].decode()
    assert 'aria-label="Chapter I in full"' in own["id/lakes-charter.html"].decode()


def test_the_graph_has_the_clauses_text_by_text(own: Publication) -> None:
    """No two have one place."""
    nodes = [node for node in json.loads(own["network.json"])["nodes"] if "order" in node]
    ordered = [node["id"].split("/")[0] for node in sorted(nodes, key=lambda node: node["order"])]
    assert ordered == ["hills-accord"] * 6 + ["lakes-charter"] * 17
    assert len({node["order"] for node in nodes}) == 23
    assert {"Chapter I", "Article 3, paragraph 1"} <= {node["short"] for node in nodes}


def test_clauses_of_one_name_are_offered_by_names_that_differ(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever cites *article 1* is told which ones there are, by names that lead to one each."""
    assert run(["verify", "No State may open it", "--at", "article 1"]) == 2
    assert "nearest: hills-accord/article/1, lakes-charter/article/1\n" in capsys.readouterr().out
    assert run(["verify", "No State may open it", "--at", "hills-accord/article/1/2"]) == 0


def test_with_the_code_beside_it_no_link_leads_nowhere(tmp_path: Path) -> None:
    """Pages that only the edition of the package has are not linked to."""
    text, folder = tmp_path / "accord.txt", tmp_path / "both"
    text.write_text(ACCORD, "utf-8")
    make_project("hills-accord", text, folder, publisher="P", licence="urn:l", with_code=True)
    both = contents.publication(edition(base=folder), site=BASE)
    missing = {"comparison.html", "revision.html", "languages.html"} - set(both)
    assert len(missing) == 3
    pages = ("id/code/pledge/1.html", "id/code/pledge/3.html", "id/actor/china.html", "id/code.html")
    for path in (*pages, "id/concept/terrorist-activities.html", "regimes.html", "index.html"):
        page = both[path].decode()
        assert not [name for name in missing if name in page], path
