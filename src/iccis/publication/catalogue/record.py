"""The catalogue: everything that is published, as a record after DCAT-AP 3 with provenance.

What can be said by hand is in `kg/catalog/`. What the publication itself knows is added here: files, sizes,
checksums, versions and dates. Dates are those of the ontology and of the release, never of the clock.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, Triple

from iccis.core.errors import IccisError
from iccis.core.jsonld import context
from iccis.core.namespaces import SITE
from iccis.core.project import source_text
from iccis.publication import Makers
from iccis.publication.catalogue import page as catalogue_page
from iccis.publication.catalogue import schema_org as catalogue_schema
from iccis.publication.catalogue import void
from iccis.publication.catalogue.vocabulary import (
    AUTHORITY,
    CATALOGUE,
    MEDIA_TYPES,
    NAMES,
    Value,
    about,
    named,
    text,
    typed,
    values,
    written,
)
from iccis.publication.dumps import EXTENSIONS, of_triples
from iccis.publication.forms import GRAPHS, THINGS, Offer
from iccis.questions.export import formats
from iccis.questions.question import Question

if TYPE_CHECKING:
    from iccis.publication.files import Publication

FILE_TYPES = {
    "csv": "CSV",
    "graphml": "XML",
    "jsonld": "JSON_LD",
    "nq": "RDF_N_QUADS",
    "nt": "RDF_N_TRIPLES",
    "rdf": "RDF_XML",
    "trig": "RDF_TRIG",
    "ttl": "RDF_TURTLE",
    "xml": "XML",
}
"""Code in the authority table of file types, by extension."""
XML = "application/xml"
FORMS = (*GRAPHS, Offer("text/csv", "csv"), Offer(XML, "graphml"), Offer(XML, "xml"))
"""Forms of everything that is described."""
GZIP = MEDIA_TYPES + "application/gzip"
DESCRIBED = [offer for offer in THINGS if offer.extension in ("ttl", "jsonld", "rdf", "nt")]
"""Forms of the catalogue and of the VoID description."""
INHERITED = {
    "dcat:Dataset": (
        "dcat:contactPoint",
        "dcat:theme",
        "dcterms:accessRights",
        "dcterms:accrualPeriodicity",
        "dcterms:language",
        "dcterms:license",
        "dcterms:publisher",
    ),
    "dcat:DataService": (
        "dcat:contactPoint",
        "dcat:theme",
        "dcterms:accessRights",
        "dcterms:license",
        "dcterms:publisher",
    ),
    "dcat:Distribution": ("dcterms:language", "dcterms:license"),
}
"""What holds of the catalogue and of everything of a kind in it."""


class Entry(NamedTuple):
    """A dataset: its name in the catalogue, its title, and its files by name, without the compressed ones."""

    name: str
    title: str
    files: list[str]


def catalogue(made: "Publication") -> Makers:
    """What makes the catalogue and its kin, by path.

    >>> from iccis.publication.edition import edition
    >>> from iccis.publication.contents import publication
    >>> sorted(catalogue(publication(edition())))[:3]
    ['.well-known/void', 'catalog.html', 'catalog.jsonld']
    """
    known = cache(lambda: record(made))
    counted = cache(lambda: void.description(made))
    return {
        **{f"catalog.{offer.extension}": partial(_written, known, offer) for offer in DESCRIBED},
        "catalog.html": partial(catalogue_page.page, made, known, DESCRIBED),
        **catalogue_schema.exports(made, known),
        "void.ttl": partial(_written, counted, DESCRIBED[0]),
        ".well-known/void": partial(_written, counted, DESCRIBED[0]),
    }


def _written(make: Callable[[], list[Triple]], offer: Offer) -> bytes:
    given = make()
    known = context(given, prefixes=NAMES)
    return of_triples(given, offer, known, order="document", prefixes=NAMES)


def record(made: "Publication") -> list[Triple]:
    """The catalogue as triples, the catalogue itself first, then what it lists, then what that refers to."""
    by_hand = [*written("record", base=made.edition.base), *written("datasets", base=made.edition.base)]
    found = [*by_hand, *_made_by_query(made), *_of_publication(made)]
    for entry in entries(made, found):
        found += _dataset(made, entry, by_hand)
    found += _inherited("catalog:sparql", "dcat:DataService", by_hand)
    outside = written("authorities", base=made.edition.base)
    used = _used(outside, found)
    return list(dict.fromkeys([*found, *used, *_used(outside, used)]))


def entries(made: "Publication", found: list[Triple]) -> list[Entry]:
    """The datasets that have files: each document in every form, each table, each export."""
    graphs = {name: [f"{name}.{offer.extension}" for offer in GRAPHS] for name, _ in made.edition.documents()}
    asked = {name: names for name, _, names in _asked(made)}
    return [Entry(name, _title(found, name), names) for name, names in (graphs | asked).items()]


def _title(found: list[Triple], name: str) -> str:
    if titles := values(found, f"catalog:{name}", "dcterms:title"):
        return titles[0].value
    hint = f"describe catalog:{name} in kg/catalog/datasets.ttl"
    raise IccisError(f"the catalogue has no title for {name}", hint=hint)


def _asked(made: "Publication") -> Iterator[tuple[str, Question, list[str]]]:
    """Tables and exports: name in the catalogue, the question that makes it, and its files."""
    for asked in made.edition.tables:
        yield f"table-{asked.name}", asked, [f"{asked.name}.csv"]
    for asked in made.edition.exports:
        forms = (EXTENSIONS.get(form, form) for form in formats(asked.name))
        yield f"export-{asked.name}", asked, [f"{asked.name}.{form}" for form in forms]


def _made_by_query(made: "Publication") -> Iterator[Triple]:
    """What the questions say that make tables and exports."""
    for name, asked, _ in _asked(made):
        kind, _, about_what = name.partition("-")
        yield from about(
            f"catalog:{name}",
            ("rdf:type", "dcat:Dataset"),
            ("dcterms:title", text(f"{asked.title}, as a table" if kind == "table" else asked.title)),
            ("dcterms:description", text(f"{asked.question} {asked.why}")),
            ("dcat:keyword", text(kind)),
            ("dcat:keyword", text(about_what)),
            ("prov:wasDerivedFrom", "catalog:iccis"),
        )


def _of_publication(made: "Publication") -> Iterator[Triple]:
    """Version and dates of the catalogue, and what ties it to the source text byte by byte."""
    data = source_text().read_bytes()
    yield from about(CATALOGUE, *dates(made))
    yield from about("catalog:program", ("owl:versionInfo", typed(made.edition.version, "string")))
    yield from about("catalog:source", ("dcat:byteSize", typed(len(data), "nonNegativeInteger")))
    yield from _checksum("catalog:source", sha256(data).hexdigest())


def dates(made: "Publication") -> list[tuple[str, Value | str]]:
    """Date of the release, if there is one, and when the edition was last changed."""
    modified = values(made.edition.graphs["ontology"], SITE + "ontology", "dcterms:modified")
    issued = [typed(made.released, "date")] if made.released else []
    return [("dcterms:issued", day) for day in issued] + [("dcterms:modified", day) for day in modified]


def _dataset(made: "Publication", entry: Entry, by_hand: list[Triple]) -> Iterator[Triple]:
    me = f"catalog:{entry.name}"
    yield from about(CATALOGUE, ("dcat:dataset", me))
    yield from _inherited(me, "dcat:Dataset", by_hand)
    yield from about(
        me,
        ("dcterms:identifier", typed(named(me).value, "string")),
        ("dcat:version", typed(made.edition.version, "string")),
        ("dcat:landingPage", SITE),
        *dates(made),
    )
    for name in (one for plain in entry.files for one in (plain, plain + ".gz")):
        if f"{made.edition.version}/{name}" in made:
            yield from about(me, ("dcat:distribution", f"catalog:{name}"))
            yield from _distribution(made, entry, name)
            yield from _inherited(f"catalog:{name}", "dcat:Distribution", by_hand)


def _distribution(made: "Publication", entry: Entry, name: str) -> Iterator[Triple]:
    """One file: the newest under its lasting address, and that of this version with size and checksum."""
    me, path = f"catalog:{name}", f"{made.edition.version}/{name}"
    packed = name.endswith(".gz")
    offer = next(form for form in FORMS if name.removesuffix(".gz").endswith(f".{form.extension}"))
    yield from about(
        me,
        ("rdf:type", "dcat:Distribution"),
        ("dcterms:title", text(f"{entry.title}: {name}")),
        ("dcterms:description", text(f"{name} as it is in version {made.edition.version}")),
        ("dcat:accessURL", f"{SITE}latest/{name}"),
        ("dcat:downloadURL", SITE + path),
        ("dcterms:format", f"{AUTHORITY}file-type/{FILE_TYPES[offer.extension]}"),
        ("dcat:mediaType", MEDIA_TYPES + offer.type),
        *([("dcat:compressFormat", GZIP)] if packed else []),
        ("dcat:byteSize", typed(len(made[path]), "nonNegativeInteger")),
        ("dcatap:availability", AUTHORITY + "planned-availability/AVAILABLE"),
        ("adms:status", f"{AUTHORITY}distribution-status/{'COMPLETED' if made.released else 'DEVELOP'}"),
        ("prov:wasGeneratedBy", "catalog:publication"),
        *dates(made),
    )
    yield from _checksum(me, made.sha256(path))


def _checksum(of: str, value: str) -> Iterator[Triple]:
    yield from about(of, ("spdx:checksum", f"{of}-sha256"))
    yield from about(
        f"{of}-sha256",
        ("rdf:type", "spdx:Checksum"),
        ("spdx:algorithm", "spdx:checksumAlgorithm_sha256"),
        ("spdx:checksumValue", typed(value, "hexBinary")),
    )


def _inherited(me: str, kind: str, by_hand: list[Triple]) -> Iterator[Triple]:
    for name in INHERITED[kind]:
        yield from about(me, *((name, value) for value in values(by_hand, CATALOGUE, name)))


def _used(outside: list[Triple], found: Iterable[Triple]) -> list[Triple]:
    """What is said of those outside things that the record refers to."""
    meant = {t.object for t in found if isinstance(t.object, NamedNode)}
    return [t for t in outside if t.subject in meant]
