"""The Model Context Protocol over the tools: listing, calls, resources and prompts."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any

import mcp_types as types
from jsonschema import Draft202012Validator
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY_IRI
from iccis.publication.things.documents import plain_text
from iccis.publication.things.thing import describe
from iccis.questions.question import question_iri
from iccis.service.agents.base import inwards, outwards
from iccis.service.agents.catalog import INSTRUCTIONS, PROMPTS, TOOLS, input_schema, output_schema
from iccis.service.agents.envelope import MAX_BYTES, Data, encode, size
from iccis.service.agents.tools import OUTCOMES_OF_NAMES, Tools, fit
from iccis.service.log import log

READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
CLAUSES = ("pledge", "clause")
"""Arguments of prompts that are names of clauses."""
MOST_OPENED = 8
"""Tools that are kept: over everything, and over the texts of a project that were opened last."""
PAGE = 100
"""Resources that are listed at once."""
MAX_ARGUMENT_BYTES = 200_000
SCHEMAS = {tool.name: Draft202012Validator(input_schema(tool)) for tool in TOOLS}


class Door:
    """The handlers of the protocol; the tools are made when first needed, once."""

    def __init__(self, open_tools: Callable[[], Awaitable[Tools]]) -> None:
        """Answer with the tools that `open_tools` returns."""
        self.open_tools = open_tools
        self.lock = asyncio.Lock()
        self.opened: dict[str, Tools] = {}

    async def tools(self, instrument: str = "") -> Tools:
        """Return the tools over everything, or over one text of a project."""
        if instrument not in self.opened:
            async with self.lock:
                if "" not in self.opened:
                    self.opened[""] = await self.open_tools()
                if instrument not in self.opened:
                    self.opened[instrument] = await asyncio.to_thread(self.opened[""].of, instrument)
                if len(self.opened) > MOST_OPENED:
                    del self.opened[next(filter(None, self.opened))]
        return self.opened[instrument]

    async def call(self, name: str, arguments: Data) -> Data:
        """Return the answer of a tool, whatever the arguments are.

        Raises MCPError for a tool that there is not.
        """
        if name not in SCHEMAS:
            raise MCPError(types.INVALID_PARAMS, f"There is no such tool. There are: {', '.join(SCHEMAS)}.")
        tools = await self.tools()
        answer = await self._called(tools, name, inwards(tools.base, name, arguments))
        return outwards(tools.base, answer)

    async def _called(self, tools: Tools, name: str, arguments: Data) -> Data:
        if problem := _problem(name, arguments):
            return {"outcome": "refused", "reason": problem, "edition": tools.edition}
        start, max_bytes = arguments.get("start", 0), arguments.get("max_bytes", MAX_BYTES)
        try:
            tools = await self.tools(arguments.get("instrument", ""))
            answer = await getattr(tools, name)(**arguments)
            return fit(answer, start=start, max_bytes=max_bytes)
        except IccisError as error:
            outcome = OUTCOMES_OF_NAMES.get(type(error), "refused")
            answer = {"outcome": outcome, "reason": error.advice, "edition": tools.edition}
            return fit(answer, max_bytes=max_bytes)
        except Exception as error:
            log.error("a tool failed", extra={"tool": name, "error": type(error).__name__})
            return {"outcome": "failed", "reason": "internal error", "edition": tools.edition}

    async def on_list_tools(self, _context: Any, _params: Any) -> types.ListToolsResult:
        """List the tools."""
        return self._tools

    @cached_property
    def _tools(self) -> types.ListToolsResult:
        tools = [
            types.Tool(
                name=tool.name,
                title=tool.title,
                description=tool.description,
                input_schema=input_schema(tool),
                output_schema=output_schema(tool),
                annotations=READ_ONLY,
            )
            for tool in TOOLS
        ]
        return types.ListToolsResult(tools=tools)

    async def on_call_tool(self, _context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        """Call a tool."""
        answer = await self.call(params.name, params.arguments or {})
        return types.CallToolResult(
            content=[types.TextContent(text=encode(answer))],
            structured_content=answer,
            is_error=answer["outcome"] == "failed",
        )

    async def on_list_resources(self, _context: Any, params: Any) -> types.ListResourcesResult:
        """List clauses, norms, questions and the ontology, page by page."""
        tools = await self.tools()
        resources = _resources(tools)
        cursor = getattr(params, "cursor", None) or "0"
        if not cursor.isdigit():
            raise MCPError(types.INVALID_PARAMS, "There is no such page of resources.")
        end = int(cursor) + PAGE
        following = str(end) if end < len(resources) else None
        return types.ListResourcesResult(resources=resources[int(cursor) : end], next_cursor=following)

    async def on_list_resource_templates(
        self, _context: Any, _params: Any
    ) -> types.ListResourceTemplatesResult:
        """List the forms of the IRIs of resources."""
        tools = await self.tools()
        works, things = map(tools.base.out, tools.edition_data.works), f"{tools.base.site}id"
        forms = (
            *(("clause", f"{work}/{{+path}}", "text/plain", "A clause with its norms") for work in works),
            ("norm", f"{things}/norm/{{+number}}", "text/plain", "A norm, as norm/4.2"),
            ("question", f"{things}/question/{{name}}", "application/sparql-query", "A bundled question"),
        )
        templates = [
            types.ResourceTemplate(name=name, uri_template=form, mime_type=kind, description=what)
            for name, form, kind, what in forms
        ]
        return types.ListResourceTemplatesResult(resource_templates=templates)

    async def on_read_resource(
        self, _context: Any, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """Return the content of a resource."""
        tools = await self.tools()
        kind, text = await asyncio.to_thread(_content, tools, tools.base.back(str(params.uri)))
        text = tools.base.out(text)
        contents: Any = [types.TextResourceContents(uri=params.uri, mime_type=kind, text=text)]
        return types.ReadResourceResult(contents=contents)

    async def on_list_prompts(self, _context: Any, _params: Any) -> types.ListPromptsResult:
        """List the prompts."""
        prompts = [
            types.Prompt(
                name=prompt.name,
                title=prompt.title,
                description=prompt.description,
                arguments=[
                    types.PromptArgument(name=name, description=what, required=True)
                    for name, what in prompt.takes.items()
                ],
            )
            for prompt in PROMPTS
        ]
        return types.ListPromptsResult(prompts=prompts)

    async def on_get_prompt(
        self, _context: Any, params: types.GetPromptRequestParams
    ) -> types.GetPromptResult:
        """Return a prompt with its arguments put in."""
        prompt = next((prompt for prompt in PROMPTS if prompt.name == params.name), None)
        values = params.arguments or {}
        if prompt is None or set(values) != set(prompt.takes):
            listed = "; ".join(f"{p.name} ({', '.join(p.takes)})" for p in PROMPTS)
            raise MCPError(types.INVALID_PARAMS, f"The prompts, with their arguments: {listed}.")
        tools = await self.tools()
        for clause in (values[name] for name in prompt.takes if name in CLAUSES):
            if problem := tools.problem(tools.base.back(clause)):
                raise MCPError(types.INVALID_PARAMS, tools.base.out(problem))
        text = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], prompt.words)  # values are no templates
        message = types.PromptMessage(role="user", content=types.TextContent(text=text))
        return types.GetPromptResult(description=prompt.description, messages=[message])


def server(door: Door, version: str, title: str) -> Server[Any]:
    """Return a server of the protocol for an edition of works with a title."""
    logging.getLogger("mcp").setLevel(logging.CRITICAL + 1)  # its messages quote what clients send
    app = Server[Any](
        "iccis",
        title=title,
        version=version,
        instructions=INSTRUCTIONS.format(title=title),
        on_list_tools=door.on_list_tools,
        on_call_tool=door.on_call_tool,
        on_list_resources=door.on_list_resources,
        on_list_resource_templates=door.on_list_resource_templates,
        on_read_resource=door.on_read_resource,
        on_list_prompts=door.on_list_prompts,
        on_get_prompt=door.on_get_prompt,
    )
    app.middleware.clear()  # it would trace each call, with its tool, wherever OpenTelemetry is set up
    return app


def _problem(name: str, arguments: Data) -> str:
    """Say what is wrong with the arguments of a tool, without repeating their values."""
    try:
        if size(arguments) > MAX_ARGUMENT_BYTES:
            return f"the arguments have more than {MAX_ARGUMENT_BYTES} bytes"
    except UnicodeEncodeError:
        return "the arguments are not Unicode text"
    error = next(SCHEMAS[name].iter_errors(arguments), None)
    if error is None:
        return ""
    schema = SCHEMAS[name].schema
    if not error.absolute_path:
        takes = ", ".join(schema["properties"])
        return f"the tool takes {takes}, and needs {', '.join(schema['required']) or 'none of them'}"
    field = str(error.absolute_path[0])
    return f"{field} must be {_accepted(schema['properties'][field])}"


def _accepted(schema: Data) -> str:
    """Say in words which values a schema takes."""
    if "enum" in schema:
        return f"one of: {', '.join(schema['enum'])}"
    if "minimum" in schema:
        least, most = schema["minimum"], schema.get("maximum")
        return f"a whole number from {least} to {most}" if most else f"a whole number, {least} or more"
    if schema["type"] == "object":
        return "an object whose values are strings"
    return "a string" + (f" of at most {schema['maxLength']} characters" if "maxLength" in schema else "")


def _resources(tools: Tools) -> list[types.Resource]:
    facts = tools.facts
    clauses = [clause.iri for clause in tools.verifier.clauses]
    norms = [
        norm for iri in clauses for norm in facts.subjects("statedIn", iri) if facts.one(norm, "hasStrength")
    ]
    things = [*clauses, *dict.fromkeys(norms)]
    found = [
        types.Resource(uri=tools.base.out(iri), name=facts.label(iri), mime_type="text/plain")
        for iri in things
    ]
    found.append(types.Resource(uri=ONTOLOGY_IRI, name="ontology", mime_type="text/turtle"))
    return found + [
        types.Resource(
            uri=tools.base.out(question_iri(question.name)),
            name=question.name,
            description=question.question,
            mime_type="application/sparql-query",
        )
        for question in tools.questions
    ]


def _content(tools: Tools, uri: str) -> tuple[str, str]:
    """Return media type and text of a resource; raises MCPError for one that there is not."""
    if uri == ONTOLOGY_IRI:
        return "text/turtle", tools.ontology
    for question in tools.questions:
        names = (question.slug, question.name, question.name.partition("-")[2])
        if uri in [f"{ID}question/{name}" for name in names]:
            return "application/sparql-query", question.text
    is_clause = any(clause.iri == uri for clause in tools.verifier.clauses)
    if is_clause or (uri.startswith(f"{ID}norm/") and uri in tools.facts.out):
        return "text/plain", plain_text(tools.facts, describe(tools.facts, uri), readings=is_clause)
    raise MCPError(types.INVALID_PARAMS, "There is no such resource: list them, or use `resolve`.")
