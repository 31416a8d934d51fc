"""A text of one's own: from plain text to data that conform, with the command line."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from iccis.check.run import check
from iccis.cli.main import run
from iccis.core.namespaces import ID
from iccis.core.project import package_root

CHARTER = Path(__file__).parents[1] / "charter" / "lakes-charter.txt"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the charter, whose folder is the current one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("ICCIS_ROOT", "")
    assert run(["new", "lakes-charter", "--text", str(CHARTER), "--in", str(tmp_path / "charter")]) == 0
    monkeypatch.chdir(tmp_path / "charter")
    return tmp_path / "charter"


def mark(project: Path, mark: str = "x", **changes: str) -> None:
    """Mark the rows of the worksheet, and change cells of the first."""
    path = project / "candidates.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [row | {"accept": mark} for row in rows]
    rows[0] |= changes
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_new_project_conforms_and_says_what_is_left_to_do(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text is current, its words can be cited and verified; what nobody has read yet only warns."""
    capsys.readouterr()
    assert run(["check"]) == 0
    report = capsys.readouterr().out
    assert "17 provisions" in report
    assert "warning: Add a preambular statement" in report
    assert run(["text", "--check"]) == 0
    assert run(["verify", "No State shall damage the networks", "--at", "article 3(2)"]) == 0
    assert "Lakes Charter" in capsys.readouterr().out
    assert run(["verify", "To comply with the UN Charter"]) == 1
    capsys.readouterr()
    assert run(["show", "article 3, paragraph 3, item a"]) == 0
    assert "id/lakes-charter/article/3/3/a" in capsys.readouterr().out
    assert run(["search", "correspondence"]) == 0
    assert "Every user has the right" in capsys.readouterr().out
    assert run(["query", "11", "--format", "csv"]) == 0  # about the only text
    assert capsys.readouterr().out.count("/id/lakes-charter/") == 17


def test_candidates_become_norms_when_a_person_has_marked_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is data before; then each has action, positions and anchors, and the data conform."""
    assert not list((project / "kg").rglob("norms/*"))
    assert run(["accept"]) == 0  # nothing is marked
    assert not list((project / "kg").rglob("norms/*"))
    mark(project, object="networks")
    capsys.readouterr()
    assert run(["accept"]) == 0
    norms = capsys.readouterr().out.split()
    assert norms[:3] == ["norm/lakes-charter/3.1.1", "norm/lakes-charter/3.2.1", "norm/lakes-charter/3.3.a.1"]
    assert run(["check"]) == 0
    report = capsys.readouterr().out
    assert re.search("^Norm +5  1 Affirmation, 3 Obligation, 1 Prohibition$", report, re.M)
    norm = '?norm a iccis:Prohibition ; iccis:bearer/skos:prefLabel "State"@en ; skos:prefLabel ?label'
    query = f"SELECT ?label {{ {norm} }}"
    (project / "own.rq").write_text(query, "utf-8")
    assert run(["query", "own.rq", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "not to damage the networks of another State"
    before = {path: path.read_bytes() for path in project.rglob("*.ttl")}
    assert run(["accept"]) == 0  # they are done
    assert {path: path.read_bytes() for path in project.rglob("*.ttl")} == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"accept": "perhaps"}, "is no mark"),
        ({"kind": "Wish"}, "is no kind of norm"),
        ({"strength": ""}, "is no strength"),
        ({"quote": "Each State must protect"}, "occurs 0 times"),
        ({"verb": "destroy"}, 'the verb "destroy" is not in the quotation'),
        ({"object": "moon"}, 'the object "moon"'),
        ({"bearer": "Nobody"}, 'has the bearer "Nobody"'),
        ({"provision": "lakes-charter/article/33"}, "there is no provision"),
    ],
)
def test_a_row_that_the_text_does_not_bear_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, str], message: str
) -> None:
    """The line is named, and nothing is written."""
    mark(project, **changes)
    before = (project / "candidates.csv").read_bytes()
    capsys.readouterr()
    assert run(["accept"]) == 2
    errors = capsys.readouterr().err
    assert message in errors
    assert "candidates.csv:2" in errors
    assert (project / "candidates.csv").read_bytes() == before
    assert not list((project / "kg").rglob("norms/*"))


def test_data_stand_in_the_folder_of_their_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file beside the folders is refused, with where to move it, unless it says what texts share."""
    capsys.readouterr()
    for name in ("norms/accepted.ttl", "actors.ttl", "mappings.sssom.tsv"):
        stray = project / "kg" / name
        stray.parent.mkdir(exist_ok=True)
        stray.write_text("", "utf-8")
        assert run(["query", "1"]) == 2
        errors = capsys.readouterr().err
        assert f"{stray}: is in the folder of no instrument" in errors
        assert f"move it to {project}/kg/lakes-charter/{name}" in errors
        stray.unlink()
    stray = project / "kg" / "generated" / "text.ttl"
    stray.parent.mkdir()
    stray.write_text("", "utf-8")
    assert run(["check"]) == 2
    assert "delete it, and run `iccis text`" in capsys.readouterr().err
    stray.unlink()
    shared = project / "kg" / "norms" / "shared.ttl"
    note = "<http://www.w3.org/2004/02/skos/core#note> 'more'@en ."
    shared.write_text(f"<{ID}strength/firm> {note}", "utf-8")
    assert run(["check", "--step", "layers"]) == 0
    shared.write_text(f"<{ID}lakes-charter/article/3> {note}", "utf-8")
    capsys.readouterr()
    assert run(["check", "--step", "layers"]) == 1
    assert "stands in the graph norms: move it to kg/lakes-charter" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["norms", "source", "shared"])
