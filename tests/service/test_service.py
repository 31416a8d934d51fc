"""The service: what it answers, and in which form."""

import gzip
import json
import re
import socket
from urllib.parse import urlencode

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from iccis.core.namespaces import GRAPH, ID
from iccis.data.search import phrases
from iccis.data.store import triples
from iccis.data.verdict import Verifier
from iccis.publication.catalogue.vocabulary import NAMES
from iccis.publication.edition import Edition
from iccis.questions.find import Finder, index
from iccis.questions.question import questions
from iccis.questions.scopes import open_scope
from searches import QUERIES
from serving import PLEDGES, TIMEOUT, Got, ask, get, request

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


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NORMS = GRAPH + "norms"


@pytest.mark.parametrize(
    "query",
    [
        f"BASE <{GRAPH}> SELECT (COUNT(*) AS ?n) FROM <norms> {{ ?s ?p ?o }}",
        f"BASE <{GRAPH}x/y> SELECT (COUNT(*) AS ?n) FROM <../norms> {{ ?s ?p ?o }}",
        "SELECT (COUNT(*) AS ?n) FROM <../graph/norms> { ?s ?p ?o }",
        f"BASE <{GRAPH}> PREFIX g: <./> SELECT (COUNT(*) AS ?n) FROM g:norms {{ ?s ?p ?o }}",
        f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}\\u006eorms> {{ ?s ?p ?o }}",
        f"SELECT (COUNT(*) AS ?n) FROM NAMED <{NORMS}> {{ GRAPH ?from {{ ?s ?p ?o }} }} # FROM <urn:x>",
    ],
)
def test_graphs_of_from_are_resolved(port: int, query: str) -> None:
    """By BASE, PREFIX and escapes, as the same name after GRAPH is."""
    assert (
        ask(port, query).text
        == ask(port, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{NORMS}> {{ ?s ?p ?o }} }}").text
    )


def test_parameters_in_the_address_and_in_the_body_both_count(port: int) -> None:
    """For a form and for a query; two queries, or one that is missing, are refused."""
    expected = ask(port, COUNT, default_graph_uri=NORMS).body
    assert expected != ask(port, COUNT).body
    form, direct = "application/x-www-form-urlencoded", "application/sparql-query"

    def post(kind: str, url: dict[str, str], body: str) -> Got:
        path = "/sparql?" + urlencode(url)
        return get(port, path, method="POST", body=body.encode(), Content_Type=kind, Accept="text/csv")

    graph = {"default-graph-uri": NORMS}
    assert post(form, graph, urlencode({"query": COUNT})).body == expected
    assert post(form, {"query": COUNT}, urlencode(graph)).body == expected
    assert post(direct, graph, COUNT).body == expected
    for kind, body in ((form, urlencode({"query": COUNT})), (direct, COUNT)):
        assert post(kind, {"query": COUNT}, body).status == 400
    assert post(form, {}, urlencode(graph)).status == 400


def test_an_empty_parameter_is_absent(port: int) -> None:
    """Forms send fields that nobody has filled in."""
    empty = {"default_graph_uri": "", "named_graph_uri": "", "update": ""}
    assert ask(port, COUNT, **empty).text == ask(port, COUNT).text
    assert (
        ask(port, COUNT, default_graph_uri=["", NORMS]).text == ask(port, COUNT, default_graph_uri=NORMS).text
    )


def test_a_slash_at_the_end_does_no_harm(port: int) -> None:
    """The endpoint answers by GET and POST, with the address that it always has; other addresses redirect."""
    for path in ("/sparql/", "/sparql//"):
        assert (
            get(port, f"{path}?{urlencode({'query': COUNT})}").text
            == get(port, f"/sparql?{urlencode({'query': COUNT})}").text
        )
        posted = get(port, path, method="POST", body=COUNT.encode(), Content_Type="application/sparql-query")
        assert posted.status == 200
        assert f":{port}/sparql>" in get(port, path, Accept="text/turtle").text
    for path in (
        "/data/?default",
        "/api/clauses/3/",
        "/id/code/pledge/3/",
        "/id/norm/3.2.ttl//",
        "/health/live/",
    ):
        found = get(port, path)
        assert (found.status, found.headers["location"]) == (308, re.sub("/+([?]|$)", r"\1", path))
        assert get(port, found.headers["location"]).status in (200, 303)
    for path in ("/x//example.org/", "/%2F/example.org/", "/%5Cexample.org/"):
        location = get(port, path).headers["location"]
        assert location == path.rstrip("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("update", ["DROP ALL", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"])
