"""Citations and names resolve to things, as lawyers and programs write them."""

import pytest

from iccis.core.namespaces import ID, ONTOLOGY
from iccis.data.facts import Facts
from iccis.data.resolve import MAX_CANDIDATES, MAX_LENGTH, find, resolve
from iccis.data.store import load


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Return the facts of the edition."""
    return Facts(dict.fromkeys(quad.triple for quad in load()))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("pledge 3", "code/pledge/3"),
        ("Pledge (c)", "code/pledge/3"),
        ("the third pledge", "code/pledge/3"),
        ("pledge three", "code/pledge/3"),
        ("eleventh pledge", "code/pledge/11"),
        ("pledge k", "code/pledge/11"),
        (f"{ID}code/pledge/3", "code/pledge/3"),
        ("preambular paragraph 3", "code/recital/3"),
        ("the third preambular para.", "code/recital/3"),
        ("Preamble, para. 4", "code/recital/4"),
        ("section I", "code/section/1"),
        ("para. 13(d)", "instrument/a-70-174/norm/d"),
        ("  norm\n 4.2 ", "norm/4.2"),
        ("norm 2.3", "norm/2.3"),
        ("norm a-70-174/c.1", "norm/a-70-174/c.1"),
        ("china", "actor/china"),
    ],
)
def test_a_name_leads_to_its_thing(facts: Facts, name: str, path: str) -> None:
    """By label, number, letter, word for a number, IRI, or what lawyers call it."""
    assert resolve(name, facts) == ("found", (ID + path,), "")
    assert find(name, facts) == ID + path


def test_a_name_of_several_things_is_ambiguous(facts: Facts) -> None:
    """All of them, in reading order."""
    resolution = resolve("5", facts)
    assert (resolution.outcome, resolution.reason) == ("ambiguous", '"5" matches more than one thing')
    assert {f"{ID}code/pledge/5", f"{ID}code/recital/5"} <= set(resolution.iris)


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("pledge 12", "code/pledge/2", 'no "pledge 12": there are pledge 1 to pledge 11'),
        ("The preamble", "code/recital/1", 'no "The preamble": there are recital 1 to recital 8'),
        ("chnia", "actor/china", 'no thing is called "chnia"'),
        ("6(d)", "", 'no thing is called "6(d)"'),
        ("\u4e16\u754c", "", 'no thing is called "\u4e16\u754c"'),
        (
            "https://example.org/norm",
            "aspect/norm",
            f"the IRIs of this edition begin with {ID} or {ONTOLOGY}",
        ),
        ("x" * MAX_LENGTH, "", ""),
    ],
)
def test_what_nothing_is_called_gets_the_nearest(facts: Facts, name: str, path: str, reason: str) -> None:
    """Never nothing, whatever the name is."""
    resolution = resolve(name, facts)
    assert resolution.outcome == "not in this edition"
    assert 0 < len(resolution.iris) <= MAX_CANDIDATES
    assert not path or ID + path in resolution.iris
    assert resolution.reason.startswith(reason)


@pytest.mark.parametrize("name", ["", " \n", "x" * (MAX_LENGTH + 1)])
def test_what_is_no_name_is_refused(facts: Facts, name: str) -> None:
    """Nothing, and more than a name has."""
    assert resolve(name, facts) == ("refused", (), f"a name has 1 to {MAX_LENGTH} characters")
