"""Pictures: well formed, nothing outside or on top of another, nothing left out."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.pictures.drawing import LINE, Box, extent, palette, spread
from iccis.publication.pictures.network import TOWARDS, norms
from iccis.publication.site.picture_pages import PICTURES, drawing, pages, standalone
from iccis.publication.site.render import page_of

SVG = "{http://www.w3.org/2000/svg}"


def boxes(given: Edition, name: str) -> list[Box]:
    """All boxes of a picture."""
    return [box for some in PICTURES[name](given).boxes.values() for box in some]


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_well_formed_and_says_what_it_shows(given: Edition, name: str) -> None:
    """Every picture is XML with a title and a description that its root names."""
    root = ElementTree.fromstring(standalone(given, name))
    named = {e.get("id"): e.text for e in root.iter() if e.get("id")}
    assert root.tag == SVG + "svg"
    assert all(named[one] for one in root.attrib["aria-labelledby"].split())


@pytest.mark.parametrize("name", PICTURES)
def test_every_box_lies_inside_and_none_on_another(given: Edition, name: str) -> None:
    """No box leaves the picture, and no two boxes share a point."""
    picture, found = PICTURES[name](given), boxes(given, name)
    assert len(found) > 9
    out = [
        b for b in found if b.x < 0 or b.y < 0 or b.right > picture.width or b.y + b.height > picture.height
    ]
    assert not out
    assert not [(a.label, b.label) for a, b in combinations(found, 2) if overlap(a, b)]


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes share a point."""
    return a.x < b.right and b.x < a.right and a.y < b.y + b.height and b.y < a.y + a.height


@pytest.mark.parametrize("name", PICTURES)
def test_words_stay_in_their_box(given: Edition, name: str) -> None:
    """The lines of a label hold all of it, fit into the box, and are not broken where there is room."""
    for box in boxes(given, name):
        if box.lines and name != "strengths":
            assert " ".join(box.lines).casefold() == " ".join(box.label.split()).casefold(), box.iri
        size = 15 if box.height == LINE + 8 else 13
        note = extent(box.note, 11) + 10 if box.note else 0
        assert all(box.inset + extent(line, size) + note <= box.width for line in box.lines), box
        assert all(box.y < y < box.y + box.height for y, _ in box.baselines()), box
        assert len(box.lines) < 2 or box.inset + extent(box.label, size) + note > box.width - 90, box


def test_numbers_of_norms_stay_before_their_words(given: Edition) -> None:
    """In the network, the number of a norm fits into the room before its words."""
    norms = [box for box in boxes(given, "network") if box.number]
    assert len(norms) > 40
    assert [box for box in norms if extent(box.number, 12) + 12 >= box.inset] == []


@pytest.mark.parametrize("name", PICTURES)
def test_links_lead_to_pages_of_things(given: Edition, name: str) -> None:
    """Every link of a picture leads, from where the file lies, to the page of a thing or to a term."""
    root = ElementTree.fromstring(standalone(given, name))
    found = {e.attrib["href"] for e in root.iter(SVG + "a")}
    pages = {f"../{page_of(iri)}" for iri in given.things}
    assert found
    assert not [href for href in found - pages if not href.startswith("../ontology.html#")]


def ends(facts: Facts, norm: str) -> list[str]:
    """Bearers of a norm, or of the positions that it affirms."""
    return [
        bearer for thing in (norm, *facts.values(norm, "affirms")) for bearer in facts.values(thing, "bearer")
    ]


def test_network_draws_every_norm_with_all_its_relations(given: Edition) -> None:
    """Each norm has a box, a line from its bearer if it has a name, and one to each actor or principle."""
    picture, found = PICTURES["network"](given), norms(given.as_written)
    assert [box.iri for box in picture.boxes["norms"]] == found
    assert set(found) == {i for i in given.things if "Norm" in given.facts.kinds(i)}
    lines = {(line.source, line.kind, line.target) for line in picture.lines if line.kind != "lane"}
    kinds = {box.iri: box.kind for box in picture.boxes["norms"]}
    facts = given.as_written
    named = {n: [b for b in ends(facts, n) if "Actor" in given.facts.kinds(b)] for n in found}
    assert {kinds[n] for n in found if not named[n]} == {"affirmation"}
    assert lines == {(bearer, kinds[n], n) for n in found for bearer in named[n]} | {
        (n, relation, other) for n in found for relation in TOWARDS for other in facts.values(n, relation)
    }


