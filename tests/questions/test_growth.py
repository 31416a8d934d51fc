"""How the work of questions grows with the instruments of a project."""

import pytest
from pyoxigraph import NamedNode

from growing import FEW, GENERATOR, MANY, SLACK, kept, made, rows
from iccis.core.namespaces import ID
from iccis.questions.binding import with_values
from iccis.questions.question import Question, questions
from iccis.questions.remote import standalone

SHARED = "094-find-readings-on-topic"
"""It grows with the texts, since they share the topic, and all their readings of it are the answer."""
ABOUT_ONE = [
    asked
    for asked in questions()
    if asked.params and all(param.kind != "string" for param in asked.params) and asked.name != SHARED
]
ABOUT_ALL = [asked for asked in questions() if not asked.params]
Cost = dict[str, tuple[int, int]]
"""Rows by question, among few and among many instruments."""


@pytest.fixture(scope="module")
def cost(tmp_path_factory: pytest.TempPathFactory) -> Cost:
    """What each question goes through, asked about the first instrument."""
    folders = [tmp_path_factory.mktemp("made") for _ in (FEW, MANY)]
    few, many = (kept(folder, made(folder, size)) for folder, size in zip(folders, (FEW, MANY), strict=True))
    return {asked.name: (rows(few, text(asked)), rows(many, text(asked))) for asked in ABOUT_ONE + ABOUT_ALL}


def text(asked: Question) -> str:
    """Return a question, with parameters, as it is sent to a store."""
    first = {p.name: NamedNode(GENERATOR.rename(ID + p.default, GENERATOR.path(1))) for p in asked.params}
    return standalone(with_values(asked.text, first))


@pytest.mark.parametrize("name", [asked.name for asked in ABOUT_ONE])
def test_a_question_about_one_instrument_does_not_pay_for_others(name: str, cost: Cost) -> None:
    """It goes through as many rows among several as alone."""
    few, many = cost[name]
    assert few > 0
    assert many <= SLACK * few


@pytest.mark.parametrize("name", [asked.name for asked in ABOUT_ALL])
def test_a_question_about_all_takes_as_much_for_each(name: str, cost: Cost) -> None:
    """What it goes through grows with the instruments, and not with their square."""
    few, many = cost[name]
    assert many <= SLACK * MANY / FEW * few
