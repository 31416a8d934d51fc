"""Citations of the edition and of the things in it, for people and for programs that manage references."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from iccis.core.namespaces import ID, SITE
from iccis.data.facts import Facts
from iccis.publication.edition import WHOLE, Edition
from iccis.publication.things.thing import wholes

BIBTEX = (".bib", "application/x-bibtex")
RIS = (".ris", "application/x-research-info-systems")
CSL = (".csl.json", "application/vnd.citationstyles.csl+json")
"""Extension and media type of the files for programs."""
SPECIAL = re.compile(r"[\\{}&%$#_~^]")
"""Characters that BibTeX interprets."""


def key_of(edition: Edition) -> str:
    """Return the name by which programs know an edition: of one's own, the path of its first text."""
    return next(iter(edition.own), WHOLE)


class Form(NamedTuple):
    """A citation in one form: its text up to the date of access, that date, and the text after it.

    `accessed` has `{iso}`, `{slash}`, `{long}`, `{short}` and `{parts}` where the date stands; `blank` stands
    there as long as no one has read the page.
    """

    name: str
    start: str
    accessed: str
    blank: str
    end: str
    note: str = ""
    extension: str = ""
    """Of the file in which the citation can be saved, with its dot; empty if it is for people to read."""
    media_type: str = ""

    @property
    def text(self) -> str:
        """The citation without a date of access."""
        return self.start + self.blank + self.end


class Instrument(NamedTuple):
    """The document that an official citation names: its authors, title, symbol, date, and the place in it."""

    authors: str
    title: str
    symbol: str
    date: date
    place: str


class Citation:
    """What is cited: the edition, or a thing in it; the edition may be a draft."""

    def __init__(self, edition: Edition, iri: str, *, released: str = "") -> None:
        """Cite a thing by its IRI, or the edition by the IRI of the site; `released` is empty for a draft."""
        facts = edition.facts
        self.edition, self.iri = edition, iri
        self.label = facts.label(iri) if iri in facts.out else ""
        self.authors, self.title = edition.creator, edition.citation_title
        modified = edition.said("dcterms:modified")[:10]
        self.released = bool(released)
        self.date = date.fromisoformat(released or modified) if released or modified else None

    @cached_property
    def version(self) -> str:
        """The version in words: a draft is not cited as if it were released."""
        day = long(self.date) if self.date else ""
        if self.released:
            return f"version {self.edition.version} ({day})"
        return f"draft of version {self.edition.version}{', ' + day if day else ''} (not released)"

    @cached_property
    def forms(self) -> list[Form]:
        """The citation in every form that fits, plain text first."""
        return [self._plain(), *self._official(), self._bibtex(), self._ris(), self._csl()]

    def _plain(self) -> Form:
        label = f"“{self.label}”, in: " if self.label else ""
        start = f"{self.authors}, {label}{self.title}, {self.version}, {self.iri} (accessed "
        return Form("Plain text", start, "{long}", "[date]", ").")

    def _official(self) -> Iterator[Form]:
        found = instrument(self.edition.facts, self.iri)
        if found is None:
            return
        words = "The words on this page are those of the press text; those of the annex may differ."
        yield Form(
            "OSCOLA",
            f"{found.authors}, '{found.title}' ({long(found.date)}) "
            f"UN Doc {found.symbol}, annex, {found.place}",
            *("", "", ""),
            f"After OSCOLA, 4th edition (author, title, date, document number). {words}",
        )
        day = f"{short(found.date)}"
        yield Form(
            "Bluebook",
            f"{found.authors.replace(' and ', ' & ')}, {found.title}, {found.place}, "
            f"U.N. Doc. {found.symbol}, annex ({day})",
            *("", "", ""),
            "After rule 21.7 of The Bluebook (United Nations sources); its text is not public, so that "
            f"neither this form nor the edition was checked. {words}",
        )

    @property
    def key(self) -> str:
        """The name by which programs know what is cited."""
        name = self.iri.removeprefix(ID).removeprefix(SITE).replace("/", "-")
        return f"{key_of(self.edition)}-{self.edition.version}{'-' + name if name else ''}"

    def _bibtex(self) -> Form:
        title = f"{{{escaped(self.label)}}}, in: {escaped(self.title)}" if self.label else escaped(self.title)
        fields = {"author": f"{{{escaped(self.authors)}}}", "title": title}
        if self.date:
            fields["year"] = str(self.date.year)
        fields |= {"note": escaped(self.version[0].upper() + self.version[1:]), "url": self.iri}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return Form(
            "BibTeX", f"@misc{{{self.key},\n{lines}", "  urldate = {{iso}},\n", "", "}\n", "", *BIBTEX
        )

    def _ris(self) -> Form:
        rows = [("TY", "ELEC"), ("AU", f"{self.authors},"), ("TI", self.label or self.title)]
        rows += [("T2", self.title)] if self.label else []
        rows += [("PY", str(self.date.year)), ("DA", f"{self.date:%Y/%m/%d}")] if self.date else []
        rows += [("ET", self.version), ("UR", self.iri)]
        lines = "".join(f"{tag}  - {value}\n" for tag, value in rows)
        return Form("RIS", lines, "Y2  - {slash}\n", "", "ER  - \n", "", *RIS)

    def _csl(self) -> Form:
        item = {
            "id": self.key,
            "type": "webpage" if self.label else "dataset",
            "title": self.label or self.title,
            "container-title": self.title if self.label else None,
            "author": [{"literal": self.authors}],
            "issued": {"date-parts": [[self.date.year, self.date.month, self.date.day]]}
            if self.date
            else None,
            "version": self.edition.version,
            "status": None if self.released else "draft, not released",
            "URL": self.iri,
        }
        text = json.dumps({key: value for key, value in item.items() if value}, ensure_ascii=False)
        accessed = ', "accessed": {"date-parts": [[{parts}]]}'
        return Form("CSL-JSON", f"[{text[:-1]}", accessed, "", "}]\n", "", *CSL)


