"""What `iccis check` keeps of its steps: used while the files are the same, and never for others."""

import os
import signal
import subprocess
import sys
from functools import partial
from importlib import metadata
from pathlib import Path

import pytest

from iccis.check.cache import LIBRARIES, cache_folder, open_cache
from iccis.check.run import Step, check
from small_tree import PREFIXES, environment, make_tree

ICCIS = (sys.executable, "-m", "iccis", "check", "--step", "layers")
FAULT = "<norm/1.1> iccis:takes <reading/1> .\n"
"""A statement of the norms that rests on a reading."""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = make_tree(tmp_path / "tree")
    (folder / "kg/readings.ttl").write_text(PREFIXES + "<reading/1> a iccis:Reading .", "utf-8")
    return folder


def layers(tree: Path, *, cache: bool = True) -> Step:
    """Return the outcome of a quick step."""
    [step] = check(step="layers", base=tree, cache=cache).steps
    return step


def norms(tree: Path) -> Path:
    """Return a file of the data."""
    return tree / "kg/norms/pledge-01.ttl"


def spoil(tree: Path) -> None:
    """Plant the fault."""
    norms(tree).write_text(norms(tree).read_text("utf-8") + "\n" + FAULT, "utf-8")


@pytest.mark.parametrize(("cache", "expected"), [("", "home/.cache/iccis/check"), ("own", "own/iccis/check")])
def test_the_cache_is_where_programs_keep_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: str, expected: str
) -> None:
    """In the folder of XDG, or else in the one below the user's home."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / cache) if cache else "")
    assert cache_folder() == tmp_path / expected


def test_a_step_is_not_run_again_on_the_same_files(tree: Path) -> None:
    """The same result, with its problems and their places, and the report says that it is kept."""
    assert not layers(tree).cached
    assert layers(tree).cached
    assert not layers(tree, cache=False).cached
    spoil(tree)
    first, again = layers(tree), layers(tree)

    assert (first.cached, again.cached) == (False, True)
    assert not again.passed
    assert again.problems == first.problems == layers(tree, cache=False).problems
    assert [problem.subject for problem in again.problems] == ["norm/1.1"]
    assert "/tree/kg/" in again.problems[0].place


def test_only_the_steps_that_read_a_changed_file_run_again(tree: Path) -> None:
    """An answer concerns the questions alone; the counts at the head of the report are kept, too."""
    first = check(base=tree, cache=True)
    (tree / "tests/answers/001-find-norms.csv").write_text("none\n", "utf-8")
    second = check(base=tree, cache=True)

    assert {step.name for step in second.steps if not step.cached} == {"questions"}
    assert (second.layers, second.things) == (first.layers, first.things)
    assert [step.problems for step in second.steps if step.cached] == [s.problems for s in first.steps[:-1]]


def test_a_changed_file_with_its_old_times_is_seen(tree: Path) -> None:
    """As after `cp --preserve`, or when a clock goes wrong."""
    layers(tree)
    times = norms(tree).stat()
    text = norms(tree).read_text("utf-8")
    spoil(tree)
    os.utime(norms(tree), ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not layers(tree).passed
    norms(tree).write_text(text, "utf-8")
    os.utime(norms(tree), ns=(0, 0))
    assert layers(tree).passed


def test_a_deleted_a_new_and_a_renamed_file_are_seen(tree: Path) -> None:
    """The names of the files count, too."""
    layers(tree)
    norms(tree).rename(tree / "kg/norms/pledge-70.ttl")
    assert not layers(tree).cached
    (tree / "kg/norms/pledge-70.ttl").unlink()
    assert not layers(tree).cached
    (tree / "kg/norms/.hidden").write_text("", "utf-8")
    assert not layers(tree).cached


@pytest.mark.parametrize("name", LIBRARIES)
def test_another_version_checks_anew(name: str, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the program, or of a library that parses and answers."""
    layers(tree)
    installed = metadata.version
    monkeypatch.setattr(metadata, "version", lambda other: "999" if other == name else installed(other))
    assert not layers(tree).cached


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"digest": "", "data": "{}"}', b"\xff"])
def test_a_damaged_entry_is_not_used(damage: bytes, tree: Path) -> None:
    """One that is half written, or was changed."""
    layers(tree)
    for path in cache_folder().iterdir():
        path.write_bytes(damage)
    assert not layers(tree).cached
    assert layers(tree).cached


def test_an_entry_that_says_something_else_is_not_used(tree: Path) -> None:
    """A failure cannot be edited away."""
    spoil(tree)
    layers(tree)
    for path in cache_folder().iterdir():
        path.write_text(path.read_text("utf-8").replace("norm/1.1", "norm/2.1"), "utf-8")
    step = layers(tree)
    assert (step.passed, step.cached) == (False, False)


def test_a_file_that_changes_during_a_check_spoils_nothing(tree: Path) -> None:
    """What was found may be of either content, and is not kept, even if the file is as before afterwards."""
    cache = open_cache(tree)
    assert cache
    text = norms(tree).read_text("utf-8")
    spoil(tree)
    norms(tree).write_text(text, "utf-8")
    cache.save({"layers": {"found": "nothing", "problems": []}})

    assert not cache_folder().exists()


def test_two_checks_at_once(tree: Path) -> None:
    """Each finds the fault, and what they keep is whole."""
    spoil(tree)
    runs = [
        subprocess.Popen(ICCIS, stdout=subprocess.PIPE, text=True, env=environment(tree)) for _ in range(2)
    ]
    outputs = [run.communicate()[0] for run in runs]

    assert [run.returncode for run in runs] == [1, 1]
    assert all("norm/1.1" in output for output in outputs)
    third = subprocess.run(ICCIS, capture_output=True, text=True, check=False, env=environment(tree))
    assert (third.returncode, third.stderr) == (1, "")
    assert "FAILED    cached" in third.stdout
    anew = subprocess.run(
        [*ICCIS, "--no-cache"], capture_output=True, text=True, check=False, env=environment(tree)
    )
    assert "cached" not in anew.stdout


def test_a_cache_that_cannot_be_written_or_read_stops_nothing(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that is read-only, here because a file is in the place of the folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(norms(tree)))
    assert [layers(tree).cached, layers(tree).cached] == [False, False]


def test_a_link_to_a_folder_is_not_trusted(tree: Path) -> None:
    """What it holds is read by some steps, and not by others."""
    (tree / "queries/norms").rename(tree / "elsewhere")
    (tree / "queries/norms").symlink_to(tree / "elsewhere")
    assert open_cache(tree) is None
    assert [layers(tree).cached, layers(tree).cached] == [False, False]


def test_watching_says_what_each_change_changes(tree: Path) -> None:
    """The verdict, what is new (+) and what is gone (-), until Ctrl-C."""
    pytest.importorskip("watchfiles")
    text = norms(tree).read_text("utf-8")
    with subprocess.Popen(
        [*ICCIS, "--watch"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(tree),
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a background job ignores it
    ) as process:
        assert process.stdout
        try:
            assert process.stdout.readline() == "conforms\n"
            spoil(tree)
            new, verdict = process.stdout.readline(), process.stdout.readline()
            norms(tree).write_text(text, "utf-8")
            gone, last = process.stdout.readline(), process.stdout.readline()
        finally:
            process.send_signal(signal.SIGINT)

    assert new.startswith(f"+ {tree}/kg/")
    assert (verdict, last) == ("does not conform (1)\n", "conforms\n")
    assert gone == "-" + new[1:]
    assert process.returncode == 130
