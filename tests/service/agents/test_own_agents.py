"""The tools for language models over a project of one's own, which has a base and graphs of its own."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from mcp.client.stdio import StdioServerParameters, stdio_client

from calls import MCP, Data, call_all, connected
from iccis.core.base import Base, open_base
from iccis.core.namespaces import ID
from iccis.core.project import DEFAULT, SCOPES
from iccis.data.facts import Facts
from iccis.data.new_project import make_project
from iccis.data.store import load
from iccis.questions.ask import answers, table
from iccis.questions.ask import ask as ask_here
from iccis.questions.engines import Answer, parse_answer
from iccis.questions.find import index
from iccis.questions.question import parse_question, question, questions
from iccis.questions.remote import moved_query
from own_texts import BASE, CHARTER, make
from serving import ask, free_port, get, running

VERBS = "SELECT ?x ?v { ?x iccis:verb ?v } ORDER BY ?x ?v"
STRENGTHS = "SELECT ?n ?s { ?n iccis:hasStrength ?s } ORDER BY ?n"
OWN = "SELECT ?p { id:hills-accord ?p [] } ORDER BY ?p"
EVERYTHING = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
QUERIES = (VERBS, STRENGTHS, OWN)
QUESTIONS = ("count-norms-by-kind", "29", "count-rights-by-holder", "count-norms-by-instrument")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of two texts."""
    return make(tmp_path_factory.mktemp("own") / "project")


@pytest.fixture(scope="module")
def own_port(project: Path) -> Iterator[int]:
    """Return the port of its service."""
    port = free_port()
    command = ["env", f"ICCIS_ROOT={project}", "iccis", "serve", "--port", str(port), "--base", BASE]
    with running(command, port, "/health/live", project.parent / "log"):
        yield port


@pytest.fixture(scope="module")
def base(project: Path) -> Base:
    """Return its base."""
    return open_base(BASE, project)


CALLS: list[tuple[str, Data]] = [
    *(("sparql", {"query": query, "graph": name}) for query in QUERIES for name in SCOPES),
    *(("answer", {"question": name}) for name in QUESTIONS),
    ("search", {"words": "how many norms of each kind are there?", "among": "questions"}),
    ("coverage", {}),
    ("verify", {"words": "No State may open it"}),
    ("answer", {"question": "read-pledge"}),
]
ACCORD = "hills-accord"
OF_ACCORD: list[tuple[str, Data]] = [
    *(
        ("sparql", {"query": query, "graph": name, "instrument": ACCORD})
        for query in (*QUERIES, EVERYTHING)
        for name in SCOPES
    ),
    *(("answer", {"question": name, "instrument": ACCORD}) for name in (*QUESTIONS, "list-provisions")),
]
BESIDE: list[tuple[str, Data]] = [
    ("text", {"clause": "article 1"}),
    ("text", {"clause": "article 1", "instrument": ACCORD}),
    ("search", {"words": "State", "instrument": ACCORD}),
    ("verify", {"words": "No State may open it", "instrument": "lakes-charter"}),
    ("coverage", {"instrument": ACCORD}),
    ("search", {"words": "State", "instrument": "rivers-pact"}),
]


@pytest.fixture(scope="module")
def every_answer(own_port: int) -> list[Data]:
    """Return the answers of its tools over HTTP."""
    return anyio.run(call_all, f"http://127.0.0.1:{own_port}/mcp", [*CALLS, *OF_ACCORD, *BESIDE])


@pytest.fixture(scope="module")
def tool_answers(every_answer: list[Data]) -> list[Data]:
    """Return the answers about all its texts."""
    return every_answer[: len(CALLS)]


def test_both_transports_answer_the_same(every_answer: list[Data], project: Path) -> None:
    """Over stdin and stdout as over HTTP."""
    environment = os.environ | {"ICCIS_ROOT": str(project)}
    server = StdioServerParameters(command=MCP[0], args=[*MCP[1:], "--base", BASE], env=environment)
    assert anyio.run(call_all, stdio_client(server), [*CALLS, *OF_ACCORD, *BESIDE]) == every_answer


def test_a_question_about_one_text_is_answered_as_on_the_command_line(
    every_answer: list[Data], project: Path, base: Base
) -> None:
    """On each set of graphs, with the closure and the labels of that text alone."""
    answered = every_answer[len(CALLS) : len(CALLS) + len(OF_ACCORD)]
    for (_, what), answer in zip(OF_ACCORD, answered, strict=True):
        asked = what.get("query") or what["question"]
        here = ask_here(asked, scope=what.get("graph"), base=project, instrument=ACCORD)
        head, *rows = json.loads(base.out(json.dumps(list(table(here)))))
        assert (answer["columns"], answer["total"]) == (head, len(rows)), what
        assert answer["rows"] == rows[: len(answer["rows"])], what
        assert "lakes-charter" not in json.dumps(answer), what


