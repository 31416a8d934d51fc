"""Several endpoints, asked together: the answers of one store that has everything, or an error."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from holding import Holders, holders
from iccis.core.errors import IccisError
from iccis.questions.ask import ask, canonical_lines
from iccis.questions.question import question
from serving import BIN


@pytest.fixture(scope="module")
def spread(from_npm: Path) -> Iterator[Holders]:
    """Four endpoints with an instrument each, and Comunica on the path."""
    with pytest.MonkeyPatch.context() as patch, holders("as written") as found:
        patch.delenv("ICCIS_USER")
        patch.setenv("PATH", os.pathsep.join(map(str, (from_npm / ".bin", BIN, os.environ["PATH"]))))
        yield found


@pytest.mark.parametrize("name", ["036", "082"])
def test_endpoints_answer_together_as_one_store_does(spread: Holders, name: str) -> None:
    """Counts over all instruments, though each endpoint has what they share; a table, and a graph."""
    together, alone = (ask(question(name), endpoint=where) for where in (spread.urls, spread.merged.query))
    assert not together.is_empty
    assert sorted(map(str, together.rows)) == sorted(map(str, alone.rows))
    assert canonical_lines(together.triples) == canonical_lines(alone.triples)


def test_no_answer_is_given_without_one_of_the_endpoints(spread: Holders) -> None:
    """The message names the endpoint that is missing."""
    os.kill(spread.spread[1].pid, signal.SIGKILL)
    with pytest.raises(IccisError, match="missing from the answer") as error:
        ask(question("036"), endpoint=spread.urls)
    assert error.value.place == spread.urls[1]


def test_without_comunica_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single endpoint needs nothing."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(IccisError, match="is not on the path") as error:
        ask("ASK {}", endpoint=["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"])
    assert "npm install" in error.value.hint
