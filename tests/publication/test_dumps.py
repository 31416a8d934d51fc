"""Dumps: parsers of others read every one of them, and find as many statements as they should."""

import re
import shutil
import subprocess
from itertools import chain
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, RdfFormat, parse

from iccis.publication.edition import Edition
from iccis.publication.forms import GRAPHS
from java import RUN, needs_jena
from serving import with_programs
from sources import current_edition

EXTENSIONS = tuple(offer.extension for offer in GRAPHS)
NAMES = [name for name, _ in current_edition().documents()]
RAPPER = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "trig": "trig", "nq": "nquads"}
needs_rapper = pytest.mark.skipif(not shutil.which("rapper"), reason="needs rapper (Debian raptor2-utils)")


def expected(published: Path, name: str, extension: str) -> int:
    """Statements of a dump, counted in its lines: those of the graph, or those of the dataset."""
    lines = "nq" if extension in ("trig", "nq") else "nt"
    return (published / "latest" / f"{name}.{lines}").read_bytes().count(b"\n")


def dumps(published: Path, *extensions: str) -> dict[str, int]:
    """Dumps of some forms with the statements that each should have."""
    return {
        str(published / "latest" / f"{name}.{extension}"): expected(published, name, extension)
        for extension in extensions
        for name in NAMES
    }


@needs_rapper
@pytest.mark.parametrize("extension", RAPPER)
def test_rapper_reads_every_dump(published: Path, extension: str) -> None:
    """Raptor finds every statement."""
    for path, count in dumps(published, extension).items():
        command = ["rapper", "--count", "--input", RAPPER[extension], path]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert f"returned {count} triple" in done.stderr, path


@needs_jena
@pytest.mark.parametrize("syntax", ["", "jsonld10"], ids=["by extension", "JSON-LD 1.0"])
def test_jena_reads_every_dump(published: Path, jena: str, syntax: str) -> None:
    """Jena finds every statement, without an error or a warning; it starts once for all forms that it can."""
    forms = [extension for extension in EXTENSIONS if (extension == "jsonld") == bool(syntax)]
    wanted = dumps(published, *forms)
    option = [f"--syntax={syntax}"] if syntax else []
    command = [*RUN, "-cp", jena, "riotcmd.riot", *option, "--count", *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.findall(r"^(?:file://)?(\S+) : (?:Triples|Quads) = ([\d,]+)$", done.stdout + done.stderr, re.M)

    assert done.returncode == 0, done.stderr
    assert {path: int(count.replace(",", "")) for path, count in found} == wanted
    assert not re.search(r"\b(ERROR|WARN)\b", done.stdout + done.stderr)


def test_javascript_reads_every_dump(published: Path, from_npm: Path) -> None:
    """N3.js and jsonld.js find every statement, and fetch nothing for it."""
    wanted = dumps(published, "ttl", "nt", "trig", "nq", "jsonld")
    command = ["node", str(from_npm.parent / "count.mjs"), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=with_programs())
    found = (line.rsplit(" ", 1) for line in done.stdout.splitlines())

    assert done.returncode == 0, done.stderr
    assert {path: int(count) for path, count in found} == wanted


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize("extension", ["ttl", "jsonld"])
def test_rdflib_reads_the_whole(published: Path, extension: str) -> None:
    """The parser that a Python user has finds every statement, and fetches nothing for it."""
    form = {"ttl": "turtle", "jsonld": "json-ld"}[extension]
    path = published / "latest" / f"iccis.{extension}"

    assert len(rdflib.Graph().parse(path, format=form)) == expected(published, "iccis", extension)


def test_labels_are_derived_for_tools(published: Path) -> None:
    """Every preferred label and definition is there as rdfs:label or rdfs:comment too.

    Nothing else is but the comments on mappings, which SSSOM has under that property.
    """
    quads = list(parse(path=published / "latest" / "iccis.nt", format=RdfFormat.N_TRIPLES))
    mappings = {q.subject for q in quads if q.predicate.value.endswith("owl#annotatedSource")}
    quads = [q for q in quads if q.subject not in mappings]
    derived = {"prefLabel": "label", "definition": "comment"}
    for written, name in derived.items():
        own = {(q.subject, q.object) for q in quads if q.predicate.value.endswith(f"core#{written}")}
        made = {(q.subject, q.object) for q in quads if q.predicate.value.endswith(f"rdf-schema#{name}")}
        assert own == made
        assert own


def test_the_whole_is_what_is_asserted_and_what_follows(published: Path) -> None:
    """The closure has a file of its own, of which the file without inferences holds nothing."""
    files = (published / "latest" / f"{name}.nt" for name in ("iccis", "asserted", "closure"))
    whole, asserted, closure = (set(file.read_text("utf-8").splitlines()) for file in files)

    assert asserted
    assert closure
    assert not asserted & closure
    assert whole == asserted | closure


def test_blank_nodes_of_two_dumps_are_not_taken_for_one_another(given: Edition) -> None:
    """A label that data and shapes shared would mean the same node in a file that joins the two."""
    graphs = [*given.graphs.values(), *([t] for t in given.executables)]
    data, shapes = (
        {str(term) for t in triples for term in (t.subject, t.object) if isinstance(term, BlankNode)}
        for triples in (chain.from_iterable(graphs), given.shapes)
    )
    assert data
    assert data & shapes == set()
    assert all(re.fullmatch(r"_:b[0-9a-f]{8}c14n\d+", label) for label in data | shapes)
