"""The publication and its pages, parsed once, for the tests of the site."""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import html

from iccis.publication.contents import publication
from sources import current_edition

EDITION = current_edition()
FACTS = EDITION.facts
MADE = publication(EDITION)
PAGES = sorted(path for path in MADE if path.endswith(".html"))
THINGS = [path for path in PAGES if path.startswith("id/") and not path.startswith("id/question/")]


WRITTEN: list[Path] = []
"""The folder of the publication that all processes of tests share, once there is one."""


def file(path: str) -> bytes:
    """A file: about a thing that which is written, and any other made here."""
    return (WRITTEN[0] / path).read_bytes() if WRITTEN and path.startswith("id/") else MADE[path]


@cache
def page(path: str) -> Any:
    """A page as a tree."""
    return html.document_fromstring(file(path).decode())


@cache
def ids(path: str) -> frozenset[str]:
    """Names of places in a page."""
    return frozenset(page(path).xpath("//@id"))


def one(path: str, xpath: str) -> Any:
    """The only element that an XPath finds in a page."""
    (found,) = page(path).xpath(xpath)
    return found
