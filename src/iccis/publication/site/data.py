"""Data for the scripts of the pages: what one can search, and what the SPARQL editor offers."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pyoxigraph import DefaultGraph, Quad, Store

from iccis.core.namespaces import ONTOLOGY, PREFIXES, graph_name
from iccis.core.project import CLOSURE, SCOPES, scope
from iccis.data.facts import Facts
from iccis.data.members import natural
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.site.network import graph
from iccis.publication.site.render import link
from iccis.questions.ask import bindings
from iccis.questions.question import question_iri
from iccis.questions.sparql import with_values

FOUND = (
    "Provision",
    "Norm",
    "Position",
    "Actor",
    "Principle",
    "Concept",
    "Instrument",
    "Reading",
    "Ambiguity",
    "RelatedInstrument",
    "Source",
)
"""Classes whose members one can search for, in this order, before questions and terms."""
TEXTS = ("skos:altLabel", "text", "quote", "takes", "skos:definition", "skos:scopeNote", "eli:id_local")
"""Properties whose words are searched, besides the label."""
KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property"}
KINDS |= {"AnnotationProperty": "property"}


def script_data(given: Edition) -> Makers:
    """What makes the data for scripts, by path.

    >>> from iccis.publication.edition import edition
    >>> sorted(script_data(edition()))
    ['network.json', 'search.json', 'sparql.json']
    """
    return {
        f"{name}.json": partial(_written, make, given)
        for name, make in {"network": graph, "search": searched, "sparql": editor}.items()
    }


def _written(make: Callable[[Edition], Any], given: Edition) -> bytes:
    return (json.dumps(make(given), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def searched(given: Edition) -> list[dict[str, str]]:
    """Everything that one can search for: where it is, its label and kind, and its words.

    >>> from iccis.publication.edition import edition
    >>> [found["label"] for found in searched(edition())][:2]
    ['narrative 1', 'narrative 2']
    """
    facts = given.facts
    things = [_entry(facts, iri, kind_label(facts, iri)) for _, iris in by_class(given) for iri in iris]
    asked = [_entry(facts, question_iri(one.name), "question") for one in given.questions]
    declared = [_entry(facts, iri, kind) for iri, kind in terms(facts)]
    return [*things, *asked, *declared]


def by_class(given: Edition) -> list[tuple[str, list[str]]]:
    """Things that one can search for, by the classes in FOUND, each in reading order.

    >>> from iccis.publication.edition import edition
    >>> [name for name, _ in by_class(edition())][:2]
    ['Provision', 'Norm']
    """
    facts = given.facts
    found: dict[str, list[str]] = {name: [] for name in FOUND}
    for iri in given.things:
        kinds = facts.kinds(iri)
        if name := next((name for name in FOUND if name in kinds), None):
            found[name].append(iri)
    return [(name, sorted(iris, key=partial(_place, facts))) for name, iris in found.items()]


def _place(facts: Facts, iri: str) -> tuple[int, list[tuple[int, str]]]:
    return int(facts.one(iri, "order") or 0), natural(iri)


def kind_label(facts: Facts, iri: str) -> str:
    """Label of the narrowest own class of a thing.

    >>> kind_label(Facts([]), "urn:x")
    ''
    """
    return next((facts.label(ONTOLOGY + kind) for kind in facts.kinds(iri)), "")


def terms(facts: Facts) -> Iterator[tuple[str, str]]:
    """Own terms, sorted, each with `class` or `property`.

    >>> list(terms(Facts([])))
    []
    """
    for iri in sorted(facts.out):
        types = [value.removeprefix(PREFIXES["owl"]) for value in facts.values(iri, "rdf:type")]
        if iri.startswith(ONTOLOGY) and (kind := next((KINDS[t] for t in types if t in KINDS), None)):
            yield iri, kind


def _entry(facts: Facts, iri: str, kind: str) -> dict[str, str]:
    label = facts.label(iri)
    words = dict.fromkeys(value for name in TEXTS for value in facts.values(iri, name))
    entry = {"href": link("", iri), "label": label, "kind": kind}
    return entry | ({"words": " … ".join(words)} if words else {})


def editor(given: Edition) -> dict[str, Any]:
    """What the SPARQL editor offers: prefixes, terms, the questions with their values, sets of graphs.

    >>> from iccis.publication.edition import edition
    >>> editor(edition())["examples"][0]["name"]
    '01-list-sponsors'
    """
    store = Store()
    written = (t for layer, graph in given.graphs.items() if layer != CLOSURE for t in graph)
    store.bulk_extend(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in written)
    return {
        "prefixes": dict(sorted(PREFIXES.items())),
        "terms": [
            {"iri": iri, "label": given.facts.label(iri), "kind": kind} for iri, kind in terms(given.facts)
        ],
        "examples": [
            {
                "name": one.slug,
                "title": one.title,
                "question": one.question,
                "query": with_values(one.text, bindings(one, {}, store)),
                "graph": one.graph,
            }
            for one in given.questions
        ],
        "graphs": {name: [graph_name(layer) for layer in scope(name)] for name in SCOPES},
    }
