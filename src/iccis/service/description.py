"""The service description: what the endpoint speaks, holds and refuses, in the terms of SPARQL 1.1."""

from collections.abc import Collection

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, serialize

from iccis.core.namespaces import PREFIXES
from iccis.publication.forms import GRAPHS, RESULTS
from iccis.service.settings import Settings

TYPE = PREFIXES["rdf"] + "type"
SD = "http://www.w3.org/ns/sparql-service-description#"


def description(address: str, settings: Settings, graphs: Collection[str], media_type: str) -> bytes:
    """Describe the service at `address`, with its named graphs, in a form of RDF."""
    rate = f"{settings.rate:g}" if settings.rate else "any number of"
    limits = (
        "Read only; the default graph is the union of the named graphs. A query may take "
        f"{settings.timeout:g} s, {settings.memory} MB and {settings.max_query} bytes, its answer "
        f"{settings.max_rows} rows and {settings.max_bytes} bytes; {settings.workers} queries run at once "
        f"and {settings.queue} wait; a client may send {rate} requests a second. SERVICE is refused."
    )
    service, dataset, default = (address + name for name in ("#service", "#dataset", "#default"))
    rows: list[tuple[str, str, str | Literal]] = [
        (service, TYPE, SD + "Service"),
        (service, SD + "endpoint", address),
        (service, SD + "supportedLanguage", SD + "SPARQL11Query"),
        (service, SD + "defaultDataset", dataset),
        (dataset, TYPE, SD + "Dataset"),
        (dataset, SD + "defaultGraph", default),
        (default, TYPE, SD + "Graph"),
        (service, PREFIXES["dcterms"] + "description", Literal(limits, language="en")),
    ]
    forms: list[QueryResultsFormat | RdfFormat | None]
    forms = [QueryResultsFormat.from_media_type(offer.type) for offer in RESULTS]
    forms += [RdfFormat.from_media_type(offer.type) for offer in GRAPHS]
    for form in forms:
        if form:  # the IRI of JSON-LD in W3C's list is like those of the others
            name = form.iri.replace("https://www.w3.org/ns/formats/data/", "http://www.w3.org/ns/formats/")
            rows.append((service, SD + "resultFormat", name))
    for name in sorted(graphs):
        graph = f"{address}#{name.rsplit('/', 1)[-1]}"
        rows += [(dataset, SD + "namedGraph", graph), (graph, SD + "name", name)]
        rows.append((graph, TYPE, SD + "NamedGraph"))
    triples = [
        Triple(NamedNode(s), NamedNode(p), o if isinstance(o, Literal) else NamedNode(o)) for s, p, o in rows
    ]
    serialized = serialize(
        triples, format=RdfFormat.from_media_type(media_type), prefixes=PREFIXES | {"sd": SD}
    )
    return bytes(serialized or b"")
