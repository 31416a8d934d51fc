"""The command line as its users meet it: whole processes, their exit status, what they print and where."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from fcntl import ioctl
from functools import partial
from pathlib import Path
from termios import FIONREAD

import pytest

from iccis.core.namespaces import ID
from small_tree import ICCIS, environment, make_tree, run
from terminals import read_all

ESCAPE = b"\x1b"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


def on_terminal(tree: Path, *args: str, columns: int = 100, **extra: str) -> bytes:
    """Return what a command prints on a terminal."""
    ours, theirs = pty.openpty()
    size = {"COLUMNS": str(columns), "LINES": "40", "TERM": "xterm-256color"}
    env = environment(tree, **size, **extra)
    with subprocess.Popen([*ICCIS, *args], stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        printed = read_all(ours)
    assert process.returncode == 0
    return printed


def test_status_0_data_on_stdout_and_nothing_else(tree: Path) -> None:
    """A question that is answered exits with 0, its answer alone on stdout."""
    done = run(tree, "query", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"norm\tlabel\n{ID}norm/1.1\tto comply\n"


def test_status_1_contradictory_data(tree: Path) -> None:
    """Data that contradict themselves exit with 1, and the triples that clash are named."""
    with (tree / "kg/actors.ttl").open("a") as file:
        file.write("iccis:Pledge owl:disjointWith iccis:State .\n<code/pledge/1> a iccis:State .\n")
    done = run(tree, "reason")
    assert done.returncode == 1
    assert "clash (" in done.stderr
    assert f"<{ID}code/pledge/1>" in done.stderr


def test_status_1_files_out_of_style(tree: Path) -> None:
    """`format --check` exits with 1, names the file and the command that repairs it, and changes nothing."""
    path = tree / "kg/text.ttl"
    before = path.read_bytes()
    done = run(tree, "format", "--check", str(path))
    assert (done.returncode, path.read_bytes()) == (1, before)
    assert done.stdout == f"{path}\n"
    assert f"hint: run `iccis format {path}`" in done.stderr


def test_format_repairs_what_check_finds(tree: Path) -> None:
    """After `format`, `format --check` is content with the whole project."""
    assert run(tree, "format", "--check").returncode == 1
    changed = run(tree, "format")
    assert changed.returncode == 0, changed.stderr
    assert str(tree / "kg/text.ttl") in changed.stdout
    assert run(tree, "format", "--check").returncode == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nosuch"], "No such command"),
        (["query", "99"], "no such question: 99"),
        (["query", "1", "--format", "word"], "'word' is not one of"),
        (["query", "1", "--param", "pledge"], "is not a parameter"),
        (["query", "1", "--param", "pledge=china"], "china"),
        (["query", "1", "--format", "turtle"], "Turtle holds only graphs"),
        (["query", "4", "--format", "csv"], "the answer is a graph"),
        (["query", "missing.rq"], "missing.rq: there is no such file"),
        (["query", "kg/"], "kg: is a folder, not a file"),
        (["reason", "--explain", "a b"], "is not a subject, a predicate and an object"),
        (["reason", "--explain", "norm/1.1 a iccis:Pledge"], "norm/1.1"),
        (["search"], "Missing argument"),
        (["format", "missing.ttl"], "missing.ttl"),
        (["serve", "--port", "99999999"], "99999999 is not in the range"),
        (["serve", "--workers", "0"], "0 is not in the range"),
    ],
)
def test_status_2_wrong_usage(tree: Path, args: list[str], message: str) -> None:
    """Wrong usage exits with 2: one error, a hint, nothing on stdout, no traceback."""
    done = run(tree, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "my.rq: is empty"),
        (b"# only a comment\n", "my.rq: the query is empty"),
        (b"ASK {\n  ?s ?p ?o ?x }", "my.rq:2:"),
        (b"SELECT * {\n ?s ?p '\xff' }", "my.rq:2: byte 19 (0xFF) is not UTF-8"),
        (b"ASK {\x00}", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00", "my.rq: is a binary file"),
        (b"DELETE WHERE { ?s ?p ?o }", "queries only read"),
        (b"SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
    ],
)
def test_status_2_unreadable_queries(tree: Path, data: bytes, message: str) -> None:
    """A file or stdin that holds no query exits with 2, and the place is named."""
    (tree / "my.rq").write_bytes(data)
    from_file = run(tree, "query", "my.rq")
    assert from_file.returncode == 2
    assert message in from_file.stderr
    from_stdin = run(tree, "query", "-", stdin=data)
    assert from_stdin.returncode == 2
    there = message.replace("my.rq: is empty", "standard input is empty").replace("my.rq", "stdin")
    assert there in from_stdin.stderr
    assert "Traceback" not in from_file.stderr + from_stdin.stderr


def test_status_2_malformed_data(tree: Path) -> None:
    """A broken data file is named with its line."""
    (tree / "kg/actors.ttl").write_text("\n\n<a b> .\n")
    done = run(tree, "query", "1")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {tree / 'kg/actors.ttl'}:3")


def test_status_2_no_project(tmp_path: Path) -> None:
    """A root that holds no data is wrong usage."""
    done = run(tmp_path, "search", "war")
    assert (done.returncode, "ICCIS_ROOT" in done.stderr) == (2, True)


BROKEN = "import iccis.cli.main as c\n@c.cli.command()\ndef broken():\n    raise KeyError('inside')\nc.main()"


@pytest.mark.parametrize("debug", ["", "1"])
def test_status_3_internal_error(tree: Path, debug: str) -> None:
    """What we did not foresee exits with 3; the traceback comes only when asked for."""
    env = environment(tree, ICCIS_DEBUG=debug)
    done = subprocess.run([sys.executable, "-c", BROKEN, "broken"], capture_output=True, text=True, env=env)
    assert done.returncode == 3
    assert "error: internal: KeyError: 'inside'" in done.stderr
    assert "ICCIS_DEBUG=1" in done.stderr
    assert ("Traceback" in done.stderr) == bool(debug)


def test_an_error_has_its_hint_after_a_blank_line(tree: Path) -> None:
    """The form of every error."""
    done = run(tree, "query", "test-baerer")
    assert re.fullmatch(
        r"error: no such question: test-baerer\n\nhint: did you mean .*test-bearer.*\?\n", done.stderr
    )


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "json", "xml"])
def test_no_escape_codes_in_a_pipe(tree: Path, format: str) -> None:
    """What is piped is data, even where colour is forced."""
    done = run(tree, "query", "1", "--format", format, FORCE_COLOR="1")
    assert "\x1b" not in done.stdout
    assert f"{ID}norm/1.1" in done.stdout


def test_a_table_on_a_terminal(tree: Path) -> None:
    """On a terminal the table is laid out, with styles; NO_COLOR takes them away."""
    styled = on_terminal(tree, "query", "1")
    plain = on_terminal(tree, "query", "1", NO_COLOR="1")
    assert ESCAPE in styled
    assert ESCAPE not in plain
    assert b"to comply" in plain
    assert b"\t" not in plain


CELLS = ("x" * 300, "y" * 90, "[b]z[/b]")


@pytest.mark.parametrize("columns", [10, 40, 80])
def test_nothing_is_cut_on_a_narrow_terminal(tree: Path, columns: int) -> None:
    """Every character of a long cell is there, however narrow the terminal."""
    values = [f'BIND("{cell}" AS ?{name})' for name, cell in zip("abc", CELLS, strict=True)]
    text = "SELECT ?a ?b ?c { " + " ".join(values) + " }"
    (tree / "long.rq").write_text(text)
    printed = on_terminal(tree, "query", str(tree / "long.rq"), columns=columns, NO_COLOR="1").decode()
    assert printed.count("y") == 90
    assert printed.count("x") == 300
    assert "[b]z[/b]" in printed.replace("\r\n", "").replace(" ", "")
    assert "…" not in printed


def test_formats_given_on_a_terminal_are_kept(tree: Path) -> None:
    """CSV on a terminal is CSV."""
    assert b"norm,label" in on_terminal(tree, "query", "1", "--format", "csv")


def test_utf8_whatever_the_locale(tree: Path) -> None:
    """Text that the locale cannot hold is written as UTF-8."""
    text = "SELECT ?t { <code/pledge/10> iccis:text ?t }"
    extra = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert "— «всё»" in run(tree, "query", "-", stdin=text, **extra).stdout


def test_a_reader_that_stops_is_no_error(tree: Path) -> None:
    """`| head` ends the command without a word."""
    (tree / "many.rq").write_text("SELECT ?a ?b ?c { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }")
    command = f"'{ICCIS[0]}' -c '{ICCIS[2]}' query many.rq 2>errors | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(tree), cwd=tree)
    assert done.stdout == b"a\tb\tc\n"
    assert (tree / "errors").read_text() == ""


def test_control_c_exits_with_130(tree: Path) -> None:
    """An interrupted command stops without a traceback."""
    env = environment(tree)
    process = subprocess.Popen(
        [*ICCIS, "query", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a background job ignores it
    )
    assert process.stdin is not None
    process.stdin.write(b"ASK")
    process.stdin.flush()
    while ioctl(process.stdin, FIONREAD, bytes(4)) != bytes(4):  # not yet read
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, words = process.communicate(timeout=10)
    assert process.returncode == 130
    assert b"Traceback" not in words


def test_version_and_help(tree: Path) -> None:
    """The version is the package's own; help says what each command does."""
    from importlib.metadata import version

    assert run(tree, "--version").stdout == f"iccis {version('iccis')}\n"
    shown = run(tree, "--help").stdout
    assert all(name in shown for name in ("query", "reason", "format", "search", "completion"))


def test_help_imports_nothing_heavy(tree: Path) -> None:
    """`--help` is quick because rdflib, rich, pyshacl, pyoxigraph and pandas stay unread."""
    code = "import sys, iccis.cli.main as c; c.run(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(tree))
    loaded = {name.strip("'[],\n") for name in done.stderr.split()}
    assert "click" in loaded
    assert not loaded & {"rdflib", "rich", "pyshacl", "pyoxigraph", "pandas", "owlrl", "SPARQLWrapper"}


def test_a_query_imports_no_rdflib(tree: Path) -> None:
    """A question on the default engine starts in a fraction of the time that rdflib takes."""
    code = "import sys, iccis.cli.main as c; c.run(['query', '1'])"
    code += "; sys.stderr.write(f'{\"rdflib\" in sys.modules}\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(tree))
    assert done.stderr == "False\n"
