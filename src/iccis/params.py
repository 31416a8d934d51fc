"""Values of parameters as people write them -> RDF terms."""

import json
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from iccis.errors import IccisError
from iccis.files import ID, ONTOLOGY, PREFIXES
from iccis.graphs import Term, near

TYPE = NamedNode(PREFIXES["rdf"] + "type")
SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
CLASS = NamedNode(PREFIXES["owl"] + "Class")
MOST = 30
"""How many names an error lists."""


def resolve(value: str | int | Term, kind: str, store: Store) -> Term:
    """Term that a value stands for: `kind` is `string`, `integer`, `term`, or the name of a class.

    A thing is given by its IRI, by any end of its path (`code/pledge/3`, `pledge/3`, `3`) or by its label.

    >>> resolve("7", "integer", Store()).value
    '7'
    """
    if isinstance(value, NamedNode | BlankNode | Literal | Triple):
        return value
    if kind == "string":
        return Literal(str(value))
    if kind == "integer":
        return _integer(str(value))
    return _any(str(value), store) if kind == "term" else _thing(str(value), kind, store)


def unquoted(text: str) -> str:
    """Default value in a header: what stands between quotation marks, or the bare word.

    >>> unquoted('"information space"'), unquoted("actor/china")
    ('information space', 'actor/china')
    """
    return str(json.loads(text)) if text.startswith('"') else text


def _integer(text: str) -> Literal:
    try:
        return Literal(int(text))
    except ValueError as error:
        raise IccisError(f'"{text}" is not an integer') from error


def _any(text: str, store: Store) -> Term:
    iri = _absolute(text)
    known = iri and (text != iri or text.startswith(("http:", "https:", "urn:")))
    if iri and (known or any(store.quads_for_pattern(NamedNode(iri), None, None))):
        return NamedNode(iri)
    there = NamedNode(ID + text) if " " not in text and "<" not in text else None
    return there if there and any(store.quads_for_pattern(there, None, None)) else Literal(text)
