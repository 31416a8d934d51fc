"""What XML 1.0 can hold, for everything that is written as XML."""

import re

from iccis.core.errors import IccisError

FORBIDDEN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Characters that no document of XML 1.0 contains, not even as references; compiled on first use."""


def well_formed(text: str) -> str:
    r"""Return XML that gives back every character; the libraries that write it do not see to that.

    A parser turns carriage returns into line feeds, unless they are references. Raises IccisError for a
    character that XML cannot hold.

    >>> well_formed("<a>\r\n</a>")
    '<a>&#13;\n</a>'
    """
    if match := re.search(FORBIDDEN, text):
        message = f"a value contains the character U+{ord(match[0]):04X}, which XML 1.0 cannot hold"
        raise IccisError(message, hint="choose a format that is not XML")
    return text.replace("\r", "&#13;")
