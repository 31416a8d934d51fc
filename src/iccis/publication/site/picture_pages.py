"""Pictures as files and as pages, with what they show in words beside them."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from iccis.data.facts import Facts
from iccis.publication import Makers
from iccis.publication.assets import built
from iccis.publication.edition import Edition
from iccis.publication.pictures.concepts import concepts, dot, radius, sections, uses
from iccis.publication.pictures.drawing import Picture, kind_of, palette
from iccis.publication.pictures.network import TOWARDS, Norm, network, norms, written
from iccis.publication.pictures.strengths import strengths
from iccis.publication.site.render import render

PICTURES: dict[str, Callable[[Edition], Picture]] = {
    "network": network,
    "concepts": concepts,
    "strengths": strengths,
}


def pages(given: Edition) -> Makers:
    """What makes the pictures and the pages that show them, by path.

    >>> from iccis.publication.edition import edition
    >>> sorted(pages(edition()))[:3]
    ['concepts.html', 'network.html', 'pictures/concepts.svg']
    """
    pictures = {f"pictures/{name}.svg": partial(alone, given, name) for name in PICTURES}
    return {"network.html": partial(_network, given), "concepts.html": partial(_concepts, given), **pictures}


def drawn(given: Edition, name: str) -> dict[str, Any]:
    """What the template of a picture needs, to be included in a page that has the colours.

    >>> from iccis.publication.edition import edition
    >>> drawn(edition(), "strengths")["palette"]
    ''
    """
    return {"picture": PICTURES[name](given), "palette": "", "dot": dot, "radius": radius}


def alone(given: Edition, name: str) -> bytes:
    """A picture as a file that brings its colours, for the light and for the dark.

    >>> from iccis.publication.edition import edition
    >>> alone(edition(), "strengths").startswith(b"<svg")
    True
    """
    text = render(f"{name}.svg", f"pictures/{name}.svg", **drawn(given, name) | {"palette": palette()})
    return coloured(text.decode().lstrip()).encode()


def coloured(text: str) -> str:
    """A picture whose colours are those of the light where a policy forbids its own style sheet.

    >>> coloured('<path stroke="var(--ink)"/>')
    '<path stroke="var(--ink,#1c1b19)"/>'
    """
    light = dict(re.findall(r"(--[\w-]+): (#\w+)", palette().partition("@media")[0]))
    return re.sub(r"var\((--[\w-]+)\)", lambda found: f"var({found[1]},{light[found[1]]})", text)


def _network(given: Edition) -> bytes:
    facts = written(given)
    found = [_row(facts, norm) for norm in norms(facts)]
    page: dict[str, Any] = {"edition": given, "norms": found, "facts": facts}
    page |= {"overview": strengths(given)}
    return render("network.html", "network.html", **page, **drawn(given, "network"), **built("network"))


def _row(facts: Facts, norm: Norm) -> dict[str, Any]:
    ends = {name: [other for relation, other in norm.towards if relation == name] for name in TOWARDS}
    strength = facts.one(norm.iri, "hasStrength")
    return {"norm": norm, "kind": kind_of(facts, norm.iri), "strength": strength, "towards": ends}


def _concepts(given: Edition) -> bytes:
    counts = partial(uses, given.facts)
    page = {"edition": given, "sections": sections(given), "uses": counts}
    return render("concepts.html", "concepts.html", facts=given.facts, **page, **drawn(given, "concepts"))
