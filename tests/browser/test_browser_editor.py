"""The SPARQL editor: the project's questions, and anybody's, answered in the page itself."""

import csv
import json
import re
from urllib.parse import quote

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from browser.places import PATIENCE, ROOT, SECONDS, Visit, ask, press, told, write
from iccis.core.namespaces import PREFIXES, split
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


def written(value: str) -> str:
    """A value as the table shows it: an IRI as it is written in a query."""
    prefix, name = split(value)
    if prefix == "id":
        return f"<{name}>"
    return f"{prefix}:{name}" if prefix else f"<{value}>" if value.startswith("http") else value


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
    page.select_option(".tabPanel.active .table-size", label="1000")
    heads = page.locator(".tabPanel.active thead th").all_inner_texts()
    rows = [row.locator("td").all_text_contents() for row in page.locator(".tabPanel.active tbody tr").all()]

    with answer_file(question(name)).open(encoding="utf-8", newline="") as file:
        first, *expected = list(csv.reader(file))
    assert heads == first
    assert rows == [[written(cell) for cell in row] for row in expected]


def test_every_question_is_answered_in_the_page_as_recorded(visit: Visit) -> None:
    """All questions, on their sets of graphs, answer in the worker as on the command line."""
    page = visit.open("sparql.html")
    known = json.loads(page.evaluate("fetch('sparql.json').then((response) => response.text())"))
    answers = page.evaluate(ASK_ALL, known)

    assert [one["name"] for one in known["examples"]] == [one.slug for one in questions()]
    for example, (kind, body) in zip(known["examples"], answers, strict=True):
        name = example["name"]
        assert compare(read(kind, body), answer_file(question(name))) == [], name


def test_the_queries_of_the_documents_run_in_the_page(visit: Visit) -> None:
    """Those of the README and of the cheat sheet are answered as written, on the default set of graphs."""
    blocks = re.findall(
        "```sparql\n(.*?)```", (ROOT / "docs" / "cheatsheet.md").read_text("utf-8"), re.DOTALL
    )
    lines = re.findall("echo '(.*?)' \\| iccis query", (ROOT / "README.md").read_text("utf-8"))
    page = visit.open("sparql.html")
    graphs = json.loads(page.evaluate("fetch('sparql.json').then((response) => response.text())"))["graphs"]
    examples = [{"query": query, "graph": DEFAULT} for query in (*blocks, *lines)]
    answers = page.evaluate(ASK_ALL, {"examples": examples, "graphs": graphs})
    assert blocks
    assert lines
    assert [body for kind, body in answers if kind == "text/plain"] == []


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
        ("SELECT * { ?s ?p", "query:1:17: the query is malformed: it ends too early"),
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
        assert page.inner_text(".tabPanel.active tbody td:last-child") == count
        if noted:
            page.wait_for_function(NOTED, timeout=PATIENCE)
        else:
            assert "On the set of graphs" not in told(page)
    write(page, "SELECT * { ?z iccis:statedIn ?a ; skos:prefLabel ?l } LIMIT 1")
    press(page, "Run")
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    assert page.locator(".tabPanel.active thead th").all_inner_texts() == ["z", "a", "l"]


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
    """A class is offered by a part of its name, with its label."""
    page = visit.open("sparql.html")
    write(page, "SELECT * { ?s a Prohib")
    page.keyboard.press("Control+ ")
    page.wait_for_selector(".CodeMirror-hint", timeout=PATIENCE)
    assert page.locator(".CodeMirror-hint").first.inner_text().startswith("iccis:Prohibition")
    page.keyboard.press("Enter")
    code = page.evaluate("document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()")
    assert "a iccis:Prohibition" in code


def test_the_editor_knows_the_prefixes_of_the_project(visit: Visit) -> None:
    """A query that runs has no mark; one that cannot be read has, and the mark explains it."""
    page = visit.open("sparql.html")
    mark = page.locator(".tabPanel.active .parseErrorIcon")
    write(page, "ASK { <norm/2.1> a iccis:Norm ; skos:prefLabel ?label }")
    assert mark.count() == 0
    write(page, "ASK { ?s a foo:Norm }")
    assert mark.count() == 1
    write(page, "ASK { ?s WHERE }")
    mark.hover()
    assert page.inner_text(".yasqe_tooltip").startswith("This line is invalid. Expected:")


