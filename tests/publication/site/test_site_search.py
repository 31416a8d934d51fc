"""The search of the page: its entries lead to pages, and it finds what every other door finds."""

import json
import subprocess
from pathlib import Path

import pytest

from iccis.core.namespaces import SITE
from iccis.data.facts import Facts
from iccis.data.search import Index, phrases
from iccis.data.store import load
from iccis.data.words import words
from iccis.publication.edition import Edition
from iccis.publication.site.render import page_of
from iccis.publication.site.search import entries, page
from iccis.questions.find import everything, index
from iccis.questions.question import questions
from searches import QUERIES

WEB = Path(__file__).parents[3] / "web"
SCRIPT = """
import { index } from "./src/find.js";
import { readFileSync } from "node:fs";
const { data, queries, text } = JSON.parse(readFileSync(0, "utf8"));
const { search, words } = index(data);
const hits = queries.map((query) => search(query).map((hit) => hit.href));
console.log(JSON.stringify({ hits, keys: words(text).map((word) => word.key) }));
"""


@pytest.fixture(scope="module")
def whole(given: Edition) -> Index:
    """The index of the edition."""
    return index(given.facts, given.questions)


def test_the_page_finds_what_the_service_finds_in_the_same_order(given: Edition, whole: Index) -> None:
    """The script runs in Node on the published data; all words in them have the same keys."""
    if not (WEB / "node_modules" / "wink-porter2-stemmer").is_dir():
        pytest.skip("needs the packages of the pages: `make web`")
    data = entries(given)
    text = " ".join(text for _, label, _, _, _, *texts in data["entries"] for text in (label, *texts))
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", SCRIPT],
        cwd=WEB,
        input=json.dumps({"data": data, "queries": QUERIES, "text": text}),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["keys"] == [word.key for word in words(text)]
    hits = {query: [page_of(hit.iri) for hit in whole.search(phrases(query))] for query in QUERIES}
    assert dict(zip(QUERIES, answer["hits"], strict=True)) == hits


def test_every_door_searches_the_same(given: Edition) -> None:
    """The command line reads the data as written; what is inferred adds no entry, text or kind."""
    written = Facts(dict.fromkeys(quad.triple for quad in load()))
    assert everything(written, questions()) == everything(given.facts, given.questions)


def test_label_variants_and_all_kinds_are_found(whole: Index) -> None:
    """What people mean: other words for it, notes, interpretations, instruments, questions and terms."""
    found = {query: [hit.iri.removeprefix(SITE) for hit in whole.search(phrases(query))] for query in QUERIES}
    assert found["sovereignty"][0] == "id/principle/sovereignty"
    assert {"id/code/recital/6", "id/code/pledge/1"} <= set(found["sovereignty"])
    assert found["organisation"] == found["organization"] != []
    assert found["digital divide"][0] == "id/concept/digital-divide"
    assert "id/reading/carr-6" in found["censorship"]
    assert "id/instrument/a-res-64-211" in found["A/RES/64/211"]
    assert any(iri.startswith("id/question/") for iri in found["which norms"])
    assert "ontology#bearer" in found["bearer"]
    assert "id/code/pledge/1" in found["Charter of the United Nations"]
    assert {found[query][0] for query in ("cite pledge 4", "para. 4", "(4)")} == {"id/code/pledge/4"}
    assert found["what does P6 say"][0] == "id/code/recital/6"
    assert found["norm 4.2"][0] == "id/norm/4.2"
    assert found["paragraph 4 of resolution 64/211"][0] == "id/code/recital/7"


def test_every_entry_leads_to_a_page(given: Edition) -> None:
    """Clauses are there with their words."""
    found = entries(given)["entries"]
    terms = {page_of(iri) for iri in given.facts.out if iri.startswith(SITE + "ontology#")}
    assert {href for href, *_ in found} <= {page_of(iri) for iri in given.things} | terms
    texts = {text for _, _, _, _, _, *texts in found for text in texts}
    assert {
        given.facts.one(iri, "text") for iri in given.things if "Provision" in given.facts.kinds(iri)
    } <= texts | {""}


def test_the_page_lists_everything(given: Edition) -> None:
    """Without scripts it is an index."""
    text = page(given).decode()
    assert 'href="id/code/pledge/4.html"' in text
    assert 'id="index"' in text
