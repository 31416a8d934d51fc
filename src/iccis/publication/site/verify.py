"""The page that verifies a quotation: the form, and the verdict of the service."""

from typing import Any

from iccis.publication.edition import Edition
from iccis.publication.site.render import render

PATH = "api/verify"
"""Path of the interface, to which the form leads."""


def page(edition: Edition, *, served: bool) -> bytes:
    """Return the page; without a service behind it, it names the command in place of the form."""
    return _page(edition, "", served=served, words="", at="", verdict={})


def answer(edition: Edition, words: str, at: str, verdict: dict[str, Any]) -> bytes:
    """Return the page with a verdict of `iccis.data.verdict`, at the address of the interface."""
    return _page(edition, PATH, served=True, words=words, at=at, verdict=verdict)


def _page(edition: Edition, path: str, **values: Any) -> bytes:
    example = edition.facts.label(edition.example)
    return render("verify.html", path, edition=edition, example=example, **values)