def test_lines_of_the_network_end_at_their_boxes(given: Edition) -> None:
    """A lane starts at its bearer, a branch reaches its norm, a curve leads from a norm to its other end."""
    picture = PICTURES["network"](given)
    bearers, middle, others = (
        {box.iri: box for box in picture.boxes[part]} for part in ("bearers", "norms", "others")
    )

    def touches(box: Box, edge: int, x: int, y: int) -> bool:
        return x == edge and abs(y - box.middle) <= 5

    for line in picture.lines:
        numbers = [int(number) for number in re.findall(r"\d+", line.path)]
        (a, b), (c, d) = numbers[:2], numbers[-2:]
        if line.kind == "lane":
            assert touches(bearers[line.source], bearers[line.source].right, a, b)
        elif line.kind in TOWARDS:
            assert touches(middle[line.source], middle[line.source].right, a, b)
            assert touches(others[line.target], others[line.target].x, c, d)
        else:  # the last command of a branch is horizontal
            assert touches(middle[line.target], middle[line.target].x, d, c)


def test_concepts_are_all_drawn_once_and_under_their_broader_ones(given: Edition) -> None:
    """Each concept of a scheme has one row; a narrower one stands to the right of its broader one, joined."""
    facts, picture = given.as_written, PICTURES["concepts"](given)
    rows = picture.boxes["concepts"]
    at = {box.iri: box for box in rows}
    assert len(at) == len(rows)
    assert set(at) == {
        i for i in given.things if "Concept" in given.facts.kinds(i) and facts.values(i, "skos:inScheme")
    }
    broader = [(i, b) for i in at for b in facts.values(i, "skos:broader")]
    assert broader
    assert all(at[i].x > at[b].x and at[i].y > at[b].y for i, b in broader)
    assert sorted((line.source, line.target) for line in picture.lines) == sorted(broader)


def test_strengths_mark_every_norm_in_the_column_of_its_clause(given: Edition) -> None:
    """Each norm is one mark, under the head of its clause and beside the name of its strength."""
    picture = PICTURES["strengths"](given)
    heads = {box.iri: box for box in picture.boxes["heads"]}
    rows = {box.iri: box for box in picture.boxes["rows"]}
    facts = given.as_written
    assert len(picture.boxes["marks"]) == len(norms(facts))
    for mark in picture.boxes["marks"]:
        head, row = heads[facts.one(mark.iri, "statedIn")], rows[facts.one(mark.iri, "hasStrength")]
        assert head.x <= mark.x < head.right
        assert row.y <= mark.y < row.y + row.height


def test_picture_alone_brings_its_colours_for_light_and_dark(given: Edition) -> None:
    """A file of a picture defines each colour that it uses, twice; a picture in a page defines none."""
    for name in PICTURES:
        text = standalone(given, name).decode()
        used = set(re.findall(r"var\((--[\w-]+),#\w+\)", text))
        assert used
        assert "var(" not in re.sub(r"var\(--[\w-]+,#\w+\)", "", text)
        assert all(len(re.findall(rf"{colour}: #", palette())) == 2 for colour in used)
        assert "prefers-color-scheme:dark" in text
    files = pages(given)
    assert b"<style" not in files["network.html"]() + files["concepts.html"]()


def test_page_says_in_words_what_its_picture_shows(given: Edition) -> None:
    """Outside the picture, the page of the network links each norm and what it is related to."""
    for path, name in (
        ("network.html", "network"),
        ("network.html", "strengths"),
        ("concepts.html", "concepts"),
    ):
        text = re.sub(r"<svg.*?</svg>", "", pages(given)[path]().decode(), flags=re.S)
        assert not [
            box.iri
            for box in boxes(given, name)
            if f'href="{page_of(box.iri)}"' not in text and box.kind != "clause"
        ]


def test_boxes_that_want_the_same_place_share_it_fairly() -> None:
    """Boxes keep their order and their distance, and stay between top and bottom."""
    tops = spread([10, 90, 92, 500], [20, 20, 20, 20], 5, 0, 300)
    assert tops == sorted(tops)
    assert all(b - a >= 25 for a, b in pairwise(tops))
    assert (tops[0], tops[-1] + 20) == (0, 300)


def test_drawn_in_a_page_links_are_relative_to_the_page(given: Edition) -> None:
    """No link of a page of pictures is absolute, so that it works under any path."""
    assert drawing(given, "network")["palette"] == ""
    assert f'href="{SITE}id/'.encode() not in pages(given)["network.html"]()
