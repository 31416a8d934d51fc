"""Quotations and the anchors computed from them."""

from collections.abc import Iterable

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.turtle import read
from iccis.data import anchors, source

PARTS = source.provisions()
WHOLE = source.normalized_text(PARTS)


def quoted(words: str, *homes: str, once: bool = True) -> list[Triple]:
    """A thing that rests on `words` in the provisions at `homes`."""
    thing, home = NamedNode(ID + "thing"), anchors.STATED_IN if once else anchors.MENTIONED_IN
    return [
        Triple(thing, anchors.QUOTE, Literal(words)),
        *(Triple(thing, home, NamedNode(f"{ID}code/{path}")) for path in homes),
    ]


def values(triples: Iterable[Triple], name: str) -> list[str]:
    """Objects of a Web Annotation property, in order."""
    return [
        t.object.value
        for t in triples
        if isinstance(t.object, Literal) and t.predicate.value == PREFIXES["oa"] + name
    ]


def test_selectors_of_one_quotation() -> None:
    """An anchor has the exact words, words before and after them, and their offsets."""
    found = anchors.anchors(quoted("information space", "pledge/5"), PARTS)
    start, end = (int(values(found, name)[0]) for name in ("start", "end"))

    assert values(found, "exact") == ["information space"] == [WHOLE[start:end]]
    assert values(found, "prefix")[0] + "information space" + values(found, "suffix")[0] in WHOLE


def test_committed_anchors_are_current() -> None:
    """The anchor files are what the quotations give; `iccis text` writes them anew."""
    files = anchors.anchor_files(PARTS, anchors.quoting())
    assert {path.stem for path in files} >= {"actors", "concepts", "norms"}
    for path, triples in files.items():
        assert set(read(path)) == set(triples), f"{path} is not current: run `iccis text`"


def test_every_selector_resolves_once_and_at_its_offsets() -> None:
    """Quotation and position of every anchor select the same single place."""
    seen = 0
    for triples in anchors.anchor_files(PARTS, anchors.quoting()).values():
        rows = zip(
            *(values(triples, name) for name in ("exact", "prefix", "suffix", "start", "end")), strict=True
        )
        for exact, prefix, suffix, start, end in rows:
            assert WHOLE[int(start) : int(end)] == exact
            assert WHOLE.count(prefix + exact + suffix) == 1
            assert WHOLE.index(prefix + exact + suffix) + len(prefix) == int(start)
            seen += 1
    assert seen > 300


def test_a_mention_is_anchored_wherever_it_stands() -> None:
    """A name that stands twice in a provision has two anchors."""
    found = anchors.anchors(quoted("Uzbekistan", "narrative/3", once=False), PARTS)

    assert values(found, "exact") == ["Uzbekistan", "Uzbekistan"]


def test_words_stand_whole() -> None:
    """A quotation does not match inside a longer word."""
    with pytest.raises(IccisError, match="occurs in"):
        anchors.anchors(quoted("state", "adherence"), PARTS)


@pytest.mark.parametrize(
    ("triples", "message"),
    [
        (quoted("cyber peace", "pledge/2"), r"thing: none of its quotations occurs in code/pledge/2"),
        (quoted("Uzbekistan", "narrative/3"), r"thing: the quotation 'Uzbekistan' occurs 2 times"),
        (quoted("ICTs", "pledge/12"), r"thing: there is no provision code/pledge/12"),
        (quoted("ICTs", "pledge/2") + quoted("lost words", "pledge/2"), r"'lost words' occurs in none"),
    ],
)
def test_a_quotation_that_does_not_resolve_is_named(triples: list[Triple], message: str) -> None:
    """A quotation that stands nowhere, or more than once where it is stated, is refused with its subject."""
    with pytest.raises(IccisError, match=message):
        anchors.anchors(triples, PARTS)
