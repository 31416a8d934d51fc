"""The service description: what the endpoint speaks, holds and refuses, in the terms of SPARQL 1.1."""

from collections.abc import Collection

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from iccis.core.turtle_writer import write
from iccis.publication.forms import GRAPHS, RESULTS
from iccis.service.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
FORMAT_NAMES = {
    "srj": "SPARQL_Results_JSON",
    "srx": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "trig": "TriG",
    "nq": "N-Quads",
    "jsonld": "JSON-LD",
    "rdf": "RDF_XML",
}


def description(address: str, settings: Settings, graphs: Collection[str]) -> str:
    """Describe the service at `address`, with its named graphs, in Turtle."""
    service, dataset, default = (NamedNode(address + end) for end in ("#service", "#dataset", "#default"))
    triples = list[Triple]()

    def add(subject: NamedNode, name: str, value: NamedNode | Literal) -> None:
        triples.append(Triple(subject, NamedNode(SD + name), value))

    def add_type(subject: NamedNode, name: str) -> None:
        triples.append(Triple(subject, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(SD + name)))

    add_type(service, "Service")
    add(service, "endpoint", NamedNode(address))
    add(service, "supportedLanguage", NamedNode(SD + "SPARQL11Query"))
    add_type(dataset, "Dataset")
    add(service, "defaultDataset", dataset)
    add(dataset, "defaultGraph", default)
    add_type(default, "Graph")
    text = Literal(limits(settings), language="en")
    triples.append(Triple(service, NamedNode(PREFIXES["dcterms"] + "description"), text))
    for offer in (*RESULTS, *GRAPHS):
        add(service, "resultFormat", NamedNode(FORMATS + FORMAT_NAMES[offer.extension]))
    for name in sorted(graphs):
        graph = NamedNode(f"{address}#{name.rsplit('/', 1)[-1]}")
        add(dataset, "namedGraph", graph)
        add(graph, "name", NamedNode(name))
        add_type(graph, "NamedGraph")
    prefixes = {"sd": SD, "formats": FORMATS, "dcterms": PREFIXES["dcterms"], "iccis": ONTOLOGY}
    return write(triples, base=ID, prefixes=prefixes, order="document")


def limits(settings: Settings) -> str:
    """Put the limits of the service into words."""
    rate = f"{settings.rate:g}" if settings.rate else "any number of"
    return (
        "Read only; the default graph is the union of the named graphs. A query may take "
        f"{settings.timeout:g} s, {settings.memory} MB and {settings.max_query} bytes, its answer "
        f"{settings.max_rows} rows and {settings.max_bytes} bytes; {settings.workers} queries run at once "
        f"and {settings.queue} wait; a client may send {rate} requests a second. SERVICE is refused."
    )
