"""Turtle files: reading with errors that name the line, writing in one style."""

import os
import random
import re
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from rdflib.compare import graph_diff

from iccis.core.errors import IccisError
from iccis.core.house_style import format_files, house_style
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import data_files
from iccis.core.turtle import comment_lines, read, read_text, replace
from iccis.core.turtle_writer import write

NASTY = r"""@prefix ex: <https://example.org/x#> .
@prefix unused: <https://example.org/unused#> .
@prefix k: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:s k:prefLabel "a \"quoted\" \\ thing\twith\rall"@EN, 'ends with "', "é ” 漢", "" ;
  ex:long '''two
lines "" and \"\"\" three"''' ;
  ex:n 1, -2, 1.50, true, 1e3, "01"^^xsd:integer, "x"^^ex:t, "2011-09-12"^^xsd:date ;
  a ex:T, ex:A ;
  ex:hash <https://example.org/y#frag>, "# no comment", ex:a.b, <https://example.org/x#a/b>, <urn:x:y> ;
  ex:list ( 1 "two" ( ex:nested ) [ ex:p ex:o ] ), () ;
  ex:node [ ex:q [ ex:r 2 ; a ex:N ], [ ex:r 1 ] ] .
_:shared ex:p 1 . ex:s ex:uses _:shared . ex:t ex:uses _:shared .
_:loop ex:p _:loop .
<https://w3id.org/iccis/id/norm/3.1> ex:p <https://w3id.org/iccis/id/a/../b> ;
    ex:p <https://w3id.org/iccis/id/code> .
"""


