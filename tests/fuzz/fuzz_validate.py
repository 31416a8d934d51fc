"""Random files for `iccis validate`, in every format: no traceback, no internal error, no silent pass.

What is read in pieces is compared with what the parser makes of the whole, and a fault that is put into a
file that conforms must be found.
"""

import gzip
from codecs import BOM_UTF8
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from fuzzing import mutate, rounds
from iccis.cli.main import run
from iccis.core.datatypes import XSD
from iccis.core.errors import IccisError
from iccis.core.namespaces import ONTOLOGY
from iccis.data.formats import ENDINGS
from iccis.data.inputs import FORMATS, Statement, read_inputs

ROOT = Path(__file__).parents[2]
GOOD = [quad.triple for quad in parse((ROOT / "tests/bad/good.ttl").read_bytes(), format=RdfFormat.TURTLE)]
TEXTS = [path.read_bytes() for path in sorted((ROOT / "kg/norms").glob("*.ttl"))[:4]]
TOKENS = tuple(
    b"<<( )>> {| |} [ ] ( ) { } ; , . @en @en--ltr ^^ _:a \\u0000 <urn:x> # \" ''' PREFIX @base <?xml".split()
)
STATEMENTS = 30


def written(ending: str, random: Random) -> bytes:
    """A part of the good example in a format."""
    triples = random.sample(GOOD, min(STATEMENTS, len(GOOD)))
    return bytes(serialize(triples, format=FORMATS[ENDINGS[ending]]) or b"")


def read(path: Path) -> list[Statement] | None:
    """What a file holds, or None if it is refused with a message that names it and says what to do."""
    try:
        return read_inputs([path])
    except IccisError as error:
        refusal = error
    assert refusal.place.startswith(str(path)), refusal
    assert refusal.hint
    return None


def test_reading(tmp_path: Path) -> None:
    """A file in any format, some bytes changed: each statement has a line of it, or it is refused."""
    for random in rounds("validate-reading", share=0.4):
        for ending in ENDINGS:
            is_turtle = ending == "ttl" and random.random() < 0.5
            data = random.choice(TEXTS) if is_turtle else written(ending, random)
            for text in (data, mutate(data, random, tokens=TOKENS)):
                path = tmp_path / f"x.{ending}"
                path.write_bytes(random.choice((text, gzip.compress(text), text.replace(b"\n", b"\r\n"))))
                statements = read(path)
                assert statements is not None or text != data
                for statement in statements or []:
                    place = statement.place.removeprefix(str(path))
                    assert (
                        place == ""
                        if ENDINGS[ending] == "jsonld"
                        else 1 <= int(place[1:]) <= text.count(b"\n") + 1
                    )


def test_reading_in_pieces_changes_nothing(tmp_path: Path) -> None:
    """A file that is fed to the parser in pieces holds what it holds as a whole, in the same order."""
    path = tmp_path / "x.ttl"
    for random in rounds("validate-pieces", share=0.3):
        text = mutate(random.choice(TEXTS), random, tokens=TOKENS)
        path.write_bytes(text)
        statements = read(path)
        try:
            data = text.removeprefix(BOM_UTF8)
            whole = [quad.triple for quad in parse(data, format=RdfFormat.TURTLE, base_iri=path.as_uri())]
        except SyntaxError:
            assert statements is None
            continue
        if statements is not None:
            assert len(statements) == len(whole)
            assert [s.triple.predicate for s in statements] == [triple.predicate for triple in whole]


def broken(random: Random) -> list[Quad]:
    """The good example with one thing wrong in it."""
    victim = random.choice([t for t in GOOD if isinstance(t.subject, NamedNode)])
    wrong = random.choice(
        (
            (NamedNode(ONTOLOGY + "noSuchProperty"), Literal("x")),
            (
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                NamedNode(ONTOLOGY + "NoSuchClass"),
            ),
            (NamedNode("urn:p"), Literal("2011-02-30", datatype=NamedNode(XSD + "date"))),
            (NamedNode("urn:p"), Literal("256", datatype=NamedNode(XSD + "unsignedByte"))),
        )
    )
    triples = [(t.subject, t.predicate, t.object) for t in GOOD] + [(victim.subject, *wrong)]
    return [Quad(*triple) for triple in triples]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole files with a fault do not conform; mutated ones give a report or an error, never a traceback."""
    for random in rounds("validate-command", share=0.3):
        ending = random.choice(tuple(ENDINGS))
        path = tmp_path / f"x.{ending}"
        data = bytes(serialize(broken(random), format=FORMATS[ENDINGS[ending]]) or b"")
        for text, expected in ((data, {1}), (mutate(data, random, tokens=TOKENS), {0, 1, 2})):
            path.write_bytes(text)
            status = run(["validate", str(path)])
            out, err = capsys.readouterr()
            assert status in expected, err
            assert "Traceback" not in out + err
            assert (status == 1) == bool(out)
            assert status != 2 or ("hint: " in err and str(path) in err)
