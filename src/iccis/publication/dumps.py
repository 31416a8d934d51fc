"""Dumps: every graph of an edition in every form, whole and by layer, the tables and the exports."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from functools import partial

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from iccis.core.jsonld import Context, document
from iccis.core.namespaces import ID, PREFIXES, graph_name
from iccis.core.turtle_writer import Order, write
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.forms import GRAPHS, Offer
from iccis.questions.ask import table
from iccis.questions.export import formats, render_export
from iccis.questions.question import Question

EXTENSIONS = {"turtle": "ttl", "ntriples": "nt"}
"""Extensions of the formats of exports that are not named as they are."""
Graphs = list[tuple[str, list[Triple]]]
"""Layers with their triples."""


def dumps(given: Edition) -> Makers:
    """What makes each file of a version, by name, but for what is compressed or counts the others.

    >>> from iccis.publication.edition import edition
    >>> dumps(edition())["norms.csv"]().splitlines()[0][:20]
    b'norm,label,kind,stre'
    """
    made: Makers = {}
    for name, graphs in given.documents():
        for offer in GRAPHS:
            made[f"{name}.{offer.extension}"] = partial(serialized, graphs, offer, given.context)
    made["context.jsonld"] = partial(_context, given.context)
    for asked in given.tables:
        made[f"{asked.name}.csv"] = partial(_table, given, asked)
    for asked in given.exports:
        for form in formats(asked.name):
            made[f"{asked.name}.{EXTENSIONS.get(form, form)}"] = partial(_export, given, asked, form)
    return made


def serialized(graphs: Graphs, offer: Offer, known: Context) -> bytes:
    """Bytes of a document in one of the forms of `iccis.publication.forms.GRAPHS`."""
    if offer.extension in ("trig", "nq"):
        quads = (
            Quad(t.subject, t.predicate, t.object, NamedNode(graph_name(layer)))
            for layer, graph in graphs
            for t in graph
        )
        return _written(quads, offer)
    return of_triples(_once(graphs), offer, known)


def _once(graphs: Graphs) -> list[Triple]:
    if len(graphs) == 1:
        return graphs[0][1]
    return sorted({t for _, graph in graphs for t in graph}, key=str)


def of_triples(
    triples: list[Triple],
    offer: Offer,
    known: Context,
    *,
    order: Order = "alphabetical",
    prefixes: Mapping[str, str] = PREFIXES,
) -> bytes:
    """Bytes of one graph in a form that has no names of graphs; `order` is that of subjects in Turtle."""
    if offer.extension == "ttl":
        return write(triples, base=ID, prefixes=prefixes, order=order).encode()
    if offer.extension == "jsonld":
        return document(triples, known).encode()
    return _written(triples, offer, prefixes)


def _written(
    found: Iterable[Triple] | Iterable[Quad], offer: Offer, prefixes: Mapping[str, str] = PREFIXES
) -> bytes:
    form = RdfFormat.from_media_type(offer.type)
    declared = dict(prefixes) if offer.extension in ("trig", "rdf") else None
    return bytes(serialize(found, format=form, prefixes=declared) or b"")


def _context(known: Context) -> bytes:
    return (json.dumps({"@context": known}, ensure_ascii=False, indent=1) + "\n").encode()


def _export(given: Edition, asked: Question, form: str) -> bytes:
    return render_export(asked, given.answers[asked.name], form).encode()


def _table(given: Edition, asked: Question) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table(given.answers[asked.name]))
    return out.getvalue().encode()


def compressed(data: bytes) -> bytes:
    """Gzip of `data`, without a time or a name in it.

    >>> compressed(b"x") == compressed(b"x")
    True
    """
    return gzip.compress(data, 9, mtime=0)
