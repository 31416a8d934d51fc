"""VoID: every number in it is what a query over the dump finds."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.core.rdf import plain
from iccis.publication.catalogue.vocabulary import NAMES, VOID, curated, named
from iccis.publication.catalogue.void import _linksets
from iccis.publication.edition import Edition

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMES.items())
COUNTS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "entities": f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{SITE}")) }}',
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
}
TARGETS = ("dbr", "eucountry", "eurovoc", "geoarea", "geonames", "lcsh", "marccountry", "unbis", "wd")


@pytest.fixture(scope="module")
def description(published: Path) -> Store:
    """The description as published."""
    store = Store()
    store.load(path=published / "void.ttl", format=RdfFormat.TURTLE)
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    """Rows of a query as strings; what is unbound is empty."""
    found = store.query(HEAD + query)
    return [tuple(getattr(value, "value", "") for value in row) for row in found]  # type: ignore[union-attr]


def dump(published: Path, name: str) -> Store:
    """A dump in a store."""
    store = Store()
    store.load(path=published / "latest" / f"{name}.nt", format=RdfFormat.N_TRIPLES)
    return store


def ask(store: Store, query: str) -> dict[str, int]:
    """Counts by term, or one count under the empty name."""
    found = {}
    for row in store.query(HEAD + query):  # type: ignore[union-attr]
        *key, n = (value.value for value in row)
        found["".join(key)] = int(n)
    return found


def test_every_count_is_true(description: Store, given: Edition, published: Path) -> None:
    """What each dump holds of triples, entities, subjects, objects, properties, classes is as counted."""
    names = [
        name for (name,) in rows(description, 'SELECT (STRAFTER(STR(?d), "#") AS ?n) { ?d void:dataDump ?x }')
    ]
    for name in sorted(set(names)):
        store = dump(published, name)
        for key, query in COUNTS.items():
            said = rows(description, f"SELECT ?n {{ catalog:{name} void:{key} ?n }}")
            assert said == [(str(ask(store, query)[""]),)], (name, key)
    assert len(set(names)) == len({name for name, _ in given.documents()})


@pytest.mark.parametrize(
    ("kind", "count", "query"),
    [
        ("class", "entities", "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c"),
        ("property", "triples", "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"),
    ],
)
def test_partitions_are_true(description: Store, published: Path, kind: str, count: str, query: str) -> None:
    """Each class has as many things, each property as many triples, as a query finds; none is missing."""
    said = rows(
        description,
        f"SELECT ?t ?n {{ catalog:iccis void:{kind}Partition [ void:{kind} ?t ; void:{count} ?n ] }}",
    )

    assert {term: int(n) for term, n in said} == ask(dump(published, "iccis"), query)
    assert len(said) == len({term for term, _ in said})


CLASSES = """SELECT ?c ?p ?kind (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . OPTIONAL { ?o a ?class }
    BIND(COALESCE(DATATYPE(?o), ?class) AS ?kind) FILTER(BOUND(?kind)) } GROUP BY ?c ?p ?kind"""


@pytest.mark.parametrize("name", ["iccis", "norms"])
def test_partitions_of_classes_are_true(description: Store, published: Path, name: str) -> None:
    """Below each class of the whole and of a graph: every property, and its values by class or datatype."""
    store = dump(published, name)
    below = f"catalog:{name} void:classPartition [ void:class ?c ; void:propertyPartition ?part ]"
    properties = rows(
        description, f"SELECT ?c ?p ?n {{ {below} . ?part void:property ?p ; void:triples ?n }}"
    )
    kinds = rows(
        description,
        f"""SELECT ?c ?p ?kind ?n {{ {below} . ?part void:property ?p .
        ?part void:classPartition|void-ext:datatypePartition ?values .
        ?values void:class|void-ext:datatype ?kind ; void:triples ?n }}""",
    )
    query = "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p"

    assert len(properties) > 100
    assert sorted(properties) == sorted(rows(store, query))
    assert sorted(kinds) == sorted(rows(store, CLASSES))


def test_linksets_are_true(description: Store, published: Path) -> None:
    """Links by target and property are as a query counts them, and every link is in one linkset."""
    store = dump(published, "mappings")
    query = """SELECT ?set ?space ?p ?n { ?set a void:Linkset ; void:objectsTarget/void:uriSpace ?space ;
        void:linkPredicate ?p ; void:triples ?n ; void:subjectsTarget catalog:iccis }"""
    said = rows(description, query)
    for _, space, predicate, n in said:
        count = f'SELECT (COUNT(*) AS ?n) {{ ?s <{predicate}> ?o FILTER(STRSTARTS(STR(?o), "{space}")) }}'
        assert ask(store, count) == {"": int(n)}
    links = 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(REGEX(STR(?p), "core#[a-z]+Match$")) }'

    assert sum(int(n) for *_, n in said) == ask(store, links)[""]
    assert {one.partition("#")[2].partition("-")[0] for one, *_ in said} == set(TARGETS)


def test_what_it_names_is_there(description: Store, published: Path) -> None:
    """Dumps are files, examples have documents, parts of the whole are described, vocabularies are known."""
    dumps = [x for (x,) in rows(description, "SELECT ?x { ?d void:dataDump ?x }")]
    examples = [x for (x,) in rows(description, "SELECT ?x { ?d void:exampleResource|void:rootResource ?x }")]
    spaces = {x for (x,) in rows(description, "SELECT ?x { ?d void:vocabulary ?x }")}

    assert dumps
    assert [x for x in dumps if not (published / x.removeprefix(SITE)).exists()] == []
    assert len(examples) == 9
    assert [x for x in examples if not (published / (x.removeprefix(SITE) + ".ttl")).exists()] == []
    assert rows(description, "SELECT ?x { ?d void:subset ?x FILTER NOT EXISTS { ?x void:triples ?n } }") == []
    assert rows(description, "SELECT ?x { ?d void:uriSpace ?x FILTER(?d = catalog:iccis) }") == [(SITE,)]
    assert {NAMES["iccis"], NAMES["skos"], NAMES["eli"]} < spaces <= set(NAMES.values())


def test_it_is_at_both_addresses(description: Store, published: Path) -> None:
    """The file at the well-known address is the same, and says what it is."""
    assert (published / "void.ttl").read_bytes() == (published / ".well-known" / "void").read_bytes()
    assert rows(description, "SELECT ?x { ?x a void:DatasetDescription }") == [(VOID,)]


def test_a_link_to_somewhere_unknown_is_an_error(given: Edition) -> None:
    """A mapping to other data must have its target described."""
    found = [t for t in given.graphs["mappings"] if t.predicate == named("skos:exactMatch")]

    with pytest.raises(IccisError, match="leads to an unknown dataset"):
        list(_linksets("mappings", found, []))


def test_a_project_describes_what_it_links_to_beside_the_package(tmp_path: Path) -> None:
    """Its own file adds data sets, and takes none away."""
    file = tmp_path / "kg" / "catalog" / "void.ttl"
    file.parent.mkdir(parents=True)
    (tmp_path / "kg" / "instruments.csv").write_text("path\n", "utf-8")
    file.write_text(
        '<urn:x:rivers> <http://rdfs.org/ns/void#uriSpace> "https://example.com/rivers/" .', "utf-8"
    )
    stated = curated("void", base=tmp_path)
    assert set(curated("void")) < set(stated)
    assert "https://example.com/rivers/" in {plain(t.object) for t in stated}
