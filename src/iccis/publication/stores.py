"""Requests to a store: its password, another try when it is busy, and what it says when it refuses."""

import os
import re
import time
from collections.abc import Generator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from iccis.core.errors import IccisError
from iccis.questions.remote import first_words, hint_for, one_line

TIMEOUT_SECONDS = 300
RESUME = "the same command resumes where this one stopped"
ADDRESS = "give the address of its Graph Store Protocol, or with --update that of its SPARQL Update"
USER = "set ICCIS_USER and ICCIS_PASSWORD to those of a user who may write"
HINTS = {
    400: f"{ADDRESS}; if this is one, try a smaller --batch",
    401: USER,
    403: USER,
    404: ADDRESS,
    405: ADDRESS,
    413: "use --update, with a small --batch",
    415: ADDRESS,
    507: f"make room on the disk of the store; then {RESUME}",
}
"""What to do about each status."""
SUCCESS = {"GET": (200,), "PUT": (200, 201, 202, 204), "POST": (200, 201, 202, 204)}
TRIES = 5
"""Requests that a busy store (429, 503) gets at most, each after the time that it asks to wait."""
MAX_WAIT_SECONDS = 60


class RefusedError(IccisError):
    """The error of a store that refuses a request."""

    def __init__(self, response: httpx.Response) -> None:
        """Take the status and the words of the response."""
        self.status = response.status_code
        super().__init__(
            one_line(
                f"the store answers {self.status}: {first_words(response.content) or response.reason_phrase}"
            ),
            place=str(response.request.url),
            hint=hint_for(self.status, response.headers.get, HINTS) or RESUME * (self.status >= 500),
        )


class Password(httpx.Auth):
    """User and password for a store, by the scheme that it asks for: Digest, or else Basic.

    Nothing is sent before the store asks. From then on every request is authenticated at once: Virtuoso hangs
    up on a large request that is not.
    """

    def __init__(self, user: str, password: str) -> None:
        """Wait for a challenge."""
        self.schemes = {
            "digest": httpx.DigestAuth(user, password),
            "basic": httpx.BasicAuth(user, password),
        }
        self.scheme: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send a request, again with the password if the store asks for it."""
        if self.scheme is None:
            response = yield request
            offers = response.headers.get("www-authenticate", "") if response.status_code == 401 else ""
            names = (name for name in self.schemes if re.search(rf"(?i)(^|, *){name} ", offers))
            self.scheme = self.schemes.get(next(names, ""))
        if self.scheme:
            yield from self.scheme.auth_flow(request)


def client() -> httpx.Client:
    """Return an HTTP client for one store, with the password from the environment; it follows no redirect."""
    user = os.environ.get("ICCIS_USER", "")
    auth = Password(user, os.environ.get("ICCIS_PASSWORD", "")) if user else None
    return httpx.Client(auth=auth, timeout=TIMEOUT_SECONDS)


def send(http: httpx.Client, method: str, url: str, kind: str, data: bytes | None = None) -> httpx.Response:
    """Return the response of a store to a request with data of a media type, or for some.

    Raises RefusedError if the store refuses, and IccisError if it cannot be reached or answers with a page.
    """
    headers = {"Accept": kind} if data is None else {"Content-Type": kind}
    for _ in range(TRIES):
        try:
            response = http.request(method, url, content=data, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, NotImplementedError) as error:
            hint = f"is it running, and is this its address? Then {RESUME}"
            message = f"the store cannot be reached: {str(error) or type(error).__name__}"
            raise IccisError(one_line(message), place=url, hint=hint) from error
        wait = _seconds_to_wait(response)
        if wait is None:
            break
        time.sleep(wait)
    if response.status_code not in SUCCESS[method]:
        raise RefusedError(response)
    if re.search(rb"(?i)<form\b|type=.?password", response.content[:100_000]) and _is_page(response):
        words = first_words(response.content)
        message = f"the store answers {response.status_code} with a page that asks for input: {words}"
        raise IccisError(message, place=url, hint=f"{ADDRESS}; {USER}")
    return response


def _is_page(response: httpx.Response) -> bool:
    return "html" in response.headers.get("Content-Type", "html")


def _seconds_to_wait(response: httpx.Response) -> float | None:
    """Time that a busy store asks to wait; None if it does not ask, or for longer than is bearable."""
    wait = response.headers.get("Retry-After", "") if response.status_code in (429, 503) else ""
    try:
        seconds = float(wait) if wait.isdecimal() else _until(wait)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(seconds, 0) if seconds <= MAX_WAIT_SECONDS else None


def _until(date: str) -> float:
    return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
