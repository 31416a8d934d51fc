"""Doctests of the modules."""

from collections.abc import Iterator
from functools import cache

import pytest

import iccis.publication.edition as module

collect_ignore = ["conftest.py"]
"""There are two of the name, which cannot both be searched for examples."""
shared_edition = cache(module.edition)


@pytest.fixture(autouse=True, scope="module")
def edition_read_once() -> Iterator[None]:
    """Examples only look at the edition: they share one, which takes seconds to read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "edition", shared_edition)
        yield
