"""The SPARQL editor: the project's questions, and anybody's, answered in the page itself."""

import csv
import json
from urllib.parse import quote

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from browser.places import PATIENCE, Visit, ask, press, told, write
from iccis.core.namespaces import PREFIXES
from iccis.core.project import DEFAULT
from iccis.questions.ask import answer_file, compare
from iccis.questions.engines import Answer, graph_answer, read_answer
from iccis.questions.question import question, questions

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SETTLED = "() => / in [0-9]+ ms/.test(document.querySelector('.sparql-status').textContent)"
NOTED = "() => document.querySelector('.sparql-status').textContent.includes('On the set of graphs “all”')"
ASK_ALL = """async ({ examples, graphs }) => {
  const answers = [];
  for (const { query, graph } of examples) {
    const body = new URLSearchParams({ query });
    for (const name of graphs[graph]) body.append("default-graph-uri", name);
    const response = await fetch(new URL("sparql", location.href).href, { method: "POST", body });
    answers.push([response.headers.get("Content-Type"), await response.text()]);
  }
  return answers;
}"""


def short(value: str) -> str:
    """A value as the table shows it: an IRI with the first prefix that fits."""
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace):
            return f"{prefix}:{value.removeprefix(namespace)}"
    return value


def read(kind: str, body: str) -> Answer:
    """An answer of the page."""
    if kind == "text/turtle":
        return graph_answer(quad.triple for quad in parse(body, format=RdfFormat.TURTLE))
    results = parse_query_results(body, format=QueryResultsFormat.JSON)
    return read_answer(results)


@pytest.mark.parametrize("name", ["30-read-pledge", "59-list-counterparties", "92-list-supportive-readings"])
def test_a_question_fills_the_table_as_recorded(visit: Visit, name: str) -> None:
    """As written, closed, with readings: the table in the page shows the recorded answer, row by row."""
    page = visit.open("sparql.html")
    ask(page, name)
    page.select_option(".tabPanel.active .tableSizer", label="All")
    heads = page.locator(".tabPanel.active thead th .dt-column-title").all_inner_texts()
    rows = [row.locator("td").all_text_contents() for row in page.locator(".tabPanel.active tbody tr").all()]

    with answer_file(question(name)).open(encoding="utf-8", newline="") as file:
        first, *expected = list(csv.reader(file))
    assert [head for head in heads if head] == first
    assert rows == [[short(cell) for cell in row] for row in expected]


def test_every_question_is_answered_in_the_page_as_recorded(visit: Visit) -> None:
    """All questions, on their sets of graphs, answer in the worker as on the command line."""
    page = visit.open("sparql.html")
    known = json.loads(page.evaluate("fetch('sparql.json').then((response) => response.text())"))
    answers = page.evaluate(ASK_ALL, known)

    assert [one["name"] for one in known["examples"]] == [one.slug for one in questions()]
    for example, (kind, body) in zip(known["examples"], answers, strict=True):
        name = example["name"]
        assert compare(read(kind, body), answer_file(question(name))) == [], name


def test_links_in_the_table_lead_to_our_own_pages(visit: Visit) -> None:
    """An IRI of the project is a relative link that answers."""
    page = visit.open("sparql.html")
    ask(page, "30-read-pledge")
    link = page.locator(".tabPanel.active tbody a.iri").first.get_attribute("href")
    assert link == "id/norm/4.1.html"
    assert page.request.get(visit.site + link).ok


def test_a_running_query_is_stopped(visit: Visit) -> None:
    """The button ends a query that would not end, with a plain word, and the next one is answered."""
    page = visit.open("sparql.html")
    write(page, RUNAWAY)
    press(page, "Run")
    page.wait_for_selector("#sparql[data-busy]")
    page.wait_for_timeout(300)
    press(page, "Stop")
    assert told(page) == "Stopped."
    ask(page, "01-list-sponsors")
    assert told(page).startswith("4 rows")


