"""Answers that the service keeps: the same as without, each for its own question, and never too many."""

import re

from iccis.service.cache import Answer, Kept, question
from serving import PLEDGES, ask, get

TAGGED = [(b"etag", b'"x"')]


def asked(number: int) -> tuple[bytes, bytes, tuple[tuple[bytes, bytes], ...]]:
    """A question with a number."""
    found = question(
        {"method": "GET", "raw_path": b"/x", "query_string": b"%d" % number, "headers": []},
    )
    assert found
    return found


def hits(port: int) -> float:
    """Answers that the service gave from memory so far."""
    found = re.search(r"^iccis_kept_total (\S+)$", get(port, "/metrics").text, re.M)
    assert found
    return float(found[1])


def test_an_answer_is_kept_when_its_question_comes_again() -> None:
    """Not at the first time, and only if it succeeded and is of one version of the data."""
    kept = Kept()
    good = Answer(200, TAGGED, b"body")
    kept.keep(asked(1), good)
    assert kept.get(asked(1)) is None
    kept.keep(asked(1), good)
    assert kept.get(asked(1)) == good
    for number, answer in (
        (2, Answer(503, TAGGED, b"")),
        (3, Answer(200, [], b"")),
        (4, Answer(404, [], b"")),
    ):
        kept.keep(asked(number), answer)
        kept.keep(asked(number), answer)
        assert kept.get(asked(number)) is None


def test_what_is_kept_is_bounded() -> None:
    """The answer longest not asked for goes first; questions count too."""
    kept = Kept(most=20_000)
    for number in range(100):
        for _ in range(2):
            kept.keep(asked(number), Answer(200, TAGGED, b"x" * 1000))
        kept.get(asked(0))
        assert kept.size <= 20_000
    assert kept.get(asked(0)) is not None
    assert kept.get(asked(1)) is None
    long = question({"method": "GET", "raw_path": b"/", "query_string": b"q" * 30_000, "headers": []})
    assert long
    kept.keep(long, Answer(200, TAGGED, b""))
    kept.keep(long, Answer(200, TAGGED, b""))
    assert kept.size <= 20_000


def test_what_is_asked_again_is_answered_the_same(port: int) -> None:
    """From memory from the third time on, in each form by itself, also for HEAD, and still conditionally."""
    query = PLEDGES + " # again"
    before = hits(port)
    forms = ("text/csv", "text/tab-separated-values", "application/sparql-results+xml")
    for accept in forms:
        first, *others = (ask(port, query, accept=accept) for _ in range(4))
        assert {other.body for other in others} == {first.body}
        assert {other.headers["content-type"].split(";")[0] for other in others} == {accept}
        known = [{k: v for k, v in one.headers.items() if k != "date"} for one in (first, *others)]
        assert known[1:] == [known[0]] * 3
    assert hits(port) - before == 2 * len(forms)
    path = "/sparql?query=" + "ASK%20%7B%7D%20%23again"
    tags = {get(port, path).headers["etag"] for _ in range(3)}
    assert len(tags) == 1
    head = get(port, path, method="HEAD")
    assert (head.status, head.body, {head.headers["etag"]}) == (200, b"", tags)
    assert get(port, path, If_None_Match=tags.pop()).status == 304


def test_failures_are_not_kept(port: int) -> None:
    """However often they are asked for."""
    before = hits(port)
    assert {ask(port, "SELECT nothing").status for _ in range(4)} == {400}
    assert {get(port, "/nothing").status for _ in range(4)} == {404}
    assert hits(port) == before
