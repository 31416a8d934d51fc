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
from iccis.core.project import DEFAULT, SCOPES
from iccis.questions.ask import answers, table
from iccis.questions.engines import Answer, parse_answer
from iccis.questions.question import parse_question, question
from iccis.questions.remote import moved_query
from own_texts import BASE, make
from serving import ask, free_port, get, running

VERBS = "SELECT ?x ?v { ?x iccis:verb ?v } ORDER BY ?x ?v"
STRENGTHS = "SELECT ?n ?s { ?n iccis:hasStrength ?s } ORDER BY ?n"
OWN = "SELECT ?p { id:hills-accord ?p [] } ORDER BY ?p"
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
    *(("sparql", {"query": query, "graph": name}) for query in (VERBS, STRENGTHS, OWN) for name in SCOPES),
    *(("answer", {"question": name}) for name in QUESTIONS),
    ("search", {"words": "how many norms of each kind are there?", "among": "questions"}),
    ("coverage", {}),
    ("verify", {"words": "No State may open it"}),
    ("answer", {"question": "read-pledge"}),
]


@pytest.fixture(scope="module")
def tool_answers(own_port: int) -> list[Data]:
    """Return the answers of its tools over HTTP."""
    return anyio.run(call_all, f"http://127.0.0.1:{own_port}/mcp", CALLS)


def test_both_transports_answer_the_same(tool_answers: list[Data], project: Path) -> None:
    """Over stdin and stdout as over HTTP."""
    environment = os.environ | {"ICCIS_ROOT": str(project)}
    server = StdioServerParameters(command=MCP[0], args=[*MCP[1:], "--base", BASE], env=environment)
    assert anyio.run(call_all, stdio_client(server), CALLS) == tool_answers


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
