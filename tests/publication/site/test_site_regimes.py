"""The pages that compare instruments: every pair is there, and leads to its comparison and its evidence."""

import re

import pytest

from iccis.core.namespaces import ID, SITE
from iccis.publication.contents import publication
from iccis.publication.edition import Edition
from iccis.publication.files import Publication
from iccis.publication.site.regimes import matrix, subjects
from iccis.publication.site.render import page_of
from iccis.publication.things.regimes import compare, regimes, rules_of, surveys

SURVEY = "id/norm-survey/code/a-70-174.html"


@pytest.fixture(scope="module")
def pages(given: Edition) -> Publication:
    """Return the publication, of which single pages are made."""
    return publication(given)


def test_each_survey_is_listed_and_has_a_page(given: Edition, pages: Publication) -> None:
    """The page of all instruments leads to each."""
    text = pages["regimes.html"].decode()
    found = surveys(given.with_links)
    assert found
    for survey in found:
        assert f'href="{page_of(survey.iri)}"' in text


def test_each_pair_has_a_cell_and_an_entry_with_its_evidence(given: Edition, pages: Publication) -> None:
    """The cell names its norms and every relation, for those who do not see the signs."""
    text = pages[SURVEY].decode()
    comparison = compare(given.with_links, ID + "code", ID + "instrument/a-70-174")
    cells = dict(re.findall(r'<td><a href="([^"]+)"[^>]* aria-label="([^"]+)"', text))
    for pair in comparison.pairs:
        words = cells.get("../../../" + page_of(pair.iri))
        if pair.first in comparison.norms[0]:
            assert words
        if words:
            assert words.startswith(f"{pair.first.number} and {pair.second.number}; who: ")
        assert f'href="../../../{page_of(pair.iri)}">Comparison</a>' in text
    assert f"An empty cell: {comparison.absence}." in text


def test_the_matrix_has_each_norm_once(given: Edition) -> None:
    """Rows are norms of the first, by provision; cells are those of the second."""
    comparison = compare(given.with_links, ID + "code", ID + "instrument/a-70-174")
    rows = [row for _, rows in matrix(comparison) for row in rows]
    iris = [rule.iri for rule, _ in rows]
    assert len(iris) == len(set(iris))
    assert {rule.iri for rule in comparison.norms[0]} <= set(iris)
    assert {len(cells) for _, cells in rows} == {len(comparison.norms[1])}
    assert sum(len(pairs) for _, cells in rows for pairs in cells) == len(comparison.pairs)


def test_subjects_are_shared_or_of_one_instrument(given: Edition) -> None:
    """Every concept of a norm is in one list; what is shared has norms of two instruments or more."""
    norms = [rules_of(given.with_links, regime.iri) for regime in regimes(given.with_links)]
    concepts = next(subject for subject in subjects(norms) if subject.heading == "Concepts")
    shown = [
        group.thing.iri for group in (*concepts.shared, *(g for single in concepts.single for g in single))
    ]
    assert sorted(shown) == sorted({end.iri for rules in norms for rule in rules for end in rule.concepts})
    assert all(sum(map(bool, group.norms)) > 1 for group in concepts.shared)


def test_norms_of_2011_stand_beside_those_of_2015(given: Edition, pages: Publication) -> None:
    """Under its pledge, each pair with its comparison; what has none is said to have none there."""
    text = pages["revision.html"].decode()
    comparison = compare(given.with_links, ID + "code", ID + "instrument/a-69-723")
    sections = {
        part[1]: part[0]
        for part in re.findall(r'(<section class="versions" id="([\w-]+)".*?</section>)', text, re.S)
    }
    assert comparison.pairs
    for pair in comparison.pairs:
        number = pair.first.provision.iri.rpartition("/")[2]
        assert f'href="{page_of(pair.iri)}">Comparison</a>' in sections[f"pledge-{number}"]
    for rule in comparison.alone[0]:
        if "/pledge/" in rule.provision.iri:
            section = sections[f"pledge-{rule.provision.iri.rpartition('/')[2]}"]
            assert f">{rule.number}</a>" in section
            assert comparison.absence in section
    new = text.partition('<h2 id="new">')[2].partition("</section>\n<section aria-labelledby")[0]
    assert all(page_of(rule.iri) in new for rule in comparison.alone[1])


def test_pages_of_norms_and_comparisons_say_what_they_are(pages: Publication) -> None:
    """The kind, the evidence and the pairs of a described norm; both norms of a comparison."""
    norm = pages["id/norm/a-70-174/e.1.html"].decode()
    assert "<dt>Evidence</dt>" in norm
    assert "Compared in" in norm
    comparison = pages["id/norm-comparison/1.2/a-70-174/e.1.html"].decode()
    assert f'href="../../../../{page_of(SITE + "id/norm/1.2")}"' in comparison
    assert "<dt>How firmly</dt>" in comparison
