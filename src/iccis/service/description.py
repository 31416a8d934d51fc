"""The description of the SPARQL service: its limits, its graphs, the structure of the data, and questions.

Clients that learn what they can ask read the partitions of VoID and the examples here, since the endpoint
itself holds the edition alone.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, Quad, QueryResultsFormat, RdfFormat, Triple, parse

from iccis.core.namespaces import PREFIXES
from iccis.core.project import catalogue_files
from iccis.core.rdf import serialized
from iccis.publication.catalogue import void
from iccis.publication.catalogue.vocabulary import NAMES
from iccis.publication.files import Publication
from iccis.publication.forms import GRAPHS, RESULTS
from iccis.publication.rebase import moved_quads
from iccis.questions.scopes import DATA
from iccis.service.settings import Settings

SD = "http://www.w3.org/ns/sparql-service-description#"


def metadata(publication: Publication) -> list[Triple]:
    """Return what clients can learn about the data and how to ask: VoID, and the questions.

    There is no VoID for sources without a catalogue.
    """
    edition = publication.edition
    data = void.description(edition) if catalogue_files(edition.base) else []
    stated = [*data, *edition.executables]
    if not edition.is_project:
        return stated
    return [q.triple for q in moved_quads((Quad(*t) for t in stated), publication.base)]


def description(
    address: str,
    media_type: str,
    *,
    limits: Settings,
    graphs: Iterable[str],
    beside: Iterable[Triple],
    own: int = 0,
) -> bytes:
    """Describe the service at an address, with its limits and named graphs, in a form of RDF.

    `beside` are the statements about the data and the questions, `own` is the number of statements of a user
    that are served with the edition.
    """
    rate = f"{limits.rate:g}" if limits.rate else "any number of"
    text = (
        "Read-only; the default graph is the union of the named graphs. A query may take "
        f"{limits.timeout:g} s, {limits.memory} MB and {limits.max_query} bytes, its answer "
        f"{limits.max_rows} rows and {limits.max_bytes} bytes; {limits.workers} queries run at once "
        f"and {limits.queue} wait; a client may send {rate} requests per second. SERVICE is refused."
    )
    if own:
        text += (
            f" Beside the edition, the graph {DATA} has {own} statements of whoever runs this service;"
            " the graph closure has what follows from both."
        )
    statements = [
        "<#service> a sd:Service ; sd:endpoint <> ; sd:supportedLanguage sd:SPARQL11Query ;"
        f" sd:defaultDataset <#dataset> ; dcterms:description {Literal(text, language='en')} .",
        "<#dataset> a sd:Dataset ; sd:defaultGraph <#default> . <#default> a sd:Graph .",
    ]
    forms = [QueryResultsFormat.from_media_type(offer.type) for offer in RESULTS]
    for form in (*forms, *(RdfFormat.from_media_type(offer.type) for offer in GRAPHS)):
        if form:  # the IRI of JSON-LD in W3C's list is like those of the others
            name = form.iri.replace("https://www.w3.org/ns/formats/data/", "http://www.w3.org/ns/formats/")
            statements.append(f"<#service> sd:resultFormat <{name}> .")
    for name in graphs:
        site, _, graph = name.rpartition("/graph/")
        statements.append(
            f"<#dataset> sd:namedGraph <#{graph}> . <#{graph}> a sd:NamedGraph ; sd:name <{name}> ;"
            f" sd:graph <{site}/catalog#{graph}> ."
        )
    turtle = f"@prefix sd: <{SD}> . @prefix dcterms: <{PREFIXES['dcterms']}> . " + "\n".join(statements)
    triples = (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE, base_iri=address))
    return serialized([*triples, *beside], RdfFormat.from_media_type(media_type), NAMES | {"sd": SD})
