"""Every example in the README runs and prints what the README says."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents import ROOT, as_pattern, blocks, examples, run
from serving import free_port, running

README = (ROOT / "README.md").read_text("utf-8")
NOT_HERE = ("make ", "export ", "git ", "pip ", "iccis serve")
"""Commands that the other tests and `.ci/run` exercise, or that set up the shell."""
SERVED = "127.0.0.1:7878"
"""Where the README's service listens; the one of the tests has a port of its own."""
SHARED = {
    "iccis publish --out build/site": "publishing",
    "iccis publish --check build/site": "publication_check",
}
"""Commands that run once for all tests, on another folder: the fixture is the file with what they print."""
EXAMPLES = [pair for block in blocks(README) if block.language == "console" for pair in examples(block.text)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service for the examples that ask one, on a free port."""
    port = free_port()
    log = tmp_path_factory.mktemp("readme") / "log"
    with running(["iccis", "serve", "--port", str(port)], port, "/health/live", log):
        yield f"127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("command", "expected"), [e for e in EXAMPLES if not e[0].startswith(NOT_HERE)], ids=lambda v: v[:40]
)
def test_console_example(command: str, expected: str, request: pytest.FixtureRequest) -> None:
    """A command of the README prints what stands under it."""
    if SERVED in command:
        command = command.replace(SERVED, request.getfixturevalue("served"))
    for shared, fixture in SHARED.items():
        if command.startswith(shared):
            folder, printed = request.getfixturevalue("published"), request.getfixturevalue(fixture)
            command = command.replace(shared, f"sed 's|{folder}|build/site|' {printed}")
    done = run(command, ROOT)

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(as_pattern(expected), done.stdout), done.stdout


def test_python_examples(tmp_path: Path) -> None:
    """The Python blocks of the README run as they stand, one after the other."""
    code = "\n".join(block.text for block in blocks(README) if block.language == "python")
    (tmp_path / "example.py").write_text(code, "utf-8")

    done = run(f"{sys.executable} example.py", tmp_path)
    assert code
    assert done.returncode == 0, done.stderr
