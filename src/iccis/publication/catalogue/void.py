"""VoID: statistics of the datasets (triples, entities, classes, properties) and their links by target.

The whole and each named graph are partitioned too, by class and property.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.core.project import MAPPINGS, layer_of_graph
from iccis.core.rdf import Text, as_text
from iccis.publication.catalogue.partitions import partitions, terms
from iccis.publication.catalogue.vocabulary import (
    CATALOGUE,
    NAMES,
    VOID,
    about,
    named,
    text,
    typed,
    values,
)
from iccis.publication.edition import ASSERTED, WHOLE, Edition
from iccis.publication.forms import GRAPHS

SKOS = NAMES["skos"]


def description(edition: Edition) -> list[Triple]:
    """Return the description as triples: the document, the datasets with their statistics, the linksets."""
    by_hand, record, datasets = map(edition.curated, ("void", "record", "datasets"))
    titles = [*record, *datasets]
    by_hand += [t for t in record if t.predicate.value.startswith(NAMES["void"])]
    publishers = values(record, CATALOGUE, "dcterms:publisher")
    head = about(
        VOID,
        ("rdf:type", "void:DatasetDescription"),
        ("dcterms:title", text("Description of this edition in VoID")),
        *(("dcterms:publisher", publisher) for publisher in publishers),
        ("foaf:primaryTopic", f"catalog:{WHOLE}"),
        ("dcterms:modified", typed(edition.said("dcterms:modified"), "dateTime")),
    )
    described = list(head)
    for name, graphs in edition.documents():
        triples = as_text(edition.unions[name])
        described += _dataset(name, triples, titles)
        if name == WHOLE:
            subsets = (("void:subset", f"catalog:{part}") for part in (ASSERTED, *dict(graphs)))
            described += [*about(f"catalog:{WHOLE}", *subsets), *by_hand]
            layers = dict(graphs)
        if name == WHOLE or name in layers:
            start = "" if name == WHOLE else f"{name.replace('/', '-')}-"
            described += partitions(f"catalog:{name}", triples, start)
    for name, mapped in edition.graphs.items():
        if layer_of_graph(name) == MAPPINGS:
            described += _linksets(name, mapped, by_hand)
    return list(dict.fromkeys([*described, *(t for t in titles if t.subject in publishers)]))


def _dataset(name: str, triples: list[Text], titles: list[Triple]) -> Iterator[Triple]:
    me = f"catalog:{name}"
    copied = ((p, v) for p in ("dcterms:title", "dcterms:description") for v in values(titles, me, p))
    licence = (("dcterms:license", v) for v in values(titles, CATALOGUE, "dcterms:license"))
    dumps = (("void:dataDump", f"{SITE}latest/{name}.{offer.extension}") for offer in GRAPHS)
    spaces = (("void:vocabulary", space) for space in _vocabularies(triples))
    numbers = ((f"void:{key}", typed(n, "integer")) for key, n in counts(triples).items())
    space = ("void:uriSpace", typed(SITE, "string"))
    yield from about(me, ("rdf:type", "void:Dataset"), *copied, *licence, *dumps, space, *spaces, *numbers)


def counts(triples: list[Text]) -> dict[str, int]:
    """Count what VoID counts; an entity is a subject under the base of the project.

    >>> counts(as_text(about("id:norm/1.1", ("rdf:type", "iccis:Norm"))))["entities"]
    1
    """
    subjects = {s for s, _, _ in triples}
    classes, properties = terms(triples)
    return {
        "triples": len(triples),
        "entities": sum(subject.startswith(f"<{SITE}") for subject in subjects),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({o for _, _, o in triples}),
        "properties": len(properties),
        "classes": len(classes),
    }


def _vocabularies(triples: list[Text]) -> list[str]:
    classes, properties = terms(triples)
    used = {re.sub(r"[^#/]*$", "", term) for term in (*classes, *properties)}
    return sorted(used.intersection(NAMES.values()))


def _linksets(graph: str, triples: Iterable[Triple], by_hand: list[Triple]) -> Iterator[Triple]:
    """Describe the links to each target by each property; the start of an IRI tells its target."""
    starts = (t for t in by_hand if t.predicate == named("void:uriSpace"))
    spaces = {t.object.value: t.subject for t in starts}  # type: ignore[union-attr]
    links = (t for t in triples if re.fullmatch(SKOS + r"\w+Match", t.predicate.value))
    start = graph.removesuffix(MAPPINGS).replace("/", "-")
    linksets = Counter((_space(t, spaces), t.predicate.value) for t in links)
    for (space, predicate), n in sorted(linksets.items()):
        target = spaces[space].value  # type: ignore[union-attr]
        me = f"{target}-{start}{predicate.removeprefix(SKOS)}"
        yield from about(f"catalog:{graph}", ("void:subset", me))
        yield from about(
            me,
            ("rdf:type", "void:Linkset"),
            ("void:subjectsTarget", f"catalog:{WHOLE}"),
            ("void:objectsTarget", target),
            ("void:linkPredicate", predicate),
            ("void:triples", typed(n, "integer")),
        )


def _space(link: Triple, spaces: Iterable[str]) -> str:
    iri: str = link.object.value  # type: ignore[union-attr]
    if space := next((space for space in spaces if iri.startswith(space)), ""):
        return space
    hint = "describe its dataset in kg/catalog/void.ttl, with the void:uriSpace that its IRIs begin with"
    raise IccisError("this link leads to an unknown dataset", place=iri, hint=hint)
