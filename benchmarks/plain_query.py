"""What one would write without the tool: parse the files with rdflib, bind the parameter, ask, print."""

import sys
from pathlib import Path

from rdflib import Graph, URIRef

root, query, *bindings = sys.argv[1:]
graph = Graph()
for folder in ("ontology", "kg"):
    for file in sorted(Path(root, folder).rglob("*.ttl")):
        graph.parse(file, format="turtle")
bound = {name: URIRef(value) for name, value in (pair.split("=", 1) for pair in bindings)}
for row in graph.query(Path(query).read_text("utf-8"), initBindings=bound).bindings:
    print(*row.values(), sep="\t")
