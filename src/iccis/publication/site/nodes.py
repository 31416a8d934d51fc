"""RDF nodes in words: statements by subject, lists, and terms as text with links.

Text is a list of parts: a plain string, or a pair of IRI and label that a page makes a link of.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from iccis.core.namespaces import PREFIXES, short
from iccis.core.project import folders
from iccis.core.rdf import Term
from iccis.core.turtle import read

Node = NamedNode | BlankNode
Part = str | tuple[str, str]
Parts = list[Part]

NIL = NamedNode(PREFIXES["rdf"] + "nil")


class Statements:
    """Statements indexed by subject, blank nodes among them; properties are named with their prefix."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index `triples`; objects stay in their order."""
        self.by_node: dict[Node, dict[str, list[Term]]] = {}
        for s, p, o in triples:
            if isinstance(s, NamedNode | BlankNode):
                self.by_node.setdefault(s, {}).setdefault(p.value, []).append(o)
        self.named = [node for node in self.by_node if isinstance(node, NamedNode)]

    def objects(self, node: Term, name: str) -> list[Term]:
        """Return the objects of a property."""
        if not isinstance(node, NamedNode | BlankNode) or node not in self.by_node:
            return []
        prefix, _, local = name.partition(":")
        return self.by_node[node].get(PREFIXES[prefix] + local, [])

    def iris(self, node: Term, name: str) -> list[str]:
        """Return the IRIs among the objects of a property."""
        return [o.value for o in self.objects(node, name) if isinstance(o, NamedNode)]

    def texts(self, node: Term, name: str) -> list[str]:
        """Return the literals among the objects of a property."""
        return [o.value for o in self.objects(node, name) if isinstance(o, Literal)]

    def text(self, node: Term, name: str) -> str:
        """Return the first literal of a property, or the empty string."""
        return next(iter(self.texts(node, name)), "")

    def members(self, node: Term) -> Iterator[Term]:
        """Yield the members of an RDF list.

        >>> list(Statements([]).members(NIL))
        []
        """
        while node != NIL:
            yield self.objects(node, "rdf:first")[0]
            node = self.objects(node, "rdf:rest")[0]


def part(term: Term, label: Callable[[str], str] = short) -> Part:
    """Put a term in words: a literal as it stands, an IRI as a link with its `label`.

    >>> part(NamedNode("http://www.w3.org/2004/02/skos/core#Concept"))
    ('http://www.w3.org/2004/02/skos/core#Concept', 'skos:Concept')
    """
    if isinstance(term, Literal):
        return f"“{term.value}”"
    return (term.value, label(term.value)) if isinstance(term, NamedNode) else "…"


def joined(texts: Iterable[Parts], separator: str) -> Parts:
    """Join texts with a separator between them.

    >>> joined([["a ", "b"], ["c"]], " or ")
    ['a ', 'b', ' or ', 'c']
    """
    return [piece for n, parts in enumerate(texts) for piece in ([separator, *parts] if n else parts)]


def listed(parts: Iterable[Part]) -> Parts:
    """Join parts with commas.

    >>> listed(["a", "b"])
    ['a', ', ', 'b']
    """
    return joined(([piece] for piece in parts), ", ")


@cache
def declared(folder: str, base: Path | None = None) -> dict[str, str]:
    """Map each IRI that is described in a folder to the name, without extension, of the first file to do so.

    >>> declared("ontology")["https://w3id.org/iccis/ontology#Norm"]
    'norms'
    """
    files: dict[str, str] = {}
    for path in (path for top in folders(folder, base) for path in sorted(top.glob("*.ttl"))):
        for triple in read(path):
            if isinstance(triple.subject, NamedNode):
                files.setdefault(triple.subject.value, path.stem)
    return files