def test_a_query_ends_at_its_time_limit(visit: Visit) -> None:
    """One second is one second; the message says what to do; the next query is answered."""
    page = visit.open("sparql.html")
    page.fill("#sparql-limit", "1")
    write(page, RUNAWAY)
    press(page, "Run")
    assert "no answer within 1 s" in told(page)
    page.fill("#sparql-limit", "10")
    ask(page, "01-list-sponsors")
    assert told(page).startswith("4 rows")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is refused"),
        ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", "FROM is refused"),
        ("SELECT * { ?s ?p", "error at 1:"),
    ],
)
def test_what_the_editor_refuses(visit: Visit, query: str, message: str) -> None:
    """Nothing is changed, nothing is fetched, and the reason stands where the results would."""
    page = visit.open("sparql.html")
    write(page, query)
    press(page, "Run")
    assert message in told(page)
    assert message in page.inner_text(".tabPanel.active .errorResult")


def test_a_query_runs_on_all_graphs_or_a_note_says_that_it_could(visit: Visit) -> None:
    """As on the command line: the same default, prefixes that need no declaration, the order of columns."""
    page = visit.open("sparql.html")
    assert page.input_value("#sparql-scope") == DEFAULT
    norms = "SELECT (COUNT(?n) AS ?norms) { ?n a iccis:Norm }"
    for scope, count, noted in ((DEFAULT, "49", False), ("as written", "0", True), ("closure", "49", False)):
        page.select_option("#sparql-scope", scope)
        write(page, norms)
        press(page, "Run")
        page.wait_for_function(SETTLED, timeout=PATIENCE)
        assert page.inner_text(".tabPanel.active tbody td:last-child").strip('"') == count
        if noted:
            page.wait_for_function(NOTED, timeout=PATIENCE)
        else:
            assert "On the set of graphs" not in told(page)
    write(page, "SELECT * { ?z iccis:statedIn ?a ; skos:prefLabel ?l } LIMIT 1")
    press(page, "Run")
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    heads = page.locator(".tabPanel.active thead th .dt-column-title").all_inner_texts()
    assert [head for head in heads if head] == ["z", "a", "l"]


def test_a_link_opens_and_runs_its_query(visit: Visit) -> None:
    """The fragment of the address carries a query, and its header names the graphs."""
    query = "# graph: with readings\nSELECT (COUNT(*) AS ?n) { ?r a iccis:Reading }"
    query = query.replace("iccis:Reading", f"<{PREFIXES['iccis']}Reading>")
    page = visit.open(f"sparql.html#query={quote(query)}")
    assert told(page).startswith("1 row")
    assert page.input_value("#sparql-scope") == "with readings"
    assert int(page.inner_text(".tabPanel.active tbody td")) > 0


def test_the_link_that_is_copied_opens_the_same(visit: Visit) -> None:
    """Copy link writes an address that a new visit opens with the same answer."""
    page = visit.open("sparql.html")
    ask(page, "59-list-counterparties")
    before = page.inner_text(".tabPanel.active tbody")
    press(page, "Copy link")
    address = page.url
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(".tabPanel.active tbody", timeout=PATIENCE)
    assert page.inner_text(".tabPanel.active tbody") == before
    assert page.input_value("#sparql-scope") == "closure"


def test_the_editor_completes_our_own_terms(visit: Visit) -> None:
    """A class is offered by a part of its name, with its label; its prefix is declared by itself."""
    page = visit.open("sparql.html")
    write(page, "SELECT * { ?s a Prohib")
    page.keyboard.press("Control+ ")
    page.wait_for_selector(".CodeMirror-hint", timeout=PATIENCE)
    assert page.locator(".CodeMirror-hint").first.inner_text().startswith("iccis:Prohibition")
    page.keyboard.press("Enter")
    code = page.evaluate("document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()")
    assert "a iccis:Prohibition" in code
    assert f"PREFIX iccis: <{PREFIXES['iccis']}>" in code