def test_updates_are_told_that_the_service_is_read_only(port: int, update: str) -> None:
    """In each way that the protocol has, and by GET, which it does not have."""
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    direct = {"Content_Type": "application/sparql-update"}
    body = urlencode({"update": update}).encode()
    for found in (
        get(port, "/sparql?" + body.decode()),
        get(port, "/sparql", method="POST", body=body, **form),
        get(port, "/sparql/", method="POST", body=update.encode(), **direct),
        get(port, "/sparql?" + body.decode(), method="POST", body=b"using-graph-uri=urn:x", **form),
    ):
        assert (found.status, found.text) == (403, "Updates are refused: this service is read-only.\n")
    assert ask(port, update).status == 400


def test_what_is_not_ascii_is_decoded_once(port: int) -> None:
    """Bytes that are not UTF-8, or that an address must not have, are refused rather than replaced."""
    path = "/sparql?query=SELECT(%22{}%22AS?x)%7B%7D"
    assert get(port, path.format("%C3%A9%2525"), Accept="text/csv").text == "x\r\né%25\r\n"
    assert get(port, path.format("%E9")).status == 400
    for raw in ("é".encode(), b"\xe9"):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            head, tail = (part.encode() for part in path.split("{}"))
            client.sendall(b"GET " + head + raw + tail + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(100).split()[1] == b"400"


def test_lines_of_a_header_and_weights_count(port: int) -> None:
    """Several lines of `Accept` are one list, whose weights decide, in results, graphs and documents."""
    xml = "application/sparql-results+xml"
    query = "/sparql?" + urlencode({"query": "ASK {}"})
    for accept in (
        ("text/csv;q=0.1", xml),
        (f"text/csv ; Q=0.5 , {xml};q=0.8",),
        ('text/csv;x=",q=1";q=0.1', xml),
    ):
        assert request(port, query, *(("Accept", value) for value in accept)).headers["content-type"] == xml
    turtle, trees = "text/turtle;q=0.2", "application/rdf+xml;q=0.3"
    for path in ("/sparql", "/data?default", "/id/code/pledge/3"):
        found = request(port, path, ("Accept", turtle), ("Accept", trees))
        kind = found.headers["content-type"] if found.status == 200 else found.headers["location"]
        assert kind in ("application/rdf+xml", "/id/code/pledge/3.rdf")


def test_text_plain_is_n_triples_everywhere(port: int) -> None:
    """rdflib, asked for the format `nt`, gets it for things, data and graphs."""
    for path in ("/id/code/pledge/4", "/ontology", "/data?graph=" + NORMS, "/graph/norms", "/shapes"):
        assert len(Graph().parse(f"http://127.0.0.1:{port}{path}", format="nt")) > 10
    assert get(port, "/id/code/pledge/4.txt").text.startswith("pledge 4 (Pledge)")


def test_base_direction_is_kept(port: int) -> None:
    """In results as JSON, XML and TSV."""
    query = 'SELECT ("x"@ar--rtl AS ?x) {}'
    for accept, words in (
        ("application/sparql-results+json", '"its:dir":"rtl"'),
        ("application/sparql-results+xml", 'its:dir="rtl"'),
        ("text/tab-separated-values", '"x"@ar--rtl'),
    ):
        assert words in ask(port, query, accept=accept).text


def test_without_a_query_the_service_describes_itself(port: int) -> None:
    """Endpoint, formats, graphs, and the limits that it was started with."""
    found = get(port, "/sparql", Accept="text/turtle")
    sd = "http://www.w3.org/ns/sparql-service-description#"
    triples = [quad.triple for quad in parse(found.body, format=RdfFormat.TURTLE)]
    by_name = {t.predicate.value.removeprefix(sd): t.object for t in triples}
    results = (t.object for t in triples if t.predicate.value == sd + "resultFormat")
    formats = {value.value.removeprefix("http://www.w3.org/ns/formats/") for value in results}
    assert {"SPARQL_Results_JSON", "SPARQL_Results_CSV", "JSON-LD", "Turtle", "TriG"} < formats
    assert len(formats) == 10
    assert by_name["endpoint"] == NamedNode(f"http://127.0.0.1:{port}/sparql")
    assert f"may take {TIMEOUT:g} s" in found.text
    assert "5000 rows" in found.text
    assert GRAPH + "readings" in found.text
    assert get(port, "/sparql", Accept="application/ld+json").status == 200


def test_the_description_has_what_clients_learn_to_ask_from(port: int) -> None:
    """Every question with its comment, query, prefixes and endpoint; classes with their properties."""
    store = Store()
    store.load(get(port, "/sparql", Accept="text/turtle").body, format=RdfFormat.TURTLE)
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in NAMES.items())
    examples = """SELECT DISTINCT ?q { ?q a sh:SPARQLExecutable ; rdfs:comment ?comment ;
        schema:target <https://w3id.org/iccis/sparql> ; sh:select|sh:ask|sh:construct ?text ;
        sh:prefixes/sh:declare [ sh:prefix "iccis" ; sh:namespace ?namespace ] }"""
    pairs = "SELECT DISTINCT ?c ?p { ?part void:class ?c ; void:propertyPartition/void:property ?p }"

    assert len(list(store.query(head + examples))) == len(questions())  # type: ignore[arg-type]
    assert len(list(store.query(head + pairs))) > 1000  # type: ignore[arg-type]


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
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:  # this is not for the application
        client.sendall(b"no request\r\n\r\n")
        head = client.makefile("rb").read().lower()
    assert head.startswith(b"http/1.1 400")
    assert b"\r\nx-content-type-options: nosniff\r\n" in head


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
    for path, status in (("/api/clauses/12", 404), ("/api/norms/99", 404), ("/api/search?q=", 400)):
        found = get(port, path)
        assert (found.status, "error" in json.loads(found.text)) == (status, True)


