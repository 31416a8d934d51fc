"""JSON-LD of triples under one published context, which every document carries in itself."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import TYPE

XSD = PREFIXES["xsd"]
Context = dict[str, Any]


def context(triples: Iterable[Triple], *, prefixes: Mapping[str, str] = PREFIXES) -> Context:
    """Terms for the properties in `triples`: own ones by their names, others with their prefixes.

    A property whose values are all things is declared so, and its values are then plain strings.

    >>> bearer = NamedNode(PREFIXES["iccis"] + "bearer")
    >>> context([Triple(NamedNode("urn:x:a"), bearer, NamedNode("urn:x:b"))])
    {'iccis': 'https://w3id.org/iccis/ontology#', 'bearer': {'@id': 'iccis:bearer', '@type': '@id'}}
    """
    things: dict[str, bool] = {}
    for t in triples:
        if t.predicate.value != TYPE.value:
            is_thing = isinstance(t.object, NamedNode | BlankNode)
            things[t.predicate.value] = things.get(t.predicate.value, True) and is_thing
    used, terms = {}, {}
    for iri in sorted(things):
        prefix, term, short = _named(iri, prefixes)
        if prefix:
            used[prefix] = prefixes[prefix]
        terms[term] = {"@id": short} | ({"@type": "@id"} if things[iri] else {})
    return dict(sorted(used.items())) | dict(sorted(terms.items()))


def _named(iri: str, prefixes: Mapping[str, str]) -> tuple[str, str, str]:
    """Prefix of an IRI, the term for it, and its short form; one without a prefix stands for itself."""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            name = iri.removeprefix(namespace)
            return prefix, name if prefix == "iccis" else f"{prefix}:{name}", f"{prefix}:{name}"
    return "", iri, iri


def document(triples: Iterable[Triple], known: Context | None = None) -> str:
    """JSON-LD document of `triples`, the same bytes for the same triples in the same order.

    `known` says how terms are written, by default as the triples need; the document carries what it uses of
    it. Blank nodes keep their labels.
    """
    given = list(triples)
    known = context(given) if known is None else known
    prefixes = {name: value for name, value in known.items() if isinstance(value, str)}
    properties = {t.predicate.value for t in given} - {TYPE.value}
    found = {iri: _named(iri, prefixes) for iri in sorted(properties)}
    names = {iri: term for iri, (_, term, _) in found.items()}
    terms = {prefix: known[prefix] for prefix, _, _ in sorted(found.values()) if prefix}
    terms |= {term: known[term] for term in sorted(names.values())}
    nodes: dict[str, dict[str, list[Any]]] = {}
    for s, p, o in given:
        node = nodes.setdefault(_id(s), defaultdict(list))
        if p.value == TYPE.value:
            node["@type"].append(_id(o))
        else:
            name = names[p.value]
            node[name].append(_value(o, is_thing=terms[name].get("@type") == "@id"))
    graph = [
        {"@id": iri} | {key: _one(values) for key, values in node.items()} for iri, node in nodes.items()
    ]
    return json.dumps({"@context": terms, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _id(term: Any) -> str:
    return str(term) if isinstance(term, BlankNode) else str(term.value)


def _value(term: Any, *, is_thing: bool) -> Any:
    if not isinstance(term, Literal):
        return _id(term) if is_thing else {"@id": _id(term)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    kind = term.datatype.value
    if kind == XSD + "string":
        return term.value
    if kind == XSD + "integer" and str(int(term.value)) == term.value:
        return int(term.value)
    if kind == XSD + "boolean" and term.value in ("true", "false"):
        return term.value == "true"
    return {"@type": kind, "@value": term.value}
