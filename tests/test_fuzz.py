"""`make fuzz` itself: each of its modules still runs, with one round that is always the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = sorted((Path(__file__).parent / "fuzz").glob("fuzz_*.py"))


@pytest.mark.parametrize("module", FUZZ, ids=lambda path: path.stem)
def test_a_round_of_random_input(module: Path) -> None:
    """What it imports and replaces is where it looks for it."""
    options = ["-p", "no:schemathesis", "-p", "no:cacheprovider", "-rP"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(module)],
        env=os.environ | {"FUZZ_SECONDS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert ": 1 rounds" in done.stdout
