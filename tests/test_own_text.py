"""The page on texts of one's own, followed from its first command to its last."""

from pathlib import Path

import pytest

from documents import ROOT, blocks, follow


def test_a_reader_gets_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From plain text to data that conform, outside the checkout."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    steps = list(blocks((ROOT / "docs" / "own-text.md").read_text("utf-8")))
    assert [step.language for step in steps].count("console") == 7
    lead = ""
    for step in steps:
        lead = step.lead or lead
        follow(step._replace(lead=lead), tmp_path)
