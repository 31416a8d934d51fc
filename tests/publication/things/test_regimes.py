"""Norms of two instruments compared: pairs, what one of them alone asks, and what was never compared."""

import csv
import json
from io import StringIO
from itertools import combinations

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from documents import ROOT
from iccis.cli.main import cli
from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.things.regimes import (
    NO_COUNTERPART,
    NONE_IN_PARTS,
    NOT_COMPARED,
    compare,
    find_instrument,
    grouped,
    regimes,
    rules_of,
    surveys,
)

CODE, EXPERTS = ID + "code", ID + "instrument/a-70-174"
UNSURVEYED = """
@base <https://w3id.org/iccis/id/> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<x/1> eli:is_part_of <x> .
<y/1> eli:is_part_of <y> .
<norm/x/1.1> a iccis:DescribedNorm ; iccis:describes <x/1> ; skos:prefLabel "to act"@en .
<norm/y/1.1> a iccis:DescribedNorm ; iccis:describes <y/1> ; skos:prefLabel "to wait"@en .
"""


@pytest.fixture(scope="module")
def facts(given: Edition) -> Facts:
    """Return what is written, with links."""
    return given.with_links


def run(*args: str) -> Result:
    """Run `iccis compare`."""
    return CliRunner().invoke(cli, ["compare", *args])


def test_every_recorded_comparison_is_a_pair_of_its_two_instruments(facts: Facts) -> None:
    """Each once, and nothing else is one."""
    ends = [regime.iri for regime in regimes(facts)]
    found = [pair.iri for two in combinations(ends, 2) for pair in compare(facts, *two).pairs]
    assert sorted(found) == sorted(facts.subjects("rdf:type", ONTOLOGY + "NormComparison"))
    assert found


def test_a_norm_is_in_a_pair_or_alone(facts: Facts) -> None:
    """No norm is lost, and none is both."""
    for survey in surveys(facts):
        comparison = compare(facts, survey.first[0].iri, survey.second[0].iri)
        for side in (0, 1):
            paired = {(pair.first, pair.second)[side].iri for pair in comparison.pairs}
            alone = {rule.iri for rule in comparison.alone[side]}
            norms = {rule.iri for rule in comparison.norms[side]}
            assert norms - paired == alone, survey.iri


def test_a_comparison_is_read_from_both_ends(facts: Facts) -> None:
    """What is narrower or firmer from the one is wider or weaker from the other; the evidence is the same."""
    there, back = compare(facts, CODE, EXPERTS), compare(facts, EXPERTS, CODE)
    turned = {pair.iri: pair for pair in back.pairs}
    opposite = {"narrower": "wider", "wider": "narrower", "firmer": "weaker", "weaker": "firmer"}
    seen = set()
    for pair in there.pairs:
        other = turned[pair.iri]
        assert (pair.first.iri, pair.second.iri) == (other.second.iri, other.first.iri)
        for component, relation in pair.relations.items():
            assert other.relations[component].label == opposite.get(relation.label, relation.label)
            seen.add(relation.label)
    assert {"narrower", "wider", "weaker", "firmer", "same", "other"} <= seen
    assert (back.absence, back.alone) == (there.absence, back.alone)
    assert [rule.iri for rule in back.alone[0]] == [rule.iri for rule in there.alone[1]]


def test_no_counterpart_is_said_only_where_a_survey_bears_it(facts: Facts) -> None:
    """A survey of parts bears it for these parts; without a survey nothing is known."""
    assert compare(facts, CODE, EXPERTS).absence == NO_COUNTERPART
    assert compare(facts, CODE, ID + "instrument/a-69-723").absence == NONE_IN_PARTS
    made = Facts(quad.triple for quad in parse(UNSURVEYED, format=RdfFormat.TURTLE))
    comparison = compare(made, ID + "x", ID + "y")
    assert comparison.absence == NOT_COMPARED
    assert [[rule.label for rule in rules] for rules in comparison.alone] == [["to act"], ["to wait"]]


@pytest.mark.parametrize("name", ["a-70-174", "A/70/174", "instrument/a-70-174", EXPERTS])
def test_an_instrument_has_the_names_that_people_use(facts: Facts, name: str) -> None:
    """Its path, its symbol and its IRI."""
    assert find_instrument(name, facts) == EXPERTS


