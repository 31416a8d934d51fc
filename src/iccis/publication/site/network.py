"""The whole edition as one network for a script to draw: things as nodes, relations between them as edges."""

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import NamedNode

from iccis.core.namespaces import ONTOLOGY, short
from iccis.core.project import LAYERS
from iccis.data.facts import Facts
from iccis.data.members import natural
from iccis.publication.edition import Edition
from iccis.publication.site.render import link
from iccis.publication.things.relations import RELATIONS
from iccis.publication.things.thing import counterparties

LAYER_OF = {kind: layer.name for layer in LAYERS for kind in layer.classes}
"""Layer of the nodes of each class; things of other classes are no nodes."""

Edge = tuple[str, str, str, str]
"""Source, target, relation, layer."""


def graph(edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """Return nodes, layer by layer, and edges.

    Actions and preambular statements are merged with the norm or recital that they belong to;
    a correspondence is an edge.

    >>> from iccis.publication.edition import edition
    >>> sorted({node["layer"] for node in graph(edition())["nodes"]})
    ['actors', 'concepts', 'links', 'norms', 'readings', 'text']
    """
    facts, order = edition.facts, list(LAYER_OF.values())
    layers = [(iri, layer) for iri in edition.things if (layer := _layer(facts, iri))]
    nodes = dict(sorted(layers, key=lambda pair: (order.index(pair[1]), natural(pair[0]))))
    edges = {*_stated(edition, nodes), *_correspondences(facts, edition.things)}
    edges |= {(norm, c.iri, "counterparty", "norms") for norm in nodes for c in counterparties(facts, [norm])}
    inner = sorted((s, t, r, y) for s, t, r, y in edges if s in nodes and t in nodes and s != t)
    return {
        "nodes": [_node(facts, iri, layer) for iri, layer in nodes.items()],
        "edges": [
            {"source": short(s), "target": short(t), "relation": relation, "layer": layer}
            for s, t, relation, layer in inner
        ],
    }


def _layer(facts: Facts, iri: str) -> str:
    kinds = facts.kinds(iri)
    return next((layer for kind, layer in LAYER_OF.items() if kind in kinds), "")


def _node(facts: Facts, iri: str, layer: str) -> dict[str, Any]:
    return {
        "id": short(iri),
        "label": facts.label(iri),
        "kind": facts.label(ONTOLOGY + facts.kinds(iri)[0]),
        "layer": layer,
        "href": link("", iri),
    }


def _stated(edition: Edition, nodes: Iterable[str]) -> Iterator[Edge]:
    home = {iri: iri for iri in nodes} | _parts(edition.facts, nodes)
    for layer in dict.fromkeys(LAYER_OF.values()):
        for s, p, o in edition.graphs[layer]:
            if isinstance(s, NamedNode) and isinstance(o, NamedNode) and s.value in home and o.value in home:
                yield home[s.value], home[o.value], _words(edition.facts, p.value), layer


def _parts(facts: Facts, nodes: Iterable[str]) -> dict[str, str]:
    """Map the things that are merged with a node to that node."""
    actions = {action: iri for iri in nodes for action in facts.values(iri, "action")}
    stated = ((part, iri) for iri in nodes for part in facts.subjects("statedIn", iri))
    return actions | {part: iri for part, iri in stated if "PreambularStatement" in facts.kinds(part)}


def _words(facts: Facts, relation: str) -> str:
    if relation.startswith(ONTOLOGY):
        return facts.label(relation)
    return RELATIONS.get(short(relation), short(relation).rpartition(":")[2])


def _correspondences(facts: Facts, things: Iterable[str]) -> Iterator[Edge]:
    for iri in things:
        for start in facts.values(iri, "correspondsFrom"):
            for end in facts.values(iri, "correspondsTo"):
                yield start, end, facts.label(facts.one(iri, "hasCorrespondenceType")), "links"
