"""The rooms of the package: each imports only those above it, and no import goes round."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src"
PACKAGE = SOURCES / "iccis"
ROOMS = ("core", "data", "closure", "questions", "check", "publication", "service", "cli")
"""In the order of dependence: what a room imports stands in it or before it."""


def module_name(path: Path) -> str:
    """Dotted name of a module or package."""
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in PACKAGE.rglob("*.py")}


def imports(path: Path) -> Iterator[str]:
    """Modules of the project that a file imports: anywhere in it, inside functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield from (name for name in (inside, str(node.module)) if name in MODULES)


GRAPH = {name: set(imports(path)) - {name} for name, path in MODULES.items()}


def room(module: str) -> int:
    """Place of a module's room in the order; the package itself comes last."""
    parts = module.split(".")
    return ROOMS.index(parts[1]) if len(parts) > 1 and parts[1] in ROOMS else len(ROOMS)


def test_everything_is_in_a_room() -> None:
    """Beside the rooms there is only the package itself, and what `python -m iccis` runs."""
    assert {name for name in MODULES if room(name) == len(ROOMS)} == {"iccis", "iccis.__main__"}
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"} == {
        *ROOMS
    }


def test_no_room_imports_one_below_it() -> None:
    """What a module imports stands in its own room or in one before."""
    assert len(GRAPH) > 80
    upward = [f"{a} imports {b}" for a, found in GRAPH.items() for b in found if room(b) > room(a)]
    assert sorted(upward) == []


def test_no_import_goes_round() -> None:
    """The modules can be put in one line; an import inside a function counts."""
    assert len(list(TopologicalSorter(GRAPH).static_order())) == len(GRAPH)


def test_tests_mirror_the_rooms() -> None:
    """Each folder of tests that is named as a room has the folders of that room, and no others."""
    tests = Path(__file__).parent
    for name in ROOMS:
        folders = {path.relative_to(tests / name) for path in (tests / name).rglob("*") if path.is_dir()}
        wanted = {path for path in folders if path.name != "__pycache__"}
        assert [str(path) for path in wanted if not (PACKAGE / name / path).is_dir()] == []
        assert list((tests / name).rglob("test_*.py"))
