"""Examples in docstrings share one edition: to read everything anew for each would take most of their time."""

from collections.abc import Iterator
from functools import cache

import pytest

import iccis.publication.edition

ONCE = cache(iccis.publication.edition.edition)


@pytest.fixture(autouse=True)
def read_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let `edition()` in an example give the edition that an earlier one has read."""
    if isinstance(request.node, pytest.DoctestItem):
        monkeypatch.setattr(iccis.publication.edition, "edition", ONCE)
    yield
