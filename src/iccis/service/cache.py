"""Answers that were given before, kept for whoever asks the same again."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

BYTES = 32 * 1024 * 1024
"""Of memory for all answers, about."""
LARGEST = 1024 * 1024
SLOTS = 1 << 14
"""Questions remembered, about."""
EACH = 2_000
"""Bytes that an answer takes besides its body and question: headers, and the objects around."""
ASIDE = frozenset((b"if-none-match", b"if-modified-since", b"range", b"authorization"))
"""Requests with these headers are answered one by one."""
CHOOSING = frozenset((b"host", b"x-forwarded-proto", b"accept", b"accept-encoding"))
"""Headers that an answer depends on."""

Header = tuple[bytes, bytes]
Key = tuple[bytes, bytes, tuple[Header, ...]]


class Answer(NamedTuple):
    """A whole answer: status, headers, body."""

    status: int
    headers: list[Header]
    body: bytes


def question(scope: Mapping[str, Any]) -> Key | None:
    """What an answer to a request depends on; None if answers to it are not kept.

    >>> question({"method": "GET", "raw_path": b"/x", "query_string": b"", "headers": [(b"accept", b"*/*")]})
    (b'/x', b'', ((b'accept', b'*/*'),))
    >>> question({"method": "POST"}) is None
    True
    """
    if scope["method"] not in ("GET", "HEAD"):
        return None
    choosing = []
    for header in scope["headers"]:
        if header[0] in CHOOSING:
            choosing.append(header)
        elif header[0] in ASIDE:
            return None
    return scope["raw_path"], scope["query_string"], tuple(choosing)


class Kept:
    """Answers by question; the one longest not asked for is forgotten first.

    An answer is kept when its question comes for the second time: most never do, and would take the place and
    the memory of those that come again.
    """

    def __init__(self, most: int = BYTES) -> None:
        """Keep about `most` bytes."""
        self.most, self.size, self.hits = most, 0, 0
        self.asked = [0] * SLOTS
        self.answers: OrderedDict[Key, tuple[Answer, int]] = OrderedDict()

    def __contains__(self, key: Key | None) -> bool:
        """Whether the answer to a question is kept."""
        return key in self.answers

    def get(self, key: Key | None) -> Answer | None:
        """Answer to a question, if it is kept."""
        found = self.answers.get(key) if key else None
        if found is None or key is None:
            return None
        self.answers.move_to_end(key)
        self.hits += 1
        return found[0]

    def keep(self, key: Key | None, answer: Answer) -> None:
        """Keep an answer if it is one of the data of this version, which an ETag tells, and small."""
        if key is None or not self._again(key) or answer.status != 200:
            return
        if len(answer.body) > LARGEST or not tagged(answer.headers):
            return
        path, query, choosing = key
        size = EACH + len(path) + len(query) + sum(len(value) for _, value in choosing) + len(answer.body)
        self.size += size - self.answers.get(key, (answer, 0))[1]
        self.answers[key] = answer, size
        while self.size > self.most:
            self.size -= self.answers.popitem(last=False)[1][1]

    def _again(self, key: Key) -> bool:
        """Whether a question came before, and not too many others since."""
        number = hash(key)
        slot = number % SLOTS
        known, self.asked[slot] = self.asked[slot], number
        return known == number


def tagged(headers: Iterable[Header]) -> bool:
    """Whether an answer says which version it is of."""
    return any(name == b"etag" for name, _ in headers)
