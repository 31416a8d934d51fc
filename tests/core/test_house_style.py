"""The house style of Turtle: whatever the file, its graph and its comments are the same afterwards."""

import re
from pathlib import Path
from time import process_time

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from iccis.core.blank_nodes import fingerprint
from iccis.core.errors import IccisError
from iccis.core.house_style import house_style
from turtle_texts import GRAPHS, RDF, texts, to_turtle

SCHEMA = "https://schema.org/"
QUIET = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def canonical(text: str) -> Dataset:
    """The triples of Turtle with canonical blank nodes."""
    dataset = Dataset(Quad(*quad.triple) for quad in parse(text, format=RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def file(folder: Path, text: str | bytes) -> Path:
    """A file with `text`."""
    path = folder / "x.ttl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@QUIET
@given(text=texts())
def test_every_form_of_turtle_keeps_its_graph(text: tuple[str, int], tmp_path: Path) -> None:
    """Strings, lists, brackets, triple terms, annotations, directives: read back, the graph is the same."""
    path = file(tmp_path, text[0])
    if not len(canonical(text[0])):
        with pytest.raises(IccisError, match="holds no statement"):
            house_style(path)
        return
    written = house_style(path)

    assert canonical(written) == canonical(text[0])
    assert house_style(file(tmp_path, written)) == written


@QUIET
@given(text=texts(comments=True))
def test_a_comment_anywhere_stops_the_formatter(text: tuple[str, int], tmp_path: Path) -> None:
    """Beside strings, in lists, between directives: the line of the comment is named."""
    with pytest.raises(IccisError, match="a comment would be lost") as error:
        house_style(file(tmp_path, text[0]))
    assert error.value.place.endswith(f"x.ttl:{text[1]}")


@QUIET
@given(graph=GRAPHS)
def test_every_graph_can_be_written(graph: list[Triple], tmp_path: Path) -> None:
    """Whatever the shape of its blank nodes, a graph reads back the same, and its text is final."""
    text = to_turtle(graph)
    written = house_style(file(tmp_path, text))

    assert canonical(written) == canonical(text)
    assert house_style(file(tmp_path, written)) == written


def nested(start: str, end: str, depth: int) -> str:
    """A statement about brackets in brackets."""
    return f"<urn:a> <urn:p> {start * depth}1{end * depth} ."


@pytest.mark.parametrize(
    "text",
    [
        nested("[ <urn:p> ", " ]", 400),
        nested("( ", " )", 400),
        nested("[ <urn:p> ( 1 ", " ) ]", 200),
        nested("<<( <urn:a> <urn:p> ", " )>>", 100),
        nested("[ <urn:p> ", " , [], [], [], [], [], [], [], [], [], [], [], [] ]", 1),
        f"<urn:a> <urn:p> ( {'1 ' * 3000}) .",
        "".join(f"_:n{n} <urn:p> _:n{(n + 1) % 3000} , _:n{(n + 2) % 3000} ." for n in range(3000)),
    ],
    ids=["brackets", "lists", "both", "triple terms", "twins", "long list", "circle"],
)
def test_depth_length_and_symmetry_are_no_obstacles(text: str, tmp_path: Path) -> None:
    """What overflows a stack, or takes canonical labels exponential time, is formatted all the same."""
    written = house_style(file(tmp_path, text))

    assert max(map(len, written.splitlines())) < 2500
    assert house_style(file(tmp_path, written)) == written
    assert len(set(parse(written, RdfFormat.TURTLE))) == len(set(parse(text, RdfFormat.TURTLE)))


def test_time_grows_with_the_length_of_a_list(tmp_path: Path) -> None:
    """Four times the items take about four times as long, not sixteen times."""

    def seconds(items: int) -> float:
        path, start = file(tmp_path, f"<urn:a> <urn:p> ( {'<urn:b> ' * items}) ."), process_time()
        house_style(path)
        return process_time() - start

    assert min(seconds(8000) for _ in range(3)) < 8 * min(seconds(2000) for _ in range(3))


def test_a_triple_term_too_deep_for_the_parser_is_refused(tmp_path: Path) -> None:
    """Where the parser would take the process down with it, there is a message with the line."""
    text = f"<urn:a> <urn:b> 1 .\n{nested('<<( <urn:a> <urn:p> ', ' )>>', 30000)}"
    with pytest.raises(IccisError, match=r"x\.ttl:2: more than 100 triple terms"):
        house_style(file(tmp_path, text))


@pytest.mark.parametrize("quote", ['"', "'''"])
def test_a_term_too_long_for_the_parser_is_refused(quote: str, tmp_path: Path) -> None:
    """The line of a literal of 17 MB is named; one of 16 MB is formatted."""
    for size, refused in ((2**24 - 100, False), (17_000_000, True)):
        path = file(tmp_path, f"<urn:a> <urn:p> 1 .\n<urn:a> <urn:p> {quote}{'x' * size}{quote} .")
        if refused:
            with pytest.raises(IccisError, match=r"x\.ttl:2: a term of more than 16 MB"):
                house_style(path)
        else:
            assert "x" * size in house_style(path)


def test_what_short_forms_cannot_say_is_said_at_length(tmp_path: Path) -> None:
    """Cells with two first items, with other properties, used elsewhere or in a circle are no lists."""
    for text in (
        "<urn:a> <urn:p> [ rdf:first 1 , 2 ; rdf:rest () ] .",
        "<urn:a> <urn:p> [ rdf:first 1 ; rdf:rest () , ( 2 ) ] .",
        "<urn:a> <urn:p> [ rdf:first 1 ; rdf:rest ( 2 ) ; a rdf:List ] .",
        "_:l rdf:first 1 ; rdf:rest [ rdf:first _:l ; rdf:rest () ] .",
        "_:l rdf:first 1 ; rdf:rest _:l .",
        "<urn:a> <urn:p> _:l . _:l rdf:first 1 ; rdf:rest _:t . _:t rdf:first 2 ; rdf:rest () ."
        " <urn:b> <urn:p> _:t .",
    ):
        turtle = f"@prefix rdf: <{RDF}> . {text}"
        assert canonical(house_style(file(tmp_path, turtle))) == canonical(turtle)


def test_labels_stay_and_those_made_up_depend_on_the_content(tmp_path: Path) -> None:
    """A label of the file is kept; two formatted files that are joined share no other label."""
    text = "<urn:a> <urn:p> _:mine . _:mine <urn:p> _:mine . <urn:a> <urn:q> <<( [] <urn:p> 1 )>> ."
    one, two = (house_style(file(tmp_path, text.replace("1", number))) for number in "12")
    labels = [set(re.findall(r"_:[\w-]+", text)) for text in (one, two)]
    assert labels[0] & labels[1] == {"_:mine"}
    assert [len(names) for names in labels] == [2, 2]


def test_base_direction_and_triple_terms_are_written(tmp_path: Path) -> None:
    """What RDF 1.2 adds is written as it is, under a directive that says so."""
    text = '<urn:a> <urn:p> "مرحبا"@ar--rtl {| <urn:q> <urn:b> |} .'

    assert house_style(file(tmp_path, text)) == (
        '@version "1.2" .\n'
        f"@prefix rdf: <{RDF}> .\n\n"
        '<urn:a>\n    <urn:p> "مرحبا"@ar--rtl ;\n.\n\n'
        '[]\n    <urn:q> <urn:b> ;\n    rdf:reifies <<( <urn:a> <urn:p> "مرحبا"@ar--rtl )>> ;\n.\n'
    )


@pytest.mark.parametrize(("predicate", "meaning"), [("schema:p", "urn:x#"), (f"<{SCHEMA}p>", SCHEMA)])
def test_a_prefix_of_the_project_can_have_another_meaning(
    predicate: str, meaning: str, tmp_path: Path
) -> None:
    """The meaning in the file counts if the file uses it; either way the next run writes the same."""
    text = f"@prefix schema: <urn:x#> .\n<urn:a> {predicate} 1 ; a <{SCHEMA}Thing> ."
    written = house_style(file(tmp_path, text))

    assert f"@prefix schema: <{meaning}> .\n" in written
    assert canonical(written) == canonical(text)
    assert house_style(file(tmp_path, written)) == written


@pytest.mark.parametrize("text", ["@prefix e: <urn:e:> .\n", "@base <urn:e:> .", 'VERSION "1.2"'])
def test_a_file_without_statements_is_refused(text: str, tmp_path: Path) -> None:
    """Its prefixes would be lost, and nothing would be left."""
    with pytest.raises(IccisError, match="holds no statement"):
        house_style(file(tmp_path, text))


@pytest.mark.parametrize("name", ["x.nt", "x.trig", "x.jsonld", "x.rdf"])
def test_another_format_is_refused(name: str, tmp_path: Path) -> None:
    """A file whose name promises another syntax does not become Turtle."""
    path = tmp_path / name
    path.write_text("<urn:a> <urn:p> <urn:b> .\n", "utf-8")
    with pytest.raises(IccisError, match="only Turtle has a house style"):
        house_style(path)


def test_graphs_that_differ_have_different_fingerprints() -> None:
    """The comparison of what was written with what was there sees every change of a graph."""
    text = (
        "_:a <urn:p> [ <urn:q> [] , [] ] , _:b ; <urn:p> [ <urn:q> 1 , <<( _:a <urn:p> 1 )>> ] ."
        " _:b <urn:r> _:a ."
    )
    triples = [quad.triple for quad in parse(text, RdfFormat.TURTLE)]
    same = [quad.triple for quad in parse(text.replace("[] , []", "_:c , _:d"), RdfFormat.TURTLE)]
    assert fingerprint(reversed(triples)) == fingerprint(same) == fingerprint(triples)
    for old, new in (
        ("[] , []", "[]"),
        ("[] , []", "_:c"),
        ("_:b ;", "[] ;"),
        ("> 1 ,", "> 2 ,"),
        ("> 1 )", "> 2 )"),
    ):
        assert old in text
        other = [quad.triple for quad in parse(text.replace(old, new, 1), RdfFormat.TURTLE)]
        assert fingerprint(other) != fingerprint(triples), (old, new)
    for number in range(len(triples)):
        assert fingerprint(triples[:number] + triples[number + 1 :]) != fingerprint(triples)


@pytest.mark.parametrize(
    "name", ["-10", ".x", "exuri.", "a$b", "a,b", "1a", "a%20b", "a:b", "\u0300", "a\u00b7", "a\u00b2"]
)
def test_names_are_short_only_where_the_grammar_has_them(name: str, tmp_path: Path) -> None:
    """Two parsers read each name as it was, abbreviated or not."""
    text = f"@prefix e: <https://example.org/> .\n<https://example.org/{name}> e:p e:o .\n"
    written = house_style(file(tmp_path, text))

    assert canonical(written) == canonical(text)
    assert set(rdflib.Graph().parse(data=written)) == set(rdflib.Graph().parse(data=text))
