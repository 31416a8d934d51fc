"""Turtle in the project's one style: sorted, one subject a block, things relative to their base."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import TYPE, Term

XSD = PREFIXES["xsd"]
FIRST, REST, NIL = (PREFIXES["rdf"] + name for name in ("first", "rest", "nil"))
WIDTH = 110
_LOCAL = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*|")
_RELATIVE = re.compile(r"[A-Za-z0-9_-][\w/.~-]*")
_BARE = {
    XSD + "integer": re.compile(r"0|-?[1-9]\d*"),
    XSD + "decimal": re.compile(r"-?\d+\.\d+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

Order = OneOf["document", "alphabetical"]


def write(triples: Iterable[Triple], *, base: str, prefixes: Mapping[str, str], order: Order) -> str:
    """Return the canonical Turtle of `triples`; things under `base` are written relative to it.

    `order` is that of the subjects: as they come, or sorted with the ontology header first.

    >>> a, b = NamedNode("urn:x:a"), NamedNode("urn:y:b")
    >>> print(write([Triple(a, b, Literal("c"))], base="urn:x:", prefixes={"y": "urn:y:"}, order="document"))
    @base <urn:x:> .
    @prefix y: <urn:y:> .
    <BLANKLINE>
    <a>
        y:b "c" ;
    .
    <BLANKLINE>
    """
    return _Writer(list(dict.fromkeys(triples)), base, prefixes).text(order)


class _Writer:
    def __init__(self, triples: list[Triple], base: str, prefixes: Mapping[str, str]) -> None:
        self.base, self.used_base = base, False
        self.prefixes = {ns: name for name, ns in prefixes.items() if ns != base}
        self.used: dict[str, str] = {}
        self.about: dict[Term, dict[str, list[Term]]] = {}
        for s, p, o in triples:
            self.about.setdefault(s, {}).setdefault(p.value, []).append(o)
        uses = Counter(t.object for t in triples if isinstance(t.object, BlankNode))
        self.nested = {node for node, count in uses.items() if count == 1 and not self._in_cycle(node)}
        labelled = [s for s in self.about if isinstance(s, BlankNode) and (uses[s] > 1 or self._in_cycle(s))]
        self.names: dict[Term, str] = {node: f"_:b{n}" for n, node in enumerate(labelled, 1)}

    def _in_cycle(self, node: BlankNode) -> bool:
        seen, todo = set(), [node]
        while todo:
            objects = [o for values in self.about.get(todo.pop(), {}).values() for o in values]
            for o in objects:
                if o == node:
                    return True
                if isinstance(o, BlankNode) and o not in seen:
                    seen.add(o)
                    todo.append(o)
        return False

    def text(self, order: Order) -> str:
        blocks = [(self._subject(s), s) for s in self.about if s not in self.nested]
        if order == "alphabetical":
            blocks.sort(
                key=lambda b: (not self._is_header(b[1]), b[0].startswith("["), b[0], self._body(b[1]))
            )
        body = "\n".join(f"{name}\n{self._body(s)}.\n" for name, s in blocks)
        head = [f"@base <{self.base}> .\n"] if self.used_base else []
        head += [f"@prefix {name}: <{ns}> .\n" for name, ns in sorted(self.used.items())]
        return "".join(head) + ("\n" if head else "") + body

    def _subject(self, s: Term) -> str:
        return "[]" if isinstance(s, BlankNode) and s not in self.names else self._term(s, 0)

    def _is_header(self, s: Term) -> bool:
        return any(
            getattr(o, "value", "") == PREFIXES["owl"] + "Ontology" for o in self.about[s].get(TYPE.value, [])
        )

    def _body(self, s: Term, indent: int = 4) -> str:
        rows = [(p != TYPE.value, self._predicate(p), p) for p in self.about.get(s, {})]
        return "".join(self._row(name, self.about[s][p], indent) for _, name, p in sorted(rows))

    def _row(self, name: str, objects: list[Term], indent: int) -> str:
        several = len(objects) > 1
        depth = indent + 4 if several else indent
        written = sorted(self._term(o, depth) for o in objects)
        pad = " " * indent
        if not several:
            return f"{pad}{name} {written[0]} ;\n"
        return f"{pad}{name}\n" + " ,\n".join(" " * depth + o for o in written) + " ;\n"

    def _predicate(self, iri: str) -> str:
        return "a" if iri == TYPE.value else self._iri(iri)

    def _term(self, term: Term, indent: int) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        if term in self.nested:
            return self._list(term, indent) or self._anonymous(term, indent)
        return self.names.setdefault(term, f"_:b{len(self.names) + 1}")

    def _anonymous(self, node: Term, indent: int) -> str:
        body = self._body(node, indent + 4)
        return f"[\n{body}{' ' * indent}]" if body else "[]"

    def _list(self, node: Term, indent: int) -> str:
        items: list[Term] = []
        rest: Term = node
        while isinstance(rest, BlankNode):
            if set(self.about.get(rest, {})) != {FIRST, REST} or rest not in self.nested:
                return ""
            (first,), (rest,) = self.about[rest][FIRST][:1], self.about[rest][REST][:1]
            items.append(first)
        if getattr(rest, "value", "") != NIL:
            return ""
        line = f"( {' '.join(self._term(item, indent) for item in items)} )"
        if len(line) + indent <= WIDTH and "\n" not in line:
            return line
        pad = " " * (indent + 4)
        return "(\n" + "".join(f"{pad}{self._term(i, indent + 4)}\n" for i in items) + " " * indent + ")"

    def _iri(self, iri: str) -> str:
        for split in (iri.rfind("#") + 1, iri.rfind("/") + 1, iri.rfind(":") + 1):
            name = self.prefixes.get(iri[:split])
            if split and name is not None and _LOCAL.fullmatch(iri[split:]):
                self.used[name] = iri[:split]
                return f"{name}:{iri[split:]}"
        relative = iri.removeprefix(self.base)
        if relative != iri and _RELATIVE.fullmatch(relative) and not re.search(r"(^|/)\.+(/|$)", relative):
            self.used_base = True
            return f"<{relative}>"
        return f"<{iri}>"

    def _literal(self, term: Literal) -> str:
        kind = term.datatype.value
        if not term.language and (bare := _BARE.get(kind)) and bare.fullmatch(term.value):
            return term.value
        text = _quoted(term.value)
        if term.language:
            return f"{text}@{term.language.lower()}"
        return text if kind == XSD + "string" else f"{text}^^{self._iri(kind)}"


def _quoted(value: str) -> str:
    if "\n" not in value:
        return '"' + "".join(_ESCAPES.get(c, c) for c in value) + '"'
    long = "".join(_ESCAPES.get(c, c) if c != '"' else c for c in value)
    long = re.sub(r'"(?="")|"$', r"\\" + '"', long)
    return f'"""{long}"""'
