"""Exports of the Code to other vocabularies and formats, each by one CONSTRUCT query of `queries/exports/`.

What a target cannot express stands in the header of its query. It is repeated in the list of exports, in the
catalogue, and in every output that has a place for remarks, which CSV has not.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from iccis.core.csv_text import csv_text
from iccis.core.errors import IccisError, near
from iccis.core.instruments import Instrument, instruments, own_statement
from iccis.core.jsonld import context, document
from iccis.core.namespaces import ID, PREFIXES, short
from iccis.core.project import instrument_table
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
DAY = re.compile(r"\d{4}-\d\d-\d\d")
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


def export(name: str, format: str | None = None, *, base: Path | None = None, instrument: str = "") -> str:
    """Return an export as text, the same bytes each time; of one `instrument`, if it is given.

    Raises IccisError for an unknown export, format or instrument.
    """
    queries = {query.name: query for query in exports(base=base)}
    if name not in queries:
        hint = near(name, queries) or "choose one of: " + ", ".join(queries)
        raise IccisError(f"no such export: {name}", hint=hint)
    chosen = format or formats(name)[0]
    if chosen not in formats(name):
        message = f"the export {name} has no format {chosen}"
        raise IccisError(message, hint="choose one of: " + ", ".join(formats(name)))
    answer = ask(queries[name], base=base, instrument=instrument)
    return render_export(queries[name], answer, chosen, base=base, instrument=instrument)


def render_export(
    question: Question, answer: Answer, format: str, *, base: Path | None = None, instrument: str = ""
) -> str:
    """Return the answer to an export's query as text.

    Raises IccisError for Akoma Ntoso if there are several works, or one without an IRI in its terms.
    """
    triples = sorted(answer.triples, key=str)
    if format in RDF_FORMATS:
        return WRITERS[format]([*_header(question), *triples])
    remark = f"{question.title}: {question.why}"
    return _xml(triples, remark, base, instrument) if format == "xml" else WRITERS[format](triples, remark)


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


def _xml(triples: list[Triple], remark: str, base: Path | None, instrument: str) -> str:
    from iccis.questions.export_xml import Work, akoma_ntoso

    parts: dict[str, dict[str, str]] = {}
    for t in triples:
        parts.setdefault(_name(t.subject), {})[_name(t.predicate)] = plain(t.object)
    provisions = [part for part in parts.values() if "iccis:akomaNtosoId" in part]
    of = akoma_ntoso_work(base, instrument)
    stated = next(part["dcterms:modified"] for part in parts.values() if "dcterms:modified" in part)
    modified = (own_statement("dcterms:modified", base=base) or stated)[:10]
    publisher = own_statement("dcterms:publisher", base=base)
    maker = [("editor", publisher, own_statement("foaf:name", publisher, base=base))] if publisher else []
    carrier = next((part for part in parts.values() if "dcterms:creator" in part), {})
    author = carrier.get("dcterms:creator", ID + of.path)
    label = parts[short(author)]["skos:prefLabel"] if carrier else f"authors of {of.name}"
    day = carrier.get("dcterms:date", "") or next(iter(DAY.findall(of.akn)), modified)
    work = Work(
        of.akn.replace("{date}", day),
        day,
        "letter" if "dcterms:date" in carrier else "document",
        of.iso_language or of.language,
        (author, label),
        *maker,
    )
    return akoma_ntoso(remark, work, provisions, modified=modified)


def can_export(name: str, *, base: Path | None = None) -> bool:
    """Tell whether an export can be written of these works.

    >>> can_export("eli"), can_export("akoma-ntoso")
    (True, True)
    """
    try:
        return "xml" not in formats(name) or bool(akoma_ntoso_work(base))
    except IccisError:
        return False


def akoma_ntoso_work(base: Path | None = None, instrument: str = "") -> Instrument:
    """Return the instrument that Akoma Ntoso can be written of: the only one, or the one named.

    Raises IccisError if there is none.

    >>> akoma_ntoso_work().akn
    '/akn/un/doc/code-of-conduct/{date}/a-66-359'
    """
    first, *others = (of for of in instruments(base) if instrument in ("", of.path))
    if others:
        names = ", ".join(instrument.path for instrument in (first, *others))
        raise IccisError(
            f"Akoma Ntoso is a document about one work, and there are {names}",
            hint="name one with --instrument",
        )
    if not re.fullmatch(r"/akn/[^/]+/[^/]+/[^/]+/.+", first.akn):
        hint = "write it in the column akoma-ntoso, as /akn/COUNTRY/TYPE/NAME/2026-01-31/NUMBER"
        place = str(instrument_table(first.tree))
        raise IccisError(f"{first.path} has no IRI of Akoma Ntoso", place=place, hint=hint)
    return first


WRITERS: dict[str, Callable[..., str]] = {
    "turtle": _turtle,
    "ntriples": ntriples,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
    "csv": _csv,
    "graphml": _graphml,
}
