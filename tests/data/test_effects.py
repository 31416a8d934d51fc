"""What words are to the norms of a clause, and what a change of them does."""

import pytest

from iccis.core.namespaces import ID
from iccis.data.difference import Difference
from iccis.data.effects import DEGREES, Effect, Mark, effects, marks, plain_effects
from iccis.data.facts import Facts
from iccis.data.store import load

NORM = Mark(0, 40, "words", "urn:n", "urn:n")
VERB = Mark(10, 20, "verb", "urn:n", "urn:action")
PLACE = Mark(20, 30, "object", "urn:n", "urn:object")


@pytest.mark.parametrize(
    ("kind", "start", "end", "removed", "added", "expected"),
    [
        ("replaced", 10, 20, ["use"], ["sell"], [Effect("verb", ("urn:n",), "urn:action")]),
        ("dropped", 20, 30, ["peace"], [], [Effect("object", ("urn:n",), "urn:object")]),
        ("dropped", 15, 25, ["a", "b"], [], [Effect("verb", ("urn:n",), "urn:action")]),
        ("dropped", 30, 35, ["x"], [], [Effect("words", ("urn:n",))]),
        ("dropped", 40, 45, ["x"], [], []),
        ("dropped", 20, 30, ["not"], [], [Effect("negation", ("urn:n",))]),
        ("replaced", 22, 30, ["shall"], ["may"], [Effect("object", ("urn:n",), "urn:object")]),
        ("replaced", 10, 20, ["shall"], ["may"], [Effect("strength", ("urn:n",))]),
        ("added", 15, 15, [], ["x"], [Effect("verb", ("urn:n",), "urn:action")]),
        ("added", 35, 35, [], ["x"], [Effect("words", ("urn:n",))]),
        ("replaced", 7, 9, ["to"], ["may"], [Effect("strength", ("urn:n",))]),
        ("added", 10, 10, [], ["may"], [Effect("strength", ("urn:n",))]),
        ("added", 25, 25, [], ["x"], [Effect("object", ("urn:n",), "urn:object")]),
        ("added", 25, 25, [], ["may"], [Effect("object", ("urn:n",), "urn:object")]),
        ("added", 0, 0, [], ["some"], []),
        ("punctuation", 12, 13, [","], [], []),
        ("added", 40, 40, [], ["never"], [Effect("negation", ("urn:n",))]),
        ("added", 41, 41, [], ["never"], []),
    ],
)
def test_the_most_telling_part_is_named(
    kind: str, start: int, end: int, removed: list[str], added: list[str], expected: list[Effect]
) -> None:
    """A negation, a degree at the head of the norm, or else that in the words of which the change falls."""
    change = Difference(kind, start, end, removed, added)
    assert effects([NORM, VERB, PLACE], change) == expected


def test_words_that_tell_by_themselves() -> None:
    """Degrees are single words, as tokens are."""
    assert {"shall", "may", "endeavor", "voluntarily", "binding", "possible"} <= DEGREES
    assert all(word.isalpha() and word.islower() for word in DEGREES)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("code/pledge/2", {("negation", "Not", "2.1"), ("verb", "use", "2.1"), ("object", "ICTs", "2.1")}),
        ("code/pledge/4", {("strength", "endeavor", "4.1"), ("verb", "ensure", "4.1")}),
        ("code/pledge/9", {("qualifier", "on information security", "9.1")}),
        ("code/pledge/9", {("purpose", "capacity-building", "9.1")}),
        ("code/adherence", {("bearer", "all states", "adherence.2")}),
        (
            "code/pledge/9",
            {("addressee", "developing countries", "9.1"), ("subject", "close the digital divide", "9.2")},
        ),
    ],
)
def test_words_of_a_clause_are_parts_of_its_norms(clause: str, expected: set[tuple[str, str, str]]) -> None:
    """As the data say, by the anchors of the things that the words name."""
    facts = Facts(dict.fromkeys(quad.triple for quad in load()))
    text, start = facts.one(ID + clause, "text"), int(facts.one(ID + clause, "textStart"))
    found = {
        (m.what, text[m.start - start : m.end - start], m.norm.removeprefix(f"{ID}norm/"))
        for m in marks(facts, ID + clause)
    }
    assert expected <= found, sorted(found)


@pytest.mark.parametrize(("count", "listed"), [(1, 1), (4, 4), (5, 4), (9, 4)])
def test_many_norms_are_counted(count: int, listed: int) -> None:
    """Four are listed, with their labels; the number of all follows if there are more."""
    effect = Effect("bearer", tuple(f"{ID}norm/{n}" for n in range(count)), f"{ID}actor/china")
    (found,) = plain_effects(Facts([]), [effect])
    assert found["thing"] == {"iri": f"{ID}actor/china", "label": "actor/china"}
    assert found["norms"] == [{"iri": f"{ID}norm/{n}", "label": f"norm/{n}"} for n in range(listed)]
    assert found.get("number of norms") == (count if count > listed else None)
