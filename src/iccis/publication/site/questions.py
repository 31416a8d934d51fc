"""Pages about the questions: the list of them, and for each its purpose, its query and its answer."""

from functools import partial
from pathlib import Path
from typing import Any

from iccis.core.jsonld import document
from iccis.core.namespaces import ID, ONTOLOGY, short
from iccis.core.turtle import read_text
from iccis.data.facts import Facts
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.render import about, page_of, render
from iccis.questions.ask import answer_file, recorded_rows
from iccis.questions.params import WORK
from iccis.questions.question import QUESTIONS, Param, Question, question_iri

SETS = {
    "as written": "what the words themselves support: the ontology, the text, actors, concepts and norms",
    "closure": "what the words support, and everything that follows from it by inference",
    "with readings": "what the words support, and how others and this edition interpret them",
    "with links": "what the words support, how they are interpreted, and parallels and equivalents elsewhere",
    "all": "all layers, what follows from them, and labels for tools: the set of a query that names none",
}
"""Contents of each set of graphs, in the order of the pages."""


def pages(edition: Edition) -> Makers:
    """Return the makers of the pages, by path.

    >>> from iccis.publication.edition import edition
    >>> list(pages(edition()))[:2]
    ['questions.html', 'id/question/01-list-sponsors.html']
    """
    questions = edition.questions
    near = zip(questions, [None, *questions], [*questions[1:], None], strict=False)
    each = {page_of(question_iri(q.name)): partial(_page, edition, q, *others) for q, *others in near}
    return {"questions.html": partial(_list, edition), **each}


def _list(edition: Edition) -> bytes:
    jsonld = about(edition.executables, QUESTIONS, edition)
    return render("questions.html", edition=edition, groups=by_set(edition), jsonld=jsonld)


def by_set(edition: Edition) -> list[tuple[str, str, list[Question]]]:
    """Return the questions by the set of graphs that they run on: its name, its contents, its questions.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _, _ in by_set(edition())][:2]
    ['as written', 'closure']
    """
    return [(name, SETS[name], [q for q in edition.questions if q.graph == name]) for name in SETS]


def _page(edition: Edition, question: Question, before: Question | None, after: Question | None) -> bytes:
    triples = edition.about(question_iri(question.name))
    return render(
        "question.html",
        page_of(question_iri(question.name)),
        edition=edition,
        section="questions",
        question=question,
        set=SETS[question.graph],
        jsonld=document(triples, edition.context),
        answer=answer(question, base=edition.base),
        params=[(param, value(edition.facts, param)) for param in question.params],
        before=before,
        after=after,
        short=short,
    )


def value(facts: Facts, param: Param) -> str:
    """Return the IRI of the thing that is the default of a parameter, or the empty string for a plain value.

    >>> from iccis.publication.edition import edition
    >>> value(edition().facts, Param("pledge", "Pledge", "code/pledge/9", "the pledge"))
    'https://w3id.org/iccis/id/code/pledge/9'
    """
    things = [ID + param.default] if param.kind == WORK else facts.subjects("rdf:type", ONTOLOGY + param.kind)
    return next((iri for iri in things if iri.endswith("/" + param.default)), "")


def answer(question: Question, *, base: Path | None = None) -> dict[str, Any]:
    """Return the recorded answer: header and rows of a table, or the text of a graph.

    >>> from iccis.questions.question import question
    >>> answer(question("36"))["head"]
    ['kind', 'norms']
    """
    path = answer_file(question, base=base)
    if path.suffix == ".ttl":
        return {"text": read_text(path)}
    head, *rows = recorded_rows(path)
    return {"head": head, "rows": rows}
