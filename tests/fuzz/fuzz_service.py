"""Random requests to a running service: each gets an answer that is whole, and none harms the next."""

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from random import Random
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat, parse

from attacks import BREAKING, EXPLODES, MALFORMED, OUTSIDE, RUNS_AWAY, TARGETS
from fuzzing import mutate, rounds
from iccis.core.namespaces import GRAPH, ID, ONTOLOGY
from serving import PLEDGES, ask, free_port, get, running

TIMEOUT = 1.0
METHODS = (
    ("GET",) * 8 + ("POST",) * 8 + ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "QUERY", "TRACE", "get")
)
PATHS = (
    *("/sparql",) * 20,
    *("/sparql/", "/data", "/data/", "/api/clauses", "/api/clauses/P6", "/api/norms/3.2", "/api/search"),
    *("/api/openapi.json", "/health/ready", "/metrics", "/", "/id/code", "/id/norm/3.2", "/ontology"),
    *("/graph/norms", "/latest/norms.csv", "/latest/text.ttl.gz", "/void", "/.well-known/void", "/nothing"),
    *TARGETS,
    *BREAKING,
)
TERMS = (
    *("?s", "?p", "?o", "?from", "?service", "$x", "[]", "_:b", "a", "rdfs:label", "skos:prefLabel"),
    *(
        "iccis:Norm",
        "<norm/3.2>",
        "<../ontology#Pledge>",
        f"<{ONTOLOGY}Norm>",
        "<urn:from>",
        '"freedom from"',
    ),
    *('"x"@ar--rtl', '"\\u0001"', '"a\\rb"', "'''\n'''", "1", "-1.50", "1E400", "true", "<<( ?s ?p ?o )>>"),
    *('"1"^^xsd:integer', '"24:00:00"^^xsd:time', "undeclared:x", "<a b>", '"\U0001f600"', "?é"),
)
EXPRESSIONS = (
    *("?s", "STR(?o)", "?o + 1", "?s < ?o && ?p > 1", "EXISTS { ?s ?p ?o }", "BNODE()", "1/0", "?undefined"),
    *("CONCAT(?s, '\\u0000')", "REGEX(STR(?o), '[')", "IRI('a b')", "STRLANGDIR('x', 'ar', 'rtl')", "NOW()"),
    *(
        "xsd:dateTime('2011-02-30T00:00:00')",
        "SUM(?o)",
        "GROUP_CONCAT(?s ; SEPARATOR='\\t')",
        "STRDT('x', <u>)",
    ),
)
DATASETS = (
    *("", "", "", f"FROM <{GRAPH}norms>", "FROM NAMED <../graph/text>", "FROM<x>FROM NAMED<y>", "FROM id:x"),
    *(
        "FROM <?q>",
        "from # from\r named <\\u0061>",
        "FROM undeclared:x",
        f"FROM <{GRAPH}norms> FROM <{GRAPH}text>",
    ),
)
PROLOGUES = (
    "",
    "",
    "PREFIX p: <urn:p>\n",
    f"BASE <{ID}>",
    "BASE <x>",
    "PREFIX from: <urn:from>",
    "\ufeff",
    "# from\r",
)
ENDS = (
    *(
        "",
        "",
        "LIMIT 3",
        "LIMIT 0",
        "OFFSET 99999999999999999999",
        "ORDER BY ?s ?o",
        "ORDER BY DESC(STR(?o))",
    ),
    *("GROUP BY ?s", "HAVING (COUNT(*) > 1)", "VALUES ?s { UNDEF 1 }", "#", ";", "LIMIT 1 ASK {}"),
)
TYPES = (
    *("*/*", "", "text/csv", "text/tab-separated-values", "application/sparql-results+json", "text/plain"),
    *(
        "application/sparql-results+xml",
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "text/html",
    ),
    *("application/n-triples", "application/trig", "image/png", "text/*;q=0.3", "*/*;q=nan", 'a/b;c=",";q=1'),
)
BODY_TYPES = (
    *("application/x-www-form-urlencoded",) * 4,
    *("application/sparql-query",) * 4,
    *(
        "application/sparql-query; charset=utf-8",
        "application/sparql-update",
        "text/plain",
        "",
        "multipart/form-data",
    ),
)
TAGS = ("*", 'W/"x"', '"', "W/", '"a", W/"b"', "x" * 5000)
DATES = (
    "Thu, 01 Jan 1970 00:00:10 GMT",
    "Fri, 32 Foo 9999 99:99:99 GMT",
    "0",
    "Mon, 01 Jan 99999 00:00:00 GMT",
)
HEADERS: dict[str, tuple[str, ...]] = {
    "Accept-Encoding": ("gzip", "gzip;q=0", "identity;q=1, gzip;q=0.1", "*", ";;,,", "br"),
    "If-None-Match": TAGS,
    "If-Match": TAGS,
    "If-Modified-Since": DATES,
    "If-Unmodified-Since": DATES,
    "Range": ("bytes=0-", "bytes=-1", "x"),
    "Host": ("x", "x:99999", "[::1", "a/b", ""),
    "X-Forwarded-For": ("1.2.3.4", "x", "," * 100),
    "X-Forwarded-Proto": ("https", "x y", ""),
    "Authorization": ("Basic x",),
    "Origin": ("null",),
    "Cookie": ("x=y",),
    "Content-Type": BODY_TYPES,
    "Upgrade": ("websocket", "h2c"),
}
TOKENS = tuple(
    token.encode() for token in ("FROM ", "SERVICE ", "{", "}", "<", "'''", '"', "\\u0022", "%", "&", "\r\n")
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A service with tight limits, whose log has no traceback in the end."""
    log, port = tmp_path_factory.mktemp("fuzz") / "log", free_port()
    limits = ["--timeout", str(TIMEOUT), "--memory", "200", "--rate", "0", "--max-rows", "2000"]
    with running(["iccis", "serve", "--port", str(port), *limits], port, "/health/ready", log):
        yield port
    check_log(log)


def check_log(log: Path) -> None:
    """No line of the log tells of a failure inside, or is no JSON."""
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")]
    assert [line for line in lines if line.get("level") == "ERROR" or "fault" in line] == []
    assert "Traceback" not in log.read_text("utf-8")


def query(random: Random) -> str:
    """Return a query, most of them well-formed or nearly."""

    def triple() -> str:
        return " ".join(random.choice(TERMS) for _ in range(3))

    def group(depth: int) -> str:
        parts = [f"{triple()} ." for _ in range(random.randint(0, 3))]
        if depth and random.random() < 0.6:
            inner = group(depth - 1)
            parts.append(
                random.choice(
                    (
                        f"OPTIONAL {inner}",
                        f"{{ {inner} UNION {inner} }}",
                        f"GRAPH {random.choice(TERMS)} {inner}",
                        f"MINUS {inner}",
                        f"FILTER({random.choice(EXPRESSIONS)})",
                        f"BIND({random.choice(EXPRESSIONS)} AS ?x{random.randint(0, 3)})",
                        f"{{ SELECT * {inner} LIMIT 2 }}",
                        f"SERVICE <http://127.0.0.1:9/> {inner}",
                        f"?s (<urn:p>|!<urn:p>){random.choice('*+?')} ?o .",
                    )
                )
            )
        return "{ " + " ".join(parts) + " }"

    head = random.choice(
        (
            "SELECT *",
            "SELECT ?s ?o",
            f"SELECT DISTINCT ({random.choice(EXPRESSIONS)} AS ?x)",
            "ASK",
            "DESCRIBE " + random.choice(TERMS),
            f"CONSTRUCT {{ {triple()} }}",
            "CONSTRUCT",
            "INSERT DATA",
        )
    )
    made = " ".join(
        (random.choice(PROLOGUES), head, random.choice(DATASETS), "WHERE", group(2), random.choice(ENDS))
    )
    known = (*MALFORMED.values(), *(text.format(url="http://127.0.0.1:9/") for text in OUTSIDE), PLEDGES)
    slow = (*RUNS_AWAY.values(), *(f'ASK {{ ?s ?p ?o FILTER(REGEX(?o, "{p}")) }}' for p in EXPLODES.values()))
    rare = random.random()
    return random.choice(slow) if rare < 0.01 else random.choice(known) if rare < 0.15 else made


def form(random: Random) -> bytes:
    """Return parameters as in an address or a form."""
    escape = random.choice((quote, quote_plus))
    values: dict[str, Callable[[Random], str]] = {
        "query": query,
        "default-graph-uri": lambda r: r.choice(
            (GRAPH + "norms", GRAPH + "text", "", "urn:x", "<>", "norms")
        ),
        "named-graph-uri": lambda r: r.choice((GRAPH + "norms", "", "\0")),
        "update": lambda r: r.choice(("DROP ALL", "")),
        "graph": lambda r: r.choice((GRAPH + "norms", GRAPH + "closure", "x")),
        "default": lambda r: "",
        "q": lambda r: r.choice(("code", "peace war", "", "x" * 300, "'\"<")),
    }
    names = random.choices([*values], [8, 1, 1, 0.3, 1, 1, 1], k=random.randint(0, 3))
    return "&".join(f"{name}={escape(values[name](random), safe='')}" for name in names).encode(
        "utf-8", "replace"
    )


def message(random: Random) -> tuple[str, bytes]:
    """Return the method and the bytes of a request that is HTTP."""
    method, path = random.choice(METHODS), random.choice(PATHS)
    body, headers = b"", [("Accept", random.choice(TYPES)) for _ in range(random.randint(0, 2))]
    data = form(random)
    if random.random() < 0.05:
        data = mutate(data, random, tokens=TOKENS)
    if method in ("POST", "PUT", "PATCH"):
        kind = random.choice(BODY_TYPES)
        body = query(random).encode() if "sparql" in kind else data
        headers.append(("Content-Type", kind))
        if random.random() < 0.2:
            body = mutate(body, random, tokens=TOKENS)
        data = data if random.random() < 0.2 else b""
    headers += [
        (name, random.choice(HEADERS[name])) for name in random.sample([*HEADERS], random.randint(0, 3))
    ]
    if not any(name == "Host" for name, _ in headers):
        headers.append(("Host", "127.0.0.1"))
    target = path.encode() + (b"?" + re.sub(rb"[^!-~]", b"", data) if data else b"")
    lines = [f"{method} ".encode() + target + b" HTTP/1.1", *(f"{k}: {v}".encode() for k, v in headers)]
    lines.append(b"Connection: close")
    if body and random.random() < 0.3:
        lines.append(b"Transfer-Encoding: chunked")
        middle = random.randint(0, len(body))
        parts = [part for part in (body[:middle], body[middle:]) if part]
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    elif body:
        lines.append(b"Content-Length: %d" % len(body))
    return method, b"\r\n".join(lines) + b"\r\n\r\n" + body


def send(port: int, data: bytes, method: str) -> tuple[HTTPResponse, bytes]:
    """Send a request, and return the whole response; raises an error if it is cut short."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(data)
        response = HTTPResponse(client, method=method)
        response.begin()
        return response, response.read()


def check_body(response: HTTPResponse, body: bytes) -> None:
    """What is sent as a format is of that format."""
    kind = str(response.headers["Content-Type"]).split(";")[0]
    if response.status != 200 or not body or response.headers["Content-Encoding"]:
        return
    if kind.endswith("json") and "ld+" not in kind:
        json.loads(body)
    elif kind.endswith("xml") and "rdf+" not in kind:
        ElementTree.fromstring(body)
    elif (rdf := RdfFormat.from_media_type(kind)) and kind != "text/plain":
        list(parse(body, format=rdf, base_iri=ID))


def check_health(port: int) -> None:
    """The service is alive, and answers a query as soon as no slow one is in the way."""
    assert get(port, "/health/live").status == 200
    until = time.monotonic() + 6 * TIMEOUT
    while (found := ask(port, f"{PLEDGES} # {time.monotonic()}")).status == 503 and time.monotonic() < until:
        time.sleep(0.1)
    assert found.text.split() == ["n", "11"]


def test_every_request_gets_a_whole_answer(service: int) -> None:
    """No 500, no traceback, nothing that is not of its type, and no connection that is dropped."""
    for random in rounds("service", share=0.8):
        method, data = message(random)
        response, body = send(service, data, method)
        assert response.status != 500, data
        assert response.status < 600, data
        assert b"Traceback" not in body, data
        assert b"site-packages" not in body, data
        check_body(response, body)
        if random.random() < 0.1:
            check_health(service)
    check_health(service)


def test_bytes_that_are_no_request_do_no_harm(service: int) -> None:
    """Whatever is sent, what comes back is HTTP or nothing, and the next client is answered."""
    for random in rounds("service-bytes", share=0.2):
        _, data = message(random)
        data = mutate(
            data, random, tokens=(*TOKENS, b"\r\n\r\n", b" HTTP/1.1", b"Content-Length: 5\r\n", b"\t")
        )
        try:
            with socket.create_connection(("127.0.0.1", service), timeout=3 * TIMEOUT) as client:
                client.sendall(data)
                client.shutdown(socket.SHUT_WR)
                answer = b"".join(iter(lambda: client.recv(65536), b""))
        except (ConnectionError, TimeoutError, HTTPException):
            answer = b""
        assert answer == b"" or answer.startswith(b"HTTP/1.1 "), (data, answer[:200])
        assert not re.match(rb"HTTP/1\.1 500", answer), data
        assert b"Traceback" not in answer, data
        if random.random() < 0.1:
            check_health(service)
    check_health(service)
