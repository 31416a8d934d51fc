"""Texts as people bring them: in another language, with a long title, changed after the first reading."""

import re
import shutil
from pathlib import Path

import pytest

from iccis.cli.main import run
from iccis.core.instruments import instruments
from iccis.core.namespaces import ID
from iccis.core.turtle import read
from iccis.data.facts import Facts
from own_texts import ACCORD, CHARTER

FRENCH = """Déclaration sur les fleuves

Les États riverains,

Déclarent ce qui suit :

1. Chaque État riverain protège les systèmes numériques des ouvrages.

2. Aucun État riverain ne doit porter atteinte aux systèmes d'un autre État riverain.
"""


def test_a_text_in_another_language_is_labelled_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letters with marks keep their letters in paths; no English word is put before words in French."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    text = tmp_path / "fleuves.txt"
    text.write_text(FRENCH, "utf-8")
    assert run(["new", "fleuves", "--text", str(text), "--in", str(tmp_path / "new")]) == 2
    assert "does not look like English" in capsys.readouterr().err
    arguments = ["--text", str(text), "--language", "fr", "--in", str(tmp_path / "new")]
    assert run(["new", "fleuves", *arguments]) == 0
    assert "in English only" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path / "new")
    first, second = (FRENCH.splitlines()[line][3:-1] for line in (6, 8))
    with Path("candidates.csv").open("a", encoding="utf-8") as file:
        part = "fleuves/paragraph"
        file.write(f"x,{part}/1,Obligation,firm,Chaque État riverain,protège,systèmes numériques,{first}\n")
        file.write(f"x,{part}/2,Prohibition,firm,Aucun État riverain,porter atteinte,,{second}\n")
    assert run(["accept"]) == 0
    assert capsys.readouterr().out.split() == ["norm/fleuves/1.1", "norm/fleuves/2.1"]
    facts = Facts(t for file in Path("kg/fleuves").rglob("accepted.ttl") for t in read(file))
    norm, actor = ID + "norm/fleuves/2.1", ID + "actor/fleuves/etat-riverain"
    assert facts.label(norm) == second
    assert facts.values(ID + "norm/fleuves/1.1", "bearer") == facts.values(norm, "bearer") == [actor]
    assert facts.label(actor) == "État riverain"
    assert facts.label(ID + "concept/fleuves/systemes-numeriques") == "systèmes numériques"
    assert facts.label(ID + "position/fleuves/2.1/duty") == "duty of norm fleuves/2.1"
    labelled = "?s skos:prefLabel ?label FILTER(CONTAINS(?label, 'riverain'))"
    Path("labels.rq").write_text(f"SELECT DISTINCT (LANG(?label) AS ?tag) {{ {labelled} }}", "utf-8")
    capsys.readouterr()
    assert run(["query", "labels.rq", "--format", "csv"]) == 0
    assert capsys.readouterr().out.split() == ["tag", "fr"]
    assert run(["check"]) == 0
    report = capsys.readouterr().out
    assert (
        "kg/fleuves/norms/accepted.ttl:5: norm/fleuves/1.1\n        warning: The norm has no binding"
        in report
    )
    counts = [line for line in report.splitlines() if re.fullmatch(r"\w+ +\d+(?:  .*)?", line)]
    assert len({re.match(r"\w+ +\d+", line).end() for line in counts}) == 1  # type: ignore[union-attr]


def test_the_name_of_a_text_is_its_whole_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in sentences of the pages: no word of it is cut, an article not repeated."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    text = tmp_path / "text.txt"
    title = "The Coastal Compact on the Protection of Submarine Cables and Connected Services"
    text.write_text(f"{title}\n\n1. Each Party shall protect the cables of the others.\n", "utf-8")
    assert run(["new", "coast", "--text", str(text), "--in", str(tmp_path / "new")]) == 0
    [instrument] = instruments(tmp_path / "new")
    assert instrument.name == "the" + title[3:]
    text.write_text(f"{'A charter on many things, ' * 20}\n\n1. Each Party shall help.\n", "utf-8")
    arguments = ["--text", str(text), "--language", "en", "--in", str(tmp_path / "other")]
    assert run(["new", "long", *arguments]) == 0
    [instrument] = instruments(tmp_path / "other")
    assert instrument.name.startswith("the charter on many things, A")
    assert instrument.name.endswith("on …")
    assert len(instrument.name) < 130


def test_candidates_are_listed_anew_after_the_outline_or_the_text_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a person has marked or corrected stays, what no longer stands in its provision goes."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    project = tmp_path / "charter"
    assert run(["new", "lakes-charter", "--text", str(CHARTER), "--in", str(project)]) == 0
    monkeypatch.chdir(project)
    path = project / "candidates.csv"
    before = path.read_text("utf-8").splitlines()
    first = "x," + before[1][1:].removeprefix(",")
    corrected = before[3].replace("report,,", "report,incidents,")
    assert corrected != before[3]
    path.write_text("\n".join([before[0], first, before[2], corrected, *before[4:]]) + "\n", "utf-8")
    source = project / "kg" / "source" / "lakes-charter.en.txt"
    text = source.read_text("utf-8").replace("No State shall damage", "No State shall ever damage")
    source.write_text(text.replace("Rights\nEvery", "Rights\nEach State is bound to help. Every"), "utf-8")
    capsys.readouterr()
    assert run(["accept", "--renew"]) == 0
    assert capsys.readouterr().err == "2 candidates added, 1 dropped that the text no longer has\n"
    after = path.read_text("utf-8").splitlines()
    assert first in after
    assert corrected in after
    assert before[2] not in after
    assert [line for line in after if "shall ever damage" in line]
    assert [line for line in after if "is bound to help" in line]
    assert run(["accept", "--renew"]) == 0
    assert path.read_text("utf-8").splitlines() == after


def test_what_the_record_says_of_the_first_text_alone_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Title and description of the edition are a person's to write once there are several texts."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    text, folder = tmp_path / "accord.txt", str(tmp_path / "new")
    text.write_text(ACCORD, "utf-8")
    assert run(["new", "lakes-charter", "--text", str(CHARTER), "--in", folder]) == 0
    assert "record.ttl" not in capsys.readouterr().err
    assert run(["new", "hills-accord", "--text", str(text), "--in", folder]) == 0
    assert "kg/catalog/record.ttl: title and description speak of the first text" in capsys.readouterr().err


def test_how_to_begin_again_with_a_text_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What to take away of one's own; a name of the package is never free. Then the same name can be used."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    folder = tmp_path / "new"
    command = ["--text", str(CHARTER), "--in", str(folder)]
    assert run(["new", "lakes-charter", *command]) == 0
    assert run(["new", "lakes-charter", *command]) == 2
    errors = capsys.readouterr().err
    assert "take away its row in kg/instruments.csv, kg/lakes-charter/ and its files in kg/source/" in errors
    table = folder / "kg" / "instruments.csv"
    table.write_text(table.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    shutil.rmtree(folder / "kg" / "lakes-charter")
    for file in (folder / "kg" / "source").iterdir():
        file.unlink()
    assert run(["new", "lakes-charter", *command]) == 0
    rows = (folder / "candidates.csv").read_text("utf-8").splitlines()
    assert len(rows) == len(set(rows))
    assert run(["new", "code", *command]) == 2
    assert "hint: choose another name\n" in capsys.readouterr().err
