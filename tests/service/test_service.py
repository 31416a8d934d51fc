"""The service: what it answers, and in which form."""

import gzip
import json
import re
from urllib.parse import urlencode

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from iccis.core.namespaces import GRAPH, ID
from iccis.data.store import triples
from iccis.questions.scopes import open_scope
from serving import PLEDGES, TIMEOUT, ask, get

# What it answers.


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.4, text/tab-separated-values;q=0.7", "text/tab-separated-values; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
    ],
)
def test_rows_come_in_the_form_that_is_asked_for(port: int, accept: str, kind: str) -> None:
    """By `Accept` with q-values; JSON if anything will do."""
    found = ask(port, PLEDGES, accept=accept)
    assert (found.status, found.headers["content-type"]) == (200, kind)
    assert "11" in found.text


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/trig", RdfFormat.TRIG),
        ("application/n-quads", RdfFormat.N_QUADS),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_graphs_come_in_the_form_that_is_asked_for(port: int, accept: str, form: RdfFormat) -> None:
    """Each form parses, and holds the same."""
    found = ask(port, "CONSTRUCT WHERE { ?s a iccis:Pledge ; iccis:text ?t }", accept=accept)
    assert found.headers["content-type"].split(";")[0] == accept
    assert len(set(parse(input=found.body, format=form))) == 22


def test_the_ways_to_send_a_query(port: int) -> None:
    """GET, POST of a form and POST of the query itself give the same; HEAD gives the headers."""
    form = urlencode({"query": PLEDGES}).encode()
    first = ask(port, PLEDGES)
    kinds = {"application/x-www-form-urlencoded": form, "application/sparql-query": PLEDGES.encode()}
    for kind, body in kinds.items():
        found = get(port, "/sparql", method="POST", body=body, Content_Type=kind, Accept="text/csv")
        assert (found.status, found.body) == (200, first.body)
    head = get(port, "/sparql?" + urlencode({"query": PLEDGES}), method="HEAD", Accept="text/csv")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", first.headers["etag"])
    options = get(port, "/sparql", method="OPTIONS")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize("text", ["Ã©", "é", "\\\\ \\n %41 +", "日本 100%", "\\u00e9"])
def test_a_query_is_taken_literally(port: int, text: str) -> None:
    """Whatever its characters, and whether a form escapes them or not; `%` and `+` must always be escaped."""
    query = f'SELECT ("{text}" AS ?x) {{}}'
    direct = get(port, "/sparql", method="POST", body=query.encode(), Content_Type="application/sparql-query")
    assert direct.status == 200
    escaped = urlencode({"query": query})
    literal = "query=" + query.replace("%", "%25").replace("+", "%2B").replace(" ", "%20")
    for form in (escaped, literal):
        kind = "application/x-www-form-urlencoded"
        found = get(port, "/sparql", method="POST", body=form.encode(), Content_Type=kind)
        assert (found.status, found.body) == (200, direct.body)
    assert get(port, "/sparql?" + escaped).body == direct.body


