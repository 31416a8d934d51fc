"""Help texts, and messages about places that are not permitted."""

from pathlib import Path

import pytest

from iccis.cli.main import cli, run
from iccis.cli.terminal import run_guarded


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_no_help_shows_an_empty_default(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An option that need not be given has no default to show."""
    assert run([name, "--help"]) == 0
    assert '[default: ""]' not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "option"),
    [(["publish"], "--out"), (["new", "x", "--language", "en"], "--in"), (["query", "1", "--data"], "")],
)
def test_a_place_that_is_not_permitted_is_wrong_usage(
    command: list[str], option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not an internal error; in /sys not even the superuser can make a folder."""
    text = tmp_path / "text.txt"
    text.write_text("Charter\n\n1. Each State shall help.\n", "utf-8")
    more = ["--text", str(text)] if command[0] == "new" else []
    place = [option, "/sys/iccis/below"] if option else ["/dev/null/data.ttl"]
    assert run([*command, *more, *place]) == 2
    errors = capsys.readouterr().err
    assert place[-1].rpartition("/")[0] in errors
    assert "internal" not in errors


def test_an_error_of_the_system_names_the_path(capsys: pytest.CaptureFixture[str]) -> None:
    """Other errors are internal: their cause is in the program."""

    def refuse(kind: type[OSError], *path: str) -> int:
        raise kind(13, "Permission denied", *path)

    assert run_guarded(lambda: refuse(PermissionError, "/there")) == 2
    assert capsys.readouterr().err.startswith("error: /there: Permission denied\n\nhint: check the path")
    for action in (lambda: refuse(FileNotFoundError, "/there"), lambda: refuse(PermissionError)):
        assert run_guarded(action) == 3
        assert "internal" in capsys.readouterr().err


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the folder of a publication."""
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    for out in (file, file / "below"):
        assert run(["publish", "--out", str(out)]) == 2
        assert str(file) in capsys.readouterr().err
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (["query", "reed-pledge"], "did you mean read-pledge or make-pledge or list-revised-pledges?"),
        (["query", "030-reed-pledge"], "did you mean 030-read-pledge"),
        (["query", "read-pledge", "--param", "pledge=44"], "did you mean 4? There are: code/pledge/1, "),
        (["compare", "code", "a-70-17"], "or a-69-723? There are: code, "),
    ],
)
def test_hints_are_sentences(command: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is near stands first, each name once, and then all that there are."""
    assert run(command) == 2
    assert hint in capsys.readouterr().err
