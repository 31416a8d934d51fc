"""The catalogue: a record of everything that is published, after DCAT-AP 3 and with provenance.

Files in `kg/catalog/` hold what is written by hand. The record adds what the publication computes: files,
sizes, checksums, versions and dates. Dates are those of the ontology and of the release, never of the clock.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from iccis.core.errors import IccisError
from iccis.core.instruments import instruments
from iccis.core.jsonld import Context, context, to_json
from iccis.core.namespaces import ONTOLOGY_IRI, SITE
from iccis.data.facts import Facts
from iccis.publication import Makers
from iccis.publication.catalogue import (
    croissant,
    deposit,
    frictionless,
    page,
    registries,
    schema_org,
    series,
    void,
)
from iccis.publication.catalogue.vocabulary import (
    AUTHORITY,
    CATALOGUE,
    MEDIA_TYPES,
    NAMES,
    Inheritance,
    Properties,
    Value,
    about,
    checksum,
    index,
    inheritance,
    named,
    text,
    typed,
    values,
)
from iccis.publication.dumps import document_files, extensions, serialize_triples
from iccis.publication.edition import Edition
from iccis.publication.files import Publication
from iccis.publication.forms import THINGS, TYPES, Offer
from iccis.questions.question import Question

FILE_TYPES = {
    "csv": "CSV",
    "graphml": "XML",
    "jsonld": "JSON_LD",
    "nq": "RDF_N_QUADS",
    "nt": "RDF_N_TRIPLES",
    "rdf": "RDF_XML",
    "trig": "RDF_TRIG",
    "tsv": "TSV",
    "ttl": "RDF_TURTLE",
    "xml": "XML",
}
"""Codes in the authority table of file types, by extension."""
GZIP = MEDIA_TYPES + "application/gzip"
DESCRIBED = [offer for offer in THINGS if offer.extension in ("ttl", "jsonld", "rdf", "nt")]
"""Forms of the catalogue and of the VoID description."""
DEPOSITS = {
    ".zenodo.json": deposit.zenodo,
    "datacite.json": deposit.datacite,
    "ro-crate-metadata.json": deposit.ro_crate,
}
"""Descriptions for archives, which are read off the record alone, by path."""


def catalogue(publication: Publication) -> Makers:
    """Return the makers of the catalogue and of the descriptions that derive from it, by path.

    >>> from iccis.publication import contents
    >>> from iccis.publication.edition import edition
    >>> sorted(catalogue(contents.publication(edition())))[:3]
    ['.well-known/void', '.zenodo.json', 'catalog.html']
    """
    own = publication.edition.is_project
    triples = cache(partial(record, publication))
    facts = cache(lambda: index(triples()))
    tables = cache(lambda: frictionless.package(publication, facts()))
    statistics = cache(partial(void.description, publication.edition))
    return {
        **{f"catalog.{offer.extension}": partial(_serialized, triples, offer) for offer in DESCRIBED},
        "catalog.html": lambda: page.page(publication, facts()),
        **({} if own else {"registries.html": lambda: registries.page(publication.edition, facts())}),
        "index.jsonld": lambda: to_json(schema_org.dataset(facts())).encode(),
        "index.nt": lambda: _ntriples(schema_org.dataset(facts())),
        "datapackage.json": lambda: to_json(tables()).encode(),
        "croissant.json": lambda: to_json(croissant.croissant(facts(), tables())).encode(),
        **{path: partial(_json, facts, describe) for path, describe in DEPOSITS.items()},
        **({} if own else {"codemeta.json": partial(_json, facts, deposit.codemeta)}),
        **{f"void.{offer.extension}": partial(_serialized, statistics, offer) for offer in DESCRIBED},
        ".well-known/void": partial(publication.__getitem__, "void.ttl"),
    }


def _json(facts: Callable[[], Facts], describe: Callable[[Facts], dict[str, Any]]) -> bytes:
    return to_json(describe(facts())).encode()


def _serialized(make: Callable[[], list[Triple]], offer: Offer) -> bytes:
    triples = make()
    words = context(triples, prefixes=NAMES) if offer.extension == "jsonld" else Context()
    return serialize_triples(triples, offer, words, order="document", prefixes=NAMES)


def _ntriples(data: dict[str, Any]) -> bytes:
    quads = parse(json.dumps(data), format=RdfFormat.JSON_LD, base_iri=SITE)
    return bytes(serialize(sorted((q.triple for q in quads), key=str), format=RdfFormat.N_TRIPLES) or b"")


def record(publication: Publication) -> list[Triple]:
    """Return the catalogue as triples: itself first, then what it lists, then what those refer to."""
    edition = publication.edition
    by_hand = [*edition.curated("record"), *edition.curated("datasets")]
    inherited = inheritance(by_hand)
    publisher = values(by_hand, CATALOGUE, "dcterms:publisher")
    publisher += [NamedNode(edition.facts.one(ONTOLOGY_IRI, "dcterms:publisher"))]
    agents = [t for t in edition.graphs["ontology"] if t.subject in publisher]
    triples = [*by_hand, *_of_queries(publication), *_of_publication(publication)]
    files = _files(publication)
    titles = {name: _title(triples, name) for name in files}
    for name, title in titles.items():
        triples += _dataset(publication, name, title, files[name], inherited)
    triples += series.earlier(publication, by_hand, inherited)
    for me in series.SERIES:
        triples += about(me, *inherited["dcat:DatasetSeries"])
    triples += about("catalog:sparql", *inherited["dcat:DataService"])
    outside = edition.curated("authorities")
    used = _used(outside, triples)
    return list(dict.fromkeys([*triples, *agents, *used, *_used(outside, used)]))


def _files(publication: Publication) -> dict[str, list[str]]:
    """Return the uncompressed files of each dataset: each document in every form, each table, each export."""
    files = {
        name: document_files(name, base=publication.edition.base)
        for name, _ in publication.edition.documents()
    }
    return files | {name: names for name, _, names in _queries(publication)}


def _title(triples: list[Triple], name: str) -> str:
    if titles := values(triples, f"catalog:{name}", "dcterms:title"):
        return titles[0].value
    hint = f"describe catalog:{name} in kg/catalog/datasets.ttl"
    raise IccisError(f"the catalogue has no title for {name}", hint=hint)


def _queries(publication: Publication) -> Iterator[tuple[str, Question, list[str]]]:
    """Yield tables and exports: name in the catalogue, question, and names of files."""
    for question in publication.edition.tables:
        yield f"table-{question.name}", question, [f"{question.name}.csv"]
    for question in publication.edition.exports:
        names = [f"{question.name}.{extension}" for extension in extensions(question)]
        yield f"export-{question.name}", question, names


def _of_queries(publication: Publication) -> Iterator[Triple]:
    """Describe tables and exports by the headers of their questions."""
    for name, question, _ in _queries(publication):
        kind, _, topic = name.partition("-")
        yield from about(
            f"catalog:{name}",
            ("rdf:type", "dcat:Dataset"),
            ("dcterms:title", text(f"{question.title}, as a table" if kind == "table" else question.title)),
            ("dcterms:description", text(f"{question.question} {question.why}")),
            ("dcat:keyword", text(kind)),
            ("dcat:keyword", text(topic)),
            ("prov:wasDerivedFrom", "catalog:iccis"),
        )


def _of_publication(publication: Publication) -> Iterator[Triple]:
    """Describe the catalogue by its version and dates, and the source text byte by byte."""
    edition = publication.edition
    data = b"".join(of.file.read_bytes() for of in instruments(edition.base))
    publishers = [("prov:wasAssociatedWith", edition.said("dcterms:publisher"))]
    yield from about("catalog:transcription", *publishers)
    yield from about("catalog:publication", *publishers)
    yield from about(CATALOGUE, *dates(publication))
    yield from about("catalog:program", ("owl:versionInfo", typed(edition.version, "string")))
    yield from about("catalog:source", ("dcat:byteSize", typed(len(data), "nonNegativeInteger")))
    yield from checksum("catalog:source", data)


def dates(publication: Publication) -> list[tuple[str, Value | str]]:
    """Return the date of the release, if there is one, and of the last change of the edition."""
    issued = [typed(publication.released, "date")] if publication.released else []
    modified = typed(publication.edition.said("dcterms:modified"), "dateTime")
    return [*(("dcterms:issued", day) for day in issued), ("dcterms:modified", modified)]


def _dataset(
    publication: Publication, name: str, title: str, files: list[str], inherited: Inheritance
) -> Iterator[Triple]:
    me, version = f"catalog:{name}", publication.edition.version
    own = _kept(publication.edition, name)
    yield from about(CATALOGUE, ("dcat:dataset", me))
    yield from about(me, *_with(inherited["dcat:Dataset"], own))
    yield from about(
        me,
        ("dcterms:identifier", typed(named(me).value, "string")),
        ("dcat:version", typed(version, "string")),
        ("dcat:landingPage", SITE),
        ("foaf:page", SITE + "data.html"),
        *([("dcat:inSeries", group)] if (group := series.series_of(publication.edition, name)) else []),
        *dates(publication),
    )
    yield from series.period(publication.edition, name)
    for file in (file for plain in files for file in (plain, plain + ".gz")):
        if f"{version}/{file}" in publication:
            yield from about(me, ("dcat:distribution", f"catalog:{file}"))
            yield from _distribution(publication, title, file)
            yield from about(f"catalog:{file}", *_with(inherited["dcat:Distribution"], own))


def _kept(edition: Edition, name: str) -> dict[str, str]:
    """Return the licence and the publisher of a dataset that an edition of one's own has from the package."""
    if not (edition.is_project and name in ("ontology", "alignments", "shapes")):
        return {}
    return {name: edition.facts.one(ONTOLOGY_IRI, name) for name in ("dcterms:license", "dcterms:publisher")}


