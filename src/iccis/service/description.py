"""The service description: what the endpoint speaks, holds and refuses, in the terms of SPARQL 1.1."""

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from iccis.publication.forms import GRAPHS, RESULTS

if TYPE_CHECKING:
    from iccis.service.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
NAMES = {
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


def description(address: str, settings: "Settings", graphs: list[str]) -> str:
    """Turtle that describes the service at `address`."""
    from iccis.core.turtle_writer import write

    service, dataset, default = (NamedNode(address + end) for end in ("#service", "#dataset", "#default"))

    def of(subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
        return Triple(subject, NamedNode(SD + name), value)

    a = NamedNode(PREFIXES["rdf"] + "type")
    found = [
        Triple(service, a, NamedNode(SD + "Service")),
        of(service, "endpoint", NamedNode(address)),
        of(service, "supportedLanguage", NamedNode(SD + "SPARQL11Query")),
        Triple(dataset, a, NamedNode(SD + "Dataset")),
        of(service, "defaultDataset", dataset),
        of(dataset, "defaultGraph", default),
        Triple(default, a, NamedNode(SD + "Graph")),
        Triple(
            service, NamedNode(PREFIXES["dcterms"] + "description"), Literal(limits(settings), language="en")
        ),
    ]
    for offer in (*RESULTS, *GRAPHS):
        found.append(of(service, "resultFormat", NamedNode(FORMATS + NAMES[offer.extension])))
    for name in graphs:
        graph = NamedNode(f"{address}#{name.rsplit('/', 1)[-1]}")
        found += [of(dataset, "namedGraph", graph), of(graph, "name", NamedNode(name))]
        found.append(Triple(graph, a, NamedNode(SD + "NamedGraph")))
    prefixes = {"sd": SD, "formats": FORMATS, "dcterms": PREFIXES["dcterms"], "iccis": ONTOLOGY}
    return write(found, base=ID, prefixes=prefixes, order="document")


def limits(settings: "Settings") -> str:
    """What the service refuses, in words."""
    return (
        f"Read only; the default graph unites the named ones. A query may take {settings.timeout:g} s, "
        f"{settings.memory} MB and {settings.max_query} bytes, its answer {settings.max_rows} rows and "
        f"{settings.max_bytes} bytes; {settings.workers} queries run at once and {settings.queue} wait; a "
        f"client may ask {settings.rate:g} times a second. SERVICE is refused."
    )
