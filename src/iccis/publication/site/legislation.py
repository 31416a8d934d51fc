"""The Code in the terms of schema.org, clause by clause, as pages embed it."""

from collections import defaultdict

from pyoxigraph import NamedNode, Triple

from iccis.core.jsonld import context, document
from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import plain
from iccis.questions.engines import Answer

SCHEMA = {"schema": PREFIXES["schema"]}
LEGISLATION = NamedNode(SCHEMA["schema"] + "Legislation")


def legislation(exported: Answer) -> dict[str, list[Triple]]:
    """Return what `exported`, the answer of the export `schema-org`, states of each clause and of the Code.

    What a statement points at comes with its own statements, unless it is a clause itself. All of them
    together are the export, no more and no less.

    >>> from iccis.publication.edition import edition
    >>> sorted(legislation(edition().answers["schema-org"]))[:2]
    ['https://w3id.org/iccis/id/code', 'https://w3id.org/iccis/id/code/adherence']
    """
    statements: dict[str, list[Triple]] = defaultdict(list)
    for t in sorted(exported.triples, key=str):
        statements[plain(t.subject)].append(t)
    laws = {iri for iri, triples in statements.items() if any(t.object == LEGISLATION for t in triples)}
    return {iri: [*statements[iri], *_beside(statements, iri, laws)] for iri in sorted(laws)}


def _beside(statements: dict[str, list[Triple]], iri: str, laws: set[str]) -> list[Triple]:
    things = dict.fromkeys(t.object.value for t in statements[iri] if isinstance(t.object, NamedNode))
    return [t for thing in things if thing not in laws for t in statements.get(thing, ())]


def jsonld(triples: list[Triple]) -> str:
    """Return statements of schema.org as JSON-LD.

    >>> from pyoxigraph import Literal
    >>> name = NamedNode("https://schema.org/name")
    >>> '"schema:name": "Pledge"' in jsonld([Triple(NamedNode("urn:x:a"), name, Literal("Pledge"))])
    True
    """
    return document(triples, context(triples, prefixes=SCHEMA))
