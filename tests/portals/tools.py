"""What common tools make of the files: `python tests/portals/tools.py FOLDER`, FOLDER being a publication.

It needs `pip install "pylode<3.4" ontospy pyld networkx`, which are in no test: together they take too long.
A warning of a tool is an error, and nothing is fetched. docs/catalogue.md quotes what this prints.
"""

import json
import logging
import sys
import warnings
from pathlib import Path


def pylode(latest: Path) -> str:
    """Terms that the documentation of the ontology describes."""
    from pylode import OntPub

    page = OntPub(latest / "ontology.ttl").make_html()
    return f"{page.count('property entity')} terms described"


def ontospy(latest: Path) -> str:
    """Classes and properties of the ontology."""
    from ontospy import Ontospy

    model = Ontospy(str(latest / "ontology.ttl"), verbose=False)
    return f"{len(model.all_classes)} classes, {len(model.all_properties)} properties"


def pyld(latest: Path) -> str:
    """Triples of the whole in JSON-LD."""
    from pyld import jsonld

    def loader(url: str, _: object) -> None:
        raise ValueError(f"asks for {url}")

    document = json.loads((latest / "iccis.jsonld").read_text("utf-8"))
    graphs = jsonld.to_rdf(document, {"documentLoader": loader})
    return f"{sum(map(len, graphs.values()))} triples"


def networkx(latest: Path) -> str:
    """Nodes and edges of the network."""
    from networkx import read_graphml

    graph = read_graphml(latest / "network.graphml")
    return f"{len(graph)} nodes, {graph.number_of_edges()} edges"


def main() -> None:
    """Print a line for each tool."""
    warnings.simplefilter("error", UserWarning)
    logging.basicConfig(level=logging.WARNING)
    for tool in (pylode, ontospy, pyld, networkx):
        print(f"{tool.__name__}: {tool(Path(sys.argv[1], 'latest'))}")


if __name__ == "__main__":
    main()
