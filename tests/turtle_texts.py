"""Turtle in every form of its grammar, and graphs, made by Hypothesis."""

import re
from itertools import chain
from typing import Any

from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

HEAD = f"""@prefix e: <https://example.org/x#> . PREFIX : <urn:x:>
@prefix iccis: <https://w3id.org/iccis/ontology#> . PREFIX rdf: <{RDF}>
@prefix xsd: <{XSD}> . @base <https://w3id.org/iccis/id/> .
"""
"""Directives that every text begins with."""

LATER = (
    "@prefix xsd: <urn:x:> .",
    "@prefix e: <y#> .",
    "PREFIX e: <urn:e:>",
    "@base <b/> .",
    "BASE <https://example.org/c>",
)
VERSIONS = ('VERSION "1.2"', '@version "1.2" .', "version '1.1'")

CHARACTERS = st.sampled_from("ab#'\"\\\n\r\t\b\f\0\x7f \u00e9\u200f\u2028\ufeff\uffff漢\U0001f600<>@.;")
VALUES = st.text(CHARACTERS, max_size=8)
TAGS = ("en", "EN-gb", "ar--rtl", "de-AT--ltr", "zh-Hant")
IRIS = (
    "<urn:x:a>",
    "<norm/1.1>",
    "<../id/norm/1>",
    "<#part>",
    "<https://w3id.org/iccis/id/a/../b>",
    "<http://example.org/it's#note>",
    "<http://example.org/\\u00E9#\\U0001F600>",
    f"<{RDF}nil>",
    "<https://example.org/x#a\u00b2>",
    "<https://example.org/x#1\u0662>",
    "e:a",
    "e:a.b",
    ":it\\'s\\#1",
    "e:x\u00e9",
    "e:\u043d\u043e\u0440\u043c\u0430",
    "e:%41",
    "e:",
    ":x",
    ":1-a",
    "iccis:norm",
    "rdf:type",
    "xsd:string",
)
NUMBERS = ("1", "-0", "+1", "01", "1.50", ".5", "-1.0", "1e3", "1.E-3", "true", "false")
NODES = ("_:x", "_:y", "_:a.b", "_:0", "_:0123456789abcdef0123456789abcdef", "[]")
COMMENTS = ("# no\n", '#it\'s """ <a\n', "# ''' >>\r\n", "#\n")


@st.composite
def quoted(draw: st.DrawFn, *, long: bool = True) -> str:
    """Return a string in one of the quotations, its characters raw or escaped.

    The long ones can be left out: the parser does not read them in triple terms.
    """
    value, quote = draw(VALUES), draw(st.sampled_from(('"', "'", '"""', "'''") if long else ('"', "'")))
    escapes = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\\": "\\\\"}
    long, text = len(quote) == 3, ""
    for character in value:
        must = character in ("\\", "\0", quote[0]) or (not long and character in "\n\r")
        how = draw(st.sampled_from(("escape", "unicode"))) if must or draw(st.booleans()) else "raw"
        if long and character == quote[0] and not text.endswith(quote[0]) and draw(st.booleans()):
            how = "raw"
        if how == "raw":
            text += character
        elif how == "escape" and (character in escapes or character in "'\""):
            text += escapes.get(character, f"\\{character}")
        else:
            text += f"\\u{ord(character):04X}" if ord(character) < 0x10000 else f"\\U{ord(character):08X}"
    if long and re.search(rf"(?<!\\){quote[0]}$", text):
        text += " "
    return f"{quote}{text}{quote}"


@st.composite
def literals(draw: st.DrawFn, *, long: bool = True) -> list[str]:
    """Return the tokens of a literal."""
    if draw(st.booleans()):
        return [draw(st.sampled_from(NUMBERS))]
    ends = st.sampled_from(("", *(f"@{tag}" for tag in TAGS), "^^xsd:integer", "^^<urn:t>", "^^xsd:string"))
    return [draw(quoted(long=long)) + draw(ends)]


NAMES = st.sampled_from(IRIS).map(lambda name: [name])
RESOURCES = NAMES | st.sampled_from(NODES).map(lambda name: [name])
VERBS = NAMES | st.just(["a"]) | st.just(["rdf:first"]) | st.just(["rdf:rest"])


