"""Promises about the project as a whole: house rules on files, the public names."""

import re
import subprocess
import sys
from pathlib import Path

import iccis
from iccis.core.project import data_files
from iccis.core.turtle import read

ROOT = Path(__file__).parents[1]
HAND_WRITTEN = ("src", "tests", "ontology", "shapes", "queries", "kg", "benchmarks")


def test_no_file_is_over_300_lines() -> None:
    """Files are split by concern; what `iccis text` writes, and the example for shapes, are exempt."""
    exempt = {ROOT / "tests/bad/good.ttl", *(ROOT / "kg/generated").rglob("*")}
    files = [
        p for folder in HAND_WRITTEN for p in (ROOT / folder).rglob("*") if p.suffix in (".py", ".ttl", ".rq")
    ]
    long = {
        str(p.relative_to(ROOT)): n
        for p in files
        if p not in exempt and (n := len(p.read_text("utf-8").splitlines())) > 300
    }

    assert long == {}


def test_instance_data_have_no_blank_nodes() -> None:
    """Everything in `kg/` has a name."""
    blank = [
        f"{path}: {t}"
        for layer, path in data_files()
        if layer != "ontology"
        for t in read(path)
        if "_:" in str(t)
    ]

    assert [line for line in blank if re.search(r"(^|: |<)_:", line)] == []


def test_the_public_names_are_those_in_all() -> None:
    """What can be imported from `iccis` is listed, and what is listed can be imported."""
    code = (
        "import iccis, types; "
        "print(*(n for n, v in vars(iccis).items() if n[0] != '_' and type(v) != types.ModuleType))"
    )
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert set(seen) - {"Any", "Mapping", "Path", "TYPE_CHECKING"} == set(iccis.__all__)


def test_importing_the_package_imports_nothing_heavy() -> None:
    """`import iccis` and `iccis --help` need neither rdflib nor pyshacl nor pandas."""
    heavy = ("rdflib", "pyshacl", "pandas", "rich")
    code = f"import sys, iccis, iccis.cli.main; print([m for m in {heavy} if m in sys.modules])"

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_no_package_registry_is_named() -> None:
    """Registries serve for installing; the project names none of their hosts."""
    hosts = [
        ".".join(parts)
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb", "debian", "org"))
    ]
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    files = [ROOT / name for name in listed if name and (ROOT / name).is_file()]

    assert [str(f) for f in files for host in hosts if host in f.read_text("utf-8", errors="ignore")] == []
