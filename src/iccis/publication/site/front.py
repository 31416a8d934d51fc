"""The pages about the whole: the first page, the downloads, and the page for what is not there."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from iccis.core.namespaces import ID, SITE
from iccis.core.project import AS_WRITTEN, BESIDE, CLOSURE
from iccis.publication import Makers
from iccis.publication.dumps import EXTENSIONS
from iccis.publication.edition import LABELS, WHOLE, Edition
from iccis.publication.forms import GRAPHS
from iccis.publication.site.reading import clause
from iccis.publication.site.render import render
from iccis.publication.things.view import things
from iccis.questions.export import formats

WORK, EXAMPLE = ID + "code", ID + "code/pledge/6"
CITED = "The iccis authors. iccis: the International Code of Conduct for Information Security as linked data"
DEEP = "1/2/3/4/5/6/404.html"
"""As deep as anything that is asked for: links from there lead to the root of a host from everywhere."""
COUNTED = {
    "Provision": "paragraphs and clauses",
    "Norm": "norms",
    "Position": "legal positions",
    "Actor": "actors and roles",
    "Concept": "concepts and principles",
    "Reading": "interpretations",
    "Ambiguity": "ambiguities",
    "Correspondence": "parallels in other instruments",
}
HOLDS = {
    WHOLE: "the whole edition, without inferences",
    "text": "every clause, verbatim, with its position in the source",
    "actors": "the actors and roles that the Code names",
    "concepts": "the concepts and principles that the Code names",
    "norms": "what the Code requires, forbids, allows and affirms, of whom and towards whom",
    "readings": "interpretations, with author and source, and ambiguities in the wording",
    "links": "other instruments and their parallels to the Code, variants of the text",
    "mappings": "the same or similar things in other data sets",
    "ontology": "classes and properties, with labels for tools",
    "alignments": "links from the ontology to other vocabularies",
    CLOSURE: "everything inferred from the other layers, and nothing else",
    LABELS: "rdfs:label and rdfs:comment for tools, derived from the SKOS annotations",
    "shapes": "the SHACL shapes that the data conform to",
    "questions": "the questions, with their SPARQL queries",
}
NAMED = (
    "TriG (trig) and N-Quads (nq) keep each layer in a named graph; the other formats do not. "
    "Every file is also available compressed: add .gz to its name."
)
ABOUT = (
    ("catalog.html", "Catalogue", "a DCAT-AP record of these files for data portals"),
    ("void.ttl", "VoID", "statistics, partitions and link sets"),
    ("datapackage.json", "Data package", "the tables, described column by column"),
    ("latest/context.jsonld", "JSON-LD context", "the context embedded in every JSON-LD document"),
    ("latest/SHA256SUMS", "Checksums", "SHA-256 of every file of the version"),
    ("latest/graphs.csv", "Graph hashes", "canonical (RDFC-1.0), independent of the serialisation"),
)


def pages(given: Edition, *, record: Callable[[], bytes] = bytes) -> Makers:
    """What makes each page about the whole; `record` is the JSON-LD of the first page.

    >>> from iccis.publication.edition import edition
    >>> sorted(pages(edition()))
    ['404.html', 'data.html', 'index.html']
    """
    return {
        "index.html": partial(index, given, record),
        "data.html": partial(data, given),
        "404.html": partial(render, "404.html", DEEP, edition=given, canonical=SITE),
    }


def index(given: Edition, record: Callable[[], bytes]) -> bytes:
    """The first page."""
    return render(
        "index.html",
        "index.html",
        edition=given,
        sponsors=things(given.facts, given.facts.values(WORK, "sponsoredBy")),
        example=clause(given.facts, EXAMPLE) if EXAMPLE in given.things else None,
        counts=counts(given),
        citation=f"{CITED}, version {given.version}. {SITE}",
        jsonld=record().decode(),
    )


def counts(given: Edition) -> list[tuple[str, int]]:
    """How many things of each kind there are, questions, and triples of the whole document.

    >>> from iccis.publication.edition import edition
    >>> counts(edition())[1]
    ('norms', 44)
    """
    found = Counter(kind for iri in given.things for kind in set(given.facts.kinds(iri)))
    whole = dict(given.documents())[WHOLE]
    some = [(name, found[kind]) for kind, name in COUNTED.items()]
    return [
        *some,
        ("questions", len(given.questions)),
        ("RDF triples", sum(len(graph) for _, graph in whole)),
    ]


def data(given: Edition) -> bytes:
    """The downloads."""
    return render("data.html", "data.html", edition=given, parts=list(parts(given)), about=ABOUT)


Rows = list[tuple[str, str, list[str]]]
"""Name, what it holds, and the extensions of its files."""


def parts(given: Edition) -> Iterator[tuple[str, str, Rows, str]]:
    """Key, title, rows and note of each table of downloads.

    >>> from iccis.publication.edition import edition
    >>> [(key, len(rows)) for key, _, rows, _ in parts(edition())]
    [('graphs', 14), ('tables', 5), ('exports', 7)]
    """
    yield "graphs", "Graphs", _graphs(given), NAMED
    found: Rows = [(asked.name, asked.question, ["csv"]) for asked in given.tables]
    yield "tables", "Tables", found, "UTF-8, one row for each thing, with its permanent IRI."
    found = [(o.name, o.question, [EXTENSIONS.get(f, f) for f in formats(o.name)]) for o in given.exports]
    yield (
        "exports",
        "Exports to other vocabularies and formats",
        found,
        "What a vocabulary cannot express is stated in the file itself.",
    )


def _graphs(given: Edition) -> Rows:
    forms = [form.extension for form in GRAPHS]
    counted = {name: sum(len(graph) for _, graph in graphs) for name, graphs in given.documents()}
    first = [WHOLE, *AS_WRITTEN, *BESIDE]
    order = sorted(counted, key=lambda name: first.index(name) if name in first else len(first))
    return [(n, f"{HOLDS.get(n, f'the layer {n}')}; {counted[n]:,} triples", forms) for n in order]
