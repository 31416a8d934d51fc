"""Values of parameters as people write them -> RDF terms."""

import re
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

from iccis.core.errors import AmbiguousNameError, IccisError, UnknownNameError, near
from iccis.core.instruments import instruments
from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES
from iccis.core.rdf import TYPE, Term, plain
from iccis.data.members import members, types
from iccis.data.names import listed, look_up, nearest, with_near

WORK = "work"
"""Kind of the parameters that stand for a text of the edition: if there is only one, it is the default."""
CLASS = NamedNode(PREFIXES["owl"] + "Class")


def resolve(value: str | int | Term, kind: str, store: Store) -> Term:
    """Term that a value stands for: `kind` is `string`, `integer`, `term`, or the name of a class.

    A thing is given by its IRI, by any end of its path (`code/pledge/3`, `pledge/3`, `3`) or by its label.

    >>> resolve("7", "integer", Store()).value
    '7'
    """
    if isinstance(value, NamedNode | BlankNode | Literal | Triple):
        return value
    if kind == "string":
        return Literal(str(value))
    if kind == "integer":
        try:
            return Literal(int(value))
        except ValueError as error:
            raise IccisError(f'"{value}" is not an integer') from error
    return _any(str(value), store) if kind == "term" else _thing(str(value), kind, store)


def resolve_work(text: str = "", *, base: Path | None = None, instrument: str = "") -> NamedNode:
    """Return the text of an edition that a path, an IRI or a name stands for; the only one, if none is named.

    With `instrument`, that one is the only one. Raises IccisError for another, and if several could be meant.

    >>> resolve_work().value, resolve_work("the Code").value == resolve_work("code").value
    ('https://w3id.org/iccis/id/code', True)
    """
    texts = [of for of in instruments(base) if instrument in ("", of.path)]
    there = "there are: " + ", ".join(of.path for of in texts)
    found = [of for of in texts if text in ("", of.path, ID + of.path, of.name)]
    if len(found) == 1:
        return NamedNode(ID + found[0].path)
    if found:
        raise AmbiguousNameError(
            "several texts could be meant", hint=f"name one with --param or --instrument; {there}"
        )
    raise UnknownNameError(f'there is no text "{text}"', hint=there)


def _any(text: str, store: Store) -> Term:
    if text.startswith(("http://", "https://", "urn:")) or (text[:1], text[-1:]) == ("<", ">"):
        return iri(text.strip("<>"))
    there = None if re.search(r'[\s<>"{}|^`\\]', text) else iri(ID + text)
    return there if there and any(store.quads_for_pattern(there, None, None)) else Literal(text)


def iri(text: str) -> NamedNode:
    """IRI, checked.

    >>> iri("no iri")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: "no iri" is not an IRI
    """
    try:
        return NamedNode(text)
    except ValueError as error:
        raise IccisError(f'"{text}" is not an IRI') from error


def _thing(text: str, kind: str, store: Store) -> NamedNode:
    labels = members(kind, store)
    if not labels:
        classes = [plain(quad.subject) for quad in store.quads_for_pattern(None, TYPE, CLASS)]
        names = [name.removeprefix(ONTOLOGY) for name in classes if name.startswith(ONTOLOGY)]
        hint = "" if kind in names else near(kind, names)
        raise UnknownNameError(f"there is no {kind} here", hint=hint)
    if found := look_up(text, labels, kind=kind):
        return NamedNode(found)
    raise _unknown(text, kind, labels, store)


def _unknown(text: str, kind: str, labels: dict[str, list[str]], store: Store) -> IccisError:
    there = "there are: " + listed(labels)
    for name in (text, *(ID + path + text for path in ("", *(f"{of.path}/" for of in instruments())))):
        if stated := types(name, store):
            other = _a(" and ".join(sorted(stated)))
            return UnknownNameError(f'"{text}" is {other}, not {_a(kind)}', hint=there)
    hint = with_near(nearest(text, labels), there)
    return UnknownNameError(f'no {kind} "{text}"', hint=hint)


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'AEIOU' else 'a'} {noun}"


def statement(text: str) -> Triple:
    """Triple that three terms stand for, each an IRI, a prefixed name, a path, or as object a literal.

    >>> print(statement('norm/3.1 skos:prefLabel "to combat"@en').object)
    "to combat"@en
    """
    parts = re.findall(r'<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|\S+', text)
    if len(parts) != 3:
        hint = "for example: norm/3.1 iccis:bearer actor/subscribing-state"
        raise IccisError(f'"{text}" is not a subject, a predicate and an object', hint=hint)
    subject, predicate = (_named(part) for part in parts[:2])
    return Triple(subject, predicate, _literal(parts[2]) or _named(parts[2]))


def _named(text: str) -> NamedNode:
    if text == "a":
        return TYPE
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES:
        return iri(PREFIXES[prefix] + local)
    return iri(("" if colon else ID) + text.strip("<>"))


def _literal(text: str) -> Literal | None:
    if not re.match(r'"|[+-]?[0-9.]+$|(?:true|false)$', text):
        return None
    names = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items())
    try:
        found = [quad.object for quad in parse(f"{names}<urn:s> <urn:p> {text} .", format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise IccisError(f"{text} is not a literal", hint='write "words", "words"@en or 3') from error
    return found[0] if len(found) == 1 and isinstance(found[0], Literal) else None
