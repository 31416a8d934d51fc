"""Data for the scripts of the pages: the search, the network, and the SPARQL editor."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

from pyoxigraph import NamedNode, Quad, Store

from iccis.core.namespaces import ONTOLOGY, PREFIXES, graph_name, short
from iccis.core.project import CLOSURE, DEFAULT, LAYERS, SCOPES
from iccis.core.rdf import LABEL, SUBCLASS, TYPE
from iccis.data.entries import terms
from iccis.data.facts import Facts
from iccis.data.members import natural
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.render import link, sentence
from iccis.publication.site.search import entries
from iccis.publication.things.relations import RELATIONS
from iccis.publication.things.thing import ACTION, counterparties, follow
from iccis.questions.ask import bindings
from iccis.questions.binding import with_values

LAYER_OF = {kind: layer.name for layer in LAYERS for kind in layer.classes}
"""Layer of the nodes of each class; things of other classes are no nodes."""

NAMING = {TYPE, SUBCLASS, LABEL}
"""What tells the things that are values of parameters."""

Edge = tuple[str, str, str, str]
"""Source, target, relation, layer."""


def script_data(edition: Edition) -> Makers:
    """Return the makers of the data for scripts, by path.

    >>> from iccis.publication.edition import edition
    >>> sorted(script_data(edition()))
    ['network.json', 'search.json', 'sparql.json']
    """
    contents = {"network": graph, "search": entries, "sparql": editor}
    return {f"{name}.json": partial(_serialized, content, edition) for name, content in contents.items()}


def _serialized(content: Callable[[Edition], Any], edition: Edition) -> bytes:
    return (json.dumps(content(edition), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def graph(edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """Return nodes, layer by layer, and edges.

    Actions and preambular statements are merged with the norm or recital that they belong to;
    a correspondence is an edge.

    >>> from iccis.publication.edition import edition
    >>> sorted({node["layer"] for node in graph(edition())["nodes"]})
    ['actors', 'concepts', 'links', 'norms', 'readings', 'text']
    """
    facts, order = edition.facts, list(LAYER_OF.values())
    places = {iri: place for place, iri in enumerate(edition.clauses, 1)}
    layers = [(iri, layer) for iri in edition.things if (layer := _layer(facts, iri))]
    nodes = dict(sorted(layers, key=lambda pair: (order.index(pair[1]), natural(pair[0]))))
    edges = {*_stated(edition, nodes), *_correspondences(facts, edition.things)}
    edges |= {(norm, c.iri, "counterparty", "norms") for norm in nodes for c in counterparties(facts, [norm])}
    inner = sorted((s, t, r, y) for s, t, r, y in edges if s in nodes and t in nodes and s != t)
    return {
        "nodes": [_node(facts, iri, layer, places) for iri, layer in nodes.items()],
        "edges": [
            {"source": short(s), "target": short(t), "relation": relation, "layer": layer}
            for s, t, relation, layer in inner
        ],
    }


def _layer(facts: Facts, iri: str) -> str:
    kinds = facts.kinds(iri)
    return next((layer for kind, layer in LAYER_OF.items() if kind in kinds), "")


def _node(facts: Facts, iri: str, layer: str, places: Mapping[str, int]) -> dict[str, Any]:
    """Describe a node; norms and clauses have a short name for the overview, clauses their place too."""
    return {
        "id": short(iri),
        "label": facts.label(iri),
        "kind": facts.label(ONTOLOGY + facts.kinds(iri)[0]),
        "layer": layer,
        "href": link(iri),
        **_in_overview(facts, iri, places),
    }


def _in_overview(facts: Facts, iri: str, places: Mapping[str, int]) -> dict[str, str | int]:
    kinds = facts.kinds(iri)
    if "Norm" in kinds:
        name = iri.rpartition("/")[2]
        return {"short": name.partition(".")[2] if name[0].islower() else name}
    if "Provision" in kinds:
        number, heading = facts.one(iri, "skos:notation"), facts.one(iri, "editorialHeading")
        short_name = f"{number} {heading}" if heading else sentence(facts.label(iri))
        return {"short": short_name, "order": places.get(iri, 0)}
    return {}


def _stated(edition: Edition, nodes: Iterable[str]) -> Iterator[Edge]:
    home = {iri: iri for iri in nodes} | _parts(edition.facts, nodes)
    for layer in dict.fromkeys(LAYER_OF.values()):
        for s, p, o in edition.layer(layer):
            if isinstance(s, NamedNode) and isinstance(o, NamedNode) and s.value in home and o.value in home:
                yield home[s.value], home[o.value], _words(edition.facts, p.value), layer


def _parts(facts: Facts, nodes: Iterable[str]) -> dict[str, str]:
    """Map the things that are merged with a node to that node."""
    actions = {part: iri for iri in nodes for part in follow(facts, iri, f"affirms|{ACTION}")}
    stated = ((part, iri) for iri in nodes for part in facts.subjects("statedIn", iri))
    return actions | {part: iri for part, iri in stated if "PreambularStatement" in facts.kinds(part)}


def _words(facts: Facts, relation: str) -> str:
    if relation.startswith(ONTOLOGY):
        return facts.label(relation)
    return RELATIONS.get(short(relation), short(relation).rpartition(":")[2])


def _correspondences(facts: Facts, things: Iterable[str]) -> Iterator[Edge]:
    for iri in things:
        for pair in product(facts.values(iri, "correspondsFrom"), facts.values(iri, "correspondsTo")):
            yield *pair, facts.label(facts.one(iri, "hasCorrespondenceType")), "links"


def editor(edition: Edition) -> dict[str, Any]:
    """Return what the SPARQL editor offers: prefixes, terms, questions with their values, sets of graphs.

    >>> from iccis.publication.edition import edition
    >>> editor(edition())["examples"][0]["name"]
    '01-list-sponsors'
    """
    store, facts = Store(), edition.facts
    written = (t for layer, graph in edition.graphs.items() if layer != CLOSURE for t in graph)
    store.extend(Quad(*t) for t in written if t.predicate in NAMING)
    return {
        "prefixes": dict(sorted(PREFIXES.items())),
        "terms": [{"iri": iri, "label": facts.label(iri), "kind": kind} for iri, kind in terms(facts)],
        "examples": [
            {
                "name": question.slug,
                "title": question.title,
                "question": question.question,
                "query": with_values(question.text, bindings(question, {}, store, base=edition.base)),
                "graph": question.graph,
            }
            for question in edition.questions
        ],
        "default": DEFAULT,
        "graphs": {name: list(map(graph_name, edition.layers(name))) for name in SCOPES},
    }
