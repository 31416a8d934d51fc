"""Editorial headings of provisions: words of the provision itself."""

import re

from iccis.core.project import AS_WRITTEN
from iccis.data.facts import Facts
from iccis.data.store import load, triples

ADDED = {"and", "of", "the"}


def words(text: str) -> set[str]:
    """The words of a text, in lower case and without the ending of the plural."""
    return {word.removesuffix("s") for word in re.findall(r"[\w-]+", text.casefold())}


def test_a_heading_consists_of_words_of_its_provision() -> None:
    """Apart from three small words and the number of nouns, nothing is added."""
    facts = Facts(triples(load(AS_WRITTEN), AS_WRITTEN))
    headings = {iri: facts.one(iri, "editorialHeading") for iri in list(facts.out)}
    foreign = {
        iri: others
        for iri, heading in headings.items()
        if (others := words(heading) - words(facts.one(iri, "text")) - ADDED)
    }
    assert sum(map(bool, headings.values())) == 19
    assert foreign == {}
