"""The document for paper as EPUB 3: an archive of its words, contents, style and package document."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from iccis.publication.assets import STATIC
from iccis.publication.site.render import render

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
TEMPLATES = {
    "package.opf": "epub_package.xml",
    "contents.xhtml": "epub_contents.html",
    "code.xhtml": "paper.html",
}
"""Templates of the files in the archive."""


def epub(values: dict[str, Any], *, rebase: Callable[[bytes], bytes]) -> bytes:
    """Return the archive, always the same bytes; `values` are what the template of the document needs.

    `rebase` puts IRIs under the base of the publication.
    """
    pages = {name: render(template, frame="epub.html", **values) for name, template in TEMPLATES.items()}
    files = {f"EPUB/{name}": rebase(page) for name, page in pages.items()}
    style, _, _ = (STATIC / "paper.css").read_bytes().partition(b"@page")  # a book has no sheets
    files["EPUB/paper.css"] = style
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        # Readers find the type at a fixed place: first, and not compressed.
        archive.writestr(ZipInfo("mimetype"), "application/epub+zip", ZIP_STORED)
        for name, data in {"META-INF/container.xml": CONTAINER.encode(), **files}.items():
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return stream.getvalue()