def test_a_text_beside_the_code_is_asked_without_it(tmp_path: Path) -> None:
    """What they share is in the graphs of the Code, which a project with its data takes in."""
    tree = tmp_path / "project"
    make_project("lakes-charter", CHARTER, tree, with_code=True)
    queries = [EVERYTHING, "SELECT ?n { ?n a iccis:Norm }", "SELECT ?s { ?s a iccis:Strength } ORDER BY ?s"]
    calls: list[tuple[str, Data]] = [
        ("sparql", {"query": query, "graph": name, "instrument": path})
        for path in ("lakes-charter", "code")
        for name in SCOPES
        for query in queries
    ]
    server = StdioServerParameters(command=MCP[0], args=MCP[1:], env=os.environ | {"ICCIS_ROOT": str(tree)})
    server.args += ["--base", BASE]
    for (_, what), answer in zip(calls, anyio.run(call_all, stdio_client(server), calls), strict=True):
        here = ask_here(what["query"], scope=what["graph"], base=tree, instrument=what["instrument"])
        _, *rows = table(here)
        assert (answer["total"], answer["rows"]) == (len(rows), rows[: len(answer["rows"])]), what


def test_one_text_is_read_searched_and_verified_alone(every_answer: list[Data], project: Path) -> None:
    """The others are not there; a text that there is not is refused with those that there are."""
    both, one, hits, verdict, holds, unknown = every_answer[-len(BESIDE) :]
    assert both["outcome"] == "ambiguous"
    assert {clause["iri"].partition("/article/")[0] for clause in one["clauses"]} == {f"{BASE}id/{ACCORD}"}
    alone = index(
        Facts(quad.triple for quad in load(base=project, instrument=ACCORD)), questions(base=project)
    )
    assert hits["total"] == len(alone.search(["State"]))
    assert "lakes-charter" not in json.dumps(hits)
    assert verdict["outcome"] == "not in this edition"
    assert [text["iri"] for text in holds["texts"]] == [f"{BASE}id/{ACCORD}/en"]
    assert [named["path"] for named in holds["instruments"]] == [ACCORD]
    assert unknown["outcome"] == "not in this edition"
    assert all(name in unknown["reason"] for name in ("rivers-pact", ACCORD, "lakes-charter"))


def test_every_set_of_graphs_is_there(
    tool_answers: list[Data], own_port: int, project: Path, base: Base
) -> None:
    """A query has the answer that the command line gives, and /sparql on the graphs of the set."""
    queries = [f"# graph: {what['graph']}\n{what['query']}" for tool, what in CALLS if tool == "sparql"]
    asked = [parse_question(text, name=text, strict=False) for text in queries]
    asked += [question(name, base=project) for name in QUESTIONS]
    here = {q.name: answer for q, answer in answers(asked, base=project)}
    graphs = json.loads(get(own_port, "/sparql.json").body)["graphs"]
    for query, answer in zip(asked, tool_answers, strict=False):
        found = here[query.name]
        assert isinstance(found, Answer)
        head, *rows = json.loads(base.out(json.dumps(list(table(found)))))
        assert rows, query.name
        assert (answer["columns"], answer["rows"]) == (head, rows[: len(answer["rows"])]), query.name
        assert answer["total"] == len(rows)
        if query.name in queries:
            names = {} if query.graph == DEFAULT else {"default_graph_uri": graphs[query.graph]}
            text = moved_query(query.text, base)
            got = ask(own_port, text, accept="application/sparql-results+json", **names)
            assert list(table(parse_answer(got.body, is_graph=False))) == [head, *rows]


async def read_own(url: str) -> tuple[list[str], list[str]]:
    """Return the forms of the IRIs of resources, and two resources."""
    async with connected(url) as client:
        templates = (await client.list_resource_templates()).resource_templates
        iris = ("norm/hills-accord/1.2.1", "question/count-norms-by-kind")
        found = [(await client.read_resource(f"{BASE}id/{iri}")).contents[0] for iri in iris]
        return [template.uri_template for template in templates], [f.text for f in found]  # type: ignore[union-attr]


def test_resources_are_below_the_base(own_port: int) -> None:
    """Clauses, norms and questions; their templates say so."""
    templates, (norm, query) = anyio.run(read_own, f"http://127.0.0.1:{own_port}/mcp")
    assert all(template.startswith(f"{BASE}id/") for template in templates)
    assert f"{BASE}id/norm/hills-accord/1.2.1" in norm
    assert "SELECT" in query


def test_the_bundled_questions_are_found(tool_answers: list[Data]) -> None:
    """By words, though none has a recorded answer, and counted."""
    *_, hits, coverage, _, pledge = tool_answers
    assert "036-count-norms-by-kind" in [hit["name"] for hit in hits["hits"][:3]]
    assert coverage["holds"]["bundled questions"] > 180
    assert (pledge["outcome"], pledge["reason"]) == ("not in this edition", "there is no Pledge here")


def test_a_question_without_a_page_here_has_its_permanent_iri(
    tool_answers: list[Data], own_port: int, project: Path
) -> None:
    """No answer is recorded, so nothing of it is published below the base; what leads there is no promise."""
    found = [hit["iri"] for hit in tool_answers[-4]["hits"]]
    found += [hit["iri"] for hit in json.loads(get(own_port, "/api/search?q=strength").body)]
    iris = [iri for iri in found if "/question/" in iri]
    assert iris
    assert all(iri.startswith(f"{ID}question/") for iri in iris)
    recorded = project / "tests" / "answers" / "036-count-norms-by-kind.csv"
    assert not recorded.exists()
