"""What users of other endpoints and clients have reported, asked of the service: see `tests/reports.csv`."""

import json
from urllib.parse import urlencode

import pytest

from iccis.core.namespaces import GRAPH
from serving import PLEDGES, ask, get, request

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
BOTH = 'SELECT ?x { BIND("a & b + ü%26" AS ?x) FILTER(1 < 2 && 2 < 3) }'
"""A query with everything that means something else in a form."""
LONG_ACCEPT = ", ".join(
    f"application/{name};q=0.{n}" for n, name in enumerate(("n-quads", "trig", "ld+json") * 4, 1)
)
"""More than 128 bytes, for which browsers ask before they send it."""


@pytest.mark.parametrize("kind", [FORM, DIRECT])
@pytest.mark.parametrize("parameter", ["", "; charset=UTF-8", ";charset=utf-8", ' ; charset="utf-8"; x=y'])
def test_media_types_of_requests_have_parameters(port: int, kind: str, parameter: str) -> None:
    """The charset is UTF-8 whether or not the client says so, and the query arrives as it was."""
    body = urlencode({"query": BOTH}) if kind == FORM else BOTH
    found = get(
        port, "/sparql", method="POST", body=body.encode(), Content_Type=kind + parameter, Accept="text/csv"
    )
    assert (found.status, found.text) == (200, "x\r\na & b + ü%26\r\n")


def test_spaces_are_plus_signs_or_escaped(port: int) -> None:
    """As browsers write them and as RFC 3986 does."""
    for path in ("/sparql?query=ASK+%7B+%7D+%23+a%2Bb", "/sparql?query=ASK%20%7B%20%7D%20%23%20a%2Bb"):
        assert get(port, path, Accept="text/csv").text == "true\n"


def test_accept_comes_in_many_lines_with_types_of_its_own(port: int) -> None:
    """As from Sesame, which likes `text/boolean` best, and with a wildcard of the lowest weight."""
    lines = [
        "text/boolean",
        "application/sparql-results+xml;q=0.8",
        "application/xml;q=0.8",
        "application/json;q=0.7",
    ]
    path = "/sparql?" + urlencode({"query": "ASK {}"})
    found = request(port, path, *(("Accept", line) for line in lines))
    assert (found.status, found.headers["content-type"]) == (200, "application/sparql-results+xml")
    accept = "application/json; q=1.0, application/sparql-results+json; q=0.8, text/csv; q=0.1, */*; q=0.1"
    assert get(port, path, Accept=accept).headers["content-type"] == "application/sparql-results+json"
    assert json.loads(get(port, path, Accept=accept).text) == {"head": {}, "boolean": True}


@pytest.mark.parametrize("query", ["ASK {}", PLEDGES, "CONSTRUCT WHERE { ?s a iccis:Pledge }"])
def test_a_form_that_a_query_does_not_have_is_406(port: int, query: str) -> None:
    """The answer lists those that it has, and each of these then answers, with the charset of text."""
    found = ask(port, query, accept="application/x-nothing")
    assert found.status == 406
    for kind in found.text.split("There is: ")[1].rstrip(".\n").split(", "):
        answer = ask(port, query, accept=kind)
        assert answer.status == 200
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        assert answer.headers["content-type"] == kind + charset


def test_representations_have_tags_of_their_own(port: int) -> None:
    """A client that has Turtle is not told 304 when it asks for JSON-LD, nor for XML when it has JSON."""
    query = "/sparql?" + urlencode({"query": PLEDGES})
    for path, first, second in (
        (query, "application/sparql-results+json", "application/sparql-results+xml"),
        (f"/data?graph={GRAPH}text", "text/turtle", "application/ld+json"),
        ("/sparql", "text/turtle", "application/ld+json"),
    ):
        tag = get(port, path, Accept=first).headers["etag"]
        assert get(port, path, Accept=first, If_None_Match=tag).status == 304
        found = get(port, path, Accept=second, If_None_Match=tag)
        assert (found.status, found.headers["content-type"]) == (200, second)


@pytest.mark.parametrize(
    "path", ["/sparql", "/sparql/", "/data", "/api/clauses/3", "/id/norm/3.2", "/graph/norms", "/void"]
)
def test_browsers_may_ask_before_they_send(port: int, path: str) -> None:
    """A preflight request allows method and headers everywhere, and is never asked who it is."""
    found = get(
        port,
        path,
        method="OPTIONS",
        Origin="https://example.org",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="accept,authorization",
    )
    assert (found.status, found.body) == (204, b"")
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.headers["access-control-allow-headers"] == "*, Authorization"  # a wildcard is not enough
    assert "GET" in found.headers["access-control-allow-methods"]
    followed = get(
        port,
        path + "?default" * (path == "/data"),
        Origin="https://example.org",
        Accept=LONG_ACCEPT + ", */*",
    )
    assert followed.status in (200, 303)
    assert followed.headers["access-control-allow-origin"] == "*"


def test_clients_look_whether_an_endpoint_is_there(port: int) -> None:
    """By HEAD, which has the headers of GET and no body, with a query and without."""
    for path in ("/sparql", "/sparql?" + urlencode({"query": "ASK {}"})):
        whole, head = (get(port, path, method=method, Accept="*/*") for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (200, b"")
        for name in ("content-type", "content-length", "etag"):
            assert head.headers[name] == whole.headers[name]


def test_redirects_stay_with_the_scheme_of_the_proxy(port: int) -> None:
    """They name no host and no scheme, so that none is taken from https to http."""
    for path in ("/id/code/pledge/3", "/id/code/pledge/3/", "/data/?default"):
        found = get(port, path, Host="code.example", X_Forwarded_Proto="https", Accept="text/turtle")
        assert found.headers["location"].startswith("/")
    page = get(port, "/sparql", Host="code.example", X_Forwarded_Proto="https", Accept="text/turtle")
    assert "<https://code.example/sparql>" in page.text
