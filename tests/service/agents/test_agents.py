"""The tools for language models, over both transports: what they list, answer and refuse."""

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError

from calls import CALLS, MCP, Data, call_all, connected, program
from documents import ROOT, blocks
from iccis.core.namespaces import ID
from iccis.data.facts import spans
from iccis.data.search import Hit, phrases
from iccis.data.verdict import Verifier
from iccis.publication.edition import Edition
from iccis.publication.things.documents import plain_data
from iccis.questions.ask import answer_file, recorded_rows
from iccis.questions.find import index
from iccis.service.agents.envelope import MAX_BYTES, OUTCOMES
from serving import descendants

AGENTS = ROOT / "docs" / "agents.md"
SECRET = "a phrase that no log may hold"


class Session(NamedTuple):
    """What a client saw: tools, resources, templates, prompts, and the answers to `CALLS`."""

    tools: list[Any]
    resources: list[Any]
    templates: list[Any]
    prompts: list[Any]
    prompt: str
    clause: str
    answers: list[Any]


async def converse(target: Any) -> Session:
    """List everything, and make every call."""
    async with connected(target) as client:
        page = await client.list_resources()
        resources = list(page.resources)
        while page.next_cursor:
            page = await client.list_resources(cursor=page.next_cursor)
            resources += page.resources
        values = {"words": "{clause} " + SECRET, "clause": "pledge 3"}
        prompt: Any = (await client.get_prompt("check-a-quotation", values)).messages[0].content
        clause: Any = (await client.read_resource(f"{ID}code/pledge/3")).contents[0]
        return Session(
            (await client.list_tools()).tools,
            resources,
            (await client.list_resource_templates()).resource_templates,
            (await client.list_prompts()).prompts,
            prompt.text,
            clause.text,
            [await client.call_tool(name, arguments) for name, arguments, _ in CALLS],
        )


@pytest.fixture(scope="module")
def url(port: int) -> str:
    """Return the address of the protocol in the service."""
    return f"http://127.0.0.1:{port}/mcp"


@pytest.fixture(scope="module")
def over_http(url: str) -> Session:
    """Return what a client saw over HTTP."""
    return anyio.run(converse, url)


@pytest.fixture(scope="module")
def over_stdio() -> Session:
    """Return what a client saw over stdin and stdout."""
    return anyio.run(converse, program())


def test_both_transports_offer_and_answer_the_same(over_http: Session, over_stdio: Session) -> None:
    """Tools, resources, prompts, and the answer to every call."""
    for call, here, there in zip(CALLS, over_http.answers, over_stdio.answers, strict=True):
        assert said(here) == said(there), call
    assert over_http._replace(answers=[]) == over_stdio._replace(answers=[])


def said(result: Any) -> tuple[Any, ...]:
    """Return a result without what depends on the version of the protocol, which time may decide."""
    return result.content, result.structured_content, result.is_error


def test_ten_read_only_tools_answer_by_their_schemas(over_http: Session) -> None:
    """At most ten, each called, each answer valid, of at most 4 kB, the same as text and as data."""
    assert len(over_http.tools) == 10
    assert {tool.name for tool in over_http.tools} == {name for name, _, _ in CALLS}
    schemas = {}
    for tool in over_http.tools:
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        Draft202012Validator.check_schema(tool.input_schema)
        schemas[tool.name] = Draft202012Validator(tool.output_schema)
    for (name, _, _), result in zip(CALLS, over_http.answers, strict=True):
        schemas[name].validate(result.structured_content)
        assert json.loads(result.content[0].text) == result.structured_content
        assert len(result.content[0].text.encode()) <= MAX_BYTES


@pytest.mark.parametrize("number", range(len(CALLS)), ids=lambda n: f"{CALLS[n][0]} {str(CALLS[n][1])[:30]}")
def test_outcomes_are_kept_apart(over_http: Session, number: int) -> None:
    """Each call has one of five outcomes, a reason unless it is found, and the edition with its hash."""
    answer = over_http.answers[number].structured_content
    assert answer["outcome"] == CALLS[number][2]
    assert answer["outcome"] in OUTCOMES
    assert answer["outcome"] == "found" or answer["reason"]
    assert len(answer["edition"]["sha256"]) == 64
    assert not over_http.answers[number].is_error


def test_resources_and_prompts(over_http: Session) -> None:
    """Every clause, norm and question, and the ontology; arguments of a prompt are no templates."""
    uris = [resource.uri for resource in over_http.resources]
    assert len(uris) == len(set(uris)) == 30 + 49 + 1 + 186
    assert len(over_http.templates) == len(over_http.prompts) == 3
    assert all(prompt.description for prompt in over_http.prompts)
    assert "3. To [cooperate in combating](3.1, 3.2)" in over_http.clause
    assert f"-----\n{{clause}} {SECRET}\n-----" in over_http.prompt


