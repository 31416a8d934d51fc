"""The service: what it answers, what it refuses, and that it stays up."""

import gzip
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from iccis.files import GRAPH, ID
from iccis.graphs import open_scope, triples
from iccis.pages import Facts
from serving import ask, free_port, get, running

TIMEOUT = 2.0
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PLEDGES = "SELECT (COUNT(?p) AS ?n) { ?p a iccis:Pledge }"
ABORTS = "SELECT ?x { VALUES ?x { " + " ".join(f'{n} "{n + 1}"' for n in range(40)) + " } } ORDER BY ?x"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the service logs to."""
    return tmp_path_factory.mktemp("serve") / "log"


@pytest.fixture(scope="module")
def port(log: Path) -> Iterator[int]:
    """A service with tight limits."""
    free = free_port()
    command = [
        "iccis",
        "serve",
        "--port",
        str(free),
        "--timeout",
        str(TIMEOUT),
        "--memory",
        "200",
        "--rate",
        "0",
    ]
    with running([*command, "--max-rows", "5000"], free, "/health/live", log):
        yield free


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
    assert by_name["endpoint"] == f"http://127.0.0.1:{port}/sparql"
    assert f"may take {TIMEOUT:g} s" in found.text
    assert "5000 rows" in found.text
    assert GRAPH + "readings" in found.text
    assert get(port, "/sparql", Accept="application/ld+json").status == 200


def test_what_is_asked_again_is_asked_conditionally(port: int) -> None:
    """An unchanged answer is 304; another question has another tag; what is large is compressed."""
    path = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 200"})
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


# Every thing under its own path.

CASES = [
    ("text/html,application/xhtml+xml,*/*;q=0.8", ".html"),
    ("text/turtle", ".ttl"),
    ("*/*", ".ttl"),
    ("application/ld+json", ".jsonld"),
    ("application/rdf+xml;q=0.9, text/html;q=0.2", ".rdf"),
    ("text/plain", ".txt"),
]


@pytest.mark.parametrize(("accept", "extension"), CASES)
def test_a_thing_leads_to_its_documents(port: int, accept: str, extension: str) -> None:
    """303 by `Accept`, then 200 with links to the other forms."""
    first = get(port, "/id/code/pledge/3", Accept=accept)
    assert (first.status, first.headers["location"]) == (303, "/id/code/pledge/3" + extension)
    assert "Accept" in first.headers["vary"]
    found = get(port, first.headers["location"])
    assert found.status == 200
    assert "combating criminal and terrorist activities" in " ".join(found.text.split())
    assert f'<{ID}code/pledge/3>; rel="canonical"' in found.headers["link"]


def test_every_thing_has_its_path(port: int) -> None:
    """Each thing with a label leads somewhere."""
    facts = Facts(triples(*open_scope("all")))
    things = [iri for iri in list(facts.out) if iri.startswith(ID) and facts.one(iri, "skos:prefLabel")]
    assert len(things) > 400
    wrong = [iri for iri in things if get(port, "/id/" + iri.removeprefix(ID)).status != 303]
    assert wrong == []


def test_graphs_and_the_ontology_are_documents(port: int) -> None:
    """At their own IRI, and by the Graph Store Protocol, with the same triples."""
    expected = set(triples(open_scope("all")[0], ["text"]))
    for path in ("/graph/text", "/graph/text.nt", "/data?graph=" + GRAPH + "text"):
        found = get(port, path, Accept="application/n-triples")
        assert {q.triple for q in parse(input=found.body, format=RdfFormat.N_TRIPLES)} == expected
    assert "iccis:Norm" in get(port, "/ontology.ttl").text
    assert get(port, "/data?default", Accept="application/n-quads").status == 200
    assert get(port, "/data").status == 400
    assert get(port, "/data?graph=urn:x").status == 404
    assert get(port, "/data?default", method="PUT", body=b"").status == 405


@pytest.mark.parametrize(
    "path", ["/id/code/pledge/33", "/id/../../etc/passwd", "/id/%2e%2e/%2e%2e/etc/passwd", "/x"]
)
def test_what_there_is_not_is_404(port: int, path: str) -> None:
    """With a hint where something is near; never a file."""
    found = get(port, path)
    assert found.status == 404
    assert "nothing here" in found.text
    assert path != "/id/code/pledge/33" or "/id/code/pledge/3" in found.text


# What it refuses.

REFUSED = [
    ("SELECT * {\n ?s ?p", 400, "query:2:"),
    ("", 400, "malformed"),
    ("INSERT DATA { <a> <b> <c> }", 400, "read only"),
    ("LOAD <file:///etc/passwd>", 400, "read only"),
    ("ASK { " + "{" * 5000 + "}" * 5000 + " }", 400, "nested too deeply"),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 403, "larger than"),
    ("SELECT ?a { ?a ?b ?c }", 403, "larger than"),
    (RUNAWAY, 503, "longer than 2 seconds"),
    (ABORTS, 503, "SIGABRT"),
    ("SELECT (COUNT(*) AS ?n) { ?s (<p>|!<p>)* ?o . ?o (<q>|!<q>)* ?x }", 503, ""),
    ('SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "(((a+)+)+)+$", "[")) }', 200, ""),
]


@pytest.mark.parametrize(("query", "status", "words"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_is_refused_is_said(port: int, query: str, status: int, words: str) -> None:
    """In plain words, without a traceback, and the next query is answered at once."""
    start = time.monotonic()
    found = ask(port, query)
    took = time.monotonic() - start
    assert (found.status, words in found.text) == (status, True), found.text[:300]
    assert took < TIMEOUT + 0.5
    assert "Traceback" not in found.text
    start = time.monotonic()
    assert ask(port, PLEDGES + f" # {start}").text.split() == ["n", "11"]
    assert time.monotonic() - start < 1


def test_the_memory_of_a_query_is_bounded(port: int) -> None:
    """A query that takes more than its share ends its own worker, or its time, and nothing else."""
    found = ask(
        port, "SELECT (GROUP_CONCAT(CONCAT(STR(?o), STR(?f), STR(?s))) AS ?x) { ?s ?p ?o . ?d ?e ?f }"
    )
    assert (found.status, found.headers["retry-after"]) == (503, "1")
    assert ask(port, PLEDGES).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * {{{{ SELECT * {{ service # hid\n silent <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }} }}}}",
        "SELECT * {{ \\u0053ERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "PREFIX x: <http://127.0.0.1:{port}/> SELECT * {{ SERVICE x:y {{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND(<http://127.0.0.1:{port}/> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
        "SELECT * {{ FILTER(1<2)#>'''\nSERVICE<http://127.0.0.1:{port}/>{{ ?s ?p ?o }} #'''\n }}",
        "SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
        "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    ],
)
def test_no_query_reaches_the_network(port: int, query: str) -> None:
    """A listener on this machine is never called."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.3)
        found = ask(port, query.format(port=listener.getsockname()[1]))
        with pytest.raises(TimeoutError):
            listener.accept()
    assert "SERVICE is refused" in found.text or set(found.text.split()) == {"o,p,s"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/sparql?query=" + "x" * 55_000, {}, None, 414),
        ("POST", "/sparql", {"Content_Type": "application/sparql-query"}, b"#" * 200_000, 413),
        ("POST", "/sparql", {"Content_Type": "text/plain"}, b"ASK {}", 415),
        ("POST", "/sparql", {"Content_Type": "application/sparql-update"}, b"DROP ALL", 403),
        ("POST", "/sparql", {"Content_Type": "application/sparql-query"}, b"\xff", 400),
        ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", {}, None, 400),
        ("GET", "/sparql?query=ASK%20%7B%7D", {"Accept": "image/png"}, None, 406),
        ("GET", "/id/code/pledge/3", {"Accept": "image/png"}, None, 406),
        ("DELETE", "/sparql", {}, None, 405),
    ],
)
def test_requests_that_are_refused(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    """Each with its own status, and nothing of the inside."""
    found = get(port, path, method=method, body=body, **headers)
    assert found.status == status
    assert "Traceback" not in found.text


# It stays up.


def workers(parent: int) -> set[int]:
    """Processes that a process has started."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (folder / "stat").exists():
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            found |= {int(folder.name)} if int(fields[1]) == parent and fields[0] != "Z" else set()
    return found


def test_queries_of_others_are_not_lost(port: int) -> None:
    """While queries run away and kill their workers, the others are answered."""
    with ThreadPoolExecutor(16) as threads:
        bad = [threads.submit(ask, port, query) for query in (RUNAWAY, ABORTS, ABORTS)]
        good = [threads.submit(ask, port, PLEDGES + f" # {n}") for n in range(200)]
        assert [found.result().status for found in bad] == [503, 503, 503]
        assert {found.result().text for found in good} == {"n\r\n11\r\n"}


def test_two_hundred_connections_at_once(port: int) -> None:
    """Each is answered, or told to come again; slow ones harm nobody."""
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for one in slow:
        one.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n")
    with ThreadPoolExecutor(200) as threads:
        found = list(threads.map(lambda n: ask(port, f"{PLEDGES} # {n % 7}").status, range(200)))
    for one in slow:
        one.close()
    assert set(found) <= {200, 503}
    assert found.count(200) > 100


def test_health_and_metrics(port: int, log: Path) -> None:
    """Alive, ready, counted; the log has no query in it, and each line is JSON."""
    assert json.loads(get(port, "/health/live").text) == {"status": "up"}
    time.sleep(1)
    assert json.loads(get(port, "/health/ready").text) == {"ready": True, "idle": 2}
    ask(port, "ASK { <urn:secret> ?p ?o }")
    metrics = get(port, "/metrics").text
    assert re.search(r'iccis_queries_total\{failure="timeout",status="503"\} [1-9]', metrics)
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    assert {json.loads(line)["status"] for line in lines if "status" in line} >= {200, 400, 503}
    assert "urn:secret" not in log.read_text()


def test_a_client_that_asks_too_often_is_slowed_down(tmp_path: Path) -> None:
    """429; and what runs when the service is stopped is finished, with no worker left over."""
    free = free_port()
    command = ["iccis", "serve", "--port", str(free), "--rate", "5", "--timeout", "1"]
    with running(command, free, "/health/live", tmp_path / "log") as process:
        found = [get(free, "/health/live").status for _ in range(30)]
        assert found.count(429) > 10
        time.sleep(1)
        children = workers(process.pid)
        assert len(children) == 2
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(ask(free, RUNAWAY).status))
        asking.start()
        time.sleep(0.3)
        process.terminate()
        asking.join()
        process.wait(10)
    assert answers == [503]
    assert [child for child in children if os.path.exists(f"/proc/{child}")] == []


def test_a_port_that_is_taken_is_an_error(port: int, tmp_path: Path) -> None:
    """With what to do about it."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "iccis", "serve", "--port", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_xml_of_results_is_well_formed(port: int) -> None:
    """Control characters and markup in literals do no harm."""
    found = ask(port, 'SELECT ("<&]]>" AS ?x) {}', accept="application/sparql-results+xml")
    assert "".join(ET.fromstring(found.text).itertext()).strip() == "<&]]>"
