"""The bar that shows how far a long command has come."""

import os
import subprocess
import sys

PROGRAM = "from iccis.cli.terminal import progress\nwith progress('publish') as advance:\n    advance(1, 2)"


def test_a_terminal_gets_a_bar_and_a_file_gets_nothing() -> None:
    """Label and percentage are drawn on a terminal; what is not one stays clean."""
    ours, theirs = os.openpty()
    subprocess.run(
        [sys.executable, "-c", PROGRAM], stderr=theirs, check=True, env=os.environ | {"TERM": "xterm"}
    )
    os.close(theirs)
    drawn = os.read(ours, 65536).decode()
    os.close(ours)
    quiet = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)

    assert "publish" in drawn
    assert "50%" in drawn
    assert quiet.stderr == b""
