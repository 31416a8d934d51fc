"""The bar that shows how far a long command has come."""

import os
import subprocess
import sys

from terminals import read_all

PROGRAM = "from iccis.cli.terminal import progress\nwith progress('publish') as advance:\n    advance(1, 2)"


def test_a_terminal_gets_a_bar_and_a_file_gets_nothing() -> None:
    """Label and percentage are drawn on a terminal; what is not one stays clean."""
    ours, theirs = os.openpty()
    subprocess.run(
        [sys.executable, "-c", PROGRAM], stderr=theirs, check=True, env=os.environ | {"TERM": "xterm"}
    )
    os.close(theirs)
    drawn = read_all(ours).decode()
    quiet = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)

    assert "publish" in drawn
    assert "50%" in drawn
    assert quiet.stderr == b""


def test_a_terminal_is_told_which_value_a_question_has_by_default() -> None:
    """With how to choose another; whoever reads stderr by a program, or gives a value, gets nothing."""
    command = [sys.executable, "-m", "iccis", "query", "read-pledge", "--format", "csv"]
    given = [*command, "--param", "pledge=4"]
    drawn = []
    for arguments in (command, given):
        ours, theirs = os.openpty()
        subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
        os.write(theirs, b"end")
        os.close(theirs)
        drawn.append(read_all(ours).decode())
    note = "note: pledge is code/pledge/4, the default: choose with --param pledge=VALUE\r\n"
    assert drawn == [f"{note}end", "end"]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""
