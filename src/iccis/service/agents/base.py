"""The base of a project of one's own: what an agent sees and says is below it."""

import json
from typing import NamedTuple

from iccis.core.namespaces import SITE
from iccis.publication.rebase import moved
from iccis.service.agents.envelope import Data, encode


class Base(NamedTuple):
    """The instruments of a project, by path, and the base of their IRIs; without any, nothing changes."""

    own: tuple[str, ...]
    site: str

    def out(self, text: str) -> str:
        """Return a text with the IRIs of the project below its base.

        >>> Base(("lakes",), "https://example.org/").out("https://w3id.org/iccis/id/lakes/article/1")
        'https://example.org/id/lakes/article/1'
        """
        return moved(text.encode(), self.own, self.site, "txt").decode() if self.own else text

    def back(self, text: str) -> str:
        """Return a text with these IRIs as the edition has them.

        >>> Base(("lakes",), "https://example.org/").back("https://example.org/id/lakes/article/1")
        'https://w3id.org/iccis/id/lakes/article/1'
        """
        return text.replace(self.site, SITE) if self.own else text

    def outwards(self, answer: Data) -> Data:
        """Return an answer with its IRIs below the base."""
        return dict(json.loads(self.out(encode(answer)))) if self.own else answer

    def inwards(self, tool: str, arguments: Data) -> Data:
        """Return arguments with IRIs as the edition has them; a query is asked of data that have moved."""
        return dict(json.loads(self.back(encode(arguments)))) if self.own and tool != "sparql" else arguments
