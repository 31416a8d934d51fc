"""The catalogue: a DCAT-AP record that is true to the files, closed in itself, and the same in every form."""

import hashlib
import json
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from rdflib import RDF, BNode, Graph, Literal, URIRef

from iccis.core.errors import IccisError
from iccis.core.instruments import instruments
from iccis.core.namespaces import SITE
from iccis.publication.catalogue.record import record
from iccis.publication.catalogue.vocabulary import NAMES, curated
from iccis.publication.contents import publication
from iccis.publication.edition import Edition, edition
from iccis.publication.files import Publication
from sources import VERSION, copy_of_sources

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMES.items())
FORMS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
OUTSIDE = (
    "http://publications.europa.eu/",
    "https://www.iana.org/",
    "http://purl.org/adms/",
    "http://spdx.org/",
    "https://www.w3.org/TR/",
)
HOST = "https://files.example/code"
EARLIER = b"# what was released before\n"
MANDATORY = {
    "dcat:Catalog": "dcterms:title dcterms:description dcterms:publisher dcat:dataset",
    "dcat:Dataset": "dcterms:title dcterms:description",
    "dcat:DatasetSeries": "dcterms:title dcterms:description",
    "dcterms:PeriodOfTime": "dcat:startDate dcat:endDate",
    "dcat:Distribution": "dcat:accessURL",
    "dcat:DataService": "dcterms:title dcat:endpointURL",
    "spdx:Checksum": "spdx:algorithm spdx:checksumValue",
    "foaf:Agent": "foaf:name",
}
RECOMMENDED = {
    "dcat:Catalog": """dcat:service dcat:themeTaxonomy dcterms:language dcterms:license dcterms:modified
        foaf:homepage""",
    "dcat:Dataset": """dcat:contactPoint dcat:distribution dcat:keyword dcat:theme dcat:version
        dcterms:accessRights dcterms:accrualPeriodicity dcterms:identifier dcterms:language dcterms:modified
        dcterms:provenance dcterms:publisher foaf:page""",
    "dcat:DatasetSeries": "dcat:contactPoint dcterms:accrualPeriodicity dcterms:publisher",
    "dcat:Distribution": """adms:status dcat:byteSize dcat:downloadURL dcat:mediaType dcatap:availability
        dcterms:description dcterms:format dcterms:language dcterms:license dcterms:modified dcterms:rights
        dcterms:title spdx:checksum""",
    "dcat:DataService": """dcat:contactPoint dcat:endpointDescription dcat:keyword dcat:servesDataset
        dcat:theme dcterms:accessRights dcterms:conformsTo dcterms:license dcterms:publisher""",
}
TYPES = {
    "dcat:byteSize": "xsd:nonNegativeInteger",
    "dcterms:issued": "xsd:date",
    "dcterms:modified": "xsd:dateTime",
    "spdx:checksumValue": "xsd:hexBinary",
}


@pytest.fixture(scope="module")
def catalogue(published: Path) -> Graph:
    """The catalogue as published."""
    return Graph().parse(published / "catalog.ttl")


