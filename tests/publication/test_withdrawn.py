"""The list of what is withdrawn: read whole, or refused with the line that is wrong."""

from pathlib import Path

import pytest

from iccis.core.errors import IccisError
from iccis.publication.withdrawn import withdrawn

HEADER = "iri,date,reason,replaced by\n"
GOOD = "https://w3id.org/iccis/id/norm/0.1,2026-11-24,counted twice,https://w3id.org/iccis/id/norm/1.1\n"


def tree(folder: Path, text: str) -> Path:
    """A tree with this list."""
    (folder / "kg").mkdir()
    (folder / "kg" / "withdrawn.csv").write_text(text, "utf-8")
    return folder


def test_each_row_says_what_when_why_and_what_instead(tmp_path: Path) -> None:
    """By the path of the IRI."""
    found = withdrawn(base=tree(tmp_path, HEADER + GOOD))["id/norm/0.1"]
    assert (found.date, found.reason) == ("2026-11-24", "counted twice")
    assert found.instead == "https://w3id.org/iccis/id/norm/1.1"


def test_no_list_is_an_empty_one(tmp_path: Path) -> None:
    """A tree need not have one."""
    assert withdrawn(base=tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", 1, "wrong columns"),
        ("iri,date\n", 1, "wrong columns"),
        (HEADER + GOOD + GOOD.replace("https://w3id.org/iccis/id/norm/0.1", "urn:x"), 3, "not an IRI of"),
        (HEADER + GOOD.replace("2026-11-24", "yesterday"), 2, "not a date"),
        (HEADER + GOOD.replace("counted twice", ""), 2, "its date and the reason"),
        (HEADER + "x\n", 2, "its date and the reason"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, text: str, place: int, message: str) -> None:
    """With its file and line."""
    with pytest.raises(IccisError, match=rf"withdrawn.csv:{place}: .*{message}"):
        withdrawn(base=tree(tmp_path, text))
