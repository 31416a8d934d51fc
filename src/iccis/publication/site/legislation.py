"""The Code in the terms of schema.org, clause by clause, as pages embed it."""

from collections import defaultdict

from pyoxigraph import NamedNode, Triple

from iccis.core.jsonld import context, document
from iccis.core.namespaces import PREFIXES
from iccis.questions.engines import Answer

SCHEMA = {"schema": PREFIXES["schema"]}
LEGISLATION = NamedNode(SCHEMA["schema"] + "Legislation")


def legislation(exported: Answer) -> dict[str, list[Triple]]:
    """What `exported`, the answer of the export `schema-org`, says of each clause and of the Code, by IRI.

    What a statement points at comes with its own statements, unless it is a clause itself. All of them
    together are the export, no more and no less.

    >>> from iccis.publication.edition import edition
    >>> sorted(legislation(edition().answers["schema-org"]))[:2]
    ['https://w3id.org/iccis/id/code', 'https://w3id.org/iccis/id/code/adherence']
    """
    said: dict[str, list[Triple]] = defaultdict(list)
    for t in sorted(exported.triples, key=str):
        said[_iri(t.subject)].append(t)
    laws = {iri for iri, triples in said.items() if any(t.object == LEGISLATION for t in triples)}
    return {iri: [*said[iri], *_beside(said, said[iri], laws)] for iri in sorted(laws)}


def _beside(said: dict[str, list[Triple]], triples: list[Triple], laws: set[str]) -> list[Triple]:
    things = dict.fromkeys(t.object.value for t in triples if isinstance(t.object, NamedNode))
    return [t for thing in things if thing not in laws for t in said.get(thing, ())]


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def jsonld(triples: list[Triple]) -> str:
    """Statements of schema.org as JSON-LD.

    >>> from pyoxigraph import Literal
    >>> name = NamedNode("https://schema.org/name")
    >>> '"schema:name": "Pledge"' in jsonld([Triple(NamedNode("urn:x:a"), name, Literal("Pledge"))])
    True
    """
    return document(triples, context(triples, prefixes=SCHEMA))
