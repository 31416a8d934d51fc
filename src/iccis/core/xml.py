"""What XML 1.0 can hold, for everything that is written as XML."""

from iccis.core.errors import IccisError

FORBIDDEN = [*map(chr, {*range(0x20)} - {*b"\t\n\r"}), "\ufffe", "\uffff"]
"""Characters, besides surrogates, that no document of XML 1.0 contains, not even as references."""


def well_formed(text: str) -> str:
    r"""Return XML that gives back every character; the libraries that write it do not see to that.

    A parser turns carriage returns into line feeds, unless they are references. Raises IccisError for a
    character that XML cannot hold.

    >>> well_formed("<a>\r\n</a>")
    '<a>&#13;\n</a>'
    """
    if character := _forbidden(text):
        message = f"a value contains the character U+{ord(character):04X}, which XML 1.0 cannot hold"
        raise IccisError(message, hint="choose a format that is not XML")
    return text.replace("\r", "&#13;")


def _forbidden(text: str) -> str:
    """Return a forbidden character of a text, or an empty string; a surrogate has no bytes in UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return text[error.start]
    return next((character for character in FORBIDDEN if character in text), "")
