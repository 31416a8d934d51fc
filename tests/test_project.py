"""Promises about the project as a whole: house rules on files, the public names."""

import subprocess
import sys
from pathlib import Path

from pyoxigraph import BlankNode

import iccis
from iccis.core.project import SCOPES, TERMS, data_files, generated_folder
from iccis.core.turtle import read

ROOT = Path(__file__).parents[1]
BUILT = {"__pycache__", "node_modules", ".venv", "build", "built", "dist"}
"""Folders of what is installed or built, which is not the project's own."""
LONG = {
    "ontology/links.ttl": "the terms of one layer, whose file goes when the layer is left out",
    "shapes/links.ttl": "the shapes of one layer, whose file goes when the layer is left out",
    "shapes/readings.ttl": "the shapes of one layer, whose file goes when the layer is left out",
    "src/iccis/publication/things/thing.py": "the one description of things: a table for each class",
    "tests/bad/good.ttl": "one small Code that every shape accepts; the bad examples are changes to it",
}
"""Files that may have more than 400 lines, each with the reason; generated ones are not counted."""


def project_files() -> list[Path]:
    """Return the files of the project: those that git lists or, without git, all that are not built."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        files = [ROOT / name for name in listed.split("\0") if name]
    else:
        files = [path for path in ROOT.rglob("*") if not BUILT & set(path.relative_to(ROOT).parts)]
    return [path for path in files if path.is_file()]


def test_no_file_is_over_400_lines() -> None:
    """A file is as long as its concern, within reason; each exemption has its own."""
    files = [
        (str(path.relative_to(ROOT)), path)
        for path in project_files()
        if path.suffix in (".py", ".ttl", ".rq") and not path.is_relative_to(generated_folder(ROOT))
    ]
    long = {name: count for name, path in files if (count := len(path.read_text("utf-8").splitlines())) > 400}

    assert len(files) > 500
    assert long.keys() == LONG.keys(), long


def test_instance_data_have_no_blank_nodes() -> None:
    """Everything in `kg/` has a name."""
    blank = [
        f"{path}: {t}"
        for layer, path in data_files()
        if layer not in TERMS
        for t in read(path)
        if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)
    ]

    assert blank == []


def test_the_public_names_are_those_in_all() -> None:
    """What can be imported from `iccis` is listed, and what is listed can be imported."""
    code = (
        "import iccis, types; "
        "print(*(n for n, v in vars(iccis).items() if n[0] != '_' and type(v) != types.ModuleType))"
    )
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert set(seen) - {"Any", "Iterable", "Mapping", "Path", "Sequence", "TYPE_CHECKING"} == set(
        iccis.__all__
    )


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
    files = project_files()

    assert len(files) > 500
    assert [str(f) for f in files for host in hosts if host in f.read_text("utf-8", errors="ignore")] == []


def test_the_documentation_of_graph_names_every_set_of_graphs() -> None:
    """A set that the docstring leaves out would not be found."""
    text = str(iccis.graph.__doc__)
    assert [name for name in SCOPES if f"`{name}`" not in text] == []
