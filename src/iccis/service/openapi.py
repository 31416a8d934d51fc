"""OpenAPI description of the JSON interface."""

from importlib.metadata import version
from typing import Any

MOST_WORDS = 10


LONGEST_SEARCH = 200


def description() -> dict[str, Any]:
    """OpenAPI 3.1 of the interface.

    >>> sorted(description()["paths"])[:2]
    ['/api/clauses', '/api/clauses/{number}']
    """
    text = {"type": "string"}
    short = {
        "type": "object",
        "required": ["number", "iri", "text"],
        "properties": {"number": text, "iri": text, "text": {"type": "string", "minLength": 1}},
    }
    hit = {
        "type": "object",
        "required": ["kind", "iri", "label", "snippet"],
        "properties": {"kind": text, "iri": text, "label": text, "snippet": text},
    }
    thing = {"type": "object", "required": ["iri"], "properties": {"iri": text}}
    clause, norm = _parameter("number", "path", "P6"), _parameter("number", "path", "3.2")
    words = _parameter("q", "query", "terrorism", minLength=1, maxLength=LONGEST_SEARCH)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The Code as JSON", "version": version("iccis"), "license": {"name": "CC BY 4.0"}},
        "paths": {
            "/api/clauses": _path("All clauses, in order", {"type": "array", "items": short}),
            "/api/clauses/{number}": _path("One clause, as 3, P6 or S1", short, clause, missing=404),
            "/api/norms/{number}": _path("One norm, as 3.2", thing, norm, missing=404),
            "/api/search": _path("Things with words", {"type": "array", "items": hit}, words, missing=400),
        },
    }


def _parameter(name: str, place: str, example: str, **schema: object) -> dict[str, Any]:
    kind = {"type": "string", "examples": [example], **schema}
    return {"name": name, "in": place, "required": True, "schema": kind}


def _path(summary: str, schema: object, *parameters: object, missing: int | None = None) -> dict[str, Any]:
    error = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    answers = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    if missing:
        content = {"application/json": {"schema": error}}
        answers[str(missing)] = {"description": "What is wrong", "content": content}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}
