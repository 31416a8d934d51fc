"""The pages about the whole edition: home, downloads, SPARQL, and the page for unknown addresses."""

from collections import Counter
from collections.abc import Callable, Iterator

from iccis.core.namespaces import ONTOLOGY, SITE
from iccis.core.project import CLOSURE, LAYERS, SCOPES, layer_of_graph
from iccis.publication.assets import built
from iccis.publication.dumps import document_files, extensions
from iccis.publication.edition import ASSERTED, WHOLE, Edition
from iccis.publication.pictures.strengths import strengths
from iccis.publication.site.controversies import topics
from iccis.publication.site.questions import by_set
from iccis.publication.site.reading import clause
from iccis.publication.site.render import render
from iccis.publication.things.citation import Citation
from iccis.publication.things.thing import Provision, read, references
from iccis.questions.question import question_iri

TABLES_NOTE = (
    "UTF-8, one row for each thing, with its permanent IRI. In a spreadsheet, import the file and choose "
    "UTF-8 instead of opening it: without a byte order mark, Excel guesses another encoding."
)
DEEP = "1/2/3/4/5/6/404.html"
"""As deep as any requested path: relative links from there lead to the root of a host from anywhere."""
HEADED = ("Pledge", "Article")
"""Kinds of provisions by which people know a text."""
COUNTED = {
    "Provision": "paragraphs and clauses",
    "Norm": "norms",
    "Position": "legal positions",
    "Actor": "actors and roles",
    "Concept": "concepts and principles",
    "Reading": "interpretations",
    "Ambiguity": "ambiguities",
    "Parse": "possible parses",
    "Correspondence": "parallels in other instruments",
}
CONTENTS = {
    WHOLE: "the file to load: the whole edition, with labels for tools and everything that is inferred",
    ASSERTED: "the same, without what is inferred",
    **{layer.name: layer.contents for layer in LAYERS},
    "shapes": "the SHACL shapes that the data conform to",
    "questions": "the questions, with their SPARQL queries",
}


def home(edition: Edition, record: Callable[[], bytes], *, released: str = "") -> bytes:
    """Return the home page; `record` makes the JSON-LD in it, `released` is the date of the release."""
    facts, kind = edition.facts, main_kind(edition)
    sponsors = dict.fromkeys(iri for work in edition.works for iri in facts.values(work, "sponsoredBy"))
    return render(
        "index.html",
        edition=edition,
        sponsors=references(facts, sponsors),
        topics=topics(facts),
        kind=facts.label(ONTOLOGY + kind),
        clauses=[read(Provision, facts, iri) for iri in of_kind(edition, kind)],
        examples=[q for q in edition.questions if question_iri(q.name) in edition.examples("questions")],
        picture=strengths(edition),
        palette="",
        example=clause(facts, edition.example) if edition.example else None,
        counts=counts(edition),
        citation=Citation(edition, SITE, released=released),
        jsonld=record().decode(),
    )


def of_kind(edition: Edition, kind: str) -> list[str]:
    """Return the provisions of a kind in the order of the text."""
    return [iri for iri in edition.clauses if kind in edition.facts.kinds(iri)]


def main_kind(edition: Edition) -> str:
    """Return the kind of provisions by which people know the text, or of which most state norms.

    >>> from iccis.publication.edition import edition
    >>> main_kind(edition()), len(of_kind(edition(), "Pledge"))
    ('Pledge', 11)
    """
    facts = edition.facts
    stating = [iri for iri in edition.clauses if facts.subjects("statedIn", iri)]
    kinds = Counter(kind for iri in stating for kind in facts.kinds(iri)[:1])
    named = (kind for kind in HEADED if of_kind(edition, kind))
    return next(named, "") or next((kind for kind, _ in kinds.most_common(1)), "Provision")