def test_names_in_the_table_can_be_pasted_back(visit: Visit) -> None:
    """Each name in an answer means the same in a query, which finds what has these names."""
    page = visit.open("sparql.html")
    query = """SELECT ?s ?p ?o { VALUES ?s { <norm/2.1> <https://example.org/x> iccis:Norm }
      VALUES (?p ?o) { (rdf:type "{{a}} <b>"@en) } } ORDER BY STR(?s)"""
    write(page, query)
    press(page, "Run")
    assert told(page).startswith("3 rows")
    cells = page.locator(".tabPanel.active tbody td")
    assert cells.all_text_contents()[::3] == ["<https://example.org/x>", "<norm/2.1>", "iccis:Norm"]
    assert cells.all_text_contents()[2] == "{{a}} <b>"
    page.get_by_label("Languages and datatypes").check()
    shown = cells.all_text_contents()
    assert shown[1:3] == ["rdf:type", '"{{a}} <b>"@en']
    values = " ".join(f"({' '.join(shown[i : i + 3])})" for i in (0, 3, 6))
    write(page, f"SELECT (COUNT(*) AS ?n) {{ VALUES (?s ?p ?o) {{ {values} }} {{ {query} }} }}")
    press(page, "Run")
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    assert cells.all_text_contents() == ['"3"^^xsd:integer']


def test_a_large_answer_leaves_the_page_responsive(visit: Visit) -> None:
    """Of 10,000 rows, 50 are drawn; the rows are filtered and sorted, and turn by pages."""
    page = visit.open("sparql.html")
    write(page, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 10000")
    page.evaluate("""() => { window.longest = 0; new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ entryTypes: ["longtask"] }); }""")
    press(page, "Run")
    assert told(page).startswith("10000 rows")
    rows = page.locator(".tabPanel.active tbody tr")
    assert rows.count() == 50
    assert page.evaluate("longest") < 2 * SECONDS  # 50 000 with all rows; much less on a free machine
    press(page, "Next")
    assert page.inner_text(".table-place") == "Rows 51 to 100 of 10000"
    page.fill(".table-filter", "iccis:writtenby")
    assert rows.count() > 0
    assert all("iccis:writtenBy" in text for text in rows.all_inner_texts())
    page.locator(".tabPanel.active thead button").nth(1).click()
    names = [row.locator("td").nth(1).inner_text() for row in rows.all()]
    assert names == sorted(names, key=str.casefold)
    assert page.locator(".tabPanel.active th[aria-sort=ascending]").count() == 1


def test_an_own_query_is_not_shown_as_a_question(visit: Visit) -> None:
    """Once a question is changed and run, its words and its title are gone."""
    page = visit.open("sparql.html")
    ask(page, "01-list-sponsors")
    assert page.inner_text(".sparql-question") == question("1").question
    write(page, "ASK {}")
    press(page, "Run")
    assert told(page).startswith("Done")
    assert page.inner_text(".sparql-question") == ""
    assert page.input_value("#sparql-example") == ""
    assert "sponsor" not in page.inner_text(".tabsList .tab.active").lower()


@pytest.mark.parametrize(
    ("query", "note"),
    [
        (
            "SELECT * { ?n a iccis:Obligaton }",
            "iccis:Obligaton does not occur in the data; did you mean Obligation?",
        ),
        (
            "CONSTRUCT WHERE { <actor/chnia> skos:prefLabel ?name }",
            "<actor/chnia> does not occur in the data; did you mean actor/china?",
        ),
    ],
)
def test_a_misspelled_term_gets_the_nearest(visit: Visit, query: str, note: str) -> None:
    """An empty answer comes with the note of the command line."""
    page = visit.open("sparql.html")
    write(page, query)
    press(page, "Run")
    page.wait_for_function(
        "(note) => document.querySelector('.sparql-status').textContent.endsWith(note)", arg=note
    )


def test_an_answer_is_shown_as_a_chart_or_a_graph(visit: Visit) -> None:
    """Counts have bars in proportion, a small graph is drawn; a view that does not fit is disabled."""
    page = visit.open("sparql.html")
    views = page.locator(".tabPanel.active .yasr_btnGroup")
    write(page, "SELECT ?kind ?norms { VALUES (?kind ?norms) { (iccis:Norm 2) (iccis:Right 8) } }")
    press(page, "Run")
    assert told(page).startswith("2 rows")
    views.get_by_text("Chart").click()
    widths = page.locator("table.chart rect").evaluate_all("(bars) => bars.map((bar) => bar.getBBox().width)")
    assert widths[1] == 4 * widths[0] > 0
    assert views.locator(".disabled").all_inner_texts() == ["Graph"]
    write(page, "CONSTRUCT { <norm/2.1> ?p ?o } WHERE { <norm/2.1> ?p ?o }")
    press(page, "Run")
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    views.get_by_text("Graph").click()
    page.wait_for_selector(".graph-canvas canvas")
    assert views.locator(".disabled").all_inner_texts() == ["Chart"]
