"""Lexical forms: what XML Schema 1.1 allows, whatever the size, and nothing else; two engines compared."""

import pytest
from pyoxigraph import Literal, NamedNode, Store

from iccis.core.datatypes import FORMS, RANGES, XSD, is_lexical
from iccis.core.namespaces import PREFIXES
from iccis.core.rdf import to_rdflib

VALID = {
    "boolean": ["true", "false", "1", "0"],
    "integer": ["0", "-0", "+007", "9" * 6000],
    "nonNegativeInteger": ["-0", "0", "9" * 40],
    "positiveInteger": ["1", "+9" + "9" * 40],
    "nonPositiveInteger": ["+0", "-" + "9" * 40],
    "negativeInteger": ["-1"],
    "byte": ["-128", "127", "+" + "0" * 50 + "1"],
    "short": ["-32768", "32767"],
    "int": ["-2147483648", "2147483647"],
    "long": ["-9223372036854775808", "9223372036854775807"],
    "unsignedByte": ["255", "-0"],
    "unsignedShort": ["65535"],
    "unsignedInt": ["4294967295"],
    "unsignedLong": ["18446744073709551615"],
    "decimal": ["3.14159265358979323846", ".5", "5.", "-.0", "9" * 50 + "." + "1" * 50],
    "double": ["1e400", "-1E-500", "INF", "+INF", "NaN", ".5e0", "1"],
    "float": ["1e400", "-INF"],
    "date": ["2011-09-12", "20000-02-29", "-0044-03-15", "0000-02-29", "2011-09-12Z", "2011-09-12-14:00"],
    "dateTime": ["2011-09-12T24:00:00", "2011-09-12T23:59:59.123456789012Z", "-20000-12-31T24:00:00.000"],
    "dateTimeStamp": ["2011-09-12T24:00:00Z", "2011-09-12T00:00:00+05:30"],
    "time": ["24:00:00", "23:59:59.9Z"],
    "gYear": ["2011", "20110", "-0001", "0000Z"],
    "gYearMonth": ["2011-09", "20110-12+01:00"],
    "gMonth": ["--09"],
    "gMonthDay": ["--02-29"],
    "gDay": ["---31"],
    "duration": ["P1Y", "-P1Y2M3DT4H5M6.7S", "PT0S", "P" + "9" * 40 + "Y"],
    "yearMonthDuration": ["P1Y", "-P14M"],
    "dayTimeDuration": ["P1DT1H", "PT36H"],
    "hexBinary": ["", "0fAB"],
    "base64Binary": ["", "aGk=", "aGkh", "aA==", "a G k ="],
    "language": ["en", "en-GB", "x-klingon"],
    "normalizedString": ["", " a  b "],
    "token": ["", "a b"],
    "NMTOKEN": ["1:a", "é"],
    "Name": ["a:b", "_é"],
    "NCName": ["a-b.1"],
}
INVALID = {
    "boolean": ["True", "yes", "", "1\n"],
    "integer": ["1.0", "", " 1", "1e3", "٣", "--1", "1\n"],
    "nonNegativeInteger": ["-1"],
    "positiveInteger": ["0", "-0"],
    "nonPositiveInteger": ["1"],
    "negativeInteger": ["0"],
    "byte": ["128", "-129"],
    "short": ["32768"],
    "int": ["2147483648"],
    "long": ["9223372036854775808", "-9223372036854775809"],
    "unsignedByte": ["256", "-1"],
    "unsignedShort": ["65536"],
    "unsignedInt": ["4294967296"],
    "unsignedLong": ["18446744073709551616"],
    "decimal": ["1e3", ".", "", "INF", "1,5"],
    "double": ["inf", "1e", "1e1.5", "0x1"],
    "float": ["nan"],
    "date": [
        "2011-02-29",
        "1900-02-29",
        "2011-9-12",
        "02011-01-01",
        "2011-09-12T00:00:00",
        "2011-09-12+14:01",
        "11-01-01",
    ],
    "dateTime": [
        "2011-09-12T:17:42.901Z",
        "2011-09-12T24:00:01",
        "2011-09-12T23:59:60",
        "2011-09-12 00:00:00",
        "2011-04-31T00:00:00",
    ],
    "dateTimeStamp": ["2011-09-12T00:00:00"],
    "time": ["12:00", "25:00:00"],
    "gYear": ["011", "02011", "2011-09"],
    "gYearMonth": ["2011-13"],
    "gMonth": ["--13", "09"],
    "gMonthDay": ["--02-30"],
    "gDay": ["---32"],
    "duration": ["P", "PT", "P1YT", "P1.5D", "1Y", "-P-1Y"],
    "yearMonthDuration": ["P1D", "P"],
    "dayTimeDuration": ["P1Y", "P1DT"],
    "hexBinary": ["0fA", "xy"],
    "base64Binary": ["aGk", "====", "aB==", "a  Gk="],
    "language": ["en_GB", "abcdefghi", ""],
    "normalizedString": ["a\nb", "\t"],
    "token": [" a", "a  b", "a\tb"],
    "NMTOKEN": ["a b", ""],
    "Name": ["1a", "-a"],
    "NCName": ["a:b", "1"],
}


def test_every_datatype_has_examples() -> None:
    """Each datatype that is checked has valid and invalid ones."""
    assert set(VALID) == set(INVALID) == {*FORMS, *RANGES}


@pytest.mark.parametrize("name", VALID)
def test_lexical_forms(name: str) -> None:
    """What is valid stays valid at any size; what is not is found."""
    assert [text for text in VALID[name] if not is_lexical(text, XSD + name)] == []
    assert [text for text in INVALID[name] if is_lexical(text, XSD + name)] == []


def test_unknown_datatypes_hold_any_text() -> None:
    """Only what XML Schema defines can be wrong."""
    assert is_lexical("x", "urn:mine")
    assert is_lexical("any\n text", XSD + "string")
    assert is_lexical("http://example.org/ x", XSD + "anyURI")


@pytest.mark.parametrize("name", VALID)
def test_valid_literals_are_well_typed_in_rdflib(name: str) -> None:
    """The terms that go to pySHACL are valid there, too, also those that Python has no value for."""
    for text in VALID[name]:
        assert not to_rdflib(Literal(text, datatype=NamedNode(XSD + name))).ill_typed  # type: ignore[union-attr]
    for text in INVALID[name]:
        assert to_rdflib(Literal(text, datatype=NamedNode(XSD + name))).ill_typed  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["boolean", "integer", "decimal", "date", "dateTime", "time"])
def test_oxigraph_agrees_where_it_has_a_value(name: str) -> None:
    """What the store takes for a value is one here, and what it refuses at a usual size is none."""
    for text in (*VALID[name], *INVALID[name]):
        query = f"ASK {{ FILTER(isLiteral(xsd:{name}({Literal(text)}))) }}"
        if Store().query(query, prefixes=PREFIXES):
            assert is_lexical(text, XSD + name), text
        elif len(text) < 15 and "24:00" not in text:
            assert not is_lexical(text, XSD + name), text


@pytest.mark.parametrize("text", ["2015-09-24", "2015-09-24Z", "2015-09-24-06:00"])
def test_dates_keep_their_time_zone(text: str) -> None:
    """Three dates stay three dates, whatever the time zone of the machine."""
    assert str(to_rdflib(Literal(text, datatype=NamedNode(XSD + "date")))) == text
