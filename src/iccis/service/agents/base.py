"""The base of a project of one's own: what an agent sees and says is below it."""

import json

from iccis.core.base import Base
from iccis.service.agents.envelope import Data, encode


def outwards(base: Base, answer: Data) -> Data:
    """Return an answer with the IRIs of the project below its base."""
    return dict(json.loads(base.out(encode(answer)))) if base.own else answer


def inwards(base: Base, tool: str, arguments: Data) -> Data:
    """Return arguments with IRIs as the edition has them; a query is asked of data that have moved."""
    return dict(json.loads(base.back(encode(arguments)))) if base.own and tool != "sparql" else arguments