def _with(inherited: Properties, own: dict[str, str]) -> Properties:
    """Return inherited properties, with other values of those that a dataset has of its own."""
    return [(name, named(own[name]) if name in own else value) for name, value in inherited]


def _distribution(publication: Publication, title: str, name: str) -> Iterator[Triple]:
    """Describe a file: the address of the newest, and that of this version with its size and checksum."""
    me, version = f"catalog:{name}", publication.edition.version
    path, status = f"{version}/{name}", "COMPLETED" if publication.released else "DEVELOP"
    extension = name.removesuffix(".gz").rpartition(".")[2]
    yield from about(
        me,
        ("rdf:type", "dcat:Distribution"),
        ("dcterms:title", text(f"{title}: {name}")),
        ("dcterms:description", text(f"{name} as it is in version {version}")),
        ("dcat:accessURL", f"{publication.root}latest/{name}"),
        ("dcat:downloadURL", publication.root + path),
        ("dcterms:format", f"{AUTHORITY}file-type/{FILE_TYPES[extension]}"),
        ("dcat:mediaType", MEDIA_TYPES + TYPES[extension]),
        *([("dcat:compressFormat", GZIP)] if name.endswith(".gz") else []),
        ("dcat:byteSize", typed(len(publication[path]), "nonNegativeInteger")),
        ("dcatap:availability", AUTHORITY + "planned-availability/AVAILABLE"),
        ("adms:status", f"{AUTHORITY}distribution-status/{status}"),
        ("prov:wasGeneratedBy", "catalog:publication"),
        *dates(publication),
    )
    yield from checksum(me, publication[path])


def _used(outside: list[Triple], triples: Iterable[Triple]) -> list[Triple]:
    """Return the statements about those outside things that some triples refer to."""
    objects = {t.object for t in triples if isinstance(t.object, NamedNode)}
    return [t for t in outside if t.subject in objects]
