"""Pages of single things, and the reading page of a work."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from pyoxigraph import NamedNode, Triple

from iccis.core.jsonld import context, document
from iccis.core.namespaces import ID, PREFIXES, SITE
from iccis.core.rdf import plain
from iccis.publication import Makers
from iccis.publication.edition import Edition
from iccis.publication.pages import READ, page_at
from iccis.publication.site.languages import Equivalents, equivalents
from iccis.publication.site.notes import LETTERS
from iccis.publication.site.paper import paper_path
from iccis.publication.site.reading import PRESS, clause, sections, views
from iccis.publication.site.regimes import survey
from iccis.publication.site.render import render
from iccis.publication.site.thing import thing_page
from iccis.publication.things.citation import Citation
from iccis.publication.things.status import status
from iccis.questions.engines import Answer

QUESTION = ID + "question/"
"""Questions have pages of another kind."""
SCHEMA = {"schema": PREFIXES["schema"]}
LEGISLATION = NamedNode(SCHEMA["schema"] + "Legislation")


def pages(edition: Edition, file: Callable[[str], bytes], *, released: str = "", pdf: bool = False) -> Makers:
    """Return the makers of the pages of things, by path; `file` gives the documents beside them, by path.

    `released` is the date of the release, which citations give; empty if there is none; with `pdf` there
    is a PDF of the text to link to.

    >>> from iccis.publication.edition import edition
    >>> "id/actor/china.html" in pages(edition(), lambda path: b"{}")
    True
    """
    page = _Pages(edition, file, released, pdf).page
    things = (iri for iri in edition.things if not iri.startswith(QUESTION))
    return {f"{iri.removeprefix(SITE)}.html": partial(page, iri) for iri in things}


@dataclass
class _Pages:
    """The pages, with what several of them need computed once."""

    edition: Edition
    file: Callable[[str], bytes]
    released: str = ""
    pdf: bool = False

    @cached_property
    def laws(self) -> dict[str, list[Triple]]:
        """What schema.org can say."""
        return legislation(self.edition.answers["schema-org"])

    @cached_property
    def equivalents(self) -> dict[str, Equivalents]:
        """The labels of things in the official languages of the United Nations, by thing."""
        return {equivalent.thing.iri: equivalent for equivalent in equivalents(self.edition)}

    def page(self, iri: str) -> bytes:
        """Return the page of a thing; that of a work whose text is here is the reading page.

        For a work and its clauses it embeds what the export `schema-org` says of them,
        for everything else the thing's own document, the file beside the page.
        """
        edition, path = self.edition, iri.removeprefix(SITE)
        values: dict[str, Any] = {
            "edition": edition,
            "jsonld": schema_org(self.laws[iri])
            if iri in self.laws
            else self.file(f"{path}.jsonld").decode(),
            "page": thing_page(edition, iri),
            "citation": Citation(edition, iri, released=self.released),
            "letters": LETTERS,
        }
        if clauses := edition.works.get(iri):
            parts = sections(edition.facts, clauses)
            return render(
                "reading.html",
                f"{path}.html",
                section=page_at(READ).section,
                current=page_at(READ).entry,
                sections=parts,
                views=views(parts),
                press=PRESS,
                name=edition.names[iri],
                paper=paper_path(edition, iri, "html"),
                epub=paper_path(edition, iri, "epub"),
                pdf=paper_path(edition, iri, "pdf") if self.pdf else "",
                status=status(edition.facts, iri),
                **values,
            )
        if values["page"]["thing"].kind == "NormSurvey":
            return render("survey.html", f"{path}.html", **values, **survey(edition, iri))
        values["equivalent"] = self.equivalents.get(iri)
        neighbours = self._neighbours(iri)
        values["clause"] = clause(edition.facts, iri) if neighbours else None
        values["status"] = status(edition.facts, neighbours[0]) if neighbours else None
        return render("thing.html", f"{path}.html", neighbours=neighbours, **values)

    def _neighbours(self, iri: str) -> tuple[str, str | None, str | None] | None:
        """Return the work that a clause is in, and the clauses before and after it; None for other things."""
        for work, clauses in self.edition.works.items():
            if iri in clauses:
                at, ends = clauses.index(iri), [*clauses, None]  # the end is also what is before the start
                return work, ends[at - 1], ends[at + 1]
        return None


def legislation(exported: Answer) -> dict[str, list[Triple]]:
    """Return what `exported`, the answer of the export `schema-org`, states of each clause and of each work.

    What a statement points at comes with its own statements, unless it is a clause itself. All of them
    together are the export, no more and no less.

    >>> from iccis.publication.edition import edition
    >>> sorted(legislation(edition().answers["schema-org"]))[:2]
    ['https://w3id.org/iccis/id/code', 'https://w3id.org/iccis/id/code/adherence']
    """
    statements: dict[str, list[Triple]] = defaultdict(list)
    for t in sorted(exported.triples, key=str):
        statements[plain(t.subject)].append(t)
    laws = {iri for iri, triples in statements.items() if any(t.object == LEGISLATION for t in triples)}
    return {iri: [*statements[iri], *_beside(statements, iri, laws)] for iri in sorted(laws)}


def _beside(statements: dict[str, list[Triple]], iri: str, laws: set[str]) -> list[Triple]:
    things = dict.fromkeys(t.object.value for t in statements[iri] if isinstance(t.object, NamedNode))
    return [t for thing in things if thing not in laws for t in statements.get(thing, ())]


def schema_org(triples: list[Triple]) -> str:
    """Return statements of schema.org as JSON-LD.

    >>> from pyoxigraph import Literal
    >>> name = NamedNode("https://schema.org/name")
    >>> '"schema:name": "Pledge"' in schema_org([Triple(NamedNode("urn:x:a"), name, Literal("Pledge"))])
    True
    """
    return document(triples, context(triples, prefixes=SCHEMA))
