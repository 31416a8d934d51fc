"""Every example in the README runs and prints what the README says."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving import free_port, running

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
NOT_HERE = ("make ", "export ", "git ", "iccis serve")
SERVED = "127.0.0.1:7878"
"""Commands that the other tests and `.ci/run` exercise, or that set up the shell."""


def examples() -> list[tuple[str, str]]:
    """Pairs of command and expected output of the console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.S)
    pairs = [pair.partition("\n") for block in blocks for pair in re.split(r"^\$ ", block, flags=re.M)[1:]]
    return [(command.split("  #")[0].strip(), output) for command, _, output in pairs]


def run(command: str, folder: Path) -> str:
    """Output of a shell command, with the tool of this environment first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_pattern(expected: str) -> str:
    """Regular expression of an expected output, in which a line of three dots stands for any lines."""
    return "".join(
        r"(?:.*\n)*?" if line == "...\n" else re.escape(line) for line in expected.splitlines(True)
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service for the examples that ask one, on a free port."""
    port = free_port()
    log = tmp_path_factory.mktemp("readme") / "log"
    with running(["iccis", "serve", "--port", str(port)], port, "/health/live", log):
        yield f"127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("command", "expected"), [e for e in examples() if not e[0].startswith(NOT_HERE)], ids=lambda v: v[:40]
)
def test_console_example(command: str, expected: str, request: pytest.FixtureRequest) -> None:
    """A command of the README prints what stands under it."""
    if SERVED in command:
        command = command.replace(SERVED, request.getfixturevalue("served"))
    output = run(command, ROOT)

    assert re.fullmatch(as_pattern(expected), output), output


def test_python_examples(tmp_path: Path) -> None:
    """The Python blocks of the README run as they stand, one after the other."""
    code = "\n".join(re.findall(r"```python\n(.*?)```", README, re.S))
    (tmp_path / "example.py").write_text(code, "utf-8")

    assert run(f"{sys.executable} example.py", tmp_path)


def test_paths_named_in_the_readme_exist() -> None:
    """Each file or folder that the README names in code marks, and each that it links, is there."""
    named = re.findall(r"`((?:kg|ontology|queries|shapes|tests|src|docs)/[\w./-]*)`", README)
    named += re.findall(r"\]\((docs/[\w./-]+)\)", README)

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