@pytest.fixture(scope="module")
def release(given: Edition, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """A release whose files have an address, into a folder with an earlier one."""
    folder, day = tmp_path_factory.mktemp("earlier"), "2026-11-24"
    (folder / "0.0.1").mkdir()
    (folder / "0.0.1" / "iccis.ttl").write_bytes(EARLIER)
    return publication(given, released=day, earlier={"0.0.1": day}, folder=folder, host=HOST)


@pytest.fixture(scope="module")
def released(release: Publication) -> Graph:
    """The catalogue of the release."""
    return Graph().parse(data=release["catalog.nt"], format="nt")


def rows(graph: Graph, query: str) -> list[tuple[str, ...]]:
    """Rows of a query as strings."""
    return [tuple(str(value) for value in row) for row in graph.query(HEAD + query)]  # type: ignore[union-attr]


def test_every_file_of_a_version_has_its_distribution(catalogue: Graph, published: Path) -> None:
    """Each dump and table, plain and compressed, is described once, with its newest copy beside it."""
    found = rows(
        catalogue, "SELECT ?version ?latest { ?d dcat:downloadURL ?version ; dcat:accessURL ?latest }"
    )
    beside = {"SHA256SUMS", "graphs.csv", "context.jsonld", "context.jsonld.gz"}
    there = {p.name for p in (published / VERSION).iterdir()} - beside

    assert sorted(version for version, _ in found) == sorted(f"{SITE}{VERSION}/{name}" for name in there)
    assert all(latest == version.replace(f"/{VERSION}/", "/latest/") for version, latest in found)
    assert all((published / latest.removeprefix(SITE)).exists() for _, latest in found)


def test_sizes_and_checksums_are_true(catalogue: Graph, published: Path) -> None:
    """What is said of a file holds of the bytes on disk."""
    query = """SELECT ?url ?size ?sum { ?d dcat:downloadURL ?url ; dcat:byteSize ?size ;
        spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?sum ] }"""
    found = {url.removeprefix(SITE): (int(size), digest) for url, size, digest in rows(catalogue, query)}
    there = {path: (published / path).read_bytes() for path in found}

    assert len(found) > 150
    assert found == {path: (len(data), hashlib.sha256(data).hexdigest()) for path, data in there.items()}


def test_forms_are_those_of_the_files(catalogue: Graph) -> None:
    """Media type, file type and compression go with the extension."""
    query = """SELECT ?url ?type ?format (BOUND(?packed) AS ?is) {
        ?d dcat:downloadURL ?url ; dcat:mediaType ?type ;
        dcterms:format ?format OPTIONAL { ?d dcat:compressFormat ?packed } }"""
    found = rows(catalogue, query)
    kinds = {
        (url.removesuffix(".gz").rpartition(".")[2], type.partition("types/")[2]) for url, type, *_ in found
    }

    assert kinds == {
        ("csv", "text/csv"),
        ("graphml", "application/xml"),
        ("jsonld", "application/ld+json"),
        ("nq", "application/n-quads"),
        ("nt", "application/n-triples"),
        ("rdf", "application/rdf+xml"),
        ("trig", "application/trig"),
        ("tsv", "text/tab-separated-values"),
        ("ttl", "text/turtle"),
        ("xml", "application/xml"),
    }
    assert all((packed == "true") == url.endswith(".gz") for url, _, _, packed in found)
    assert len({format for _, _, format, _ in found}) == len(kinds) - 1


@pytest.mark.parametrize("wanted", [MANDATORY, RECOMMENDED], ids=["mandatory", "recommended"])
def test_dcat_ap_properties_are_there(catalogue: Graph, wanted: dict[str, str]) -> None:
    """Every thing of a class has the properties that DCAT-AP 3 demands or recommends of it."""
    missing = [
        (thing, name)
        for kind, names in wanted.items()
        for name in names.split()
        for (thing,) in rows(catalogue, f"SELECT ?x {{ ?x a {kind} FILTER NOT EXISTS {{ ?x {name} ?y }} }}")
    ]

    assert missing == []
    assert all(rows(catalogue, f"SELECT ?x {{ ?x a {kind} }}") for kind in wanted)


@pytest.mark.parametrize(("name", "kind"), TYPES.items())
def test_values_are_typed(released: Graph, name: str, kind: str) -> None:
    """Sizes, dates and checksums have the datatypes that DCAT-AP names."""
    (expected,) = rows(released, f"SELECT ({kind} AS ?x) {{}}")[0]
    found = rows(released, f"SELECT DISTINCT (DATATYPE(?y) AS ?t) {{ ?x {name} ?y }}")

    assert found == [(expected,)]


def test_nothing_is_ill_typed_or_nameless(catalogue: Graph) -> None:
    """Literals are what their datatypes say, texts have a language, and everything has a name."""
    literals = [o for o in catalogue.objects() if isinstance(o, Literal)]
    texts = rows(
        catalogue,
        "SELECT ?o { ?s dcterms:title|dcterms:description|dcat:keyword ?o FILTER(LANG(?o) != 'en') }",
    )

    assert [o for o in literals if o.ill_typed] == []
    assert texts == []
    assert [node for node in catalogue.all_nodes() if isinstance(node, BNode)] == []


def test_no_name_of_our_own_leads_nowhere(catalogue: Graph, published: Path) -> None:
    """Each IRI under the base is described here, or is a file, or has a file in some form."""
    paths = {p.relative_to(published).as_posix() for p in published.rglob("*") if p.is_file()}
    served = {SITE + "sparql"}
    ours = {o for o in catalogue.objects() if isinstance(o, URIRef) and o.startswith(SITE)}

    def leads_somewhere(iri: URIRef) -> bool:
        path = iri.removeprefix(SITE)
        ends = {path, f"{path}.ttl", f"latest/{path}.ttl"}
        return (iri, None, None) in catalogue or bool(ends & paths) or str(iri) in served

    assert len(ours) > 100
    assert [iri for iri in sorted(ours) if not leads_somewhere(iri)] == []


def test_every_outside_name_has_its_evidence(catalogue: Graph) -> None:
    """An outside IRI is described with where it was seen; and nothing is described that is not used."""
    note = "FILTER NOT EXISTS { ?x skos:editorialNote ?n }"
    said = {str(s) for s in written_about() if s.startswith(OUTSIDE)}
    meant = {str(o) for o in catalogue.objects() if isinstance(o, URIRef)}
    bare = rows(
        catalogue,
        f"SELECT DISTINCT ?x {{ ?s ?p ?x {note} FILTER(ISIRI(?x) && ?p NOT IN (skos:inScheme, rdf:type)) }}",
    )

    assert [iri for (iri,) in bare if iri.startswith(OUTSIDE)] == []
    assert {iri.rpartition("/")[2] for iri in said - meant} == {"COMPLETED"}


def written_about() -> list[str]:
    """Outside things that are described by hand."""
    return [t.subject.value for t in curated("authorities") if isinstance(t.subject, NamedNode)]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_the_forms_hold_the_same(catalogue: Graph, published: Path) -> None:
    """Turtle, N-Triples, RDF/XML and JSON-LD hold the same triples, and rdflib writes them back unchanged."""
    for extension, form in FORMS.items():
        graph = Graph().parse(published / f"catalog.{extension}", format=form)
        assert set(graph) == set(catalogue), extension
        again = Graph().parse(data=graph.serialize(format=form), format=form)
        assert set(again) == set(catalogue), extension


def test_prefixes_are_declared_and_used(published: Path) -> None:
    """The Turtle declares the prefixes that it uses, and no others."""
    lines = (published / "catalog.ttl").read_text("utf-8").splitlines()
    declared = [line.split()[1] for line in lines if line.startswith("@prefix")]
    body = "\n".join(line for line in lines if not line.startswith("@"))

    assert len(declared) > 10
    assert [prefix for prefix in declared if f" {prefix}" not in body and f"^{prefix}" not in body] == []


def test_a_release_is_dated_and_complete(catalogue: Graph, released: Graph) -> None:
    """The release date makes the record's date of issue; before a release there is none."""
    days, states = "SELECT DISTINCT ?x { ?d dcterms:issued ?x }", "SELECT DISTINCT ?x { ?d adms:status ?x }"
    start = "http://publications.europa.eu/resource/authority/distribution-status/"

    assert (rows(catalogue, days), rows(catalogue, states)) == ([], [(start + "DEVELOP",)])
    assert (rows(released, days), rows(released, states)) == ([("2026-11-24",)], [(start + "COMPLETED",)])


def test_series_have_members(release: Publication, released: Graph, given: Edition) -> None:
    """Each layer, table and export is in one; the whole is in that of its versions, with those before it."""
    found = {
        series: rows(released, f"SELECT ?v {{ ?x dcat:inSeries catalog:{series} ; dcat:version ?v }}")
        for series in ("versions", "layers", "tables", "exports")
    }
    files = rows(released, "SELECT ?url { catalog:iccis-0.0.1 dcat:distribution/dcat:downloadURL ?url }")

    assert sorted(found["versions"]) == [("0.0.1",), (VERSION,)]
    assert {name: len(members) for name, members in found.items() if name != "versions"} == {
        "layers": len(given.graphs),
        "tables": len(given.tables),
        "exports": len(given.exports),
    }
    assert files == [(f"{HOST}/0.0.1/iccis.ttl",)]
    assert b'id="iccis-0.0.1.ttl"' in release["catalog.html"]


def test_an_earlier_version_is_described_as_it_is(release: Publication, released: Graph) -> None:
    """Its file has its own size and checksum, in the packages for archives too."""
    digest = hashlib.sha256(EARLIER).hexdigest()
    query = "catalog:iccis-0.0.1.ttl dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum"
    crate = {node["@id"]: node for node in json.loads(release["ro-crate-metadata.json"])["@graph"]}

    assert rows(released, f"SELECT ?size ?sum {{ {query} }}") == [(str(len(EARLIER)), digest)]
    assert crate["0.0.1/iccis.ttl"]["sha256"] == digest


def test_periods_are_those_of_what_is_recorded(catalogue: Graph, given: Edition) -> None:
    """From the first to the last date of a layer; a layer without dates has none."""
    period = "?x dcterms:temporal [ dcat:startDate ?start ; dcat:endDate ?end ]"
    found = {
        iri.partition("#")[2]: days for iri, *days in rows(catalogue, f"SELECT ?x ?start ?end {{ {period} }}")
    }

    assert found["text"] == ["2011-09-12", "2011-09-12"]
    assert found["iccis"] == found["asserted"]
    assert found["iccis"][0] == min(start for start, _ in found.values()) < "1950"
    assert not found.keys() & {"ontology", "norms", "shapes", "table-norms"}


def test_with_a_host_downloads_lead_there(released: Graph) -> None:
    """Both addresses of every file; what the catalogue is about keeps its permanent IRI."""
    found = rows(released, "SELECT ?x { ?d dcat:downloadURL|dcat:accessURL ?x }")

    assert len(found) > 300
    assert [address for (address,) in found if not address.startswith(HOST + "/")] == []
    assert rows(released, "SELECT ?x { catalog:iccis dcterms:identifier ?x }") == [(SITE + "catalog#iccis",)]


def test_every_file_goes_back_to_the_source_text(catalogue: Graph) -> None:
    """From the text's files, activities and datasets lead to the source text, which has its true checksum."""
    back = "(prov:wasGeneratedBy/prov:used|prov:wasDerivedFrom)+"
    files = rows(catalogue, "SELECT ?d { ?d a dcat:Distribution }")
    derived = rows(catalogue, f"SELECT DISTINCT ?d {{ ?d a dcat:Distribution ; {back} catalog:source }}")
    query = "SELECT ?size ?sum { catalog:source dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum }"
    data = instruments()[0].file.read_bytes()

    assert sorted(derived) == sorted(files)
    assert rows(catalogue, query) == [(str(len(data)), hashlib.sha256(data).hexdigest())]


def test_a_layer_without_a_description_is_an_error(tmp_path: Path) -> None:
    """A new layer must be described by hand before it can be published."""
    path = copy_of_sources(tmp_path) / "kg" / "catalog" / "datasets.ttl"
    path.write_text(path.read_text("utf-8").replace("catalog:norms\n", "catalog:rules\n"), "utf-8")

    with pytest.raises(IccisError, match="no title for norms"):
        record(publication(edition(base=tmp_path)))


def test_the_source_is_that_of_the_tree_that_is_published(tmp_path: Path) -> None:
    """Size and checksum are not those of the installed source."""
    source = instruments(copy_of_sources(tmp_path))[0].file
    source.write_bytes(source.read_bytes() + b"\n")
    sizes = [
        t.object.value  # type: ignore[union-attr]  # a literal
        for t in record(publication(edition(base=tmp_path)))
        if str(t.subject).endswith("#source>") and t.predicate.value.endswith("byteSize")
    ]

    assert sizes == [str(source.stat().st_size)]


def test_the_catalogue_is_no_layer(given: Edition) -> None:
    """What describes the data is not among the data."""
    assert "catalog" not in given.graphs


def test_the_data_package_is_true(published: Path) -> None:
    """The Frictionless description names each table, its columns, its size and its checksum."""
    package = json.loads((published / "datapackage.json").read_text("utf-8"))
    found = {
        r["path"]: (r["bytes"], r["hash"], [f["name"] for f in r["schema"]["fields"]])
        for r in package["resources"]
    }
    there = {path: (published / path).read_bytes() for path in found}

    assert len(found) == 6
    assert found == {
        path: (
            len(data),
            "sha256:" + hashlib.sha256(data).hexdigest(),
            data.decode().split("\n")[0].split(","),
        )
        for path, data in there.items()
    }


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_the_landing_page_says_what_the_catalogue_says(catalogue: Graph, published: Path) -> None:
    """The description for search engines has the values of the record, in both of its forms."""
    page = Graph().parse(published / "index.jsonld", format="json-ld")
    pairs = {
        "schema:name": "dcterms:title",
        "schema:description": "dcterms:description",
        "schema:keywords": "dcat:keyword",
        "schema:version": "dcat:version",
        "schema:license": "dcterms:license/rdfs:seeAlso",
        "schema:creator/schema:name": "dcterms:publisher/foaf:name",
        "schema:publisher": "dcterms:publisher",
        "schema:isBasedOn": "prov:wasDerivedFrom",
    }
    for theirs, ours in pairs.items():
        found = page.query(f"{HEAD}SELECT ?x {{ catalog:iccis {theirs} ?x }} ORDER BY ?x")
        assert [str(x) for (x,) in found] == [  # type: ignore[misc]
            x for (x,) in rows(catalogue, f"SELECT ?x {{ catalog:iccis {ours} ?x }} ORDER BY ?x")
        ], theirs
    ends = "catalog:iccis dcterms:temporal [ dcat:startDate ?s ; dcat:endDate ?e ]"
    ((coverage,),) = page.query(f"{HEAD}SELECT ?x {{ catalog:iccis schema:temporalCoverage ?x }}")  # type: ignore[misc]
    assert str(coverage) == "/".join(*rows(catalogue, f"SELECT ?s ?e {{ {ends} }}"))
    files = "?d dcat:downloadURL ?u ; dcat:byteSize ?n . catalog:iccis dcat:distribution ?d"
    plain = rows(
        catalogue, f"SELECT ?u ?n {{ {files} FILTER NOT EXISTS {{ ?d dcat:compressFormat ?c }} }} ORDER BY ?u"
    )
    sizes = page.query(
        f"{HEAD}SELECT ?u ?n {{ ?d schema:contentUrl ?u ; schema:contentSize ?n }} ORDER BY ?u"
    )

    assert [(str(u), str(n).removesuffix(" B")) for u, n in sizes] == plain  # type: ignore[misc]
    assert set(page) == set(Graph().parse(published / "index.nt"))
    assert (None, RDF.type, URIRef("https://schema.org/Dataset")) in page
