"""Citations and names resolve to things, as lawyers and programs write them."""

import pytest

from iccis.core.namespaces import ID, ONTOLOGY
from iccis.data.facts import Facts
from iccis.data.resolve import MAX_CANDIDATES, MAX_LENGTH, among, find, resolve
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
        ("Pledge III", "code/pledge/3"),
        ("pledge iv", "code/pledge/4"),
        ("pledge (i)", "code/pledge/9"),
        ("operative paragraph 3", "code/pledge/3"),
        ("principle of sovereignty", "principle/sovereignty"),
        ("annex to A/66/359", "code/en-a-66-359"),
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
    assert resolve(name, facts)[:3] == ("found", (ID + path,), "")
    assert find(name, facts) == ID + path


@pytest.mark.parametrize("name", ["4", "(4)", "para. 4", "paragraph 4", "article 4", "no. 4"])
def test_a_number_is_that_of_any_provision(facts: Facts, name: str) -> None:
    """All of them, in reading order, whatever a provision is called; and nothing but provisions."""
    resolution = resolve(name, facts)
    assert (resolution.outcome, resolution.reason) == ("ambiguous", f'"{name}" matches more than one thing')
    others = ("instrument/a-res-64-211/paragraph/4", "instrument/a-res-64-211/preamble/4")
    assert resolution.iris == tuple(ID + path for path in ("code/pledge/4", "code/recital/4", *others))


@pytest.mark.parametrize(
    ("name", "kind", "last"),
    [("pledges", "pledge", 11), ("recital", "recital", 8), ("The preamble", "recital", 8)],
)
def test_a_kind_without_a_number_is_any_of_them(facts: Facts, name: str, kind: str, last: int) -> None:
    """One or many: it says which numbers there are."""
    members = tuple(f"{ID}code/{kind}/{number}" for number in range(1, last + 1))
    assert resolve(name, facts)[:3] == ("ambiguous", members, f'"{name}" needs a number from 1 to {last}')


def test_the_nearest_come_in_order(facts: Facts) -> None:
    """By number from the last that there is; after a misspelling, in reading order where none is nearer."""
    pledges = [f"{ID}code/pledge/{number}" for number in range(12)]
    for name in ("pledge 12", pledges[0].replace("/0", "/12")):
        assert resolve(name, facts).iris == tuple(pledges[11:3:-1])
    assert resolve("plegde 3", facts).iris[:4] == tuple(pledges[number] for number in (3, 1, 2, 4))


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("annex to A/66/359", ["code/en-a-66-359"]),
        ("the annex", ["code/en-a-66-359"]),
        ("french", ["press-release/fr"]),
        ("press text of the Code", ["code/en"]),
        ("English", ["code/en", "code/en-a-66-359"]),
    ],
)
def test_some_words_of_its_label_name_a_witness(facts: Facts, name: str, paths: list[str]) -> None:
    """As long as no other has them; of none, there is no witness."""
    witnesses = facts.subjects("rdf:type", f"{ONTOLOGY}Witness")
    assert among(name, facts, witnesses).iris == tuple(ID + path for path in paths)
    assert among("the Latin one", facts, witnesses).outcome == "not in this edition"
    assert among("the", facts, witnesses).outcome == "not in this edition"


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("pledge 12", "code/pledge/11", "there is no pledge 12; the pledges are numbered 1 to 11"),
        (f"{ID}code/pledge/12", "code/pledge/11", "there is no pledge 12; the pledges are numbered 1 to 11"),
        (f"{ID}norm/99.9", "norm/9.1", f"nothing here has the IRI {ID}norm/99.9"),
        (f"{ONTOLOGY}Plegde", "", f"the ontology has no term {ONTOLOGY}Plegde"),
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
    assert resolve(name, facts)[:3] == ("refused", (), f"a name has 1 to {MAX_LENGTH} characters")
