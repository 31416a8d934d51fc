"""The whole Code with its interpretations as one document: a page to print, and the same as EPUB and PDF."""

from functools import partial
from hashlib import sha256
from typing import Any

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, SITE
from iccis.publication import Makers
from iccis.publication.assets import STATIC
from iccis.publication.edition import Edition
from iccis.publication.site.epub import epub
from iccis.publication.site.reading import sections, works
from iccis.publication.site.render import render
from iccis.publication.things.citation import Citation
from iccis.publication.things.sentences import sentence
from iccis.publication.things.thing import Norm, follow

WORK = ID + "code"
PDF = "code.pdf"
EPUB = "code.epub"


def papers(edition: Edition, *, site: str = SITE, released: str = "", pdf: bool = False) -> Makers:
    """Return the makers of the document, by path; with `pdf` also as PDF, which needs WeasyPrint.

    `site` is the base of all IRIs, `released` the date of the release, empty if there is none.

    >>> from iccis.publication.edition import edition
    >>> [*papers(edition())], [*papers(edition(), pdf=True)]
    (['paper.html', 'code.epub'], ['paper.html', 'code.epub', 'code.pdf'])
    """
    if WORK not in edition.things:
        return {}
    makers: Makers = {
        "paper.html": partial(_document, edition, released, "layout.html"),
        EPUB: lambda: epub(_values(edition, released), site=site),
    }
    return makers | ({PDF: partial(_pdf, edition, released, site)} if pdf else {})


def _document(edition: Edition, released: str, frame: str) -> bytes:
    return render("paper.html", frame=frame, **_values(edition, released))


def _values(edition: Edition, released: str) -> dict[str, Any]:
    facts = edition.facts
    return {
        "edition": edition,
        "title": facts.label(WORK),
        "symbol": next(iter(follow(facts, WORK, "eli:is_annex_of/eli:id_local")), ""),
        "sections": sections(facts, works(facts)[WORK]),
        "sentence": partial(_sentence, edition),
        "citation": Citation(edition, WORK, released=released),
    }


def _sentence(edition: Edition, norm: Norm) -> str:
    return "".join(part if isinstance(part, str) else part.label for part in sentence(edition.facts, norm))


def _pdf(edition: Edition, released: str, site: str) -> bytes:
    """Return the document as tagged PDF (PDF/UA-1); its identifier is a hash of what it is made from."""
    html = _document(edition, released, "print.html").decode().replace(SITE, site)
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
