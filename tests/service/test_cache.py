"""Cached responses: the same as others, each for its own request, and bounded in number."""

from iccis.service.cache import CacheKey, Messages, ResponseCache, cache_key
from serving import PLEDGES, ask, cache_hits, get

ETAG = [(b"etag", b'"x"')]


def key(query: str) -> CacheKey:
    """Return the key of a GET request."""
    found = cache_key({"method": "GET", "raw_path": b"/x", "query_string": query.encode(), "headers": []})
    assert found
    return found


def response(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> Messages:
    """Return a response as it is sent."""
    return {"status": status, "headers": headers}, {"body": body}


def put_twice(cache: ResponseCache, query: str, response: Messages) -> bool:
    """Offer a response to the cache for two requests, and tell whether the third gets it."""
    for _ in range(2):
        cache.put(key(query), response)
    return cache.get(key(query)) == response


def test_a_response_is_cached_at_its_second_request() -> None:
    """Not at the first; and only if it succeeded, has an ETag, and is not too large."""
    cache, good = ResponseCache(), response(200, ETAG, b"body")
    cache.put(key("good"), good)
    assert cache.get(key("good")) is None
    assert put_twice(cache, "good", good)
    assert not put_twice(cache, "failed", response(503, ETAG, b""))
    assert not put_twice(cache, "unversioned", response(200, [], b""))
    assert not put_twice(cache, "large", response(200, ETAG, b"x" * 2_000_000))


def test_the_cache_is_bounded() -> None:
    """Bodies and long addresses count; the least recently requested response is dropped first."""
    cache = ResponseCache(max_bytes=100_000)
    for number in range(200):
        assert put_twice(cache, str(number), response(200, ETAG, b"x" * 1000))
        assert cache.get(key("0")) is not None
    stored = [number for number in range(200) if cache.get(key(str(number)))]
    assert 10 < len(stored) <= 100
    assert stored == [0, *range(201 - len(stored), 200)]
    assert not put_twice(cache, "q" * 200_000, response(200, ETAG, b""))


def test_a_repeated_request_gets_the_same_response(port: int) -> None:
    """From the cache from the third time on, in each form by itself, also for HEAD."""
    query = PLEDGES + " # again"
    before = cache_hits(port)
    forms = ("text/csv", "text/tab-separated-values", "application/sparql-results+xml")
    for accept in forms:
        first, *others = (ask(port, query, accept=accept) for _ in range(4))
        for found in (first, *others):
            found.headers.pop("date")
        assert others == [first] * 3
        assert first.headers["content-type"].split(";")[0] == accept
    assert cache_hits(port) - before == 2 * len(forms)
    path = "/sparql?query=ASK%20%7B%7D%20%23again"
    tags = {get(port, path).headers["etag"] for _ in range(3)}
    assert len(tags) == 1
    head = get(port, path, method="HEAD")
    assert (head.status, head.body, {head.headers["etag"]}) == (200, b"", tags)
    assert get(port, path, If_None_Match=tags.pop()).status == 304


def test_conditions_hold_for_cached_responses_too(port: int) -> None:
    """A cached response is not sent to a client whose condition forbids it."""
    path = "/sparql?query=ASK%20%7B%7D%20%23conditions"
    for _ in range(3):
        assert get(port, path).status == 200
    assert get(port, path, If_Match='"other"').status == 412
    assert get(port, path, If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status == 304


def test_failures_are_not_cached(port: int) -> None:
    """However often they are requested."""
    before = cache_hits(port)
    assert {ask(port, "SELECT nothing").status for _ in range(4)} == {400}
    assert {get(port, "/nothing").status for _ in range(4)} == {404}
    assert cache_hits(port) == before