def counts(edition: Edition) -> list[tuple[str, int]]:
    """Count the things of each kind, the questions, and the triples of the whole document.

    What only other instruments name does not count.

    >>> from iccis.publication.edition import edition
    >>> counts(edition())[0]
    ('paragraphs and clauses', 30)
    """
    facts = edition.facts
    things = (iri for iri in edition.things if not facts.one(iri, "describes"))
    kinds = Counter(kind for iri in things for kind in set(facts.kinds(iri)))
    members = [(words, kinds[kind]) for kind, words in COUNTED.items() if kinds[kind]]
    asked = [("questions", len(edition.questions))] if edition.questions else []
    return [*members, *asked, ("RDF triples", edition.sizes[WHOLE])]


def data(edition: Edition, *, released: str = "", has_feed: bool = False) -> bytes:
    """Return the page of the downloads.

    `released` is the date of the release, empty if there is none; `has_feed` tells whether there is a change
    feed beside the page.
    """
    return render(
        "data.html", edition=edition, parts=downloads(edition), released=released, has_feed=has_feed
    )


def sparql(edition: Edition, *, endpoint: str = "") -> bytes:
    """Return the page of the SPARQL editor, which queries the service at `endpoint`, or the published files.

    >>> from iccis.publication.edition import edition
    >>> b'data-endpoint="sparql"' in sparql(edition(), endpoint="sparql")
    True
    """
    sets, layers = by_set(edition), {name: edition.scope(name) for name in SCOPES}
    scripts = built("sparql")["scripts"]  # which load the style sheet of the editor themselves
    return render(
        "sparql.html", edition=edition, endpoint=endpoint, groups=sets, layers=layers, scripts=scripts
    )


def not_found(edition: Edition) -> bytes:
    """Return the page for unknown addresses."""
    stated = edition.facts.subjects("statedIn", edition.example)
    norm = min((iri for iri in stated if edition.facts.one(iri, "hasStrength")), default="")
    return render("404.html", DEEP, edition=edition, canonical=SITE, example=edition.example, norm=norm)


Rows = list[tuple[str, str, list[str]]]
"""Name, contents, and the extensions of its files."""


def downloads(edition: Edition) -> Iterator[tuple[str, str, Rows, str]]:
    """Yield key, title, rows and note of each table of downloads.

    >>> from iccis.publication.edition import edition
    >>> [(key, len(rows)) for key, _, rows, _ in downloads(edition())]
    [('graphs', 15), ('tables', 5), ('exports', 7)]
    """
    yield "graphs", "Graphs", _graphs(edition), _graphs_note(edition)
    tables: Rows = [(table.name, table.question, ["csv"]) for table in edition.tables]
    yield "tables", "Tables", tables, TABLES_NOTE
    exports: Rows = [(export.name, export.question, list(extensions(export))) for export in edition.exports]
    note = "What a vocabulary cannot express is stated in the file itself."
    yield "exports", "Exports to other vocabularies and formats", exports, note


def _graphs(edition: Edition) -> Rows:
    return [
        (
            name,
            f"{_contents(edition, name)}; {size:,}\u00a0triples",
            [file.removeprefix(f"{name}.") for file in document_files(name, base=edition.base)],
        )
        for name, size in edition.sizes.items()
    ]


def _contents(edition: Edition, name: str) -> str:
    of = f"{edition.name_of(name)}: " if "/" in name else ""
    return of + CONTENTS[layer_of_graph(name)]


def _graphs_note(edition: Edition) -> str:
    whole, asserted, closure = (edition.sizes[name] for name in (WHOLE, ASSERTED, CLOSURE))
    statements = sum(map(len, edition.graphs.values()))
    return (
        f"{WHOLE} has {whole:,} triples, those that the SPARQL endpoint and the command line answer from: "
        f"{asserted:,} asserted and {closure:,} inferred. TriG (trig) and N-Quads (nq) keep each layer in a "
        f"named graph, and have {statements:,} statements, because a triple about words that several layers "
        "rest on is in each of them; the other formats have no named graphs. Every file is also available "
        "compressed: add .gz to its name."
    )
