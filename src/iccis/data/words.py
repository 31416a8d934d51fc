"""Words of a text with the keys under which a search finds them, whatever their case, ending and spelling."""

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

TOKEN = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[a-z]+")
SPELLINGS = (
    (r"^practis", "practic"),
    (r"is(e|ed|es|er|ers|ing|ation|ations)$", r"iz\1"),
    (r"lys(e|ed|es|ing)$", r"lyz\1"),
    (r"(def|off|pret|lic)ence", r"\1ense"),
    (r"(behavi|col|endeav|fav|flav|harb|hon|lab|neighb|rum|vig)our", r"\1or"),
    (r"(cent|fib|lit|met|theat)re(s?)$", r"\1er\2"),
    (r"(analo|catalo|dialo|prolo|monolo)gue", r"\1g"),
    (r"ogramme(s?)$", r"ogram\1"),
    (r"(cancel|channel|control|counsel|label|level|model|signal|travel)l", r"\1"),
    (r"(fulfil|enrol|instal|skil)l", r"\1"),
    (r"(judg|acknowledg)ement", r"\1ment"),
    (r"sceptic", "skeptic"),
    (r"artefact", "artifact"),
    (r"^enquir", "inquir"),
    (r"^grey", "gray"),
    (r"eignty$", "eign"),  # the stemmer leaves "sovereignty" apart from "sovereign",
    (r"^internal", "innernal"),  # gives "internal" and "international" one stem,
    (r"^organ(s?)$", r"orgun\1"),  # "organ" and "organization",
    (r"^universit", "univarsit"),  # "university" and "universal"
)
"""British spellings and what replaces them, then what the stemmer must keep together or apart.

The patterns mean the same to Python and JavaScript, in which the page of the search uses them too.
"""


class Word(NamedTuple):
    """A word of a text: its key and its place."""

    key: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return the words of a text, in order.

    >>> [word.key for word in words("The Organisation's BEHAVIOURS")]
    ['the', 'organ', 's', 'behavior']
    """
    return [Word(_key(found[0]), *found.span()) for found in TOKEN.finditer(text)]


@cache
def _key(word: str) -> str:
    return key(plain(word))


@cache
def plain(word: str) -> str:
    """Return a word in lower case without accents.

    >>> plain("Élan")
    'elan'
    """
    letters = unicodedata.normalize("NFD", word)
    return "".join(c for c in letters if not unicodedata.category(c).startswith("M")).lower()


@cache
def key(word: str) -> str:
    """Return the key of a plain word: its stem by the rules of Snowball (Porter 2), in one spelling.

    >>> key("sovereignty") == key("sovereign"), key("internal") == key("international")
    (True, False)
    """
    if not LATIN.fullmatch(word):
        return word
    for pattern, spelling in SPELLINGS:
        word = re.sub(pattern, spelling, word)
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    from snowballstemmer.english_stemmer import EnglishStemmer  # imported when words are searched

    return EnglishStemmer()
