"""What other programs make of the published files; `tests/reports.csv` names who met the fault elsewhere."""

import csv
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pandas
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from iccis.core.project import mapping_files
from iccis.data.mappings import read_mappings
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.forms import type_of
from iccis.publication.site.front import downloads
from iccis.publication.site.picture_pages import PICTURES, standalone

TABLES = ("actors", "clauses", "links", "network", "norms", "positions", "graphs")
DOCUMENTS = ("iccis", "asserted", "shapes", "questions")
LONGEST_IRI = 1900
"""Characters of an IRI that Virtuoso can load."""
LANGUAGE = r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*"


@pytest.fixture(scope="module", params=DOCUMENTS)
def document(request: pytest.FixtureRequest, published: Path) -> Path:
    """A document as N-Triples."""
    return published / "latest" / f"{request.param}.nt"


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_read_alike_by_all(published: Path, name: str) -> None:
    """DuckDB and pandas find the columns and cells that csv finds, without options or comment lines."""
    path = published / "latest" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    table = duckdb.read_csv(path)
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)

    assert not head[0].startswith("#")
    assert head == table.columns == list(frame.columns)
    assert [["" if cell is None else str(cell) for cell in row] for row in table.fetchall()] == rows
    assert frame.to_numpy().tolist() == rows


def test_tables_say_how_spreadsheets_open_them(given: Edition, published: Path) -> None:
    """No table has a byte order mark, which others take for a part of the first name; the page says UTF-8."""
    tables = [(published / "latest" / f"{name}.csv").read_bytes() for name in TABLES]
    assert any(not table.isascii() for table in tables)
    assert not any(table.startswith(b"\xef\xbb\xbf") for table in tables)
    note = next(note for key, _, _, note in downloads(given) if key == "tables")
    assert "UTF-8" in note
    assert "import" in note


def test_the_table_of_the_network_has_its_three_columns(published: Path) -> None:
    """The first line names the columns."""
    assert duckdb.read_csv(published / "latest" / "network.csv").columns == ["source", "relation", "target"]


def test_lines_of_n_triples_have_a_space_before_the_dot(document: Path) -> None:
    """rdf2hdt reads a dot that touches a label of a blank node or a language tag as part of it."""
    lines = document.read_text("utf-8").splitlines()
    assert lines
    assert [line for line in lines if not line.endswith(" .")] == []


def test_no_iri_is_too_long_for_a_store(document: Path) -> None:
    """Virtuoso refuses IRIs of some 1900 characters."""
    triples = [quad.triple for quad in parse(path=document, format=RdfFormat.N_TRIPLES)]
    iris = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
    assert iris
    assert [iri for iri in iris if len(iri) > LONGEST_IRI or re.search(r"[\s\"<>\\^`{|}]", iri)] == []


def test_language_tags_are_well_formed(document: Path) -> None:
    """RDF4J refuses a literal whose language tag has an underscore."""
    objects = (quad.object for quad in parse(path=document, format=RdfFormat.N_TRIPLES))
    tags = {term.language for term in objects if isinstance(term, Literal) and term.language}
    assert tags
    assert [tag for tag in tags if not re.fullmatch(LANGUAGE, tag)] == []


def test_nothing_in_the_whole_is_said_of_nothing(published: Path) -> None:
    """WebVOWL fails on axioms about owl:Nothing, which a closure can bring along."""
    text = (published / "latest" / "iccis.nt").read_text("utf-8")
    assert "<http://www.w3.org/2002/07/owl#Class>" in text
    assert "owl#Nothing>" not in text


def test_turtle_does_not_depend_on_where_it_is_loaded_from(published: Path) -> None:
    """A loader whose base is the name of the graph, as Virtuoso's, finds the same triples as in N-Triples."""
    for path in sorted((published / "latest").glob("*.ttl")):
        quads = parse(path=path, format=RdfFormat.TURTLE, base_iri="urn:x:elsewhere/")
        terms = {term for quad in quads for term in quad.triple if isinstance(term, NamedNode)}
        assert terms
        assert [term for term in terms if term.value.startswith("urn:x:")] == [], path


def test_embedded_data_need_no_other_file(given: Edition, published: Path) -> None:
    """A program that extracts JSON-LD from a page need not fetch a context, which may be blocked."""
    texts = [path.read_text("utf-8") for path in (published / "latest").glob("*.jsonld")]
    pages = publication(given)
    texts += [pages[f"id/{name}.html"].decode() for name in ("code/pledge/4", "actor/china", "norm/4.2")]
    assert len(texts) > 10
    assert [text for text in texts if re.search(r'"@context": *(\[ *)?"', text)] == []


@pytest.mark.parametrize("name", PICTURES)
def test_links_in_pictures_are_there_for_a_screen_reader(given: Edition, name: str) -> None:
    """The picture is a group: as an image, what is inside would not be read, and its links not reached."""
    root = ElementTree.fromstring(standalone(given, name))
    assert root.get("role") == "group"
    assert all(element.get("role") not in ("img", "presentation") for element in root.iter())
    links = [element for element in root.iter() if element.tag.endswith("}a")]
    assert links
    assert all("".join(link.itertext()).strip() for link in links)


def test_the_mapping_set_is_published_as_it_is(published: Path) -> None:
    """The SSSOM table is there byte for byte, with a type of its own, in the row of the mappings."""
    path = "latest/mappings.sssom.tsv"
    assert (published / path).read_bytes() == mapping_files()[0][1].read_bytes()
    assert type_of(path) == "text/tab-separated-values; charset=utf-8"


def test_the_reference_implementation_of_sssom_reads_the_mappings(published: Path, tmp_path: Path) -> None:
    """`sssom parse -I rdf` finds every row of the mapping set in its RDF, and the set."""
    parsed, prefixes = tmp_path / "mappings.tsv", tmp_path / "prefixes.yml"
    head = [
        line[1:] for line in mapping_files()[0][1].read_text("utf-8").splitlines() if line.startswith("#")
    ]
    prefixes.write_text("\n".join(head[head.index("curie_map:") :]), "utf-8")
    program = Path(sys.executable).parent / "sssom"
    source = published / "latest" / "mappings.ttl"
    command = [str(program), "parse", str(source), "--input-format", "rdf", "--output", str(parsed)]
    # Its own table of prefixes takes it half a minute to read.
    command += ["--prefix-map-mode", "metadata_only", "--metadata", str(prefixes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = parsed.read_text("utf-8").splitlines()
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    ours = read_mappings(mapping_files()[0][1])

    assert "# mapping_set_id: https://w3id.org/iccis/id/mappings" in lines
    assert len(rows) == len(ours) > 300
    assert {(row["object_label"], float(row["confidence"]), row["comment"]) for row in rows} == {
        (mapping.label, float(mapping.confidence), mapping.comment) for mapping in ours
    }


def test_every_file_of_a_version_has_a_media_type(published: Path) -> None:
    """What is no text is not served as text: GraphML is XML."""
    names = [path.name for path in (published / "latest").iterdir()]
    assert [name for name in names if type_of(name).startswith("text/plain")] in ([], ["SHA256SUMS"])
    assert type_of("network.graphml") == "application/xml"