def canonical(text: str) -> Dataset:
    """The triples of Turtle with canonical blank nodes."""
    dataset = Dataset(Quad(*quad.triple) for quad in parse(text, format=RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def file(folder: Path, text: str | bytes, name: str = "x.ttl") -> Path:
    """A file with `text`."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_writing_keeps_every_triple_for_two_parsers(tmp_path: Path) -> None:
    """What is written reads back the same, in pyoxigraph and in rdflib."""
    text = house_style(file(tmp_path, NASTY))
    _, lost, new = graph_diff(*(rdflib.Graph().parse(data=data, format="turtle") for data in (NASTY, text)))

    assert canonical(text) == canonical(NASTY)
    assert (len(lost), len(new)) == (0, 0)


def test_formatting_twice_changes_nothing(tmp_path: Path) -> None:
    """A file in the house style stays as it is."""
    once = house_style(file(tmp_path, NASTY))

    assert house_style(file(tmp_path, once)) == once


def test_the_order_of_statements_does_not_matter() -> None:
    """Shuffled triples are written the same, where subjects are sorted."""
    triples = [quad.triple for quad in parse(NASTY.replace("_:", "ex:"), format=RdfFormat.TURTLE)]
    texts = set()
    for seed in range(8):
        random.Random(seed).shuffle(triples)
        texts.add(write(triples, base=ID, prefixes=PREFIXES, order="alphabetical"))

    assert len(texts) == 1


def test_blank_nodes_that_nothing_names_have_no_label(tmp_path: Path) -> None:
    """A node that is used once or never is `[]`; only one that is used twice or in a circle has a label."""
    text = """@prefix e: <urn:e:> .
    _:axiom a e:Axiom ; e:of ( e:a e:b ) . _:other a e:Axiom .
    e:a e:has _:nothing ; e:needs _:two ; e:twin _:two ."""
    written = house_style(file(tmp_path, text))

    assert canonical(written) == canonical(text)
    assert written.count("\n[]\n") == 2
    assert "e:has [] ;" in written
    assert set(re.findall(r"_:\w+", written)) == {"_:two"}


def test_the_style(tmp_path: Path) -> None:
    """Base and prefixes first and only those used, `a` first, one subject a block, a lone dot."""
    text = """@prefix o: <https://w3id.org/iccis/ontology#> . @prefix id: <https://w3id.org/iccis/id/> .
    id:b o:verb "y", "x" ; a o:Action . id:a o:order 2 ."""

    assert house_style(file(tmp_path, text)) == (
        "@base <https://w3id.org/iccis/id/> .\n"
        "@prefix iccis: <https://w3id.org/iccis/ontology#> .\n"
        "\n"
        '<b>\n    a iccis:Action ;\n    iccis:verb\n        "x" ,\n        "y" ;\n.\n'
        "\n"
        "<a>\n    iccis:order 2 ;\n.\n"
    )


def test_nested_nodes_are_indented_by_their_depth(tmp_path: Path) -> None:
    """Each level of a blank node stands four columns further in, and its bracket closes in its own column."""
    written = house_style(file(tmp_path, "@prefix e: <urn:e:> . e:a e:p [ e:q [ e:r 1 ] ] ."))

    assert written.endswith("e:a\n    e:p [\n        e:q [\n            e:r 1 ;\n        ] ;\n    ] ;\n.\n")


@pytest.mark.parametrize(("letters", "lines"), [(100, 1), (101, 3)])
def test_long_lists_have_an_item_on_each_line(tmp_path: Path, letters: int, lines: int) -> None:
    """A list stays on one line as long as it and its indent take no more than 110 columns."""
    text = '@prefix e: <urn:e:> . e:a e:p ( "' + "x" * letters + '" ) .'
    written = house_style(file(tmp_path, text))

    assert written.partition("e:p ")[2].count("\n") == lines + 1


def test_subjects_of_the_ontology_are_alphabetical_after_its_header(tmp_path: Path) -> None:
    """Files of ontology and shapes are sorted; the header stays first."""
    (tmp_path / "ontology").mkdir()
    text = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix e: <urn:e:> .
    e:b a owl:Class . e:a a owl:Class . <urn:z> a owl:Ontology ."""
    written = house_style(file(tmp_path / "ontology", text))

    assert written.index("<urn:z>") < written.index("e:a\n") < written.index("e:b\n")


def test_every_file_of_the_project_is_in_the_house_style() -> None:
    """`iccis format` writes it; here nothing is left to write."""
    stale = list(map(str, format_files((path for _, path in data_files()), check=True)))

    assert stale == [], "run `iccis format`"


def test_a_file_in_another_style_is_reported_and_then_written(tmp_path: Path) -> None:
    """With `check` nothing is written; without it the file changes once."""
    path = file(tmp_path, NASTY)

    assert list(format_files([path], check=True)) == [path]
    assert read_text(path) == NASTY
    assert list(format_files([path])) == [path]
    assert canonical(read_text(path)) == canonical(NASTY)
    assert list(format_files([path])) == []


def test_comments_are_found_and_are_not_lost(tmp_path: Path) -> None:
    """A comment stops the formatter; a number sign in an IRI or a string does not."""
    path = file(tmp_path, '<urn:a#b> <urn:p> "# no", """\n# no""" .\n# yes\n')

    assert list(comment_lines(read_text(path))) == [3]
    with pytest.raises(IccisError, match=r"x\.ttl:3: a comment") as error:
        list(format_files([path]))
    assert "editorialNote" in error.value.hint


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"x\.ttl: is empty"),
        (b" \n", r"x\.ttl: is empty"),
        (b"<a>\0", r"x\.ttl: is a binary file"),
        (b"<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> '\xe9' .", r"x\.ttl:2: byte 37 \(0xE9\) is not UTF-8"),
        (b"<urn:a> <urn:b> 1 .\n\n<urn:a> <urn:b> .", r"x\.ttl:3: malformed Turtle"),
        (b"<urn:a> nope:b 1 .", r"x\.ttl:1: malformed Turtle: .*nope"),
    ],
)
def test_unreadable_content_is_named_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    """Bad input is refused with file, line and a hint."""
    with pytest.raises(IccisError, match=message) as error:
        read(file(tmp_path, content))
    assert error.value.hint


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    """A path that is no file is refused."""
    with pytest.raises(IccisError, match="there is no such file"):
        read(tmp_path / "no.ttl")
    with pytest.raises(IccisError, match="is a folder"):
        read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission_are_named(tmp_path: Path) -> None:
    """A file that may not be read is refused."""
    path = file(tmp_path, NASTY)
    path.chmod(0)
    with pytest.raises(IccisError, match="cannot be read"):
        read(path)


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """The new text stands beside the file until it is whole; a folder in the way leaves nothing behind."""
    (tmp_path / "x.ttl").mkdir()

    with pytest.raises(IccisError, match="cannot be written"):
        replace(tmp_path / "x.ttl", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["x.ttl"]


@pytest.mark.parametrize("value", ['"', '"""', 'a\n"', "\\", "a\n\\", '\n""""', "\r\n", "\t", "é\n”", '"\n"'])
def test_strings_come_back_exactly(value: str) -> None:
    """Quotes, backslashes and line ends survive."""
    text = write(
        [Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal(value))],
        base=ID,
        prefixes={},
        order="document",
    )

    assert [quad.object.value for quad in parse(text, format=RdfFormat.TURTLE)] == [value]


def test_blank_nodes_belong_to_their_file(tmp_path: Path) -> None:
    """The same label in two files means two nodes; in one file, one."""
    one, two = (read(file(tmp_path, "_:x <urn:p> 1 ; <urn:q> 2 .", name)) for name in ("one.ttl", "two.ttl"))

    assert len({triple.subject for triple in one}) == 1
    assert len({triple.subject for triple in [*one, *two]}) == 2


def test_a_relative_iri_without_a_base_is_no_matter_of_dots(tmp_path: Path) -> None:
    """The hint says what is missing; a formatter cannot know what the IRI is relative to."""
    with pytest.raises(IccisError, match=r"x\.ttl:2: malformed Turtle: No scheme") as error:
        house_style(file(tmp_path, "<urn:a> <urn:p> 1 .\n<#a> <urn:p> 1 ."))
    assert "@base" in error.value.hint
