"""Reports from other projects' users that were tried here: each has a test."""

import ast
import csv
import re
from pathlib import Path

TESTS = Path(__file__).parent


def reports() -> list[dict[str, str]]:
    """Rows of the log."""
    with (TESTS / "reports.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_report_names_its_source_and_a_test_that_exists() -> None:
    """`test` is a file in tests/ and a function in it; `report` is a repository and a number."""
    for row in reports():
        assert set(row) == {"report", "kind", "input", "result", "test"}, row
        assert all(row.values()), row
        assert re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", row["report"]), row
        name, _, function = row["test"].partition("::")
        tree = ast.parse((TESTS / name).read_text("utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, row


def test_no_report_is_logged_twice() -> None:
    """A report has one row."""
    names = [row["report"] for row in reports()]
    assert sorted(names) == sorted(set(names))
