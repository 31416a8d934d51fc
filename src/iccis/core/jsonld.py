"""JSON-LD of triples under one published context, which every document carries in itself."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES, split
from iccis.core.rdf import TYPE

A, XSD = TYPE.value, PREFIXES["xsd"]
NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""Integers that every reader of JSON takes for the same number."""


class Context(dict[str, Any]):
    """The words of documents and what they stand for: prefixes, then terms, each sorted."""

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes with their namespaces."""
        return {word: meaning for word, meaning in self.items() if isinstance(meaning, str)}

    @cached_property
    def names(self) -> dict[str, tuple[str, str, str]]:
        """The names of the properties that documents have had so far, as `_names` returns them."""
        return {}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each word in the order."""
        return {word: place for place, word in enumerate(self)}


def context(triples: Iterable[Triple], *, prefixes: Mapping[str, str] = PREFIXES) -> Context:
    """Return a term for each property in `triples`: own ones by their names, others with their prefixes.

    A property whose values are all things is declared so, and its values are then plain strings.

    >>> bearer = NamedNode(PREFIXES["iccis"] + "bearer")
    >>> context([Triple(NamedNode("urn:x:a"), bearer, NamedNode("urn:x:b"))])
    {'iccis': 'https://w3id.org/iccis/ontology#', 'bearer': {'@id': 'iccis:bearer', '@type': '@id'}}
    """
    links: dict[str, bool] = {}
    for _, predicate, value in triples:
        if predicate != TYPE:
            is_link = isinstance(value, NamedNode | BlankNode)
            links[predicate.value] = links.get(predicate.value, True) and is_link
    used, terms = {}, {}
    for iri, is_link in sorted(links.items()):
        prefix, term, short = _names(iri, prefixes)
        if prefix:
            used[prefix] = prefixes[prefix]
        terms[term] = {"@id": short} | ({"@type": "@id"} if is_link else {})
    return Context(dict(sorted(used.items())) | dict(sorted(terms.items())))


def _names(iri: str, prefixes: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the prefix of an IRI, its term and its short form; one without a prefix stands for itself."""
    prefix, name = split(iri, prefixes)
    short = f"{prefix}:{name}" if prefix else iri
    return prefix, name if prefix == "iccis" else short, short


def document(triples: Iterable[Triple], terms: Context | None = None) -> str:
    """Return `triples` as a JSON-LD document, the same bytes for the same triples in the same order.

    `terms` is the context to write in, by default what the triples need; the document carries the part of it
    that it uses. Blank nodes keep their labels.
    """
    statements = list(triples)
    terms = context(statements) if terms is None else terms
    names = terms.names
    predicates = {t.predicate.value for t in statements} - {A}
    names |= {iri: _names(iri, terms.prefixes) for iri in predicates - names.keys()}
    needed = {word for iri in predicates for word in names[iri][:2]}
    used = {word: terms[word] for word in sorted(needed & terms.keys(), key=terms.places.__getitem__)}
    keys = {iri: (term := names[iri][1], used[term].get("@type") == "@id") for iri in predicates}
    keys[A] = ("@type", True)
    nodes: dict[str, dict[str, list[Any]]] = {}
    for subject, predicate, value in statements:
        node = nodes.setdefault(_id(subject), defaultdict(list))
        key, is_link = keys[predicate.value]
        node[key].append(_id(value) if key == "@type" else _value(value, is_link=is_link))
    graph = [
        {"@id": iri} | {key: values if len(values) > 1 else values[0] for key, values in node.items()}
        for iri, node in nodes.items()
    ]
    return to_json({"@context": used, "@graph": graph})


def to_json(data: Any) -> str:
    r"""Write data as JSON as every published document is written.

    >>> to_json({"name": "Völkerrecht"})
    '{\n "name": "Völkerrecht"\n}\n'
    """
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _id(term: Any) -> str:
    if isinstance(term, Triple):
        raise IccisError(f"JSON-LD has no triple terms (RDF 1.2): {term}", hint="write it as Turtle")
    return str(term) if isinstance(term, BlankNode) else str(term.value)


def _value(term: Any, *, is_link: bool) -> Any:
    if not isinstance(term, Literal):
        return _id(term) if is_link else {"@id": _id(term)}
    if term.language:
        direction = {"@direction": term.direction.value} if term.direction else {}
        return direction | {"@language": term.language, "@value": term.value}
    kind = term.datatype.value
    if kind == XSD + "string":
        return term.value
    if kind == XSD + "integer" and NUMBER.fullmatch(term.value):
        return int(term.value)
    if kind == XSD + "boolean" and term.value in ("true", "false"):
        return term.value == "true"
    return {"@type": kind, "@value": term.value}
