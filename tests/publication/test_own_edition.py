"""An edition of one's own: two texts with a base of their own, published under no other name than theirs."""

import json
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.compare import isomorphic

from iccis.cli.main import run
from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY, SITE
from iccis.core.turtle import read_text
from iccis.data.new_project import make_project
from iccis.publication import contents
from iccis.publication.edition import edition
from iccis.publication.files import Publication
from iccis.publication.publish import check_project
from iccis.questions.ask import answers, ask, canonical_lines, record, table
from iccis.questions.engines import Answer
from iccis.questions.export import export
from iccis.questions.question import parse_question, question, question_iri, questions
from iccis.questions.remote import fetch_graph
from own_texts import ACCORD, BASE, CHARTER, make
from storing import OXIGRAPH, started

OTHERS = re.compile(r"Code of Conduct|\bthe Code\b|A/66/359")
SHARED = re.compile(
    r"ontology|shapes|search|catalog|concepts|id/(?!\w[\w-]*/?(?:lakes-charter|hills-accord)|lakes|hills)"
)
"""Pages with labels and definitions of what texts share, which come from the ontology."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two texts."""
    return make(tmp_path_factory.mktemp("own") / "project")


@pytest.fixture(scope="module")
def own(project: Path) -> Publication:
    """Its publication, whose files are made on demand."""
    return contents.publication(edition(base=project), site=BASE)


def graph(publication: Publication, path: str, form: str = "turtle") -> rdflib.Graph:
    """Parse a file by rdflib."""
    return rdflib.Graph().parse(data=publication[path], format=form, publicID=BASE + path)


def test_what_is_its_own_moves_and_what_is_shared_stays(own: Publication) -> None:
    """Things with the name of a text in their IRIs are below the base; terms and strengths are not."""
    whole = graph(own, "latest/iccis.ttl")
    subjects = {str(s) for s in whole.subjects() if isinstance(s, rdflib.URIRef)}
    assert BASE + "id/norm/hills-accord/1.2.1" in subjects
    assert BASE + "id/actor/lakes-charter/state" in subjects
    assert ID + "strength/firm" in subjects
    assert not [s for s in subjects if s.startswith(SITE) and ("lakes" in s or "hills" in s)]
    assert not [
        s for s in subjects if s.startswith(BASE) and not ("lakes-charter" in s or "hills-accord" in s)
    ]
    strengths = set(whole.objects(None, rdflib.URIRef(ONTOLOGY + "hasStrength")))
    assert strengths == {rdflib.URIRef(f"{ID}strength/{name}") for name in ("firm", "declaratory")}


def test_every_form_has_the_same_graph(own: Publication) -> None:
    """Whether IRIs are relative, prefixed or whole."""
    turtle = graph(own, "latest/lakes-charter/norms.ttl")
    assert len(turtle) > 100
    norms = "latest/lakes-charter/norms"
    for extension, form in (("nt", "nt"), ("rdf", "xml")):
        assert isomorphic(turtle, graph(own, f"{norms}.{extension}", form))
    whole = {str(quad.triple) for quad in parse(own[f"{norms}.nt"], format=RdfFormat.N_TRIPLES)}
    for extension, other in (
        ("jsonld", RdfFormat.JSON_LD),
        ("trig", RdfFormat.TRIG),
        ("nq", RdfFormat.N_QUADS),
    ):
        quads = list(parse(own[f"{norms}.{extension}"], format=other))
        assert {str(quad.triple) for quad in quads} == whole
    assert {str(quad.graph_name) for quad in quads} == {f"<{BASE}graph/lakes-charter/norms>"}


