"""Lexical forms of the datatypes of XML Schema 1.1, of any size and precision.

rdflib and Oxigraph convert literals to machine numbers and dates, and so take integers of more than 64 bits
or years of more than four digits for ill-typed; here only the spelling is looked at.
"""

import re
from math import inf

from iccis.core.namespaces import PREFIXES

XSD = PREFIXES["xsd"]

_DECIMAL = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_YEAR = r"-?(?P<year>[1-9]\d{3,}|0\d{3})"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
_MONTHS = r"(?:\d+Y)?(?:\d+M)?"
_HOURS = r"(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_B64 = r"[A-Za-z0-9+/] ?"
_START = (
    r"A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME = _START + r"\-.0-9\xB7\u0300-\u036F\u203F-\u2040"

FORMS = {
    "boolean": "true|false|1|0",
    "decimal": _DECIMAL,
    "double": rf"{_DECIMAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "float": rf"{_DECIMAL}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    "date": rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
    "dateTime": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}?",
    "dateTimeStamp": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "time": rf"{_TIME}{_ZONE}?",
    "gYear": rf"{_YEAR}{_ZONE}?",
    "gYearMonth": rf"{_YEAR}-{_MONTH}{_ZONE}?",
    "gMonth": rf"--{_MONTH}{_ZONE}?",
    "gMonthDay": rf"--{_MONTH}-{_DAY}{_ZONE}?",
    "gDay": rf"---{_DAY}{_ZONE}?",
    "duration": rf"-?P(?=.){_MONTHS}(?:\d+D)?{_HOURS}",
    "yearMonthDuration": rf"-?P(?=.){_MONTHS}",
    "dayTimeDuration": rf"-?P(?=.)(?:\d+D)?{_HOURS}",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "base64Binary": rf"(?:(?:{_B64}){{4}})*(?:(?:{_B64}){{3}}[A-Za-z0-9+/]"
    rf"|(?:{_B64}){{2}}[AEIMQUYcgkosw048] ?=|{_B64}[AQgw] ?= ?=)?",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^ \t\n\r]+(?: [^ \t\n\r]+)*)?",
    "NMTOKEN": rf"[{_NAME}:]+",
    "Name": rf"[{_START}:][{_NAME}:]*",
    "NCName": rf"[{_START}][{_NAME}]*",
}
"""Regular expressions of the lexical forms, by the name of the datatype."""

RANGES = {
    "integer": (-inf, inf),
    "nonNegativeInteger": (0, inf),
    "positiveInteger": (1, inf),
    "nonPositiveInteger": (-inf, 0),
    "negativeInteger": (-inf, -1),
    **{name: (-(2**n), 2**n - 1) for name, n in (("byte", 7), ("short", 15), ("int", 31), ("long", 63))},
    **{name: (0, 2**n - 1) for name, n in (("unsignedByte", 8), ("unsignedShort", 16))},
    **{name: (0, 2**n - 1) for name, n in (("unsignedInt", 32), ("unsignedLong", 64))},
}
"""First and last value of the integers of each datatype."""

DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_lexical(text: str, datatype: str) -> bool:
    """Tell whether `text` is a lexical form of a datatype; true for every text and an unknown datatype.

    >>> is_lexical("99999999999999999999", XSD + "integer"), is_lexical("256", XSD + "unsignedByte")
    (True, False)
    >>> is_lexical("-20000-02-29", XSD + "date"), is_lexical("2011-02-29", XSD + "date")
    (True, False)
    """
    name = datatype.removeprefix(XSD)
    if name in RANGES:
        least, most = RANGES[name]
        match = re.fullmatch(r"([+-]?)0*(\d+)", text, re.A)
        return match is not None and least <= int(match[1] + match[2][:30]) <= most
    if name not in FORMS:
        return True
    match = re.fullmatch(FORMS[name], text, re.A)
    return match is not None and _is_day(**match.groupdict())


def _is_day(*, month: str | None = None, day: str | None = None, year: str | None = None) -> bool:
    """Tell whether a month has a day; the leap years repeat every 400 years."""
    if month is None or day is None:
        return True
    cycle = int(year[-4:]) % 400 if year else 0
    is_leap = cycle % 4 == 0 and (cycle % 100 != 0 or cycle == 0)
    return int(day) <= (28 if month == "02" and not is_leap else DAYS[int(month) - 1])
