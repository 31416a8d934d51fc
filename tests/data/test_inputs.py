"""Files of users: every format, encoding and layout, with the line of each statement."""

import gzip
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from iccis.core.errors import IccisError
from iccis.core.rdf import plain
from iccis.data.inputs import read_inputs

XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">\n'
BIG = b'<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> "' + b"x" * 17_000_000 + b'" .'
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file into a folder, and returns its path."""

    def write_file(name: str, data: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write_file


def lines(path: Path) -> list[tuple[str, int]]:
    """Return the subject and the line of each statement of a file."""
    return [(plain(s.triple.subject), int(s.place.rpartition(":")[2])) for s in read_inputs([path])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("prefixes.ttl", "@prefix e: <urn:> .\n\ne:a a e:B .\n", [("urn:a", 3)]),
        ("sparql.ttl", "PREFIX e: <urn:>\nBASE <urn:x>\n  e:a a e:B .", [("urn:a", 3)]),
        ("tabs.ttl", "<urn:a>\n\ta\t<urn:B> ;\n\t<urn:p> 1 .\n", [("urn:a", 1), ("urn:a", 1)]),
        (
            "one-line.ttl",
            "<urn:a> <urn:p> 1.<urn:b> <urn:p> 2. \n<urn:c> <urn:p> 3 .",
            [("urn:a", 1), ("urn:b", 1), ("urn:c", 2)],
        ),
        (
            "dots.ttl",
            "@prefix e: <urn:> .\ne:a.b e:p e:c.d , 1.5 .\ne:e e:p e:f.\ne:g e:p 1 .",
            [("urn:a.b", 2), ("urn:a.b", 2), ("urn:e", 3), ("urn:g", 4)],
        ),
        (
            "strings.ttl",
            '<urn:a> <urn:p> "x . y", """\n. "z" .\n""", \'.\' .\n# . comment\n<urn:b> <urn:p> 1 .',
            [("urn:a", 1), ("urn:a", 1), ("urn:a", 1), ("urn:b", 5)],
        ),
        (
            "graphs.trig",
            "<urn:g> {\n <urn:a> <urn:p> 1 .\n <urn:b> <urn:p> 2\n}\nGRAPH <urn:h> { <urn:c> <urn:p> 3 }",
            [("urn:a", 2), ("urn:b", 3), ("urn:c", 5)],
        ),
        (
            "lines.nt",
            "# comment\n<urn:a> <urn:p> <urn:b> .\n\n<urn:c> <urn:p> <urn:d> .",
            [("urn:a", 2), ("urn:c", 4)],
        ),
        (
            "lines.nq",
            "<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:c> <urn:p> <urn:d> .\n",
            [("urn:a", 1), ("urn:c", 2)],
        ),
        (
            "elements.rdf",
            XML + '<e:T rdf:about="urn:a"/>\n\n<e:T rdf:about="urn:b"/></rdf:RDF>',
            [("urn:a", 2), ("urn:b", 4)],
        ),
    ],
)
def test_each_statement_has_its_line(
    write: Write, name: str, text: str, expected: list[tuple[str, int]], end: str
) -> None:
    """The line is that of the statement's first term, in any layout and with any line end."""
    assert lines(write(name, text.replace("\n", end))) == expected


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mark.ttl", b"\xef\xbb\xbf<urn:a> <urn:p> 'x' ."),
        ("mark.nt", b"\xef\xbb\xbf<urn:a> <urn:p> 'x' .".replace(b"'", b'"')),
        ("mark.json", b'\xef\xbb\xbf{"@id": "urn:a", "urn:p": "x"}'),
        (
            "mark.xml",
            b"\xef\xbb\xbf" + XML.encode() + b'<rdf:Description rdf:about="urn:a" e:p="x"/></rdf:RDF>',
        ),
        ("small.TTL", b"<urn:a> <urn:p> 'x' ."),
        ("no-ending", b"<urn:a> <urn:p> 'x' ."),
        ("packed.nt.gz", gzip.compress(b'<urn:a> <urn:p> "x" .')),
        ("packed.jsonld.gz", gzip.compress(b'{"@id": "urn:a", "urn:p": "x"}')),
        ("packed.ttl", gzip.compress(b"<urn:a> <urn:p> 'x' .")),
        ("protege.owl", XML.encode() + b'<rdf:Description rdf:about="urn:a" e:p="x"/></rdf:RDF>'),
        ("a name, é.ttl", b"<urn:a> <urn:p> 'x' ."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_read_whatever_its_form(write: Write, name: str, data: bytes) -> None:
    """Byte order marks, endings, gzip and any letters in a name."""
    [statement] = read_inputs([write(name, data)])

    assert plain(statement.triple.subject) == "urn:a"
    assert plain(statement.triple.object) == "x"


def test_the_format_can_be_named(write: Write) -> None:
    """A name wins over the ending; an unknown name lists those there are."""
    path = write("data.txt", '{"@id": "urn:a", "urn:p": "x"}')

    assert len(read_inputs([path], input_format="jsonld")) == 1
    with pytest.raises(IccisError, match=r"data.txt:1: malformed Turtle") as caught:
        read_inputs([path])
    assert "--input-format" in caught.value.hint
    with pytest.raises(IccisError, match="no such input format: json") as caught:
        read_inputs([path], input_format="json")
    assert caught.value.hint == "did you mean jsonld?"


def test_xml_is_decoded_as_it_declares(write: Write) -> None:
    """RDF/XML may be in another encoding than UTF-8, if its first line says so."""
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
    text = head + XML + '<rdf:Description rdf:about="urn:a" e:p="é"/></rdf:RDF>'
    [statement] = read_inputs([write("latin.rdf", text.encode("latin-1"))])

    assert plain(statement.triple.object) == "é"
    assert statement.place.endswith("latin.rdf:3")
    with pytest.raises(IccisError, match=r"latin.rdf:1: cannot be decoded: unknown encoding: no-such"):
        read_inputs([write("latin.rdf", text.replace("ISO-8859-1", "no-such"))])


def test_relative_iris(write: Write) -> None:
    """They are resolved against the address of the file, or against a base, which must be absolute."""
    path = write("a b.ttl", "<#c> <p> <../x> .")
    [here], [there] = read_inputs([path]), read_inputs([path], base_iri="https://example.org/y/z")

    assert here.triple.subject == NamedNode(path.as_uri() + "#c")
    assert there.triple.subject == NamedNode("https://example.org/y/z#c")
    assert there.triple.predicate == NamedNode("https://example.org/y/p")
    with pytest.raises(IccisError, match="no base IRI: y/z"):
        read_inputs([path], base_iri="y/z")


def test_stdin_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands for a file; relative IRIs need a base then."""
    for data, base in ((b"<urn:a> <urn:p> 1 .", None), (b"<a> <p> 1 .", "urn:x:")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert [s.place for s in read_inputs(["-", "-"], base_iri=base)] == ["stdin:1"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n<a> <p> 1 .")))
    with pytest.raises(IccisError, match=r"stdin:2: .*No scheme") as caught:
        read_inputs(["-"])
    assert "--base" in caught.value.hint


def test_blank_nodes_belong_to_their_file(write: Write) -> None:
    """The same label in two files is two nodes; in one file it stays as it is."""
    paths = [write(f"{n}.ttl", f"_:x <urn:p> {n} .") for n in (1, 2)]

    assert len({s.triple.subject for s in read_inputs(paths)}) == 2
    assert [s.triple.subject for s in read_inputs(paths[:1])] == [BlankNode("x")]


def test_several_files_folders_and_patterns(write: Write, tmp_path: Path) -> None:
    """Each file is read once; folders are read with what is in them, also through links."""
    write("in/1.ttl", "<urn:a> <urn:p> 1 .")
    write("in/deep/2.nt", '<urn:b> <urn:p> "2" .')
    write("elsewhere/3.ttl.gz", gzip.compress(b"<urn:c> <urn:p> 3 ."))
    write("in/notes.txt", "no RDF")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "deep" / "round").symlink_to(tmp_path / "in")
    names = [tmp_path / "in", tmp_path / "in" / "*.ttl", tmp_path / "in" / "deep" / "round" / "1.ttl"]

    assert sorted(plain(s.triple.subject) for s in read_inputs(names)) == ["urn:a", "urn:b", "urn:c"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("16.ttl", "<urn:a> <urn:p> 1 .".encode("utf-16"), "16.ttl: is in UTF-16, not in UTF-8"),
        ("32.ttl", "<urn:a> <urn:p> 1 .".encode("utf-32"), "32.ttl: is in UTF-32, not in UTF-8"),
        (
            "16le.ttl",
            "<urn:a> <urn:p> 1 .".encode("utf-16-le"),
            "16le.ttl: is a binary file, or text in UTF-16",
        ),
        ("latin.ttl", b"\n<urn:a> <urn:p> '\xe9' .", "latin.ttl:2: byte 18 (0xE9) is not UTF-8"),
        ("empty.ttl", b" \n", "empty.ttl: is empty"),
        ("nothing.ttl", b"@prefix e: <urn:> .\n# nothing\n", "nothing.ttl: holds no triples"),
        ("bare.json", b"{}", "bare.json: holds no triples"),
        ("plain.json", b'{"name": "x"}', 'plain.json: the key "name" has no meaning'),
        (
            "far.jsonld",
            b'{"@context": "https://example.org/c", "x": 1}',
            "far.jsonld: malformed JSON-LD: its context is",
        ),
        ("cut.ttl.gz", gzip.compress(b"<urn:a> <urn:p> 1 .")[:-9], "cut.ttl.gz: cannot be unzipped"),
        ("cut.json", b'{"@id": "urn:a",\n"urn:p": "x"', "cut.json:2: malformed JSON-LD"),
        ("cut.rdf", XML.encode() + b"<e:T>\n</rdf:RDF>", "cut.rdf:3: malformed RDF/XML"),
        ("cut.nt", b"<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> .", "cut.nt:2: malformed N-Triples"),
        ("cut.trig", b"<urn:g> {\n<urn:a> <urn:p> 1", "cut.trig:2: malformed TriG"),
        ("tag.ttl", b"<urn:a> <urn:p> 'x'@en ,\n 'y'@abcdefghi .", "tag.ttl:2: malformed Turtle"),
        (
            "star.ttl",
            b"<urn:a> <urn:p> 1 .\n<urn:a> <urn:p> 'x' {| <urn:q> 1 |} .",
            "star.ttl:2: a triple term (RDF 1.2)",
        ),
        (
            "term.nt",
            b"<urn:a> <urn:p> <<( <urn:a> <urn:p> <urn:b> )>> .",
            "term.nt:1: a triple term (RDF 1.2)",
        ),
        ("way.ttl", b"<urn:a> <urn:p> 'x'@ar--rtl .", "way.ttl:1: a literal with a base direction (RDF 1.2)"),
        (
            "way.json",
            b'{"@id": "urn:a", "urn:p": {"@value": "x", "@language": "ar", "@direction": "rtl"}}',
            "way.json: ",
        ),
        ("deep.nt", b"\n" + b"<urn:a> <urn:p> <<( " * 20_000, "deep.nt:2: more than 100 triple terms"),
        ("deep.json", b"\n" + b'{"urn:p":' * 20_000, "deep.json:2: more than 100 objects"),
        ("big.ttl", BIG, "big.ttl:2: a term of more than 16 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_what_cannot_be_read_is_named(write: Write, name: str, data: bytes, message: str) -> None:
    """An error has the file, the line where there is one, and says what to do."""
    path = write(name, data)

    with pytest.raises(IccisError) as caught:
        read_inputs([path])
    assert str(caught.value).startswith(f"{path.parent}/{message}")
    assert caught.value.hint


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    """Missing files, links that lead nowhere, folders and patterns without files."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.ttl").symlink_to(tmp_path / "gone.ttl")
    for name, message in (
        ("none.ttl", "there is no such file"),
        ("link.ttl", "is a link to a file that does not exist"),
        ("folder", "there is no RDF file in this folder"),
        ("*.nt", "no file matches"),
    ):
        with pytest.raises(IccisError, match=message) as caught:
            read_inputs([tmp_path / name])
        assert caught.value.place == str(tmp_path / name)
    with pytest.raises(IccisError, match="is a link to a file"):
        read_inputs([tmp_path])


