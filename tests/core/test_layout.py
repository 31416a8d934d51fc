"""Where the tool finds its files, and the one registry of layers."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iccis.core import project
from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES
from iccis.core.project import LAYERS
from iccis.core.turtle import read
from small_tree import make_tree

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "iccis"
NAMES = {layer.name for layer in LAYERS}
ELSEWHERE = {
    "publication/site/ontology.py": "files of the ontology, six of which are named as the layer they serve",
}
"""Modules that list words which are names of layers too, each with the reason."""


def test_a_room_is_not_taken_for_the_files_of_a_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package has folders of its own, `data` among them; a checkout is its own root all the same."""
    monkeypatch.delenv("ICCIS_ROOT", raising=False)
    assert (ROOT / "src" / "iccis" / "data").is_dir()
    assert project.root() == ROOT


def test_folders_of_the_project_lie_below_its_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A base that is named counts for more than the root of the environment."""
    monkeypatch.setenv("ICCIS_ROOT", str(tmp_path / "root"))
    assert project.generated_folder() == tmp_path / "root/kg/generated"
    assert project.generated_folder(tmp_path / "base") == tmp_path / "base/kg/generated"


def lists_of_layers(path: Path) -> Iterator[int]:
    """Lines on which a tuple, list, set or dictionary begins that has three names of layers or more."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Tuple(elts=values) | ast.List(elts=values) | ast.Set(elts=values):
                pass
            case ast.Dict(keys=keys, values=others):
                values = [*filter(None, keys), *others]
            case _:
                continue
        if len({v.value for v in values if isinstance(v, ast.Constant)} & NAMES) > 2:
            yield node.lineno


def test_no_other_module_lists_layers() -> None:
    """What needs a list of layers derives it from the registry, `core/project.py`."""
    listing = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if any(lists_of_layers(path))}
    assert listing == set(ELSEWHERE)


def test_every_layer_is_in_the_readme_the_catalogue_and_the_picture() -> None:
    """What is written by hand about layers leaves none out."""
    with_files = {layer.name for layer in LAYERS if layer.folder}
    table = re.findall(r"^\| ([a-z, ]+) \|", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert with_files - {name for cell in table for name in cell.split(", ")} == set()

    catalogue = [t for path in project.catalogue_files() for t in read(path)]
    titled = {
        str(t.subject).strip("<>") for t in catalogue if t.predicate.value == PREFIXES["dcterms"] + "title"
    }
    assert {f"https://w3id.org/iccis/catalog#{name}" for name in NAMES} - titled == set()

    look = (ROOT / "web/src/network-look.js").read_text("utf-8")
    assert [layer.name for layer in LAYERS if layer.classes and f"\n  {layer.name}: " not in look] == []


def test_a_file_of_no_layer_is_refused(tmp_path: Path) -> None:
    """A misspelled name in `kg/` does not make a graph that no question sees."""
    path = make_tree(tmp_path) / "kg/reedings/china.ttl"
    path.parent.mkdir()
    path.write_text("<urn:a> <urn:b> <urn:c> .\n", "utf-8")
    with pytest.raises(IccisError, match=r"kg/reedings: there is no layer reedings") as caught:
        list(project.data_files(tmp_path))
    assert "readings" in caught.value.hint


SEEN = """
from iccis.check.consistency import layers
from iccis.core.project import BESIDE, scope
from iccis.data.store import load, triples
from iccis.publication.edition import edition
from iccis.publication.site.front import downloads
from iccis.publication.site.data import graph

assert BESIDE[-1] == "remarks" and "remarks" in scope("with links") and "remarks" not in scope("closure")
given = edition()
[row] = [row for row in next(iter(downloads(given)))[2] if row[0] == "remarks"]
assert row[1].startswith("what people remark; 3"), row
assert any(node["layer"] == "remarks" for node in graph(given)["nodes"])
assert "remarks" in given.graphs
problems = layers({layer: list(given.graphs[layer]) for layer in ("concepts", "remarks")})[1]
assert [problem.message.rsplit("/")[-1] for problem in problems] == ["remarks"], problems
"""


def test_a_layer_that_is_entered_in_the_registry_is_seen_everywhere(tmp_path: Path) -> None:
    """One line in the registry and a file: sets of graphs, the edition, its pages and the check have it."""
    tree = make_tree(tmp_path / "tree")
    things = '<remark/1> a iccis:Remark ; iccis:next <code/pledge/1> ; skos:prefLabel "a remark"@en .\n'
    head = (tree / "kg/actors.ttl").read_text("utf-8").split("\n<")[0]
    (tree / "kg/remarks.ttl").write_text(f"{head}\n{things}", "utf-8")
    with (tree / "kg/concepts.ttl").open("a", encoding="utf-8") as concepts:
        concepts.write("<norm/1.1> iccis:next <remark/1> .\n")
    with (tree / "ontology/ontology.ttl").open("a", encoding="utf-8") as terms:
        terms.write('iccis:Remark a owl:Class .\n<urn:x> owl:versionInfo "1" .\n')

    shutil.copytree(
        PACKAGE, tmp_path / "changed/iccis", ignore=shutil.ignore_patterns("__pycache__", "built")
    )
    registry = tmp_path / "changed/iccis/core/project.py"
    text = registry.read_text("utf-8")
    entry = '    Layer("remarks", "what people remark", ("with links", "all"), ("Remark",)),\n'
    assert text.count("    Layer(CLOSURE") == 1
    registry.write_text(text.replace("    Layer(CLOSURE", entry + "    Layer(CLOSURE"), "utf-8")

    environment = os.environ | {"PYTHONPATH": str(tmp_path / "changed"), "ICCIS_ROOT": str(tree)}
    command = [sys.executable, "-c", SEEN]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