def test_an_unknown_instrument_gets_the_nearest_names(facts: Facts) -> None:
    """And all that there are; one whose norms are not described is unknown here."""
    with pytest.raises(IccisError, match='"a-70-147"') as error:
        find_instrument("a-70-147", facts)
    assert "did you mean a-70-174" in error.value.hint
    with pytest.raises(IccisError, match="no instrument with norms") as error:
        find_instrument("un-charter", facts)
    assert "there are: code, " in error.value.hint


def recorded(name: str) -> list[dict[str, str]]:
    """Return the recorded answer of a question."""
    with (ROOT / "tests" / "answers" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_questions_find_the_same_pairs_and_gaps(facts: Facts) -> None:
    """Queries and the command agree on what is paired, and on what one instrument alone asks."""
    comparison = compare(facts, CODE, EXPERTS)
    pairs = {(row["first"], row["second"]) for row in recorded("151-list-norm-pairs")}
    assert pairs == {(pair.first.iri, pair.second.iri) for pair in comparison.pairs}
    for name, alone in zip(
        ("153-list-duties-of-code-alone", "152-list-unpledged-duties"), comparison.alone, strict=True
    ):
        duties = {rule.iri for rule in alone if rule.kind.label in ("obligation", "prohibition")}
        assert {row["norm"] for row in recorded(name)} == duties
    shared = grouped([rules_of(facts, end.iri) for end in regimes(facts)], lambda rule: rule.principles)
    counts = [
        (row["principle"], int(row["instruments"])) for row in recorded("160-count-instruments-by-principle")
    ]
    assert dict(counts) == {group.thing.iri: group.spread for group in shared}


def test_the_table_has_a_row_for_each_pair_and_each_norm_without_one(facts: Facts) -> None:
    """With what is known of it."""
    rows = list(csv.DictReader(StringIO(run("code", "a-70-174", "--format", "csv").stdout)))
    comparison = compare(facts, CODE, EXPERTS)
    alone = sum(map(len, comparison.alone))
    assert [row["result"] for row in rows] == ["pair"] * len(comparison.pairs) + [NO_COUNTERPART] * alone
    assert all(row["evidence"] and row["comparison"] for row in rows)


def test_json_has_the_same_from_either_end(facts: Facts) -> None:
    """What is known of norms without a pair stands there even if there are none."""
    data = json.loads(run("A/70/174", "code", "--format", "json").stdout)
    assert (data["first"]["iri"], data["second"]["iri"]) == (EXPERTS, CODE)
    assert data["without a pair"] == NO_COUNTERPART
    comparison = compare(facts, EXPERTS, CODE)
    assert [pair["iri"] for pair in data["pairs"]] == [pair.iri for pair in comparison.pairs]
    assert len(data["second alone"]) == len(comparison.alone[1])


def test_turtle_is_what_is_recorded(facts: Facts) -> None:
    """Survey, comparisons and norms with their actions, as they stand in the data."""
    statements = list(parse(run("code", "a-70-174", "--format", "turtle").stdout, format=RdfFormat.TURTLE))
    subjects = {quad.subject.value for quad in statements}
    comparison = compare(facts, CODE, EXPERTS)
    assert {ID + "norm-survey/code/a-70-174", ID + "norm/a-70-174/c.1/action", ID + "norm/4.1"} <= subjects
    assert {pair.iri for pair in comparison.pairs} <= subjects
    assert all(
        quad.object.value in facts.values(quad.subject.value, quad.predicate.value) for quad in statements
    )


def test_text_says_what_the_one_asks_and_the_other_does_not() -> None:
    """In plain words, in both directions, and for one subject alone if that is asked."""
    text = run("code", "a-70-174").stdout
    assert "In code, with no counterpart as compared in instrument/a-70-174: " in text
    assert "In instrument/a-70-174, with no counterpart as compared in code: " in text
    about = run("code", "a-70-174", "--about", "supply chain security of ICT products and services").stdout
    assert "4.1  " in about
    assert "6.1  " not in about


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("code", "nothing"), "no instrument with norms"),
        (("code", "code"), "one instrument"),
        (("code", "a-70-174", "--about", "nothing like it"), "no concept, actor, principle or strength"),
    ],
)
def test_what_cannot_be_compared_is_an_error(args: tuple[str, ...], message: str) -> None:
    """Which says why."""
    failed = run(*args)
    assert isinstance(failed.exception, IccisError)
    assert message in str(failed.exception)