def _objects(inner: Any) -> Any:
    """Return what can be an object around another object."""
    lists = st.lists(inner, max_size=3).map(lambda items: ["(", *chain.from_iterable(items), ")"])
    anonymous = statements(inner).map(lambda tokens: ["[", *tokens, "]"])
    simple = NAMES | literals(long=False) | st.sampled_from(NODES).map(lambda name: [name])
    triples = st.tuples(RESOURCES, VERBS, simple).map(lambda tokens: [*chain.from_iterable(tokens)])
    terms = triples.map(lambda tokens: ["<<(", *tokens, ")>>"])
    reifiers = st.sampled_from(([], ["~"], ["~", "_:r"], ["~", "e:r"]))
    reified = st.tuples(triples, reifiers).map(lambda pair: ["<<", *pair[0], *pair[1], ">>"])
    return lists | anonymous | terms | reified


@st.composite
def statements(draw: st.DrawFn, objects: Any) -> list[str]:
    """Return the tokens of what is said of a subject."""
    tokens: list[str] = []
    for number in range(draw(st.integers(1, 3))):
        tokens += draw(st.sampled_from(([";"], [";", ";"]))) if number else []
        tokens += draw(VERBS)
        for place in range(draw(st.integers(1, 2))):
            tokens += [","] if place else []
            tokens += draw(objects)
            if draw(st.integers(0, 5)) == 0:
                tokens += draw(ANNOTATIONS)
    return tokens + draw(st.sampled_from(([], [";"], [";", ";"])))


ANNOTATIONS = st.sampled_from((["~", "_:x"], ["~"], ["{|", "e:q", "1", "|}"], ["{|", "a", "[]", "|}"]))
OBJECTS = st.recursive(RESOURCES | literals(), _objects, max_leaves=6)


@st.composite
def blocks(draw: st.DrawFn) -> list[str]:
    """Return the tokens of a directive or of a statement with its dot."""
    if draw(st.integers(0, 7)) == 0:
        return [draw(st.sampled_from((*LATER, *VERSIONS)))]
    subject = draw(RESOURCES | _objects(RESOURCES).filter(lambda tokens: tokens[0] != "<<("))
    return [*subject, *draw(statements(OBJECTS)), "."]


@st.composite
def texts(draw: st.DrawFn, *, comments: bool = False) -> tuple[str, int]:
    """Return Turtle, and the line of its first comment, 0 if there is none."""
    tokens = [token for block in draw(st.lists(blocks(), min_size=1, max_size=4)) for token in block]
    text, line = draw(st.sampled_from(VERSIONS)) + "\n" + HEAD if draw(st.booleans()) else HEAD, 0
    place = draw(st.integers(0, len(tokens))) if comments else -1
    for number, token in enumerate([*tokens, ""]):
        if number == place:
            line = text.count("\n") + 1
            text += draw(st.sampled_from(COMMENTS))
        text += token + draw(st.sampled_from((" ", " ", "\n", "\r\n", "\t", " \n ")))
    return text, line


TERMS = st.sampled_from(["urn:x:a", "https://w3id.org/iccis/id/norm/1", "urn:x:b#"]).map(NamedNode)
BLANK = st.sampled_from([BlankNode(name) for name in "abcd"] + [BlankNode("c0ffee" * 5)])
PREDICATES = st.sampled_from(["urn:x:p", RDF + "first", RDF + "rest", RDF + "type"]).map(NamedNode)
LITERALS = (
    st.builds(Literal, VALUES)
    | st.builds(lambda value: Literal(value, language="en"), VALUES)
    | st.builds(lambda value: Literal(value, language="ar", direction=BaseDirection.RTL), VALUES)
    | st.builds(
        lambda value, kind: Literal(value, datatype=NamedNode(XSD + kind)),
        st.sampled_from(["1", "01", "1\u0662", "-0", "1.0", "\u0661.0", "true", "x", ""]),
        st.sampled_from(["integer", "decimal", "boolean", "double"]),
    )
)


def _triples(objects: Any) -> Any:
    return st.builds(Triple, TERMS | BLANK, PREDICATES, objects)


VALUE_TERMS = BLANK | TERMS | LITERALS | st.just(NamedNode(RDF + "nil"))
GRAPHS = st.lists(_triples(st.recursive(VALUE_TERMS, _triples, max_leaves=2)), min_size=1, max_size=10)
"""Graphs whose blank nodes form trees, circles, lists, and things that are almost lists."""


def to_turtle(triples: list[Triple]) -> str:
    """Return the triples as N-Triples, which is Turtle too."""
    return bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
