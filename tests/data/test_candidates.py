"""Candidates of norms: what their words suggest."""

from pathlib import Path

import pytest

from iccis.core.instruments import instruments
from iccis.data.candidates import Candidate, candidates
from iccis.data.new_project import make_project
from iccis.data.source import provisions


def suggested(text: str, folder: Path) -> list[Candidate]:
    """Candidates of a text."""
    file = folder / "text.txt"
    file.write_text(f"Charter\n\n{text}\n", "utf-8")
    [instrument] = instruments(make_project("w", file, folder / "new", language="en").folder)
    return list(candidates(provisions(instrument)))


@pytest.mark.parametrize(
    ("words", "kind", "strength", "verb"),
    [
        ("Each Party is obliged to pay.", "Obligation", "firm", "pay"),
        ("The Parties are required to pay.", "Obligation", "firm", "pay"),
        ("The Bureau is requested to report.", "Obligation", "", "report"),
        ("Each Party is prohibited from paying.", "Prohibition", "firm", "paying"),
        ("Each Party shall pro-\ntect it.", "Obligation", "firm", "pro-tect"),
    ],
)
def test_verbs_that_bind(words: str, kind: str, strength: str, verb: str, tmp_path: Path) -> None:
    """Not only *shall*; a divided word stays whole."""
    [found] = suggested(f"1. {words}", tmp_path)
    assert (found.kind, found.strength, found.verb) == (kind, strength, verb)


@pytest.mark.parametrize(
    "words",
    [
        "Article 5\nCompensation\n\nEach Party shall pay.",
        "Article 5. Compensation\nEach Party shall pay.",
        "Article 5\nEach Party shall pay.",
        "Article 5\n\nEach Party shall\npay.",
    ],
)
def test_the_heading_of_an_article_is_no_part_of_its_sentences(words: str, tmp_path: Path) -> None:
    """On the line of its number, on the next one, or absent."""
    [found] = suggested(words, tmp_path)
    assert (found.bearer, found.quote) == ("Each Party", "Each Party shall pay")
