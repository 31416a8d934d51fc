"""Files of a user beside the edition: served, shown, and never mistaken for the edition."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iccis.cli.main import run
from iccis.core.namespaces import ID, ONTOLOGY, graph_name
from serving import ask, free_port, get, running
from small_tree import PREFIXES, make_tree

MINE = (
    PREFIXES
    + """
<urn:x:norm> a iccis:Norm ; skos:prefLabel "not to damage"@en ; iccis:bearer <actor/china>, <urn:x:lakes> .
<urn:x:lakes> skos:prefLabel "Lake States"@en .
<note/mine> a iccis:Concept ; skos:prefLabel "a note of mine"@en ; iccis:about <code/pledge/2> .
<actor/china> skos:altLabel "PRC"@en .
"""
)
LATER = "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a file of a user in it."""
    tree = make_tree(tmp_path_factory.mktemp("beside"))
    file = tree / "ontology" / "ontology.ttl"
    file.write_text(file.read_text("utf-8") + '\n<../ontology> a owl:Ontology ; owl:versionInfo "1.0.0" .\n')
    (tree / "mine.ttl").write_text(MINE, "utf-8")
    return tree


@pytest.fixture(scope="module")
def beside_port(tree: Path) -> Iterator[int]:
    """A service of two workers with the file beside its edition."""
    free = free_port()
    command = ["env", f"ICCIS_ROOT={tree}", "iccis", "serve", "--port", str(free)]
    command += ["--data", str(tree / "mine.ttl"), "--rate", "0"]
    with running(command, free, "/health/live", tree / "log"):
        yield free


def test_every_worker_answers_with_the_files_beside(beside_port: int) -> None:
    """They are one graph, and the default graph and the closure have them, too."""
    query = "SELECT ?label { ?norm skos:prefLabel ?label ; iccis:bearer/skos:prefLabel 'China'@en }"
    with ThreadPoolExecutor(8) as pool:
        found = {answer.text for answer in pool.map(lambda _: ask(beside_port, query), range(16))}
    (answer,) = found
    assert set(answer.split("\r\n")[1:-1]) == {"to comply", "not to damage"}
    graphs = ask(beside_port, "SELECT ?g { GRAPH ?g { <urn:x:norm> a iccis:Norm } }").text.split()
    assert graphs == ["g", graph_name("data")]
    assert "not to damage" in get(beside_port, f"/data?graph={graph_name('data')}").text


def test_things_are_described_with_what_the_files_add(beside_port: int) -> None:
    """A thing of the user has a document, one of the edition has the links of the user."""
    assert "not to damage" in get(beside_port, "/id/actor/china.txt").text
    assert "a note of mine" in get(beside_port, "/id/note/mine.txt").text


def test_the_service_says_what_stands_beside(beside_port: int, tree: Path) -> None:
    """In its description and in its first lines."""
    description = get(beside_port, "/sparql", accept="text/turtle").text
    assert f"sd:name <{graph_name('data')}>" in description
    assert "9 statements" in description
    assert f"9 statements of {tree / 'mine.ttl'}" in (tree / "log").read_text()


@pytest.mark.parametrize("path", ["/id/actor/china.txt", "/data?default", "/sparql?query=ASK%7B%7D"])
def test_no_date_makes_a_cache_take_the_one_for_the_other(beside_port: int, path: str) -> None:
    """The same address has other content with and without the files, which only the ETag tells."""
    response = get(beside_port, path, If_Modified_Since=LATER)
    assert (response.status, "last-modified" in response.headers) == (200, False)
    assert get(beside_port, path, If_None_Match=response.headers["etag"]).status == 304


def test_dumps_and_catalogue_remain_those_of_the_edition(beside_port: int) -> None:
    """They are named after a version, which the files of a user are no part of."""
    assert f"{ID}note/mine> <{ONTOLOGY}about>" not in get(beside_port, "/latest/iccis.nt").text
    assert get(beside_port, "/latest/data.nt").status == 404


@pytest.fixture
def here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small project as the current folder, and as the edition."""
    monkeypatch.chdir(tree)
    monkeypatch.setenv("ICCIS_ROOT", str(tree))
    return tree


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("missing.ttl", None, "missing.ttl: there is no such file"),
        ("bad.ttl", "<urn:a> <urn:b> <urn:c> .\n<urn:a> .\n", "bad.ttl:2: "),
        ("notes.docx", "PK not Turtle", "notes.docx:1: "),
    ],
)
@pytest.mark.parametrize("command", [("serve", "--port"), ("show", "china"), ("search", "china")])
def test_a_file_that_cannot_be_read_is_named_before_anything_starts(
    here: Path,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    name: str,
    text: str | None,
    message: str,
) -> None:
    """The port is taken here, and no word is said about that."""
    if text is not None:
        (here / name).write_text(text)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = [str(taken.getsockname()[1])] if command[0] == "serve" else []
        assert run([*command, *port, "--data", name]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert message in err
    assert "listen" not in err


@pytest.mark.usefixtures("here")
def test_a_released_version_has_nothing_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Caches may keep its files for a year."""
    assert run(["serve", "--port", "0", "--released", "2026-11-24", "--data", "mine.ttl"]) == 2
    assert "released version" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_show_takes_files_of_a_user(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """It finds things of theirs, wherever their IRIs are, and things of the edition by names of theirs."""
    assert run(["show", "not", "to", "damage", "--data", "mine.ttl"]) == 0
    assert b"not to damage (Norm)" in capfdbinary.readouterr().out
    assert run(["show", "PRC", "--data", "mine.ttl", "--format", "turtle"]) == 0
    out = capfdbinary.readouterr().out
    assert b"<urn:x:norm>" in out
    assert b'"PRC"@en' in out
    assert run(["show", "PRC"]) == 2


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("damage", {"urn:x:norm"}),
        ("lake", {"urn:x:lakes"}),  # an actor, since it bears a norm
        ("PRC", {ID + "actor/china"}),
        ("note", {ID + "note/mine"}),
    ],
)
def test_search_finds_what_files_of_a_user_add_as_the_service_does(
    beside_port: int, capfdbinary: pytest.CaptureFixture[bytes], words: str, found: set[str]
) -> None:
    """Wherever their IRIs are, and whatever follows from them; nothing of it without the files."""
    assert run(["search", words, "--data", "mine.ttl", "--format", "json"]) == 0
    hits = json.loads(capfdbinary.readouterr().out)
    assert {hit["iri"] for hit in hits} == found
    assert hits == json.loads(get(beside_port, f"/api/search?q={words}").body)
    assert run(["search", words, "--format", "json"]) == 0
    assert not json.loads(capfdbinary.readouterr().out)
