"""`iccis format`: files change in one step or not at all."""

import os
import resource
import stat
import subprocess
from pathlib import Path

import pytest

from iccis.cli.main import run
from iccis.core.project import BUNDLED
from small_tree import ICCIS, make_tree

GOOD = "<urn:a>   <urn:p> 1 .\n"
STYLED = "<urn:a>\n    <urn:p> 1 ;\n.\n"


def file(folder: Path, name: str, text: str | bytes = GOOD) -> Path:
    """A file with `text`."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        b"<urn:a> <urn:p> '''a'b''' . # it's a remark\n",
        b"<urn:a> <urn:p> 1 .\n# only\n",
        b"# only\n",
        b"@prefix e: <urn:e:> .\n",
        b"",
        b"<urn:a> <urn:p> \xff .\n",
        b"<urn:a> <urn:p> .\n",
    ],
)
def test_a_file_that_cannot_be_formatted_stays_and_so_do_the_others(
    text: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names file and line and says what to do; nothing is written, not even what is fine."""
    good, bad = file(tmp_path, "a.ttl"), file(tmp_path, "b.ttl", text)

    assert run(["format", str(good), str(bad)]) == 2
    assert (good.read_text("utf-8"), bad.read_bytes()) == (GOOD, text)
    output = capsys.readouterr()
    assert output.out == ""
    assert f"error: {bad}" in output.err
    assert "\nhint: " in output.err


def test_mode_and_links_stay(tmp_path: Path) -> None:
    """A link leads to the same file, which has the same mode."""
    (tmp_path / "files").mkdir()
    path = file(tmp_path / "files", "x.ttl")
    path.chmod(0o640)
    link = tmp_path / "x.ttl"
    link.symlink_to("files/x.ttl")

    assert run(["format", str(link)]) == 0
    assert os.readlink(link) == "files/x.ttl"
    assert path.read_text("utf-8") == STYLED
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [other.name for other in path.parent.iterdir()] == ["x.ttl"]


def test_a_read_only_file_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that nobody may write is not replaced, though its folder would allow it."""
    path = file(tmp_path, "x.ttl")
    path.chmod(0o444)

    assert run(["format", "--check", str(path)]) == 1
    assert run(["format", str(path)]) == 2
    assert path.read_text("utf-8") == GOOD
    assert f"{path}: cannot be written: it is read-only" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    ["with space.ttl", "Völkerrecht 行为准则.ttl", os.fsdecode(b"latin-\xe9.ttl"), "n" * 251 + ".ttl"],
)
def test_any_name_of_a_file_will_do(
    name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Spaces, letters of any script, bytes that are no UTF-8, names as long as they can be."""
    path = file(tmp_path, name)

    assert run(["format", str(path)]) == 0
    assert path.read_text("utf-8") == STYLED
    assert capfdbinary.readouterr().out == os.fsencode(path) + b"\n"


def test_line_ends_of_another_system_are_a_matter_of_style(tmp_path: Path) -> None:
    """CR and LF become LF, except in strings, where they are said to be there."""
    path = file(tmp_path, "x.ttl", '<urn:a>\r\n    <urn:p> """a\r\nb""" ;\r\n.\r\n')

    assert run(["format", "--check", str(path)]) == 1
    assert run(["format", str(path)]) == 0
    assert path.read_bytes() == b'<urn:a>\n    <urn:p> """a\\r\nb""" ;\n.\n'


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """What cannot be written whole is not written; the limit on the size of files stands for a disk."""
    text = f"<urn:a> <urn:p> '{'x' * 10000}' .\n"
    path = file(tmp_path, "x.ttl", text)
    done = subprocess.run(
        [*ICCIS, "format", str(path)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
    )
    assert done.returncode == 2
    assert f"error: {path}: cannot be written: File too large\n\nhint: " in done.stderr
    assert path.read_text("utf-8") == text
    assert [other.name for other in tmp_path.iterdir()] == ["x.ttl"]


def test_files_of_an_installed_package_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without paths and without a checkout there is nothing to format."""
    monkeypatch.setenv("ICCIS_ROOT", str(make_tree(tmp_path / BUNDLED)))

    assert run(["format"]) == 2
    assert capsys.readouterr().err == "error: there is no checkout here\n\nhint: name the files to format\n"


def test_folders_stand_for_the_turtle_in_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At any depth; a folder without Turtle is a mistake, not a success."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    path, other = file(tmp_path / "a" / "b", "x.ttl"), file(tmp_path / "a", "x.nt")

    assert run(["format", str(tmp_path / "a"), str(tmp_path / "empty")]) == 2
    assert f"{tmp_path / 'empty'}: there is no Turtle file in this folder" in capsys.readouterr().err
    assert run(["format", str(tmp_path / "a")]) == 0
    assert (path.read_text("utf-8"), other.read_text("utf-8")) == (STYLED, GOOD)


@pytest.mark.parametrize("text", [GOOD, STYLED])
def test_a_byte_order_mark_goes(text: str, tmp_path: Path) -> None:
    """It says nothing in UTF-8, and other readers stumble over it."""
    path = file(tmp_path, "x.ttl", b"\xef\xbb\xbf" + text.encode())

    assert run(["format", "--check", str(path)]) == 1
    assert run(["format", str(path)]) == 0
    assert path.read_bytes() == STYLED.encode()


def test_utf_16_is_named_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hint says how to get UTF-8."""
    path = file(tmp_path, "x.ttl", GOOD.encode("utf-16"))

    assert run(["format", str(path)]) == 2
    assert path.read_bytes() == GOOD.encode("utf-16")
    assert "is in UTF-16" in capsys.readouterr().err