def test_each_text_has_graphs_of_its_own(own: Publication, project: Path) -> None:
    """In dumps, sets of graphs, VoID and on both engines; what they share is beside them, the closure one."""
    graphs = defaultdict[str, set[str]](set)
    for quad in parse(own["latest/iccis.trig"], format=RdfFormat.TRIG):
        graphs[str(quad.graph_name)[1:-1]].add(str(quad.subject)[1:-1])
    hills, shared = f"{BASE}graph/hills-accord/norms", f"{BASE}graph/norms"
    assert f"{BASE}id/norm/hills-accord/1.2.1" in graphs[hills]
    assert not [subject for subject in graphs[hills] if "hills-accord" not in subject]
    assert f"{ID}qualifier-kind/addition" in graphs[shared]
    for name, subjects in graphs.items():
        of = name.removeprefix(f"{BASE}graph/").rpartition("/")[0]
        if name.startswith(BASE) and not name.endswith(("/closure", "/labels")):
            assert {s for s in subjects if "hills-accord" in s or "lakes-charter" in s} == (
                {s for s in subjects if of in s} if of else set()
            )
    quads = parse(own["latest/iccis.nq"], format=RdfFormat.N_QUADS)
    assert {str(quad.graph_name)[1:-1] for quad in quads} == graphs.keys()
    assert json.loads(own["sparql.json"])["graphs"]["as written"] == [
        *(f"{BASE}graph/ontology", f"{BASE}graph/hills-accord/text", f"{BASE}graph/lakes-charter/text"),
        *(f"{BASE}graph/hills-accord/actors", f"{BASE}graph/lakes-charter/actors"),
        *(f"{BASE}graph/{name}norms" for name in ("", "hills-accord/", "lakes-charter/")),
    ]
    void = graph(own, "void.ttl")
    dataset_of = rdflib.URIRef(f"{BASE}catalog#hills-accord/norms")
    triples = rdflib.URIRef("http://rdfs.org/ns/void#triples")
    assert void.value(dataset_of, triples).toPython() == len(graph(own, "latest/hills-accord/norms.ttl"))  # type: ignore[union-attr]
    assert b'<tr id="hills-accord/norms">' in own["data.html"]
    asked = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?norm iccis:hasStrength ?s } } GROUP BY ?g ORDER BY ?g"
    found = list(table(ask(asked, base=project)))
    assert found[1:3] == [
        [f"{SITE}graph/{of}/norms", n] for of, n in (("hills-accord", "2"), ("lakes-charter", "5"))
    ]
    assert found == list(table(ask(asked, base=project, engine="rdflib")))


def test_no_page_calls_it_by_the_name_of_another_text(own: Publication) -> None:
    """Titles, prose, catalogue, exports and plain text speak of the texts that are there."""
    pages = [path for path in own if path.endswith((".html", ".txt", ".csv")) and not SHARED.match(path)]
    assert len(pages) > 100
    for path in pages:
        found = OTHERS.search(own[path].decode())
        assert not found, f"{path}: {found}"
    home = own["index.html"].decode()
    assert "Hills Accord on Shared Mail" in home
    assert "by The Lakes Library" in home
    catalogue = own["catalog.ttl"].decode()
    assert 'dcterms:title "Text of the Lakes Charter' in catalogue
    assert 'dcterms:title "Norms of the Hills Accord on Shared Mail"' in catalogue


def test_pages_about_what_it_does_not_have_are_left_out(own: Publication) -> None:
    """No witness besides the text, no revision, no registry of our ontology; and no link leads there."""
    assert not {"comparison.html", "revision.html", "languages.html", "registries.html"} & set(own)
    assert {"paper/hills-accord.html", "lakes-charter.epub", "id/lakes-charter.html"} <= set(own)
    assert "latest/akoma-ntoso.xml" not in own


def test_akoma_ntoso_needs_the_iri_of_the_work(project: Path, tmp_path: Path) -> None:
    """Two works are no document; one needs its IRI, and then has its parts within each other."""
    with pytest.raises(IccisError, match="there are lakes-charter, hills-accord"):
        export("akoma-ntoso", base=project)
    text = tmp_path / "accord.txt"
    text.write_text(ACCORD, "utf-8")
    single = make_project("hills-accord", text, tmp_path / "single").folder
    with pytest.raises(IccisError, match="has no IRI of Akoma Ntoso"):
        export("akoma-ntoso", base=single)
    table = single / "kg" / "instruments.csv"
    table.write_text(read_text(table).replace(",en,,", ",en,/akn/hills/act/accord/2026-01-31/1,"), "utf-8")
    xml = export("akoma-ntoso", base=single)
    assert '<FRBRdate date="2026-01-31" name="document" />' in xml
    assert re.search(r'<article eId="art_1">\s*<heading>Article 1. Mail</heading>\s*<paragraph', xml)
    assert "authors of the Hills Accord" in xml