def test_graphs_are_chosen_by_the_protocol_or_by_from(port: int) -> None:
    """Both give the union of just those graphs, each triple once; the protocol goes before FROM."""
    layers = [GRAPH + "norms", GRAPH + "readings"]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    store, _ = open_scope("all")
    expected = len(list(triples(store, ["norms", "readings"])))
    clauses = " ".join(f"FROM <{name}>" for name in layers)
    texts = [
        ask(port, count).text,
        ask(port, count, default_graph_uri=layers).text,
        ask(port, count.replace("{", clauses + " {")).text,
        ask(port, count.replace("{", f"FROM <{GRAPH}text> {{"), default_graph_uri=layers).text,
    ]
    assert [int(text.split()[1]) for text in texts[1:]] == [expected] * 3
    assert int(texts[0].split()[1]) > expected
    named = ask(port, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", named_graph_uri=layers[0])
    assert named.text.split() == ["g", layers[0]]
    unknown = ask(port, count, default_graph_uri="urn:other")
    assert (unknown.status, "There is no graph urn:other" in unknown.text) == (400, True)


def test_without_a_query_the_service_describes_itself(port: int) -> None:
    """Endpoint, formats, graphs, and the limits that it was started with."""
    found = get(port, "/sparql", Accept="text/turtle")
    graph = Graph().parse(data=found.text, format="turtle")
    sd = "http://www.w3.org/ns/sparql-service-description#"
    by_name = {str(p).removeprefix(sd): str(o) for _, p, o in graph if str(p).startswith(sd)}
    formats = {
        str(o).removeprefix("http://www.w3.org/ns/formats/")
        for o in graph.objects(None, URIRef(sd + "resultFormat"))
    }
    assert {"SPARQL_Results_JSON", "SPARQL_Results_CSV", "JSON-LD", "Turtle", "TriG"} < formats
    assert len(formats) == 10
    assert by_name["endpoint"] == f"http://127.0.0.1:{port}/sparql"
    assert f"may take {TIMEOUT:g} s" in found.text
    assert "5000 rows" in found.text
    assert GRAPH + "readings" in found.text
    assert get(port, "/sparql", Accept="application/ld+json").status == 200


def test_what_is_asked_again_is_asked_conditionally(port: int) -> None:
    """An unchanged answer is 304; another question has another tag; what is large is compressed."""
    path = "/sparql?" + urlencode({"query": "SELECT ?s ?p { ?s ?p ?o } LIMIT 200"})
    first = get(port, path, Accept="text/csv", Accept_Encoding="gzip")
    again = get(port, path, Accept="text/csv", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert first.headers["content-encoding"] == "gzip"
    assert gzip.decompress(first.body).decode().count("\n") == 201
    assert first.headers["cache-control"] == "no-cache"
    assert {"Accept", "Accept-Encoding"} <= set(re.split(", *", first.headers["vary"]))
    assert ask(port, PLEDGES).headers["etag"] != first.headers["etag"]
    assert get(port, path, Origin="https://example.org").headers["access-control-allow-origin"] == "*"


def test_every_answer_has_the_security_headers(port: int) -> None:
    """Errors too."""
    for path in ("/sparql", "/nothing", "/id/code/pledge/3", "/sparql?query=x"):
        headers = get(port, path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "server" not in headers


def test_rdflib_asks_it_as_a_client(port: int) -> None:
    """The SPARQLStore of rdflib."""
    store = SPARQLStore(f"http://127.0.0.1:{port}/sparql", returnFormat="json")
    rows = list(
        Graph(store).query(PLEDGES.replace("iccis:Pledge", "<https://w3id.org/iccis/ontology#Pledge>"))
    )
    assert [str(value) for value in rows[0]] == ["11"]  # type: ignore[union-attr]


# JSON for programs that know no RDF.


def test_the_json_interface_has_every_clause(port: int) -> None:
    """In order, each with its words; one clause has its norms and readings too."""
    clauses = json.loads(get(port, "/api/clauses").text)
    assert len(clauses) == 30
    assert all(clause["text"] for clause in clauses)
    one = json.loads(get(port, "/api/clauses/3").text)
    assert one["text"].startswith("3. To cooperate")
    assert {"norms", "readings", "open places", "correspondences"} <= set(one)
    assert json.loads(get(port, "/api/norms/3.2").text)["iri"] == ID + "norm/3.2"
    hits = json.loads(get(port, "/api/search?q=digital+divide").text)
    assert ID + "code/pledge/9" in [hit["iri"] for hit in hits]
    for path, status in (("/api/clauses/12", 404), ("/api/norms/99", 404), ("/api/search?q=", 400)):
        found = get(port, path)
        assert (found.status, "error" in json.loads(found.text)) == (status, True)


def test_the_json_interface_is_what_its_description_says(port: int) -> None:
    """Every path of the OpenAPI description answers by its schema, for every value that there is."""
    described = json.loads(get(port, "/api/openapi.json").text)
    clauses = [clause["number"] for clause in json.loads(get(port, "/api/clauses").text)]
    values = {
        "/api/clauses/{number}": clauses,
        "/api/norms/{number}": ["1.1", "7.1"],
        "/api/search": ["code", "peace"],
    }
    for path, item in described["paths"].items():
        schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for value in values.get(path, [""]):
            url = path.replace("{number}", value) + (f"?q={value}" if path == "/api/search" else "")
            found = json.loads(get(port, url).text)
            one, needed = (found[0], schema["items"]) if schema["type"] == "array" else (found, schema)
            assert set(needed["required"]) <= set(one), url
