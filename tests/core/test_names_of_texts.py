"""The program knows no text by name: which texts there are is said by tables and data alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import iccis

PACKAGE = Path(iccis.__file__).parent
NAMES = re.compile(r"\bthe Code\b|Code of Conduct|A/66/359|a-66-359|\bcode/|2011|2015")
"""The Code's names, symbol, path and years."""
MEANT = re.compile(r"<code>|</code>|>code/")
"""The element of HTML, which is called so, too."""


def strings(source: str) -> Iterator[tuple[int, str]]:
    """Strings of a program with their lines, except docstrings, whose examples may be of any text."""
    tree = ast.parse(source)
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield node.lineno, node.value


def test_no_program_and_no_template_names_a_text() -> None:
    """Names, paths and years of the Code stand in `kg/` and `queries/`, and in examples of docstrings."""
    programs = [path for path in PACKAGE.rglob("*.py") if "bundled" not in path.parts]
    templates = [*(PACKAGE / "publication" / "site" / "templates").iterdir()]
    assert len(programs) > 100
    assert len(templates) > 30
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text[:80]}"
        for path in programs
        for line, text in strings(path.read_text("utf-8"))
        if NAMES.search(text)
    ]
    found += [
        f"{path.relative_to(PACKAGE)}:{line}: {text[:80]}"
        for path in templates
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NAMES.search(MEANT.sub("", text))
    ]
    assert found == []


def test_a_name_in_a_string_would_be_found() -> None:
    """The check above can fail, and leaves docstrings alone."""
    assert [text for _, text in strings('"""Of the Code."""\nNAME = "the Code"\n')] == ["the Code"]
