"""The base of a project of one's own: its things move there, and what it shares with others stays."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from iccis.core.errors import IccisError
from iccis.core.instruments import own_paths, refuse_other_text
from iccis.core.namespaces import SITE

SHARED = ("ontology", "odrl-profile", "shapes", "static/icon.svg", "catalog#publisher")
"""What stays at the permanent base besides things: terms, shapes, and who made them."""
COMPUTED = "export/"
"""Beginning of the paths of things that each edition has of its own, without an instrument in their IRIs."""


class Base(NamedTuple):
    """What a project has of its own, and the base of its IRIs; without anything, all IRIs are below it."""

    own: tuple[str, ...] = ()
    """Paths of its instruments, and of other things."""
    site: str = SITE

    def out(self, text: str) -> str:
        """Return a text with the IRIs of the project below its base.

        >>> Base(("lakes",), "https://example.org/").out("https://w3id.org/iccis/id/lakes/article/1")
        'https://example.org/id/lakes/article/1'
        """
        return pattern(self.own).sub(self.site, text) if self.own else text.replace(SITE, self.site)

    def back(self, text: str) -> str:
        """Return a text with these IRIs as the edition has them.

        >>> Base(("lakes",), "https://example.org/").back("https://example.org/id/lakes/article/1")
        'https://w3id.org/iccis/id/lakes/article/1'
        """
        return text.replace(self.site, SITE)


HERE = Base()
"""The base of the package, where everything keeps its IRI."""


def open_base(site: str, tree: Path | None = None) -> Base:
    """Return the base of an edition, or raise IccisError if its things have no IRIs there.

    >>> open_base(SITE)
    Base(own=(), site='https://w3id.org/iccis/')
    """
    own = own_paths(tree)
    if checked_base(site) == SITE:
        refuse_other_text(tree)
    elif not own:
        hint = "leave out --base, or name a project with --project"
        raise IccisError("only a project of your own has a base of its own", place=site, hint=hint)
    return Base(own, site)


def checked_base(site: str) -> str:
    """Return the base of all IRIs, or raise IccisError if it is not an address.

    >>> checked_base("https://example.org/my-text/")
    'https://example.org/my-text/'
    """
    hint = "give an address that ends in a slash, for example https://example.org/my-text/"
    try:
        parts = urlsplit(NamedNode(site).value)
    except ValueError as error:
        raise IccisError(f"the base is not an IRI: {site}", hint=hint) from error
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise IccisError(f"the base is not the address of a site: {site}", hint=hint)
    if site != SITE and site.startswith(SITE):
        raise IccisError(f"the base is inside that of the package: {site}", hint=hint)
    if not site.endswith("/"):
        raise IccisError(f"the base does not end in a slash: {site}", hint=hint)
    return site


@cache
def pattern(own: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the permanent base before what moves with a project.

    >>> pattern(("lakes",)).pattern.startswith("https")
    True
    """
    things = rf"(?:[a-z-]+/)?(?:{'|'.join(map(re.escape, own))})(?![\w-])|{COMPUTED}"
    return re.compile(rf"{re.escape(SITE)}(?!(?:{'|'.join(map(re.escape, SHARED))})|id/(?!{things}))")
