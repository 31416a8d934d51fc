"""Words -> the things whose text, labels or quotations hold them all."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from iccis.data.members import members, natural, types

KINDS = ("Provision", "Norm", "Actor", "Concept")
"""Classes whose members are found, in this order."""

SKOS = PREFIXES["skos"]
TEXTS = (ONTOLOGY + "text", ONTOLOGY + "quote", SKOS + "prefLabel", SKOS + "altLabel")
AROUND = 40
"""Characters of a snippet on each side of the hit."""


class Hit(NamedTuple):
    """One thing found: its class, IRI and label, and the words around the first hit."""

    kind: str
    iri: str
    label: str
    snippet: str


def search(words: Sequence[str], store: Store) -> list[Hit]:
    """Find the provisions, norms, actors and concepts that hold all `words` or phrases, in any case.

    >>> search(["information", "space"], Store())
    []
    """
    return [
        hit
        for kind in KINDS
        for iri, labels in sorted(members(kind, store).items(), key=lambda item: natural(item[0]))
        if (hit := _hit(iri, labels, words, store))
    ]


def _hit(iri: str, labels: Sequence[str], words: Sequence[str], store: Store) -> Hit | None:
    texts = list(_texts(iri, store))
    if not all(any(_place(word, text) for text in texts) for word in words):
        return None
    best = max(texts, key=lambda text: sum(_place(word, text) is not None for word in words))
    kind = next(iter(sorted(types(iri, store))), "")
    return Hit(kind, iri, next(iter(labels), iri.removeprefix(ID)), _snippet(best, words))


def _texts(iri: str, store: Store) -> Iterator[str]:
    for predicate in TEXTS:
        for quad in store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None):
            if isinstance(quad.object, Literal):
                yield quad.object.value


def _place(word: str, text: str) -> re.Match[str] | None:
    return re.search(re.escape(word), text, re.IGNORECASE)


def _snippet(text: str, words: Sequence[str]) -> str:
    match = next(match for word in words if (match := _place(word, text)))
    start, end = max(match.start() - AROUND, 0), min(match.end() + AROUND, len(text))
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
