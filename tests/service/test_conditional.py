"""Conditional requests: the same rules of RFC 9110 for queries, graphs, documents, and the JSON interface."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

import serving
from serving import PLEDGES, Got, get

QUERY = f"/sparql?query={quote(PLEDGES)}"
PATHS = (QUERY, "/sparql", "/data?default", "/id/code/pledge/3.ttl", "/api/clauses/3", "/api/openapi.json")
"""One address of each kind that has an ETag."""
LONG_AGO, LATER = "Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


def request(port: int, path: str, *headers: tuple[str, str], method: str = "GET", body: bytes = b"") -> Got:
    """One request for Turtle, or else anything."""
    accept = ("Accept", "text/turtle, */*;q=0.5")
    return serving.request(port, path, accept, *headers, method=method, body=body)


def variants(tag: str) -> Iterator[tuple[int, tuple[tuple[str, str], ...]]]:
    """Conditions on a tag, each with the status that it calls for."""
    opaque = tag.removeprefix("W/")
    other = '"other"'
    yield 304, (("If-None-Match", tag),)
    yield 304, (("If-None-Match", opaque),)
    yield 304, (("If-None-Match", f"W/{opaque}"),)
    yield 304, (("If-None-Match", "*"),)
    yield 304, (("If-None-Match", f'{other}, W/"a, b" ,{tag}'),)
    yield 304, (("If-None-Match", other), ("If-None-Match", tag))
    yield 200, (("If-None-Match", f"{other}, {opaque[:-2]}x{opaque[-1]}"),)
    yield 200, (("If-None-Match", f'"0{opaque[1:]}'),)
    yield 200, (("If-None-Match", opaque.strip('"')),)
    yield 200, (("If-None-Match", f'"{other[1:-1]}, {opaque[1:-1]}"'),)
    yield 304, (("If-Modified-Since", LATER),)
    yield 200, (("If-Modified-Since", LONG_AGO),)
    yield 200, (("If-Modified-Since", "whenever"),)
    yield 200, (("If-None-Match", other), ("If-Modified-Since", LATER))
    yield 304, (("If-None-Match", tag), ("If-Modified-Since", LONG_AGO))
    yield 412, (("If-Match", other),)
    yield 412, (("If-Match", other), ("If-None-Match", tag))
    yield 200, (("If-Match", "*"),)
    yield 304, (("If-Match", "*"), ("If-None-Match", tag))
    yield 412, (("If-Unmodified-Since", LONG_AGO),)
    yield 200, (("If-Unmodified-Since", LATER),)
    yield 200, (("If-Match", "*"), ("If-Unmodified-Since", LONG_AGO))


@pytest.mark.parametrize("path", PATHS)
def test_conditions_are_evaluated_alike_everywhere(port: int, path: str) -> None:
    """By tag, compared weakly, then by time; 304 has the headers of a cache and no body."""
    first = request(port, path)
    assert first.status == 200
    for status, headers in variants(first.headers["etag"]):
        found = request(port, path, *headers)
        assert found.status == status, (headers, found.status)
        if status == 304:
            assert found.body == b""
            for name in ("etag", "last-modified", "cache-control", "vary"):
                assert found.headers[name] == first.headers[name]


@pytest.mark.parametrize("path", ["/data?default", "/sparql", QUERY, "/api/clauses", "/id/norm/1.1.ttl"])
def test_the_tag_of_other_data_is_not_the_tag_of_these(port: int, small_port: int, path: str) -> None:
    """A client that has an older version gets the new one."""
    older = request(small_port, path)
    assert older.status == 200
    found = request(port, path, ("If-None-Match", older.headers["etag"]))
    assert found.status == 200
    assert found.headers["etag"] != older.headers["etag"]


def test_each_form_has_its_own_tag(port: int) -> None:
    """So that no cache takes one for the other."""
    for path in ("/sparql", "/data?default"):
        tags = {
            get(port, path, Accept=accept).headers["etag"]
            for accept in ("text/turtle", "application/ld+json")
        }
        assert len(tags) == 2


def test_what_fails_ignores_conditions(port: int) -> None:
    """A query that cannot be answered is an error whatever the client has."""
    for headers in (("If-None-Match", "*"), ("If-Modified-Since", LATER)):
        assert request(port, "/sparql?query=nonsense", headers).status == 400
        assert request(port, "/data?graph=urn:x", headers).status == 404
        assert request(port, "/id/code/nothing", headers).status == 404


def test_a_posted_query_that_must_not_match_is_refused(port: int) -> None:
    """304 is for GET and HEAD; the time of a change is for them alone."""
    kind = ("Content-Type", "application/sparql-query")
    tag = request(port, QUERY).headers["etag"]

    def post(*headers: tuple[str, str]) -> int:
        return request(port, "/sparql", kind, *headers, method="POST", body=PLEDGES.encode()).status

    assert post() == 200
    assert post(("If-None-Match", tag)) == 412
    assert post(("If-Modified-Since", LATER)) == 200


@pytest.mark.parametrize(
    "path", ["/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D%20LIMIT%20300", *PATHS[2:4]]
)
@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        (("gzip",), True),
        (("br, gzip;q=0.5",), True),
        (("br", "gzip"), True),
        (("*",), True),
        (("gzip;q=0",), False),
        (("gzip;q=0, *",), False),
        (("gzip;q=0.5, identity",), False),
        (("gzip;q=0.5", "identity;q=0.5"), True),
        (("x-gzipped",), False),
        (("identity",), False),
        ((), False),
    ],
)
def test_what_is_compressed_is_what_the_client_accepts(
    port: int, path: str, accepted: tuple[str, ...], compressed: bool
) -> None:
    """By the weights and the wildcard of `Accept-Encoding`, in one line or several."""
    found = request(port, path, *(("Accept-Encoding", value) for value in accepted))
    assert len(request(port, path).body) > 1000
    assert (found.status, found.headers.get("content-encoding")) == (200, "gzip" if compressed else None)
