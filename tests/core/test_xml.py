"""What XML 1.0 can hold."""

import pytest

from iccis.core.errors import IccisError
from iccis.core.xml import well_formed


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_no_document_contains_is_named(character: str) -> None:
    """Control characters, surrogates and the two that are no characters; their neighbours pass."""
    with pytest.raises(IccisError, match=rf"U\+{ord(character):04X}"):
        well_formed(f"<a>words {character}</a>")
    assert well_formed("\t\n\x20\ud7ff\ue000\ufffd\U00010000\U0010ffff")
