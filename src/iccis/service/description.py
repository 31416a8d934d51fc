"""The service description: what the endpoint speaks, holds and refuses, in the terms of SPARQL 1.1."""

from collections.abc import Collection

from pyoxigraph import Literal, QueryResultsFormat, RdfFormat, parse, serialize

from iccis.core.namespaces import PREFIXES
from iccis.publication.forms import GRAPHS, RESULTS
from iccis.service.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"


def description(address: str, settings: Settings, graphs: Collection[str], media_type: str) -> bytes:
    """Describe the service at `address`, with its named graphs, in a form of RDF."""
    rate = f"{settings.rate:g}" if settings.rate else "any number of"
    limits = (
        "Read-only; the default graph is the union of the named graphs. A query may take "
        f"{settings.timeout:g} s, {settings.memory} MB and {settings.max_query} bytes, its answer "
        f"{settings.max_rows} rows and {settings.max_bytes} bytes; {settings.workers} queries run at once "
        f"and {settings.queue} wait; a client may send {rate} requests per second. SERVICE is refused."
    )
    statements = [
        "<#service> a sd:Service ; sd:endpoint <> ; sd:supportedLanguage sd:SPARQL11Query ;"
        f" sd:defaultDataset <#dataset> ; dcterms:description {Literal(limits, language='en')} .",
        "<#dataset> a sd:Dataset ; sd:defaultGraph <#default> . <#default> a sd:Graph .",
    ]
    forms = [QueryResultsFormat.from_media_type(offer.type) for offer in RESULTS]
    for form in (*forms, *(RdfFormat.from_media_type(offer.type) for offer in GRAPHS)):
        if form:  # the IRI of JSON-LD in W3C's list is like those of the others
            name = form.iri.replace("https://www.w3.org/ns/formats/data/", "http://www.w3.org/ns/formats/")
            statements.append(f"<#service> sd:resultFormat <{name}> .")
    for name in sorted(graphs):
        graph = f"<#{name.rsplit('/', 1)[-1]}>"
        statements.append(f"<#dataset> sd:namedGraph {graph} . {graph} a sd:NamedGraph ; sd:name <{name}> .")
    turtle = f"@prefix sd: <{SD}> . @prefix dcterms: <{PREFIXES['dcterms']}> . " + "\n".join(statements)
    triples = (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE, base_iri=address))
    form = RdfFormat.from_media_type(media_type)
    return bytes(serialize(triples, format=form, prefixes=PREFIXES | {"sd": SD}) or b"")
