"""Search: all words, wherever a thing holds them."""

from pathlib import Path

import pytest

from iccis.core.namespaces import ID
from iccis.data.search import search
from iccis.data.store import load
from small_tree import make_tree

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


def test_search_finds_all_words_in_any_case(tree: Path) -> None:
    """Texts, labels and other labels are searched; all words must be there."""
    store = load(base=tree)
    assert [hit.iri.removeprefix(ID) for hit in search(["charter", "UN"], store)] == ["code/pledge/1"]
    assert [hit.kind for hit in search(["ЦИФРА"], store)] == ["Concept"]
    assert [hit.label for hit in search(["china"], store)] == ["China"]
    assert search(["charter", "attack"], store) == []
    assert [hit.iri.removeprefix(ID) for hit in search(["pledge"], store)] == [
        f"code/pledge/{n}" for n in (1, 2, 10)
    ]


def test_a_snippet_shows_the_hit() -> None:
    """The words around the hit in a long text, with marks where it is cut."""
    found = search(["independent control"], load())
    assert any(
        hit.kind == "Pledge" and "independent control" in hit.snippet and "…" in hit.snippet for hit in found
    )


@pytest.mark.parametrize(
    ("words", "snippet"),
    [
        ("alpha", f"alpha {'b' * 39}…"),
        ("gamma", f"…{'b' * 39} gamma {'d' * 39}…"),
        ("omega", f"…{'d' * 39} omega"),
    ],
)
def test_a_snippet_has_forty_characters_on_each_side(tree: Path, words: str, snippet: str) -> None:
    """An ellipsis stands where the text goes on, and nowhere else; no space stands beside it."""
    text = f"alpha {'b' * 40} gamma {'d' * 40} omega"
    with (tree / "kg/actors.ttl").open("a", encoding="utf-8") as file:
        file.write(f'<actor/long> a iccis:Actor ; skos:altLabel "{text}" .\n')

    assert [hit.snippet for hit in search([words], load(base=tree))] == [snippet]
