"""JSON-LD says what the triples say, read by another program."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.errors import IccisError
from iccis.core.jsonld import document, to_json
from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import to_rdflib

A, P = NamedNode("urn:x:a"), NamedNode("urn:x:p")
INTEGER, BOOLEAN, DOUBLE = (NamedNode(PREFIXES["xsd"] + name) for name in ("integer", "boolean", "double"))


@pytest.mark.parametrize("kind", [INTEGER, BOOLEAN, DOUBLE])
@pytest.mark.parametrize(
    "value", ["0", "-7", "01", "+1", "-0", "true", "x", "", "9007199254740993", "1" * 5000, "\u0661"]
)
def test_every_number_comes_back_as_it_was(value: str, kind: NamedNode) -> None:
    """What JSON or its readers would change is a string with its datatype: large numbers, other spellings."""
    triple = Triple(A, P, Literal(value, datatype=kind))
    text = document([triple])

    assert [quad.triple for quad in parse(text, RdfFormat.JSON_LD)] == [triple]
    written = json.loads(text)["@graph"][0]["urn:x:p"]
    assert not isinstance(written, int) or abs(written) < 2**53


@settings(max_examples=30, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda data: st.lists(data) | st.tuples(data) | st.dictionaries(st.text(), data),
        max_leaves=9,
    )
)
def test_json_is_written_as_by_the_standard_library(data: object) -> None:
    """The quicker writer has the same output as `json.dumps` for any data."""
    assert to_json(data) == json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def test_base_direction_and_language_are_said() -> None:
    """A right-to-left literal has its direction."""
    value = Literal("مرحبا", language="ar", direction=BaseDirection.RTL)
    text = document([Triple(A, P, value)])

    assert json.loads(text)["@graph"][0]["urn:x:p"] == {
        "@direction": "rtl",
        "@language": "ar",
        "@value": "مرحبا",
    }


def test_what_rdf_12_adds_is_refused_where_it_cannot_be_said() -> None:
    """A triple term in JSON-LD, it or a base direction in rdflib: an error with a hint, no silent loss."""
    term = Triple(A, P, A)
    with pytest.raises(IccisError, match="JSON-LD has no triple terms") as error:
        document([Triple(A, P, term)])
    assert error.value.hint
    for value in (term, Literal("a", language="ar", direction=BaseDirection.RTL)):
        with pytest.raises(IccisError, match="rdflib has no") as error:
            to_rdflib(value)
        assert error.value.hint