def test_a_thing_without_the_name_of_a_text_is_refused(project: Path) -> None:
    """It would claim an IRI of the package; what says more of a thing of the package does not."""
    file = project / "kg" / "lakes-charter" / "concepts" / "stray.ttl"
    file.parent.mkdir(exist_ok=True)
    named = f"<{ID}strength/firm> <http://www.w3.org/2004/02/skos/core#note> 'more'@en .\n"
    try:
        file.write_text(named, "utf-8")
        check_project(edition(base=project))
        file.write_text(named.replace("strength/firm", "concept/stray"), "utf-8")
        with pytest.raises(IccisError, match="concept/stray names no instrument") as error:
            check_project(edition(base=project))
        assert error.value.place == str(file)
    finally:
        file.unlink()


def test_an_edition_that_does_not_say_who_publishes_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the file and what to write there; nothing is written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = make_project("lakes-charter", CHARTER, tmp_path / "p", licence="https://example.org/licence")
    monkeypatch.setenv("ICCIS_ROOT", str(made.folder))
    assert run(["publish", "--base", BASE, "--out", str(tmp_path / "site")]) == 2
    errors = capsys.readouterr().err
    assert "record.ttl: the catalogue has no dcterms:publisher" in errors
    assert "foaf:name" in errors
    assert not (tmp_path / "site").exists()


def key(answer: Answer | IccisError) -> object:
    """What two equal answers have in common."""
    assert isinstance(answer, Answer), answer
    return answer.boolean, answer.rows, canonical_lines(answer.triples)


