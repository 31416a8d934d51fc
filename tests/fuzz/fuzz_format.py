"""Random files for `iccis format`: no crash, no internal error, and nothing lost."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from fuzzing import mutate, rounds
from iccis.cli.main import run
from turtle_texts import GRAPHS, texts, to_turtle

ROOT = Path(__file__).parents[2]
SEEDS = [
    *(path.read_bytes() for path in sorted((ROOT / "tests/bad").glob("*.ttl"))),
    *(path.read_bytes() for path in sorted((ROOT / "shapes").glob("*.ttl"))[:3]),
]
TOKENS = (
    *b"# ' \" ''' \"\"\" \\ < > << <<( )>> {| |} [ ] ( ) ; , . @en @en--ltr ^^ _: a ~ [] 1 <urn:x>".split(),
    *(b"\\u0000", b"\\#", b" ", b"# c\n", b" _:x "),
)
EXAMPLES = settings(
    max_examples=20,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

Text = tuple[str, int]


def comments(text: str) -> int:
    """Count the comments of valid Turtle, character by character."""
    count, quote, index = 0, "", 0
    while index < len(text):
        rest = text[index : index + 3]
        if quote:
            index += 2 if rest[0] == "\\" else len(quote) if rest.startswith(quote) else 1
            quote = "" if rest[0] != "\\" and rest.startswith(quote) else quote
        elif rest[0] in "\"'":
            quote = rest if rest == 3 * rest[0] else rest[0]
            index += len(quote)
        elif rest[0] == "#":
            count += 1
            index = min((i for end in "\r\n" if (i := text.find(end, index)) > 0), default=len(text))
        elif rest.startswith("<<") or rest[0] == "\\":
            index += 2
        elif rest[0] == "<":
            index = text.index(">", index) + 1
        else:
            index += 1
    return count


def graph(data: bytes) -> Dataset:
    """The graph of Turtle with canonical blank nodes."""
    dataset = Dataset(Quad(*quad.triple) for quad in parse(data, format=RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def check(data: bytes, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Format a file, and compare what it held with what it holds."""
    path.write_bytes(data)
    checked = run(["format", "--check", str(path)])
    assert path.read_bytes() == data
    status = run(["format", str(path)])
    errors = capsys.readouterr().err
    assert (checked, status) in ((0, 0), (1, 0), (2, 2)), errors
    assert "Traceback" not in errors
    after = path.read_bytes()
    if status == 2:
        assert after == data
        assert str(path) in errors
        assert "hint: " in errors
    elif after != data:
        assert graph(after) == graph(data.removeprefix(b"\xef\xbb\xbf"))
        assert not comments(data.decode())
        assert run(["format", "--check", str(path)]) == 0
    assert [other.name for other in path.parent.iterdir()] == [path.name]


def test_mutated_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files of the project with some bytes changed."""
    for random in rounds("format-mutated", share=0.5):
        check(mutate(random.choice(SEEDS), random, tokens=TOKENS), tmp_path / "x.ttl", capsys)


def test_generated_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Turtle in every form and graphs of any shape, whole and with some bytes changed."""
    for random in rounds("format-generated", share=0.5):

        @seed(random.getrandbits(32))
        @EXAMPLES
        @given(text=texts(), commented=texts(comments=True), triples=GRAPHS, number=st.integers(0, 2**32))
        def example(text: Text, commented: Text, triples: list[Triple], number: int) -> None:
            for data in (text[0].encode(), commented[0].encode(), to_turtle(triples).encode()):
                check(data, tmp_path / "x.ttl", capsys)
                check(mutate(data, Random(number), tokens=TOKENS), tmp_path / "x.ttl", capsys)

        example()
