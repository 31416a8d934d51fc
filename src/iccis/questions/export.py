"""Exports: the Code in the terms of others, each by one CONSTRUCT query of `queries/exports/`.

What a target cannot express stands in the header of its query. It is repeated in the list of exports, in the
catalogue, and in every output that has a place for remarks, which CSV has not.
"""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from iccis.core.errors import IccisError, near
from iccis.core.jsonld import context, document
from iccis.core.namespaces import ID, PREFIXES, short
from iccis.core.project import root
from iccis.core.rdf import TYPE, Term, plain
from iccis.questions.ask import ask
from iccis.questions.engines import Answer
from iccis.questions.question import Question, read_question

RDF_FORMATS = ("turtle", "ntriples", "jsonld")
FORMATS = {
    "akoma-ntoso": ("xml",),
    "network": ("csv", "graphml"),
    "schema-org": ("jsonld", "turtle", "ntriples"),
}
"""Formats of the exports that are not plain RDF, or have another default; the first is the default."""
VOCABULARIES = {"lrml": "http://docs.oasis-open.org/legalruleml/ns/v1.0/metamodel#"}
LABEL = PREFIXES["skos"] + "prefLabel"


def exports(*, base: Path | None = None) -> list[Question]:
    """Return the exports, by name.

    >>> [export.name for export in exports()][:2]
    ['akoma-ntoso', 'eli']
    """
    return [read_question(path) for path in sorted(((base or root()) / "queries" / "exports").glob("*.rq"))]


def formats(name: str) -> tuple[str, ...]:
    """Formats of an export, the default first.

    >>> formats("network")
    ('csv', 'graphml')
    """
    return FORMATS.get(name, RDF_FORMATS)


def export(name: str, format: str | None = None, *, base: Path | None = None) -> str:
    """Return an export as text, the same bytes each time.

    Raises IccisError for an export or a format that there is not.
    """
    known = {found.name: found for found in exports(base=base)}
    if name not in known:
        hint = near(name, known) or "choose one of: " + ", ".join(known)
        raise IccisError(f"no such export: {name}", hint=hint)
    wanted = format or formats(name)[0]
    if wanted not in formats(name):
        message = f"{name} cannot be written as {wanted}"
        raise IccisError(message, hint="choose one of: " + ", ".join(formats(name)))
    return written(known[name], ask(known[name], base=base), wanted)


def written(asked: Question, answer: Answer, format: str) -> str:
    """The answer to an export's query as text."""
    return WRITERS[format](asked, sorted(answer.triples, key=str))


def _header(asked: Question) -> list[Triple]:
    """Title of an export, and what it does not say."""
    about = NamedNode(f"{ID}export/{asked.name}")
    title = Triple(about, NamedNode(PREFIXES["dcterms"] + "title"), Literal(asked.title, language="en"))
    text = NamedNode(PREFIXES["dcterms"] + "description")
    return [title, Triple(about, text, Literal(asked.why, language="en"))]


def _turtle(asked: Question, triples: list[Triple]) -> str:
    from iccis.core.turtle_writer import write

    used = PREFIXES | VOCABULARIES
    return write([*_header(asked), *triples], base=ID, prefixes=used, order="document")


def _ntriples(asked: Question, triples: list[Triple]) -> str:
    data = serialize([*_header(asked), *triples], format=RdfFormat.N_TRIPLES) or b""
    return bytes(data).decode()


def _jsonld(asked: Question, triples: list[Triple]) -> str:
    statements = [*_header(asked), *triples]
    return document(statements, context(statements, prefixes=PREFIXES | VOCABULARIES))


def _csv(_question: Question, triples: list[Triple]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("source", "relation", "target"))
    rows.writerows(_edges(triples))
    return out.getvalue()


def _edges(triples: Iterable[Triple]) -> list[tuple[str, str, str]]:
    """Relations between things, by their short names."""
    relations = (t for t in triples if isinstance(t.object, NamedNode) and t.predicate.value != TYPE.value)
    return sorted((_name(t.subject), _name(t.predicate), _name(t.object)) for t in relations)


def _name(term: Term) -> str:
    return short(plain(term))


def _graphml(asked: Question, triples: list[Triple]) -> str:
    from iccis.questions.export_xml import graphml

    labels = {_name(t.subject): plain(t.object) for t in triples if t.predicate.value == LABEL}
    kinds = {_name(t.subject): _name(t.object) for t in triples if t.predicate.value == TYPE.value}
    return graphml(f"{asked.title}: {asked.why}", labels, kinds, _edges(triples))


def _xml(asked: Question, triples: list[Triple]) -> str:
    from iccis.questions.export_xml import akoma_ntoso

    parts: dict[str, dict[str, str]] = {}
    for t in triples:
        parts.setdefault(_name(t.subject), {})[_name(t.predicate)] = plain(t.object)
    days = ("eli:date_document", "dcterms:modified")
    written, modified = (next(p[day][:10] for p in parts.values() if day in p) for day in days)
    provisions = [part for part in parts.values() if "iccis:akomaNtosoId" in part]
    return akoma_ntoso(f"{asked.title}: {asked.why}", provisions, written=written, modified=modified)


WRITERS: dict[str, Callable[[Question, list[Triple]], str]] = {
    "turtle": _turtle,
    "ntriples": _ntriples,
    "jsonld": _jsonld,
    "csv": _csv,
    "graphml": _graphml,
    "xml": _xml,
}
