"""Turtle in the project's one style: sorted, one subject a block, things relative to their base."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from iccis.core.blank_nodes import Graph, Nesting, labels, parts
from iccis.core.namespaces import CACHED_IRIS, PREFIXES
from iccis.core.rdf import TYPE, Term

XSD = PREFIXES["xsd"]
A, HEADER = TYPE.value, NamedNode(PREFIXES["owl"] + "Ontology")
WIDTH = 110
_LETTERS = r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u3001-\uD7FF"
_LOCAL = re.compile(rf"(?:[A-Za-z_{_LETTERS}][\w{_LETTERS}-]*(?:\.[\w{_LETTERS}-]+)*)?", re.A)
_RELATIVE = re.compile(r"[A-Za-z0-9_-][\w/.~-]*")
_DOTS = re.compile(r"/\.+/")
_BARE = {
    XSD + "integer": re.compile(r"0|-?[1-9][0-9]*"),
    XSD + "decimal": re.compile(r"-?[0-9]+\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
_ESCAPES |= str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_LONG = {code: text for code, text in _ESCAPES.items() if chr(code) not in '"\n'}

Order = OneOf["document", "alphabetical"]


def write(triples: Iterable[Triple], *, base: str, prefixes: Mapping[str, str], order: Order) -> str:
    """Return the canonical Turtle of `triples`; things under `base` are written relative to it.

    `order` is that of the subjects: as they come, or sorted with the ontology header first. Blank nodes for
    which no brackets can stand keep their labels. Triple terms and base directions (RDF 1.2) bring a version
    directive.

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
    return _Writer(list(triples), base, prefixes).text(order)


class _Writer:
    def __init__(self, triples: list[Triple], base: str, prefixes: Mapping[str, str]) -> None:
        self.base, self.used_base, self.version = base, False, ""
        self.short = _abbreviation(base, tuple((ns, name) for name, ns in prefixes.items() if ns != base))
        self.used: dict[str, str] = {}
        graph = Graph(triples)
        has_blank_nodes = bool(graph.uses) or any(isinstance(node, BlankNode) for node in graph.about)
        self.names = labels(triples) if has_blank_nodes else {}
        nesting = Nesting(graph)
        self.about, self.uses = graph.about, graph.uses
        self.nested, self.lists = nesting.nodes, nesting.lists
        self.lines: dict[Term, str] = {}
        self.iris: dict[str, str] = {}

    def text(self, order: Order) -> str:
        blocks = [(self._subject(s), s, self._body(s)) for s in self.about if s not in self.nested]
        if order == "alphabetical":
            blocks.sort(key=lambda b: (not self._is_header(b[1]), b[0].startswith("["), b[0], b[2]))
        body = "\n".join(f"{name}\n{statements}.\n" for name, _, statements in blocks)
        head = [self.version] if self.version else []
        head += [f"@base <{self.base}> .\n"] if self.used_base else []
        head += [f"@prefix {name}: <{ns}> .\n" for name, ns in sorted(self.used.items())]
        return "".join(head) + ("\n" if head else "") + body

    def _subject(self, s: Term) -> str:
        return "[]" if isinstance(s, BlankNode) and not self.uses[s] else self._term(s, 0)

    def _is_header(self, s: Term) -> bool:
        return HEADER in self.about[s].get(A, [])

    def _body(self, s: Term, indent: int = 4) -> str:
        rows = [(p != A, self._predicate(p), p) for p in self.about.get(s, {})]
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
        return "a" if iri == A else self._iri(iri)

    def _term(self, term: Term, indent: int) -> str:
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, Triple):
            return self._triple_term(term)
        if term not in self.nested:
            return self.names[term]
        if term in self.lists:
            return self._list(term, indent)
        body = self._body(term, indent + 4)
        return f"[\n{body}{' ' * indent}]" if body else "[]"

    def _triple_term(self, term: Triple) -> str:
        """Return a triple term on one line; one within another is its object, and so stands at the end."""
        self.version = '@version "1.2" .\n'
        *statements, value = (
            self._literal(part, line=True) if isinstance(part, Literal) else self._term(part, 0)
            for part in parts(term)
        )
        starts = [f"<<( {s} {p} " for s, p in zip(statements[::2], statements[1::2], strict=True)]
        return "".join(starts) + value + " )>>" * len(starts)

    def _list(self, head: Term, indent: int) -> str:
        line = self._line(head)
        if line and len(line) + indent <= WIDTH:
            return line
        pad = " " * (indent + 4)
        rows = (f"{pad}{self._term(item, indent + 4)}\n" for item in self.lists[head])
        return f"(\n{''.join(rows)}{' ' * indent})"

    def _line(self, term: Term) -> str:
        """Return a term as it stands in a list on one line; an empty string if it takes more than that."""
        if term not in self.nested:
            text = self._term(term, 0)
            return "" if "\n" in text else text
        if term not in self.lists:
            return "" if term in self.about else "[]"
        if term not in self.lines:
            line = "("
            for item in self.lists[term]:
                text = self._line(item)
                line += f" {text}"
                if not text or len(line) > WIDTH:
                    break
            else:
                self.lines[term] = f"{line} )"
        return self.lines.setdefault(term, "")

    def _iri(self, iri: str) -> str:
        if iri not in self.iris:
            self.iris[iri], prefix, namespace = self.short(iri)
            if prefix is not None:
                self.used[prefix] = namespace
            elif namespace:
                self.used_base = True
        return self.iris[iri]

    def _literal(self, term: Literal, *, line: bool = False) -> str:
        kind = term.datatype.value
        if not term.language and (bare := _BARE.get(kind)) and bare.fullmatch(term.value):
            return term.value
        text = _quoted(term.value, line=line)
        if term.direction:
            self.version = '@version "1.2" .\n'
            return f"{text}@{term.language}--{term.direction.value}"
        if term.language:
            return f"{text}@{term.language.lower()}"
        return text if kind == XSD + "string" else f"{text}^^{self._iri(kind)}"


@lru_cache(16)
def _abbreviation(
    base: str, prefixes: tuple[tuple[str, str], ...]
) -> Callable[[str], tuple[str, str | None, str]]:
    """Return a function that writes IRIs; documents share it, since they have the same things in them.

    Beside the text, it returns the prefix and namespace used: no prefix for the base, and neither for none.
    """
    names = dict(prefixes)

    @lru_cache(CACHED_IRIS)
    def short(iri: str) -> tuple[str, str | None, str]:
        for split in (iri.rfind("#") + 1, iri.rfind("/") + 1, iri.rfind(":") + 1):
            name = names.get(iri[:split])
            if split and name is not None and _LOCAL.fullmatch(iri[split:]):
                return f"{name}:{iri[split:]}", name, iri[:split]
        relative = iri.removeprefix(base)
        if relative != iri and _RELATIVE.fullmatch(relative) and not _DOTS.search(f"/{relative}/"):
            return f"<{relative}>", None, base
        return f"<{iri}>", None, ""

    return short


def _quoted(value: str, *, line: bool) -> str:
    if line or "\n" not in value:
        return f'"{value.translate(_ESCAPES)}"'
    long = re.sub(r'"(?="")|"$', r"\\" + '"', value.translate(_LONG))
    return f'"""{long}"""'