def test_a_text_has_no_name_of_a_folder(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Its data would stand among those of a layer."""
    assert run(["new", name, "--text", str(CHARTER), "--in", str(tmp_path / "new")]) == 2
    assert f"{name} is the name of a folder in kg/" in capsys.readouterr().err


def test_a_project_is_named_from_elsewhere(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the command or after it; a folder that is none is an error, with what to do."""
    for command in (
        ["--project", str(project), "show", "article 4"],
        ["show", "article 4", "--project", str(project)],
    ):
        monkeypatch.setenv("ICCIS_ROOT", "")
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        assert run(command) == 0
        assert "lakes-charter/article/4" in capsys.readouterr().out
    assert run(["check", "--project", str(tmp_path)]) == 2
    assert "iccis new" in capsys.readouterr().err


def test_with_the_code_beside_it_both_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words of either are found in their own text, and what several texts call alike is not guessed."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    folder = tmp_path / "both"
    assert run(["new", "lakes-charter", "--text", str(CHARTER), "--in", str(folder), "--with-code"]) == 0
    monkeypatch.chdir(folder)
    assert run(["check", "--step", "text"]) == 0
    assert "47 provisions" in capsys.readouterr().out
    assert run(["verify", "Not to use ICTs including networks"]) == 0
    assert "pledge 2" in capsys.readouterr().out
    assert run(["verify", "No State shall damage"]) == 0
    capsys.readouterr()
    assert run(["verify", "consider how best to cooperate"]) == 1
    absent, compared = capsys.readouterr().out.splitlines()
    assert absent.count(" in the ") == 2
    assert compared.count("https://") == 2
    assert run(["show", "recital 1"]) == 2
    assert "code/recital/1" in (errors := capsys.readouterr().err)
    assert "lakes-charter/recital/1" in errors
    assert [path.relative_to(folder).as_posix() for path in (folder / "kg").rglob("generated/*")] == [
        "kg/lakes-charter/generated/text.ttl"
    ]
    mark(folder, provision="code/pledge/2")
    assert run(["accept"]) == 2  # what is said of another text does not go into this project
    assert "there is no provision code/pledge/2" in capsys.readouterr().err
    page = (Path(__file__).parents[2] / "docs" / "own-text.md").read_text("utf-8")
    example = page.partition("## With the Code beside it")[2].partition("```turtle\n")[2].partition("```")[0]
    links = folder / "kg" / "lakes-charter" / "links" / "parallels.ttl"
    links.parent.mkdir()
    links.write_text(example.replace("lakes-charter/article/2/1", "lakes-charter/article/3/1"), "utf-8")
    assert run(["check", "--step", "shapes"]) == 0
    capsys.readouterr()
    assert run(["check", "--instrument", "code", "--step", "text"]) == 0
    assert "30 provisions" in capsys.readouterr().out
    assert run(["check", "--instrument", "lakes-charter"]) == 0
    assert "17 provisions" in capsys.readouterr().out
    assert run(["query", "13", "--instrument", "lakes-charter", "--format", "csv"]) == 0
    assert "code/pledge" not in capsys.readouterr().out
    endpoint = ("--endpoint", "http://127.0.0.1:9/")
    assert run(["query", "29", "--instrument", "lakes-charter", *endpoint]) == 2
    assert "the graphs of code at an endpoint have what is shared, too" in capsys.readouterr().err
    links.write_text(example.replace("<lakes-charter/article/2/1>", "<code/pledge/1>"), "utf-8")
    assert run(["check", "--step", "shapes"]) == 0
    links.write_text(example.replace("<code/pledge/5>", "<strength/firm>"), "utf-8")
    assert run(["check", "--step", "shapes"]) == 1
    assert "related instrument, work or provision" in capsys.readouterr().out


def test_a_provision_of_a_text_that_is_not_here_is_cited(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It needs a label and what it is part of; its words need the source in which they were seen."""
    page = (Path(__file__).parents[2] / "docs" / "own-text.md").read_text("utf-8")
    section = page.partition("## Provisions of texts that are not here")[2]
    example = section.partition("```turtle\n")[2].partition("```")[0].replace("/article/2", "/article/3")
    links = project / "kg" / "lakes-charter" / "links" / "cited.ttl"
    links.parent.mkdir()
    links.write_text(example, "utf-8")
    assert run(["check"]) == 0
    capsys.readouterr()
    assert run(["show", "Rivers Convention, article 4"]) == 0
    shown = capsys.readouterr().out
    assert "Wording        No State shall hinder another" in shown
    assert "Cited in\n  article 3" in shown
    links.write_text(example.replace("iccis:evidence", "skos:note", 1), "utf-8")
    assert run(["check", "--step", "shapes"]) == 1
    assert "in which source they were seen" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["publish"], "has no IRIs below"),
        (["publish", "--base", "https://example.org/x/"], "the catalogue has no dcterms:license"),
        (["serve", "--port", "0"], "has no IRIs below"),
        (["mcp"], "has no IRIs below"),
        (["push", "http://127.0.0.1:9/", "--dry-run"], "has no IRIs below"),
        (["export", "akoma-ntoso"], "has no IRI of Akoma Ntoso"),
    ],
)
def test_a_project_is_not_published_under_the_base_of_the_package(
    project: Path, capsys: pytest.CaptureFixture[str], command: list[str], message: str
) -> None:
    """It needs a base of its own, and says who publishes it; what has no base yet refuses."""
    capsys.readouterr()
    assert run(command) == 2
    assert message in capsys.readouterr().err
    assert not (project / "dist").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Lakes Charter"], "cannot be the path"),
        (["code"], "is an instrument already"),
        (["norm"], "is the path of a kind of things"),
        (["x", "--language", "English"], "is not a language tag"),
    ],
)
def test_a_project_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Names, languages."""
    folder = tmp_path / "new"
    assert run(["new", *arguments, "--text", str(CHARTER), "--in", str(folder)]) == 2
    assert message in capsys.readouterr().err
    assert not folder.exists()


def test_a_text_that_is_not_utf8_and_a_folder_with_files_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of the user's is overwritten."""
    text = tmp_path / "latin.txt"
    text.write_bytes("Charte de la sécurité\n".encode("latin-1"))
    assert run(["new", "x", "--text", str(text), "--in", str(tmp_path / "new")]) == 2
    assert "UTF-8" in capsys.readouterr().err
    assert run(["new", "x", "--text", str(CHARTER), "--in", str(tmp_path)]) == 2
    assert "is neither empty nor a project" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latin.txt"]


def test_a_changed_text_is_noticed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Quotations that have moved get new offsets; those that are gone, and rows without a line, are named."""
    mark(project)
    assert run(["accept"]) == 0
    source = project / "kg" / "source" / "lakes-charter.en.txt"

    def change(**words: str) -> None:
        shutil.copy(CHARTER, source)
        text = source.read_text("utf-8")
        for old, new in words.items():
            text = text.replace(old, new)
        source.write_text(text, "utf-8")
        capsys.readouterr()

    change(protects="protects and maintains")
    assert run(["check", "--step", "text"]) == 1
    assert run(["text"]) == 0
    assert "13 quotations have moved" in capsys.readouterr().err
    assert run(["check"]) == 0

    change(damage="harm", asks="begs")
    assert run(["text"]) == 1
    errors = capsys.readouterr().err
    assert "3 quotations are not in the text" in errors
    for norm in ("3.2.1:", "3.2.1/action:", "3.3.b.1:"):
        assert f"norm/lakes-charter/{norm}" in errors
    assert run(["check", "--step", "anchors"]) == 1
    assert "norm/lakes-charter/3.3.b.1" in capsys.readouterr().out

    change(Annex="Appendix")
    assert run(["text"]) == 2
    assert "annex/1" in capsys.readouterr().err


def test_what_a_check_has_kept_counts_only_for_the_same_package(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project is checked anew when a shape of the package has changed."""
    package = tmp_path / "package"
    for name in ("kg", "ontology", "shapes"):
        shutil.copytree(package_root() / name, package / name)
    monkeypatch.setattr("iccis.core.project.package_root", lambda: package)

    def is_cached() -> bool:
        return all(step.cached for step in check(step="shapes", cache=True).steps)

    assert [is_cached(), is_cached()] == [False, True]
    shapes = package / "shapes" / "text.ttl"
    shapes.write_text(shapes.read_text("utf-8").replace("at most 50", "at most fifty"), "utf-8")
    assert [is_cached(), is_cached()] == [False, True]
