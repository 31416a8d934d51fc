"""Files and stores of a project of one's own, moved to its base."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from iccis.core.base import Base, pattern
from iccis.core.errors import IccisError
from iccis.core.instruments import own_paths
from iccis.core.namespaces import ID, SITE, short
from iccis.core.project import data_files, root
from iccis.core.rdf import serialized
from iccis.core.turtle import read
from iccis.core.turtle_writer import write
from iccis.publication.catalogue.vocabulary import NAMES
from iccis.questions.export import VOCABULARIES

PREFIXED = {"ttl": RdfFormat.TURTLE, "trig": RdfFormat.TRIG}
"""Forms that can shorten IRIs by the base of things, by the extension of their files."""


def moved(data: bytes, base: Base, extension: str) -> bytes:
    """Return a file with the IRIs of a project, and those of its site, below its base.

    >>> text = b"<https://w3id.org/iccis/id/norm/lakes/2.1> <https://w3id.org/iccis/ontology#bearer> ..."
    >>> moved(text, Base(("lakes",), "https://example.org/"), "nt")
    b'<https://example.org/id/norm/lakes/2.1> <https://w3id.org/iccis/ontology#bearer> ...'
    """
    if not base.own or extension not in PREFIXED or f"<{ID}> .\n".encode() not in data:
        return base.out(data.decode()).encode()
    form = PREFIXED[extension]
    quads = moved_quads(parse(data, format=form), base)
    names = {name: base.out(space) for name, space in (NAMES | VOCABULARIES).items() if space != ID}
    if form == RdfFormat.TURTLE:
        triples = [quad.triple for quad in quads]
        return write(triples, base=f"{base.site}id/", prefixes=names, order="document").encode()
    return serialized(quads, form, names)


def moved_quads(quads: Iterable[Quad], base: Base) -> Iterator[Quad]:
    """Yield statements with the same IRIs moved, those of their graphs, too.

    >>> [str(quad.subject) for quad in moved_quads([], Base(("lakes",), "https://example.org/"))]
    []
    """
    return parse(base.out("".join(f"{quad} .\n" for quad in quads)), format=RdfFormat.N_QUADS)


def unmoved(triples: Iterable[Triple], site: str) -> list[Triple]:
    """Return statements with the IRIs below the base `site` back at the permanent base.

    >>> from pyoxigraph import NamedNode
    >>> thing = NamedNode("https://example.org/id/norm/lakes/2.1")
    >>> str(unmoved([Triple(thing, thing, thing)], "https://example.org/")[0].subject)
    '<https://w3id.org/iccis/id/norm/lakes/2.1>'
    """
    lines = "".join(f"{triple} .\n" for triple in triples).replace(f"<{site}", f"<{SITE}")
    return [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]


def moved_store(store: Store, base: Base) -> Store:
    """Return a store with the same IRIs moved; the store itself if none of them is a project's.

    >>> store = Store()
    >>> moved_store(store, Base()) is store
    True
    """
    if not base.own:
        return store
    moved_one = Store()
    moved_one.bulk_extend(moved_quads(store, base))
    return moved_one


def is_own(iri: str, own: tuple[str, ...]) -> bool:
    """Tell whether an IRI is one of a thing of the instruments `own`.

    >>> is_own(SITE + "id/lakes/article/1", ("lakes",)), is_own(SITE + "id/strength/firm", ("lakes",))
    (True, False)
    """
    return bool(pattern(own).match(iri))


def check_things(base: Path | None = None) -> None:
    """Raise IccisError if a project of one's own has a thing that would not move to its base.

    Things move if their IRI has the path of an instrument of the project.
    """
    tree, paths = base or root(), own_paths(base)
    if not paths:
        return
    own, others = dict[str, Path](), set[str]()
    for _, path in data_files(base):
        for iri in {t.subject.value for t in read(path) if isinstance(t.subject, NamedNode)}:
            if path.is_relative_to(tree):
                own.setdefault(iri, path)
            else:
                others.add(iri)
    for iri in sorted(own.keys() - others):
        if not is_own(iri, paths):
            hint = f"name it by kind, instrument and name, as concept/{paths[0]}/safe-networks"
            raise IccisError(
                f"{short(iri)} names no instrument of the project", place=str(own[iri]), hint=hint
            )
