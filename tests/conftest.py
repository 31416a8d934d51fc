"""Fixtures that several files of tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from iccis.publish import publish
from serving import TIMEOUT, free_port, running


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the service logs to."""
    return tmp_path_factory.mktemp("serve") / "log"


@pytest.fixture(scope="session")
def port(log: Path) -> Iterator[int]:
    """A service with tight limits."""
    free = free_port()
    command = [
        "iccis",
        "serve",
        "--port",
        str(free),
        "--timeout",
        str(TIMEOUT),
        "--memory",
        "200",
        "--rate",
        "0",
    ]
    with running([*command, "--max-rows", "5000"], free, "/health/live", log):
        yield free


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication, made once; tests that change it copy it first."""
    out = tmp_path_factory.mktemp("publication") / "dist"
    publish(out)
    return out