def test_words_of_a_clause_are_those_of_the_text(over_http: Session, given: Edition) -> None:
    """Exact words, offsets and witness, as written."""
    answer = over_http.answers[[name for name, _, _ in CALLS].index("text")].structured_content
    (clause,) = answer["clauses"]
    text = given.facts.one(clause["witness"]["iri"], "text")
    assert text[clause["start"] : clause["end"]] == clause["words"] == given.facts.one(clause["iri"], "text")
    assert answer["standing"] == "as written"


def test_every_bundled_question_has_its_recorded_answer(url: str, given: Edition) -> None:
    """The tool gives what `iccis query` gives: the recorded rows, whole if that is asked for."""
    asked = [question for question in given.questions if answer_file(question).suffix == ".csv"]
    answers = anyio.run(
        call_all, url, [("answer", {"question": q.name, "max_bytes": 200_000}) for q in asked]
    )
    for question, answer in zip(asked, answers, strict=True):
        head, *rows = recorded_rows(answer_file(question))
        if "boolean" in answer:
            assert rows == [[str(answer["boolean"]).lower()]], question.name
        else:
            assert (answer["columns"], answer["rows"]) == (head, rows), question.name


def test_the_tools_give_what_show_and_search_and_verify_give(url: str, given: Edition) -> None:
    """One function behind all doors."""
    things = [f"{ID}code/pledge/{number}" for number in range(1, 12)]
    more = {"max_bytes": 200_000}
    calls: list[tuple[str, Data]] = [
        (tool, {"clause": iri, **more}) for iri in things for tool in ("norms", "readings", "parallels")
    ]
    calls += [("search", {"words": "cyberspace", **more}), ("verify", {"words": "this Code", **more})]
    *answers, hits, verdict = anyio.run(call_all, url, calls)
    for (tool, arguments), answer in zip(calls, answers, strict=False):
        data = plain_data(given.facts, arguments["clause"], readings=True)
        if tool == "norms":
            places = [norm.pop("places") for norm in answer["norms"]]
            assert answer["norms"] == data["norms"]
            assert places == [
                [{"start": start, "end": end} for start, end, _ in spans(given.facts, norm["iri"])]
                for norm in data["norms"]
            ]
        names = {
            "readings": ("open places", "readings"),
            "parallels": ("correspondences", "comparisons", "variants", "collations"),
        }
        expected = [entry for name in names.get(tool, ()) for entry in data.get(name, [])]
        for entry, original in zip(answer.get("entries", []), expected, strict=True):
            assert entry.items() >= original.items()
            assert entry.keys() - original.keys() <= {"places", "standing", "what"}
    assert {hit["standing"] for hit in hits["hits"] if hit["kind"] == "Reading"} == {"reading of its holder"}
    assert all(hit["holder"] for hit in hits["hits"] if hit["kind"] == "Reading")
    assert [{name: hit[name] for name in Hit._fields} for hit in hits["hits"]] == [
        json.loads(json.dumps(hit._asdict()))
        for hit in index(given.facts, given.questions).search(phrases("cyberspace"))
    ]
    whole = Verifier(given.facts).verify("this Code")
    assert {name: verdict[name] for name in whole} == whole


def test_the_exchanges_in_the_documentation_are_real(url: str) -> None:
    """`docs/agents.md` has an exchange with each tool, as it is now; build/agents.md is as it should be."""
    text = AGENTS.read_text("utf-8")
    shown = [block.text for block in blocks(text) if block.language == "json" and '"call":' in block.text]
    exchanges = [json.loads(block) for block in shown]
    answers = anyio.run(call_all, url, [(e["call"], e["arguments"]) for e in exchanges])
    for answer in answers:  # they change with every release and with all data
        answer["edition"] |= {"version": "…", "sha256": "…"}
    assert {e["call"] for e in exchanges} == {name for name, _, _ in CALLS}
    if answers != [e["answer"] for e in exchanges]:
        for block, exchange, answer in zip(shown, exchanges, answers, strict=True):
            text = text.replace(block.strip("\n"), exchange_text(exchange, answer))
        (ROOT / "build").mkdir(exist_ok=True)
        (ROOT / "build" / "agents.md").write_text(text, "utf-8")
        pytest.fail("other answers: read build/agents.md, and put it in the place of docs/agents.md")


def exchange_text(exchange: Data, answer: Data) -> str:
    """Return an exchange as the documentation shows it: a line for each field and item."""
    fields = []
    for name, value in answer.items():
        text = json.dumps(value, ensure_ascii=False)
        if value and isinstance(value, list):
            items = ",\n".join("   " + json.dumps(item, ensure_ascii=False) for item in value)
            text = f"[\n{items}\n  ]"
        fields.append(f"  {json.dumps(name)}: {text}")
    head = f' "call": {json.dumps(exchange["call"])}, "arguments": {json.dumps(exchange["arguments"])},'
    return "\n".join(["{", head, ' "answer": {', ",\n".join(fields), " }", "}"])


