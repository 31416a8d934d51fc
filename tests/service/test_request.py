"""Headers and parameters of requests, replies, and lines of the log, without a server."""

import gzip
import json
import logging
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iccis.service.conditional import Responder, conditional_status
from iccis.service.log import JsonFormatter
from iccis.service.reply import Reply, error_response, refusal
from iccis.service.request import (
    Parameters,
    RefusedError,
    accepts_gzip,
    form_parameters,
    parameter,
    url_parameters,
)

SECOND = b"Thu, 01 Jan 1970 00:00:10 GMT"
"""The tenth second of 1970, as headers spell it."""


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        ("&a=1&&b=2&a=&", {"a": ["1", ""], "b": ["2"]}),
        ("a=b=c&flag", {"a": ["b=c"], "flag": [""]}),
        ("a+b=c%20d%2B", {"a b": ["c d+"]}),
        ("é=é%C3%A9%25C3", {"é": ["éé%C3"]}),
    ],
)
def test_parameters_of_a_form(text: str, parameters: Parameters) -> None:
    """Empty parts are skipped, the first equals sign divides, and a plus sign is a space."""
    assert form_parameters(text.encode()) == parameters


PIECES = ("%", "2", "0", "%C3", "%A9", "%20", "%26", "%3D", "%0D%0A", "+", "&", "=", "_", "\n", "é", " ", "a")


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_parameters_are_those_that_the_standard_library_reads(text: str) -> None:
    """Also where an escape is broken, doubled, or stands beside a space."""
    try:
        expected = parse_qs(text, keep_blank_values=True, errors="strict")
    except ValueError:
        with pytest.raises(RefusedError):
            form_parameters(text.encode())
    else:
        assert form_parameters(text.encode()) == expected


@pytest.mark.parametrize("data", [b"a=%FF", b"a=\xff", b"&".join([b"a=1"] * 101)])
def test_parameters_that_cannot_be_read_are_refused(data: bytes) -> None:
    """Bytes that are not UTF-8, escaped or not, and more than a hundred parameters."""
    with pytest.raises(RefusedError) as error:
        form_parameters(data)
    assert (error.value.reply.status, error.value.reply.failure) == (400, "malformed")
    assert form_parameters(b"&".join([b"a=1"] * 100)) == {"a": ["1"] * 100}


def test_a_long_address_is_refused() -> None:
    """Up to 50 000 bytes after the question mark are read; the refusal says what to do instead."""
    assert url_parameters({"query_string": b"q=x"}) == {"q": ["x"]}
    assert url_parameters({"query_string": b"q=" + b"x" * 49_998}) == {"q": ["x" * 49_998]}
    with pytest.raises(RefusedError) as error:
        url_parameters({"query_string": b"q=" + b"x" * 49_999})
    assert error.value.reply.status == 414
    assert b"POST" in error.value.reply.body


def test_a_parameter_is_given_once() -> None:
    """Its value, None without it, and a refusal of two."""
    assert parameter({"a": ["1"], "b": ["2"]}, "b") == "2"
    assert parameter({"a": ["1"]}, "b") is None
    with pytest.raises(RefusedError) as error:
        parameter({"a": ["1", "1"]}, "a")
    assert error.value.reply.status == 400


@pytest.mark.parametrize(("value", "accepted"), [(b"gzip", True), (b"br", False), (b"gzip;q=0", False)])
def test_gzip_is_sent_to_those_who_accept_it(value: bytes, accepted: bool) -> None:
    """A weight of zero refuses it."""
    assert accepts_gzip({"headers": [(b"accept-encoding", value)]}) is accepted


@pytest.mark.parametrize(("status", "retry"), [(400, None), (429, "1"), (500, None), (503, "1")])
def test_failures_are_not_stored_and_say_when_to_retry(status: int, retry: str | None) -> None:
    """A client that is too fast, or a service that is too busy, may come again in a second."""
    response = error_response(refusal(status, "No.", "query"))
    assert (response.status_code, response.body) == (status, b"No.\n")
    assert response.headers.get("retry-after") == retry
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-length"] == "4"


@pytest.mark.parametrize(
    ("size", "accepted", "compressed"),
    [(999, True, False), (1000, True, True), (5000, True, True), (1000, False, False)],
)
def test_large_bodies_are_compressed_for_those_who_accept_it(
    size: int, accepted: bool, compressed: bool
) -> None:
    """From 1000 bytes on; the length is that of what is sent."""
    body = b"x" * size
    scope = {"method": "GET", "headers": [(b"accept-encoding", b"gzip" if accepted else b"br")]}
    responder, reply = Responder(5, 0), Reply(200, "application/json", body)
    response = responder.respond(scope, reply, '"a"', responder.headers({"Vary": "*"}), compressible=True)
    headers = dict(response.headers)
    assert headers.get("content-encoding") == ("gzip" if compressed else None)
    assert (gzip.decompress(response.body) if compressed else response.body) == body
    assert int(headers["content-length"]) == len(response.body)
    assert (headers["etag"], headers["content-type"], headers["vary"]) == ('"a"', "application/json", "*")


@pytest.mark.parametrize(
    ("name", "modified", "status"),
    [
        (b"if-modified-since", 10.9, 304),
        (b"if-modified-since", 11.0, 200),
        (b"if-unmodified-since", 10.9, 200),
        (b"if-unmodified-since", 11.0, 412),
    ],
)
def test_dates_of_conditions_are_whole_seconds(name: bytes, modified: float, status: int) -> None:
    """A header has no fractions: what changed within its second has not changed since."""
    scope = {"method": "GET", "headers": [(name, SECOND)]}
    assert conditional_status(scope, '"a"', modified) == status


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {b"if-none-match": b'"b"'}, 200),
        ("POST", {b"if-none-match": b'"a"'}, 412),
        ("POST", {b"if-modified-since": SECOND}, 200),
        ("HEAD", {b"if-none-match": b'W/"a"'}, 304),
        ("GET", {b"if-match": b'"a"'}, 200),
        ("GET", {b"if-match": b'W/"a"'}, 412),
    ],
)
def test_conditions_of_reading_and_writing(method: str, headers: dict[bytes, bytes], status: int) -> None:
    """A write that must not happen is 412; `If-Match` compares strongly; dates concern reading alone."""
    scope = {"method": method, "headers": list(headers.items())}
    assert conditional_status(scope, '"a"', 5) == status


def test_the_log_has_one_json_object_a_line() -> None:
    """Time, level and message always; how a worker ended and a traceback where there are any."""
    record = logging.LogRecord("iccis.serve", logging.WARNING, "", 0, "a %s\nb", ("worker",), None)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    fields = json.loads(line)
    assert (fields.pop("level"), fields.pop("message"), list(fields)) == ("WARNING", "a worker\nb", ["time"])

    record.ended = "timeout"
    record.exc_info = (ValueError, ValueError("bad"), None)
    fields = json.loads(JsonFormatter().format(record))
    assert fields["ended"] == "timeout"
    assert "ValueError: bad" in fields["fault"]
