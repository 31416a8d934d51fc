"""Terms of RDF as pyoxigraph has them, those that everything needs, and the same terms in rdflib."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from iccis.core.datatypes import is_lexical
from iccis.core.errors import IccisError
from iccis.core.namespaces import PREFIXES, short
from iccis.core.xml import well_formed

if TYPE_CHECKING:
    import rdflib

Term = NamedNode | BlankNode | Literal | Triple
Text = tuple[str, str, str]
"""A triple as its three terms in N-Triples: strings are looked up several times as fast as terms."""


def iri(name: str) -> NamedNode:
    """Return the IRI that a name with one of the project's prefixes stands for.

    >>> iri("rdf:nil").value
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#nil'
    """
    prefix, local = name.split(":", 1)
    return NamedNode(PREFIXES[prefix] + local)


TYPE = iri("rdf:type")
SUBCLASS = iri("rdfs:subClassOf")
LABEL = iri("skos:prefLabel")
STRING = iri("xsd:string")
_TEXTS = {
    end: str(iri(name))
    for end, name in (("", "xsd:string"), ("@", "rdf:langString"), ("--", "rdf:dirLangString"))
}
"""Datatypes of the literals whose text does not name it, by what follows their quotation marks."""


def plain(term: Term | None) -> str:
    """Return a term without its syntax: an IRI, label or lexical form; a triple term whole; empty for None.

    >>> plain(Literal("war", language="en")), plain(None)
    ('war', '')
    """
    return "" if term is None else str(term) if isinstance(term, Triple) else term.value


def as_text(triples: Iterable[Triple]) -> list[Text]:
    """Return triples as text.

    >>> as_text([Triple(iri("id:a"), iri("id:b"), Literal("c d"))])
    [('<https://w3id.org/iccis/id/a>', '<https://w3id.org/iccis/id/b>', '"c d"')]
    """
    return cast(
        list[Text], [tuple(str(triple).split(" ", 2)) for triple in triples]
    )  # objects may have spaces


def from_text(triples: Iterable[Text]) -> list[Triple]:
    """Return triples from their text.

    >>> from_text([("_:a", "<urn:b>", '"c"@en')])[0].object.language
    'en'
    """
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    return [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]


def datatype_of(text: str) -> str:
    """Return the datatype of a literal; both are text, as in N-Triples. It is empty for another term.

    >>> datatype_of('"a"'), datatype_of("<urn:a>")
    ('<http://www.w3.org/2001/XMLSchema#string>', '')
    """
    if text[0] != '"':
        return ""
    end = text.rpartition('"')[2]
    if end.startswith("^^"):
        return end[2:]
    return _TEXTS["--" if "--" in end else end[:1]]


def serialized(
    statements: Iterable[Triple] | Iterable[Quad],
    form: RdfFormat | None,
    prefixes: Mapping[str, str] | None = None,
) -> bytes:
    """Serialize a graph or a dataset; XML is well-formed whatever is in a string.

    >>> serialized([Triple(iri("id:a"), iri("id:b"), Literal("c"))], RdfFormat.N_TRIPLES)
    b'<https://w3id.org/iccis/id/a> <https://w3id.org/iccis/id/b> "c" .\\n'
    """
    data = serialize(statements, format=form, prefixes=dict(prefixes) if prefixes else None) or b""
    return well_formed(data.decode()).encode() if form == RdfFormat.RDF_XML else data


def to_rdflib(term: Term) -> "rdflib.term.IdentifiedNode | rdflib.Literal":
    """Return the same term in rdflib; raises IccisError for what RDF 1.2 adds, which rdflib does not have.

    `normalize=False` keeps the spelling: by default rdflib rewrites, for example, the `Z` of a date and time
    to `+00:00`, and the term is then no longer found by a query or shape that spells it as the file does.

    >>> to_rdflib(Literal("01", datatype=iri("xsd:integer")))
    rdflib.term.Literal('01', datatype=rdflib.term.URIRef('http://www.w3.org/2001/XMLSchema#integer'))
    """
    import rdflib

    if isinstance(term, Triple) or (isinstance(term, Literal) and term.direction):
        kind = "triple terms" if isinstance(term, Triple) else "base directions"
        hint = "leave it out, or use the default engine"
        raise IccisError(f"rdflib has no {kind} (RDF 1.2): {term}", hint=hint)
    if not isinstance(term, Literal):
        return (rdflib.URIRef if isinstance(term, NamedNode) else rdflib.BNode)(term.value)
    datatype = None if term.language or term.datatype == STRING else term.datatype.value
    literal = rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    if datatype:  # rdflib takes what Python cannot hold, such as the year 20000, for ill-typed
        literal._ill_typed = not is_lexical(term.value, datatype)
    return literal


def from_rdflib(node: "rdflib.term.Node") -> NamedNode | BlankNode | Literal:
    """Return the term that a node of rdflib stands for; language tags in lower case, as the store has them.

    >>> import rdflib
    >>> from_rdflib(rdflib.Literal("a", lang="en-GB")).language
    'en-gb'
    """
    import rdflib

    if isinstance(node, rdflib.Literal):
        language = node.language and node.language.lower()
        datatype = NamedNode(str(node.datatype)) if node.datatype else None
        return Literal(str(node), language=language, datatype=datatype)
    return BlankNode(str(node)) if isinstance(node, rdflib.BNode) else NamedNode(str(node))


def rdflib_graph(triples: Iterable[Triple], *, into: "rdflib.Graph | None" = None) -> "rdflib.Graph":
    """Copy triples into an rdflib graph with the project's prefixes; literals keep their spelling.

    >>> len(rdflib_graph([Triple(iri("id:actor/china"), TYPE, iri("iccis:State"))]))
    1
    """
    import logging

    import rdflib

    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # it logs a traceback for such a literal
    graph = rdflib.Graph(bind_namespaces="none") if into is None else into
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    nodes: dict[Term, rdflib.term.Node] = {}  # a term is in ten triples, and converting it costs most

    def node(term: Term) -> "rdflib.term.Node":
        if term not in nodes:
            nodes[term] = to_rdflib(term)
        return nodes[term]

    for s, p, o in triples:
        try:
            graph.add((node(s), node(p), node(o)))
        except IccisError as error:
            raise IccisError(error.message, place=short(plain(s)), hint=error.hint) from None
    return graph