def test_what_does_not_fit_is_said_and_asked_for(url: str, given: Edition) -> None:
    """Page by page, an answer of any size is whole; fields that an item lacks are named."""
    start, seen = 0, list[Data]()
    while True:
        (answer,) = anyio.run(call_all, url, [("readings", {"clause": "pledge 4", "start": start})])
        seen += answer["entries"]
        if "next" not in answer:
            break
        assert answer["left out"].startswith(f"{answer['total'] - answer['next']} of {answer['total']} ")
        start = answer["next"]
    data = plain_data(given.facts, f"{ID}code/pledge/4", readings=True)
    whole = [*data["open places"], *data["readings"]]
    assert [entry["iri"] for entry in seen] == [entry["iri"] for entry in whole]
    for entry, original in zip(seen, whole, strict=True):
        assert set(original) - set(entry) == set(entry.get("left out", []))


def test_an_empty_answer_names_the_terms_that_the_data_do_not_have(url: str) -> None:
    """As `iccis query` does; a name that nothing bears gets the nearest, never nothing."""
    query = "SELECT ?n { ?n a iccis:Obligaton }"
    empty, nearest = anyio.run(
        call_all, url, [("sparql", {"query": query}), ("resolve", {"name": "\u4e16\u754c"})]
    )
    assert empty["reason"].endswith("iccis:Obligaton does not occur in the data; did you mean Obligation?")
    assert nearest["things"]


EMPTY = "SELECT ?r { ?r a iccis:Reading }"
REASONS: list[tuple[str, Data, str]] = [
    ("answer", {"question": "count-norms"}, '"count-norms" matches more than one question'),
    (
        "answer",
        {"question": "no-such"},
        'there is no question "no-such"; find it with `search`, among questions',
    ),
    ("answer", {"question": ""}, "name a question, as `read-pledge`; find it with `search`, among questions"),
    ("text", {"clause": "norm 4.2"}, '"norm 4.2" is not a clause, but stands in pledge 4'),
    ("text", {"clause": "pledge 3"}, ""),
    ("text", {"clause": "section I"}, ""),
    (
        "text",
        {"clause": "pledge 3", "start": 7},
        "start=7 is beyond the last of 1 clauses, which are counted from 0",
    ),
    (
        "text",
        {"clause": "pledge 3", "witness": "annex"},
        "the text of annex to A/66/359, in English is not held",
    ),
    (
        "text",
        {"clause": "recital 3", "witness": "French"},
        "the text of press release, in French is not held",
    ),
    ("readings", {"clause": "China"}, '"China" is not a clause, but stands in narrative 1, narrative 3'),
    ("norms", {"clause": "13(d)"}, "A/70/174, norm 13(d) is not a clause of this text, nor part of one"),
    ("sparql", {"query": EMPTY, "graph": "as written"}, 'the answer has no rows; on the set of graphs "all"'),
    ("sparql", {"query": "SELECT ?x { ?x iccis:verb 1 }"}, "the answer has no rows"),
    ("sparql", {"query": "CONSTRUCT WHERE { ?x iccis:verb 1 }"}, "the answer has no triples"),
    (
        "sparql",
        {"query": EMPTY, "graph": "some"},
        "graph must be one of: as written, closure, with readings,",
    ),
    ("text", {"clause": "pledge 3", "max_bytes": 1}, "max_bytes must be a whole number from 1000 to 200000"),
    ("text", {"clause": "pledge 3", "start": -1}, "start must be a whole number, 0 or more"),
    ("text", {"clause": 3}, "clause must be a string of at most 500 characters"),
]
"""Calls, and how the reasons in their answers begin."""


def test_reasons_say_what_is_so_and_what_to_do(url: str) -> None:
    """In plain words; the outcome alone is enough only where nothing is to be said."""
    answers = anyio.run(call_all, url, [(tool, arguments) for tool, arguments, _ in REASONS])
    for (tool, arguments, reason), answer in zip(REASONS, answers, strict=True):
        said = answer.get("reason", "")
        assert said.startswith(reason), (tool, arguments)
        assert bool(said) == bool(reason), (tool, arguments)
    names = [question["name"] for question in answers[0]["questions"]]
    assert "036-count-norms-by-kind" in names
    assert all("count-norms" in name for name in names)


