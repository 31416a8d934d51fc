"""The locked dependencies: what `pyproject.toml` asks for, pinned with hashes and without an address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
GROUPS = PYPROJECT["dependency-groups"]
RUN = [*PYPROJECT["project"]["dependencies"], *EXTRAS["publish"], *EXTRAS["serve"]]
ASKED = {
    "run": RUN,
    "dev": [*RUN, *EXTRAS["pandas"], *EXTRAS["pdf"], *GROUPS["build"], *GROUPS["dev"]],
    **{name: GROUPS[name] for name in ("bench", "build", "ckan", "frictionless", "jars")},
}
"""Requirements of `pyproject.toml` that each file locks."""


def pins(lock: Path) -> dict[str, set[str]]:
    """Versions of each package in a locked file; more than one where they differ between Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text("utf-8"), re.M):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def test_every_locked_file_is_known() -> None:
    """The files are those of which this test knows what they lock."""
    assert {lock.stem for lock in LOCKS} == set(ASKED)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_locks_have_hashes_and_no_addresses(lock: Path) -> None:
    """Every package has a version and hashes, and no line names a place to fetch it from."""
    text = lock.read_text("utf-8")
    lines = re.sub(r"\\\n", "", re.sub(r"^ *#.*\n", "", text, flags=re.M)).splitlines()
    pinned = r"[a-z0-9._-]+==\S+( ; [^@]+?)?( +--hash=sha256:[0-9a-f]{64})+ *"

    assert lines
    assert [line for line in lines if not re.fullmatch(pinned, line)] == []
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_locks_fit_the_requirements(lock: Path) -> None:
    """Each requirement of `pyproject.toml` is pinned to versions that it allows; if not, run `make lock`."""
    found = pins(lock)
    asked = [Requirement(line) for line in ASKED[lock.stem] if not line.startswith("iccis[")]
    unfit = [
        str(one)
        for one in asked
        if not (versions := found.get(canonicalize_name(one.name)))
        or not all(version in one.specifier for version in versions)
    ]

    assert unfit == [], "run `make lock`"


def test_tests_run_on_what_users_run() -> None:
    """What is installed into one environment has one version there: that of the lock for running."""
    run, build, dev, bench = (
        pins(ROOT / "requirements" / f"{name}.txt") for name in ("run", "build", "dev", "bench")
    )

    assert {name: dev.get(name) for name in run} == run
    assert {name: dev.get(name) for name in build} == build
    assert [name for name in set(dev) & set(bench) if not bench[name] <= dev[name]] == []
