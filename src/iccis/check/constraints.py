"""The graph that pySHACL validates: it answers the queries of SPARQL constraints from the embedded store.

pySHACL asks the query of a constraint anew for every focus node; on rdflib that takes most of the time of a
check. What might have another answer in the store is left to rdflib.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import rdflib
from pyoxigraph import QuerySolutions, Store, Triple, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result

from iccis.check.batch import faithful, is_portable
from iccis.core.rdf import from_rdflib, rdflib_graph, to_rdflib

prepared = cache(prepareQuery)


class ConstraintGraph(rdflib.Graph):
    """A graph of rdflib that asks the embedded store where that gives the same answer.

    >>> from pyoxigraph import NamedNode
    >>> graph = ConstraintGraph([Triple(NamedNode("urn:a"), NamedNode("urn:p"), NamedNode("urn:b"))])
    >>> query = "SELECT $this WHERE { $this <urn:p> ?value }"
    >>> [len(graph.query(query, initBindings={"this": rdflib.URIRef(f"urn:{name}")})) for name in "ab"]
    [1, 0]
    """

    def __init__(self, triples: Iterable[Triple], *, reference: bool = False) -> None:
        """Hold the triples twice: for rdflib, and for the store unless that would spell a literal anew.

        A `reference` is for rdflib alone.
        """
        super().__init__(bind_namespaces="none")
        statements = list(triples)
        rdflib_graph(statements, into=self)
        self._embedded = None if reference else faithful(statements)

    def query(self, query_object: Any, *args: Any, **options: Any) -> Any:
        """Answer a query; pySHACL passes its pre-bound variables as the fourth argument after it."""
        if isinstance(query_object, str):
            bound = args[3] if len(args) > 3 else options.get("initBindings")
            if self._embedded and bound and is_portable(query_object):
                return _ask(self._embedded, query_object, bound)
            query_object = prepared(query_object)
        return super().query(query_object, *args, **options)


def _ask(store: Store, query: str, bindings: dict[str, Any]) -> Result:
    terms: dict[Variable, Any] = {Variable(name): from_rdflib(node) for name, node in bindings.items()}
    found = store.query(query, substitutions=terms)
    assert isinstance(found, QuerySolutions)
    answer = Result("SELECT")
    answer.vars = [rdflib.Variable(variable.value) for variable in found.variables]
    rows = (zip(answer.vars, row, strict=True) for row in found)
    answer.bindings = [{name: to_rdflib(term) for name, term in row if term is not None} for row in rows]
    return answer
