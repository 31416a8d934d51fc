"""Terms of a query that the data do not have, and the nearest that they have."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pyoxigraph import NamedNode

from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import Term
from iccis.questions.engines import Engine
from iccis.questions.sparql import FORMS, resolve_names, tokens

ANYWHERE = "{ ?term ?p ?o } UNION { ?s ?term ?o } UNION { ?s ?p ?term }"
"""Every place where the data can have a term."""
MAX_NAMED = 5
"""Terms that are named: for each, the data are searched for the nearest."""
CHECKED = {prefix: namespace for prefix, namespace in PREFIXES.items() if prefix != "xsd"}
"""Vocabularies whose terms are looked up; datatypes and casts need not occur in the data."""


def missing(text: str, engine: Engine) -> str:
    """Say which terms of a well-formed query do not occur in the data of an engine; empty if all do.

    `web/src/missing.js` does the same for the page.

    >>> from iccis.data.store import load
    >>> from iccis.questions.engines import oxigraph
    >>> missing("ASK { ?norm a iccis:Obligaton }", oxigraph(load(["ontology"]), ("ontology",)))
    'iccis:Obligaton does not occur in the data; did you mean Obligation?'
    """
    written = {iri: name for name, iri in terms(text) if iri.startswith(tuple(CHECKED.values()))}
    if not written:
        return ""
    values = " ".join(f"<{iri}>" for iri in written)
    present = set(_iris(engine, f"VALUES ?term {{ {values} }} {ANYWHERE}"))
    absent = [(iri, name) for iri, name in written.items() if iri not in present]
    return "; ".join(_message(iri, name, engine) for iri, name in absent[:MAX_NAMED])


def terms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the IRIs in a well-formed query, each as written and in full, without those of its prologue.

    >>> list(terms("BASE <urn:a:> PREFIX x: <urn:x:> ASK { x:A <urn:b> _:b ; skos:note 'x:d' . }"))[1:]
    [('<urn:b>', 'urn:b'), ('skos:note', 'http://www.w3.org/2004/02/skos/core#note')]
    """
    words = tokens(text)
    start = next(token.start for token in words if token.word in FORMS)
    names = [
        token.text.rstrip(".")
        for token in words
        if token.start > start and (token.kind == "iri" or (token.kind == "word" and ":" in token.text[1:]))
    ]
    names = [name for name in names if not name.startswith(("_:", "@"))]
    yield from zip(names, resolve_names(text[:start], names), strict=True)


def _message(iri: str, name: str, engine: Engine) -> str:
    namespace = max((n for n in CHECKED.values() if iri.startswith(n)), key=len)
    others = _iris(engine, f'{ANYWHERE} FILTER(isIRI(?term) && STRSTARTS(STR(?term), "{namespace}"))')
    near = get_close_matches(iri.removeprefix(namespace), [o.removeprefix(namespace) for o in others], n=1)
    return f"{name} does not occur in the data" + (f"; did you mean {near[0]}?" if near else "")


def _iris(engine: Engine, pattern: str) -> Iterable[str]:
    rows: Iterable[tuple[Term | None, ...]] = engine(f"SELECT DISTINCT ?term {{ {pattern} }}").rows
    return [term.value for (term,) in rows if isinstance(term, NamedNode)]
