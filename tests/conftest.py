"""Fixtures that several files of tests share."""

import csv
import gc
import os
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from documents import ROOT, run
from iccis.core.namespaces import ID
from iccis.publication.edition import Edition
from java import jena_path
from serving import TIMEOUT, free_port, running
from small_tree import make_tree
from sources import VERSION, current_edition
from storing import SCRIPTS, Address, started

gc.set_threshold(200_000, 50, 1000)  # a process keeps whole editions, in which there is little to collect
collect_ignore = ["conftest.py"]
"""There are two of the name, which cannot both be searched for examples."""
SLOWEST = (
    "test_browser_access",
    "test_publish",
    "test_remote",
    "test_contributing",
    "test_readme",
    "test_wheel",
    "test_run",
    "test_shapes",
    "test_question",
    "test_record",
    "test_reason",
    "test_validate",
    "test_dumps",
    "test_doors",
    "test_whole",
    "test_owl",
    "test_inspector",
    "test_consumers",
    "test_documents",
    "test_browser_pages",
    "test_browser_editor",
    "test_verify",
)
"""Files of tests that take longest, in that order."""


@pytest.fixture(scope="session")
def jena(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Class path of Jena."""
    return jena_path(tmp_path_factory.mktemp("jena"))


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
def small_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A service over a small tree in which something is withdrawn, and the version is released."""
    tree = make_tree(tmp_path_factory.mktemp("changed"))
    file = tree / "ontology" / "ontology.ttl"
    header = f'\n<../ontology> a owl:Ontology ; owl:versionInfo "{VERSION}" .\n'
    file.write_text(file.read_text("utf-8") + header, "utf-8")
    with (tree / "kg" / "withdrawn.csv").open("w", encoding="utf-8", newline="") as out:
        rows = [["iri", "date", "reason", "replaced by"]]
        rows += [[ID + "norm/0.1", "2026-11-24", "counted twice", ID + "norm/1.1"]]
        csv.writer(out).writerows([*rows, [ID + "norm/0.2", "2026-11-24", "no norm", ""]])
    free = free_port()
    command = ["env", f"ICCIS_ROOT={tree}", "iccis", "serve", "--port", str(free), "--released", "2026-11-24"]
    with running([*command, "--max-age", "60"], free, "/health/live", tree / "log"):
        yield free


@pytest.fixture(scope="session", params=SCRIPTS, ids=lambda script: script.stem)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Each store that is installed, with the user of its script in the environment."""
    with (
        started(request.param, tmp_path_factory.mktemp("store")) as found,
        pytest.MonkeyPatch.context() as patch,
    ):
        if found.user:
            patch.setenv("ICCIS_USER", found.user)
            patch.setenv("ICCIS_PASSWORD", found.password)
        yield found


def once(factory: pytest.TempPathFactory, name: str, command: str) -> Path:
    """Run a command once for all processes that run tests, and return the file with what it printed.

    `{}` in it is the name of a folder that it may write, beside that file.
    """
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    printed = shared / f"{name}.txt"
    with (shared / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)  # the second process waits until the first is done
        if not printed.exists():
            done = run(command.format(shared / "publication" / "dist"), ROOT)
            assert done.returncode == 0, done.stdout + done.stderr
            printed.write_text(done.stdout, "utf-8")
    return printed


@pytest.fixture(scope="session")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `iccis publish` printed, once."""
    return once(tmp_path_factory, "publishing", "iccis publish --out {}")


@pytest.fixture(scope="session")
def published(publishing: Path) -> Path:
    """A publication, made once for all tests; those that change it copy it first."""
    return publishing.parent / "publication" / "dist"


@pytest.fixture(scope="session")
def publication_check(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `iccis publish --check` printed about the publication, once."""
    return once(tmp_path_factory, "publication-check", "iccis publish --check {}")


@pytest.fixture(scope="session")
def written(published: Path) -> None:
    """Let the tests of pages read those about things, of which there are thousands, from that publication."""
    import site_pages  # it reads the whole edition

    site_pages.WRITTEN[:] = [published]


@pytest.fixture(scope="session")
def given() -> Edition:
    """What is published, read once."""
    return current_edition()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files that take longest first, so that no processor waits for the other at the end."""
    items.sort(key=lambda item: SLOWEST.index(item.path.stem) if item.path.stem in SLOWEST else len(SLOWEST))


@pytest.fixture(scope="session")
def from_npm() -> Path:
    """What the tests take from npm."""
    folder = Path(__file__).parent / "clients" / "node_modules"
    if not folder.is_dir():
        pytest.skip("needs the packages of tests/clients (`make clients`)")
    return folder
