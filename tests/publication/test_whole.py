"""The file to load: alone in a store, it answers and conforms as the tool does; reasoners take it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse

import iccis
from documents import ROOT, Block, blocks
from iccis.check.shapes import validate
from iccis.core.namespaces import PREFIXES
from iccis.core.project import CLOSURE
from iccis.core.rdf import plain
from iccis.data.store import triples
from iccis.publication.edition import Edition
from iccis.publication.hashes import graph_hash
from iccis.publication.site.front import counts, downloads
from iccis.questions.scopes import open_scope
from java import RUN, SATISFIABLE, hermit, needs_hermit, needs_jena, needs_profile, violations

PAGE = (ROOT / "docs" / "cheatsheet.md").read_text("utf-8")
PATTERNS = [block for block in blocks(PAGE) if block.language == "sparql"]
DECLARED = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
TO_REASON_ON = ("iccis", "asserted", "ontology")
"""Documents that a reasoner can load alone: those with the declarations of the terms that they use."""


@pytest.fixture(scope="module")
def whole(published: Path) -> Path:
    """The file to load, in the first of its formats."""
    return published / "latest" / "iccis.ttl"


@pytest.fixture(scope="module")
def in_rdflib(whole: Path) -> rdflib.Graph:
    """A store of rdflib with nothing but the file."""
    return rdflib.Graph().parse(whole)


@pytest.fixture(scope="module")
def in_oxigraph(whole: Path) -> Store:
    """A store of Oxigraph with nothing but the file."""
    store = Store()
    store.load(path=whole, format=RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("block", PATTERNS, ids=lambda block: block.lead[:30])
def test_a_store_of_ones_own_answers_as_the_tool_does(
    block: Block, in_rdflib: rdflib.Graph, in_oxigraph: Store
) -> None:
    """The twelve ordinary queries have the same rows in a store that holds the file."""
    answer = iccis.query(block.text)
    rows = [[plain(term) for term in row] for row in answer.rows]
    others = [[str(term or "") for term in row] for row in in_rdflib.query(DECLARED + block.text)]  # type: ignore[union-attr]
    found = in_oxigraph.query(DECLARED + block.text)
    ours = [[plain(term) for term in row] for row in found]  # type: ignore[union-attr]

    assert rows
    assert sorted(ours) == sorted(rows)
    assert sorted(others) == sorted(rows)


def test_the_file_has_the_triples_that_a_query_runs_on(in_oxigraph: Store) -> None:
    """The whole and the set of graphs of a query that names none are the same."""
    assert graph_hash(quad.triple for quad in in_oxigraph) == graph_hash(triples(*open_scope()))


def test_pyshacl_finds_the_published_data_conforming(whole: Path) -> None:
    """Taken as they are, with nothing inferred here, they have no violation."""
    statements = [quad.triple for quad in parse(path=whole, format=RdfFormat.TURTLE)]
    report = validate(statements, inferred=[], files=[])
    assert report.shapes > 100
    assert report.conforms, report.problems


@needs_jena
@pytest.mark.parametrize(("name", "conforms"), [("iccis", True), ("asserted", False)])
def test_jena_finds_the_published_data_conforming(
    published: Path, jena: str, name: str, conforms: bool
) -> None:
    """So says Jena; without what is inferred, wider classes are missing, which shows that it looks."""
    latest = published / "latest"
    command = [*RUN, "-cp", jena, "shacl.shacl", "validate", "--shapes", str(latest / "shapes.ttl")]
    done = subprocess.run(
        [*command, "--data", str(latest / f"{name}.nt")], capture_output=True, text=True, check=False
    )

    assert re.search(r"sh:conforms +(true|false)", done.stdout), done.stderr
    assert (re.search(r"sh:conforms +true", done.stdout) is not None) == conforms, done.stdout[:3000]


@needs_profile
@pytest.mark.parametrize("name", TO_REASON_ON)
def test_what_a_reasoner_loads_is_owl_2_dl(published: Path, name: str) -> None:
    """The OWL API finds no violation of OWL 2 DL in a file as it is published."""
    assert violations("OWL2_DL", published / "latest" / f"{name}.ttl") == []


@needs_hermit
@pytest.mark.parametrize("name", TO_REASON_ON)
def test_what_a_reasoner_loads_is_consistent(published: Path, tmp_path: Path, name: str) -> None:
    """HermiT finds a model of a file as it is published."""
    file = shutil.copy(published / "latest" / f"{name}.rdf", tmp_path)
    assert hermit("-k", Path(file)).strip() == SATISFIABLE


def test_every_datatype_is_one_of_owl_2(published: Path) -> None:
    """No literal of the whole has a datatype that OWL 2 does not know, such as xsd:date."""
    known = {"string", "double", "integer", "nonNegativeInteger", "decimal", "boolean", "dateTime", "anyURI"}
    names = {PREFIXES["xsd"] + name for name in known} | {PREFIXES["rdf"] + "langString"}
    quads = parse(path=published / "latest" / "iccis.nt", format=RdfFormat.N_TRIPLES)
    used = {quad.object.datatype.value for quad in quads if hasattr(quad.object, "datatype")}
    assert used
    assert used <= names


def test_the_counts_of_triples_are_explained(given: Edition, published: Path) -> None:
    """The numbers on the data page and on the first page are those of the files."""
    files = ("iccis.nt", "asserted.nt", f"{CLOSURE}.nt", "iccis.nq")
    lines = [(published / "latest" / name).read_bytes().count(b"\n") for name in files]
    note = next(note for key, _, _, note in downloads(given) if key == "graphs")
    numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d", note)]

    assert numbers == lines
    assert numbers[0] == numbers[1] + numbers[2]
    assert ("RDF triples", numbers[0]) in counts(given)
