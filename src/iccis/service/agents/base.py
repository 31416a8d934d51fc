"""A project of one's own: what an agent sees and says is below its base; one text without the others."""

import json

from pyoxigraph import NamedNode, Quad

from iccis.core.base import Base
from iccis.core.namespaces import graph_name
from iccis.publication.edition import Edition
from iccis.questions.scopes import DERIVE
from iccis.service.agents.envelope import Data, encode


def outwards(base: Base, answer: Data) -> Data:
    """Return an answer with the IRIs of the project below its base."""
    return dict(json.loads(base.out(encode(answer)))) if base.own else answer


def inwards(base: Base, tool: str, arguments: Data) -> Data:
    """Return arguments with IRIs as the edition has them; a query is asked of data that have moved."""
    return dict(json.loads(base.back(encode(arguments)))) if base.own and tool != "sparql" else arguments


def without_others(alone: Edition, whole: Edition, base: Base) -> str:
    """Return the graphs that have less in the edition of one text than in the whole, as N-Quads below a base.

    They are those of what is shared, where the texts of the package are in the same graphs.
    """
    quads = (
        Quad(s, p, o, NamedNode(graph_name(graph)))
        for graph, triples in alone.graphs.items()
        if graph not in DERIVE and len(triples) < len(whole.graphs[graph])
        for s, p, o in triples
    )
    return base.out("".join(f"{quad} .\n" for quad in quads))
