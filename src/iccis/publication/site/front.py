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
    "Provision": "clauses",
    "Norm": "norms",
    "Position": "legal positions",
    "Actor": "actors and roles",
    "Concept": "concepts",
    "Reading": "readings",
    "Ambiguity": "open places",
    "Correspondence": "correspondences",
}
HOLDS = {
    WHOLE: "everything that is written, without what follows from it",
    "text": "the words: every clause, verbatim, with its place in the source",
    "actors": "who is spoken of",
    "concepts": "what is spoken of, and the principles",
    "norms": "what is asked, forbidden, allowed and affirmed, of whom and towards whom",
    "readings": "how the words are read, by whom, and where they are open",
    "links": "other instruments, and what corresponds in them",
    "mappings": "the same or near things in the data of others",
    "ontology": "the terms, with their labels for tools",
    "alignments": "the terms beside those of others",
    CLOSURE: "what follows from all of it, and nothing else",
    LABELS: "labels and comments for tools, derived",
    "shapes": "the shapes that the data keep to",
    "questions": "the questions, with their SPARQL",
}
NAMED = (
    "TriG (trig) and N-Quads (nq) name the graph of each layer, the others do not. "
    "Every file is there compressed too: add .gz to its name."
)
ABOUT = (
    ("catalog.html", "Catalogue", "the record of all this for data portals (DCAT-AP)"),
    ("void.ttl", "VoID", "counts, partitions and link sets"),
    ("datapackage.json", "Data package", "the tables, described column by column"),
    ("latest/context.jsonld", "JSON-LD context", "what every JSON-LD document carries in itself"),
    ("latest/SHA256SUMS", "Checksums", "of every file of the version"),
    ("latest/graphs.csv", "Hashes of the graphs", "canonical (RDFC-1.0), whatever the serialisation"),
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
    return [*some, ("questions", len(given.questions)), ("triples", sum(len(graph) for _, graph in whole))]


def data(given: Edition) -> bytes:
    """The downloads."""
    return render(
        "data.html", "data.html", edition=given, section="data", parts=list(parts(given)), about=ABOUT
    )


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
    yield "tables", "Tables", found, "One row a thing, in UTF-8, with its permanent name."
    found = [(o.name, o.question, [EXTENSIONS.get(f, f) for f in formats(o.name)]) for o in given.exports]
    yield (
        "exports",
        "In the terms of others",
        found,
        "What a vocabulary cannot say stands in the file.",
    )


def _graphs(given: Edition) -> Rows:
    forms = [form.extension for form in GRAPHS]
    counted = {name: sum(len(graph) for _, graph in graphs) for name, graphs in given.documents()}
    first = [WHOLE, *AS_WRITTEN, *BESIDE]
    order = sorted(counted, key=lambda name: first.index(name) if name in first else len(first))
    return [(n, f"{HOLDS.get(n, f'the layer {n}')}; {counted[n]:,} triples", forms) for n in order]