def instrument(facts: Facts, iri: str) -> Instrument | None:
    """Return the official document of a clause, if its work is the annex of one with a symbol.

    >>> instrument(Facts([]), "urn:x") is None
    True
    """
    works = wholes(facts, iri)
    letters = [letter for work in works for letter in facts.values(work, "eli:is_annex_of")]
    symbol = next((symbol for letter in letters if (symbol := facts.one(letter, "eli:id_local"))), "")
    issued = (thing for letter in letters for thing in facts.values(letter, "eli:is_part_of"))
    days = [facts.one(thing, "dcterms:date") for thing in issued]
    work = next((work for work in works if facts.values(work, "eli:is_annex_of")), "")
    if not symbol or iri == work or not any(days):
        return None
    *first, last = (facts.label(state) for state in sorted(facts.values(work, "sponsoredBy")))
    authors = f"{', '.join(first)} and {last}" if first else last
    return Instrument(authors, facts.label(work), symbol, date.fromisoformat(max(days)), facts.label(iri))


def long(day: date) -> str:
    """Return a date in words.

    >>> long(date(2011, 9, 4))
    '4 September 2011'
    """
    return f"{day.day} {day:%B %Y}"


def short(day: date) -> str:
    """Return a date as American lawyers abbreviate it.

    >>> short(date(2011, 9, 4)), short(date(2015, 5, 1))
    ('Sept. 4, 2011', 'May 1, 2015')
    """
    month = {5: "May", 6: "June", 7: "July", 9: "Sept."}.get(day.month, f"{day:%b}.")
    return f"{month} {day.day}, {day.year}"


def escaped(text: str) -> str:
    r"""Return a text with the characters that BibTeX interprets taken literally.

    >>> escaped("50% {a}_b")
    '50\\% \\{a\\}\\_b'
    """
    names = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return SPECIAL.sub(lambda found: names.get(found[0], "\\" + found[0]), text)
