"""Pages about the questions: the list of them, and for each what it asks, why, how, and its answer."""

import csv
from functools import partial
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

from iccis.core.namespaces import ONTOLOGY, short
from iccis.core.project import SCOPES
from iccis.data.facts import Facts
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.render import page_of, render
from iccis.questions.ask import recorded
from iccis.questions.question import Param, Question, form, question_iri, read_text

SETS = {
    "as written": "what the words themselves support: the ontology, the text, actors, concepts and norms",
    "closure": "what the words support, and everything that follows from it by inference",
    "with readings": "what the words support, and how others and this edition interpret them",
    "with links": "what the words support, how they are interpreted, and parallels and equivalents elsewhere",
    "all": "all layers, with everything that follows from them",
}
"""What each set of graphs holds, in words."""
FORMS = (
    ("ttl", "text/turtle"),
    ("jsonld", "application/ld+json"),
    ("rdf", "application/rdf+xml"),
    ("nt", "application/n-triples"),
)


def pages(given: Edition) -> Makers:
    """What makes the pages, by path.

    >>> from iccis.publication.edition import edition
    >>> list(pages(edition()))[:2]
    ['questions.html', 'id/question/01-list-sponsors.html']
    """
    single = {page_of(question_iri(one.name)): partial(_page, given, one) for one in given.questions}
    return {"questions.html": partial(_list, given), **single}


def _list(given: Edition) -> bytes:
    by_set = sorted(given.questions, key=lambda one: SCOPES.index(one.graph))
    groups = [(name, SETS[name], list(found)) for name, found in groupby(by_set, key=lambda one: one.graph)]
    forms = [("text/turtle", "latest/questions.ttl"), ("application/ld+json", "latest/questions.jsonld")]
    page = {"edition": given, "groups": groups, "iri": question_iri}
    return render("questions.html", "questions.html", alternates=forms, **page)


def _page(given: Edition, asked: Question) -> bytes:
    path, iri = page_of(question_iri(asked.name)), question_iri(asked.name)
    before, after = neighbours(given, asked)
    page: dict[str, Any] = {"edition": given, "section": "questions", "question": asked, "iri": iri}
    page |= {"set": SETS[asked.graph], "answer": answer(asked, base=given.base), "form": form(asked)}
    page |= {"params": [(p, value(given.facts, p)) for p in asked.params], "facts": given.facts}
    page |= {"before": before, "after": after, "iri_of": question_iri, "short": short}
    forms = [(kind, path.removesuffix("html") + end) for end, kind in FORMS]
    return render("question.html", path, canonical=iri, alternates=forms, **page)


def neighbours(given: Edition, asked: Question) -> tuple[Question | None, Question | None]:
    """The questions before and after one.

    >>> from iccis.publication.edition import edition
    >>> made = edition()
    >>> neighbours(made, made.questions[0])[0] is None
    True
    """
    row = [None, *given.questions, None]
    at = row.index(asked)
    return row[at - 1], row[at + 1]


def value(facts: Facts, param: Param) -> str:
    """IRI of the thing that a parameter has by default, or the empty string for a plain value.

    >>> from iccis.publication.edition import edition
    >>> value(edition().facts, Param("pledge", "Pledge", "code/pledge/9", "the pledge"))
    'https://w3id.org/iccis/id/code/pledge/9'
    """
    if param.kind in ("string", "integer"):
        return ""
    return next(
        (
            iri
            for iri in facts.subjects("rdf:type", ONTOLOGY + param.kind)
            if iri.endswith("/" + param.default)
        ),
        "",
    )


def answer(asked: Question, *, base: Path | None = None) -> dict[str, Any]:
    """The recorded answer: header and rows of a table, or the text of a graph.

    >>> from iccis.questions.question import question
    >>> answer(question("36"))["head"]
    ['kind', 'norms']
    """
    path = recorded(asked, base=base)
    if path.suffix == ".ttl":
        return {"text": read_text(path)}
    head, *rows = [row for row in csv.reader(StringIO(read_text(path), newline="")) if row]
    return {"head": head, "rows": rows}
