"""Pages that scripts make more of: the search, which lists everything, and the SPARQL editor."""

from functools import partial
from itertools import groupby
from typing import Any

from iccis.core.project import SCOPES
from iccis.publication import Makers
from iccis.publication.assets import built
from iccis.publication.edition import Edition
from iccis.publication.site.data import by_class, kind_label, terms
from iccis.publication.site.questions import SETS
from iccis.publication.site.render import render
from iccis.questions.question import question_iri

HEADINGS = {
    "Provision": "The text, clause by clause",
    "Norm": "Norms",
    "Position": "Legal positions",
    "Actor": "Actors",
    "Principle": "Principles",
    "Concept": "Concepts",
    "Instrument": "Instruments cited in the Code",
    "Reading": "Interpretations",
    "Ambiguity": "Ambiguities",
    "RelatedInstrument": "Related instruments",
    "Source": "Sources",
}
"""Headings of the list, by the classes of `iccis.publication.site.data.FOUND`."""


def pages(given: Edition, *, endpoint: str = "") -> Makers:
    """What makes the pages, by path.

    >>> from iccis.publication.edition import edition
    >>> list(pages(edition()))
    ['search.html', 'sparql.html']
    """
    return {"search.html": partial(_search, given), "sparql.html": partial(sparql, given, endpoint=endpoint)}


def _search(given: Edition) -> bytes:
    facts = given.facts
    groups = [
        (HEADINGS[name], [(iri, facts.label(iri), kind_label(facts, iri)) for iri in iris])
        for name, iris in by_class(given)
    ]
    groups.append(("Questions", [(question_iri(one.name), one.title, one.number) for one in given.questions]))
    groups.append(("Ontology terms", [(iri, facts.label(iri), kind) for iri, kind in terms(facts)]))
    return render("search.html", "search.html", edition=given, groups=groups, **built("search"))


def sparql(given: Edition, *, endpoint: str = "") -> bytes:
    """Page of the SPARQL editor; it asks the service at `endpoint`, or else the published files themselves.

    >>> from iccis.publication.edition import edition
    >>> b'data-endpoint="sparql"' in sparql(edition(), endpoint="sparql")
    True
    """
    by_set = sorted(given.questions, key=lambda one: SCOPES.index(one.graph))
    groups = [(name, list(found)) for name, found in groupby(by_set, key=lambda one: one.graph)]
    page: dict[str, Any] = {"edition": given, "groups": groups, "sets": SETS}
    return render(
        "sparql.html", "sparql.html", endpoint=endpoint, iri=question_iri, **page, **built("sparql")
    )
