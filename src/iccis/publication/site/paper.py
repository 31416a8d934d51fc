"""The whole text with its interpretations as one document: a page to print, and the same as EPUB and PDF."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID
from iccis.publication import Makers
from iccis.publication.assets import STATIC
from iccis.publication.edition import Edition
from iccis.publication.site.epub import epub
from iccis.publication.site.reading import sections
from iccis.publication.site.render import render
from iccis.publication.things.citation import Citation
from iccis.publication.things.sentences import sentence
from iccis.publication.things.thing import Norm, follow

Rebase = Callable[[bytes], bytes]
"""Puts the IRIs of the project under the base of the publication."""


def papers(
    edition: Edition, *, released: str = "", pdf: bool = False, rebase: Rebase = lambda data: data
) -> Makers:
    """Return the makers of the documents, one for each work, by path; as PDF, too, which needs WeasyPrint.

    `released` is the date of the release, empty if there is none; `rebase` is applied to what is packed.

    >>> from iccis.publication.edition import edition
    >>> [*papers(edition())], [*papers(edition(), pdf=True)]
    (['paper.html', 'code.epub'], ['paper.html', 'code.epub', 'code.pdf'])
    """
    makers: Makers = {}
    for work in edition.works:
        page, book, sheets = (paper_path(edition, work, extension) for extension in ("html", "epub", "pdf"))
        makers[page] = partial(_document, edition, work, released, "layout.html", page)
        makers[book] = partial(_epub, edition, work, released, rebase)
        if pdf:
            makers[sheets] = partial(_pdf, edition, work, released, rebase)
    return makers


def paper_path(edition: Edition, work: str, extension: str) -> str:
    """Return the path of the document of a work in a format, by extension.

    >>> from iccis.publication.edition import edition
    >>> paper_path(edition(), "https://w3id.org/iccis/id/code", "epub")
    'code.epub'
    """
    name = work.removeprefix(ID)
    if extension == "html":
        return "paper.html" if len(edition.works) == 1 else f"paper/{name}.html"
    return f"{name}.{extension}"


def _document(edition: Edition, work: str, released: str, frame: str, path: str = "") -> bytes:
    return render("paper.html", path, frame=frame, **_values(edition, work, released))


def _epub(edition: Edition, work: str, released: str, rebase: Rebase) -> bytes:
    return epub(_values(edition, work, released), rebase=rebase)


def _values(edition: Edition, work: str, released: str) -> dict[str, Any]:
    facts = edition.facts
    return {
        "edition": edition,
        "title": facts.label(work),
        "name": edition.names[work],
        "symbol": next(iter(follow(facts, work, "eli:is_annex_of/eli:id_local")), ""),
        "sections": sections(facts, edition.works[work]),
        "sentence": partial(_sentence, edition),
        "citation": Citation(edition, work, released=released),
    }


def _sentence(edition: Edition, norm: Norm) -> str:
    return "".join(part if isinstance(part, str) else part.label for part in sentence(edition.facts, norm))


def _pdf(edition: Edition, work: str, released: str, rebase: Rebase) -> bytes:
    """Return the document as tagged PDF (PDF/UA-1); its identifier is a hash of what it is made from."""
    html = rebase(_document(edition, work, released, "print.html")).decode()
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        hint = "install Pango (Debian: libpangoft2-1.0-0, libharfbuzz-subset0), or uninstall weasyprint"
        raise IccisError(f"the PDF cannot be made: {error}", hint=hint) from error
    identifier = sha256(html.encode()).digest()[:16]
    options: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_identifier": identifier}
    styles = [CSS(filename=STATIC / "paper.css")]
    return bytes(HTML(string=html, url_fetcher=_nothing).write_pdf(stylesheets=styles, **options))


def _nothing(url: str, *_: object, **__: object) -> None:
    raise IccisError(f"the PDF asks for a file from elsewhere: {url}")