async def read_and_prompt(target: str) -> tuple[set[str], list[str]]:
    """Read a question by each of its names, and ask for prompts about clauses that there are not."""
    async with connected(target) as client:
        names = ("30-read-pledge", "030-read-pledge", "read-pledge")
        read = [(await client.read_resource(f"{ID}question/{name}")).contents[0] for name in names]
        errors = []
        for prompt, values in (
            ("read-a-pledge", {"pledge": "pledge 12"}),
            ("check-a-quotation", {"clause": "para. 3", "words": "x"}),
        ):
            with pytest.raises(MCPError) as error:
                await client.get_prompt(prompt, values)
            errors.append(str(error.value))
        return {content.text for content in read}, errors  # type: ignore[union-attr]


def test_questions_have_short_names_and_prompts_are_about_clauses(url: str, given: Edition) -> None:
    """A question is read by number and name, or by name; a prompt about no clause is refused."""
    texts, errors = anyio.run(read_and_prompt, url)
    assert texts == {question.text for question in given.questions if question.name == "030-read-pledge"}
    nearest = "there are: pledge 11, pledge 10,"
    assert errors[0].startswith(f"there is no pledge 12; the pledges are numbered 1 to 11; {nearest}")
    assert errors[1].startswith('"para. 3" matches more than one thing; there are: narrative 3, pledge 3')


def test_no_answer_is_larger_than_asked_for(url: str, given: Edition) -> None:
    """Neither long names, nor many differences, nor wide rows make it so; what is left out is said."""
    words = given.facts.one(f"{ID}code/pledge/4", "text").replace(" to ", " with ").replace(" of ", " not ")
    calls: list[tuple[str, Data]] = [
        ("coverage", {}),
        ("answer", {"question": "q" * 1900}),
        ("verify", {"words": words}),
        ("verify", {"words": "[" + "q " * 2000 + "] " + words}),
        ("sparql", {"query": f"SELECT ('{'x' * 2000}' AS ?{'long' * 100}) {{}}"}),
    ]
    for answer in anyio.run(call_all, url, [(tool, {**what, "max_bytes": 1000}) for tool, what in calls]):
        assert len(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()) <= 1000
        assert "ask again" in answer.get("left out", "") or "…" in answer["reason"]


def test_where_words_stand_is_the_last_to_be_left_out(url: str) -> None:
    """The IRI, the offsets and the witness are in the smallest answer, whatever else is not."""
    words = (
        "To settle EVERY dispute",
        "To fully respect the rights and freedom in information space",
        "including rights and freedoms of searching for, acquiring and disseminating information on the"
        " premise of complying with relevant national laws and rules",
        "information space",
        "Pledge 3: To assist developing countries in their efforts to enhance capacity-building",
        "curbing terrorist information that disseminates extremism",
    )
    calls = [("verify", {"words": text, "max_bytes": 1000}) for text in words]
    for text, answer in zip(words, anyio.run(call_all, url, calls), strict=True):
        assert len(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()) <= 1000
        place = answer["nearest"] if "nearest" in answer else answer["places"][0]
        assert place["clauses"][0]["iri"].startswith(f"{ID}code/"), text
        assert place["witness"]["iri"] == f"{ID}code/en"
        assert place["start"] < place["end"]


def test_a_query_that_runs_away_is_refused_and_others_go_on(url: str) -> None:
    """The limits of the service hold: time, and the size of what it may answer."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    calls = [("sparql", {"query": endless}), ("sparql", {"query": "SELECT * { ?s ?p ?o }"}), ("coverage", {})]
    late, large, fine = anyio.run(call_all, url, calls)
    assert (late["outcome"], large["outcome"], fine["outcome"]) == ("refused", "refused", "found")
    assert "longer than" in late["reason"]
    assert "larger than" in large["reason"] or "longer than" in large["reason"]  # on a busy machine


def test_nothing_asked_is_logged(over_http: Session, url: str, log: Path) -> None:
    """Neither words nor names of tools are in the log of the service."""
    anyio.run(call_all, url, [("verify", {"words": SECRET}), ("no-such-argument", {})][:1])
    assert "/mcp" in log.read_text()
    assert SECRET not in log.read_text()


def test_a_client_that_goes_away_leaves_nothing_running(tmp_path: Path) -> None:
    """After lines that are no messages, and without a farewell: the process and its workers end."""
    with subprocess.Popen(
        MCP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin
        assert server.stdout
        hello = {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "t", "version": "1"},
        }
        message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
        server.stdin.write(b'\xff\xfe\x00\n{"half": \n[]\n' + json.dumps(message).encode() + b"\n")
        server.stdin.flush()
        while json.loads(line := server.stdout.readline()).get("id") != 1:
            assert line
        started = descendants(server.pid)
        assert len(started) >= 2
        _, complaints = server.communicate(timeout=30)
    assert (server.returncode, complaints) == (0, b"")
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