def test_the_service_finds_what_every_door_finds_in_the_same_order(port: int, given: Edition) -> None:
    """The hits of the index of the edition; there is no hit for nothing, but an error."""
    whole = index(given.facts, given.questions)
    for query in filter(None, QUERIES):
        hits = json.loads(get(port, "/api/search?" + urlencode({"q": query})).text)
        found = [hit._asdict() | {"missing": [*hit.missing]} for hit in whole.search(phrases(query))]
        assert hits == found, query


def test_the_service_finds_questions_as_every_door_does(port: int, given: Edition) -> None:
    """A plain question leads to the same bundled questions; only what there is can be searched."""
    asked = "who may not do what?"
    path = "/api/search?" + urlencode({"q": asked, "among": "questions"})
    hits = [hit._asdict() for hit in Finder(given.facts, given.questions).hits(asked)]
    assert json.loads(get(port, path).text) == json.loads(json.dumps(hits))
    assert get(port, "/api/search?q=x&among=pages").status == 400


def test_the_service_verifies_as_every_door_does(port: int, given: Edition) -> None:
    """The verdict of the verifier of the edition, as JSON or as a page, which escapes what was asked."""
    verifier = Verifier(given.facts)
    for words, at in (("To ensure the supply chain security", "pledge 4"), ("the Internet", ""), ("x", "y")):
        path = "/api/verify?" + urlencode({"words": words, "at": at})
        assert json.loads(get(port, path).text) == verifier.verify(words, at=at)
    page = get(port, "/api/verify?" + urlencode({"words": "<b>of its kind</b>"}), Accept="text/html")
    assert page.headers["content-type"].startswith("text/html")
    assert '<h2 id="verdict">Verdict: ' in page.text
    assert "<b>" not in page.text
    assert 'action="../api/verify"' in page.text
    for query in ("", "?words=", "?words=" + "a+" * 20_000):
        assert get(port, "/api/verify" + query).status == 400, query[:20]
    assert json.loads(get(port, "/api/verify?words=%E2%80%A6").text)["outcome"] == "refused"


def test_the_json_interface_is_what_its_description_says(port: int) -> None:
    """Every path of the OpenAPI description answers by its schema, for every value that there is."""
    described = json.loads(get(port, "/api/openapi.json").text)
    clauses = [clause["number"] for clause in json.loads(get(port, "/api/clauses").text)]
    values = {
        "/api/clauses/{number}": clauses,
        "/api/clauses/{work}/{number}": ["code/" + number for number in clauses],
        "/api/norms/{number}": ["1.1", "7.1"],
        "/api/search": ["?q=code", "?q=peace"],
        "/api/verify": ["?words=peace", "?words=To+comply&at=pledge+1", "?words=zebra"],
    }
    for path, item in described["paths"].items():
        schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for value in values.get(path, [""]):
            url = re.sub(r"(\{work\}/)?\{number\}", value, path) + (value if value.startswith("?") else "")
            found = json.loads(get(port, url).text)
            one, needed = (found[0], schema["items"]) if schema["type"] == "array" else (found, schema)
            assert set(needed["required"]) <= set(one), url
