"""Exports of the Code to other vocabularies and formats, each by one CONSTRUCT query of `queries/exports/`.

What a target cannot express stands in the header of its query. It is repeated in the list of exports, in the
catalogue, and in every output that has a place for remarks, which CSV has not.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from iccis.core.csv_text import csv_text
from iccis.core.errors import IccisError, near
from iccis.core.instruments import refuse_project
from iccis.core.jsonld import context, document
from iccis.core.namespaces import ID, PREFIXES, short
from iccis.core.rdf import LABEL, TYPE, Term, iri, plain, serialized
from iccis.questions.ask import ask
from iccis.questions.engines import Answer
from iccis.questions.output import ntriples
from iccis.questions.question import Question, read_folder

RDF_FORMATS = ("turtle", "ntriples", "jsonld", "rdfxml")
FORMATS = {
    "akoma-ntoso": ("xml",),
    "network": ("csv", "graphml"),
    "schema-org": ("jsonld", "turtle", "ntriples", "rdfxml"),
}
"""Formats of the exports that are not plain RDF, or have another default; the first is the default."""
VOCABULARIES = {"lrml": "http://docs.oasis-open.org/legalruleml/ns/v1.0/metamodel#"}


def exports(*, base: Path | None = None) -> list[Question]:
    """Return the exports, by name.

    >>> [export.name for export in exports()][:2]
    ['akoma-ntoso', 'eli']
    """
    return read_folder("exports", base)


def formats(name: str) -> tuple[str, ...]:
    """Return the formats of an export, the default first.

    >>> formats("network")
    ('csv', 'graphml')
    """
    return FORMATS.get(name, RDF_FORMATS)


def export(name: str, format: str | None = None, *, base: Path | None = None) -> str:
    """Return an export as text, the same bytes each time.

    Raises IccisError for an unknown export or format.
    """
    refuse_project(base)
    queries = {query.name: query for query in exports(base=base)}
    if name not in queries:
        hint = near(name, queries) or "choose one of: " + ", ".join(queries)
        raise IccisError(f"no such export: {name}", hint=hint)
    chosen = format or formats(name)[0]
    if chosen not in formats(name):
        message = f"the export {name} has no format {chosen}"
        raise IccisError(message, hint="choose one of: " + ", ".join(formats(name)))
    return render_export(queries[name], ask(queries[name], base=base), chosen)


def render_export(question: Question, answer: Answer, format: str) -> str:
    """Return the answer to an export's query as text."""
    triples = sorted(answer.triples, key=str)
    if format in RDF_FORMATS:
        return WRITERS[format]([*_header(question), *triples])
    return WRITERS[format](triples, f"{question.title}: {question.why}")


def _header(question: Question) -> list[Triple]:
    """State the title of an export, and what it does not express."""
    about = NamedNode(f"{ID}export/{question.name}")
    texts = {"dcterms:title": question.title, "dcterms:description": question.why}
    return [Triple(about, iri(name), Literal(text, language="en")) for name, text in texts.items()]


def _turtle(triples: list[Triple]) -> str:
    from iccis.core.turtle_writer import write

    return write(triples, base=ID, prefixes=PREFIXES | VOCABULARIES, order="document")


def _jsonld(triples: list[Triple]) -> str:
    return document(triples, context(triples, prefixes=PREFIXES | VOCABULARIES))


def _rdfxml(triples: list[Triple]) -> str:
    return serialized(triples, RdfFormat.RDF_XML, PREFIXES | VOCABULARIES).decode()


def _csv(triples: list[Triple], _remark: str) -> str:
    return csv_text([("source", "relation", "target"), *_edges(triples)])


def _edges(triples: Iterable[Triple]) -> list[tuple[str, str, str]]:
    """Return the relations between things, by their short names."""
    relations = (t for t in triples if isinstance(t.object, NamedNode) and t.predicate != TYPE)
    return sorted((_name(t.subject), _name(t.predicate), _name(t.object)) for t in relations)


def _name(term: Term) -> str:
    return short(plain(term))


def _graphml(triples: list[Triple], remark: str) -> str:
    from iccis.questions.export_xml import graphml

    labels = {_name(t.subject): plain(t.object) for t in triples if t.predicate == LABEL}
    kinds = {_name(t.subject): _name(t.object) for t in triples if t.predicate == TYPE}
    return graphml(remark, labels, kinds, _edges(triples))


def _xml(triples: list[Triple], remark: str) -> str:
    from iccis.questions.export_xml import akoma_ntoso

    parts: dict[str, dict[str, str]] = {}
    for t in triples:
        parts.setdefault(_name(t.subject), {})[_name(t.predicate)] = plain(t.object)
    days = ("dcterms:date", "dcterms:modified")
    written, modified = (next(p[day][:10] for p in parts.values() if day in p) for day in days)
    provisions = [part for part in parts.values() if "iccis:akomaNtosoId" in part]
    return akoma_ntoso(remark, provisions, written=written, modified=modified)


WRITERS: dict[str, Callable[..., str]] = {
    "turtle": _turtle,
    "ntriples": ntriples,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
    "csv": _csv,
    "graphml": _graphml,
    "xml": _xml,
}
