"""Bundled questions on data that are not the Code's: what other editions may have, and ours has not."""

from typing import NamedTuple

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from iccis.core.namespaces import ID, graph_name
from iccis.core.rdf import plain
from iccis.questions.engines import Opener, evaluate, oxigraph, rdflib_engine
from iccis.questions.question import question
from small_tree import PREFIXES

LAYER = "links"
VOCABULARIES = """
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
iccis:Obligation skos:prefLabel "obligation"@en .
<surveyed> skos:prefLabel "whole"@en .
"""
SURVEYS = """
<survey/a> iccis:surveys <a> ; iccis:surveyedWith <instrument/x> ; iccis:hasCollationStatus <surveyed> .
<survey/b> iccis:surveys <b> ; iccis:surveyedWith <instrument/x> ; iccis:hasCollationStatus <surveyed> .
<x/1> eli:is_part_of <instrument/x> .
<norm/x> iccis:describes <x/1> ; iccis:normKind iccis:Obligation ; iccis:evidence "seen" .
<norm/x> skos:prefLabel "to x" .
<norm/a> a iccis:Obligation ; iccis:statedIn <a/1> ; iccis:concerns <topic> ; skos:prefLabel "to a" .
<norm/b> a iccis:Obligation ; iccis:statedIn <b/1/2> ; iccis:concerns <topic> ; skos:prefLabel "to b" .
<a/1> eli:is_part_of <a> ; iccis:order 1 ; skos:notation "1" .
<b/1> eli:is_part_of <b> ; iccis:order 1 ; skos:notation "1" .
<b/1/2> eli:is_part_of <b/1> ; iccis:order 2 ; skos:notation "1(2)" .
<pair> iccis:comparesNorm <norm/a> ; iccis:withNorm <norm/x> .
<norm/a> iccis:restsOn [ oa:hasSource [ eli:realizes <a> ] ] .
"""
"""Two texts that were surveyed with one instrument; a norm of the first is paired with one of the other."""
PARALLELS = """
<like> skos:prefLabel "like" .
<c/a> iccis:correspondsFrom <a/1> ; iccis:correspondsTo <x/1> ; iccis:hasCorrespondenceType <like> .
<c/b> iccis:correspondsFrom <b/1/2> ; iccis:correspondsTo <x/1> ; iccis:hasCorrespondenceType <like> .
<c/c> iccis:correspondsFrom <b/1/2> ; iccis:correspondsTo <x/1> ; iccis:hasCorrespondenceType <like> ;
    skos:scopeNote "loose" .
"""
"""Parallels of clauses of both texts to the part that the paired norm stands in."""
NARRATIVE = """
<c> skos:inScheme <s> ; iccis:mentionedIn <n>, <m>, <a/1> ; iccis:quote "cyber", "information" .
<n> a iccis:Narrative ; skos:notation "N" ; iccis:order 1 ; iccis:text "of cyber" .
<m> a iccis:Narrative ; iccis:text "of cyber, too" .
<a/1> skos:notation "1" ; iccis:order 2 ; iccis:text "of information" .
"""
"""A concept that a narrative names in words that the text does not have."""


class Case(NamedTuple):
    """A question about things, on some data, with the paths or words in the rows of its answer."""

    name: str
    about: dict[str, str]
    data: str
    rows: list[str]


CASES = [
    Case("list-unpledged-duties", {"instrument": "instrument/x", "work": "a"}, SURVEYS, []),
    Case(
        "list-unpledged-duties",
        {"instrument": "instrument/x", "work": "b"},
        SURVEYS,
        ["norm/x to x obligation whole"],
    ),
    Case("list-duties-of-code-alone", {"instrument": "instrument/x", "work": "a"}, SURVEYS, []),
    Case(
        "list-duties-of-code-alone",
        {"instrument": "instrument/x", "work": "b"},
        SURVEYS,
        ["1(2) norm/b to b obligation whole"],
    ),
    Case(
        "list-described-norms",
        {"instrument": "instrument/x"},
        SURVEYS + "<norm/x> iccis:hasStrength <urn:mine> .",
        ["norm/x to x obligation - - seen"],
    ),
    Case(
        "list-described-norms",
        {"instrument": "instrument/x"},
        SURVEYS + '<norm/x> iccis:hasStrength <firm> . <firm> skos:prefLabel "firm" .',
        ["norm/x to x obligation firm - seen"],
    ),
    Case(
        "list-parallels-without-pairs",
        {"work": "a"},
        SURVEYS + PARALLELS,
        [],
    ),
    Case(
        "list-parallels-without-pairs",
        {"work": "b"},
        SURVEYS + PARALLELS,
        ["1(2) x/1 like -", "1(2) x/1 like loose"],
    ),
    Case(
        "list-subjects-of-others-alone",
        {},
        SURVEYS
        + """<norm/x> iccis:concerns <topic>, <other> .
        <topic> a iccis:Topic ; skos:prefLabel "topic" . <other> a iccis:Topic ; skos:prefLabel "other" .""",
        ["other other norm/x"],
    ),
    Case(
        "compare-wordings",
        {},
        NARRATIVE,
        ["c N cyber 1 information"],
    ),
    Case(
        "compare-wordings",
        {},
        NARRATIVE + '<a/2> iccis:text "on cyber" . <c> iccis:mentionedIn <a/2> .',
        [],
    ),
    Case(
        "list-open-qualifiers",
        {},
        """<q> a iccis:Qualifier ; iccis:statedIn <a/1> ; iccis:quote "soon" ; skos:scopeNote "open" .
        <a/1> skos:notation "1" ; iccis:order 1 .
        <s/1> iccis:aboutThing <q> ; iccis:aboutProperty iccis:governs .
        <s/2> iccis:aboutThing <q> ; iccis:aboutProperty iccis:governs .""",
        ["1 q soon open"],
    ),
    Case(
        "list-unnoticed-pledges",
        {},
        """<a/1> a iccis:Pledge ; skos:notation "1" ; iccis:order 1 .
        <a/2> a iccis:Pledge ; skos:notation "2" ; iccis:order 2 .
        <r/1> iccis:reads <a/1> ; iccis:heldBy <party/iccis> .
        <r/2> iccis:reads <a/2> ; iccis:heldBy <party/iccis>, <party/other> .""",
        ["1 a/1"],
    ),
]


@pytest.mark.parametrize("engine", [oxigraph, rdflib_engine])
@pytest.mark.parametrize("case", CASES, ids=[" ".join((c.name, *c.about.values())) for c in CASES])
def test_a_question_finds_in_other_data_what_it_asks_for(case: Case, engine: Opener) -> None:
    """No more and no less, by both engines."""
    store, asked = Store(), question(case.name)
    text = (PREFIXES + VOCABULARIES + case.data).encode()
    store.load(text, RdfFormat.TURTLE, to_graph=NamedNode(graph_name(LAYER)))
    about = {name: NamedNode(ID + path) for name, path in case.about.items()}
    rows = evaluate(engine(store, (LAYER,)), asked.text, about).rows
    found = [" ".join(plain(t).removeprefix(ID) if t else "-" for t in row) for row in rows]
    assert sorted(found) == case.rows
