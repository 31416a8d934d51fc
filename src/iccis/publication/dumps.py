"""Dumps: every graph of an edition in every form, whole and by layer, the tables and the exports."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from iccis.core.csv_text import csv_text
from iccis.core.jsonld import Context, document, to_json
from iccis.core.namespaces import ID, PREFIXES, graph_name
from iccis.core.project import MAPPINGS, SSSOM, mapping_files
from iccis.core.rdf import serialized
from iccis.core.turtle_writer import Order, write
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.forms import GRAPHS, Offer
from iccis.questions.ask import table
from iccis.questions.export import formats, render_export
from iccis.questions.question import Question

EXTENSIONS = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf"}
"""Extensions of the formats of exports that have another name."""


def dumps(edition: Edition) -> Makers:
    """Return the makers of the files of a version, by name, except compressed files and checksums.

    >>> from iccis.publication.edition import edition
    >>> dumps(edition())["norms.csv"]().splitlines()[0][:20]
    b'norm,label,kind,stre'
    """
    makers: Makers = {}
    for name, graphs in edition.documents():
        for offer in GRAPHS:
            makers[f"{name}.{offer.extension}"] = partial(_document, edition, name, graphs, offer)
    makers["context.jsonld"] = lambda: to_json({"@context": edition.context}).encode()
    makers |= {name: path.read_bytes for _, name, path in _mapping_sets(edition.base)}
    for question in edition.tables:
        makers[f"{question.name}.csv"] = partial(_table, edition, question)
    for question in edition.exports:
        for extension, form in extensions(question).items():
            makers[f"{question.name}.{extension}"] = partial(_export, edition, question, form)
    return makers


def document_files(name: str, *, base: Path | None = None) -> list[str]:
    """Return the files of a document: one in each form; the mappings are also there as SSSOM has them.

    >>> document_files("mappings")[-2:]
    ['mappings.nq', 'mappings.sssom.tsv']
    """
    mapped = [file for graph, file, _ in _mapping_sets(base) if graph == name]
    return [*(f"{name}.{offer.extension}" for offer in GRAPHS), *mapped]


def _mapping_sets(base: Path | None) -> list[tuple[str, str, Path]]:
    """Return the graph of each mapping set, the name under which it is published, and its file."""
    first = f"{MAPPINGS}{SSSOM}"
    return [
        (graph, graph + SSSOM if path.name == first else f"{graph}-{path.name}", path)
        for graph, path in mapping_files(base)
    ]


def extensions(export: Question) -> dict[str, str]:
    """Return the formats of an export by the extensions of their files.

    >>> from iccis.questions.export import exports
    >>> [extensions(export) for export in exports() if export.name == "schema-org"]
    [{'jsonld': 'jsonld', 'ttl': 'turtle', 'nt': 'ntriples', 'rdf': 'rdfxml'}]
    """
    return {EXTENSIONS.get(form, form): form for form in formats(export.name)}


def _document(edition: Edition, name: str, graphs: list[tuple[str, list[Triple]]], offer: Offer) -> bytes:
    if offer.extension == "nq":
        return b"".join(
            serialized(graph, RdfFormat.N_TRIPLES).replace(b" .\n", f" <{graph_name(layer)}> .\n".encode())
            for layer, graph in graphs
        )
    if offer.extension == "trig":
        named = ((NamedNode(graph_name(layer)), graph) for layer, graph in graphs)
        return _serialize((Quad(s, p, o, layer) for layer, graph in named for s, p, o in graph), offer)
    return serialize_triples(edition.unions[name], offer, edition.context)


def serialize_triples(
    triples: list[Triple],
    offer: Offer,
    context: Context,
    *,
    order: Order = "alphabetical",
    prefixes: Mapping[str, str] = PREFIXES,
) -> bytes:
    """Serialize a graph in a form without names of graphs; `order` is that of subjects in Turtle."""
    if offer.extension == "ttl":
        return write(triples, base=ID, prefixes=prefixes, order=order).encode()
    if offer.extension == "jsonld":
        return document(triples, context).encode()
    return _serialize(triples, offer, prefixes)


def _serialize(
    statements: Iterable[Triple] | Iterable[Quad], offer: Offer, prefixes: Mapping[str, str] = PREFIXES
) -> bytes:
    form = RdfFormat.from_media_type(offer.type)
    declared = dict(prefixes) if offer.extension in ("trig", "rdf") else None
    return serialized(statements, form, declared)


def _export(edition: Edition, question: Question, form: str) -> bytes:
    return render_export(question, edition.answers[question.name], form, base=edition.base).encode()


def _table(edition: Edition, question: Question) -> bytes:
    return csv_text(table(edition.answers[question.name])).encode()
