"""Versions: every file agrees on which is worked on and which was released last, also after a release."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

from iccis.core.namespaces import ONTOLOGY
from iccis.core.turtle import read
from sources import VERSION

ROOT = Path(__file__).parents[1]
HEADER = "ontology/ontology.ttl"
WITHDRAWN = "kg/withdrawn.csv"
FILES = ("pyproject.toml", "CHANGELOG.md", "CITATION.cff", HEADER, WITHDRAWN)


def version(root: Path) -> str:
    """The version that `pyproject.toml` names."""
    return str(tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def releases(root: Path) -> list[tuple[str, str]]:
    """Version and date of each release in the changelog, the latest first."""
    sections = re.findall(r"^## \[(.*?)\](?: - (\S+))?$", (root / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert sections[0] == ("Unreleased", "")
    return sections[1:]


def header(root: Path) -> dict[str, str]:
    """What the header of the ontology says, by the last part of the property's IRI."""
    iri = f"<{ONTOLOGY.removesuffix('#')}>"
    return {
        re.split("[#/]", t.predicate.value)[-1]: getattr(t.object, "value", "")
        for t in read(root / HEADER)
        if str(t.subject) == iri
    }


def assert_agreement(root: Path) -> None:
    """Fail unless package, ontology, changelog and citation agree."""
    now, ontology = version(root), ONTOLOGY.removesuffix("#")
    (last, day), said = releases(root)[0], header(root)
    citation = (root / "CITATION.cff").read_text("utf-8")
    (prior, since), *_ = [release for release in releases(root) if release[0] != now]
    withdrawn = re.findall(rf"^{ONTOLOGY}\w+,([\d-]+),", (root / WITHDRAWN).read_text("utf-8"), re.M)
    is_compatible = not any(date >= since for date in withdrawn)
    is_released = now == last

    assert Version(now) >= Version(last)
    assert sorted(releases(root), key=lambda one: Version(one[0]), reverse=True) == releases(root)
    assert (said["versionInfo"], said["versionIRI"]) == (now, f"{ontology}/{now}")
    assert said["priorVersion"] == f"{ontology}/{prior}"
    assert said["backwardCompatibleWith" if is_compatible else "incompatibleWith"] == said["priorVersion"]
    assert {"backwardCompatibleWith", "incompatibleWith"} - said.keys()
    assert said["status"].endswith("/published" if is_released else "/draft")
    assert said.get("issued", "")[:10] == (day if is_released else "")
    assert re.search(
        rf"Version {re.escape(now)}, \d{{4}}\. {ontology}/{re.escape(now)}$", said["bibliographicCitation"]
    )
    assert said["modified"][:10] == day if is_released else said["modified"][:10] >= day
    assert f"\nversion: {last}\ndate-released: {day}\n" in citation


def release(root: Path, *args: str) -> str:
    """Run the script behind `make release` and `make bump`; return what it complains of."""
    command = [sys.executable, str(ROOT / ".ci" / "release.py"), *args]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == (done.stderr == "")
    return done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the files that a release changes."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_files_agree_on_the_versions() -> None:
    """Package, header of the ontology, changelog and citation name the same versions and dates."""
    assert_agreement(ROOT)


def test_a_release_and_the_next_version_keep_the_files_in_agreement(copy: Path) -> None:
    """Twice in a row, each release is dated and cited, and becomes the prior version of the next."""
    for day, following in (("2031-02-03", "98.0.0"), ("2032-03-04", "99.1.0")):
        now = version(copy)
        assert release(copy, "release", day) == ""
        assert_agreement(copy)
        assert releases(copy)[0] == (now, day)
        assert f", {day[:4]}. " in header(copy)["bibliographicCitation"]

        assert release(copy, "bump", following) == ""
        assert_agreement(copy)
        assert (version(copy), releases(copy)[0]) == (following, (now, day))


def test_a_version_that_cannot_follow_is_refused(copy: Path) -> None:
    """No release twice, no step back, none over an unreleased version; nothing is changed."""
    release(copy, "release", "2031-02-03")
    before = {name: (copy / name).read_bytes() for name in FILES}

    assert "released already: run `make bump" in release(copy, "release", "2031-02-04")
    assert "cannot follow" in release(copy, "bump", VERSION)
    assert "write it as 1.2.3" in release(copy, "bump", "1.2")
    assert {name: (copy / name).read_bytes() for name in FILES} == before
    release(copy, "bump", "98.0.0")
    assert "98.0.0 is worked on" in release(copy, "bump", "99.0.0")


def test_the_version_is_written_nowhere_else() -> None:
    """Sources, tests and documents take it from where it stands, so that a release changes no more."""
    files = [*(ROOT / "docs").glob("*.*"), ROOT / "README.md"]
    files += [p for f in ("src", "tests", "benchmarks", "queries") for p in (ROOT / f).rglob("*.*")]
    names = (".py", ".md", ".csv", ".rq", ".html", ".js", ".txt", ".ipynb", ".service")
    places = [
        p for p in files if p.suffix in names and "node_modules" not in p.parts and "built" not in p.parts
    ]
    pattern = re.compile(rf"(?<![\d.]){re.escape(VERSION)}(?![\d.])")

    assert len(places) > 100
    assert [p for p in places if pattern.search(p.read_text("utf-8"))] == []
