"""The service: every file of the publication under its path, every name under its own, as the table says."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from iccis.core.namespaces import GRAPH, ID, SITE
from iccis.data.store import triples
from iccis.publication.edition import Edition
from iccis.questions.scopes import open_scope
from negotiation import Case, cases
from serving import BIN, get
from sources import VERSION

SERVED_OTHERWISE = ("publication.json", "feed", "sparql.html", "verify.html", "void")
"""Not served, as the change feed, which only a folder has; or with the forms that need the service."""
PLEDGE = "/id/code/pledge/3.ttl"


@pytest.mark.parametrize("case", cases(), ids=str)
def test_each_name_leads_where_the_table_says(port: int, case: Case) -> None:
    """303 to the form asked for, 200 for a file, in that form, and for no name a file of the machine."""
    found = get(port, f"/{case.path}", method=case.method, body=None, **case.headers)
    assert found.status == case.status
    assert not case.location or found.headers["location"] == f"/{case.location}"
    if case.status == 303:
        assert found.headers["vary"] == "Accept"
        found = get(port, found.headers["location"], body=None, **case.headers)
        assert found.status == 200
    assert not case.type or found.headers["content-type"].split(";")[0] == case.type
    assert (
        found.status != 200 or not case.type.startswith("text/") or "utf-8" in found.headers["content-type"]
    )
    assert (found.body == b"") == (found.status == 308 or (case.method == "HEAD" and case.status == 200))


def test_every_file_is_as_it_is_published(port: int, published: Path) -> None:
    """The same bytes as `iccis publish` writes, for a file of each folder and form; the editor is another."""
    files = (path for path in published.rglob("*") if path.is_file())
    kinds = {(path.parent.relative_to(published).parts[:2], path.suffix): path for path in sorted(files)}
    chosen = [path for path in kinds.values() if not {path.name, path.parent.name} & set(SERVED_OTHERWISE)]
    assert len(chosen) > 20
    for path in chosen:
        found = get(port, "/" + path.relative_to(published).as_posix())
        assert (found.status, found.body == path.read_bytes()) == (200, True), path


def test_graphs_come_whole_by_the_graph_store_protocol(port: int) -> None:
    """With the triples that queries run on; read only."""
    expected = set(triples(open_scope("all")[0], ["text"]))
    for path in ("/latest/text.nt", "/data?graph=" + GRAPH + "text"):
        found = get(port, path, Accept="application/n-triples")
        assert {q.triple for q in parse(input=found.body, format=RdfFormat.N_TRIPLES)} == expected
    assert get(port, "/data?default", Accept="application/n-quads").status == 200
    assert get(port, "/data").status == 400
    assert get(port, "/data?graph=urn:x").status == 404
    assert get(port, "/data?default", method="PUT", body=b"").status == 405


def test_a_name_says_what_describes_it_and_a_document_what_it_is_about(port: int) -> None:
    """In `Link` headers: kind and documents of a thing; permanent IRI and other forms of a document."""
    name = get(port, "/id/code/pledge/3").headers["link"]
    assert f'<{SITE}ontology#Pledge>; rel="type"' in name
    assert '</id/code/pledge/3.jsonld>; rel="describedby"; type="application/ld+json"' in name
    document = get(port, PLEDGE).headers["link"]
    assert document.startswith(f'<{ID}code/pledge/3>; rel="canonical"')
    others = re.findall(r'</([^>]+)>; rel="alternate"', document)
    assert len(others) >= 4
    assert all(get(port, "/" + other, method="HEAD").status == 200 for other in others)
    assert f'<{SITE}graph/norms>; rel="canonical"' in get(port, "/latest/norms.ttl").headers["link"]


def test_what_is_asked_again_is_asked_conditionally(port: int) -> None:
    """By tag, the hash of the content, or by time; 304 has the headers that a cache needs."""
    first = get(port, PLEDGE)
    assert first.headers["etag"].startswith('"')
    assert first.headers["etag"] != get(port, "/id/code/pledge/4.ttl").headers["etag"]
    for header in ({"If_None_Match": first.headers["etag"]}, {"If_None_Match": "*"}):
        again = get(port, PLEDGE, body=None, **header)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert get(port, PLEDGE, If_Modified_Since=first.headers["last-modified"]).status == 304
    assert get(port, PLEDGE, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert get(port, PLEDGE, If_Modified_Since="whenever").status == 200
    assert get(port, PLEDGE, If_None_Match='"other"').status == 200


def test_what_can_be_compressed_is(port: int) -> None:
    """By `Accept-Encoding`; a file that is compressed is sent as the file that it is."""
    for path in ("/latest/norms.ttl", PLEDGE):
        plain, small = get(port, path), get(port, path, Accept_Encoding="br, gzip;q=0.5")
        assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert gzip.decompress(small.body) == plain.body
        assert small.headers["etag"] == "W/" + plain.headers["etag"]
        assert get(port, path, Accept_Encoding="gzip", If_None_Match=plain.headers["etag"]).status == 304
        assert "content-encoding" not in get(port, path, Accept_Encoding="gzip;q=0").headers
    packed = get(port, "/latest/norms.ttl.gz", Accept_Encoding="gzip")
    assert "content-encoding" not in packed.headers
    assert gzip.decompress(packed.body) == get(port, "/latest/norms.ttl").body
    assert get(port, "/api/clauses", Accept_Encoding="gzip").headers["content-encoding"] == "gzip"


def test_requests_that_documents_do_not_take(port: int) -> None:
    """OPTIONS says which they do; a hint where something is near; no traceback, whatever is asked."""
    options = get(port, PLEDGE, method="OPTIONS")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    for method, path, status in (
        ("POST", PLEDGE, 405),
        ("DELETE", "/id/code", 405),
        ("GET", "/" + "x" * 3000, 414),
        ("GET", "/%ff%fe", 404),
        ("GET", "//id/code", 404),
        ("GET", "/id/code/pledge/33", 404),
        ("GET", "/static/../serve.py", 404),
        ("GET", "/id/code%0d%0aSet-Cookie:x", 404),
    ):
        found = get(port, path, method=method)
        assert (found.status, "Traceback" in found.text, "set-cookie" in found.headers) == (
            status,
            False,
            False,
        )
    assert "did you mean /id/code/pledge/3" in get(port, "/id/code/pledge/33").text
    page = get(port, "/id/code/pledge/33", Accept="text/html,*/*;q=0.1")
    assert (page.status, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_people_who_come_without_a_query_get_the_editor(port: int) -> None:
    """It asks this service; programs get the description of the service."""
    found = get(port, "/sparql", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (found.status, found.headers["location"], found.headers["vary"]) == (303, "/sparql.html", "Accept")
    page = get(port, "/sparql.html")
    assert 'data-endpoint="sparql"' in page.text
    assert "script-src 'self' 'wasm-unsafe-eval';" in page.headers["content-security-policy"]
    assert "unsafe-inline" not in page.headers["content-security-policy"]


def test_what_is_withdrawn_is_gone(small_port: int) -> None:
    """410 for the name and its documents, with when, why and what to use instead; others are as they were."""
    for path in ("/id/norm/0.1", "/id/norm/0.1.ttl", "/id/norm/0.1.html"):
        found = get(small_port, path)
        assert found.status == 410
        assert "withdrawn on 2026-11-24: counted twice" in found.text
        assert found.headers["link"] == f'<{ID}norm/1.1>; rel="http://purl.org/dc/terms/isReplacedBy"'
    assert "link" not in get(small_port, "/id/norm/0.2").headers
    assert get(small_port, "/id/norm/1.1").status == 303
    assert get(small_port, "/id/norm/0.3").status == 404


def test_what_is_released_never_changes(small_port: int, port: int) -> None:
    """Caches may keep the folder of a released version for ever; all else only for as long as is said."""
    released = get(small_port, f"/{VERSION}/norms.ttl").headers
    assert released["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/latest/norms.ttl", "/id/norm/1.1.ttl", "/id/norm/1.1"):
        assert get(small_port, path).headers["cache-control"] == "public, max-age=60"
    for path in (f"/{VERSION}/norms.ttl", "/latest/norms.ttl"):
        assert get(port, path).headers["cache-control"] == "no-cache"


def test_a_date_that_is_none_is_an_error() -> None:
    """Of the release, before anything is served."""
    command = [str(BIN / "iccis"), "serve", "--released", "soon"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "'soon' does not match" in done.stderr) == (2, True)


def test_nothing_that_is_withdrawn_is_still_said(given: Edition) -> None:
    """The list of what is withdrawn and the data do not contradict each other."""
    from iccis.publication.withdrawn import withdrawn

    said = {iri.removeprefix(SITE) for iri in given.facts.out}
    assert said & set(withdrawn()) == set()
