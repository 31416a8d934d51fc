"""OpenAPI description of the JSON interface."""

from importlib.metadata import version
from typing import Any

MAX_WORDS = 10  # of a search
MAX_SEARCH_LENGTH = 200  # in characters


def description() -> dict[str, Any]:
    """Describe the interface by OpenAPI 3.1.

    >>> sorted(description()["paths"])[:2]
    ['/api/clauses', '/api/clauses/{number}']
    """
    summary = _object("number", "iri", "text")
    summary["properties"]["text"] = {"type": "string", "minLength": 1}
    hits = {"type": "array", "items": _object("kind", "iri", "label", "snippet")}
    clause, norm = _parameter("number", "path", "P6"), _parameter("number", "path", "3.2")
    words = _parameter("q", "query", "terrorism", minLength=1, maxLength=MAX_SEARCH_LENGTH)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The Code as JSON", "version": version("iccis"), "license": {"name": "CC BY 4.0"}},
        "paths": {
            "/api/clauses": _path("All clauses, in order", {"type": "array", "items": summary}),
            "/api/clauses/{number}": _path("One clause, as 3, P6 or S1", summary, clause, missing=404),
            "/api/norms/{number}": _path("One norm, as 3.2", _object("iri"), norm, missing=404),
            "/api/search": _path("Things whose texts contain all words", hits, words, missing=400),
        },
    }


def _object(*properties: str) -> dict[str, Any]:
    """Describe an object that has some properties, all of them strings."""
    types = {name: {"type": "string"} for name in properties}
    return {"type": "object", "required": [*properties], "properties": types}


def _parameter(name: str, place: str, example: str, **schema: object) -> dict[str, Any]:
    kind = {"type": "string", "examples": [example], **schema}
    return {"name": name, "in": place, "required": True, "schema": kind}


def _path(summary: str, schema: object, *parameters: object, missing: int | None = None) -> dict[str, Any]:
    answers = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    if missing:
        content = {"application/json": {"schema": _object("error")}}
        answers[str(missing)] = {"description": "What is wrong with the request", "content": content}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}