def test_keys_that_are_left_out_on_purpose(write: Write) -> None:
    """A key that the context maps to null, and a value that is null, are no loss."""
    context = '{"label": "urn:l", "x": null}'
    text = f'{{"@context": {context}, "@id": "urn:a", "label": ["y", null], "x": 1, "z": null}}'

    assert len(read_inputs([write("x.json", text)])) == 1


@pytest.mark.parametrize("name", ["a#b?%41.ttl", "D:\\\\x y.ttl", "[1].ttl", "*.ttl"])
def test_names_that_look_like_something_else(write: Write, name: str) -> None:
    """Letters that mean something in IRIs, on Windows or in patterns: the file is read all the same."""
    path = write(name, "<#x> <urn:p> 1 .")
    [statement] = read_inputs([path])

    assert plain(statement.triple.subject) == path.as_uri() + "#x"
    assert statement.place == f"{path}:1"


def test_names_with_dots_and_escapes(write: Write) -> None:
    """Dots within names end no statement, and escapes are decoded."""
    text = "@prefix e: <urn:e/> .\ne:t.1 a <\\u00EA> . e:a\\~b a e:%20 .\ne:c\\. a e:d .\ne:d a e:e ."
    statements = read_inputs([write("x.ttl", text)], base_iri="urn:e/")
    pairs = [(plain(s.triple.subject), plain(s.triple.object)) for s in statements]

    assert pairs[:2] == [("urn:e/t.1", "urn:e/ê"), ("urn:e/a~b", "urn:e/%20")]
    assert pairs[2:] == [("urn:e/c.", "urn:e/d"), ("urn:e/d", "urn:e/e")]
    assert [s.place.rpartition(":")[2] for s in statements] == ["2", "2", "3", "4"]
