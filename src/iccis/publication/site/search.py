"""The page of the search, and the data that it searches."""

from functools import partial
from typing import Any

from iccis.core.namespaces import ONTOLOGY
from iccis.data.entries import synonyms
from iccis.data.facts import Facts
from iccis.data.search import STOPS
from iccis.data.words import SPELLINGS
from iccis.publication.assets import built
from iccis.publication.edition import Edition
from iccis.publication.site.render import link, render
from iccis.questions.find import everything


def page(edition: Edition) -> bytes:
    """Return the page of the search, which lists everything below the field."""
    groups = [(heading, found) for heading, found in everything(edition.facts, edition.questions) if found]
    words = partial(kind_words, edition.facts)
    return render("search.html", edition=edition, groups=groups, words=words, **built("search"))


def entries(edition: Edition) -> dict[str, Any]:
    """Return what the page of the search needs: spellings, words that need not be there, synonyms, entries.

    An entry is the address of a page, a label, the number of its kind among the kinds, its names, its
    aliases, and its texts.

    >>> from iccis.publication.edition import edition
    >>> [label for _, label, *_ in entries(edition())["entries"]][:2]
    ['narrative 1', 'narrative 2']
    """
    found = [entry for _, entries in everything(edition.facts, edition.questions) for entry in entries]
    kinds = sorted({entry.kind for entry in found})
    return {
        "spellings": SPELLINGS,
        "stops": sorted(STOPS),
        "synonyms": synonyms(edition.facts),
        "kinds": [kind_words(edition.facts, kind) for kind in kinds],
        "entries": [[link(e.iri), e.label, kinds.index(e.kind), e.names, e.aliases, *e.texts] for e in found],
    }


def kind_words(facts: Facts, kind: str) -> str:
    """Return the kind of an entry in words.

    >>> kind_words(Facts([]), "Question")
    'question'
    """
    return facts.label(ONTOLOGY + kind) if ONTOLOGY + kind in facts.out else kind.lower()
