"""Several processes write files: all of them, or an error that names the fault; none is left running."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = """
import os, signal, sys
from pathlib import Path
from iccis.core.errors import IccisError
from iccis.publication.writing import write

class Files(dict):
    def __getitem__(self, path):
        if path == "id/actor/b.ttl":
            FAULT
        return super().__getitem__(path) + str(os.getpid()).encode()

def fail(message):
    raise IccisError(message, place="kg/actors.ttl:3", hint="mend it")

names = ["id/actor/a", "id/actor/b", "id/actor/c", "id/actor/d", "latest/all"]
files = Files({f"{name}.{form}": name.encode() for name in names for form in ("html", "ttl")})
folder = Path(sys.argv[1])
try:
    print(*map(sum, zip(*write(files, folder, folder / "none"))))
except IccisError as error:
    print(error, error.hint, sep="; ")
print(os.getpid())
"""
two_processors = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs two processors, on Linux"
)


def printed(folder: Path, fault: str, *before: str) -> list[str]:
    """Write the files in a process of its own, and return the lines that it prints."""
    program = FILES.replace("FAULT", fault)
    done = subprocess.run(
        [*before, sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("processors", [[], ["taskset", "--cpu-list", "0"]], ids=["all", "one"])
def test_every_file_is_written_once(tmp_path: Path, processors: list[str]) -> None:
    """Things are shared out with all their forms, if there is more than one processor."""
    counts, own = printed(tmp_path, "pass", *processors)
    written = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.*")}
    by_name = {name.rpartition(".")[0]: set[bytes]() for name in written}
    for name, data in written.items():
        stem = name.rpartition(".")[0]
        assert data.startswith(stem.encode())
        by_name[stem].add(data.removeprefix(stem.encode()))

    assert counts == "10 10"
    assert len(written) == 10
    assert [name for name, processes in by_name.items() if len(processes) > 1] == []
    assert by_name["latest/all"] == {own.encode()}
    is_shared = not processors and len(os.sched_getaffinity(0)) > 1
    assert (by_name["id/actor/d"] != {own.encode()}) == is_shared


@two_processors
def test_an_error_in_another_process_is_that_of_the_file(tmp_path: Path) -> None:
    """It arrives with its place and its hint."""
    assert printed(tmp_path, "fail('no such actor')")[0] == "kg/actors.ttl:3: no such actor; mend it"


@two_processors
def test_a_process_that_is_killed_is_an_error(tmp_path: Path) -> None:
    """As by a system that has run out of memory: files are missing then."""
    assert printed(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")[0] == (
        "a process that wrote files ended with -9; run it again"
    )


@two_processors
def test_a_process_does_not_outlive_the_one_that_it_helps(tmp_path: Path) -> None:
    """If that is killed, the other ends with the next answer that nobody receives."""
    fault = "os.kill(os.getppid(), signal.SIGKILL); os.write(2, b'')"
    program = FILES.replace("FAULT", fault)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        out, errors = process.communicate(timeout=60)  # the end of both: nobody has them open any more

    assert process.returncode == -9
    assert (out, errors) == (b"", b"")