def test_an_edition_is_kept_in_a_store_and_asked_there(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below its base; only what has changed is sent again, and questions find the same as here."""
    monkeypatch.setenv("ICCIS_ROOT", str(project))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def states(*command: str) -> dict[str, str]:
        assert run([*command, "--base", BASE]) == 0
        return dict(re.findall(r"(\S+) +[1-9]\d* triples (.+)", capsys.readouterr().err))

    graph = "hills-accord/concepts"
    with started(OXIGRAPH, tmp_path) as address:
        push = ("push", address.store)
        assert {*states(*push).values()} == {"sent"}
        assert {*states(*push).values()} == {"there already"}
        file = project / "kg" / "hills-accord" / "concepts" / "note.ttl"
        file.parent.mkdir(exist_ok=True)
        try:
            note = "<http://www.w3.org/2004/02/skos/core#note>"
            file.write_text(f"<{ID}norm/hills-accord/1.2.1> {note} 'more' .\n", "utf-8")
            assert [layer for layer, state in states(*push).items() if state == "sent"] == [graph]
            there = {str(triple) for triple in fetch_graph(address.query, f"{BASE}graph/{graph}")}
            assert f'<{BASE}id/norm/hills-accord/1.2.1> {note} "more"' in there
            part = "{ <norm/hills-accord/1.2.1> ?p ?o . id:hills-accord ?q ?r }"
            text = f"PREFIX id: <{ID}> SELECT * {{ GRAPH ?g {part} }}"
            asked = parse_question(text, name="asked", strict=False)
            every = [asked, *(question for question in questions()[::2] if not question.params)]
            here = {question.name: answer for question, answer in answers(every, base=project)}
            assert key(here["asked"]) != key(Answer("select"))
            for question, answer in answers(every, endpoint=address.query, site=BASE, base=project):
                assert key(answer) == key(here[question.name]), question.name
        finally:
            file.unlink()
        states(*push)
        assert not fetch_graph(address.query, f"{BASE}graph/{graph}")
        assert run(["check", "--endpoint", address.query, "--base", BASE]) == run(["check"])
    capsys.readouterr()
    assert run(["query", "36", "--base", BASE]) == 2
    assert "name an endpoint with --endpoint" in capsys.readouterr().err


LINK = """
<correspondence/lakes-charter/3.1/hills-accord/1.1>
    a iccis:Correspondence ;
    iccis:correspondsFrom <lakes-charter/article/3/1> ;
    iccis:correspondsTo <hills-accord/article/1/1> ;
    iccis:evidence "both texts as they stand here" ;
    iccis:hasCorrespondenceType <correspondence-type/partial-parallel> ;
    iccis:hasStanding <standing/own-reading> ;
    iccis:takenFrom <source/lakes-charter/reader> ;
    skos:prefLabel "article 3(1) and article 1(1)"@en ;
    skos:scopeNote "Both speak of what States share."@en ;
.

<source/lakes-charter/reader>
    a iccis:Source ;
    iccis:locator "this edition" ;
    skos:prefLabel "reader of the charter"@en ;
.
"""


def test_one_text_is_checked_without_the_others(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the others is read, and links to them count as good; what is wrong in this one is found."""
    tree = tmp_path / "project"
    shutil.copytree(project, tree)
    monkeypatch.setenv("ICCIS_ROOT", str(tree))
    links = tree / "kg" / "lakes-charter" / "links" / "parallels.ttl"
    links.parent.mkdir()
    prefixes = f"@prefix iccis: <{ONTOLOGY}> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    links.write_text(f"@base <{ID}> .\n{prefixes}{LINK}", "utf-8")
    others = [path for path in (tree / "kg").rglob("*hills-accord*/**/*") if path.is_file()]
    others += (tree / "kg" / "source").glob("hills-accord*")
    assert len(others) > 6
    for path in others:
        path.write_bytes(b"\xff not to be read")
    capsys.readouterr()
    status = run(["check", "--instrument", "lakes-charter"])
    report = capsys.readouterr().out
    assert status == 0, report
    assert "17 provisions" in report
    assert re.search("^Correspondence +1$", report, re.M)
    assert run(["check", "--no-cache"]) == 2
    assert "hills-accord" in capsys.readouterr().err
    links.write_text(
        read_text(links).replace("lakes-charter/article/3/1", "lakes-charter/article/33"), "utf-8"
    )
    assert run(["check", "--instrument", "lakes-charter"]) == 1
    assert "used but not declared" in capsys.readouterr().out
    assert run(["check", "--instrument", "lakes-charter", "--step", "questions"]) == 2
    assert "is about all instruments" in capsys.readouterr().err


def test_one_text_is_asked_without_the_others(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions, search, pages and exports are of one text; an error names those that there are."""
    monkeypatch.setenv("ICCIS_ROOT", str(project))

    def out(*command: str) -> str:
        assert run([*command, "--instrument", "hills-accord"]) == 0
        return capsys.readouterr().out

    for engine in ("oxigraph", "rdflib"):
        norms = out("query", "29", "--format", "csv", "--engine", engine).splitlines()[1:]
        assert [row.split(",")[1] for row in norms] == [f"{ID}norm/hills-accord/1.{n}.1" for n in (1, 2)]
    asked = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    graphs = {row[0] for row in table(ask(asked, base=project, instrument="hills-accord"))}
    assert f"{SITE}graph/hills-accord/norms" in graphs
    assert f"{SITE}graph/norms" in graphs
    assert not [graph for graph in graphs if "lakes-charter" in graph]
    assert "lakes-charter" not in out("search", "article")
    assert out("query", "11", "--format", "csv").count(f"{ID}hills-accord/") == 6
    assert run(["query", "11", "--param", "work=lakes-charter", "--format", "csv"]) == 0
    provisions = capsys.readouterr().out
    assert provisions.count(f"{ID}lakes-charter/") == 17
    assert "hills-accord" not in provisions
    assert out("show", "article 1").startswith("article 1 (Article)")
    assert "lakes-charter" not in out("export", "eli")
    endpoint = ("--instrument", "hills-accord", "--endpoint", "http://127.0.0.1:9/")
    for command, message in (
        (("query", "29", "--instrument", "hills"), "there are: lakes-charter, hills-accord"),
        (
            ("query", "29", *endpoint, "--graph", "all"),
            "the closure at an endpoint is that of all instruments",
        ),
        (("query", "29", *endpoint), "cannot be reached"),
        (("show", "article 1"), "matches more than one thing"),
        (("query", "11"), "several texts could be meant"),
        (("query", "11", "--param", "work=code"), 'there is no text "code"'),
    ):
        assert run(command) == 2
        assert message in capsys.readouterr().err


def test_a_question_moves_once_its_answer_is_recorded(project: Path, tmp_path: Path) -> None:
    """Then it has a page below the base; before, only at the permanent one, which leads to the package's."""
    tree = Path(shutil.copytree(project, tmp_path / "project"))
    iri = question_iri("036-count-norms-by-kind")
    page = f"{iri.removeprefix(SITE)}.html"
    for site in (SITE, BASE):
        own = contents.publication(edition(base=tree), site=BASE)
        assert (page in own) == (site == BASE)
        assert json.loads(own.rebased(json.dumps(iri).encode())) == iri.replace(SITE, site)
        asked = question("036", base=tree)
        record(asked, ask(asked, base=tree), base=tree)
