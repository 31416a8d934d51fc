"""Validating people's own data."""

import subprocess
import sys
from pathlib import Path

import pytest

from iccis.check.shapes import validate_files
from iccis.core.errors import IccisError

GOOD = Path(__file__).parents[1] / "bad" / "good.ttl"
EXTENSION = """@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/norm> a iccis:Obligation ;
    iccis:bearer <https://w3id.org/iccis/id/actor/subscribing-state> .
"""


def test_another_instrument_conforms() -> None:
    """An instrument modelled with the ontology needs nothing of the Code's."""
    assert validate_files([GOOD]).conforms


def test_an_extension_is_validated_with_the_code(tmp_path: Path) -> None:
    """What an extension lacks is named with the line of its file."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(EXTENSION, "utf-8")
    report = validate_files([mine], with_code=True)

    assert {p.constraint for p in report.problems} >= {"Norm-action", "Norm-strength", "Bound-duty"}
    assert {p.subject for p in report.problems} == {"https://example.org/norm"}
    assert {p.place for p in report.problems} == {f"{mine}:3"}


def test_contradictions_are_problems(tmp_path: Path) -> None:
    """Data that contradict the ontology do not conform, and what clashes is named."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "<urn:x> a <https://w3id.org/iccis/ontology#State> , <https://w3id.org/iccis/ontology#Role> ."
    )

    assert any(
        p.constraint.startswith("cax-") and p.subject == "urn:x" for p in validate_files([mine]).problems
    )


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    """A file that is missing or malformed is an error, not a problem of the data."""
    (tmp_path / "x.ttl").write_text("nonsense", "utf-8")
    for name in ("x.ttl", "missing.ttl"):
        with pytest.raises(IccisError, match=name):
            validate_files([tmp_path / name])


@pytest.mark.parametrize(("text", "status"), [(None, 0), (EXTENSION, 1), ("nonsense", 2)])
def test_exit_status(tmp_path: Path, text: str | None, status: int) -> None:
    """0 conforms, 1 does not, 2 cannot be read; problems on stdout, words on stderr."""
    path = tmp_path / "x.ttl"
    path.write_text(text or GOOD.read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "iccis", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == status
    assert bool(done.stdout) == (status == 1)
    assert "Traceback" not in done.stderr
