"""Nodes: statements by subject with blank nodes and lists among them, and terms in words.

Words are a row of parts: a plain string, or a pair of IRI and label that a page makes a link of.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.namespaces import PREFIXES, short
from iccis.core.project import root
from iccis.core.rdf import Term

Node = NamedNode | BlankNode
Statements = Mapping[Node, Mapping[str, list[Term]]]
Part = str | tuple[str, str]
Parts = list[Part]

RDF = PREFIXES["rdf"]
NIL = NamedNode(RDF + "nil")


def by_subject(triples: Iterable[Triple]) -> Statements:
    """Objects by subject and by IRI of the property, in their order.

    >>> a = NamedNode("urn:x:a")
    >>> by_subject([Triple(a, NamedNode("urn:x:p"), a)])[a]["urn:x:p"] == [a]
    True
    """
    found: dict[Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in triples:
        if isinstance(s, NamedNode | BlankNode):
            found[s][p.value].append(o)
    return {node: dict(properties) for node, properties in found.items()}


def objects(statements: Statements, node: Term, name: str) -> list[Term]:
    """Objects of a property that is given with its prefix.

    >>> objects({}, NamedNode("urn:x:a"), "sh:path")
    []
    """
    prefix, _, local = name.partition(":")
    if not isinstance(node, NamedNode | BlankNode):
        return []
    return statements.get(node, {}).get(PREFIXES[prefix] + local, [])


def text(statements: Statements, node: Term, name: str) -> str:
    """First literal of a property, or the empty string.

    >>> text({}, NamedNode("urn:x:a"), "sh:name")
    ''
    """
    return next((o.value for o in objects(statements, node, name) if isinstance(o, Literal)), "")


def members(statements: Statements, node: Term) -> Iterator[Term]:
    """Members of a list.

    >>> list(members({}, NIL))
    []
    """
    while node != NIL:
        yield objects(statements, node, "rdf:first")[0]
        node = objects(statements, node, "rdf:rest")[0]


def part(term: Term, labels: Mapping[str, str] = MappingProxyType({})) -> Part:
    """A term in words: a literal as it stands, anything else as a link.

    >>> part(NamedNode("http://www.w3.org/2004/02/skos/core#Concept"))
    ('http://www.w3.org/2004/02/skos/core#Concept', 'skos:Concept')
    """
    if isinstance(term, Literal):
        return f"“{term.value}”"
    return (term.value, labels.get(term.value) or short(term.value)) if isinstance(term, NamedNode) else "…"


def listed(parts: Iterable[Part], between: str = ", ") -> Parts:
    """Parts with something between them.

    >>> listed(["a", "b"], " or ")
    ['a', ' or ', 'b']
    """
    out: Parts = []
    for one in parts:
        out += [between, one] if out else [one]
    return out


@cache
def declared(folder: str, base: Path | None = None) -> dict[str, str]:
    """Name of the file of a folder, without its end, that each IRI is described in first.

    >>> declared("ontology")["https://w3id.org/iccis/ontology#Norm"]
    'norms'
    """
    found: dict[str, str] = {}
    for path in sorted(((base or root()) / folder).glob("*.ttl")):
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode):
                found.setdefault(quad.subject.value, path.stem)
    return found
